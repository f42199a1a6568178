//! What the pure tests share: JSON in both worlds, tokens to decode, and chance that repeats itself. Must not hold
//! anything a test expects.
#![allow(dead_code, unused_imports, reason = "every test program uses its own part of it")]

#[cfg(not(target_arch = "wasm32"))]
mod doc;
mod random;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jotpass::json::Json as _;

/// A JSON value: in the browser the one that ships, natively a stand-in that reads with serde_json.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use doc::Doc;
#[cfg(target_arch = "wasm32")]
pub(crate) use jotpass::browser::json::JsJson as Doc;

pub(crate) use random::{Random, cases};

/// The value of a JSON text that is one.
pub(crate) fn doc(text: &str) -> Doc {
    Doc::parse(text).unwrap_or_else(|| panic!("not JSON: {text}"))
}

/// The JSON text of a value, in the shortest form.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn show(doc: &Doc) -> String {
    serde_json::to_string(doc).unwrap()
}

/// The JSON text of a value, in the shortest form.
#[cfg(target_arch = "wasm32")]
pub(crate) fn show(doc: &Doc) -> String {
    js_sys::JSON::stringify(&doc.0).unwrap().into()
}

/// The items at the end of a path, to the last or the first `null`.
pub(crate) fn items(doc: &Doc, path: &str) -> Vec<Doc> {
    let item = |index: usize| doc.at(&format!("{path}.{index}"));
    let items: Vec<_> = (0..).map_while(item).collect();
    assert!(!items.is_empty(), "no items at {path}");
    items
}

/// A number, or a string that is one, at the end of a path.
pub(crate) fn number(doc: &Doc, path: &str) -> Option<f64> {
    doc.at(path)?.as_number()
}

/// What the browser does for Basic.
pub(crate) fn base64(text: &str) -> String {
    STANDARD.encode(text)
}

/// One part of a token.
pub(crate) fn part(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A token with these claims, which need not be any, and a signature of no meaning.
pub(crate) fn jwt(claims: impl AsRef<[u8]>) -> String {
    let header = part(r#"{"alg":"HS256","typ":"JWT"}"#);
    format!("{header}.{}.{}", part(claims), part("not a signature"))
}
