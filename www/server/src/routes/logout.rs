//! `POST /api/logout`: ends everything that came out of one sign-in.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};

use crate::cookie;
use crate::error::ApiError;
use crate::state::App;
use crate::transport::Carried;

/// An expired token will do: whoever signs out late still wants the refresh token gone. The cookie is not sent here, so
/// it is taken away unseen.
pub(crate) async fn logout(State(app): State<Arc<App>>, carried: Carried) -> Result<Response, ApiError> {
    app.revoke(carried.token()?.ok_or(ApiError::TokenMissing)?).await?;
    let forget = cookie::forget().map_err(|error| ApiError::internal(&error))?;
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, forget)]).into_response())
}
