//! The demo page, the package and the documentation, from their folders: right media types, nothing outside, a strict policy on HTML.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use tower_http::services::ServeDir;

use crate::error::ApiError;
use crate::state::App;

/// `--www` at `/`, `--pkg` at `/pkg/` and `--docs` at `/docs/`; what is not configured is not found.
pub(crate) fn router(app: &Arc<App>) -> Router {
    let mut router = Router::new();
    for (path, folder) in [("/pkg", &app.config.pkg), ("/docs", &app.config.docs)] {
        if let Some(folder) = folder {
            router = router.nest_service(path, ServeDir::new(folder));
        }
    }
    router = match &app.config.www {
        Some(folder) => router.fallback_service(ServeDir::new(folder)),
        None => router.fallback(|| async { ApiError::NotFound }),
    };
    router.layer(middleware::from_fn_with_state(
        policy(app.third_party.as_deref()),
        serve,
    ))
}

async fn serve(State(policy): State<HeaderValue>, request: Request, next: Next) -> Response {
    if is_source_of_server(request.uri()) {
        return ApiError::NotFound.into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
    {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The server's own source lies in the folder of the page. Looked at as the file service will: decoded once, empty and
/// `.` segments skipped; and in any case, because some file systems do not tell them apart.
fn is_source_of_server(uri: &Uri) -> bool {
    let path = percent_decode_str(uri.path()).decode_utf8_lossy();
    let first = path
        .split(['/', '\\'])
        .find(|segment| !segment.is_empty() && *segment != ".");
    first.is_some_and(|segment| segment.eq_ignore_ascii_case("server"))
}

fn policy(third_party: Option<&str>) -> HeaderValue {
    let connect = third_party.map(|origin| format!(" {origin}")).unwrap_or_default();
    let policy = format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'{connect}; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}
