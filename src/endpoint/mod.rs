//! The token endpoint: how it is asked, and how any server's answer is read. Pure: builds requests and reads replies
//! without ever sending one.

mod answer;
mod encoding;
mod login;
mod logout;
mod refresh;
mod refusal;
mod retry_after;

pub use answer::{TokenAnswer, read, read_tokens};
pub use login::{Base64, login_request};
pub use logout::logout_request;
pub use refresh::refresh_request;
pub use refusal::refusal;
pub use retry_after::LONGEST_RETRY_AFTER;

use crate::error::ErrorCode;
use crate::json::{Json, Member};
use encoding::{form, json_object};

/// A request to build, in the Fetch standard's terms. Not `Debug`, since it holds credentials.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RequestPlan {
    /// The HTTP method.
    pub method: String,
    /// The address.
    pub url: String,
    /// Names and values; of one name the last counts.
    pub headers: Vec<Member>,
    /// The body, if any.
    pub body: Option<String>,
    /// The credentials mode, if not the platform's default.
    pub credentials: Option<String>,
}

impl RequestPlan {
    /// What every exchange starts from: the options at these paths.
    #[inline(never)]
    fn new<J: Json>(options: &J, url: &str, method: &str, credentials: &str) -> Self {
        let mut plan = Self {
            url: options.text(url).unwrap_or_default(),
            method: options.text(method).unwrap_or_default(),
            credentials: options.text(credentials),
            ..Self::default()
        };
        plan.set_header("accept", "application/json, */*;q=0.5");
        plan
    }

    #[inline(never)]
    fn set_header(&mut self, name: &str, value: &str) {
        self.headers.push(Member::new(name, value));
    }

    #[inline(never)]
    fn set_form(&mut self, members: &[Member]) {
        self.set_header("content-type", "application/x-www-form-urlencoded");
        self.body = Some(form(members));
    }

    #[inline(never)]
    fn set_json(&mut self, members: &[Member]) {
        self.set_header("content-type", "application/json");
        self.body = Some(json_object(members));
    }
}

/// The members of an object in the options; none where there is no object.
#[inline(never)]
fn members_at<J: Json>(options: &J, path: &str) -> Vec<Member> {
    options.at(path).map(|object| object.members()).unwrap_or_default()
}

/// What came back: the parts of an HTTP response the reading needs.
pub struct Reply<'a> {
    /// The status; 0 for a redirect that was not followed.
    pub status: u16,
    /// The whole body as text.
    pub body: &'a str,
    /// Looks up a header by its name.
    pub header: &'a dyn Fn(&str) -> Option<String>,
}

/// Without the white space around it.
#[inline(never)]
fn trim(text: &str) -> &str {
    text.trim_ascii()
}

/// What keeps a trimmed body from being read: it is a web page, or JSON that is cut off.
#[inline(never)]
fn unreadable(body: &str, is_json: bool) -> Option<ErrorCode> {
    match body.bytes().next() {
        Some(b'<') => Some(ErrorCode::HtmlAnswer),
        Some(b'{' | b'[' | b'"') if !is_json => Some(ErrorCode::MalformedAnswer),
        _ => None,
    }
}
