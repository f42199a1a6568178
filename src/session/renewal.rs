//! The way of a renewal: the lock, a look at what other tabs have done, the claim, the exchange, the commit. There is one at a
//! time, whoever waits for it.

use std::rc::Rc;

use super::machine::Machine;
use super::pass::Pass;
use super::terms::{Means, Output, SignedOutReason, Ticket};
use crate::error::{AuthError, ErrorCode, Result};
use crate::json::Json;
use crate::token::{Moment, Now};

/// One renewal under way.
#[derive(Debug)]
pub(super) struct Renewal<J> {
    pub(super) ticket: Ticket,
    /// Calls of `refresh()` that end with it.
    pub(super) callers: Vec<Ticket>,
    pub(super) stage: Stage<J>,
}

impl<J> Renewal<J> {
    /// One whose answer is due.
    pub(super) const fn exchanging(ticket: Ticket, now: Now) -> Self {
        Self {
            ticket,
            callers: Vec::new(),
            stage: Stage::Exchanging(now.moment.after(BEAT)),
        }
    }
}

/// How far it has come.
#[derive(Debug)]
pub(super) enum Stage<J> {
    /// It waits for the lock.
    Locking,
    /// It looks whether another tab has been faster.
    Reading,
    /// Another tab renews. Once that has had its time, this one looks again.
    Held(Moment),
    /// It writes its claim.
    Claiming,
    /// The endpoint is asked. The claim is written again at this moment, so that nobody takes us for dead.
    Exchanging(Moment),
    /// The endpoint refused. Before that is believed, it looks whether another tab has been faster.
    Verifying(Box<AuthError>),
    /// It writes what it got.
    Committing(Rc<Pass<J>>),
}

/// How long a claim counts for, and the longest wait for the lock, in milliseconds: nobody waits longer for a tab that hangs.
pub const LEASE: f64 = 3e3;

/// How often a claim is written again, in milliseconds.
const BEAT: f64 = 1e3;

/// The rests after failures, in milliseconds: full jitter (Brooker, "Exponential Backoff And Jitter", 2015).
const FIRST_REST: f64 = 1e3;
const LONGEST_REST: f64 = 60e3;

/// The longest rest that somebody who waits has to bear, in milliseconds.
const LONGEST_WAIT: f64 = 3e3;

/// Failures in a row, and the rest they call for.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    failures: i32,
    rest: Option<Rest>,
}

#[derive(Debug)]
struct Rest {
    /// The clock begins no renewal before.
    until: Moment,
    /// Until then a request that would begin one fails.
    until_asked: Moment,
    /// With this.
    error: Box<AuthError>,
}

impl Backoff {
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    /// The network may be back; but what the server asked for stands.
    pub(super) fn forget_failure(&mut self) {
        if self.rest.as_ref().is_some_and(|rest| rest.error.retry_after.is_none()) {
            self.rest = None;
        }
    }
}

impl<J: Json> Machine<J> {
    /// Whether there is a way to the next token.
    pub(super) fn can_renew(&self) -> bool {
        match (self.rules.means, &self.holding.pass) {
            (Means::None, _) => false,
            (Means::Nothing, _) => true,
            (Means::AnyToken, pass) => pass.is_some(),
            (Means::RefreshToken, pass) => pass.as_ref().is_some_and(|pass| pass.refresh_token.is_some()),
        }
    }

    /// Why no renewal can begin now.
    pub(super) fn renewal_refused(&self, now: Now) -> Option<Box<AuthError>> {
        if !self.can_renew() {
            return Some(AuthError::new(ErrorCode::LoginRequired));
        }
        let rest = self
            .backoff
            .rest
            .as_ref()
            .filter(|rest| now.moment < rest.until_asked)?;
        Some(rest.error.clone())
    }

    /// Begins a renewal.
    pub(super) fn renew(&mut self) {
        self.renewal = Some(Renewal {
            ticket: self.renewals,
            callers: Vec::new(),
            stage: Stage::Locking,
        });
        self.renewals -= 1;
        self.output(Output::Lock);
    }

    /// Begins one if the clock says so.
    pub(super) fn renew_in_time(&mut self, now: Now) {
        match &mut self.renewal {
            Some(renewal) => {
                if matches!(renewal.stage, Stage::Held(until) if now.moment >= until) {
                    renewal.stage = Stage::Reading;
                }
            }
            None => {
                if now.moment >= self.next_renewal() {
                    self.renew();
                }
            }
        }
    }

    /// When [`Self::renew_in_time`] begins one.
    pub(super) fn next_renewal(&self) -> Moment {
        if self.renewal.is_some() || self.holding.pass.is_none() || !self.can_renew() {
            return Moment::NEVER;
        }
        let at = self.holding.renews_at;
        match &self.backoff.rest {
            Some(rest) if rest.until > at => rest.until,
            _ => at,
        }
    }

    /// When the renewal under way needs the clock.
    pub(super) fn next_stage(&self) -> Moment {
        match self.renewal.as_ref().map(|renewal| &renewal.stage) {
            Some(Stage::Held(at)) => *at,
            Some(Stage::Exchanging(at)) if !self.sharing.is_busy() => *at,
            _ => Moment::NEVER,
        }
    }

