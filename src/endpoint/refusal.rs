//! What a refusal means, what the server says about it, and whether there is any use in asking again.

use super::retry_after::retry_after;
use super::{Reply, trim, unreadable};
use crate::error::{AuthError, ErrorCode, redact};
use crate::json::Json;
use crate::token::UnixMillis;

/// The codes by which a server finds fault with how it was asked and not with the token (RFC 6749, section 5.2: all but
/// `invalid_grant`).
const ABOUT_REQUEST: [&str; 5] = [
    "invalid_request",
    "invalid_client",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
];

/// Reads a refusal. The statuses real servers use for wrong credentials are 400 (RFC 6749, section 5.2), 401, 403 and
/// 422, and some write what they refuse with a 2xx.
#[must_use]
#[inline(never)]
pub fn refusal<J: Json>(reply: &Reply<'_>, now: UnixMillis) -> Box<AuthError> {
    let (status, body) = (reply.status, trim(reply.body));
    let code = match status {
        200..=299 | 400 | 401 | 403 | 422 => ErrorCode::InvalidCredentials,
        408 => ErrorCode::Timeout,
        429 => ErrorCode::RateLimited,
        500.. => ErrorCode::ServerError,
        _ => ErrorCode::UnexpectedStatus,
    };
    let json = J::parse(body);
    let words = match &json {
        Some(json) => words(json),
        None => Some(body.to_owned()),
    };
    let is_json = json.is_some();
    let mut refusal = AuthError::new(code);
    refusal.status = Some(status);
    refusal.error = json
        .and_then(|json| first_text(&json, &["error", "code", "error.code", "name"]))
        // A code is a word; a server that writes a sentence there is quoted as its description.
        .filter(|error| !error.bytes().any(|byte| byte == b' '))
        .map(|error| redact(&error));
    refusal.error_description = words.map(|words| redact(&words)).filter(|words| !words.is_empty());
    refusal.is_final = code == ErrorCode::InvalidCredentials
        && unreadable(body, is_json).is_none()
        // A text or nothing with a 403 is what firewalls and proxies answer.
        && (status != 403 || is_json)
        && !ABOUT_REQUEST.contains(&refusal.error.as_deref().unwrap_or_default());
    refusal.retry_after = retry_after::<J>(reply, now);
    refusal
}

/// What the server says to people: under the names frameworks use, or the first fault of the first field.
fn words<J: Json>(json: &J) -> Option<String> {
    const NAMES: &[&str] = &[
        "error_description",
        "message",
        "msg",
        "detail",
        "error.message",
        "detail.0.msg",
        "error",
        "0",
    ];
    let fault = || json.text(&(json.members().into_iter().next()?.name + ".0"));
    json.as_string().or_else(|| first_text(json, NAMES)).or_else(fault)
}

fn first_text<J: Json>(json: &J, paths: &[&str]) -> Option<String> {
    paths.iter().find_map(|path| json.text(path))
}
