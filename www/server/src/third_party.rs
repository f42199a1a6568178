//! An origin run by somebody else. It welcomes every request, and the log shows what came with it.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Json, Router, middleware};
use serde_json::json;

use crate::routes::careless;
use crate::state::App;
use crate::{cors, log};

/// Any path, any method; at one path it tells what it got.
pub(crate) fn router(app: &Arc<App>) -> Router {
    Router::new()
        .route("/mirror", any(careless::mirror))
        .fallback(hello)
        .layer(cors::open())
        .layer(middleware::from_fn_with_state(app.clone(), log::third_party))
}

async fn hello() -> Response {
    Json(json!({ "message": "hello from somebody else" })).into_response()
}
