//! `POST /api/revoke`: what an administrator does, so that a page can see what becomes of it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, Uri};

use super::caller::{Caller, Shown};
use super::credentials::Fields;
use crate::error::ApiError;
use crate::state::App;

/// Ends every access token of the sign-in that the caller's token came from, which a renewal heals; with `?all` the
/// refresh tokens too, which ends the session.
pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    _: Caller,
    Shown { token, .. }: Shown,
    uri: Uri,
) -> Result<StatusCode, ApiError> {
    match Fields::from_query(&uri).get("all")? {
        Some(_) => app.revoke(&token).await?,
        None => app.revoke_access(&token).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}
