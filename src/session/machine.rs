//! The state machine of one session. Sans-IO: `handle_*` takes what happened and when, `poll_output` gives what to do,
//! `next_deadline` says when to call again. It stores no requests, no promises and no callbacks.

use super::attempt::{SignedOut, Step};
use crate::endpoint::TokenAnswer;
use crate::error::{AuthError, ErrorCode, Result};
use crate::json::Json;
use crate::token::{Evidence, Secret, UnixMillis, decode, remaining_life};

/// Names one call of the caller's, from its start to its end.
pub type Ticket = u32;

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
    token: Secret,
    refresh_token: Option<Secret>,
    session: Session<J>,
}

/// How an answer came to us.
#[derive(Clone, Copy, Debug)]
pub enum Exchange {
    /// From the endpoint, just now, with its `Date` header where that is readable.
    Answered(Option<UnixMillis>),
    /// From the app.
    Adopted,
}

impl<J: Json> Pass<J> {
    /// Reads what can be known from an answer at the moment it is received.
    #[must_use]
    pub fn new(answer: TokenAnswer<J>, exchange: Exchange, now: UnixMillis) -> Self {
        let claims = decode::<J>(answer.access_token.expose())
            .ok()
            .and_then(|jwt| jwt.claims);
        let date = |name| {
            let number = claims.as_ref()?.at(name)?.as_number()?;
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
        let life = remaining_life(&evidence, now);
        Self {
            token: answer.access_token,
            refresh_token: answer.refresh_token,
            session: Session {
                claims,
                user: answer.user,
                received_at: now.0,
                expires_at: life.map(|life| now.0 + life),
            },
        }
    }

    fn is_over(&self, now: UnixMillis) -> bool {
        self.session.expires_at.is_some_and(|end| now.0 >= end)
    }
}

/// What a caller is told of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// No token.
    SignedOut,
    /// A token that lives.
    SignedIn,
    /// A token whose life has ended.
    Expired,
}

/// News for the app. `AuthEvents` in `api/types.d.ts` is its twin.
#[derive(Clone, Debug)]
pub enum Event<J> {
    /// A login succeeded.
    SignedIn(Session<J>),
    /// The token's life ended.
    Expired,
    /// `logout()` was called.
    SignedOut,
}

impl<J> Event<J> {
    /// The event's type as JavaScript sees it.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::SignedIn(_) => "signed-in",
            Self::Expired => "expired",
            Self::SignedOut => "signed-out",
        }
    }
}

/// What the driver is to do, in order.
#[derive(Debug)]
pub enum Output<J> {
    /// Tell the app.
    Emit(Event<J>),
    /// End a call: with the session as it is now, or with an error.
    Settle(Ticket, Result<()>),
    /// Tell the server, as well as that can be done, then end the call. The machine need not hear of it.
    Revoke {
        /// The call to end.
        ticket: Ticket,
        /// The token that is given up.
        token: Secret,
        /// The refresh token that is given up with it.
        refresh_token: Option<Secret>,
    },
}

/// The machine. `J` is how JSON values are held.
#[derive(Debug)]
pub struct Machine<J> {
    pass: Option<Pass<J>>,
    is_expiry_announced: bool,
    /// The login under way. An answer under any other ticket comes too late to count, which keeps a slow login from
    /// undoing a logout.
    login: Option<Ticket>,
    /// In the order to be performed; there are never more than a few.
    outputs: Vec<Output<J>>,
}

impl<J> Default for Machine<J> {
    fn default() -> Self {
        Self {
            pass: None,
            is_expiry_announced: false,
            login: None,
            outputs: Vec::new(),
        }
    }
}

impl<J> Machine<J>
where
    J: Json,
{
    /// A login begins. It takes the place of one under way.
    pub fn handle_login(&mut self, ticket: Ticket) {
        self.supersede_login();
        self.login = Some(ticket);
    }

    /// A login ends, well or badly. A failed one changes nothing about the session there is.
    pub fn handle_answer(&mut self, ticket: Ticket, answer: Result<Pass<J>>) {
        if self.login != Some(ticket) {
            return;
        }
        self.login = None;
        let result = answer.map(|pass| {
            self.emit(Event::SignedIn(pass.session.clone()));
            self.pass = Some(pass);
            self.is_expiry_announced = false;
        });
        self.outputs.push(Output::Settle(ticket, result));
    }

    /// The user signs out.
    pub fn handle_logout(&mut self, ticket: Ticket) {
        self.supersede_login();
        let Some(pass) = self.pass.take() else {
            self.outputs.push(Output::Settle(ticket, Ok(())));
            return;
        };
        self.emit(Event::SignedOut);
        self.outputs.push(Output::Revoke {
            ticket,
            token: pass.token,
            refresh_token: pass.refresh_token,
        });
    }

    /// Time has passed, or may have.
    pub fn handle_clock(&mut self, now: UnixMillis) {
        let is_over = self.pass.as_ref().is_some_and(|pass| pass.is_over(now));
        if is_over && !self.is_expiry_announced {
            self.is_expiry_announced = true;
            self.emit(Event::Expired);
        }
    }

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Option<Output<J>> {
        (!self.outputs.is_empty()).then(|| self.outputs.remove(0))
    }

    /// When [`Machine::handle_clock`] next has something to say: at the end of the token's life.
    #[must_use]
    pub fn next_deadline(&self) -> Option<UnixMillis> {
        let pass = self.pass.as_ref().filter(|_| !self.is_expiry_announced)?;
        pass.session.expires_at.map(UnixMillis)
    }

    /// How things stand at this moment, whether or not it has been announced.
    #[must_use]
    pub fn status(&self, now: UnixMillis) -> Status {
        match &self.pass {
            None => Status::SignedOut,
            Some(pass) if pass.is_over(now) => Status::Expired,
            Some(_) => Status::SignedIn,
        }
    }

    /// The token, while it lives.
    #[must_use]
    pub fn token(&self, now: UnixMillis) -> Option<&Secret> {
        let pass = self.pass.as_ref().filter(|pass| !pass.is_over(now))?;
        Some(&pass.token)
    }

    /// What to do with a request to a listed place.
    #[must_use]
    pub fn step(&self, signed_out: SignedOut, now: UnixMillis) -> Step<'_> {
        Step::choose(self.token(now), signed_out)
    }

    fn supersede_login(&mut self) {
        if let Some(ticket) = self.login.take() {
            let error = AuthError::new(ErrorCode::Superseded);
            self.outputs.push(Output::Settle(ticket, Err(error)));
        }
    }

    fn emit(&mut self, event: Event<J>) {
        self.outputs.push(Output::Emit(event));
    }
}

/// The longest delay a browser's timer takes; above it fires at once (HTML standard, timers: a 32-bit integer).
const MAX_DELAY: f64 = 2_147_483_647.0;

/// The delay to arm a timer with. A deadline further away is met in several steps, since the clock is asked at each.
#[must_use]
pub const fn timer_delay(deadline: UnixMillis, now: UnixMillis) -> f64 {
    (deadline.0 - now.0).clamp(0.0, MAX_DELAY)
}
