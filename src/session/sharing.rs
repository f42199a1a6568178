//! The row that the tabs share: one operation on it at a time, compare-and-swap on its revision.

use std::rc::Rc;

use super::machine::Machine;
use super::renewal::{LEASE, Renewal, Stage};
use super::row::{Claim, Holder, Row};
use super::terms::{Output, SignedOutReason, Ticket};
use crate::endpoint::LONGEST_RETRY_AFTER;
use crate::json::Json;
use crate::token::{Moment, Now, UnixMillis};

/// What is known of the row, and what is to be done to it.
#[derive(Debug, Default)]
pub(super) struct Sharing {
    /// It has been read once.
    pub(super) is_loaded: bool,
    /// The store has failed, and one in memory has taken its place.
    is_lost: bool,
    revision: u32,
    claim: Option<Claim>,
    /// When this tab last began to write its own.
    pub(super) claimed_at: Moment,
    operation: Option<Operation>,
    pub(super) wants_read: bool,
    /// Our state has to be written, whatever stands there: a login, or the end of the session.
    pub(super) wants_put: bool,
    /// That is only to mend the row, so whatever stands there by then is judged anew.
    is_mending: bool,
    /// What is held here was decided while the store was lost, and no other tab has seen it.
    is_ahead: bool,
    /// Why nobody is signed in, if so.
    pub(super) reason: SignedOutReason,
    /// Our claim has to be taken back, or turned into the server's wish to be left alone until then.
    wants_release: Option<Option<UnixMillis>>,
    /// Calls that end as soon as everything is written.
    pub(super) settles: Vec<Ticket>,
    /// The renewal of an earlier machine of this tab.
    pub(super) orphan: Option<Ticket>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    Read,
    Put,
    Claim,
    Commit,
    Release,
}

/// How far the clocks of two tabs of one device may seem to be apart, in milliseconds.
const SLACK: f64 = 1e3;

impl Sharing {
    /// Whether nothing newer is known to be there.
    pub(super) const fn is_current(&self) -> bool {
        self.is_loaded && !self.wants_read && !matches!(self.operation, Some(Operation::Read))
    }

    pub(super) const fn is_busy(&self) -> bool {
        self.operation.is_some()
    }

    /// A claim that still counts, and is not this tab's.
    pub(super) fn claim_of_another(&self, tab: u32, now: Now) -> Option<Claim> {
        let claim = self.claim.filter(|claim| claim.by != tab)?;
        let left = claim.until.0 - now.wall.0;
        // More than it can have been given: the clock was set back, and not just by a little.
        let most = if claim.by == 0 { LONGEST_RETRY_AFTER } else { LEASE };
        (left > 0.0 && left <= most + SLACK).then_some(claim)
    }

    pub(super) fn release(&mut self, hold_until: Option<f64>) {
        self.wants_release = Some(hold_until.map(UnixMillis));
    }
}

impl<J: Json> Machine<J> {
    /// Begins the next operation on the row, if one is due.
    pub(super) fn reconcile(&mut self, now: Now) {
        if self.sharing.is_busy() {
            return;
        }
        if self.sharing.claim_of_another(self.tab, now).is_some() {
            // Ours is gone already, and theirs is not ours to take back.
            self.sharing.wants_release = None;
        }
        let operation = match self.renewal.as_ref().map(|renewal| &renewal.stage) {
            _ if self.sharing.wants_read => Operation::Read,
            _ if self.sharing.wants_put => Operation::Put,
            Some(Stage::Reading | Stage::Verifying(_)) => Operation::Read,
            Some(Stage::Claiming) => Operation::Claim,
            Some(Stage::Exchanging(beat)) if now.moment >= *beat => Operation::Claim,
            Some(Stage::Committing(_)) => Operation::Commit,
            _ if self.sharing.wants_release.is_some() => Operation::Release,
            _ => return self.settle_written(),
        };
        let output = match operation {
            Operation::Read => Output::Read,
            _ => Output::Swap(self.sharing.revision, self.row(operation, now)),
        };
        self.output(output);
        self.sharing.operation = Some(operation);
        if operation == Operation::Claim {
            self.sharing.claimed_at = now.moment;
        }
        match operation {
            Operation::Read => self.sharing.wants_read = false,
            _ => (self.sharing.wants_put, self.sharing.wants_release) = (false, None),
        }
    }

