//! What is known of the signed-in user, as plain data: it can be compared, cloned cheaply and kept in any signal.

use std::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// What is known of the signed-in user: a snapshot, replaced (never changed) when something happens. It holds no token.
///
/// ```
/// # let session: jotpass::Session = serde_json::from_str(
/// #     r#"{ "claims": { "sub": "ada", "exp": 1700000000 }, "user": { "name": "Ada" }, "receivedAt": 0 }"#,
/// # )?;
/// #[derive(serde::Deserialize)]
/// struct Claims {
///     sub: String,
/// }
///
/// if let Some(claims) = session.claims::<Claims>()? {
///     assert_eq!(claims.sub, "ada");
/// }
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// It is made by the client; for tests of your components one can be read from JSON, as in this example.
#[derive(Clone, PartialEq)]
pub struct Session(Arc<Snapshot>);

impl<'de> Deserialize<'de> for Session {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Arc::new(Snapshot::deserialize(deserializer)?)))
    }
}

/// As the shell gives it.
#[derive(PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Snapshot {
    claims: Option<Value>,
    user: Option<Value>,
    received_at: f64,
    expires_at: Option<f64>,
}

impl Session {
    /// The token's claims, read as a type of yours; `None` when the token is opaque, encrypted or in a cookie. Nothing has verified
    /// them.
    ///
    /// # Errors
    /// The claims have another shape.
    pub fn claims<C: DeserializeOwned>(&self) -> serde_json::Result<Option<C>> {
        read(self.0.claims.as_ref())
    }

    /// The `user` member of the answer, read as a type of yours; `None` when there was none.
    ///
    /// # Errors
    /// The user has another shape.
    pub fn user<U: DeserializeOwned>(&self) -> serde_json::Result<Option<U>> {
        read(self.0.user.as_ref())
    }

    /// When the token came, by this device's clock: milliseconds since 1970.
    #[must_use]
    pub fn received_at(&self) -> f64 {
        self.0.received_at
    }

    /// When the token ends, by this device's clock (which may differ from the server's `exp`): milliseconds since 1970; `None` when
    /// nothing tells.
    #[must_use]
    pub fn expires_at(&self) -> Option<f64> {
        self.0.expires_at
    }
}

fn read<T: DeserializeOwned>(value: Option<&Value>) -> serde_json::Result<Option<T>> {
    value.map(T::deserialize).transpose()
}

/// Says nothing of claims and user: what a server puts there is nobody's log's.
impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Session")
            .field("received_at", &self.0.received_at)
            .field("expires_at", &self.0.expires_at)
            .finish_non_exhaustive()
    }
}

/// How things stand.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    /// What was stored is being read.
    Loading,
    /// Nobody is signed in.
    SignedOut,
    /// Somebody is.
    SignedIn(Session),
    /// The token's life has ended; it may be renewed yet.
    Expired,
}

impl Status {
    /// The session, while somebody is signed in.
    #[must_use]
    pub const fn session(&self) -> Option<&Session> {
        match self {
            Self::SignedIn(session) => Some(session),
            _ => None,
        }
    }
}
