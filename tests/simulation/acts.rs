//! What people do, and what breaks.

use jotpass::session::{Event as News, Machine};

use crate::json::Value;
use crate::net::Purpose;
use crate::platform::Page;
use crate::setup::{DAY, Identity};
use crate::world::{Event, Input, World};

/// No more pages than this in one schedule.
const MOST_TABS: usize = 8;

impl World {
    pub(crate) fn act(&mut self) {
        let Some(tab) = self.awake_tab() else {
            if self.tabs.len() < MOST_TABS {
                self.open_tab();
            }
            return;
        };
        match self.chance.within(0, 1000) {
            0..520 => {
                let burst = if self.chance.per_mille(300) {
                    self.chance.within(2, 7)
                } else {
                    1
                };
                for _ in 0..burst {
                    self.request(tab);
                }
            }
            520..620 => self.login(tab),
            620..650 => self.logout(tab),
            650..700 => self.refresh(tab),
            700..730 => self.sign_of_life(tab),
            730..750 if self.tabs.len() < MOST_TABS => self.open_tab(),
            750..765 => self.reload(tab),
            765..780 if self.tabs.len() > 1 => {
                self.say(|| format!("tab {tab} is closed"));
                self.kill(tab);
            }
            780..1000 => self.break_something(tab),
            _ => self.request(tab),
        }
    }

    fn break_something(&mut self, tab: usize) {
        let faults = self.setup.faults;
        match self.chance.within(0, 100) {
            0..30 if faults.tabs => {
                let millis = self.chance.pick(&[100, 1_500, 4_000, 30_000]);
                let millis = self.chance.within(millis / 2, millis * 2);
                self.freeze(tab, millis, false);
            }
            30..40 if faults.tabs => {
                self.say(|| format!("tab {tab} traps"));
                self.trap(tab);
            }
            40..46 if faults.tabs && self.setup.has_lock => {
                self.say(|| "somebody takes the lock and hangs".to_owned());
                let alien = (
                    Page {
                        tab: usize::MAX,
                        life: 0,
                    },
                    self.steps as u32,
                );
                if self.lock.ask(alien) {
                    let hang = self.chance.within(0, 60_000);
                    self.after(hang, Event::Release(alien));
                } else {
                    self.leave_lock(alien);
                }
            }
            46..56 if faults.clock => {
                let jump = self.chance.pick(&[DAY, -DAY, 3_600_000, -3_600_000, 5_000, -5_000]);
                self.say(|| format!("the wall clock jumps by {jump} ms"));
                self.wall_offset = (self.wall_offset + jump).clamp(-2 * DAY, 2 * DAY);
                self.note_jump();
            }
            56..64 if faults.clock => {
                let millis = self.chance.pick(&[2_000, 60_000, 8 * 3_600_000]);
                for tab in 0..self.tabs.len() {
                    if self.tabs[tab].is_awake() {
                        self.freeze(tab, millis, true);
                    }
                }
            }
            64..66 if faults.store => {
                self.say(|| "the row is wiped".to_owned());
                self.disk = crate::platform::Disk::default();
                self.note_wipe();
            }
            66..68 if faults.store => {
                self.say(|| "the row is damaged".to_owned());
                let garbage = self.chance.pick(&["", "[1,2]", "{}", "[2]", "null", "[1,\"x\"]"]);
                self.disk.damage(garbage);
                self.note_wipe();
            }
            68..78 if faults.server && !self.server.families.is_empty() => {
                let family = self.chance.below(self.server.families.len());
                self.say(|| format!("the server ends the sessions of login {family}"));
                self.server.kill(family);
            }
            78..84 if faults.server => {
                let millis = self.chance.pick(&[1_000, 20_000, 90_000]);
                self.say(|| format!("the server is down for {millis} ms"));
                self.server.down_until = self.time + millis;
            }
            _ => self.request(tab),
        }
    }

