//! Every answer that is not a success, in one place: status, JSON body and challenge.
//!
//! Texts are fixed here, never assembled from what a request carried, so that none can repeat a token.

use std::io::Write;

use axum::Json;
use axum::http::header::{CACHE_CONTROL, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Why a request was not granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// No credentials, or not the right ones; which of the two is nobody's business.
    InvalidCredentials,
    /// The request cannot be understood; the text says what to change.
    InvalidRequest(&'static str),
    /// The refresh token is unknown, spent, expired or revoked.
    InvalidGrant,
    /// The resource needs a token and none came.
    TokenMissing,
    /// The token is not ours, expired or revoked.
    TokenInvalid,
    /// What another site's page could have sent, too; the text says how one of ours is told from it.
    Forbidden(&'static str),
    NotFound,
    MethodNotAllowed,
    TooLarge,
    UnsupportedMediaType,
    /// Something broke here; what it was goes to stderr, not to the client.
    Internal,
}

/// No Basic challenge anywhere: a browser answers one with a dialog of its own.
const CHALLENGE: HeaderValue = HeaderValue::from_static(r#"Bearer realm="jotpass""#);
/// RFC 6750, section 3: a request that came without a token gets no error code, the others do.
const CHALLENGE_INVALID_TOKEN: HeaderValue =
    HeaderValue::from_static(r#"Bearer realm="jotpass", error="invalid_token""#);

impl ApiError {
    /// Reports what broke on stderr. `what` must come from the server's own parts, not from the request.
    pub(crate) fn internal(what: &dyn std::fmt::Display) -> Self {
        // Not `eprintln!`, which panics when stderr is closed.
        let _ = writeln!(std::io::stderr(), "jotpass-server: {what}");
        Self::Internal
    }

    fn parts(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::InvalidCredentials => (
                StatusCode::UNAUTHORIZED,
                "invalid_credentials",
                "Send the username and password of a known user.",
            ),
            Self::InvalidRequest(what) => (StatusCode::BAD_REQUEST, "invalid_request", what),
            Self::InvalidGrant => (
                StatusCode::BAD_REQUEST,
                "invalid_grant",
                "The refresh token no longer counts. Sign in again.",
            ),
            Self::TokenMissing => (
                StatusCode::UNAUTHORIZED,
                "token not provided",
                "Send the token as x-access-token, as Authorization: Bearer, as access_token or as the cookie.",
            ),
            Self::TokenInvalid => (
                StatusCode::UNAUTHORIZED,
                "token invalid or expired",
                "Renew the token or sign in again.",
            ),
            Self::Forbidden(what) => (StatusCode::FORBIDDEN, "forbidden", what),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", "Nothing is at this address."),
            Self::MethodNotAllowed => (
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "Use a method that the header Allow names.",
            ),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large", "Send at most 2 MiB."),
            Self::UnsupportedMediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "Send application/json or application/x-www-form-urlencoded.",
            ),
            Self::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "The server failed; its stderr says how.",
            ),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, error, description) = self.parts();
        let mut response = (
            status,
            Json(json!({ "error": error, "error_description": description })),
        )
            .into_response();
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self {
            Self::InvalidCredentials | Self::TokenMissing => headers.insert(WWW_AUTHENTICATE, CHALLENGE),
            Self::TokenInvalid => headers.insert(WWW_AUTHENTICATE, CHALLENGE_INVALID_TOKEN),
            _ => None,
        };
        response
    }
}
