//! Tokens as cookies: kept by the browser, sent back by itself, and, but for the CSRF token, read by no script.
//!
//! Browsers tell cookies apart by host, not by port: two of these servers on 127.0.0.1 share one jar.

use axum::http::header::{COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderValue};

use crate::config::Config;
use crate::error::ApiError;
use crate::secret::Secret;

/// A cookie by its name and its attributes, less those that a configuration decides.
pub(crate) struct Cookie {
    name: &'static str,
    attributes: &'static str,
}

/// Goes back to the token endpoint alone.
pub(crate) const REFRESH: Cookie = Cookie {
    name: "refresh_token",
    attributes: "Path=/api/token; HttpOnly; SameSite=Strict",
};

/// Comes with every call, and with the first step from another site's link, too: so it opens reading only, see `csrf`.
pub(crate) const ACCESS: Cookie = Cookie {
    name: "access_token",
    attributes: "Path=/; HttpOnly; SameSite=Lax",
};

/// The one that our own pages' scripts are to read, under the name that Angular, axios and Laravel gave it.
pub(crate) const CSRF: Cookie = Cookie {
    name: "XSRF-TOKEN",
    attributes: "Path=/; SameSite=Strict",
};

impl Cookie {
    /// The header that leaves the token with the browser. All cookies stay as long as the session can be renewed, also
    /// the access token's: who signs out late still shows what is to be ended.
    pub(crate) fn keep(&self, token: &Secret, config: &Config) -> Result<HeaderValue, ApiError> {
        self.header(token.expose(), config.refresh_life.as_secs(), config)
    }

    /// The header that takes it away again.
    pub(crate) fn forget(&self, config: &Config) -> Result<HeaderValue, ApiError> {
        self.header("", 0, config)
    }

    fn header(&self, value: &str, max_age: u64, config: &Config) -> Result<HeaderValue, ApiError> {
        let Self { name, attributes } = self;
        let secure = if config.secure_cookies { "; Secure" } else { "" };
        let text = format!("{name}={value}; Max-Age={max_age}; {attributes}{secure}");
        let mut header = HeaderValue::try_from(text).map_err(|error| ApiError::internal(&error))?;
        header.set_sensitive(true);
        Ok(header)
    }

    /// What came under this name, whoever sent it.
    pub(crate) fn find(&self, headers: &HeaderMap) -> Option<Secret> {
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        cookies
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, value)| *name == self.name && !value.is_empty())
            .map(|(_, value)| Secret::new(value))
    }
}

/// Whether cookies count for the page that asks. They come by themselves, and for `SameSite` every port of this host is
/// home: so they count only for our own pages and those of the `listed` origins. Without `Origin` it is no page of another
/// origin that asks for an answer it could read.
pub(crate) fn may_use(headers: &HeaderMap, listed: &[HeaderValue]) -> bool {
    let Some(origin) = headers.get(ORIGIN) else {
        return true;
    };
    let host = origin.as_bytes().strip_prefix(b"http://");
    listed.contains(origin) || (host.is_some() && host == headers.get(HOST).map(HeaderValue::as_bytes))
}
