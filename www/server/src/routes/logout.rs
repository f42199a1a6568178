//! `POST /api/logout`: ends everything that came out of one sign-in.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use crate::error::ApiError;
use crate::state::App;
use crate::transport::Carried;

/// An expired token will do: whoever signs out late still wants the refresh token gone.
pub(crate) async fn logout(State(app): State<Arc<App>>, carried: Carried) -> Result<StatusCode, ApiError> {
    app.revoke(carried.token()?.ok_or(ApiError::TokenMissing)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
