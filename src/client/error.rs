//! Why a call of the client failed. Holds no token and no password: what it says is the shell's, or our own.

use std::fmt;

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal,)*) => {
        /// The stable code of an [`Error`]: the `AuthErrorCode` of the TypeScript API. Those marked * are retryable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[doc = $doc])* $name,)*
        }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code as JavaScript has it.
            ///
            /// ```
            /// assert_eq!(jotpass::ErrorCode::InvalidCredentials.as_str(), "invalid-credentials");
            /// ```
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

codes! {
    /// An option or argument cannot be used; the message names it.
    InvalidOptions = "invalid-options",
    /// The text is no JSON Web Token.
    InvalidToken = "invalid-token",
    /// * WebAssembly or a worker did not load. Not in a Rust app, which is loaded when it calls.
    LoadFailed = "load-failed",
    /// A function of yours among the options threw.
    CallbackFailed = "callback-failed",
    /// This client was closed.
    Closed = "closed",
    /// * Something broke inside Jotpass.
    Internal = "internal",
    /// The endpoint said no: see [`Error::error`].
    InvalidCredentials = "invalid-credentials",
    /// Nobody is signed in, or the session cannot be renewed.
    LoginRequired = "login-required",
    /// A later login, adoption or logout took this call's place.
    Superseded = "superseded",
    /// The token is in a worker. Not in a Rust app, whose session is in its page.
    Isolated = "isolated",
    /// Other tabs have a shared worker with other options. Not in a Rust app.
    OtherConfiguration = "other-configuration",
    /// Other tabs have a shared worker of another version. Not in a Rust app.
    OtherVersion = "other-version",
    /// The response repeats the token. Not in a Rust app.
    TokenReflected = "token-reflected",
    /// The server redirects, and the token may not follow: see [`AttachOptions::redirects`](crate::AttachOptions::redirects).
    RedirectRefused = "redirect-refused",
    /// The signal of a request ended it.
    Aborted = "aborted",
    /// * No answer: offline, DNS or CORS; or the browser refuses to send what it was given.
    Network = "network",
    /// * No answer in time.
    Timeout = "timeout",
    /// * Status 429.
    RateLimited = "rate-limited",
    /// * A status of 500 or above.
    ServerError = "server-error",
    /// A redirect, a 404 and the like: `token_url` leads to no token endpoint, perhaps.
    UnexpectedStatus = "unexpected-status",
    /// The answer is a web page.
    HtmlAnswer = "html-answer",
    /// * JSON that does not parse.
    MalformedAnswer = "malformed-answer",
    /// No token where one was looked for: see [`ResponseOptions::access_token`](crate::ResponseOptions::access_token).
    NoToken = "no-token",
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Every failure of the client. Can be sent to another thread, compared and cloned, so that it fits into a signal.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    pub(super) code: ErrorCode,
    pub(super) message: String,
    pub(super) is_retryable: bool,
    pub(super) status: Option<u16>,
    pub(super) error: Option<String>,
    pub(super) error_description: Option<String>,
}

impl Error {
    /// Stable: write your code against it.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        self.code
    }

    /// Whether the same call may well succeed later.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        self.is_retryable
    }

    /// The HTTP status of the answer, if there was one.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        self.status
    }

    /// The server's own error code (RFC 6749, section 5.2, or what stands in its place).
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// The server's own words, cut to length, without what looks like a token. What else it quotes is in them.
    #[must_use]
    pub fn error_description(&self) -> Option<&str> {
        self.error_description.as_deref()
    }
}

/// What happened and what to do.
impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