    fn row(&self, operation: Operation, now: Now) -> Row<J> {
        let renewed = match self.renewal.as_ref().map(|renewal| &renewal.stage) {
            Some(Stage::Committing(pass)) if operation == Operation::Commit => Some(pass),
            _ => None,
        };
        let claim = |by, until| Claim { by, until };
        Row {
            generation: self.holding.generation + u32::from(renewed.is_some()),
            claim: match operation {
                Operation::Claim => Some(claim(self.tab, UnixMillis(now.wall.0 + LEASE))),
                Operation::Release => self.sharing.wants_release.flatten().map(|until| claim(0, until)),
                _ => None,
            },
            holder: match renewed.or(self.holding.pass.as_ref()) {
                Some(pass) => Holder::Somebody(Rc::clone(pass)),
                None => Holder::Nobody(self.sharing.reason),
            },
        }
    }

    /// What stands in the row.
    pub fn handle_row(&mut self, revision: u32, row: Option<Row<J>>, now: Now) {
        self.sharing.operation = None;
        self.sharing.revision = revision;
        self.sharing.claim = row.as_ref().and_then(|row| row.claim);
        let generation = self.holding.generation;
        if std::mem::take(&mut self.sharing.is_mending) {
            self.sharing.wants_put = false;
        }
        let is_refusal = !self.has_session() && self.sharing.reason == SignedOutReason::Refused;
        if is_refusal && row.as_ref().is_some_and(|row| !self.was_refused(row)) {
            // What was refused is over, but nothing else.
            self.sharing.wants_put = false;
        }
        match row {
            Some(row) if row.generation == generation && self.holds(&row.holder) => self.sharing.wants_put = false,
            // What we have to say is newer than anything there.
            row if self.sharing.wants_put => {
                let newest = row.map_or(0, |row| row.generation);
                self.holding.generation = generation.max(newest + 1);
            }
            // What is over comes back in no old copy of the row, and ours is newer than one.
            Some(row) if self.is_old(&row) => self.mend(&row),
            // What was refused here is left to those who have it, to find out.
            Some(row) if self.was_refused(&row) => {}
            // Nor does a login that was made without the store end because nobody is in it.
            Some(row) if self.is_new_to(&row) => self.mend(&row),
            // The row was wiped, and somebody began anew, if it is not simply newer.
            Some(row) => self.adopt(row, now),
            // The row was wiped. Nobody signed out, and other tabs must be able to see what is renewed here.
            None if self.is_shared() && self.sharing.is_loaded && self.has_session() => {
                (self.sharing.wants_put, self.sharing.is_mending) = (true, true);
                self.output(Output::Warn);
            }
            None => {}
        }
        self.begin(now);
        self.go_on(now);
        self.output(Output::Resume);
        self.announce(now);
        self.reconcile(now);
    }

    /// Whether our row was written.
    pub fn handle_swap(&mut self, is_done: bool, now: Now) {
        let Some(operation) = self.sharing.operation.take() else {
            return;
        };
        if is_done {
            self.sharing.revision += 1;
            // Whatever claim of another's was there, it is written over.
            self.sharing.claim = None;
            self.sharing.is_ahead &= self.sharing.is_lost;
            match operation {
                Operation::Claim => self.begin_exchange(now),
                Operation::Commit => self.end_commit(now),
                _ => {}
            }
            if operation != Operation::Claim && self.is_shared() {
                self.output(Output::Tell(false));
            }
        } else {
            self.sharing.wants_read = true;
            self.sharing.wants_put |= operation == Operation::Put;
        }
        self.reconcile(now);
    }

    /// The store cannot be read or written.
    pub fn handle_store_failure(&mut self, now: Now) {
        self.lose_store();
        self.output(Output::Resume);
        self.reconcile(now);
    }

    /// Our state is to be written over what stands there.
    pub(super) fn put(&mut self) {
        self.holding.generation += 1;
        (self.sharing.wants_put, self.sharing.is_mending) = (true, false);
        self.sharing.is_ahead = self.sharing.is_lost;
    }

    /// Ours is to stand where an older one does.
    fn mend(&mut self, row: &Row<J>) {
        self.holding.generation = self.holding.generation.max(row.generation + 1);
        (self.sharing.wants_put, self.sharing.is_mending) = (true, true);
    }

