//! What the app asked for. The shell has checked it in front of the developer and filled in what was left out; the reading
//! here is total. The rooms read their own sections when they need them; here is only what every request needs.

use crate::attach::{AllowList, Carrier, Place, Redirects};
use crate::json::Json;
use crate::session::{Means, Rules, SignedOut};

/// `AuthOptions` of `api/types.d.ts`, with every address resolved by the platform. Not `Debug`, since `login.headers` and
/// `login.extra` may hold secrets.
#[derive(Clone)]
pub struct Options<J> {
    /// The options as they are.
    pub all: J,
    /// Where the token may go.
    pub allow_list: AllowList,
    /// How it is shown there.
    pub carrier: Carrier,
    /// What becomes of redirects there.
    pub redirects: Redirects,
    /// What the machine goes by.
    pub rules: Rules,
    /// The app itself makes the request for a new token.
    pub is_own_refresh: bool,
}

impl<J: Json> Options<J> {
    /// Takes the options in. The places of `attach.to` come apart from them, parsed, and so do the token endpoints that the
    /// page must not reach with a token.
    #[must_use]
    pub fn read(all: J, places: Vec<Place>, endpoints: Vec<Place>) -> Self {
        let seconds = |path| all.number(path).unwrap_or_default();
        let has = |path| all.has(path);
        let is_own_refresh = has("refresh.request");
        Self {
            allow_list: AllowList::new(places).without(endpoints),
            carrier: Carrier {
                header: all.text("attach.header").unwrap_or_default(),
                scheme: all.text("attach.scheme").unwrap_or_default(),
            },
            redirects: match has("isIsolated") {
                _ if all.is("attach.redirects", "error") => Redirects::Error,
                true => Redirects::Strict,
                false if all.is("attach.redirects", "follow") => Redirects::Follow,
                false => Redirects::Safe,
            },
            rules: Rules {
                renew_before: seconds("renew.before") * 1e3,
                tolerance: seconds("renew.tolerance") * 1e3,
                means: match has("refresh.isGiven") {
                    _ if !has("refresh.encoding") => Means::None,
                    _ if is_own_refresh || all.is("refresh.encoding", "cookie") => Means::Nothing,
                    true => Means::AnyToken,
                    false => Means::RefreshToken,
                },
                signed_out: match all.is("signedOut", "reject") {
                    true => SignedOut::Reject,
                    false if all.is("signedOut", "wait") => SignedOut::Wait,
                    false => SignedOut::Pass,
                },
                is_shared: has("isShared"),
                is_deaf: has("isDeaf"),
            },
            is_own_refresh,
            all,
        }
    }
}
