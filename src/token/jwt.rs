//! Reading a JSON Web Token (RFC 7519). Verifies nothing: only the holder of the key can.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::json::{Json, is_shallow};

/// A decoded token.
#[derive(Clone, Debug)]
pub struct Jwt<J> {
    /// The JOSE header (RFC 7515, section 4).
    pub header: J,
    /// The claims; `None` in an encrypted token (RFC 7516), whose claims only its recipient can read.
    pub claims: Option<J>,
}

/// Why a text is not a JSON Web Token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// Neither three parts (JWS) nor five (JWE).
    Parts,
    /// Not base64url without padding (RFC 7515, section 2).
    Base64,
    /// Not JSON, or not UTF-8 (RFC 8259, section 8.1).
    Json,
    /// JSON, but not an object.
    NotAnObject,
    /// JSON nested beyond all reason.
    TooDeep,
}

impl Malformed {
    /// What is wrong, in words that hold nothing of the token.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Parts => "not three parts (or five) with dots between",
            Self::Base64 => "a part is not base64url",
            Self::Json => "a part is not JSON",
            Self::NotAnObject => "a part is no JSON object",
            Self::TooDeep => "a part is nested too deep",
        }
    }
}

/// Decodes a token in its compact form (RFC 7515, section 7.1; RFC 7516, section 7.1).
///
/// # Errors
/// [`Malformed`] says what is wrong first, from left to right.
pub fn decode<J: Json>(token: &str) -> Result<Jwt<J>, Malformed> {
    let parts = || token.as_bytes().split(|byte| *byte == b'.');
    read(parts().count(), &|at| from_base64url(parts().nth(at)?))
}

/// Reads a token of `count` parts. `part` decodes one of them, as [`from_base64url`] does.
///
/// # Errors
/// As [`decode`] has them.
pub fn read<J: Json>(count: usize, part: &dyn Fn(usize) -> Option<Vec<u8>>) -> Result<Jwt<J>, Malformed> {
    if count != 3 && count != 5 {
        return Err(Malformed::Parts);
    }
    let bytes = |at| part(at).ok_or(Malformed::Base64);
    let header = object(&bytes(0)?)?;
    let second = bytes(1)?;
    let claims = match count {
        3 => Some(object(&second)?),
        _ => None,
    };
    for at in 2..count {
        bytes(at)?;
    }
    Ok(Jwt { header, claims })
}

/// Decodes base64url without padding (RFC 7515, section 2).
#[must_use]
pub fn from_base64url(text: &[u8]) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

fn object<J: Json>(text: &[u8]) -> Result<J, Malformed> {
    match J::from_utf8(text) {
        Some(value) if value.is_object() => Ok(value),
        Some(_) => Err(Malformed::NotAnObject),
        None if is_shallow(text) => Err(Malformed::Json),
        None => Err(Malformed::TooDeep),
    }
}
