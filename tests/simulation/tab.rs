//! The tabs, each with a machine: how they are opened, closed, reloaded, frozen, and how their machines are lost. Where the
//! machines are in workers, a tab is what a worker is in, and the page is a client of it.

use jotpass::session::{LEASE, Machine};
use jotpass::token::{Clock, Now, UnixMillis};

use crate::json::Value;
use crate::net::End;
use crate::oracle::Shadow;
use crate::platform::{Disk, Page};
use crate::serve::Connection;
use crate::world::{Event, Input, World};

pub(crate) struct Tab {
    index: usize,
    pub(crate) life: u32,
    pub(crate) is_open: bool,
    pub(crate) machine: Machine<Value>,
    /// The machine's number, which outlives a trap.
    pub(crate) number: u32,
    clock: Clock,
    /// When its own clock began, by the world's time; while the device sleeps that clock stands still.
    page_began: u64,
    /// What it is told while it is frozen.
    pub(crate) frozen: Option<Vec<Input>>,
    frozen_at: u64,
    pub(crate) thawed_at: u64,
    sleeps: bool,
    /// How long it was frozen, all in all.
    pub(crate) lost: u64,
    pub(crate) timer: u32,
    pub(crate) lock: u32,
    pub(crate) operation: u32,
    /// The generation of the row it writes.
    pub(crate) writing: u32,
    /// The exchange of the renewal under way.
    pub(crate) renewing: Option<usize>,
    pub(crate) has_lock: bool,
    /// A store of its own; where rows are shared, since the other one failed.
    pub(crate) private: Option<Disk>,
    /// When the store that failed is tried again.
    pub(crate) retry_at: u64,
    /// The call that opened it, until it has.
    pub(crate) opening: Option<u32>,
    /// What came before it was open.
    pub(crate) early: Vec<Input>,
    /// How many calls of the machine are under way, one within the other.
    pub(crate) depth: u32,
    pub(crate) resumes: bool,
    pub(crate) parked: Vec<usize>,
    /// Until then its claims may lapse, which is not the machine's fault.
    pub(crate) trouble_until: u64,
    pub(crate) shadow: Shadow,
    /// The login that its machine last told of, if that is not over.
    pub(crate) told: Option<usize>,
    /// How often its machine has trapped.
    pub(crate) traps: u32,
    /// The pages of a worker.
    pub(crate) connections: Vec<Connection>,
    /// The one of them whose logout is under way.
    pub(crate) signs_out: Option<usize>,
    /// How many tokens there were when it began with nothing in its memory.
    pub(crate) tokens_before: usize,
}

/// A promise given to the app.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) page: Page,
    pub(crate) ticket: u32,
    pub(crate) name: &'static str,
    pub(crate) begun: u64,
    /// How long its tab had been frozen before.
    pub(crate) lost_before: u64,
    pub(crate) is_settled: bool,
}

impl Tab {
    pub(crate) fn page(&self) -> Page {
        Page {
            tab: self.index,
            life: self.life,
        }
    }

    pub(crate) fn page_clock(&self, time: u64) -> f64 {
        (time - self.page_began) as f64
    }

    pub(crate) fn now(&mut self, time: u64, wall: f64) -> Now {
        let page = self.page_clock(time);
        self.clock.read(UnixMillis(wall), page)
    }

    pub(crate) fn is_awake(&self) -> bool {
        self.is_open && self.frozen.is_none()
    }

    pub(crate) fn is_telling(&self) -> bool {
        self.depth > 0
    }

    /// Whether it shares its row with others.
    pub(crate) fn is_shared(&self) -> bool {
        self.private.is_none()
    }

    pub(crate) fn trouble(&mut self, until: u64) {
        self.trouble_until = self.trouble_until.max(until);
    }
}

impl World {
    pub(crate) fn open_tab(&mut self) {
        let (number, seed) = (self.number(), self.number());
        let index = self.tabs.len();
        let wall = self.wall();
        self.tabs.push(Tab {
            index,
            life: 0,
            is_open: true,
            machine: Machine::new(self.setup.rules, number, seed),
            number,
            clock: Clock::new(UnixMillis(wall), 0.0),
            page_began: self.time,
            frozen: None,
            frozen_at: 0,
            thawed_at: 0,
            sleeps: false,
            lost: 0,
            timer: 0,
            lock: 0,
            operation: 0,
            writing: 0,
            renewing: None,
            has_lock: false,
            retry_at: 0,
            private: (!self.setup.rules.is_shared).then(Disk::default),
            opening: None,
            early: vec![],
            depth: 0,
            resumes: false,
            parked: vec![],
            trouble_until: 0,
            shadow: Shadow::default(),
            told: None,
            traps: 0,
            connections: vec![],
            signs_out: None,
            tokens_before: self.server.accesses.len(),
        });
        self.open(index, None);
    }

    /// Not 0.
    fn number(&mut self) -> u32 {
        self.chance.next() as u32 | 1
    }

