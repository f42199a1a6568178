//! How a new token is asked for with what is left of the old one.

use super::{RequestPlan, members_at};
use crate::json::{Json, Member};

/// The request that renews a token, as `refresh` of the options wants it. It shows the refresh token or, when there is
/// none, the access token. Neither ever goes into the address, where every log on the way would keep it.
#[must_use]
pub fn refresh_request<J: Json>(options: &J, refresh_token: Option<&str>, access_token: Option<&str>) -> RequestPlan {
    let shown = refresh_token.or(access_token);
    let is = |encoding| options.is("refresh.encoding", encoding);
    let mut plan = RequestPlan::new(options, "refresh.url", "refresh.method", "refresh.credentials");
    if is("cookie") {
        // The browser shows the cookie by itself, to another origin only if told so.
        plan.credentials.get_or_insert_with(|| "include".to_owned());
    } else if is("bearer") {
        if let Some(token) = shown {
            plan.set_header("authorization", &("Bearer ".to_owned() + token));
        }
    } else {
        let is_form = is("form");
        let mut members = Vec::new();
        // RFC 6749, section 6. An endpoint only for refreshing does not have to be told what it is for, and may refuse
        // a member it does not know. No parameter may come twice (section 3.2), so the app's own takes its place.
        if (is_form || options.is("tokenUrl", &plan.url)) && !options.has("refresh.extra.grant_type") {
            members.push(Member::new("grant_type", "refresh_token"));
        }
        if let Some(token) = shown {
            let field = options.text("refresh.field").unwrap_or_default();
            members.push(Member::new(&field, token));
        }
        members.append(&mut members_at(options, "refresh.extra"));
        match is_form {
            true => plan.set_form(&members),
            false => plan.set_json(&members),
        }
    }
    // The app's own headers come last: they replace ours of the same name.
    plan.headers.append(&mut members_at(options, "refresh.headers"));
    plan
}
