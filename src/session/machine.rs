//! The state machine of one session in one tab. Sans-IO: `handle_*` takes what happened and when, `poll_output` gives what to
//! do, `next_deadline` says when to call again. It stores no requests, no promises and no callbacks.
//!
//! Here are its inputs, but for those that come from the store; its outputs are among the `terms`. What a token's coming and going means is in
//! `holding`, the way of a renewal in `renewal`, the row that the tabs share, with the store's inputs, in `sharing`.

use std::rc::Rc;

use super::attempt::{Attempt, Mark, SignedOut, Step};
use super::holding::Holding;
use super::pass::Pass;
use super::renewal::{Backoff, Renewal};
use super::sharing::Sharing;
use super::terms::{Event, Output, Rules, SignedOutReason, Status, Ticket};
use crate::error::{AuthError, ErrorCode, Result};
use crate::json::Json;
use crate::token::{Moment, Now, Secret};

/// Epochs begin below. Together with a generation of 32 bits they cross the border as one number of 53 bits (`api::mark`), in
/// which this leaves room for as many epochs more.
const MAX_EPOCH: u32 = 1 << 20;

/// The machine. `J` is how JSON values are held.
#[derive(Debug)]
pub struct Machine<J> {
    pub(super) rules: Rules,
    /// This tab's number; never 0.
    pub(super) tab: u32,
    pub(super) random: Random,
    pub(super) holding: Holding<J>,
    /// The login under way. An answer under any other ticket comes too late to count, which keeps a slow login from
    /// undoing a logout.
    login: Option<Ticket>,
    /// Logouts of which the server is being told.
    revoking: Vec<Ticket>,
    pub(super) renewal: Option<Renewal<J>>,
    pub(super) renewals: Ticket,
    pub(super) backoff: Backoff,
    pub(super) sharing: Sharing,
    /// In the order to be performed; there are never more than a few.
    pub(super) outputs: Vec<Output<J>>,
}

impl<J: Json> Machine<J> {
    /// A machine that knows nothing yet. No two tabs have the same number, no two machines the same seed; neither is 0.
    #[must_use]
    pub fn new(rules: Rules, tab: u32, seed: u32) -> Self {
        Self {
            rules,
            tab,
            random: Random(seed),
            // Not 0: what a request relied on in an earlier machine means nothing in this one.
            holding: Holding::in_epoch(seed % MAX_EPOCH),
            login: None,
            revoking: Vec::new(),
            renewal: None,
            renewals: Ticket::MAX,
            backoff: Backoff::default(),
            sharing: Sharing::default(),
            outputs: Vec::new(),
        }
    }

    /// Starts, by reading what is stored. A renewal of this tab that outlived an earlier machine goes on under its ticket.
    pub fn handle_open(&mut self, ticket: Ticket, orphan: Option<Ticket>, now: Now) {
        self.sharing.settles.push(ticket);
        self.sharing.orphan = orphan;
        self.renewals = orphan.unwrap_or(self.renewals) - 1;
        self.sharing.wants_read = true;
        self.reconcile(now);
    }

    /// A login begins. It takes the place of one under way.
    pub fn handle_login(&mut self, ticket: Ticket) {
        self.supersede_login();
        self.login = Some(ticket);
    }

    /// An exchange ends, well or badly. A failed login changes nothing about the session there is.
    pub fn handle_answer(&mut self, ticket: Ticket, answer: Result<Pass<J>>, now: Now) {
        if self.login == Some(ticket) {
            self.login = None;
            match answer {
                Ok(pass) => self.sign_in(ticket, pass, now),
                Err(error) => self.settle(ticket, Err(error)),
            }
        } else if self.renewal.as_ref().is_some_and(|renewal| renewal.ticket == ticket) {
            self.end_exchange(answer, now);
        } else if let Some(at) = self.revoking.iter().position(|revoking| *revoking == ticket) {
            self.revoking.remove(at);
            self.sharing.settles.push(ticket);
        }
        self.reconcile(now);
    }

