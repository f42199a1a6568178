//! What the tokens are: signed JWTs for access, random text for renewal.
//!
//! Says whether a token is ours, not whether it still counts: that is what `store` records, and the record decides, so
//! that a server started with another `--exp-in-ms` does not take seconds for milliseconds.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::secret::Secret;
use crate::store::User;

const ISSUER: &str = "jotpass-server";
const AUDIENCE: &str = "jotpass";

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    iat: u64,
    exp: u64,
    jti: String,
    name: String,
}

/// Signs access tokens and recognises its own.
pub(crate) struct Signer {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    exp_in_ms: bool,
}

impl Signer {
    pub(crate) fn new(key: &[u8], exp_in_ms: bool) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_required_spec_claims(&["iss", "aud", "exp"]);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        // The library would ask the system's clock and take `exp` for seconds.
        validation.validate_exp = false;
        Self {
            encoding: EncodingKey::from_secret(key),
            decoding: DecodingKey::from_secret(key),
            validation,
            exp_in_ms,
        }
    }

    /// When a token issued `now` ends, in milliseconds: exactly the moment that its `exp` can express.
    pub(crate) fn expires_at(&self, now: u64, life: u64) -> u64 {
        let end = now.saturating_add(life);
        if self.exp_in_ms { end } else { end / 1000 * 1000 }
    }

    pub(crate) fn mint(
        &self,
        user: &User,
        jti: &str,
        now: u64,
        expires_at: u64,
    ) -> Result<Secret, jsonwebtoken::errors::Error> {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            sub: user.id.clone(),
            aud: AUDIENCE.to_owned(),
            iat: now / 1000,
            exp: if self.exp_in_ms { expires_at } else { expires_at / 1000 },
            jti: jti.to_owned(),
            name: user.name.clone(),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding).map(Secret::new)
    }

    /// The identifier in a token that we signed; `None` for every other text.
    pub(crate) fn jti(&self, token: &Secret) -> Option<String> {
        let data = jsonwebtoken::decode::<Claims>(token.expose(), &self.decoding, &self.validation).ok()?;
        Some(data.claims.jti)
    }
}

/// An opaque value that cannot be guessed.
pub(crate) fn random() -> Result<Secret, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(Secret::new(URL_SAFE_NO_PAD.encode(bytes)))
}

/// A SHA-256 of a token that [`random`] made.
pub(crate) type Fingerprint = [u8; 32];

/// What is kept of a refresh or CSRF token: a stolen database renews nothing. One round is enough for 256 random bits.
pub(crate) fn fingerprint(token: &Secret) -> Fingerprint {
    Sha256::digest(token.expose()).into()
}
