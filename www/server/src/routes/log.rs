//! `/api/log`: reading and clearing what the server has seen.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use crate::error::ApiError;
use crate::log::Page;
use crate::state::App;

#[derive(Deserialize)]
pub(crate) struct Since {
    #[serde(default)]
    after: u64,
}

pub(crate) async fn read(
    State(app): State<Arc<App>>,
    since: Result<Query<Since>, QueryRejection>,
) -> Result<Json<Page>, ApiError> {
    let Query(since) = since.map_err(|_| ApiError::InvalidRequest("The parameter after must be an entry's id."))?;
    Ok(Json(app.log.after(since.after)))
}

pub(crate) async fn clear(State(app): State<Arc<App>>) -> StatusCode {
    app.log.clear();
    StatusCode::NO_CONTENT
}
