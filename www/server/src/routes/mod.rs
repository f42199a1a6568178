//! What the addresses of the main origin do: each file reads its requests and shapes its answers, `state` does the work.

pub(crate) mod caller;
pub(crate) mod careless;
pub(crate) mod credentials;
pub(crate) mod demo;
pub(crate) mod log;
pub(crate) mod logout;
pub(crate) mod protected;
pub(crate) mod revoke;
pub(crate) mod token;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::error::ApiError;
use crate::transport::Carried;

/// What the log's middleware found in the request.
impl<S: Sync> FromRequestParts<S> for Carried {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let found = parts.extensions.get::<Self>().cloned();
        found.ok_or_else(|| ApiError::internal(&"a route that needs the token is outside the log's middleware"))
    }
}