    /// The tab's page is gone, with all that it waited for.
    pub(crate) fn kill(&mut self, tab: usize) {
        let page = self.tabs[tab].page();
        self.tabs[tab].is_open = false;
        self.tabs[tab].renewing = None;
        self.tabs[tab].life += 1;
        self.tabs[tab].frozen = None;
        self.tabs[tab].connections.clear();
        for client in self.clients.iter_mut().filter(|client| client.tab == tab) {
            client.to_worker.clear();
        }
        self.grant_next(|claimant| claimant.0 == page);
    }

    /// After its end, it begins anew.
    pub(crate) fn start(&mut self, tab: usize) {
        let tokens_before = self.server.accesses.len();
        let (number, wall) = (self.number(), self.wall());
        let is_shared = self.setup.rules.is_shared;
        let tab = &mut self.tabs[tab];
        tab.is_open = true;
        tab.number = number;
        tab.clock = Clock::new(UnixMillis(wall), 0.0);
        tab.page_began = self.time;
        tab.private = (!is_shared).then(Disk::default);
        tab.tokens_before = tokens_before;
        let index = tab.index;
        self.restart(index, None);
    }

    /// The machine is gone; another takes its place, and a renewal under way goes on.
    pub(crate) fn trap(&mut self, tab: usize) {
        let page = self.tabs[tab].page();
        self.note_trap(tab);
        self.fail_calls(tab);
        self.grant_next(|claimant| claimant.0 == page);
        self.tabs[tab].life += 1;
        let next = self.tabs[tab].page();
        // A call of the app is rejected. A renewal that was called off is no orphan, even if its answer is still due.
        let pending = self.tabs[tab].renewing.map(|id| &mut self.exchanges[id]);
        let orphan = pending.filter(|exchange| exchange.end == End::Pending).map(|exchange| {
            exchange.page = next;
            exchange.is_orphan = true;
            exchange.ticket
        });
        if self.setup.rules.is_shared {
            // What was only in its memory is gone.
            self.tabs[tab].private = None;
        }
        let wall = self.wall();
        let time = self.time;
        let it = &mut self.tabs[tab];
        it.clock = Clock::new(UnixMillis(wall), it.page_clock(time));
        self.restart(tab, orphan);
    }

    fn restart(&mut self, index: usize, orphan: Option<u32>) {
        let (rules, seed) = (self.setup.rules, self.number());
        let tab = &mut self.tabs[index];
        tab.machine = Machine::new(rules, tab.number, seed);
        tab.parked.clear();
        tab.early.clear();
        (tab.depth, tab.resumes, tab.opening, tab.told) = (0, false, None, None);
        tab.shadow = Shadow::default();
        self.open(index, orphan);
    }

    fn open(&mut self, tab: usize, orphan: Option<u32>) {
        self.say(|| {
            format!(
                "tab {tab} opens{}",
                if orphan.is_some() { " with an orphan" } else { "" }
            )
        });
        let ticket = self.call(tab, "open");
        self.tabs[tab].opening = Some(ticket);
        self.tell(tab, |machine, now| machine.handle_open(ticket, orphan, now));
    }

    /// Notes a promise; gives its ticket.
    pub(crate) fn call(&mut self, tab: usize, name: &'static str) -> u32 {
        self.last_ticket += 1;
        self.calls.push(Call {
            page: self.tabs[tab].page(),
            ticket: self.last_ticket,
            name,
            begun: self.time,
            lost_before: self.tabs[tab].lost,
            is_settled: false,
        });
        self.to(crate::oracle::BOUND, tab, Input::Overdue(self.calls.len() - 1));
        self.last_ticket
    }

    pub(crate) fn freeze(&mut self, tab: usize, millis: u64, sleeps: bool) {
        let it = &mut self.tabs[tab];
        it.frozen = Some(vec![]);
        it.frozen_at = self.time;
        it.sleeps = sleeps;
        it.trouble(u64::MAX);
        let page = it.page();
        self.say(|| {
            format!(
                "tab {tab} {} for {millis} ms",
                if sleeps { "sleeps" } else { "is frozen" }
            )
        });
        self.after(millis, Event::Thaw(page));
    }

    pub(crate) fn thaw(&mut self, page: Page) {
        let time = self.time;
        let it = &mut self.tabs[page.tab];
        if it.page() != page {
            return;
        }
        let Some(held) = it.frozen.take() else { return };
        let frozen = time - it.frozen_at;
        it.lost += frozen;
        it.thawed_at = time;
        it.trouble_until = time + LEASE as u64;
        if it.sleeps {
            it.page_began += frozen;
        }
        self.say(|| format!("tab {} thaws", page.tab));
        // From the back/forward cache a page hears nothing of what was said meanwhile, but knows that it was away.
        let is_noticed = self.chance.per_mille(700);
        for input in held {
            if is_noticed && matches!(input, Input::Heard(_)) {
                continue;
            }
            self.to(0, page.tab, input);
        }
        self.take_held_messages(page.tab);
        if is_noticed {
            self.come_back(page.tab);
        }
    }
}
