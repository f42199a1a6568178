//! Who calls: the token that counts of a request, and its user. Must be asked by every route that acts on a token's behalf,
//! because a cookie that came by itself is told from a forgery here.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::csrf;
use crate::error::ApiError;
use crate::secret::Secret;
use crate::state::{App, Standing};
use crate::store::User;
use crate::transport::{Carried, Transport};

/// The token that came with the request, valid or not; one that came by itself changes nothing unless one of our pages asked.
pub(crate) struct Shown {
    pub(crate) token: Secret,
    pub(crate) way: Transport,
}

impl FromRequestParts<Arc<App>> for Shown {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let carried = Carried::from_request_parts(parts, app).await?;
        let (way, token) = carried.token()?.ok_or(ApiError::TokenMissing)?;
        if way == Transport::Cookie && !parts.method.is_safe() {
            csrf::check(&parts.headers, app.guard(token).await?)?;
        }
        Ok(Self {
            token: token.clone(),
            way,
        })
    }
}

/// The user whose valid token came with the request.
pub(crate) struct Caller(pub(crate) User);

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let Shown { token, .. } = Shown::from_request_parts(parts, app).await?;
        Self::judge(app, &token).await
    }
}

impl Caller {
    /// The user of a token that was found elsewhere.
    pub(crate) async fn judge(app: &App, token: &Secret) -> Result<Self, ApiError> {
        match app.standing(token).await? {
            Standing::Valid(user) => Ok(Self(user)),
            Standing::Expired | Standing::Invalid => Err(ApiError::TokenInvalid),
        }
    }
}
