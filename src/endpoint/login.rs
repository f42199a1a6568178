//! How credentials travel to the token endpoint.

use super::encoding::append_query;
use super::{RequestPlan, members_at};
use crate::error::{AuthError, ErrorCode, Result};
use crate::json::{Json, Member};

/// Writes a text's UTF-8 in base64 (RFC 4648, section 4). An argument, because the browser brings one.
pub type Base64 = fn(&str) -> String;

/// The request that exchanges credentials for a token, as `tokenUrl` and `login` of the options want it.
///
/// # Errors
/// `invalid-options` when Basic is asked for and the credentials do not fit it.
pub fn login_request<J: Json>(options: &J, credentials: &[Member], base64: Base64) -> Result<RequestPlan> {
    let is = |encoding| options.is("login.encoding", encoding);
    let mut plan = RequestPlan::new(options, "tokenUrl", "login.method", "login.credentials");
    let is_basic = is("basic");
    if is_basic {
        plan.set_header("authorization", &basic(credentials, base64)?);
    }
    let names = members_at(options, "login.fields");
    let mut members = Vec::new();
    for member in credentials {
        if is_basic && (member.name == "username" || member.name == "password") {
            continue;
        }
        let rename = names.iter().find(|rename| rename.name == member.name);
        members.push(Member {
            name: rename.map_or(&member.name, |rename| &rename.text).clone(),
            ..member.clone()
        });
    }
    members.append(&mut members_at(options, "login.extra"));

    // Basic may have said all there is to say.
    if is("json") || is_basic && plan.method == "POST" && !members.is_empty() {
        plan.set_json(&members);
    } else if is("headers") {
        plan.headers.append(&mut members);
    } else if is("form") {
        plan.set_form(&members);
    } else {
        append_query(&mut plan.url, &members);
    }
    // The app's own headers come last: they replace ours of the same name.
    plan.headers.append(&mut members_at(options, "login.headers"));
    Ok(plan)
}

/// RFC 7617, section 2, in UTF-8.
fn basic(credentials: &[Member], base64: Base64) -> Result<String> {
    let text = |name| {
        credentials
            .iter()
            .find(|member| member.name == name)
            .map(|member| member.text.as_str())
    };
    match (text("username"), text("password")) {
        (Some(username), Some(password)) if !username.bytes().any(|byte| byte == b':') => {
            let mut pair = username.to_owned();
            pair.push(':');
            pair += password;
            Ok("Basic ".to_owned() + &base64(&pair))
        }
        _ => Err(AuthError::with_detail(
            ErrorCode::InvalidOptions,
            "Basic wants `username` (without a colon) and `password`",
        )),
    }
}
