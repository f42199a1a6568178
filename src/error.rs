//! What can go wrong: a stable code, what happened, what to do. Must never hold a token or a password; what a server
//! said passes through [`redact`] first.

/// The stable `code` of an error. `AuthErrorCode` in `api/types.d.ts` is its twin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// An option, or an argument, that cannot be used.
    InvalidOptions,
    /// A text that is not a JSON Web Token.
    InvalidToken,
    /// A function given by the app threw.
    CallbackFailed,
    /// The endpoint said no.
    InvalidCredentials,
    /// A request that needs a token, and none to show.
    LoginRequired,
    /// A later call took this one's place.
    Superseded,
    /// The caller gave up.
    Aborted,
    /// No answer at all.
    Network,
    /// No answer in time.
    Timeout,
    /// Status 429.
    RateLimited,
    /// A status of 500 or above.
    ServerError,
    /// A redirect, a 404 and the like.
    UnexpectedStatus,
    /// A page where JSON was due.
    HtmlAnswer,
    /// JSON that does not parse.
    MalformedAnswer,
    /// A good answer with no token where one was looked for.
    NoToken,
    /// A fault of our own.
    Internal,
}

impl ErrorCode {
    /// Every code, for the tests that hold the TypeScript union to this list.
    pub const ALL: [Self; 16] = [
        Self::InvalidOptions,
        Self::InvalidToken,
        Self::CallbackFailed,
        Self::InvalidCredentials,
        Self::LoginRequired,
        Self::Superseded,
        Self::Aborted,
        Self::Network,
        Self::Timeout,
        Self::RateLimited,
        Self::ServerError,
        Self::UnexpectedStatus,
        Self::HtmlAnswer,
        Self::MalformedAnswer,
        Self::NoToken,
        Self::Internal,
    ];

    /// The code as JavaScript sees it, and what happened with what to do about it.
    const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::InvalidOptions => ("invalid-options", "Not usable"),
            Self::InvalidToken => ("invalid-token", "Not a JSON Web Token"),
            Self::CallbackFailed => ("callback-failed", "request() or parse() threw: see `cause`"),
            Self::InvalidCredentials => ("invalid-credentials", "The credentials were refused"),
            Self::LoginRequired => ("login-required", "Nobody is signed in: call login()"),
            Self::Superseded => ("superseded", "A later call took this one's place"),
            Self::Aborted => ("aborted", "The caller aborted this call"),
            Self::Network => ("network", "No answer (offline, DNS or CORS): try again"),
            Self::Timeout => ("timeout", "No answer in time: try again, or raise `timeout`"),
            Self::RateLimited => ("rate-limited", "Too many requests: try later"),
            Self::ServerError => ("server-error", "The server failed: try later"),
            Self::UnexpectedStatus => (
                "unexpected-status",
                "A redirect, or a status no login has: check `tokenUrl`",
            ),
            Self::HtmlAnswer => ("html-answer", "The answer is a web page: check `tokenUrl`"),
            Self::MalformedAnswer => ("malformed-answer", "The answer is broken JSON: try again"),
            Self::NoToken => (
                "no-token",
                "No token in the answer: name its place in `response.accessToken`",
            ),
            Self::Internal => (
                "internal",
                "Something broke inside Jotpass; it has started afresh: try again",
            ),
        }
    }

    /// The code as JavaScript sees it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.texts().0
    }

    /// Whether the same call may well succeed later.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::Network
                | Self::Timeout
                | Self::RateLimited
                | Self::ServerError
                | Self::MalformedAnswer
                | Self::Internal
        )
    }
}

/// Boxed, because failures are rare and results are moved all the time.
pub type Result<T> = core::result::Result<T, Box<AuthError>>;

/// One failure, ready to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct AuthError {
    /// The stable code.
    pub code: ErrorCode,
    /// What is particular about this case.
    pub detail: Option<&'static str>,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// The server's own error code (RFC 6749, section 5.2, or what stands in its place).
    pub error: Option<String>,
    /// The server's own words.
    pub error_description: Option<String>,
    /// The endpoint said that this refresh token buys nothing any more.
    pub is_final: bool,
    /// How many milliseconds the server wants to be left alone.
    pub retry_after: Option<f64>,
}

impl AuthError {
    /// An error that tells no more than its code does.
    #[must_use]
    #[inline(never)]
    pub fn new(code: ErrorCode) -> Box<Self> {
        Box::new(Self {
            code,
            detail: None,
            status: None,
            error: None,
            error_description: None,
            is_final: false,
            retry_after: None,
        })
    }

    /// An error with what is particular about this case.
    #[must_use]
    #[inline(never)]
    pub fn with_detail(code: ErrorCode, detail: &'static str) -> Box<Self> {
        let mut error = Self::new(code);
        error.detail = Some(detail);
        error
    }

    /// What happened and what to do.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        self.code.texts().1
    }
}

/// How many bytes of a server's words are kept.
const MAX_WORDS: usize = 240;

/// From this length on, a run of ASCII with a digit in it may be a secret.
const MIN_SECRET: usize = 16;

/// Beyond this length it is longer than any word.
const MAX_WORD: usize = 80;

/// A server's words, fit to be shown: on one line, cut to length, and without any word that could hold a token.
#[must_use]
pub fn redact(words: &str) -> String {
    let mut shown = String::new();
    for word in words.split_ascii_whitespace() {
        if shown.len() + word.len() > MAX_WORDS {
            shown += " …";
            break;
        }
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown += if could_hold_secret(word) { "[redacted]" } else { word };
    }
    shown
}

/// Counts runs of ASCII only: languages that write no spaces are no reason to hide a sentence, nor to show a token within
/// it.
fn could_hold_secret(word: &str) -> bool {
    let (mut run, mut has_digit, mut is_secret) = (0, false, false);
    for byte in word.bytes() {
        if byte.is_ascii() {
            run += 1;
            has_digit |= byte.is_ascii_digit();
        } else {
            (run, has_digit) = (0, false);
        }
        is_secret |= run >= MIN_SECRET && has_digit || run > MAX_WORD;
    }
    is_secret
}
