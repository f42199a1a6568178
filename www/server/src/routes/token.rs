//! `/api/token`: tokens for credentials, or for a refresh token when the grant says so. `/api/token/refresh`: tokens for
//! a refresh token, by POST, or by GET as some servers have it.
//!
//! With `?cookie=1` a sign-in leaves the refresh token as a cookie and not in its answer; each renewal answers the way
//! it was asked.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{Method, Request, Uri};
use axum::response::{IntoResponse, Response};

use super::credentials::{Credentials, Fields, RefreshToken};
use crate::cookie;
use crate::error::ApiError;
use crate::secret::Secret;
use crate::state::{App, TokenAnswer};

const REFRESH: &str = "refresh_token";

pub(crate) async fn post(State(app): State<Arc<App>>, request: Request<Body>) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let fields = Fields::from_body(&parts, body).await?;
    if fields.get("grant_type")?.as_deref() == Some(REFRESH) {
        return renew(&app, &parts, &fields).await;
    }
    sign_in(&app, &parts.uri, Credentials::from_fields(&fields)?).await
}

pub(crate) async fn get(State(app): State<Arc<App>>, request: Request<Body>) -> Result<Response, ApiError> {
    let parts = request.into_parts().0;
    sign_in(&app, &parts.uri, Credentials::from_parts(&parts)?).await
}

pub(crate) async fn refresh(State(app): State<Arc<App>>, request: Request<Body>) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let fields = match parts.method {
        Method::GET => Fields::from_query(&parts.uri),
        _ => Fields::from_body(&parts, body).await?,
    };
    // A form is OAuth's request, and OAuth names the grant.
    if fields.is_form && fields.get("grant_type")?.as_deref() != Some(REFRESH) {
        return Err(ApiError::InvalidRequest("A form needs grant_type=refresh_token."));
    }
    renew(&app, &parts, &fields).await
}

async fn sign_in(app: &App, uri: &Uri, credentials: Credentials) -> Result<Response, ApiError> {
    let Credentials { username, password } = credentials;
    let tokens = app.sign_in(username, password).await?;
    let as_cookie = Fields::from_query(uri).get("cookie")?.as_deref() == Some("1");
    answer(app, tokens, as_cookie)
}

async fn renew(app: &App, parts: &Parts, fields: &Fields) -> Result<Response, ApiError> {
    let RefreshToken { token, is_cookie } = RefreshToken::find(parts, fields, &app.config.allow_origins)?;
    answer(app, app.renew(&token).await?, is_cookie)
}

fn answer(app: &App, mut tokens: TokenAnswer, as_cookie: bool) -> Result<Response, ApiError> {
    let kept = if as_cookie { tokens.refresh_token.take() } else { None };
    let kept = kept.map(|token| cookie::keep(&Secret::new(token), app.config.refresh_life));
    let kept = kept.transpose().map_err(|error| ApiError::internal(&error))?;
    Ok((kept.map(|cookie| [(SET_COOKIE, cookie)]), Json(tokens)).into_response())
}
