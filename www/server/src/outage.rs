//! The demo's "server down": for some seconds every call of the API ends without an answer, as if nobody listened.
//!
//! Pages, the package and the log go on. It knows no tokens, and unlike `faults` it is there without an option, because
//! all it can do is to withhold answers on a loopback address for a minute.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;

use crate::clock::millis;
use crate::error::ApiError;
use crate::state::App;
use crate::{faults, log};

const LONGEST: u64 = 60;

/// When the outage ends, in milliseconds since the epoch.
#[derive(Debug, Default)]
pub(crate) struct Outage(AtomicU64);

#[derive(Deserialize)]
struct Down {
    /// From now on; 0 ends an outage.
    seconds: u64,
}

/// `POST /demo/down`, for the server's own pages: no other origin's page can send `application/json` without a
/// preflight, and this is outside CORS, so that none succeeds.
pub(crate) fn router(app: &Arc<App>) -> Router {
    Router::new()
        .route("/demo/down", post(begin))
        .method_not_allowed_fallback(|| async { ApiError::MethodNotAllowed })
        .with_state(app.clone())
}

async fn begin(State(app): State<Arc<App>>, down: Result<Json<Down>, JsonRejection>) -> Result<StatusCode, ApiError> {
    let seconds = down
        .ok()
        .map(|Json(down)| down.seconds)
        .filter(|seconds| *seconds <= LONGEST);
    let seconds = seconds.ok_or(ApiError::InvalidRequest(
        r#"Send JSON like {"seconds": 10}, at most 60."#,
    ))?;
    let end = app
        .config
        .clock
        .now()
        .saturating_add(millis(Duration::from_secs(seconds)));
    app.outage.0.store(end, Ordering::Relaxed);
    Ok(StatusCode::NO_CONTENT)
}

/// Middleware: drops the calls of the API while the outage lasts.
pub(crate) async fn withhold(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_down = app.config.clock.now() < app.outage.0.load(Ordering::Relaxed);
    if is_down && log::is_call(&request) {
        faults::dropped()
    } else {
        next.run(request).await
    }
}
