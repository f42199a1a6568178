//! What people do, and what breaks.

use jotpass::session::Machine;

use crate::calls::Wish;
use crate::platform::Page;
use crate::setup::{DAY, Home, Identity};
use crate::world::{Event, World};

impl World {
    pub(crate) fn act(&mut self) {
        let Some(place) = self.awake_page() else {
            if self.has_room() {
                self.open_page();
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
                    self.wish(place, Wish::Request);
                }
            }
            520..620 => {
                let user = self.user();
                self.wish(place, Wish::Login(user));
            }
            620..650 => self.wish(place, Wish::Logout),
            650..700 => self.wish(place, Wish::Refresh),
            700..730 => self.wish(place, Wish::SignOfLife),
            730..750 if self.has_room() => self.open_page(),
            750..765 => self.reload_page(place),
            765..780 if self.tabs.len() > 1 || self.setup.home == Home::SharedWorker => self.close_page(place),
            780..1000 => self.break_something(place),
            _ => self.wish(place, Wish::Request),
        }
    }

    fn break_something(&mut self, place: usize) {
        let tab = self.tab_of(place);
        let faults = self.setup.faults;
        match self.chance.within(0, 100) {
            0..30 if faults.tabs => {
                let millis = self.chance.pick(&[100, 1_500, 4_000, 30_000]);
                let millis = self.chance.within(millis / 2, millis * 2);
                self.freeze_page(place, millis);
            }
            30..40 if faults.tabs && self.tabs[tab].is_awake() => {
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
                self.sleep(millis);
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
            _ => self.wish(place, Wish::Request),
        }
    }

    /// A listener may call any method from any event.
    pub(crate) fn listen(&mut self, place: usize, is_news: bool) {
        if !self.setup.has_listeners || self.is_healed || !is_news || !self.chance.per_mille(80) {
            return;
        }
        let wish = match self.chance.below(8) {
            0 => Wish::Logout,
            1 | 2 => Wish::Login(self.user()),
            3 => Wish::Refresh,
            _ => Wish::Request,
        };
        self.wish(place, wish);
    }

    fn user(&mut self) -> char {
        match self.setup.identity {
            Identity::Nobody => 'A',
            _ => self.chance.pick(&['A', 'A', 'A', 'B', 'C']),
        }
    }

    fn awake_page(&mut self) -> Option<usize> {
        let awake = self.awake_pages();
        let chosen = self.chance.below(awake.len());
        awake.get(chosen).copied()
    }

    /// Nothing breaks from now on, and what was broken is mended.
    pub(crate) fn heal(&mut self) {
        self.say(|| "all is well from here on".to_owned());
        self.is_healed = true;
        self.server.is_healed = true;
        self.wake();
        if self.awake_pages().is_empty() {
            self.open_page();
        }
        // A timer that was throttled fires.
        for tab in 0..self.tabs.len() {
            if self.tabs[tab].is_awake() {
                self.tell(tab, Machine::handle_clock);
            }
        }
    }

    /// Each page asks for something once more.
    pub(crate) fn probe(&mut self) {
        for place in self.awake_pages() {
            let tab = self.tab_of(place);
            let shadow = &self.tabs[tab].shadow;
            let (login, sign_ins) = (shadow.family, shadow.sign_ins);
            let knows_row = self.tabs[tab].is_shared() == self.setup.rules.is_shared;
            self.wish(place, Wish::Request);
            // One whose store was lost has yet to learn what became of the session.
            if knows_row {
                self.oracle.probes.push((self.requests.len() - 1, login, sign_ins));
            }
        }
    }

    /// Each page comes to the front once.
    pub(crate) fn look(&mut self) {
        // Who dies between writing and telling tells nobody, nor does one whose writing seemed to fail.
        let has_died = self.tabs.iter().any(|tab| tab.life > 0);
        if !self.setup.rules.is_deaf && !has_died && !self.setup.faults.store {
            self.check_agreement();
        }
        for place in self.awake_pages() {
            self.wish(place, Wish::SignOfLife);
        }
    }
}
