//! How the server is told that a token is given up.

use super::RequestPlan;
use crate::attach::Carrier;
use crate::json::{Json, Member};
use crate::token::Secret;

/// The request that gives a token up, as `logout` of the options wants it; `None` when the app names no address. The
/// refresh token goes with it in the body, so that the server can end both.
#[must_use]
pub fn logout_request<J: Json>(
    options: &J,
    carrier: &Carrier,
    token: &Secret,
    refresh_token: Option<&Secret>,
) -> Option<RequestPlan> {
    let mut plan = RequestPlan {
        url: options.text("logout.url")?,
        method: options.text("logout.method").unwrap_or_default(),
        credentials: options.text("logout.credentials"),
        ..RequestPlan::default()
    };
    if !options.has("attach.cookie") {
        plan.set_header(&carrier.header, &carrier.header_value(token));
    }
    if let Some(token) = refresh_token.filter(|_| plan.method == "POST") {
        plan.set_json(&[Member::new("refresh_token", token.expose())]);
    }
    Some(plan)
}