    /// What is held was refused, if it is still what there is.
    pub(super) fn is_refused(&self) -> bool {
        let stage = self.renewal.as_ref().map(|renewal| &renewal.stage);
        matches!(stage, Some(Stage::Verifying(_)))
    }

    /// The lock has been had, or not.
    pub(super) fn begin_reading(&mut self) {
        if let Some(renewal) = self
            .renewal
            .as_mut()
            .filter(|renewal| matches!(renewal.stage, Stage::Locking))
        {
            renewal.stage = Stage::Reading;
        }
    }

    /// The row was read, and has nothing newer.
    pub(super) fn go_on(&mut self, now: Now) {
        let Some(renewal) = &mut self.renewal else { return };
        match (&renewal.stage, self.sharing.claim_of_another(self.tab, now)) {
            (Stage::Reading | Stage::Held(_) | Stage::Claiming, Some(claim)) if claim.by == 0 => {
                let mut error = AuthError::new(ErrorCode::RateLimited);
                error.retry_after = Some(claim.until.0 - now.wall.0);
                self.fail_renewal(error, now);
            }
            (Stage::Reading | Stage::Held(_) | Stage::Claiming, Some(claim)) => {
                // Who hears no news looks now and then.
                let longest = if self.rules.is_deaf { BEAT } else { LEASE };
                renewal.stage = Stage::Held(now.moment.after((claim.until.0 - now.wall.0).min(longest)));
            }
            (Stage::Reading | Stage::Held(_) | Stage::Claiming, None) => renewal.stage = Stage::Claiming,
            // We were taken for dead, and theirs is the one that counts.
            (Stage::Exchanging(_), Some(claim)) => {
                renewal.stage = Stage::Exchanging(now.moment.after(claim.until.0 - now.wall.0));
            }
            (Stage::Verifying(error), _) => {
                let error = error.clone();
                self.end_renewal(Err(error));
                self.sharing.release(None);
                if self.end(SignedOutReason::Refused).is_some() {
                    self.put();
                }
            }
            _ => {}
        }
    }

    /// The claim is written.
    pub(super) fn begin_exchange(&mut self, now: Now) {
        let Some(renewal) = &mut self.renewal else { return };
        let (ticket, is_first) = (renewal.ticket, matches!(renewal.stage, Stage::Claiming));
        let lapses_at = self.sharing.claimed_at.after(LEASE - BEAT);
        if is_first && (self.sharing.wants_read || now.moment > lapses_at) {
            // This tab was asleep meanwhile, so others may have taken it for dead; or they have something to tell.
            renewal.stage = Stage::Reading;
            return;
        }
        if is_first || matches!(renewal.stage, Stage::Exchanging(_)) {
            renewal.stage = Stage::Exchanging(now.moment.after(BEAT));
        }
        if is_first {
            self.output(Output::Renew(ticket, self.holding.pass.clone()));
        }
    }

    /// The endpoint has answered, or not.
    pub(super) fn end_exchange(&mut self, answer: Result<Pass<J>>, now: Now) {
        let Some(renewal) = &mut self.renewal else { return };
        match answer {
            Ok(mut pass) => {
                match &self.holding.pass {
                    Some(before) => pass.inherit(before),
                    None => pass.login = self.random.number(),
                }
                renewal.stage = Stage::Committing(Rc::new(pass));
            }
            Err(error) if error.is_final => renewal.stage = Stage::Verifying(error),
            Err(error) => self.fail_renewal(error, now),
        }
    }

    /// What was got is written.
    pub(super) fn end_commit(&mut self, now: Now) {
        if let Some(Renewal {
            stage: Stage::Committing(pass),
            ..
        }) = &self.renewal
        {
            let pass = Rc::clone(pass);
            self.holding.generation += 1;
            if pass.life().is_some_and(|life| life <= self.rules.tolerance) {
                // It helps nobody; but what buys the next one came with it.
                let error = AuthError::with_detail(ErrorCode::NoToken, "it was over when it came");
                self.fail_renewal(error, now);
            }
            self.install(pass, now);
        }
    }

    /// It failed, but may succeed later: what there is stays in use.
    fn fail_renewal(&mut self, error: Box<AuthError>, now: Now) {
        let longest = (FIRST_REST * 2_f64.powi(self.backoff.failures)).min(LONGEST_REST);
        let ordered = error.retry_after.unwrap_or(0.0);
        let rest = longest * self.random.next();
        self.backoff = Backoff {
            failures: self.backoff.failures.saturating_add(1),
            rest: Some(Rest {
                until: now.moment.after(rest.max(ordered)),
                until_asked: now.moment.after(rest.min(LONGEST_WAIT).max(ordered)),
                error: error.clone(),
            }),
        };
        self.sharing.release(error.retry_after.map(|wait| now.wall.0 + wait));
        self.holding.is_refused = false;
        self.end_renewal(Err(error));
        self.output(Output::Resume);
        self.announce(now);
    }

    /// The session it was for is gone.
    pub(super) fn cancel_renewal(&mut self) {
        self.end_renewal(Err(AuthError::new(ErrorCode::LoginRequired)));
    }

    pub(super) fn end_renewal(&mut self, result: Result<()>) {
        if let Some(renewal) = self.renewal.take() {
            self.output(Output::Unlock);
            for ticket in renewal.callers {
                self.settle(ticket, result.clone());
            }
        }
    }
}
