//! What drives one tab's machine, and keeps the contract of the browser's driver: tell the machine, perform its outputs one
//! by one with nothing borrowed, arm the timer.

use jotpass::error::{AuthError, Result};
use jotpass::session::{Event as Told, LEASE, Machine, Means, Output, timer_delay};
use jotpass::token::{Moment, Now};

use crate::json::Value;
use crate::net::{Purpose, shown};
use crate::platform::{Claimant, Disk, held};
use crate::server::{Shown, id_of};
use crate::setup::Home;
use crate::store::{RETRY_INTERVAL, Stored};
use crate::world::{Event, Input, World};

impl World {
    pub(crate) fn input(&mut self, tab: usize, input: Input) {
        match input {
            Input::Timer(number) if number == self.tabs[tab].timer => {
                self.say(|| format!("tab {tab}: timer"));
                self.ask_clock(tab);
                self.check_deadline(tab);
            }
            Input::Stored(number, stored) if number == self.tabs[tab].operation => self.stored(tab, stored),
            Input::Locked(number) if number == self.tabs[tab].lock => {
                self.tabs[tab].has_lock = self.setup.has_lock;
                self.locked(tab);
            }
            Input::NotLocked(number) if number == self.tabs[tab].lock && !self.tabs[tab].has_lock => {
                self.locked(tab);
            }
            // Granted too late: given back.
            Input::Locked(number) => self.leave_lock((self.tabs[tab].page(), number)),
            Input::Heard(is_signed_out) => {
                self.say(|| format!("tab {tab} hears {is_signed_out}"));
                self.tell(tab, |machine, now| machine.handle_news(is_signed_out, now));
            }
            Input::Answer(exchange, reply) => self.answer(tab, exchange, reply),
            Input::Late(late) => self.check_late(tab, late),
            Input::Overdue(call) => self.check_overdue(call),
            Input::LateRequest(request) => self.check_late_request(request),
            Input::WaitOver(request) => self.stop_waiting(request),
            Input::AbortRequest(request) => self.abort(request),
            Input::AbortLogin(ticket) => {
                let error = AuthError::new(jotpass::error::ErrorCode::Aborted);
                self.say(|| format!("tab {tab}: aborts login {ticket}"));
                self.tell(tab, |machine, now| machine.handle_answer(ticket, Err(error), now));
            }
            Input::Timer(_) | Input::Stored(..) | Input::NotLocked(_) => {}
        }
    }

    pub(crate) fn ask_clock(&mut self, tab: usize) {
        // Within a call, other outputs may be due.
        let is_by_clock = !self.tabs[tab].is_telling();
        let was_by_clock = std::mem::replace(&mut self.tabs[tab].shadow.is_by_clock, is_by_clock);
        self.tell(tab, Machine::handle_clock);
        self.tabs[tab].shadow.is_by_clock = was_by_clock;
    }

    fn locked(&mut self, tab: usize) {
        self.say(|| format!("tab {tab}: lock"));
        self.tell(tab, Machine::handle_lock);
    }

    fn stored(&mut self, tab: usize, stored: Stored) {
        match stored {
            Stored::Row(revision, row, is_shared) => {
                self.say(|| format!("tab {tab}: row {revision} {}", show_row(row.as_ref())));
                if is_shared && self.tabs[tab].private.take().is_some() {
                    self.add(|| "the store is back".to_owned());
                    self.tabs[tab].machine.handle_store_regained();
                    self.tabs[tab].shadow.is_regaining = true;
                    self.tabs[tab].shadow.regained_at = self.time;
                }
                let read = row.as_ref().map(|row| (row.generation, held(row)));
                let before = self.tabs[tab].shadow.token;
                self.tell(tab, |machine, now| machine.handle_row(revision, row, now));
                self.check_adoption(tab, before, read);
            }
            Stored::Swapped(is_done) => {
                self.say(|| format!("tab {tab}: swapped {is_done}"));
                if is_done {
                    self.tabs[tab].shadow.is_regaining = false;
                    let generation = self.tabs[tab].writing;
                    self.note_written(tab, generation);
                }
                self.tell(tab, |machine, now| machine.handle_swap(is_done, now));
            }
            // It was tried again, in vain.
            Stored::Failed if self.tabs[tab].private.is_some() => self.operate(tab, None),
            Stored::Failed => {
                self.say(|| format!("tab {tab}: store failed"));
                self.tabs[tab].shadow.has_store_failed = true;
                let time = self.time;
                self.tabs[tab].trouble(time);
                self.tell(tab, Machine::handle_store_failure);
            }
        }
    }