    /// The user signs out.
    pub fn handle_logout(&mut self, ticket: Ticket, now: Now) {
        self.supersede_login();
        match self.end(SignedOutReason::Logout) {
            None => {
                // What is stored, and not known yet, ends as well.
                if !self.sharing.is_loaded {
                    self.put();
                }
                self.sharing.settles.push(ticket);
            }
            Some(pass) => {
                self.put();
                // At once, for tabs that do not share the row.
                self.output(Output::Tell(true));
                self.revoking.push(ticket);
                self.output(Output::Revoke(ticket, pass));
            }
        }
        self.reconcile(now);
    }

    /// The app wants the next token now.
    pub fn handle_refresh(&mut self, ticket: Ticket, now: Now) {
        self.backoff.forget_failure();
        if self.renewal.is_none() {
            match self.renewal_refused(now) {
                None => self.renew(),
                Some(error) => return self.settle(ticket, Err(error)),
            }
        }
        if let Some(renewal) = &mut self.renewal {
            renewal.callers.push(ticket);
        }
    }

    /// A server refused the token a request showed, for the first time or after the request was sent again.
    pub fn handle_refusal(&mut self, mark: Mark, is_resend: bool, now: Now) {
        if mark == self.mark() {
            self.doubt_token(is_resend, now);
        }
    }

    /// Time has passed, or may have.
    pub fn handle_clock(&mut self, now: Now) {
        self.announce(now);
        self.renew_in_time(now);
        self.reconcile(now);
    }

    /// The page woke up, came to the front or went online: other tabs may have been busy, and the network may be back.
    pub fn handle_sign_of_life(&mut self, now: Now) {
        self.backoff.forget_failure();
        // What a lost store is about to say may be from before a sleep.
        if self.is_shared() || self.rules.is_shared && self.sharing.is_busy() {
            self.sharing.wants_read = true;
            self.reconcile(now);
        }
        self.handle_clock(now);
    }

    /// Another tab told us something.
    pub fn handle_news(&mut self, is_signed_out: bool, now: Now) {
        // Where the store is lost, it works for that tab at least.
        if self.is_shared() || self.rules.is_shared && !is_signed_out {
            self.sharing.wants_read = true;
        } else if is_signed_out && self.end(SignedOutReason::OtherTab).is_some() {
            self.put();
        }
        self.reconcile(now);
    }

    /// The lock is ours, or cannot be had in time.
    pub fn handle_lock(&mut self, now: Now) {
        self.begin_reading();
        self.reconcile(now);
    }

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Option<Output<J>> {
        (!self.outputs.is_empty()).then(|| self.outputs.remove(0))
    }

    /// When [`Machine::handle_clock`] next has something to say, if ever.
    #[must_use]
    pub fn next_deadline(&self) -> Moment {
        self.next_announcement()
            .earlier(self.next_renewal())
            .earlier(self.next_stage())
    }

    /// How things stand at this moment, whether or not it has been announced.
    #[must_use]
    pub fn status(&self, now: Now) -> Status {
        match &self.holding.pass {
            _ if !self.sharing.is_loaded => Status::Loading,
            None => Status::SignedOut,
            Some(_) if self.is_over(now) => Status::Expired,
            Some(_) => Status::SignedIn,
        }
    }

    /// The token, while it lives.
    #[must_use]
    pub fn token(&self, now: Now) -> Option<&Secret> {
        let pass = self.holding.pass.as_ref().filter(|_| !self.is_over(now))?;
        Some(pass.token())
    }

