//! A token with all that belongs to it.

use std::rc::Rc;

use crate::endpoint::TokenAnswer;
use crate::json::Json;
use crate::token::{Evidence, Now, Secret, UnixMillis, decode, remaining_life};

/// What is known of the signed-in user. `Session` in `api/types.d.ts` is its twin.
#[derive(Clone, Debug)]
pub struct Session<J> {
    /// The claims, unverified; `None` when the token is opaque or encrypted.
    pub claims: Option<J>,
    /// The user, as the server describes them.
    pub user: Option<J>,
    /// When the token came, by the device's clock, in milliseconds since 1970.
    pub received_at: f64,
    /// When the token ends, by the same clock; `None` when nothing tells.
    pub expires_at: Option<f64>,
}

/// A token with all that belongs to it.
#[derive(Debug)]
pub struct Pass<J> {
    pub(super) token: Secret,
    /// Shared with the pass that takes this one's place where the server does not rotate.
    pub(super) refresh_token: Option<Rc<Secret>>,
    pub(super) session: Session<J>,
    /// A number by chance that its login got and all its renewals keep.
    pub(super) login: u32,
}

/// How an answer came to us.
#[derive(Clone, Copy, Debug)]
pub enum Exchange {
    /// From the endpoint, just now, with its `Date` header where that is readable.
    Answered(Option<UnixMillis>),
    /// From the app.
    Adopted,
}

impl<J> Pass<J> {
    /// The token to show.
    #[must_use]
    pub const fn token(&self) -> &Secret {
        &self.token
    }

    /// What buys the next one.
    #[must_use]
    pub fn refresh_token(&self) -> Option<&Secret> {
        self.refresh_token.as_deref()
    }

    /// What the app is told.
    #[must_use]
    pub const fn session(&self) -> &Session<J> {
        &self.session
    }

    /// How many milliseconds it lived when it came.
    pub(super) fn life(&self) -> Option<f64> {
        Some(self.session.expires_at? - self.session.received_at)
    }
}

impl<J: Json> Pass<J> {
    /// Reads what can be known from an answer at the moment it is received.
    #[must_use]
    #[expect(clippy::boxed_local, reason = "boxed for those who hand it up to here")]
    pub fn received(answer: Box<TokenAnswer<J>>, exchange: Exchange, now: Now) -> Self {
        let claims: Option<J> = claims_of(&answer.access_token);
        let date = |name| {
            let number = claims.as_ref()?.number(name)?;
            Some(UnixMillis::from_server(number))
        };
        let evidence = Evidence {
            expires_in: answer.expires_in,
            expires: date("exp").or(answer.expires),
            issued_at: date("iat"),
            server_now: match exchange {
                Exchange::Answered(date) => date,
                Exchange::Adopted => None,
            },
            is_adopted: matches!(exchange, Exchange::Adopted),
        };
        let life = remaining_life(&evidence, now.wall);
        Self {
            token: answer.access_token,
            refresh_token: answer.refresh_token.map(Rc::new),
            session: Session {
                claims,
                user: answer.user,
                received_at: now.wall.0,
                expires_at: life.map(|life| now.wall.0 + life),
            },
            login: 0,
        }
    }

    /// Whom it is about, as far as anything tells.
    pub(super) fn identity(&self) -> Option<J> {
        let claimed = self.session.claims.as_ref().and_then(|claims| claims.at("sub"));
        claimed.or_else(|| self.session.user.as_ref()?.at("id"))
    }

    /// Takes from the pass before it what a renewal's answer leaves out (RFC 6749, section 6).
    pub(super) fn inherit(&mut self, before: &Self) {
        self.refresh_token = self.refresh_token.take().or_else(|| before.refresh_token.clone());
        self.session.user = self.session.user.take().or_else(|| before.session.user.clone());
        self.login = before.login;
    }
}

pub(super) fn claims_of<J: Json>(token: &Secret) -> Option<J> {
    decode::<J>(token.expose()).ok().and_then(|jwt| jwt.claims)
}
