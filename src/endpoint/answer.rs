//! Reading the token out of a good answer, whatever the server calls it.

use super::{Reply, refusal, trim, unreadable};
use crate::error::{AuthError, ErrorCode, Result, redact};
use crate::json::Json;
use crate::token::{Secret, UnixMillis};

/// What a token endpoint gave.
#[derive(Debug)]
pub struct TokenAnswer<J> {
    /// The token to show.
    pub access_token: Secret,
    /// What buys the next one (RFC 6749, section 1.5).
    pub refresh_token: Option<Secret>,
    /// Remaining life in seconds.
    pub expires_in: Option<f64>,
    /// End of life by the server's clock.
    pub expires: Option<UnixMillis>,
    /// The user, as the server describes them.
    pub user: Option<J>,
}

/// The ways to the objects the usual names are looked for in, first the answer itself.
const CONTAINERS: [&str; 5] = ["", "data.", "token.", "tokens.", "result."];

/// No token is shorter than this.
const MIN_BARE: usize = 16;

const ACCESS_TOKEN: &[&str] = &[
    "access_token",
    "accessToken",
    "token",
    "access",
    "jwt",
    "id_token",
    "idToken",
];
const REFRESH_TOKEN: &[&str] = &["refresh_token", "refreshToken", "refresh"];
const EXPIRES_IN: &[&str] = &["expires_in", "expiresIn"];
const EXPIRES: &[&str] = &["expires", "expires_at", "expiresAt"];
const USER: &[&str] = &["user"];

/// What makes a refusal of a good status: the code of RFC 6749, section 5.2, and that of GitHub, which answers everything
/// with a 200.
const SPENT: [&str; 2] = ["invalid_grant", "bad_refresh_token"];

/// Reads the reply of a token endpoint; `now` is for a `Retry-After` that names a date.
///
/// # Errors
/// What `refusal` makes of anything but a 2xx, and of a 2xx that says in place of a token that there is no more to be
/// had; `html-answer`, `malformed-answer` or `no-token` for any other 2xx without a token where one was looked for.
pub fn read<J: Json>(reply: &Reply<'_>, options: &J, now: UnixMillis) -> Result<Box<TokenAnswer<J>>> {
    if !(200..300).contains(&reply.status) {
        return Err(refusal::<J>(reply, now));
    }
    let body = trim(reply.body);
    let search = Search {
        json: J::parse(body),
        header: reply.header,
        places: options.at("response"),
    };
    let usual = || {
        let bare = match &search.json {
            Some(json) => json.as_string(),
            None => Some(body.to_owned()).filter(|_| could_be_token(body)),
        };
        let header = || (reply.header)("authorization").or_else(|| (reply.header)("x-access-token"));
        bare.or_else(header).and_then(|text| token(&text))
    };
    let found = match search.tokens() {
        // What a script must not see it has no use for either.
        _ if options.has("attach.cookie") => search.cookie(body),
        None if search.place("accessToken").is_none() => usual().map(TokenAnswer::of),
        found => found,
    };
    found.ok_or_else(|| match &search.json {
        Some(json) if SPENT.iter().any(|code| json.is("error", code)) => refusal::<J>(reply, now),
        json => without_token(reply.status, body, json.is_some()),
    })
}

/// Reads an answer the app gives us itself: a token, or an object with the usual names. Where a cookie holds the token it is the
/// object without one.
#[must_use]
pub fn read_tokens<J: Json>(answer: &J, has_cookie: bool) -> Option<Box<TokenAnswer<J>>> {
    let text = answer.as_string();
    let search = Search {
        json: Some(answer.clone()),
        header: &|_| None,
        places: None,
    };
    match text {
        Some(text) if !has_cookie => token(&text).map(TokenAnswer::of),
        None if has_cookie => search.cookie(""),
        None => search.tokens(),
        Some(_) => None,
    }
}

impl<J> TokenAnswer<J> {
    fn of(access_token: Secret) -> Box<Self> {
        Box::new(Self {
            access_token,
            refresh_token: None,
            expires_in: None,
            expires: None,
            user: None,
        })
    }
}