    /// Tells the machine, performs what it says, and lets those go on who wait.
    pub(crate) fn tell<R>(&mut self, tab: usize, input: impl FnOnce(&mut Machine<Value>, Now) -> R) -> R {
        let wall = self.wall();
        let now = self.tabs[tab].now(self.time, wall);
        let result = input(&mut self.tabs[tab].machine, now);
        self.tabs[tab].depth += 1;
        while let Some(output) = self.tabs[tab].machine.poll_output() {
            self.perform(tab, output);
        }
        self.tabs[tab].depth -= 1;
        if self.tabs[tab].depth == 0 {
            while std::mem::take(&mut self.tabs[tab].resumes) {
                for request in std::mem::take(&mut self.tabs[tab].parked) {
                    self.go_on(request);
                }
            }
            self.arm(tab);
        }
        result
    }

    fn arm(&mut self, tab: usize) {
        let wall = self.wall();
        let now = self.tabs[tab].now(self.time, wall);
        self.tabs[tab].timer += 1;
        let number = self.tabs[tab].timer;
        let deadline = self.tabs[tab].machine.next_deadline();
        if deadline == Moment::NEVER {
            return;
        }
        let mut delay = timer_delay(deadline, now).ceil() as u64;
        if self.setup.faults.tabs && !self.is_healed && self.chance.per_mille(30) {
            // A page in the background has its timers throttled.
            delay += self.chance.within(0, 60_000);
            let until = self.time + delay + LEASE as u64;
            self.tabs[tab].trouble(until);
        }
        self.to(delay, tab, Input::Timer(number));
    }

    fn perform(&mut self, tab: usize, output: Output<Value>) {
        match output {
            Output::Emit(event) => {
                self.add(|| format!("emit {}", show_event(&event)));
                self.check_event(tab, &event);
                if self.setup.home == Home::Page {
                    self.listen(tab, !matches!(event, Told::Restored(_)));
                } else {
                    self.announce(tab, &event);
                }
            }
            Output::Settle(ticket, result) => self.settle(tab, ticket, &result),
            Output::Revoke(ticket, pass) => {
                self.add(|| format!("revoke a{}", id_of(pass.token())));
                let family = self.server.accesses[id_of(pass.token())].family;
                self.exchange(tab, ticket, Purpose::Revoke(family));
            }
            Output::Renew(ticket, pass) => {
                let access = pass.as_ref().map(|pass| id_of(pass.token()));
                let shown = match pass {
                    _ if self.setup.rules.means == Means::Nothing => Shown::Cookie(self.jar),
                    Some(pass) => shown(pass.token(), pass.refresh_token()),
                    None => return self.break_rule(|| format!("tab {tab} renews nothing, and shows nothing")),
                };
                self.add(|| format!("renew {access:?} by {shown:?}"));
                self.check_renewal(tab, shown, access);
                self.exchange(tab, ticket, Purpose::Renew(shown, access));
                self.tabs[tab].renewing = Some(self.exchanges.len() - 1);
            }
            Output::Lock => {
                self.add(|| "lock".to_owned());
                self.check_begin(tab);
                self.ask_lock(tab);
            }
            Output::Unlock => {
                self.add(|| "unlock".to_owned());
                let claimant = (self.tabs[tab].page(), self.tabs[tab].lock);
                self.tabs[tab].lock += 1;
                self.tabs[tab].renewing = None;
                self.tabs[tab].has_lock = false;
                self.end_renewal(tab);
                self.leave_lock(claimant);
            }
            Output::Read => {
                self.add(|| "read".to_owned());
                self.operate(tab, None);
            }
            Output::Swap(revision, row) => {
                self.add(|| format!("swap {revision} {}", show_row(Some(&row))));
                self.tabs[tab].writing = row.generation;
                self.note_claim(tab, &row);
                self.operate(tab, Some((revision, row)));
            }
            Output::Tell(is_signed_out) => {
                self.add(|| format!("tell {is_signed_out}"));
                self.broadcast(tab, is_signed_out);
            }
            Output::Warn => {}
            Output::LoseStore => {
                self.add(|| "lose store".to_owned());
                self.check_loss(tab);
                self.tabs[tab].private = Some(Disk::default());
                self.tabs[tab].retry_at = self.time + RETRY_INTERVAL;
            }
            Output::Resume => self.tabs[tab].resumes = true,
        }
    }

