//! The worker's side: it takes its pages' messages, drives the machine for them, and tells them how things stand. The machine
//! knows nothing of pages.
//!
//! What is said here is what the package's worker says, but for three things that are simpler:
//! - Whether an address is listed comes with the fetch (`News::Native`). A page of the package asks before.
//! - `Message::Connect` is answered at once, while the session may still be loading. The package's worker answers when it is
//!   ready.
//! - A refresh that comes while the session is loading fails. In the package it waits.

use jotpass::error::{AuthError, ErrorCode};
use jotpass::session::{Event as Told, SignedOutReason};

use crate::client::Asked;
use crate::json::Value;
use crate::messages::{Cause, Message, News, State};
use crate::server::login_of;
use crate::world::World;

/// One page, as its worker knows it.
pub(crate) struct Connection {
    pub(crate) client: usize,
    /// What it waits for.
    pub(crate) calls: Vec<Served>,
}

#[derive(Clone, Copy)]
pub(crate) struct Served {
    pub(crate) promise: usize,
    /// The machine's word for it; a fetch has none.
    pub(crate) ticket: Option<u32>,
}

impl World {
    pub(crate) fn serve_message(&mut self, client: usize, message: Message) {
        let tab = self.clients[client].tab;
        self.say(|| format!("worker {tab} hears {message:?} of client {client}"));
        match message {
            Message::Connect => {
                self.tabs[tab].connections.push(Connection { client, calls: vec![] });
                let state = self.state(tab);
                self.tell_client(client, News::State(state, Cause::Start));
            }
            Message::Call(promise) => self.serve_call(tab, client, promise),
            Message::Abort(promise) => self.serve_abort(tab, promise),
            Message::SignOfLife => self.sign_of_life(tab),
            Message::Gone => {
                let before = self.note_gone(tab, client);
                self.forget(tab, client);
                self.check_gone(tab, client, &before);
            }
        }
    }

    fn serve_call(&mut self, tab: usize, client: usize, promise: usize) {
        let asked = self.promises[promise].asked;
        if let Asked::Fetch(id) = asked {
            self.keep(tab, client, Served { promise, ticket: None });
            return self.serve_fetch(tab, id);
        }
        // Of what is not known yet, no renewal is asked for.
        if asked == Asked::Refresh && self.tabs[tab].opening.is_some() {
            return self.tell_client(client, News::Answer(promise, false));
        }
        let ticket = self.call(tab, "a page's call");
        self.keep(
            tab,
            client,
            Served {
                promise,
                ticket: Some(ticket),
            },
        );
        match asked {
            Asked::Login(user) => self.login(tab, ticket, user),
            Asked::Logout => {
                self.tabs[tab].signs_out = Some(client);
                self.logout(tab, ticket);
                self.tabs[tab].signs_out = None;
            }
            Asked::Refresh => self.refresh(tab, ticket),
            Asked::Fetch(_) => {}
        }
    }

    fn keep(&mut self, tab: usize, client: usize, served: Served) {
        let mut connections = self.tabs[tab].connections.iter_mut();
        if let Some(connection) = connections.find(|connection| connection.client == client) {
            connection.calls.push(served);
        }
    }

    /// No longer waited for, by whomever it was.
    fn drop_call(&mut self, tab: usize, is_it: impl Fn(&Served) -> bool) -> Option<(usize, Served)> {
        for connection in &mut self.tabs[tab].connections {
            if let Some(at) = connection.calls.iter().position(&is_it) {
                return Some((connection.client, connection.calls.remove(at)));
            }
        }
        None
    }

    fn serve_abort(&mut self, tab: usize, promise: usize) {
        self.note_abort(promise);
        if let Some((_, served)) = self.drop_call(tab, |served| served.promise == promise) {
            self.call_off(tab, served);
        }
    }

    /// The page is gone, and what it asked for is of use to nobody. A renewal is of use to all, and a logout was meant.
    fn forget(&mut self, tab: usize, client: usize) {
        let connections = &mut self.tabs[tab].connections;
        let Some(at) = connections.iter().position(|connection| connection.client == client) else {
            return;
        };
        for served in connections.remove(at).calls {
            self.call_off(tab, served);
        }
    }

    fn call_off(&mut self, tab: usize, served: Served) {
        match (self.promises[served.promise].asked, served.ticket) {
            (Asked::Fetch(id), _) => self.abort(id),
            (Asked::Login(_), Some(ticket)) => {
                let error = AuthError::new(ErrorCode::Aborted);
                self.tell(tab, |machine, now| machine.handle_answer(ticket, Err(error), now));
            }
            _ => {}
        }
    }

    /// The machine has ended a call.
    pub(crate) fn answer_call(&mut self, tab: usize, ticket: u32, is_ok: bool) {
        if let Some((client, served)) = self.drop_call(tab, |served| served.ticket == Some(ticket)) {
            self.tell_client(client, News::Answer(served.promise, is_ok));
        }
    }

    /// A request has ended here: it was answered, or the page is to send it.
    pub(crate) fn answer_fetch(&mut self, id: usize, news: impl Fn(usize) -> News) {
        let request = &self.requests[id];
        let (tab, Some(promise)) = (request.page.tab, request.promise) else {
            return;
        };
        if let Some((client, _)) = self.drop_call(tab, |served| served.promise == promise) {
            self.tell_client(client, news(promise));
        }
    }

    /// The machine has trapped: whoever waited for it hears that, and that another one is loading.
    pub(crate) fn fail_calls(&mut self, tab: usize) {
        self.tell_clients(tab, |_| News::State(State::Loading, Cause::Trap));
        while let Some((client, served)) = self.drop_call(tab, |_| true) {
            if let Asked::Fetch(id) = self.promises[served.promise].asked {
                self.abort(id);
            }
            self.tell_client(client, News::Answer(served.promise, false));
        }
    }

    // How things stand.

    pub(crate) fn state(&self, tab: usize) -> State {
        let it = &self.tabs[tab];
        match (it.opening, it.told) {
            (Some(_), _) => State::Loading,
            (None, Some(family)) => State::SignedIn {
                family,
                user: self.server.families[family].user,
                mark: it.machine.mark(),
            },
            (None, None) => State::SignedOut,
        }
    }

    pub(crate) fn announce(&mut self, tab: usize, event: &Told<Value>) {
        if let Told::SignedOut(_) = event {
            self.tabs[tab].told = None;
        } else if let Some(session) = event.session() {
            self.tabs[tab].told = login_of(session);
        }
        let state = self.state(tab);
        let asker = self.tabs[tab].signs_out;
        self.tell_clients(tab, |client| {
            let cause = match event {
                Told::Restored(_) => Cause::Start,
                Told::SignedIn(_) => Cause::SignIn,
                // A logout is the others' own only where they asked for it.
                Told::SignedOut(SignedOutReason::Logout) if asker != Some(client) => {
                    Cause::SignOut(SignedOutReason::OtherTab)
                }
                Told::SignedOut(reason) => Cause::SignOut(*reason),
                _ => Cause::Other,
            };
            News::State(state, cause)
        });
    }

    pub(crate) fn announce_start(&mut self, tab: usize) {
        let state = self.state(tab);
        self.tell_clients(tab, |_| News::State(state, Cause::Start));
    }

    fn tell_clients(&mut self, tab: usize, news: impl Fn(usize) -> News) {
        for at in 0..self.tabs[tab].connections.len() {
            let client = self.tabs[tab].connections[at].client;
            self.tell_client(client, news(client));
        }
    }
}
