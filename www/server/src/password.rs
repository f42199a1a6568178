//! Hashing and checking passwords, off the async threads and never more at once than there are cores.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, Params};
use tokio::sync::Semaphore;

use crate::config::PasswordCost;
use crate::secret::Secret;

/// Why a password could not be hashed or checked.
#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed: {0}")]
pub(crate) struct PasswordError(String);

/// Hashes with one cost.
#[derive(Debug)]
pub(crate) struct Passwords {
    argon2: Argon2<'static>,
    /// Checked when the user is unknown, so that the time of the answer does not tell who exists.
    decoy: String,
    /// A hash takes megabytes: without a limit a burst of sign-ins would take them all at once.
    slots: Semaphore,
}

impl Passwords {
    pub(crate) fn new(cost: PasswordCost) -> Result<Self, PasswordError> {
        let argon2 = Argon2::from(Params::new(cost.memory_kib, cost.passes, 1, None).map_err(reason)?);
        let decoy = hash(&argon2, "nobody has this password")?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            argon2,
            decoy,
            slots: Semaphore::new(cores),
        })
    }

    /// The hash to keep of a password. Blocks; for the start only.
    pub(crate) fn hash(&self, password: &str) -> Result<String, PasswordError> {
        hash(&self.argon2, password)
    }

    /// Whether a kept hash is that of this password. Blocks; for the start only.
    pub(crate) fn matches(&self, password: &str, kept: &str) -> bool {
        matches(&self.argon2, password, kept)
    }

    /// Checks a password against the hash kept for the user, or takes as long for nobody.
    pub(crate) async fn check(&self, password: Secret, kept: Option<String>) -> Result<bool, PasswordError> {
        let _slot = self.slots.acquire().await.map_err(reason)?;
        let known = kept.is_some();
        let kept = kept.unwrap_or_else(|| self.decoy.clone());
        let argon2 = self.argon2.clone();
        let same = tokio::task::spawn_blocking(move || matches(&argon2, password.expose(), &kept));
        Ok(same.await.map_err(reason)? && known)
    }
}

fn hash(argon2: &Argon2<'_>, password: &str) -> Result<String, PasswordError> {
    Ok(argon2.hash_password(password.as_bytes()).map_err(reason)?.to_string())
}

fn matches(argon2: &Argon2<'_>, password: &str, kept: &str) -> bool {
    argon2.verify_password(password.as_bytes(), kept).is_ok()
}

fn reason(error: impl std::fmt::Display) -> PasswordError {
    PasswordError(error.to_string())
}
