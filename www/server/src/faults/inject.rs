//! The middleware that lets a queued fault happen.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

use super::{Faults, Kind, RetryAfter};
use crate::error::ApiError;

/// Marks a response that must not be sent: the connection is closed in its place.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the connection is dropped on purpose")]
pub(crate) struct Dropped;

/// Middleware: the real answer, unless a fault is queued for it.
pub(crate) async fn inject(State(faults): State<Arc<Faults>>, request: Request, next: Next) -> Response {
    match faults.take(request.method(), request.uri().path()) {
        None => next.run(request).await,
        Some(Kind::Delay { ms }) => {
            let response = next.run(request).await;
            faults.holds.hold(Some(Duration::from_millis(ms))).await;
            response
        }
        Some(Kind::Hang) => {
            let response = next.run(request).await;
            faults.holds.hold(None).await;
            response
        }
        Some(Kind::Hold) => {
            faults.holds.hold(None).await;
            next.run(request).await
        }
        Some(Kind::Truncate) => truncated(next.run(request).await).await,
        Some(Kind::Status { status, retry_after }) => {
            let body = json!({ "error": "fault", "error_description": "A test asked for this answer." });
            with_header(
                (code(status), Json(body)),
                RETRY_AFTER,
                retry_after.and_then(RetryAfter::header),
            )
        }
        Some(Kind::Html { status }) => {
            let page = "<!doctype html><title>Error</title><h1>Something went wrong</h1>";
            (code(status), Html(page)).into_response()
        }
        Some(Kind::Redirect { to, status }) => {
            with_header((code(status), ""), LOCATION, HeaderValue::try_from(to).ok())
        }
        Some(Kind::Drop) => dropped(),
    }
}

/// In place of an answer: closes the connection.
pub(crate) fn dropped() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Dropped);
    response
}

async fn truncated(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return ApiError::internal(&"the answer to truncate could not be read").into_response();
    };
    // The length of what is left: the answer is whole as HTTP and broken as JSON.
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(bytes.slice(..bytes.len() / 2)))
}

fn with_header(answer: impl IntoResponse, name: axum::http::HeaderName, value: Option<HeaderValue>) -> Response {
    let mut response = answer.into_response();
    if let Some(value) = value {
        response.headers_mut().insert(name, value);
    }
    response
}

impl RetryAfter {
    pub(super) fn header(self) -> Option<HeaderValue> {
        match self {
            Self::Seconds(seconds) => Some(seconds.into()),
            Self::Date(date) => HeaderValue::try_from(date).ok(),
        }
    }
}

/// Checked when the fault was queued.
fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
