//! What the handlers share, and the two things they all ask of it: issue tokens, and say what a token is worth.

use std::sync::Arc;

use crate::clock::millis;
use crate::config::{Config, NewUser};
use crate::error::ApiError;
use crate::log::Log;
use crate::outage::Outage;
use crate::password::{PasswordError, Passwords};
use crate::secret::Secret;
use crate::store::{Grant, Guard, Store, StoreError, User};
use crate::token::{Signer, fingerprint, random};

/// One running server's state.
pub(crate) struct App {
    pub(crate) config: Config,
    pub(crate) third_party: Option<String>,
    /// Whether the demo user signs in here with the password that everybody knows, so that the demo page may say it.
    pub(crate) demo_user: bool,
    pub(crate) store: Store,
    pub(crate) signer: Signer,
    pub(crate) passwords: Passwords,
    pub(crate) log: Log,
    pub(crate) outage: Outage,
}

/// Why there is no state to share.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Password(#[from] PasswordError),
}

/// What a sign-in or a renewal gives.
pub(crate) struct Issued {
    pub(crate) access_token: Secret,
    pub(crate) refresh_token: Secret,
    pub(crate) issued_at: u64,
    pub(crate) expires_at: u64,
    pub(crate) user: User,
}

/// What a token that came with a request is worth.
pub(crate) enum Standing {
    Valid(User),
    /// Ours and not revoked, but its time is over.
    Expired,
    Invalid,
}

impl App {
    /// Opens the store and lets the users in. Blocks.
    pub(crate) fn open(config: Config, third_party: Option<String>) -> Result<Arc<Self>, OpenError> {
        let store = Store::open(config.data.as_deref(), config.clock.now())?;
        let passwords = Passwords::new(config.password_cost)?;
        let may_sign_in = |user: &NewUser| -> Result<bool, StoreError> {
            let kept = store.password_hash(&user.username)?;
            Ok(kept.is_some_and(|kept| passwords.matches(&user.password, &kept)))
        };
        let demo = NewUser::demo();
        let users = match config.users.as_slice() {
            [] if store.is_without_users()? => std::slice::from_ref(&demo),
            users => users,
        };
        for user in users {
            if !may_sign_in(user)? {
                store.keep_user(&user.username, &user.name, &passwords.hash(&user.password)?)?;
            }
        }
        let demo_user = config.users.is_empty() && may_sign_in(&demo)?;
        let signer = Signer::new(&store.signing_key()?, config.exp_in_ms);
        Ok(Arc::new(Self {
            config,
            third_party,
            demo_user,
            store,
            signer,
            passwords,
            log: Log::default(),
            outage: Outage::default(),
        }))
    }

    /// Tokens for whoever proves to be a user; in cookies if there is a CSRF token to guard them.
    pub(crate) async fn sign_in(
        &self,
        username: String,
        password: Secret,
        csrf: Option<&Secret>,
    ) -> Result<Issued, ApiError> {
        let (user, kept) = self.store.user(username).await.map_err(internal)?.unzip();
        let right = self.passwords.check(password, kept).await.map_err(internal)?;
        let user = user.filter(|_| right).ok_or(ApiError::InvalidCredentials)?;
        let (grant, refresh_token) = self.grant()?;
        let guard = csrf.map(fingerprint);
        self.store
            .sign_in(&user, grant.clone(), guard)
            .await
            .map_err(internal)?;
        self.issue(user, &grant, refresh_token)
    }

    /// New tokens for a refresh token, which is spent by it.
    pub(crate) async fn renew(&self, spent: &Secret) -> Result<Issued, ApiError> {
        let (grant, refresh_token) = self.grant()?;
        let user = self
            .store
            .rotate(fingerprint(spent), grant.clone())
            .await
            .map_err(internal)?;
        self.issue(user.ok_or(ApiError::InvalidGrant)?, &grant, refresh_token)
    }

    /// What a token is worth now.
    pub(crate) async fn standing(&self, token: &Secret) -> Result<Standing, ApiError> {
        let Some(jti) = self.signer.jti(token) else {
            return Ok(Standing::Invalid);
        };
        Ok(match self.store.access(jti).await.map_err(internal)? {
            Some(access) if access.revoked => Standing::Invalid,
            Some(access) if access.expires_at <= self.config.clock.now() => Standing::Expired,
            Some(access) => Standing::Valid(access.user),
            None => Standing::Invalid,
        })
    }

    /// What guards the session that a token of ours belongs to.
    pub(crate) async fn guard(&self, token: &Secret) -> Result<Guard, ApiError> {
        let jti = self.signer.jti(token).ok_or(ApiError::TokenInvalid)?;
        let access = self.store.access(jti).await.map_err(internal)?;
        Ok(access.ok_or(ApiError::TokenInvalid)?.guard)
    }

    /// What guards the session that a refresh token belongs to.
    pub(crate) async fn guard_of_refresh(&self, token: &Secret) -> Result<Guard, ApiError> {
        let guard = self.store.guard(fingerprint(token)).await.map_err(internal)?;
        guard.ok_or(ApiError::InvalidGrant)
    }

    /// Revokes a token of ours, expired or not, and all that came out of the same sign-in.
    pub(crate) async fn revoke(&self, token: &Secret) -> Result<(), ApiError> {
        let jti = self.signer.jti(token).ok_or(ApiError::TokenInvalid)?;
        self.store.revoke(jti, self.config.clock.now()).await.map_err(internal)
    }

    /// Revokes the access tokens, and only those, of the sign-in that a token of ours came from.
    pub(crate) async fn revoke_access(&self, token: &Secret) -> Result<(), ApiError> {
        let jti = self.signer.jti(token).ok_or(ApiError::TokenInvalid)?;
        let now = self.config.clock.now();
        self.store.revoke_access(jti, now).await.map_err(internal)
    }

    fn grant(&self) -> Result<(Grant, Secret), ApiError> {
        let now = self.config.clock.now();
        let refresh_token = random().map_err(internal)?;
        let grant = Grant {
            jti: random().map_err(internal)?.expose().to_owned(),
            fingerprint: fingerprint(&refresh_token),
            issued_at: now,
            expires_at: self.signer.expires_at(now, millis(self.config.token_life)),
            refresh_expires_at: now.saturating_add(millis(self.config.refresh_life)),
        };
        Ok((grant, refresh_token))
    }

    fn issue(&self, user: User, grant: &Grant, refresh_token: Secret) -> Result<Issued, ApiError> {
        let access_token = self
            .signer
            .mint(&user, &grant.jti, grant.issued_at, grant.expires_at)
            .map_err(internal)?;
        Ok(Issued {
            access_token,
            refresh_token,
            issued_at: grant.issued_at,
            expires_at: grant.expires_at,
            user,
        })
    }
}

fn internal(error: impl std::fmt::Display) -> ApiError {
    ApiError::internal(&error)
}
