//! How a request carries a token: which of header, bearer, query, form and cookie, and which token.
//!
//! Finds, does not judge: whether the token counts is for `token` and `store` to say.

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Request};
use serde::Serialize;

use crate::cookie;
use crate::error::ApiError;
use crate::secret::Secret;

/// The classic article's header.
pub(crate) const X_ACCESS_TOKEN: &str = "x-access-token";
/// The name of RFC 6750 for the query parameter and the form field.
const ACCESS_TOKEN: &str = "access_token";
/// The most a request body may hold.
pub(crate) const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// The way a token came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum Transport {
    #[serde(rename = "x-access-token")]
    Header,
    #[serde(rename = "bearer")]
    Bearer,
    #[serde(rename = "query")]
    Query,
    #[serde(rename = "form")]
    Form,
    /// The only one that nobody decides on: the browser adds it.
    #[serde(rename = "cookie")]
    Cookie,
}

/// Every token that a request carries, in the order of [`Transport`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Carried(Vec<(Transport, Secret)>);

impl Carried {
    /// The one token of the request, and how it came; RFC 6750, section 2: not more than one way at a time. The same token
    /// twice is let pass, because nothing is ambiguous about it. What was sent on purpose goes before what came by itself.
    pub(crate) fn token(&self) -> Result<Option<(Transport, &Secret)>, ApiError> {
        let mut sent = self.sent();
        let first = sent.next();
        if sent.any(|(_, token)| first.is_some_and(|(_, first)| first != token)) {
            return Err(ApiError::InvalidRequest("Send one token, in one place."));
        }
        let found = first.or_else(|| self.0.first());
        Ok(found.map(|(way, token)| (*way, token)))
    }

    /// The token of a form, strictly as in RFC 6750, section 2.2: there, once, and nowhere else.
    pub(crate) fn form(&self) -> Result<Option<&Secret>, ApiError> {
        let sent: Vec<_> = self.sent().collect();
        match sent.as_slice() {
            [] => Ok(None),
            [(Transport::Form, token)] => Ok(Some(token)),
            _ => Err(ApiError::InvalidRequest(
                "Send the token as the form field access_token, once, and in no other place.",
            )),
        }
    }

    /// The token that came as `Authorization: Bearer`.
    pub(crate) fn bearer(&self) -> Option<&Secret> {
        let mut tokens = self.0.iter();
        tokens
            .find(|(way, _)| *way == Transport::Bearer)
            .map(|(_, token)| token)
    }

    /// The ways that were used, each once.
    pub(crate) fn transports(&self) -> Vec<Transport> {
        let mut ways: Vec<_> = self.0.iter().map(|(transport, _)| *transport).collect();
        ways.dedup();
        ways
    }

    fn sent(&self) -> impl Iterator<Item = &(Transport, Secret)> {
        self.0.iter().filter(|(way, _)| *way != Transport::Cookie)
    }

    fn add(&mut self, transport: Transport, token: impl Into<String>) {
        let token = Secret::new(token);
        if !token.is_empty() {
            self.0.push((transport, token));
        }
    }
}

/// Who looks for a token.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reader<'a> {
    /// Who asks what is valid: of `Authorization` only the scheme Bearer, and cookies only for our own pages and those of the
    /// listed origins.
    Owner(&'a [HeaderValue]),
    /// Who asks what leaked: whatever came.
    Anybody,
}

/// Finds the tokens. An urlencoded body is read for it and put back.
pub(crate) async fn find(request: Request<Body>, reader: Reader<'_>) -> Result<(Request<Body>, Carried), ApiError> {
    let (parts, body) = request.into_parts();
    let mut carried = Carried::default();
    for value in parts.headers.get_all(X_ACCESS_TOKEN) {
        carried.add(Transport::Header, text(value.as_bytes()));
    }
    for value in parts.headers.get_all(AUTHORIZATION) {
        carried.add(Transport::Bearer, authorization(&text(value.as_bytes()), reader));
    }
    for token in access_tokens(parts.uri.query().unwrap_or_default().as_bytes()) {
        carried.add(Transport::Query, token);
    }
    let body = if may_carry_form(&parts) {
        let bytes = read(body).await?;
        for token in access_tokens(&bytes) {
            carried.add(Transport::Form, token);
        }
        Body::from(bytes)
    } else {
        body
    };
    let may_use_cookie = match reader {
        Reader::Owner(listed) => cookie::may_use(&parts.headers, listed),
        Reader::Anybody => true,
    };
    if let Some(token) = cookie::ACCESS.find(&parts.headers).filter(|_| may_use_cookie) {
        carried.0.push((Transport::Cookie, token));
    }
    Ok((Request::from_parts(parts, body), carried))
}

/// The whole body, unless there is too much of it.
pub(crate) async fn read(body: Body) -> Result<Bytes, ApiError> {
    to_bytes(body, BODY_LIMIT).await.map_err(|_| ApiError::TooLarge)
}

/// Whether the headers announce a body of this media type, parameters aside.
pub(crate) fn is_media_type(headers: &HeaderMap, media_type: &str) -> bool {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    value
        .split(';')
        .next()
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case(media_type))
}

/// The media type of an HTML form.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

fn may_carry_form(parts: &Parts) -> bool {
    parts.method != Method::GET && is_media_type(&parts.headers, FORM)
}

fn access_tokens(pairs: &[u8]) -> impl Iterator<Item = String> {
    form_urlencoded::parse(pairs)
        .filter(|(name, _)| name == ACCESS_TOKEN)
        .map(|(_, value)| value.into_owned())
}

fn authorization(value: &str, reader: Reader<'_>) -> String {
    let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
    match reader {
        _ if scheme.eq_ignore_ascii_case("bearer") => rest.trim().to_owned(),
        Reader::Anybody => value.to_owned(),
        Reader::Owner(_) => String::new(),
    }
}

/// A header's text. Bytes that are not UTF-8 cannot be a token of ours, but are still something that came.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}
