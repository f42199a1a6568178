//! The words between the machine and whoever drives it: what it goes by, what it says of the session, and what is to be done.

use std::rc::Rc;

use super::attempt::SignedOut;
use super::pass::{Pass, Session};
use super::row::Row;
use crate::error::Result;

/// Names one call of the caller's, from its start to its end; the machine's own exchanges are counted down from the top.
pub type Ticket = u32;

/// What the app asked for.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// How many milliseconds before its end a token is renewed, if its life allows.
    pub renew_before: f64,
    /// How many milliseconds before its end a token is no longer shown.
    pub tolerance: f64,
    /// What a renewal needs.
    pub means: Means,
    /// What becomes of a request with no token to show.
    pub signed_out: SignedOut,
    /// Other tabs read what this one stores.
    pub is_shared: bool,
    /// No news comes from other tabs, so the row is read before each request.
    pub is_deaf: bool,
}

/// What a renewal needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// There is no renewal.
    None,
    /// A refresh token.
    RefreshToken,
    /// A refresh token or, without one, the token itself.
    AnyToken,
    /// Nothing that we hold: a cookie does it, or the app's own request.
    Nothing,
}

/// What a caller is told of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// No token.
    SignedOut,
    /// A token that lives.
    SignedIn,
    /// A token whose life has ended.
    Expired,
    /// Not known yet: what was stored is being read.
    Loading,
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum SignedOutReason {
    /// The user signed out here.
    #[default]
    Logout,
    /// The server refused to renew it, for good.
    Refused,
    /// The user signed out in another tab.
    OtherTab,
}

/// News for the app. `AuthEvents` in `api/types.d.ts` is its twin.
#[derive(Clone, Debug)]
pub enum Event<J> {
    /// What was stored is in use again; no news for the app.
    Restored(Rc<Pass<J>>),
    /// A login succeeded, here or in another tab.
    SignedIn(Rc<Pass<J>>),
    /// The token was renewed, here or in another tab.
    Renewed(Rc<Pass<J>>),
    /// The token is another user's than the last one.
    UserChanged(Rc<Pass<J>>),
    /// The token ends soon, and nothing renews it.
    Expiring,
    /// The token's life ended.
    Expired,
    /// The session ended.
    SignedOut(SignedOutReason),
    /// Only the user can go on.
    LoginRequired,
}

impl<J> Event<J> {
    /// The event's type as JavaScript sees it.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Restored(_) => "",
            Self::SignedIn(_) => "signed-in",
            Self::Renewed(_) => "renewed",
            Self::UserChanged(_) => "user-changed",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
            Self::SignedOut(_) => "signed-out",
            Self::LoginRequired => "login-required",
        }
    }

    /// The session it brings.
    #[must_use]
    pub fn session(&self) -> Option<&Session<J>> {
        match self {
            Self::Restored(pass) | Self::SignedIn(pass) | Self::Renewed(pass) | Self::UserChanged(pass) => {
                Some(pass.session())
            }
            Self::Expiring | Self::Expired | Self::SignedOut(_) | Self::LoginRequired => None,
        }
    }
}

/// What the driver is to do, in order.
#[derive(Debug)]
pub enum Output<J> {
    /// Tell the app.
    Emit(Event<J>),
    /// End a call: with the session as it is now, or with an error.
    Settle(Ticket, Result<()>),
    /// Tell the server that this is given up, and report the end of that as an answer.
    Revoke(Ticket, Rc<Pass<J>>),
    /// Ask for the next token, showing this pass where there is one, and report the answer.
    Renew(Ticket, Option<Rc<Pass<J>>>),
    /// Wait for the lock, but no longer than [`super::LEASE`], and report.
    Lock,
    /// Give the lock back, or stop waiting for it.
    Unlock,
    /// Read the row, and report.
    Read,
    /// Write the row if it still has this revision, and report.
    Swap(u32, Row<J>),
    /// Tell the other tabs that there is something new; `true` when the user signs out.
    Tell(bool),
    /// The store cannot be used: go on with one in memory, warn the app, and try the other one again now and then when the
    /// row is read.
    LoseStore,
    /// Warn the app that the store was wiped.
    Warn,
    /// Whoever waits may ask again.
    Resume,
}