    fn settle(&mut self, tab: usize, ticket: u32, result: &Result<()>) {
        self.add(|| {
            format!(
                "settle {ticket} {}",
                result.as_ref().map_or_else(|e| e.code.as_str(), |()| "ok")
            )
        });
        let page = self.tabs[tab].page();
        let call = self
            .calls
            .iter_mut()
            .rev()
            .find(|call| call.ticket == ticket && call.page == page);
        match call {
            Some(call) if !call.is_settled => call.is_settled = true,
            _ => self.break_rule(|| format!("tab {tab} settles {ticket}, which is no call that waits")),
        }
        self.answer_call(tab, ticket, result.is_ok());
        if self.tabs[tab].opening == Some(ticket) {
            self.tabs[tab].opening = None;
            for input in std::mem::take(&mut self.tabs[tab].early) {
                self.to(0, tab, input);
            }
            self.announce_start(tab);
        }
    }

    fn broadcast(&mut self, tab: usize, is_signed_out: bool) {
        self.note_told(tab);
        if self.setup.rules.is_deaf {
            return;
        }
        for other in 0..self.tabs.len() {
            if other != tab && self.tabs[other].is_open {
                let delay = self.chance.within(0, 50);
                self.to(delay, other, Input::Heard(is_signed_out));
            }
        }
    }

    fn ask_lock(&mut self, tab: usize) {
        self.tabs[tab].lock += 1;
        self.tabs[tab].has_lock = false;
        let claimant = (self.tabs[tab].page(), self.tabs[tab].lock);
        if !self.setup.has_lock || self.lock.ask(claimant) {
            return self.to(0, tab, Input::Locked(claimant.1));
        }
        self.to(LEASE as u64, tab, Input::NotLocked(claimant.1));
    }

    pub(crate) fn leave_lock(&mut self, claimant: Claimant) {
        self.grant_next(|other| other == claimant);
    }

    pub(crate) fn grant_next(&mut self, leaves: impl Fn(Claimant) -> bool) {
        if let Some((page, number)) = self.lock.leave(leaves) {
            self.after(1, Event::To(page, Input::Locked(number)));
        }
    }
}

fn show_row(row: Option<&jotpass::session::Row<Value>>) -> String {
    let Some(row) = row else { return "none".to_owned() };
    let holder = match &row.holder {
        jotpass::session::Holder::Nobody(reason) => format!("{reason:?}"),
        jotpass::session::Holder::Somebody(pass) => format!("a{}", id_of(pass.token())),
    };
    let claim = row
        .claim
        .map(|claim| format!(" claim {:x}", claim.by))
        .unwrap_or_default();
    format!("[g{} {holder}{claim}]", row.generation)
}

fn show_event(event: &Told<Value>) -> String {
    match event {
        Told::SignedOut(reason) => format!("signed-out {reason:?}"),
        event => event.type_name().to_owned(),
    }
}
