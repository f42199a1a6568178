//! The rules of renewals: one at a time, none too early, none too often, and each token is renewed once.

use jotpass::session::{LEASE, Means, Row};

use super::Late;
use crate::json::Value;
use crate::net::{End, Exchange, Guard, Purpose, Reply};
use crate::server::Shown;
use crate::tab::Tab;
use crate::world::World;

impl World {
    /// One at a time in each tab; and by the clock only when it is time.
    pub(crate) fn check_begin(&mut self, tab: usize) {
        let time = self.time;
        let shadow = &mut self.tabs[tab].shadow;
        shadow.begun += 1;
        let was_renewing = std::mem::replace(&mut shadow.is_renewing, true);
        let (is_by_clock, token) = (shadow.is_by_clock, shadow.token);
        if was_renewing {
            self.break_rule(|| format!("tab {tab} begins a second renewal"));
        }
        let receipt = token.and_then(|token| self.server.accesses[token].receipt);
        if let Some(receipt) = receipt.filter(|_| is_by_clock)
            && self.oracle.jumped_at.is_none_or(|jump| jump < receipt.at)
        {
            let age = (time - receipt.at) as f64;
            // A renewal in good time takes no more than a quarter of a life, and a quarter more for the jitter.
            let earliest = receipt.life.unwrap_or(f64::INFINITY) * 0.68 - self.setup.rules.tolerance;
            if age < earliest {
                self.break_rule(|| format!("tab {tab} renews a token of {age} ms by the clock, before {earliest}"));
            }
        }
    }

    pub(crate) fn note_claim(&mut self, tab: usize, row: &Row<Value>) {
        let (time, it) = (self.time, &mut self.tabs[tab]);
        if row.claim.is_some_and(|claim| claim.by == it.number) {
            it.shadow.claimed_at = time;
        }
    }

    /// At most one live renewal of each generation, and none that never ends.
    pub(crate) fn check_renewal(&mut self, tab: usize, shown: Shown, access: Option<usize>) {
        let rival = self
            .exchanges
            .iter()
            .find(|exchange| self.is_same(exchange.purpose, shown, access) && !self.is_excused(exchange, tab));
        if let Some((other, end)) = rival.map(|rival| (rival.page, rival.end)) {
            self.break_rule(|| {
                format!(
                    "tab {tab} renews {access:?} by {shown:?}, which tab {} already did: {end:?}",
                    other.tab
                )
            });
        }
        if access.is_some_and(|access| self.tabs[tab].shadow.over.contains(&self.family_of(access))) {
            self.break_rule(|| format!("tab {tab} renews {access:?}, of a session that is over"));
        }
        if let Some(access) = access {
            self.check_memory(tab, access);
        }
        let time = self.time;
        let claimed_at = self.tabs[tab].shadow.claimed_at;
        if self.tabs[tab].is_shared()
            && time > claimed_at + LEASE as u64
            && self.oracle.jumped_at.is_none_or(|jump| jump < claimed_at)
        {
            self.break_rule(|| format!("tab {tab} renews {access:?} by a claim of {claimed_at}, which has lapsed"));
        }
        let is_early = |left: &&(usize, u64)| Some(left.0) == access && time < left.1;
        if let Some((_, until)) = self.oracle.left_alone.iter().find(is_early).copied()
            && self.tabs[tab].is_shared()
            && self.oracle.wiped_at.is_none()
            && self.oracle.jumped_at.is_none()
        {
            self.break_rule(|| format!("tab {tab} renews {access:?}, and the server asked for rest until {until}"));
        }
        if let Some((until, _)) = self.tabs[tab]
            .shadow
            .left_alone
            .filter(|left| time < left.0 && access.is_some() && left.1 == access)
            && self.oracle.jumped_at.is_none()
        {
            self.break_rule(|| format!("tab {tab} renews {access:?}, and the server told it to rest until {until}"));
        }
        let shadow = &mut self.tabs[tab].shadow;
        shadow.renewals.push_back(time);
        for times in [&mut shadow.renewals, &mut shadow.excuses] {
            while times.front().is_some_and(|at| at + 60_000 < time) {
                times.pop_front();
            }
        }
        // One a second is the fastest by the clock, of tokens that live for a second or two.
        if shadow.renewals.len() > 75 + shadow.excuses.len() {
            let count = shadow.renewals.len();
            self.break_rule(|| format!("tab {tab} asked for {count} renewals within a minute"));
        }
    }

