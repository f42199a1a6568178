//! `/faults`: queueing, listing, clearing and releasing.

use std::sync::Arc;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Fault, Faults, Kind};
use crate::error::ApiError;

/// The switches themselves, which no fault can meet.
pub(crate) fn router(faults: Arc<Faults>) -> Router {
    Router::new()
        .route("/faults", get(list).post(add).delete(clear))
        .route("/faults/release", post(release))
        .method_not_allowed_fallback(|| async { ApiError::MethodNotAllowed })
        .with_state(faults)
}

#[derive(Deserialize)]
struct Wait {
    /// Answer when so many answers are held back; at once when absent.
    held: Option<usize>,
}

async fn list(State(faults): State<Arc<Faults>>, Query(wait): Query<Wait>) -> Json<Value> {
    if let Some(count) = wait.held {
        faults.holds.wait_for(count).await;
    }
    Json(json!({ "faults": faults.list(), "held": faults.holds.count() }))
}

/// Only `application/json`, which another origin's page cannot send without a preflight.
async fn add(State(faults): State<Arc<Faults>>, fault: Result<Json<Fault>, JsonRejection>) -> Response {
    match fault
        .map_err(|rejection| rejection.body_text())
        .and_then(|Json(fault)| checked(fault))
    {
        Ok(fault) => {
            faults.add(fault);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(what) => {
            let body = json!({ "error": "invalid_request", "error_description": what });
            (StatusCode::BAD_REQUEST, Json(body)).into_response()
        }
    }
}

async fn clear(State(faults): State<Arc<Faults>>) -> StatusCode {
    faults.clear();
    StatusCode::NO_CONTENT
}

async fn release(State(faults): State<Arc<Faults>>) -> StatusCode {
    faults.release();
    StatusCode::NO_CONTENT
}

/// A fault that cannot happen as it is written is a mistake in a test, best told at once.
fn checked(fault: Fault) -> Result<Fault, String> {
    let problem = match &fault.kind {
        _ if !fault.path.starts_with('/') || fault.path.contains('?') => Some("path must be a path without a query"),
        _ if fault.times == Some(0) => Some("times must be at least 1"),
        Kind::Status { status, .. } | Kind::Html { status } if !(200..600).contains(status) => {
            Some("status must be from 200 to 599")
        }
        Kind::Status {
            retry_after: Some(value),
            ..
        } if value.clone().header().is_none() => Some("retryAfter must be seconds or a date"),
        Kind::Redirect { status, .. } if ![301, 302, 303, 307, 308].contains(status) => {
            Some("status must be 301, 302, 303, 307 or 308")
        }
        Kind::Redirect { to, .. } if HeaderValue::try_from(to).is_err() => Some("to must be a URL"),
        _ => None,
    };
    problem.map_or(Ok(fault), |what| Err(what.to_owned()))
}
