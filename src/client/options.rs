//! What an app asks for: the `AuthOptions` of the TypeScript API by the same names. Nothing is checked here: the shell does that,
//! as it does for everybody.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Structs whose members are all optional, each with a method of its name that sets it.
macro_rules! options {
    ($($(#[doc = $doc:literal])* $name:ident { $($(#[doc = $text:literal])* $field:ident: $type:ty,)* })*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Default, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields, default)]
        pub struct $name {
            $(#[serde(skip_serializing_if = "Option::is_none")] $field: Option<$type>,)*
        }

        impl $name {
            $(
                $(#[doc = $text])*
                #[must_use]
                pub fn $field(mut self, $field: impl Into<$type>) -> Self {
                    self.$field = Some($field.into());
                    self
                }
            )*
        }
    )*};
}

/// Enums whose variants have a name in JavaScript.
macro_rules! choices {
    ($($(#[doc = $doc:literal])* $name:ident { $($(#[doc = $text:literal])* $variant:ident = $js:literal,)* })*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[doc = $text])* #[serde(rename = $js)] $variant,)*
        }
    )*};
}

options! {
    /// The options of `Client::new`. Not `Debug`, since headers and constant members may hold secrets.
    ///
    /// ```
    /// use jotpass::{AttachOptions, LoginEncoding, LoginOptions, Options, Storage};
    /// use std::time::Duration;
    ///
    /// let options = Options::new("/oauth/token")
    ///     .login(LoginOptions::default().encoding(LoginEncoding::Form).extra([("grant_type", "password")]))
    ///     .attach(AttachOptions::default().to(["/api", "https://files.example.com"]).header("authorization"))
    ///     .storage(Storage::Local)
    ///     .timeout(Duration::from_secs(5));
    /// ```
    ///
    /// They can be read from anything that serde reads, by the names of the TypeScript API:
    ///
    /// ```
    /// let options: jotpass::Options = serde_json::from_str(r#"{ "tokenUrl": "/api/token", "refresh": false }"#)?;
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    Options {
        /// The token endpoint, absolute or relative to the page's base URL.
        token_url: String,
        /// How credentials travel.
        login: LoginOptions,
        /// Where the answer keeps things.
        response: ResponseOptions,
        /// How to renew the token; `false`: not at all.
        refresh: Switch<RefreshOptions>,
        /// When to renew it.
        renew: RenewOptions,
        /// How to sign out at the server, which is shown the token; `false` or, but for [`AttachOptions::cookie`], absent: only here.
        logout: Switch<LogoutOptions>,
        /// Where the token may go, and how it is shown there.
        attach: AttachOptions,
        /// How long one token exchange may take. Default: 10 seconds.
        timeout: Millis,
        /// What becomes of a request to a listed place with no usable token. Default: `Pass`. A request made while somebody was
        /// signed in is never sent without a token, nor with another user's.
        signed_out: SignedOut,
        /// Bounds for [`SignedOut::Wait`].
        wait: WaitOptions,
        /// Where the session outlives the page. Default: `Memory`.
        storage: Storage,
        /// Keeps several sessions of one origin apart: clients of the same name share one. Default: the address of the token endpoint.
        name: String,
    }

    /// How credentials travel to the token endpoint.
    LoginOptions {
        /// Default: `Post`.
        method: Method,
        /// Default: `Json` for `Post`, `Query` for `Get`.
        encoding: LoginEncoding,
        /// Renames credentials on the wire: `[("username", "email")]` sends `username` as `email`.
        fields: Members,
        /// Constant members sent beside the credentials: text, numbers and booleans.
        extra: Members,
        /// Request headers to add.
        headers: Members,
        /// The request's credentials mode (Fetch standard). Default: `SameOrigin`.
        credentials: Credentials,
    }

    /// Where the endpoint's answer keeps things: a dotted path such as `data.token` (a number names an array's item), or `header:` and
    /// the name of a response header. What is not given is looked for under the usual names.
    ResponseOptions {
        /// The token.
        access_token: String,
        /// The token that can be exchanged for a new one (RFC 6749, section 1.5).
        refresh_token: String,
        /// Remaining life in seconds.
        expires_in: String,
        /// End of life: seconds or milliseconds since 1970, or a date string.
        expires: String,
        /// What [`Session::user`](crate::Session::user) gives.
        user: String,
    }

    /// How a token is renewed. Without this option it is renewed if the answer had a refresh token: at `token_url`, in the way the
    /// login went (RFC 6749, section 6). With it, and without a refresh token, the access token itself is shown instead.
    RefreshOptions {
        /// Default: `token_url`.
        url: String,
        /// Default: `Post`. `Get` is for `Bearer` and `Cookie`.
        method: Method,
        /// Default: `Form` if the login is one, else `Json`.
        encoding: RefreshEncoding,
        /// The name of the token's field. Default: `refresh_token`.
        field: String,
        /// Constant members sent beside the token. Default, for a form: those of the login, but for its `grant_type`.
        extra: Members,
        /// Request headers to add.
        headers: Members,
        /// The request's credentials mode (Fetch standard). Default: `SameOrigin`; `Include` for `Cookie`.
        credentials: Credentials,
    }

    /// When a token is renewed.
    RenewOptions {
        /// How long before its end, or a quarter of its life if that is less. Default: a minute.
        before: Seconds,
        /// How long before its end it is no longer shown, because a request takes its time. Default: not at all.
        tolerance: Seconds,
    }

    /// How to sign out at the server.
    LogoutOptions {
        /// The endpoint.
        url: String,
        /// Default: `Post`.
        method: Method,
    }

    /// Where the token may go, and how it is shown there.
    AttachOptions {
        /// The places that get the token: absolute `http(s)` URLs, or paths of the page's own origin such as `/api`. An origin is
        /// matched exactly, a path by whole segments. No wildcards. Default: the origin of `token_url`.
        to: Places,
        /// The request header. Default: `x-access-token`.
        header: String,
        /// What stands before the token in the header. Default: nothing; `Bearer` when the header is `authorization`.
        scheme: String,
        /// The query parameter that `Client::url` adds, such as `access_token`.
        query: String,
        /// The form field, such as `access_token`, in which a request whose body is `application/x-www-form-urlencoded` carries the
        /// token (RFC 6750, section 2.2) instead of the header.
        field: String,
        /// What becomes of a listed place's redirect. Default: `Safe`.
        redirects: Redirects,
        /// The token is in an `httpOnly` cookie that the server sets, and no script ever sees one: `true`, or how a request shows that
        /// a page of this site sends it.
        cookie: Switch<CsrfOptions>,
    }

    /// How a request shows that a page of this site sends it, which a cookie alone does not (double submit).
    CsrfOptions {
        /// The cookie that the server lets scripts read. Default: `XSRF-TOKEN`.
        csrf_cookie: String,
        /// The header that repeats it. Default: `X-XSRF-TOKEN`.
        csrf_header: String,
    }

    /// A token obtained elsewhere, for `Client::adopt`.
    TokenAnswer {
        /// The token to show. Needed, but for [`AttachOptions::cookie`], which takes none.
        access_token: String,
        /// The token that can be exchanged for a new one (RFC 6749, section 1.5).
        refresh_token: String,
        /// Remaining life, from now.
        expires_in: Seconds,
        /// End of life: seconds or milliseconds since 1970, or a date string. `expires_in` goes before it.
        expires: Value,
        /// What the app wants to keep about the user.
        user: Value,
    }

    /// Bounds for [`SignedOut::Wait`].
    WaitOptions {
        /// How many requests may wait for a login; one more fails with `login-required`. Default: 100.
        limit: u32,
        /// How long one may wait before it fails so. Default: 5 minutes.
        timeout: Millis,
    }
}

choices! {
    /// A request's method.
    Method {
        /// `GET`
        Get = "GET",
        /// `POST`
        Post = "POST",
        /// `DELETE`, for a logout.
        Delete = "DELETE",
    }

    /// How credentials are written.
    LoginEncoding {
        /// A JSON object in the body.
        Json = "json",
        /// `application/x-www-form-urlencoded` in the body (RFC 6749 endpoints want this).
        Form = "form",
        /// In the URL, where servers and proxies log it: only for endpoints that leave no choice.
        Query = "query",
        /// `username` and `password` in `Authorization: Basic` (RFC 7617), anything else in the body or query.
        Basic = "basic",
        /// One request header each.
        Headers = "headers",
    }

    /// How a refresh token is written.
    RefreshEncoding {
        /// `{ "refresh_token": … }`, with `"grant_type": "refresh_token"` where the endpoint is `token_url` itself.
        Json = "json",
        /// `grant_type=refresh_token&refresh_token=…`
        Form = "form",
        /// In `Authorization: Bearer`, with no body.
        Bearer = "bearer",
        /// Nothing is sent but the cookie.
        Cookie = "cookie",
    }

    /// Whether a request brings cookies along (Fetch standard, credentials mode).
    Credentials {
        /// Never.
        Omit = "omit",
        /// To the page's own origin.
        SameOrigin = "same-origin",
        /// Always.
        Include = "include",
    }

    /// What becomes of a listed place's redirect. Browsers drop `authorization` when one leaves the origin; any other header they take
    /// along (Fetch standard, HTTP-redirect fetch), and so a form field.
    Redirects {
        /// The token goes nowhere but to listed places; where that cannot be known, a request fails with `redirect-refused`.
        Safe = "safe",
        /// Every redirect fails so.
        Error = "error",
        /// The browser follows, and the token goes along.
        Follow = "follow",
    }

    /// What becomes of a request to a listed place with no usable token.
    SignedOut {
        /// It is sent without one.
        Pass = "pass",
        /// It fails with `login-required`.
        Reject = "reject",
        /// It waits for the next login.
        Wait = "wait",
    }

    /// Where the session outlives the page. What is kept is encrypted in IndexedDB.
    Storage {
        /// Nowhere. Each tab has its own session, and a sign-out reaches all.
        Memory = "memory",
        /// While the tab lives, and through a reload.
        Session = "session",
        /// One session for all tabs, which outlives them; the key is in `localStorage`.
        Local = "local",
        /// Likewise; the key is where no script can read its bytes.
        IndexedDb = "indexeddb",
    }
}

impl Options {
    /// Options with a token endpoint, absolute or relative to the page's base URL.
    #[must_use]
    pub fn new(token_url: impl Into<String>) -> Self {
        Self::default().token_url(token_url)
    }
}

/// Something that can be switched off, or on as it is by default.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Switch<T> {
    /// Whether there is such a thing.
    Is(bool),
    /// As it says.
    On(T),
}

impl<T> From<bool> for Switch<T> {
    fn from(is: bool) -> Self {
        Self::Is(is)
    }
}

macro_rules! switches {
    ($($type:ty),*) => {$(
        impl From<$type> for Switch<$type> {
            fn from(on: $type) -> Self {
                Self::On(on)
            }
        }
    )*};
}

switches!(RefreshOptions, LogoutOptions, CsrfOptions);

/// Names with text, a number or a boolean each: `[("name", "value")]`.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Members(BTreeMap<String, Value>);

impl<I: IntoIterator<Item = (N, V)>, N: Into<String>, V: Into<Value>> From<I> for Members {
    fn from(members: I) -> Self {
        let member = |(name, value): (N, V)| (name.into(), value.into());
        Self(members.into_iter().map(member).collect())
    }
}

/// Addresses: `["/api"]`.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Places(Vec<String>);

impl<I: IntoIterator<Item: Into<String>>> From<I> for Places {
    fn from(places: I) -> Self {
        Self(places.into_iter().map(Into::into).collect())
    }
}

/// A time in milliseconds, made of a [`Duration`].
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(f64);

impl From<Duration> for Millis {
    fn from(duration: Duration) -> Self {
        Self(duration.as_secs_f64() * 1e3)
    }
}

/// A time in seconds, made of a [`Duration`].
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seconds(f64);

impl From<Duration> for Seconds {
    fn from(duration: Duration) -> Self {
        Self(duration.as_secs_f64())
    }
}
