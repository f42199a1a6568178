//! The rules of what leaves a page, and of what a refusal there means.

use jotpass::session::{Mark, Means, Rules, SignedOut};

use crate::requests::Request;
use crate::world::World;

impl World {
    pub(crate) fn check_send(&mut self, id: usize, token: Option<usize>) {
        let request = &self.requests[id];
        let (page, made, user) = (request.page, request.made, request.user);
        let is_repeated = token.is_some_and(|token| request.shown.contains(&token));
        if request.shown.len() > 1 {
            self.break_rule(|| format!("request {id} is sent a third time"));
        }
        // Where the row was wiped, a tab may have followed another session for a moment and be back with its own.
        if is_repeated && self.oracle.wiped_at.is_none() {
            self.break_rule(|| format!("request {id} is sent again with a token that was refused"));
        }
        let Some(token) = token else {
            return self.check_bare(id);
        };
        let place = self.requests[id].place;
        if !place.is_listed {
            self.break_rule(|| format!("request {id} is sent with a{token} to {place:?}"));
        }
        let family = self.family_of(token);
        self.check_sender(id, family);
        self.check_memory(page.tab, token);
        let shadow = &self.tabs[page.tab].shadow;
        let (is_refused, is_over) = (shadow.refused == Some(token), shadow.over.contains(&family));
        if is_refused {
            self.break_rule(|| format!("request {id} is sent with a{token}, which was refused to this tab"));
        }
        if is_over {
            self.break_rule(|| format!("request {id} is sent with a{token}, of a session that is over"));
        }
        let owner = self.server.user_of(token);
        if user.is_some_and(|user| user != owner) {
            self.break_rule(|| format!("request {id} of {user:?} is sent with a{token} of {owner}"));
        }
        self.check_life(page.tab, token);
        let tab = &self.tabs[page.tab];
        // With a cookie, another tab may have had and ended a login before the one that it is of.
        let has_cookie = self.setup.rules.means == Means::Nothing;
        if !tab.is_shared() || has_cookie || self.oracle.wiped_at.is_some() {
            return;
        }
        let is_deaf = self.setup.rules.is_deaf;
        let thawed = tab.thawed_at.max(tab.shadow.regained_at);
        let ended = self
            .oracle
            .ended
            .iter()
            .find(|ended| ended.family == family && !ended.is_back);
        let known = match ended {
            Some(ended) if is_deaf => Some(ended.at.max(tab.shadow.regained_at)),
            // What it takes to be heard.
            Some(ended) => ended.told.map(|told| told.max(thawed) + 100),
            None => None,
        };
        if known.is_some_and(|known| made > known) {
            self.break_rule(|| format!("request {id} is sent with a{token}, of a session ended in another tab"));
        }
    }

    /// What needs a token goes without only where nobody is signed in, nor was when it was made, or nothing could renew it.
    fn check_bare(&mut self, id: usize) {
        let Request { page, user, shown, .. } = &self.requests[id];
        let holds = self.tabs[page.tab].shadow.token.is_some();
        let Rules { means, signed_out, .. } = self.setup.rules;
        let is_free = if holds { means == Means::None } else { user.is_none() };
        if !shown.is_empty() || !is_free || signed_out != SignedOut::Pass {
            self.break_rule(|| format!("request {id} is sent without a token"));
        }
    }

    /// A token whose life is over by this tab's clocks.
    fn check_life(&mut self, tab: usize, token: usize) {
        if self.is_over(tab, token) {
            self.break_rule(|| format!("a{token} is shown after its life"));
        }
    }

    /// By this tab's clocks. What a jump of the wall clock has hidden from it, the page's own clock still shows.
    pub(super) fn is_over(&self, tab: usize, token: usize) -> bool {
        let Some(receipt) = self.server.accesses[token].receipt else {
            return false;
        };
        let Some(life) = receipt.life else { return false };
        let it = &self.tabs[tab];
        let age = if self.oracle.jumped_at.is_none_or(|jump| jump < receipt.at) {
            (self.time - receipt.at) as f64
        } else {
            let had = it.shadow.had.iter().find(|had| had.0 == token);
            had.map_or(0.0, |had| it.page_clock(self.time) - had.1)
        };
        age >= life - self.setup.rules.tolerance
    }

    /// When a token's life is over, the app is told before anything else is done with it.
    pub(crate) fn check_announcement(&mut self, tab: usize) {
        let shadow = &self.tabs[tab].shadow;
        let Some(token) = shadow
            .token
            .filter(|_| !shadow.has_told_expired && !self.tabs[tab].is_telling())
        else {
            return;
        };
        if self.is_over(tab, token) {
            self.break_rule(|| format!("the life of a{token} is over, and tab {tab} has not said so"));
        }
    }

    // Refusals.

    pub(crate) fn note_refusal(&mut self, tab: usize, id: usize, mark: Mark, is_resend: bool) {
        let it = &mut self.tabs[tab];
        let time = self.time;
        let is_current = it.machine.mark() == mark;
        let shadow = &mut it.shadow;
        shadow.excuses.push_back(time);
        if is_resend {
            shadow.resend_refused_at = Some(time);
        }
        // A token that was renewed for a request and refused to it again is trusted for a while.
        let is_trusted = shadow.resend_refused_at.is_some_and(|at| time < at + 61_000);
        shadow.may_be_refused = is_current && !is_trusted;
        self.say(|| format!("tab {tab}: request {id} was refused"));
    }

    pub(crate) fn check_refusal(&mut self, tab: usize) {
        let shadow = &mut self.tabs[tab].shadow;
        if shadow.may_be_refused && shadow.is_renewing {
            shadow.refused = shadow.token;
        }
    }

    /// Renewed or not: what was refused is refused no longer.
    pub(crate) fn end_renewal(&mut self, tab: usize) {
        let shadow = &mut self.tabs[tab].shadow;
        shadow.is_renewing = false;
        shadow.refused = None;
    }
}