    /// Why the same token may be renewed twice: the documented limits. The one who had the claim is gone, or was not able
    /// to keep it (frozen, throttled, or its store was slower than its heart), the claim could not be judged (the wall
    /// clock jumped), or there is no row that both see.
    fn is_excused(&self, first: &Exchange, second: usize) -> bool {
        let since = |at: Option<u64>, slack: f64| at.is_some_and(|at| at + slack as u64 >= first.begun);
        let (tab, second) = (&self.tabs[first.page.tab], &self.tabs[second]);
        // A failed one may be tried again, and so may one of which a new machine knows nothing.
        // A login or logout wins over a claim, and the cookie changes with it. One that was refused, or that a logout met, stays in the browser's keeping for whoever asks once more.
        let is_met = self
            .oracle
            .ended
            .iter()
            .any(|ended| ended.at + LEASE as u64 >= first.begun)
            || self
                .oracle
                .stored
                .iter()
                .any(|stored| stored.1 + LEASE as u64 >= first.begun)
            || self.oracle.logouts.iter().any(|logout| logout.0 >= first.begun);
        // What another tab wrote has called it off, but not the cookie on its way.
        let under_way = tab.renewing.map(|id| self.exchanges[id].ticket);
        let is_off = first.end == End::Pending && under_way != Some(first.ticket);
        let is_left = first.end == End::Refused || is_met || is_off;
        let has_cookie = self.setup.rules.means == Means::Nothing;
        let is_old_cookie = is_left && has_cookie;
        let has_trouble = |tab: &Tab| tab.trouble_until >= first.begun;
        if first.end == End::Failed || first.is_orphan || is_old_cookie {
            return true;
        }
        let is_gone = tab.page() != first.page || !tab.is_open;
        match first.guard {
            // One tab alone renews no token twice, unless its store is another by now, or what was refused comes back in
            // a row that was wiped.
            _ if first.page == second.page() => {
                (first.guard == Guard::Claim) == second.private.is_some()
                    || first.end == End::Refused && (first.guard != Guard::Claim || since(self.oracle.wiped_at, LEASE))
            }
            Guard::Claim => {
                is_gone
                    || has_trouble(tab)
                    // The cookie may be ahead of the row when who renewed it was not there to write that down.
                    || has_cookie && self.tabs.iter().any(has_trouble)
                    || second.private.is_some()
                    || since(self.oracle.jumped_at, LEASE)
                    || since(self.oracle.wiped_at, LEASE)
            }
            // Only what the browser keeps is never of two ages at once.
            Guard::Lock if !has_cookie || !self.setup.rotates => true,
            Guard::Lock => is_gone || !second.has_lock || second.private.is_none(),
            Guard::Nothing => true,
        }
    }

    /// Whether both spend the same: the cookie that is good for once, or this token.
    fn is_same(&self, purpose: Purpose, shown: Shown, access: Option<usize>) -> bool {
        match (purpose, shown) {
            (Purpose::Renew(other, _), Shown::Cookie(Some(_))) if self.setup.rotates => other == shown,
            (Purpose::Renew(_, other), _) => access.is_some() && other == access,
            _ => false,
        }
    }

    /// An exchange of its own has ended for a tab.
    pub(crate) fn note_reply(&mut self, tab: usize, id: usize, reply: &Reply) {
        let Exchange {
            purpose,
            is_called_off,
            is_orphan,
            ..
        } = self.exchanges[id];
        let (time, is_under_way) = (self.time, self.tabs[tab].renewing == Some(id) && !is_orphan);
        let has_cookie = self.setup.rules.means == Means::Nothing;
        match (purpose, reply) {
            (Purpose::Login(_), Reply::Granted(granted)) if is_called_off => {
                let family = self.family_of(granted.access);
                self.tabs[tab].shadow.over.push(family);
            }
            (Purpose::Renew(_, access), Reply::Invalid) => {
                self.tabs[tab].shadow.was_renewal_refused = true;
                if let Some(access) = access.filter(|_| is_under_way) {
                    let sign_outs = self.tabs[tab].shadow.sign_outs;
                    self.expect(tab, SOON, Late::Refused(access, sign_outs));
                }
            }
            (Purpose::Renew(_, access), Reply::Failed(_, wait)) if is_under_way => {
                let shadow = &mut self.tabs[tab].shadow;
                shadow.left_alone = wait.map(|wait| (time + wait as u64, access));
                let begun = shadow.begun;
                // Before the others have waited for its lapse.
                if !self.setup.faults.store {
                    self.expect(tab, 1_500, Late::Released(begun));
                    if let (Some(access), Some(wait)) = (access, wait.filter(|wait| *wait > 2_000.0)) {
                        self.expect(tab, 1_500, Late::LeftAlone(access, time + wait as u64));
                    }
                }
            }
            // A cookie that a logout left is a session for whoever asks for one again.
            (_, Reply::Granted(granted)) if has_cookie && !is_called_off => {
                let family = self.family_of(granted.access);
                for ended in &mut self.oracle.ended {
                    ended.is_back |= ended.family == family;
                }
                for tab in &mut self.tabs {
                    tab.shadow.over.retain(|over| *over != family);
                }
            }
            _ => {}
        }
    }
}

/// What follows from an answer has followed within this time, in milliseconds: a look at a store that hangs for its 2 s, and
/// again.
pub(super) const SOON: u64 = 6_000;