    /// The tokens that are held, the access token first.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        let pass = self.holding.pass.iter();
        pass.flat_map(|pass| [Some(pass.token()), pass.refresh_token()])
            .flatten()
    }

    /// What a request relies on that is looked at now.
    #[must_use]
    pub const fn mark(&self) -> Mark {
        Mark {
            epoch: self.holding.epoch,
            generation: self.holding.count,
        }
    }

    /// Whether there is anything to rely on.
    #[must_use]
    pub const fn has_session(&self) -> bool {
        self.holding.pass.is_some()
    }

    /// Whether a first request to a listed place would go without a token, so that nothing about it has to be known.
    #[must_use]
    pub const fn is_idle(&self) -> bool {
        let is_read_first = self.rules.is_deaf && self.is_shared();
        let is_bare = matches!(self.rules.signed_out, SignedOut::Pass) && !self.has_session();
        is_bare && !is_read_first && self.sharing.is_current()
    }

    /// What to do with a request to a listed place.
    pub fn step(&mut self, attempt: Attempt, now: Now) -> Step<'_> {
        if attempt == Attempt::First && self.rules.is_deaf && self.is_shared() {
            self.sharing.wants_read = true;
            self.reconcile(now);
        }
        if !self.sharing.is_current() {
            return Step::Wait;
        }
        let mark = match attempt {
            Attempt::First | Attempt::Waited(None) => None,
            Attempt::Waited(Some(mark)) | Attempt::Refused(mark) => Some(mark),
        };
        if mark.is_some_and(|mark| mark.epoch != self.holding.epoch) {
            return Step::Reject(AuthError::new(ErrorCode::LoginRequired));
        }
        let is_usable = self.token(now).is_some() && !self.holding.is_refused;
        if is_usable && !matches!(attempt, Attempt::Refused(mark) if mark == self.mark()) {
            return self
                .holding
                .pass
                .as_ref()
                .map_or(Step::Wait, |pass| Step::Show(pass.token()));
        }
        if self.has_session() {
            if self.renewal.is_none() && !is_usable && self.can_renew() {
                match self.renewal_refused(now) {
                    None => self.renew(),
                    Some(error) => return Step::Reject(error),
                }
            }
            if self.renewal.is_some() {
                return Step::Wait;
            }
        }
        match self.rules.signed_out {
            SignedOut::Wait if !is_usable => {
                self.require_login();
                Step::WaitForLogin
            }
            // What relied on a session is not sent without one.
            SignedOut::Pass if mark.is_none() => Step::Bare,
            _ => Step::Reject(AuthError::new(ErrorCode::LoginRequired)),
        }
    }

    fn sign_in(&mut self, ticket: Ticket, pass: Pass<J>, now: Now) {
        let login = self.random.number();
        self.put();
        self.install(Rc::new(Pass { login, ..pass }), now);
        self.sharing.settles.push(ticket);
        // A token may be over by the time it comes.
        self.announce(now);
    }

    fn supersede_login(&mut self) {
        if let Some(ticket) = self.login.take() {
            self.settle(ticket, Err(AuthError::new(ErrorCode::Superseded)));
        }
    }

    #[inline(never)]
    pub(super) fn output(&mut self, output: Output<J>) {
        self.outputs.push(output);
    }

    pub(super) fn settle(&mut self, ticket: Ticket, result: Result<()>) {
        self.output(Output::Settle(ticket, result));
    }

    pub(super) fn emit(&mut self, event: Event<J>) {
        self.output(Output::Emit(event));
    }
}

/// Chance enough to keep tabs apart (xorshift; Marsaglia 2003).
#[derive(Debug)]
pub(super) struct Random(u32);

impl Random {
    pub(super) const fn number(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }

    /// A number from 0 up to 1.
    pub(super) fn next(&mut self) -> f64 {
        f64::from(self.number()) / (f64::from(u32::MAX) + 1.0)
    }
}

/// The longest delay a browser's timer takes; above it fires at once (HTML standard, timers: a 32-bit integer).
const MAX_DELAY: f64 = 2_147_483_647.0;

/// The delay to arm a timer with. A deadline further away is met in several steps, since the clock is asked at each.
#[must_use]
pub const fn timer_delay(deadline: Moment, now: Now) -> f64 {
    (deadline.0 - now.moment.0).clamp(0.0, MAX_DELAY)
}
