//! What a token opens, and two neighbours for comparison: one that needs none, one that answers as the article does.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::caller::Caller;
use crate::error::ApiError;
use crate::redact;
use crate::state::{App, Standing};
use crate::store::User;
use crate::transport::{Carried, FORM, is_media_type, read};

/// A greeting.
pub(crate) async fn something(
    State(app): State<Arc<App>>,
    Caller(user): Caller,
    request: Request<Body>,
) -> Result<Json<Value>, ApiError> {
    greet(&app, user, request).await
}

/// The same greeting for a token that came as a form field and in no other way.
pub(crate) async fn form(
    State(app): State<Arc<App>>,
    carried: Carried,
    request: Request<Body>,
) -> Result<Json<Value>, ApiError> {
    let token = carried.form()?.ok_or(ApiError::TokenMissing)?;
    let Caller(user) = Caller::judge(&app, token).await?;
    greet(&app, user, request).await
}

async fn greet(app: &App, user: User, request: Request<Body>) -> Result<Json<Value>, ApiError> {
    let (parts, body) = request.into_parts();
    Ok(Json(json!({
        "message": format!("Hello, {}.", user.name),
        "time": app.config.clock.now(),
        "method": parts.method.as_str(),
        "user": user,
        "length": read(body).await?.len(),
    })))
}

/// What arrived, less the secrets.
pub(crate) async fn echo(_: Caller, request: Request<Body>) -> Result<Json<Value>, ApiError> {
    let (parts, body) = request.into_parts();
    let body = read(body).await?;
    let text = String::from_utf8_lossy(&body);
    let text = if is_media_type(&parts.headers, FORM) {
        redact::pairs(&text).into()
    } else {
        text
    };
    Ok(Json(json!({
        "method": parts.method.as_str(),
        "path": redact::address(&parts.uri),
        "headers": redact::headers(&parts.headers),
        "body": text,
        "length": body.len(),
    })))
}

/// The classic article's answers: plain text, and 400 for a token whose time is over.
pub(crate) async fn legacy(State(app): State<Arc<App>>, carried: Carried) -> Result<Response, ApiError> {
    let Ok(Some((_, token))) = carried.token() else {
        return Ok((StatusCode::UNAUTHORIZED, "Access token is missing").into_response());
    };
    Ok(match app.standing(token).await? {
        Standing::Valid(user) => Json(json!({ "message": format!("Hello, {}.", user.name) })).into_response(),
        Standing::Expired => (StatusCode::BAD_REQUEST, "Access token has expired").into_response(),
        Standing::Invalid => (StatusCode::UNAUTHORIZED, "Access token is invalid").into_response(),
    })
}

/// For everybody; says whether a token came, and looks no further.
pub(crate) async fn public(State(app): State<Arc<App>>, carried: Carried) -> Json<Value> {
    let transports = carried.transports();
    Json(json!({
        "message": "Hello, whoever you are.",
        "time": app.config.clock.now(),
        "tokenReceived": !transports.is_empty(),
        "transports": transports,
    }))
}
