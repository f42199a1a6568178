//! A value that must not be shown by accident.

use std::fmt;

/// A token. Not `Clone`, silent in `Debug`, readable only by [`Secret::expose`], so that a search finds every reader.
pub struct Secret(String);

impl Secret {
    /// Takes a token in.
    #[must_use]
    pub const fn new(value: String) -> Self {
        Self(value)
    }

    /// A token as a header can carry it: visible ASCII (RFC 6749, appendix A.12).
    #[must_use]
    #[inline(never)]
    pub fn checked(text: &str) -> Option<Self> {
        let is_visible = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_visible.then(|| Self(text.to_owned()))
    }

    /// Stands for a token that is in a cookie no script can read.
    #[must_use]
    pub fn unseen() -> Self {
        Self("-".to_owned())
    }

    /// The token itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}
