//! `/api/token`: tokens for credentials. `/api/token/refresh`: tokens for a refresh token.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::Request;

use super::credentials::{Credentials, Fields};
use crate::error::ApiError;
use crate::secret::Secret;
use crate::state::{App, TokenAnswer};

pub(crate) async fn post(State(app): State<Arc<App>>, request: Request<Body>) -> Result<Json<TokenAnswer>, ApiError> {
    let fields = Fields::from_body(request).await?;
    let Credentials { username, password } = Credentials::from_fields(&fields)?;
    app.sign_in(username, password).await.map(Json)
}

pub(crate) async fn get(State(app): State<Arc<App>>, request: Request<Body>) -> Result<Json<TokenAnswer>, ApiError> {
    let Credentials { username, password } = Credentials::from_parts(&request.into_parts().0)?;
    app.sign_in(username, password).await.map(Json)
}

pub(crate) async fn refresh(
    State(app): State<Arc<App>>,
    request: Request<Body>,
) -> Result<Json<TokenAnswer>, ApiError> {
    let fields = Fields::from_body(request).await?;
    // A form is OAuth's request, and OAuth names the grant.
    if fields.is_form && fields.get("grant_type")?.as_deref() != Some("refresh_token") {
        return Err(ApiError::InvalidRequest("A form needs grant_type=refresh_token."));
    }
    let token = fields
        .get("refresh_token")?
        .ok_or(ApiError::InvalidRequest("The field refresh_token is missing."))?;
    app.renew(&Secret::new(token)).await.map(Json)
}
