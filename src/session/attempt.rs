//! The fate of one request to a listed place.

use crate::token::Secret;

/// What becomes of a request that needs a token when there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedOut {
    /// It goes without.
    Pass,
    /// It is rejected with `login-required`.
    Reject,
}

/// What to do with a request now.
#[derive(Debug)]
pub enum Step<'a> {
    /// Send it with this token.
    Show(&'a Secret),
    /// Send it without a token.
    Bare,
    /// Reject it: nobody is signed in.
    Reject,
}

impl<'a> Step<'a> {
    pub(super) const fn choose(token: Option<&'a Secret>, signed_out: SignedOut) -> Self {
        match (token, signed_out) {
            (Some(token), _) => Self::Show(token),
            (None, SignedOut::Pass) => Self::Bare,
            (None, SignedOut::Reject) => Self::Reject,
        }
    }
}
