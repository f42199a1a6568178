//! The rules of the homes in which a page is not its machine: what a page knows and when, that each of its promises is kept, and
//! that its end is nobody else's.

use jotpass::session::{Means, SignedOut, SignedOutReason};

use super::BOUND;
use crate::client::{Asked, Promise};
use crate::messages::{Cause, State};
use crate::platform::Page;
use crate::serve::Connection;
use crate::world::World;

/// What the end of a page must leave as it is.
#[derive(PartialEq, Eq)]
pub(crate) struct Untouched {
    page: Page,
    family: Option<usize>,
    renewing: Option<usize>,
}

impl World {
    /// Who has heard all there was to hear knows what the worker knows.
    pub(crate) fn check_client(&mut self, client: usize) {
        let it = &self.clients[client];
        let tab = &self.tabs[it.tab];
        let is_served = tab.connections.iter().any(|connection| connection.client == client);
        if !it.to_page.is_empty() || !is_served || tab.is_telling() {
            return;
        }
        let known = it.known;
        let (login, mark) = (tab.shadow.family, tab.machine.mark());
        let is_right = match known {
            State::Loading => tab.opening.is_some(),
            _ if tab.opening.is_some() => false,
            State::SignedOut => login.is_none(),
            State::SignedIn { family, mark: seen, .. } => login == Some(family) && seen == mark,
        };
        if !is_right {
            self.break_rule(|| format!("client {client} knows {known:?}, and its worker {login:?} as {mark:?}"));
        }
    }

    /// When all has been quiet, they agree, and no worker keeps anything of those that are gone, nor of what is done.
    pub(crate) fn check_clients(&mut self) {
        for tab in 0..self.tabs.len() {
            let is_left = |connection: &Connection| {
                let mut calls = connection.calls.iter();
                !self.clients[connection.client].is_open || calls.any(|call| self.promises[call.promise].is_settled)
            };
            if self.tabs[tab].connections.iter().any(is_left) {
                self.break_rule(|| format!("worker {tab} keeps what is of use to nobody"));
            }
        }
        for client in 0..self.clients.len() {
            if self.clients[client].is_awake() {
                self.check_client(client);
            }
        }
    }

    pub(crate) fn check_state(&mut self, client: usize, state: State, cause: Cause) {
        let it = &mut self.clients[client];
        let known = it.known;
        it.sign_ins += u32::from(cause == Cause::SignIn);
        it.traps += u32::from(cause == Cause::Trap);
        let is_end = match cause {
            Cause::SignOut(_) => true,
            Cause::Trap => it.traps <= self.tabs[it.tab].traps,
            Cause::Start | Cause::SignIn | Cause::Other => false,
        };
        if known.family().is_some() && state.family().is_none() && !is_end {
            self.break_rule(|| format!("client {client} loses its session without a word: {cause:?}"));
        }
        let Cause::SignOut(reason) = cause else { return };
        if reason != SignedOutReason::Refused {
            self.clients[client].over.extend(known.family());
        }
        let mut logouts = self.promises.iter().filter(|promise| promise.asked == Asked::Logout);
        let is_right = match reason {
            SignedOutReason::Logout => logouts.any(|logout| logout.client == client && !logout.is_settled),
            SignedOutReason::OtherTab => logouts.any(|logout| logout.client != client),
            SignedOutReason::Refused => true,
        };
        if !is_right {
            self.break_rule(|| format!("client {client} hears of {reason:?}, and it was not so"));
        }
    }

    /// One answer for each promise; and whoever asked for a change knows of it by then.
    pub(crate) fn check_answer(&mut self, id: usize, is_ok: bool) {
        let Promise {
            client,
            asked,
            family,
            sign_ins,
            is_settled,
            is_aborted,
            ..
        } = self.promises[id];
        if is_aborted {
            return;
        }
        if is_settled {
            self.break_rule(|| format!("client {client} is answered twice: promise {id}"));
        }
        let it = &self.clients[client];
        let has_cookie = self.setup.rules.means == Means::Nothing;
        let is_known = match asked {
            Asked::Login(_) => it.sign_ins > sign_ins,
            Asked::Logout => has_cookie || family.is_none() || it.known.family() != family,
            Asked::Fetch(_) | Asked::Refresh => true,
        };
        if is_ok && !is_known {
            self.break_rule(|| format!("client {client}: {asked:?} is done, and its page knows nothing of it"));
        }
    }