    fn holds(&self, holder: &Holder<J>) -> bool {
        match (holder, &self.holding.pass) {
            (Holder::Somebody(theirs), Some(ours)) => theirs.token.expose() == ours.token.expose(),
            (Holder::Nobody(_), ours) => ours.is_none(),
            (Holder::Somebody(_), None) => false,
        }
    }

    /// Somebody signed in here while the store was lost, and nobody is there.
    const fn is_new_to(&self, row: &Row<J>) -> bool {
        self.has_session() && self.sharing.is_ahead && matches!(row.holder, Holder::Nobody(_))
    }

    /// The session there is as old as the refusal that ended it here.
    fn was_refused(&self, row: &Row<J>) -> bool {
        let is_last = matches!(&row.holder, Holder::Somebody(theirs) if self.is_last(theirs.login));
        is_last && !self.has_session() && row.generation < self.holding.generation
    }

    /// That login was the last to end.
    fn is_last(&self, login: u32) -> bool {
        self.holding.past.last().is_some_and(|last| last.login == login)
    }

    /// The session there is over, or is ours as it was.
    fn is_old(&self, row: &Row<J>) -> bool {
        let Holder::Somebody(theirs) = &row.holder else {
            return false;
        };
        let past = self.holding.past.iter().find(|past| past.login == theirs.login);
        let is_by_user = past.is_some_and(|past| past.is_by_user);
        let is_older = row.generation < self.holding.generation;
        match &self.holding.pass {
            Some(ours) if ours.login == theirs.login => is_older,
            // Ours may be over as well, and what only gave way to it lives on there.
            Some(_) if self.is_refused() => is_by_user,
            Some(_) => past.is_some() && (is_older || self.sharing.is_ahead),
            // A refusal may have met another tab's renewal; what the user ended is over whatever else came of it.
            None if self.sharing.reason == SignedOutReason::Refused => is_by_user && is_older,
            None => past.is_some() && is_older || self.is_last(theirs.login),
        }
    }

    fn adopt(&mut self, row: Row<J>, now: Now) {
        self.holding.generation = row.generation;
        self.sharing.is_ahead = false;
        match row.holder {
            Holder::Somebody(pass) => self.install(pass, now),
            Holder::Nobody(SignedOutReason::Refused) => drop(self.end(SignedOutReason::Refused)),
            Holder::Nobody(_) => drop(self.end(SignedOutReason::OtherTab)),
        }
    }

    /// Whether other tabs read what this one writes.
    pub(super) const fn is_shared(&self) -> bool {
        self.rules.is_shared && !self.sharing.is_lost
    }

    /// It is not the shared store whose row is reported next: an earlier machine of this tab has lost that.
    pub const fn handle_store_missed(&mut self) {
        self.sharing.is_lost = self.rules.is_shared;
    }

    /// The shared store can be used again; what stands there is reported next.
    pub fn handle_store_regained(&mut self) {
        if std::mem::take(&mut self.sharing.is_lost) {
            // An end that was to be written in memory ends no session but the one that is over.
            self.sharing.wants_put &= self.has_session();
        }
    }

    /// For now the session is this tab's alone.
    fn lose_store(&mut self) {
        self.sharing = Sharing {
            is_lost: true,
            is_ahead: self.sharing.is_ahead,
            is_loaded: true,
            wants_put: self.has_session(),
            reason: self.sharing.reason,
            settles: std::mem::take(&mut self.sharing.settles),
            ..Sharing::default()
        };
        self.output(Output::LoseStore);
    }

    /// Goes on with what an earlier machine of this tab began, once it is known where that stands.
    fn begin(&mut self, now: Now) {
        if self.sharing.is_loaded {
            return;
        }
        self.sharing.is_loaded = true;
        if !self.sharing.wants_put
            // A claim that has lapsed was for something else.
            && self
                .sharing
                .claim
                .is_some_and(|claim| claim.by == self.tab && claim.until.0 > now.wall.0)
            && let Some(ticket) = self.sharing.orphan
        {
            self.renewal = Some(Renewal::exchanging(ticket, now));
        }
    }

    /// Ends the calls that waited for the writing.
    pub(super) fn settle_written(&mut self) {
        for ticket in std::mem::take(&mut self.sharing.settles) {
            self.settle(ticket, Ok(()));
        }
    }
}