    /// A listener may call any method from any event.
    pub(crate) fn listen(&mut self, tab: usize, event: &News<Value>) {
        if !self.setup.has_listeners
            || self.is_healed
            || matches!(event, News::Restored(_))
            || !self.chance.per_mille(80)
        {
            return;
        }
        match self.chance.below(8) {
            0 => self.logout(tab),
            1 | 2 => self.login(tab),
            3 => self.refresh(tab),
            _ => self.request(tab),
        }
    }

    pub(crate) fn login(&mut self, tab: usize) {
        let user = match self.setup.identity {
            Identity::Nobody => 'A',
            _ => self.chance.pick(&['A', 'A', 'A', 'B', 'C']),
        };
        let ticket = self.call(tab, "login");
        self.say(|| format!("tab {tab}: login {ticket} as {user}"));
        self.excuse(tab);
        self.tell(tab, |machine, _| machine.handle_login(ticket));
        self.exchange(tab, ticket, Purpose::Login(user));
        if self.chance.per_mille(50) {
            let delay = self.chance.within(0, 2_000);
            self.to(delay, tab, Input::AbortLogin(ticket));
        }
    }

    fn logout(&mut self, tab: usize) {
        let ticket = self.call(tab, "logout");
        self.say(|| format!("tab {tab}: logout {ticket}"));
        self.note_logout(tab);
        self.tell(tab, |machine, now| machine.handle_logout(ticket, now));
        self.tabs[tab].shadow.logs_out = false;
    }

    fn refresh(&mut self, tab: usize) {
        // The shell asks for no renewal of what is not known yet.
        if self.tabs[tab].opening.is_some() {
            return;
        }
        let ticket = self.call(tab, "refresh");
        self.say(|| format!("tab {tab}: refresh {ticket}"));
        self.excuse(tab);
        self.tabs[tab].shadow.is_by_clock = false;
        self.tell(tab, |machine, now| machine.handle_refresh(ticket, now));
    }

    fn awake_tab(&mut self) -> Option<usize> {
        let awake = self.tabs.iter().filter(|tab| tab.is_awake()).count();
        let chosen = self.chance.below(awake.max(1));
        (0..self.tabs.len())
            .filter(|tab| self.tabs[*tab].is_awake())
            .nth(chosen)
    }

    /// Nothing breaks from now on, and what was broken is mended.
    pub(crate) fn heal(&mut self) {
        self.say(|| "all is well from here on".to_owned());
        self.is_healed = true;
        self.server.is_healed = true;
        for tab in 0..self.tabs.len() {
            let page = self.tabs[tab].page();
            self.thaw(page);
        }
        let nobody = self.awake_tab().is_none();
        if nobody {
            self.open_tab();
        }
        // A timer that was throttled fires.
        for tab in 0..self.tabs.len() {
            if self.tabs[tab].is_awake() {
                self.tell(tab, Machine::handle_clock);
            }
        }
    }

    /// Each tab asks for something once more.
    pub(crate) fn probe(&mut self) {
        for tab in 0..self.tabs.len() {
            if self.tabs[tab].is_awake() {
                let shadow = &self.tabs[tab].shadow;
                let (login, sign_ins) = (shadow.family, shadow.sign_ins);
                let knows_row = self.tabs[tab].is_shared() == self.setup.rules.is_shared;
                self.request(tab);
                // One whose store was lost has yet to learn what became of the session.
                if knows_row {
                    self.oracle.probes.push((self.requests.len() - 1, login, sign_ins));
                }
            }
        }
    }

    /// Each tab comes to the front once.
    pub(crate) fn look(&mut self) {
        // Who dies between writing and telling tells nobody, nor does one whose writing seemed to fail.
        let has_died = self.tabs.iter().any(|tab| tab.life > 0);
        if !self.setup.rules.is_deaf && !has_died && !self.setup.faults.store {
            self.check_agreement();
        }
        for tab in 0..self.tabs.len() {
            if self.tabs[tab].is_awake() {
                self.sign_of_life(tab);
            }
        }
    }
}
