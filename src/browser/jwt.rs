//! A token that the app gives. Its text stays in JavaScript, where the browser decodes base64 straight into our memory: that is done
//! before the text alone would have come over the border.

use js_sys::Array;

use super::json::JsJson;
use super::platform;
use crate::token::{self, Jwt, Malformed};

/// Decodes a token, given as what is between its dots and the length of it all.
///
/// # Errors
/// As [`token::decode`] has them.
#[inline]
pub fn decode(parts: &Array, length: usize) -> Result<Jwt<JsJson>, Malformed> {
    token::read(parts.length() as usize, &|at| part(parts, at, length))
}

/// What the browser's decoder refuses is for ours to judge; not every browser has one.
fn part(parts: &Array, at: usize, length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; length];
    match platform::from_base64url(&mut bytes, parts, at) {
        0 => token::from_base64url(parts.get(at as u32).as_string()?.as_bytes()),
        written => {
            bytes.truncate(written);
            Some(bytes)
        }
    }
}
