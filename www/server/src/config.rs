//! What a server can be told. The command line is one way to fill it in, a test is another.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue};

use crate::clock::{Clock, SystemClock};

/// Everything a server is started with. The default is a server in memory, on a free port, with the demo user.
#[derive(Debug, Clone)]
pub struct Config {
    /// A loopback address; any other is refused.
    pub host: IpAddr,
    /// 0 takes any free port.
    pub port: u16,
    /// The folder for the database; without one it lives in memory.
    pub data: Option<PathBuf>,
    /// The folder served at `/`, without its `server/`.
    pub www: Option<PathBuf>,
    /// The folder served at `/pkg/`.
    pub pkg: Option<PathBuf>,
    /// The folder served at `/docs/`.
    pub docs: Option<PathBuf>,
    /// How long an access token lives.
    pub token_life: Duration,
    /// How long a refresh token lives.
    pub refresh_life: Duration,
    /// Writes the claim `exp` in milliseconds, as the classic article's server does.
    pub exp_in_ms: bool,
    /// Adds `Secure` to the cookies.
    pub secure_cookies: bool,
    /// The origins whose pages may call the API with credentials.
    pub allow_origins: Vec<HeaderValue>,
    /// The response headers that those pages may read.
    pub expose_headers: Vec<HeaderName>,
    /// Starts the third party too; 0 takes any free port.
    pub third_party_port: Option<u16>,
    /// Opens the fault switches under `/faults`.
    pub faults: bool,
    /// Who may sign in; when empty and the database knows nobody either, the demo user.
    pub users: Vec<NewUser>,
    /// What hashing a password costs.
    pub password_cost: PasswordCost,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            data: None,
            www: None,
            pkg: None,
            docs: None,
            token_life: Duration::from_secs(30),
            refresh_life: Duration::from_secs(24 * 60 * 60),
            exp_in_ms: false,
            secure_cookies: false,
            allow_origins: Vec::new(),
            expose_headers: Vec::new(),
            third_party_port: None,
            faults: false,
            users: Vec::new(),
            password_cost: PasswordCost::default(),
            clock: Arc::new(SystemClock),
        }
    }
}

/// Somebody who may sign in.
#[derive(Clone)]
pub struct NewUser {
    /// The name to sign in with.
    pub username: String,
    /// The password in clear; only its hash is kept.
    pub password: String,
    /// The name to show.
    pub name: String,
}

impl NewUser {
    /// A user who is shown by the name used to sign in.
    pub fn new(username: impl Into<String>, password: impl Into<String>) -> Self {
        let username = username.into();
        Self {
            name: username.clone(),
            username,
            password: password.into(),
        }
    }

    /// The demo page's user. The accents are there so that a client that reads claims as Latin-1 is seen at once.
    #[must_use]
    pub fn demo() -> Self {
        Self {
            name: "Zoë Démo".into(),
            ..Self::new("demo", "demo")
        }
    }
}

impl fmt::Debug for NewUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewUser")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// The work that one argon2id hash takes.
#[derive(Debug, Clone, Copy)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub passes: u32,
}

impl Default for PasswordCost {
    /// The OWASP minimum for argon2id.
    fn default() -> Self {
        Self {
            memory_kib: 19 * 1024,
            passes: 2,
        }
    }
}

impl PasswordCost {
    /// As cheap as argon2 allows, for tests: it protects no password.
    #[must_use]
    pub fn for_tests() -> Self {
        Self {
            memory_kib: 8,
            passes: 1,
        }
    }
}
