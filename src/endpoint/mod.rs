//! The token endpoint: how it is asked, and how any server's answer is read. Pure: builds requests and reads replies
//! without ever sending one.

mod answer;
mod encoding;
mod login;
mod logout;
mod refusal;

pub use answer::{TokenAnswer, read, read_tokens};
pub use login::{Base64, login_request};
pub use logout::logout_request;
pub use refusal::refusal;

use crate::json::Member;

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
    #[inline(never)]
    fn set_header(&mut self, name: &str, value: &str) {
        self.headers.push(Member::new(name, value));
    }

    #[inline(never)]
    fn set_body(&mut self, content_type: &str, body: String) {
        self.set_header("content-type", content_type);
        self.body = Some(body);
    }
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
