//! `/demo.json`: what the demo page must know of the server it came from.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::config::NewUser;
use crate::state::App;

pub(crate) async fn describe(State(app): State<Arc<App>>) -> Json<Value> {
    // Only a password that everybody knows anyway is told.
    let users = app.demo_user.then(NewUser::demo);
    let hints: Vec<_> = users
        .iter()
        .map(|user| json!({ "username": user.username, "password": user.password }))
        .collect();
    Json(json!({
        "thirdParty": app.third_party,
        "tokenLife": app.config.token_life.as_secs(),
        "faults": app.config.faults,
        "users": hints,
    }))
}
