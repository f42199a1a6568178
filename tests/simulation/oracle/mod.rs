//! The rules that hold after every step, whatever happens. What the machine is asked for here is only what its driver may
//! ask; what it should know, the oracle works out by itself.

use std::collections::VecDeque;

mod clients;
mod ends;
mod renewals;
mod sending;
mod sessions;

use crate::platform::Page;
use crate::world::World;

/// Every call and every request ends within this time, in milliseconds, that its tab is awake. The worst is a tab that
/// waits for the others: each of eight may hold the claim for an exchange that times out (10 s) with its store at the limit
/// (twice 2 s), one after the other, before its own turn comes.
pub(crate) const BOUND: u64 = 120_000;

/// What a tab is known to know.
#[derive(Default)]
pub(crate) struct Shadow {
    /// Who is signed in.
    pub(crate) user: Option<char>,
    pub(crate) family: Option<usize>,
    pub(crate) token: Option<usize>,
    /// The generation of the row as this tab last read or wrote it.
    generation: u32,
    has_told_expired: bool,
    /// The tokens it has had, and since when by its own clock.
    had: Vec<(usize, f64)>,
    /// The logins it knows to be over by the user's will.
    over: Vec<usize>,
    /// A token that was refused and is being renewed for that.
    refused: Option<usize>,
    may_be_refused: bool,
    resend_refused_at: Option<u64>,
    is_renewing: bool,
    sign_outs: u32,
    /// How often somebody else signed in, as far as it could see.
    pub(crate) sign_ins: u32,
    /// How many renewals it has begun.
    begun: u32,
    /// What it is being told is that time has passed.
    pub(crate) is_by_clock: bool,
    was_renewal_refused: bool,
    /// The server wants to be left alone until then with that token.
    left_alone: Option<(u64, Option<usize>)>,
    pub(crate) logs_out: bool,
    /// The user signed out before it was known who was signed in.
    is_out_early: bool,
    pub(crate) has_store_failed: bool,
    /// The login that was made here while the store was lost.
    alone: Option<usize>,
    /// Its store works again, and what the others did meanwhile counts.
    pub(crate) is_regaining: bool,
    pub(crate) regained_at: u64,
    /// When it last wrote a claim of its own.
    claimed_at: u64,
    /// When it asked for a renewal.
    renewals: VecDeque<u64>,
    /// When somebody gave it a reason to.
    excuses: VecDeque<u64>,
}

/// What the world knows.
#[derive(Default)]
pub(crate) struct Oracle {
    /// The first rule that was broken.
    pub(crate) broken: Option<String>,
    jumped_at: Option<u64>,
    wiped_at: Option<u64>,
    /// When the row was last written.
    written_at: u64,
    /// The logins whose end was written to the row.
    ended: Vec<Ended>,
    logouts: Vec<(u64, Page)>,
    /// When a login was first written to the row.
    stored: Vec<(usize, u64)>,
    /// Which token nobody is to renew before when, as the row says.
    left_alone: Vec<(usize, u64)>,
    /// The promises that their pages have called off, as far as the worker has heard.
    aborted: Vec<usize>,
    /// The last requests, and who had signed in, how often, by then.
    pub(crate) probes: Vec<(usize, Option<usize>, u32)>,
}

/// What has to have happened by some time, of tabs that are awake.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Late {
    /// The renewal of this token was refused for good, after so many sign-outs: then it is given up, or was.
    Refused(usize, u32),
    /// Its life is over: then the app was told.
    Over(usize),
    /// The server wants to be left alone with this token until that time: then the row says so.
    LeftAlone(usize, u64),
    /// The renewal of that number has ended: then its claim is gone from the row.
    Released(u32),
}

struct Ended {
    family: usize,
    at: u64,
    by: Page,
    /// A cookie has brought it back since.
    is_back: bool,
    /// When the other tabs were told.
    told: Option<u64>,
}

impl World {
    pub(crate) fn break_rule(&mut self, rule: impl FnOnce() -> String) {
        if self.oracle.broken.is_none() {
            let rule = rule();
            self.say(|| format!("BROKEN: {rule}"));
            self.oracle.broken = Some(rule);
        }
    }

    fn family_of(&self, access: usize) -> usize {
        self.server.accesses[access].family
    }

    // What happened to the tabs, as far as it excuses anything.

    pub(crate) fn note_jump(&mut self) {
        self.oracle.jumped_at = Some(self.time);
        for tab in &mut self.tabs {
            tab.shadow.excuses.push_back(self.time);
        }
    }

    pub(crate) fn note_wipe(&mut self) {
        self.oracle.wiped_at = Some(self.time);
    }

    pub(crate) fn excuse(&mut self, tab: usize) {
        self.tabs[tab].shadow.excuses.push_back(self.time);
    }

    pub(crate) fn note_logout(&mut self, tab: usize) {
        let page = self.tabs[tab].page();
        self.oracle.logouts.push((self.time, page));
        for exchange in &mut self.exchanges {
            exchange.is_called_off |= exchange.page == page;
        }
        let is_opening = self.tabs[tab].opening.is_some();
        let shadow = &mut self.tabs[tab].shadow;
        shadow.logs_out = true;
        shadow.is_out_early |= is_opening;
    }

    pub(crate) fn note_told(&mut self, tab: usize) {
        let time = self.time;
        let page = self.tabs[tab].page();
        if !self.tabs[tab].is_shared() {
            return;
        }
        for ended in &mut self.oracle.ended {
            if ended.by == page {
                ended.told = ended.told.or(Some(time));
            }
        }
    }
}
