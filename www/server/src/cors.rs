//! Which other origins' pages may call, and what they may send and read.

use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue, Method};
use tower_http::cors::{AllowHeaders, AllowMethods, AllowOrigin, Any, CorsLayer};

use crate::csrf::X_XSRF_TOKEN;
use crate::transport::X_ACCESS_TOKEN;

/// For the API: the listed origins, with credentials; they read no header that is not listed too.
pub(crate) fn listed(origins: Vec<HeaderValue>, exposed: Vec<HeaderName>) -> CorsLayer {
    let methods = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
    ];
    let headers = [
        HeaderName::from_static(X_ACCESS_TOKEN),
        AUTHORIZATION,
        CONTENT_TYPE,
        ACCEPT,
        HeaderName::from_static(X_XSRF_TOKEN),
        HeaderName::from_static("username"),
        HeaderName::from_static("password"),
        HeaderName::from_static("x-requested-with"),
    ];
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods(methods)
        .allow_headers(headers)
        .expose_headers(exposed)
        .allow_credentials(true)
}

/// For the third party: everybody may send anything, so that a leak is stopped by the client or not at all.
pub(crate) fn open() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods(AllowMethods::mirror_request())
        .allow_headers(AllowHeaders::mirror_request())
}
