//! Taking tokens and credentials out of what is shown again: addresses, form bodies and headers.

use std::borrow::Cow;

use axum::http::{HeaderMap, HeaderName, Uri, header};
use percent_encoding::percent_decode_str;

use crate::csrf::X_XSRF_TOKEN;
use crate::transport::X_ACCESS_TOKEN;

/// What stands in a secret's place.
pub(crate) const REDACTED: &str = "[redacted]";

const SECRET_FIELDS: [&str; 5] = ["access_token", "refresh_token", "token", "username", "password"];
const SECRET_HEADERS: [HeaderName; 6] = [
    header::AUTHORIZATION,
    header::COOKIE,
    HeaderName::from_static(X_ACCESS_TOKEN),
    HeaderName::from_static(X_XSRF_TOKEN),
    HeaderName::from_static("username"),
    HeaderName::from_static("password"),
];

/// Path and query as they came, less the secrets.
pub(crate) fn address(uri: &Uri) -> String {
    let path: Vec<_> = uri
        .path()
        .split('/')
        .map(|segment| if is_jwt(segment) { REDACTED } else { segment })
        .collect();
    let path = path.join("/");
    match uri.query() {
        Some(query) => format!("{path}?{}", pairs(query)),
        None => path,
    }
}

/// A query or an urlencoded body, less the secrets. What stays keeps its encoding.
pub(crate) fn pairs(text: &str) -> String {
    let pairs: Vec<Cow<'_, str>> = text.split('&').map(pair).collect();
    pairs.join("&")
}

fn pair(pair: &str) -> Cow<'_, str> {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let plain = decoded(name).to_ascii_lowercase();
    if !value.is_empty() && (SECRET_FIELDS.contains(&plain.as_str()) || is_jwt(value)) {
        Cow::Owned(format!("{name}={REDACTED}"))
    } else if value.is_empty() && is_jwt(name) {
        Cow::Borrowed(REDACTED)
    } else {
        Cow::Borrowed(pair)
    }
}

/// The headers by name, less the secrets. A header that came twice is joined by a comma.
pub(crate) fn headers(headers: &HeaderMap) -> serde_json::Map<String, serde_json::Value> {
    let mut shown = serde_json::Map::new();
    for name in headers.keys() {
        let values: Vec<_> = headers
            .get_all(name)
            .iter()
            .map(|value| header(name, value.as_bytes()))
            .collect();
        shown.insert(name.to_string(), values.join(", ").into());
    }
    shown
}

fn header(name: &HeaderName, value: &[u8]) -> String {
    let value = String::from_utf8_lossy(value);
    let secret = SECRET_HEADERS.contains(name);
    // A Referer, for one, repeats the address of a page and with it its query.
    if secret || value.split([' ', ',', ';', '=', '&', '?', '/', '"']).any(is_jwt) || mentions_secret_field(&value) {
        REDACTED.to_owned()
    } else {
        value.into_owned()
    }
}

fn mentions_secret_field(value: &str) -> bool {
    SECRET_FIELDS.iter().any(|field| value.contains(&format!("{field}=")))
}

/// Every compact JWT begins like this: base64url of `{"`. Names vary between clients, this does not.
fn is_jwt(text: &str) -> bool {
    decoded(text).starts_with("eyJ")
}

fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_field_loses_its_value_and_nothing_else_changes() {
        assert_eq!(
            pairs("a=1&access_token=abc&b=%20x"),
            "a=1&access_token=[redacted]&b=%20x"
        );
        assert_eq!(
            pairs("Access%5Ftoken=abc&password="),
            "Access%5Ftoken=[redacted]&password="
        );
    }

    #[test]
    fn a_jwt_is_taken_out_whatever_it_is_called() {
        assert_eq!(pairs("t=eyJhbGciOiJIUzI1NiJ9.e30.x&u=1"), "t=[redacted]&u=1");
        assert_eq!(pairs("%65yJhbGciOiJIUzI1NiJ9.e30.x"), "[redacted]");
        let uri = Uri::from_static("/files/eyJhbGciOiJIUzI1NiJ9.e30.x/a?b=c");
        assert_eq!(address(&uri), "/files/[redacted]/a?b=c");
    }

    #[test]
    fn a_header_that_repeats_an_address_with_a_token_is_taken_out() {
        let mut map = HeaderMap::new();
        map.insert(
            header::REFERER,
            axum::http::HeaderValue::from_static("http://a.test/?access_token=opaque"),
        );
        map.insert(header::ACCEPT, axum::http::HeaderValue::from_static("text/html, */*"));
        let shown = headers(&map);
        assert_eq!(shown.get("referer"), Some(&REDACTED.into()));
        assert_eq!(shown.get("accept"), Some(&"text/html, */*".into()));
    }
}
