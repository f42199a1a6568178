//! Which address leads where, and what a request passes on its way there.

use std::sync::Arc;

use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::routing::{any, get, post};
use axum::{Router, middleware};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::error::ApiError;
use crate::faults::{self, Faults};
use crate::routes::{careless, demo, log as log_routes, logout, protected, revoke, token};
use crate::state::App;
use crate::{cors, files, log, outage};

/// The main origin. From the outside in: the log sees what came and how it was answered, CORS answers preflights and
/// marks answers readable (an injected fault too), outage and faults come before the real answer or in its place.
pub(crate) fn router(app: &Arc<App>, faults: Option<Arc<Faults>>) -> Router {
    let mut router = api().with_state(app.clone()).fallback_service(files::router(app));
    if let Some(faults) = faults.clone() {
        router = router.layer(middleware::from_fn_with_state(faults, faults::inject));
    }
    let origins = app
        .config
        .allow_origins
        .iter()
        .cloned()
        .chain(third_party_origin(app))
        .collect();
    router
        .layer(middleware::from_fn_with_state(app.clone(), outage::withhold))
        .layer(cors::listed(origins, app.config.expose_headers.clone()))
        .layer(middleware::from_fn_with_state(app.clone(), log::api))
        .merge(switches(faults))
        .merge(outage::router(app))
}

fn api() -> Router<Arc<App>> {
    let no_store = SetResponseHeaderLayer::overriding(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let something = protected::something;
    Router::new()
        .route("/api/token", get(token::get).post(token::post))
        .route("/api/token/refresh", get(token::refresh).post(token::refresh))
        .route(
            "/api/something",
            get(something)
                .post(something)
                .put(something)
                .patch(something)
                .delete(something),
        )
        .route("/api/form", post(protected::form))
        .route("/api/echo", any(protected::echo))
        .route("/api/legacy", get(protected::legacy))
        .route("/api/public", get(protected::public))
        .route("/api/careless/mirror", any(careless::mirror))
        .route("/api/careless/moved", any(careless::moved))
        .route("/api/logout", post(logout::logout))
        .route("/api/revoke", post(revoke::revoke))
        .route("/api/log", get(log_routes::read).delete(log_routes::clear))
        .route("/api/{*rest}", any(not_found))
        .route("/demo.json", get(demo::describe))
        .method_not_allowed_fallback(|| async { ApiError::MethodNotAllowed })
        .layer(no_store)
}

fn switches(faults: Option<Arc<Faults>>) -> Router {
    match faults {
        Some(faults) => faults::router(faults),
        None => Router::new()
            .route("/faults", any(not_found))
            .route("/faults/{*rest}", any(not_found)),
    }
}

fn third_party_origin(app: &App) -> Option<HeaderValue> {
    app.third_party
        .as_deref()
        .and_then(|origin| HeaderValue::try_from(origin).ok())
}

async fn not_found() -> ApiError {
    ApiError::NotFound
}
