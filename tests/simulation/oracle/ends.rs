//! The rules of time: what has to have happened by when, and how things stand when all is quiet.

use jotpass::session::{Means, SignedOut};

use super::renewals::SOON;
use super::{BOUND, Late};
use crate::platform::held;
use crate::world::{Input, World};

impl World {
    /// A deadline that has been met is met.
    pub(crate) fn check_deadline(&mut self, tab: usize) {
        let wall = self.wall();
        let it = &mut self.tabs[tab];
        let now = it.now(self.time, wall);
        if it.machine.next_deadline() <= now.moment {
            self.break_rule(|| format!("tab {tab} has a deadline that has passed: its timer never rests"));
        }
    }

    pub(super) fn expect(&mut self, tab: usize, delay: u64, late: Late) {
        self.to(delay, tab, Input::Late(late));
    }

    pub(crate) fn check_late(&mut self, tab: usize, late: Late) {
        let it = &self.tabs[tab];
        // It was frozen meanwhile, and has only just begun to hear of all that.
        if it.thawed_at + 2 * SOON > self.time {
            return self.expect(tab, 2 * SOON, late);
        }
        let shadow = &it.shadow;
        let has_happened = match late {
            Late::Refused(token, sign_outs) => shadow.token != Some(token) || shadow.sign_outs > sign_outs,
            Late::Over(token) => shadow.token != Some(token) || shadow.has_told_expired,
            Late::LeftAlone(token, until) => {
                let row = self.disk.row();
                row.is_none_or(|row| row.claim.is_some() || held(&row) != Some(token)) || !it.is_shared() || self.time >= until
                    // By a clock that was set back, what was asked for seems too far away to be true.
                    || self.oracle.jumped_at.is_some()
            }
            Late::Released(number) => {
                let claim = self.disk.row().and_then(|row| row.claim);
                shadow.begun != number || !it.is_shared() || claim.is_none_or(|claim| claim.by != it.number)
            }
        };
        if !has_happened {
            self.break_rule(|| format!("tab {tab} owes an end to {late:?}"));
        }
    }

    pub(crate) fn check_overdue(&mut self, id: usize) {
        let call = &self.calls[id];
        if call.is_settled {
            return;
        }
        let (tab, begun, name) = (call.page.tab, call.begun, call.name);
        let awake_until = begun + BOUND + (self.tabs[tab].lost - call.lost_before);
        if self.time >= awake_until {
            return self.break_rule(|| format!("tab {tab}: {name} waits for too long"));
        }
        self.to(awake_until - self.time, tab, Input::Overdue(id));
    }

    pub(crate) fn check_late_request(&mut self, id: usize) {
        let request = &self.requests[id];
        if request.is_over {
            return;
        }
        let tab = request.page.tab;
        // A wait for a login is not the machine's, and may come twice: before it is sent, and before it is sent again.
        let waits = if self.setup.rules.signed_out == SignedOut::Wait {
            2 * self.setup.wait_timeout
        } else {
            0
        };
        let awake_until = request.made + BOUND + waits + (self.tabs[tab].lost - request.lost_before);
        if self.time >= awake_until {
            return self.break_rule(|| format!("tab {tab}: request {id} waits for too long"));
        }
        self.to(awake_until - self.time, tab, Input::LateRequest(id));
    }

    // The end.

    /// Who is signed in when all is well gets an answer.
    pub(crate) fn check_end(&mut self) {
        for (probe, login, sign_ins) in std::mem::take(&mut self.oracle.probes) {
            let request = &self.requests[probe];
            let tab = &self.tabs[request.page.tab];
            let renews = self.setup.rules.means != Means::None;
            let is_alive = tab
                .shadow
                .family
                .is_some_and(|family| self.server.families[family].is_alive);
            // What a server asked for by a clock that was then set back seems to be far away.
            let is_put_off = self.oracle.jumped_at.is_some();
            // It is sent again once, and another tab may have left a token that has ended too.
            let is_unlucky = request.shown.len() == 2
                && self.server.accesses[request.shown[1]]
                    .receipt
                    .is_none_or(|receipt| receipt.at < request.made);
            // A tab whose store was lost may learn of another login only now, and the others of the one that was made in it.
            let is_same_login = tab.shadow.family == login && tab.shadow.sign_ins == sign_ins;
            if !is_unlucky && renews && is_alive && is_same_login && !request.is_ok && !is_put_off {
                self.break_rule(|| format!("request {probe} fails although all is well and somebody is signed in"));
            }
        }
    }

    /// When all has been quiet, the tabs agree; those that hear nothing on the login at least.
    pub(crate) fn check_agreement(&mut self) {
        let Some(row) = self.disk.row() else { return };
        // What was written just now is on its way to the others.
        if self.time < self.oracle.written_at + 1_000 {
            return;
        }
        // Of what one of them mends, those that hear nothing learn when they need it; and a cookie may bring back a login that
        // one of them knows to be over, where the word of that was wiped.
        let is_apart = self.setup.rules.is_deaf || self.setup.rules.means == Means::Nothing;
        if is_apart && self.oracle.wiped_at.is_some() {
            return;
        }
        let token = held(&row);
        // Who knows that it was refused waits until the others know.
        if token.is_some_and(|token| !self.server.families[self.family_of(token)].is_alive) {
            return;
        }
        let is_same = |one: Option<usize>, other: Option<usize>| {
            let login = |token: usize| self.family_of(token);
            one == other || self.setup.rules.is_deaf && one.map(login) == other.map(login)
        };
        let other = self
            .tabs
            .iter()
            .find(|tab| tab.is_open && tab.is_shared() && !is_same(tab.shadow.token, token));
        if let Some((page, held)) = other.map(|tab| (tab.page(), tab.shadow.token)) {
            let tab = page.tab;
            self.break_rule(|| format!("tab {tab} holds {held:?} and the row {token:?}, after a long quiet"));
        }
    }
}
