//! The rules of how sessions begin and end, in a tab and in the row.

use jotpass::json::Json as _;
use jotpass::session::{Event as News, Holder, Means, Row, SignedOutReason};

use super::{Ended, Late};
use crate::json::Value;
use crate::platform::{Page, held};
use crate::world::World;

impl World {
    pub(crate) fn check_event(&mut self, tab: usize, event: &News<Value>) {
        match event {
            News::Restored(pass) | News::SignedIn(pass) | News::Renewed(pass) => {
                let number = |name| Some(pass.session().claims.as_ref()?.at(name)?.as_number()? as usize);
                let (Some(family), Some(token)) = (number("f"), number("j")) else {
                    return self.break_rule(|| format!("tab {tab} tells of a session without a token"));
                };
                let page_clock = self.tabs[tab].page_clock(self.time);
                let user = self.server.families[family].user;
                let has_cookie = self.setup.rules.means == Means::Nothing;
                let is_alone = self.setup.rules.is_shared && self.tabs[tab].private.is_some();
                let shadow = &mut self.tabs[tab].shadow;
                let before = shadow.family.replace(family);
                shadow.sign_ins += u32::from(matches!(event, News::SignedIn(_)));
                // Where the row was wiped, generations tell nothing, and with it went the word of a logout: a tab that slept through
                // both fills the row with what it holds.
                let is_unsure = self.oracle.wiped_at.is_some();
                if has_cookie || is_unsure {
                    // It outlives a logout that does not reach the server, and brings the login back to whoever asks.
                    shadow.over.retain(|over| *over != family);
                }
                let is_restored = matches!(event, News::Restored(_));
                let is_back = shadow.over.contains(&family) || is_restored && shadow.is_out_early && !has_cookie;
                if is_alone && matches!(event, News::SignedIn(_)) {
                    shadow.alone = Some(family);
                }
                shadow.user = Some(user);
                shadow.token = Some(token);
                shadow.has_told_expired = false;
                shadow.is_regaining = false;
                shadow.was_renewal_refused = false;
                shadow.refused = None;
                if before != Some(family) {
                    // What a tab has given up it knows nothing more of.
                    shadow.had.retain(|had| had.0 != token);
                }
                if !shadow.had.iter().any(|had| had.0 == token) {
                    shadow.had.push((token, page_clock));
                }
                self.expect_expiry(tab, token);
                if matches!(event, News::Renewed(_)) && before != Some(family) && !has_cookie {
                    self.break_rule(|| format!("tab {tab} says renewed of login {family}, and had {before:?}"));
                }
                if matches!(event, News::SignedIn(_)) && before == Some(family) && !has_cookie {
                    self.break_rule(|| format!("tab {tab} says signed-in twice of login {family}"));
                }
                if is_back {
                    self.break_rule(|| format!("login {family} is over, and comes back in tab {tab}"));
                }
            }
            News::SignedOut(reason) => self.check_sign_out(tab, *reason),
            News::Expired => self.tabs[tab].shadow.has_told_expired = true,
            News::UserChanged(_) | News::Expiring | News::LoginRequired => {}
        }
    }

    /// And on time, where no timer is throttled.
    fn expect_expiry(&mut self, tab: usize, token: usize) {
        let life = self.server.accesses[token]
            .receipt
            .and_then(|receipt| Some((receipt.at, receipt.life?)));
        let Some((at, life)) = life.filter(|_| !self.setup.faults.tabs && !self.setup.faults.clock) else {
            return;
        };
        let end = at + (life - self.setup.rules.tolerance).max(0.0).ceil() as u64;
        self.expect(tab, end.saturating_sub(self.time) + 10, Late::Over(token));
    }

    /// What was read is adopted, but never an older token of the session there is.
    pub(crate) fn check_adoption(&mut self, tab: usize, before: Option<usize>, row: Option<(u32, Option<usize>)>) {
        let Some((generation, held)) = row else { return };
        let shadow = &mut self.tabs[tab].shadow;
        let is_older = generation < shadow.generation;
        let after = shadow.token;
        if after == held {
            shadow.generation = generation;
        }
        let is_own =
            held.is_some() && held.map(|token| self.family_of(token)) == before.map(|token| self.family_of(token));
        // What a cookie brings is another session to those who had no part in it.
        let has_cookie = self.setup.rules.means == Means::Nothing;
        if is_older && is_own && !has_cookie && after != before && after == held {
            self.break_rule(|| format!("tab {tab} holds {before:?}, and adopts the older {held:?}"));
        }
    }

    pub(crate) fn note_written(&mut self, tab: usize, generation: u32) {
        let shadow = &mut self.tabs[tab].shadow;
        shadow.generation = generation.max(shadow.generation);
    }

