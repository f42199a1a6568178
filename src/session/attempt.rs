//! The fate of one request to a listed place. The request itself is held elsewhere; it brings along what it has been through.

use crate::error::AuthError;
use crate::token::Secret;

/// What becomes of a request that needs a token when there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedOut {
    /// It goes without.
    Pass,
    /// It is rejected with `login-required`.
    Reject,
    /// It waits for the next login.
    Wait,
}

/// The session and token a request relied on when it was last looked at. It stays its user's: should somebody else sign in
/// meanwhile, it is not sent in their name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Counts the users.
    pub epoch: u32,
    /// Counts the tokens.
    pub generation: u32,
}

/// What a request has been through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// Nothing yet.
    First,
    /// It has waited; with a mark if there was a session when it was made.
    Waited(Option<Mark>),
    /// The server refused the token it showed.
    Refused(Mark),
}

/// What to do with a request now.
#[derive(Debug)]
pub enum Step<'a> {
    /// Send it with this token.
    Show(&'a Secret),
    /// Send it without a token.
    Bare,
    /// Ask again after the next [`super::Output::Resume`].
    Wait,
    /// Likewise, but only a login can help, so it may take for ever.
    WaitForLogin,
    /// Reject it; if it has an answer already, give that.
    Reject(Box<AuthError>),
}

/// Whether an answer says that the token is no good: a 401, or a challenge with `invalid_token` (RFC 6750, section 3.1) under
/// any status. A 401 for want of scope says the opposite.
#[must_use]
pub fn is_refusal(status: u16, challenge: Option<&str>) -> bool {
    let says = |error: &str| {
        let mut places = challenge.unwrap_or_default().as_bytes().windows(error.len());
        places.any(|place| place == error.as_bytes())
    };
    says("invalid_token") || status == 401 && !says("insufficient_scope")
}