/// An answer, and where things are in it: dotted paths, or `header:` and a name.
struct Search<'a, J> {
    json: Option<J>,
    header: &'a dyn Fn(&str) -> Option<String>,
    places: Option<J>,
}

impl<J: Json> Search<'_, J> {
    fn tokens(&self) -> Option<Box<TokenAnswer<J>>> {
        let secret = |name, usual| {
            let value = self.find(name, usual, |value| value.as_string().is_some())?;
            token(&value.as_string()?)
        };
        let access_token = secret("accessToken", ACCESS_TOKEN)?;
        Some(self.about(access_token, secret("refreshToken", REFRESH_TOKEN)))
    }

    /// An answer that set a cookie, as far as a script can tell: it says what it says, or nothing.
    fn cookie(&self, body: &str) -> Option<Box<TokenAnswer<J>>> {
        // Some say `"error": false` when all is well.
        let is_error = |error: J| !error.members().is_empty() || error.as_string().is_some_and(|text| !text.is_empty());
        let says_error = |json: &J| json.at("error").is_some_and(is_error);
        let is_good = self.json.as_ref().map_or(body.is_empty(), |json| !says_error(json));
        is_good.then(|| self.about(Secret::unseen(), None))
    }

    /// What else the answer tells.
    fn about(&self, access_token: Secret, refresh_token: Option<Secret>) -> Box<TokenAnswer<J>> {
        Box::new(TokenAnswer {
            access_token,
            refresh_token,
            expires_in: self
                .find("expiresIn", EXPIRES_IN, |value| value.as_number().is_some())
                .and_then(|value| value.as_number()),
            expires: self
                .find("expires", EXPIRES, |value| date(value).is_some())
                .and_then(|value| date(&value)),
            user: self.find("user", USER, |_| true),
        })
    }

    fn place(&self, name: &str) -> Option<String> {
        self.places.as_ref()?.text(name)
    }

    /// The first fitting value: at the place the app named or, when it named none, under the usual names.
    fn find(&self, name: &str, usual: &[&str], fits: fn(&J) -> bool) -> Option<J> {
        if let Some(place) = self.place(name) {
            let found = match place.strip_prefix("header:") {
                Some(name) => (self.header)(name).map(|text| J::from_text(&text)),
                None => self.json.as_ref()?.at(&place),
            };
            return found.filter(fits);
        }
        for container in CONTAINERS {
            for name in usual {
                let found = self.json.as_ref()?.at(&(container.to_owned() + name));
                if found.as_ref().is_some_and(fits) {
                    return found;
                }
            }
        }
        None
    }
}

/// A date as an answer may write it. A small number is a duration in a unit nobody knows, so it tells nothing.
fn date<J: Json>(value: &J) -> Option<UnixMillis> {
    match value.as_number() {
        Some(number) => Some(UnixMillis::from_server(number)).filter(|date| date.0 > 1e12),
        None => J::parse_date(&value.as_string()?).map(UnixMillis),
    }
}

/// A token as a header can carry it: visible ASCII (RFC 6749, appendix A.12), without the scheme some servers put in
/// front.
fn token(text: &str) -> Option<Secret> {
    let text = trim(text);
    let text = match text.split_at_checked(6) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("bearer") && (rest.is_empty() || rest.starts_with(' ')) => {
            trim(rest)
        }
        _ => text,
    };
    Secret::checked(text)
}

/// Whether a body that is no JSON could be a token and nothing else: one word, and not a short one such as `OK`.
fn could_be_token(body: &str) -> bool {
    let is_mark = |byte| matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'=' | b'|');
    let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || is_mark(byte);
    body.len() >= MIN_BARE && body.bytes().all(is_fit)
}

fn without_token(status: u16, body: &str, is_json: bool) -> Box<AuthError> {
    let code = unreadable(body, is_json).unwrap_or(ErrorCode::NoToken);
    // JSON may hold anything, a token under another name included; a text is for people.
    let is_text = !is_json && code != ErrorCode::MalformedAnswer;
    let mut error = AuthError::new(code);
    error.status = Some(status);
    error.error_description = (is_text && !body.is_empty()).then(|| redact(body));
    error
}