    pub(crate) fn check_overdue_promise(&mut self, id: usize) {
        let promise = &self.promises[id];
        if promise.is_settled {
            return;
        }
        let client = promise.client;
        let it = &self.clients[client];
        let tab = &self.tabs[it.tab];
        let waits = match promise.asked {
            Asked::Fetch(_) if self.setup.rules.signed_out == SignedOut::Wait => 2 * self.setup.wait_timeout,
            _ => 0,
        };
        let awake_until = promise.begun + BOUND + waits + (it.lost + tab.lost - promise.lost_before);
        let (asked, is_late) = (promise.asked, self.time >= awake_until && tab.is_awake());
        if is_late {
            return self.break_rule(|| format!("client {client}: {asked:?} waits for too long"));
        }
        let delay = awake_until.saturating_sub(self.time).max(1_000);
        self.after(delay, crate::world::Event::At(client, crate::client::Note::Overdue(id)));
    }

    /// A page sends by itself what is for another place, and what it makes while nobody is signed in.
    pub(crate) fn check_native(&mut self, client: usize, id: usize) {
        let request = &self.requests[id];
        let is_free = request.user.is_none() && self.setup.rules.signed_out == SignedOut::Pass;
        if request.place.is_listed && !is_free {
            self.break_rule(|| format!("client {client} sends request {id} without a token"));
        }
    }

    /// Before a page's request is sent with a token.
    pub(super) fn check_sender(&mut self, id: usize, family: usize) {
        let request = &self.requests[id];
        let Some(promise) = request.promise else { return };
        let (tab, over_before) = (request.page.tab, request.over_before);
        let Promise { client, .. } = self.promises[promise];
        let mut connections = self.tabs[tab].connections.iter();
        if !connections.any(|connection| connection.client == client) {
            self.break_rule(|| format!("request {id} is sent, and its page is gone"));
        }
        if self.oracle.aborted.contains(&promise) {
            self.break_rule(|| format!("request {id} is sent, and was aborted"));
        }
        let has_cookie = self.setup.rules.means == Means::Nothing;
        if self.clients[client].over[..over_before].contains(&family) && !has_cookie {
            self.break_rule(|| format!("request {id} is sent for login {family}, which its page had seen end"));
        }
    }

    /// What was in the memory of a page or a worker is gone with it.
    pub(super) fn check_memory(&mut self, tab: usize, token: usize) {
        if !self.setup.rules.is_shared && token < self.tabs[tab].tokens_before {
            self.break_rule(|| format!("tab {tab} shows a{token}, which was gone with all memory"));
        }
    }

    // What happened to the pages.

    pub(crate) fn note_abort(&mut self, promise: usize) {
        self.oracle.aborted.push(promise);
    }

    /// A logout that its machine did not live to write down is lost.
    pub(crate) fn note_trap(&mut self, tab: usize) {
        self.tabs[tab].traps += 1;
        for client in self.clients.iter_mut().filter(|client| client.tab == tab) {
            client.over.clear();
        }
        for request in self.requests.iter_mut().filter(|request| request.page.tab == tab) {
            request.over_before = 0;
        }
    }

    /// A login that its page did not live to see must not come true.
    pub(crate) fn note_gone(&mut self, tab: usize, client: usize) -> Untouched {
        let mut connections = self.tabs[tab].connections.iter();
        let connection = connections.find(|connection| connection.client == client);
        for served in connection
            .map(|connection| connection.calls.as_slice())
            .unwrap_or_default()
        {
            if matches!(self.promises[served.promise].asked, Asked::Login(_)) {
                for exchange in &mut self.exchanges {
                    exchange.is_called_off |= Some(exchange.ticket) == served.ticket;
                }
            }
        }
        self.untouched(tab)
    }

    /// All that the others have is as it was, and nothing of the page is left.
    pub(crate) fn check_gone(&mut self, tab: usize, client: usize, before: &Untouched) {
        if *before != self.untouched(tab) {
            self.break_rule(|| format!("client {client} is gone, and tab {tab} is not what it was"));
        }
        let is_its = |request: &usize| {
            let promise = self.requests[*request].promise;
            promise.is_some_and(|promise| self.promises[promise].client == client)
        };
        if self.tabs[tab].parked.iter().any(is_its) {
            self.break_rule(|| format!("client {client} is gone, and a request of it still waits"));
        }
    }

    fn untouched(&self, tab: usize) -> Untouched {
        let it = &self.tabs[tab];
        Untouched {
            page: it.page(),
            family: it.shadow.family,
            renewing: it.renewing,
        }
    }
}
