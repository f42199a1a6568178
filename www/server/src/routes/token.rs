//! `/api/token`: tokens for credentials, or for a refresh token when the grant says so. `/api/token/refresh`: tokens for
//! a refresh token, by POST, or by GET as some servers have it.
//!
//! With `?cookie=1` a sign-in leaves the refresh token as a cookie and not in its answer, with `?cookie=all` both tokens: then
//! no script ever sees one. Renewals leave the tokens where the sign-in did.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{Method, Request};
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde_json::json;

use super::credentials::{Credentials, Fields, RefreshToken};
use crate::error::ApiError;
use crate::secret::Secret;
use crate::state::{App, Issued};
use crate::{cookie, csrf, token};

const REFRESH: &str = "refresh_token";

/// Where the tokens go.
enum Delivery {
    /// Into the answer.
    Answer,
    /// The refresh token into a cookie, the access token into the answer.
    RefreshCookie,
    /// All into cookies, beside this CSRF token.
    Cookies(Secret),
}

pub(crate) async fn post(State(app): State<Arc<App>>, request: Request<Body>) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let fields = Fields::from_body(&parts, body).await?;
    if fields.get("grant_type")?.as_deref() == Some(REFRESH) {
        return renew(&app, &parts, &fields).await;
    }
    sign_in(&app, &parts, Credentials::from_fields(&fields)?).await
}

pub(crate) async fn get(State(app): State<Arc<App>>, request: Request<Body>) -> Result<Response, ApiError> {
    let parts = request.into_parts().0;
    sign_in(&app, &parts, Credentials::from_parts(&parts)?).await
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

async fn sign_in(app: &App, parts: &Parts, credentials: Credentials) -> Result<Response, ApiError> {
    let delivery = match Fields::from_query(&parts.uri).get("cookie")?.as_deref() {
        Some("all") => Delivery::Cookies(own_page(app, parts)?),
        Some("1") => Delivery::RefreshCookie,
        _ => Delivery::Answer,
    };
    let csrf = match &delivery {
        Delivery::Cookies(csrf) => Some(csrf),
        _ => None,
    };
    let Credentials { username, password } = credentials;
    let issued = app.sign_in(username, password, csrf).await?;
    deliver(app, issued, &delivery)
}

/// A CSRF token for who may begin a session in cookies. Another site's page may not, not even by a link: its visitor would be
/// somebody else from then on, and not know it.
fn own_page(app: &App, parts: &Parts) -> Result<Secret, ApiError> {
    if parts.method != Method::POST {
        return Err(ApiError::InvalidRequest("Use POST to sign in with cookies."));
    }
    if !cookie::may_use(&parts.headers, &app.config.allow_origins) {
        return Err(ApiError::Forbidden("Sign in with cookies from a page of this server."));
    }
    token::random().map_err(|error| ApiError::internal(&error))
}

async fn renew(app: &App, parts: &Parts, fields: &Fields) -> Result<Response, ApiError> {
    let RefreshToken { token, is_cookie } = RefreshToken::find(parts, fields, &app.config.allow_origins)?;
    // Decided by the session, not by the request: a script that leaves something out gets no token for it.
    let delivery = match app.guard_of_refresh(&token).await? {
        guard @ Some(_) => Delivery::Cookies(csrf::check(&parts.headers, guard)?),
        None if is_cookie => Delivery::RefreshCookie,
        None => Delivery::Answer,
    };
    deliver(app, app.renew(&token).await?, &delivery)
}

fn deliver(app: &App, issued: Issued, delivery: &Delivery) -> Result<Response, ApiError> {
    let Issued {
        access_token,
        refresh_token,
        issued_at,
        expires_at,
        user,
    } = issued;
    let refresh_cookie = cookie::REFRESH.keep(&refresh_token, &app.config)?;
    Ok(match delivery {
        // `expires` in milliseconds since the epoch, as in the classic article.
        Delivery::Answer => Json(json!({
            "token": access_token.expose(), "refresh_token": refresh_token.expose(), "expires": expires_at, "user": user,
        }))
        .into_response(),
        Delivery::RefreshCookie => (
            [(SET_COOKIE, refresh_cookie)],
            Json(json!({ "token": access_token.expose(), "expires": expires_at, "user": user })),
        )
            .into_response(),
        Delivery::Cookies(csrf) => {
            let cookies = AppendHeaders([
                (SET_COOKIE, cookie::ACCESS.keep(&access_token, &app.config)?),
                (SET_COOKIE, refresh_cookie),
                (SET_COOKIE, cookie::CSRF.keep(csrf, &app.config)?),
            ]);
            let expires_in = expires_at.saturating_sub(issued_at) / 1000;
            (cookies, Json(json!({ "expires_in": expires_in, "user": user }))).into_response()
        }
    })
}
