//! The refresh token as a cookie: kept by the browser, sent back to the token endpoint alone, read by no script.
//!
//! Browsers tell cookies apart by host, not by port: two of these servers on 127.0.0.1 share one jar.

use std::time::Duration;

use axum::http::header::{COOKIE, HOST, InvalidHeaderValue, ORIGIN};
use axum::http::{HeaderMap, HeaderValue};

use crate::secret::Secret;

const NAME: &str = "refresh_token";
/// No `Secure`: that is for https, and this server speaks plain HTTP only.
const ATTRIBUTES: &str = "Path=/api/token; HttpOnly; SameSite=Strict";

/// The header that leaves the token with the browser.
pub(crate) fn keep(token: &Secret, life: Duration) -> Result<HeaderValue, InvalidHeaderValue> {
    let text = format!("{NAME}={}; Max-Age={}; {ATTRIBUTES}", token.expose(), life.as_secs());
    let mut value = HeaderValue::try_from(text)?;
    value.set_sensitive(true);
    Ok(value)
}

/// The header that takes it away again.
pub(crate) fn forget() -> Result<HeaderValue, InvalidHeaderValue> {
    HeaderValue::try_from(format!("{NAME}=; Max-Age=0; {ATTRIBUTES}"))
}

/// The token that came as a cookie. A cookie comes by itself, and for `SameSite` every port of this host is home: so it
/// counts only for our own pages and those of the `listed` origins.
pub(crate) fn find(headers: &HeaderMap, listed: &[HeaderValue]) -> Option<Secret> {
    if !may_use(headers, listed) {
        return None;
    }
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == NAME && !value.is_empty())
        .map(|(_, value)| Secret::new(value))
}

/// Without `Origin` it is no page of another origin that asks for an answer it could read.
fn may_use(headers: &HeaderMap, listed: &[HeaderValue]) -> bool {
    let Some(origin) = headers.get(ORIGIN) else {
        return true;
    };
    let host = origin.as_bytes().strip_prefix(b"http://");
    listed.contains(origin) || (host.is_some() && host == headers.get(HOST).map(HeaderValue::as_bytes))
}
