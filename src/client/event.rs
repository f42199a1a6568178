//! What the client tells: the events of the TypeScript API as one type.

use super::Session;

/// News of a session.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A login or adoption succeeded, here or in another tab.
    SignedIn(Session),
    /// The token was renewed, here or in another tab.
    Renewed(Session),
    /// The token is another user's than the last one; comes before `SignedIn` or `Renewed`.
    UserChanged(Session),
    /// The token ends soon, and nothing renews it.
    Expiring(Session),
    /// The token's life ended; this is what the session was. It may be renewed yet: see `LoginRequired`.
    Expired(Session),
    /// The session ended.
    SignedOut(SignedOutReason),
    /// Only the user can go on: the token is over or the session refused, and nothing renews it; or a request waits for a login.
    LoginRequired(Option<Session>),
    /// Something is wrong that the session has survived.
    Warning {
        /// What it is about.
        code: WarningCode,
        /// What happened.
        message: String,
    },
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignedOutReason {
    /// The user signed out here.
    Logout,
    /// The user signed out in another tab.
    OtherTab,
    /// The server refused to renew it, for good.
    Refused,
}

/// What a warning is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WarningCode {
    /// The storage failed, and this tab goes on alone, in memory, until it works again; or it was wiped, and is filled again. Told
    /// once.
    StorageFailed,
    /// Something broke inside Jotpass.
    Internal,
}