    /// No session ends but for a reason in section 6 of the design.
    fn check_sign_out(&mut self, tab: usize, reason: SignedOutReason) {
        let page = self.tabs[tab].page();
        let shadow = &mut self.tabs[tab].shadow;
        shadow.sign_outs += 1;
        shadow.user = None;
        shadow.token = None;
        shadow.refused = None;
        let Some(family) = shadow.family.take() else {
            return self.break_rule(|| format!("tab {tab} signs out nobody"));
        };
        // A refusal that met another tab's renewal is no end, as the row then says. Nor is a logout in another tab where a
        // cookie outlived it, and somebody asked again.
        let has_cookie = self.setup.rules.means == Means::Nothing;
        if reason == SignedOutReason::Logout || reason == SignedOutReason::OtherTab && !has_cookie {
            shadow.over.push(family);
        }
        // But what was decided here counts more.
        let is_regaining = shadow.is_regaining && shadow.alone != Some(family);
        let (logs_out, was_refused) = (shadow.logs_out, shadow.was_renewal_refused);
        // What the row lost was judged when it was written over, or nobody knows who wiped it.
        let is_ended = self.oracle.wiped_at.is_some() || self.oracle.ended.iter().any(|ended| ended.family == family);
        // One cookie is behind all sessions of a device, so that the end of one may be the end of another.
        let is_ended = is_ended || is_regaining || has_cookie && !self.oracle.ended.is_empty();
        let is_ended = is_ended && self.tabs[tab].is_shared();
        let is_right = match reason {
            SignedOutReason::Logout => logs_out,
            SignedOutReason::Refused => {
                is_ended || was_refused && (has_cookie || !self.server.families[family].is_alive)
            }
            SignedOutReason::OtherTab => is_ended || self.has_logout(family, |by| by != page),
        };
        if !is_right {
            self.break_rule(|| format!("tab {tab} ends login {family} for no reason: {reason:?}"));
        }
    }

    /// Whether somebody logged out who may have meant this login.
    fn has_logout(&self, family: usize, by: impl Fn(Page) -> bool) -> bool {
        let stored = self.oracle.stored.iter().find(|stored| stored.0 == family);
        let since = stored.map_or(0, |stored| stored.1);
        // A logout and a login at the same time end in the order they are written, which may be long after for a tab that
        // was frozen in between.
        let mut logouts = self.oracle.logouts.iter();
        logouts.any(|(at, page)| by(*page) && (at + SAME_TIME >= since || self.tabs[page.tab].thawed_at >= *at))
    }

    // The row.

    /// Somebody writes it.
    pub(crate) fn check_write(&mut self, page: Page, row: &Row<Value>) {
        self.oracle.written_at = self.time;
        // Revisions are counted anew after a wipe, so one that is stale may be taken for a new one.
        let is_judged = self.oracle.wiped_at.is_none();
        let has_cookie = self.setup.rules.means == Means::Nothing;
        let before = self.disk.row();
        let time = self.time;
        let old = before.as_ref().and_then(held).map(|token| self.family_of(token));
        let new = held(row).map(|token| self.family_of(token));
        if is_judged && before.is_some_and(|before| before.generation > row.generation) {
            self.break_rule(|| format!("tab {} writes an older generation", page.tab));
        }
        if let Some(new) = new {
            // With a cookie, another tab may have had and ended a login before the one that it is of writes it.
            for ended in self.oracle.ended.iter_mut().filter(|ended| ended.family == new) {
                ended.is_back |= has_cookie;
            }
            if is_judged
                && self
                    .oracle
                    .ended
                    .iter()
                    .any(|ended| ended.family == new && !ended.is_back)
            {
                self.break_rule(|| format!("login {new} was ended, and tab {} writes it again", page.tab));
            }
            if !self.oracle.stored.iter().any(|stored| stored.0 == new) {
                self.oracle.stored.push((new, time));
            }
        }
        if let (Some(claim), Some(token)) = (row.claim.filter(|claim| claim.by == 0), held(row)) {
            let wait = (claim.until.0 - self.wall()).max(0.0) as u64;
            self.oracle.left_alone.push((token, time + wait));
        }
        let Some(old) = old.filter(|old| new != Some(*old)) else {
            return;
        };
        let is_refusal = matches!(row.holder, Holder::Nobody(SignedOutReason::Refused));
        if is_judged && is_refusal && !has_cookie && self.server.families[old].is_alive {
            self.break_rule(|| format!("tab {} writes over login {old} for a refusal of another", page.tab));
        }
        let is_logout = matches!(
            row.holder,
            Holder::Nobody(SignedOutReason::Logout | SignedOutReason::OtherTab)
        );
        // Or it heard of a logout that the one who logged out could not write.
        let has_heard = !self.tabs[page.tab].shadow.over.is_empty();
        // A login that is renewed by cookie lives on under another's number.
        if is_judged && is_logout && !has_cookie && !self.has_logout(old, |by| by == page || has_heard) {
            self.break_rule(|| format!("tab {} writes over login {old}, and nobody logged out", page.tab));
        }
        self.oracle.ended.push(Ended {
            family: old,
            at: time,
            by: page,
            is_back: false,
            told: None,
        });
    }

    /// The store is only given up for a reason.
    pub(crate) fn check_loss(&mut self, tab: usize) {
        let it = &self.tabs[tab];
        if !it.shadow.has_store_failed && self.oracle.wiped_at.is_none() {
            self.break_rule(|| format!("tab {tab} gives up a store that did nothing wrong"));
        }
    }
}

/// Acts of two tabs closer than this, in milliseconds, have no order that both could know.
const SAME_TIME: u64 = 10_000;
