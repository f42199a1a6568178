//! What careless servers do to a token, on purpose, for the demo page's attacks on itself. Nothing else here repeats one.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Redirect;
use serde_json::{Map, Value, json};

use crate::error::ApiError;
use crate::state::App;

/// Answers with the request's headers as they came, secrets and all.
pub(crate) async fn mirror(headers: HeaderMap) -> Json<Value> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned().into();
    let headers: Map<_, _> = headers
        .iter()
        .map(|(name, value)| (name.to_string(), text(value.as_bytes())))
        .collect();
    Json(json!({ "headers": headers }))
}

/// Sends whoever asks to the third party, who looks at what comes.
pub(crate) async fn moved(State(app): State<Arc<App>>) -> Result<Redirect, ApiError> {
    let origin = app.third_party.as_deref().ok_or(ApiError::NotFound)?;
    Ok(Redirect::temporary(&format!("{origin}/mirror")))
}
