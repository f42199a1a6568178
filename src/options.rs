//! What the app asked for. The shell has checked it in front of the developer and filled in what was left out; the reading
//! here is total. The rooms read their own sections when they need them; here is only what every request needs.

use crate::attach::{AllowList, Carrier, Place};
use crate::json::Json;
use crate::session::SignedOut;

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
    /// What becomes of a request with no token to show.
    pub signed_out: SignedOut,
}

impl<J: Json> Options<J> {
    /// Takes the options in. The places of `attach.to` come apart from them, parsed.
    #[must_use]
    pub fn new(all: J, places: Vec<Place>) -> Self {
        let is_reject = all.text("signedOut").as_deref() == Some("reject");
        Self {
            allow_list: AllowList::new(places),
            carrier: Carrier {
                header: all.text("attach.header").unwrap_or_default(),
                scheme: all.text("attach.scheme").unwrap_or_default(),
            },
            signed_out: if is_reject { SignedOut::Reject } else { SignedOut::Pass },
            all,
        }
    }
}
