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
            redirects: match all.text("attach.redirects").as_deref() {
                Some("follow") if !has("isIsolated") => Redirects::Follow,
                Some("error") => Redirects::Error,
                _ if has("isIsolated") => Redirects::Strict,
                _ => Redirects::Safe,
            },
            rules: Rules {
                renew_before: seconds("renew.before") * 1e3,
                tolerance: seconds("renew.tolerance") * 1e3,
                means: match all.text("refresh.encoding").as_deref() {
                    None => Means::None,
                    Some("cookie") => Means::Nothing,
                    Some(_) if is_own_refresh => Means::Nothing,
                    Some(_) if has("refresh.isGiven") => Means::AnyToken,
                    Some(_) => Means::RefreshToken,
                },
                signed_out: match all.text("signedOut").as_deref() {
                    Some("reject") => SignedOut::Reject,
                    Some("wait") => SignedOut::Wait,
                    _ => SignedOut::Pass,
                },
                is_shared: has("isShared"),
                is_deaf: has("isDeaf"),
            },
            is_own_refresh,
            all,
        }
    }
}
