//! What an app can ask for, and how the shell asks a machine for it.

use jotpass::session::Machine;

use crate::net::Purpose;
use crate::setup::Home;
use crate::world::{Input, World};

#[derive(Clone, Copy, Debug)]
pub(crate) enum Wish {
    Request,
    Login(char),
    Logout,
    Refresh,
    /// The page comes to the front, or goes online.
    SignOfLife,
}

impl World {
    /// Somebody asks for something, at a tab's own machine or at its page.
    pub(crate) fn wish(&mut self, place: usize, wish: Wish) {
        if self.setup.home != Home::Page {
            return self.ask(place, wish);
        }
        let tab = place;
        match wish {
            Wish::Request => self.request(tab),
            Wish::Login(user) => {
                let ticket = self.call(tab, "login");
                self.login(tab, ticket, user);
                if self.chance.per_mille(50) {
                    let delay = self.chance.within(0, 2_000);
                    self.to(delay, tab, Input::AbortLogin(ticket));
                }
            }
            Wish::Logout => {
                let ticket = self.call(tab, "logout");
                self.logout(tab, ticket);
            }
            // The shell asks for no renewal of what is not known yet.
            Wish::Refresh if self.tabs[tab].opening.is_some() => {}
            Wish::Refresh => {
                let ticket = self.call(tab, "refresh");
                self.refresh(tab, ticket);
            }
            Wish::SignOfLife => self.sign_of_life(tab),
        }
    }

    pub(crate) fn login(&mut self, tab: usize, ticket: u32, user: char) {
        self.say(|| format!("tab {tab}: login {ticket} as {user}"));
        self.excuse(tab);
        self.tell(tab, |machine, _| machine.handle_login(ticket));
        self.exchange(tab, ticket, Purpose::Login(user));
    }

    pub(crate) fn logout(&mut self, tab: usize, ticket: u32) {
        self.say(|| format!("tab {tab}: logout {ticket}"));
        self.note_logout(tab);
        self.tell(tab, |machine, now| machine.handle_logout(ticket, now));
        self.tabs[tab].shadow.logs_out = false;
    }

    pub(crate) fn refresh(&mut self, tab: usize, ticket: u32) {
        self.say(|| format!("tab {tab}: refresh {ticket}"));
        self.excuse(tab);
        self.tabs[tab].shadow.is_by_clock = false;
        self.tell(tab, |machine, now| machine.handle_refresh(ticket, now));
    }

    pub(crate) fn sign_of_life(&mut self, tab: usize) {
        self.say(|| format!("tab {tab}: sign of life"));
        self.excuse(tab);
        self.tell(tab, Machine::handle_sign_of_life);
    }
}
