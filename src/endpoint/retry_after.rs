//! How long a server wants to be left alone (`Retry-After`: RFC 9110, section 10.2.3).

use super::Reply;
use crate::json::Json;
use crate::token::UnixMillis;

/// The longest a server is obeyed, in milliseconds. Some write a date that is years away, or seconds in milliseconds.
pub const LONGEST_RETRY_AFTER: f64 = 3_600_000.0;

/// The milliseconds to wait; `None` where nothing readable says so.
pub(super) fn retry_after<J: Json>(reply: &Reply<'_>, now: UnixMillis) -> Option<f64> {
    let text = (reply.header)("retry-after")?;
    let wait = match J::from_text(&text).as_number() {
        Some(seconds) if seconds < 0.0 => return None,
        Some(seconds) => seconds * 1e3,
        None => {
            let until = http_date::<J>(&text)?;
            // A date is one by the server's clock; ours may be anywhere.
            let server_now = (reply.header)("date").and_then(|text| http_date::<J>(&text));
            until - server_now.unwrap_or(now.0)
        }
    };
    Some(wait.clamp(0.0, LONGEST_RETRY_AFTER))
}

/// RFC 9110, section 5.6.7. Without the zone at its end the platform's reader, which takes nearly anything for a date,
/// would read it by the device's.
fn http_date<J: Json>(text: &str) -> Option<f64> {
    J::parse_date(text).filter(|_| text.ends_with("GMT"))
}
