//! `POST /api/logout`: ends everything that came out of one sign-in.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};

use super::caller::Shown;
use crate::cookie::{ACCESS, CSRF, Cookie, REFRESH};
use crate::error::ApiError;
use crate::state::App;
use crate::transport::{Carried, Transport};

/// An expired token will do: whoever signs out late still wants the refresh token gone. Its cookie is not sent here, so it is
/// taken away unseen; not so if it belongs to another session, which lives in cookies beside this one.
pub(crate) async fn logout(
    State(app): State<Arc<App>>,
    Shown { token, way }: Shown,
    carried: Carried,
) -> Result<Response, ApiError> {
    app.revoke(&token).await?;
    let gone: &[Cookie] = match way {
        Transport::Cookie => &[ACCESS, REFRESH, CSRF],
        _ if carried.transports().contains(&Transport::Cookie) => &[],
        _ => &[REFRESH],
    };
    let gone = gone.iter().map(|cookie| Ok((SET_COOKIE, cookie.forget(&app.config)?)));
    let gone: Vec<(HeaderName, HeaderValue)> = gone.collect::<Result<_, ApiError>>()?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders(gone)).into_response())
}
