//! Reading credentials and refresh tokens, in every place and encoding that clients use for them.

use std::borrow::Cow;

use axum::body::Body;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::cookie;
use crate::error::ApiError;
use crate::secret::Secret;
use crate::transport::{Carried, FORM, is_media_type, read};

/// What somebody signs in with.
pub(super) struct Credentials {
    pub(super) username: String,
    pub(super) password: Secret,
}

impl Credentials {
    /// From a JSON or form body.
    pub(super) fn from_fields(fields: &Fields) -> Result<Self, ApiError> {
        Self::both(fields.get("username")?, fields.get("password")?)
    }

    /// From where a GET can have them: Basic, then headers, then the query.
    pub(super) fn from_parts(parts: &Parts) -> Result<Self, ApiError> {
        if let Some(value) = parts.headers.get(AUTHORIZATION) {
            return basic(value.as_bytes()).ok_or(ApiError::InvalidCredentials);
        }
        let header = |name| {
            parts
                .headers
                .get(name)
                .map(|value| latin1_or_utf8(value.as_bytes()).into_owned())
        };
        if let Ok(credentials) = Self::both(header("username"), header("password")) {
            return Ok(credentials);
        }
        Self::from_fields(&Fields::from_query(&parts.uri))
    }

    fn both(username: Option<String>, password: Option<String>) -> Result<Self, ApiError> {
        match (username, password) {
            (Some(username), Some(password)) => Ok(Self {
                username,
                password: Secret::new(password),
            }),
            _ => Err(ApiError::InvalidCredentials),
        }
    }
}

/// What somebody renews with.
pub(super) struct RefreshToken {
    pub(super) token: Secret,
    pub(super) is_cookie: bool,
}

impl RefreshToken {
    /// From a field, else as `Authorization: Bearer`, else from the cookie: what was sent on purpose goes before what
    /// comes by itself.
    pub(super) fn find(parts: &Parts, fields: &Fields, listed: &[HeaderValue]) -> Result<Self, ApiError> {
        let bearer = || parts.extensions.get::<Carried>().and_then(Carried::bearer).cloned();
        if let Some(token) = fields.get("refresh_token")?.map(Secret::new).or_else(bearer) {
            return Ok(Self {
                token,
                is_cookie: false,
            });
        }
        let may_use_cookie = cookie::may_use(&parts.headers, listed);
        let token = cookie::REFRESH.find(&parts.headers).filter(|_| may_use_cookie);
        let token = token.ok_or(ApiError::InvalidRequest(
            "Send the refresh token as the field refresh_token, as Authorization: Bearer or as the cookie.",
        ))?;
        Ok(Self { token, is_cookie: true })
    }
}

/// The fields of a JSON object or of a form. No `Debug`: they are secrets.
pub(super) struct Fields {
    values: Map<String, Value>,
    pub(super) is_form: bool,
}

impl Fields {
    /// No body at all is no fields; anything but JSON or a form is refused.
    pub(super) async fn from_body(parts: &Parts, body: Body) -> Result<Self, ApiError> {
        let body = read(body).await?;
        if is_media_type(&parts.headers, FORM) {
            Ok(Self {
                values: from_pairs(&body),
                is_form: true,
            })
        } else if body.is_empty() {
            Ok(Self {
                values: Map::new(),
                is_form: false,
            })
        } else if is_json(&parts.headers) {
            let values = serde_json::from_slice(&body)
                .map_err(|_| ApiError::InvalidRequest("The body is not a JSON object."))?;
            Ok(Self { values, is_form: false })
        } else {
            Err(ApiError::UnsupportedMediaType)
        }
    }

    pub(super) fn from_query(uri: &Uri) -> Self {
        Self {
            values: from_pairs(uri.query().unwrap_or_default().as_bytes()),
            is_form: false,
        }
    }

    pub(super) fn get(&self, name: &str) -> Result<Option<String>, ApiError> {
        match self.values.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(ApiError::InvalidRequest("Every field must be a string.")),
        }
    }
}

fn from_pairs(pairs: &[u8]) -> Map<String, Value> {
    let pairs = form_urlencoded::parse(pairs);
    pairs.map(|(name, value)| (name.into_owned(), value.into())).collect()
}

fn is_json(headers: &HeaderMap) -> bool {
    is_media_type(headers, "application/json")
}

fn basic(value: &[u8]) -> Option<Credentials> {
    let (scheme, encoded) = std::str::from_utf8(value).ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = STANDARD.decode(encoded.trim()).ok()?;
    let decoded = latin1_or_utf8(&decoded);
    let (username, password) = decoded.split_once(':')?;
    Some(Credentials {
        username: username.to_owned(),
        password: Secret::new(password),
    })
}

/// Browsers send header text as Latin-1, most other clients as UTF-8; Latin-1 is hardly ever valid UTF-8 by accident.
fn latin1_or_utf8(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => bytes.iter().copied().map(char::from).collect::<String>().into(),
    }
}
