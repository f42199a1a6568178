//! How a token is shown in a header.

use crate::token::Secret;

/// How the app wants the token shown.
#[derive(Clone, Debug)]
pub struct Carrier {
    /// The header's name.
    pub header: String,
    /// What stands before the token in the header; may be empty.
    pub scheme: String,
}

impl Carrier {
    /// The header's value (RFC 6750, section 2.1, when the scheme is `Bearer`).
    #[must_use]
    pub fn header_value(&self, token: &Secret) -> String {
        let mut value = self.scheme.clone();
        if !value.is_empty() {
            value.push(' ');
        }
        value + token.expose()
    }
}
