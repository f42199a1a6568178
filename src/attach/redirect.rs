//! What becomes of a request whose answer is a redirect. A browser drops `Authorization` when a redirect leaves the origin
//! (Fetch standard, HTTP-redirect fetch); any other header it takes along, wherever that leads.

/// What the app wants done about redirects, `attach.redirects` of the options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redirects {
    /// The token goes no further than the allow-list.
    Safe,
    /// As `Safe`, where the page must not see the token: not even `authorization` is left to the browser, which drops it only when
    /// the origin changes.
    Strict,
    /// None is followed.
    Error,
    /// The browser follows them, and takes the header along.
    Follow,
}

/// How a request that shows the token is kept from taking it along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Guard {
    /// Not at all: the browser drops it by itself, or the app wants it to go along.
    None,
    /// It follows no redirect.
    Refuse,
    /// It follows none itself. Where one leads is found out without the token, and if that is on the list, asked there.
    Learn,
}

impl Redirects {
    /// How a request of this method is kept from taking the token along in this header or, where there is none, in its body. Only
    /// what is safe (RFC 9110, section 9.2.1) is asked again.
    #[must_use]
    pub fn guard(self, header: Option<&str>, method: &str) -> Guard {
        match self {
            Self::Follow => Guard::None,
            Self::Error => Guard::Refuse,
            Self::Safe if header.is_some_and(|header| header.eq_ignore_ascii_case("authorization")) => Guard::None,
            Self::Safe | Self::Strict if matches!(method, "GET" | "HEAD") => Guard::Learn,
            Self::Safe | Self::Strict => Guard::Refuse,
        }
    }
}
