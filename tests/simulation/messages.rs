//! What a page and the worker that holds its machine say to each other: in the order it was said, but later. No message to a
//! page has room for a token.

use jotpass::session::{Mark, SignedOutReason};

use crate::world::{Event, World};

/// From a page to its worker. A call is known by its promise.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Message {
    /// Is answered at once by how things stand, which may be that nothing is known yet.
    Connect,
    Call(usize),
    /// The page has already told its caller.
    Abort(usize),
    SignOfLife,
    /// Nobody says that; it is what the worker notices of a page that is no more.
    Gone,
}

/// From a worker to one of its pages.
#[derive(Clone, Copy, Debug)]
pub(crate) enum News {
    /// How things stand, and what has led to it.
    State(State, Cause),
    /// The call has ended, well or badly.
    Answer(usize, bool),
    /// What was to be fetched is nowhere that gets a token, so the page is to send it itself; nobody has asked before.
    Native(usize),
}

/// What a page knows of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Loading,
    SignedOut,
    SignedIn {
        family: usize,
        user: char,
        /// A request brings it along, so that it is not sent for somebody who signed in while it was on its way.
        mark: Mark,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The page has connected, or what was stored has been read.
    Start,
    Trap,
    SignIn,
    SignOut(SignedOutReason),
    /// The session goes on, and the app hears something of it.
    Other,
}

impl State {
    pub(crate) const fn user(self) -> Option<char> {
        match self {
            Self::SignedIn { user, .. } => Some(user),
            Self::Loading | Self::SignedOut => None,
        }
    }

    pub(crate) const fn family(self) -> Option<usize> {
        match self {
            Self::SignedIn { family, .. } => Some(family),
            Self::Loading | Self::SignedOut => None,
        }
    }

    pub(crate) const fn mark(self) -> Option<Mark> {
        match self {
            Self::SignedIn { mark, .. } => Some(mark),
            Self::Loading | Self::SignedOut => None,
        }
    }
}

impl World {
    pub(crate) fn post(&mut self, client: usize, message: Message) {
        let delay = self.message_delay();
        self.post_after(delay, client, message);
    }

    pub(crate) fn post_after(&mut self, delay: u64, client: usize, message: Message) {
        self.clients[client].to_worker.push_back(message);
        self.after(delay, Event::AtWorker(client));
    }

    pub(crate) fn tell_client(&mut self, client: usize, news: News) {
        let delay = self.message_delay();
        self.clients[client].to_page.push_back(news);
        self.after(delay, Event::AtPage(client));
    }

    /// The next message has arrived. One that comes while nobody can take it is taken after the thaw.
    pub(crate) fn take_message(&mut self, client: usize) {
        let tab = self.clients[client].tab;
        if !self.tabs[tab].is_awake() {
            return;
        }
        if let Some(message) = self.clients[client].to_worker.pop_front() {
            self.serve_message(client, message);
        }
    }

    pub(crate) fn take_news(&mut self, client: usize) {
        if !self.clients[client].is_awake() {
            return;
        }
        if let Some(news) = self.clients[client].to_page.pop_front() {
            self.hear(client, news);
        }
    }

    /// The worker has thawed: what came meanwhile is there at once.
    pub(crate) fn take_held_messages(&mut self, tab: usize) {
        for client in 0..self.clients.len() {
            if self.clients[client].tab == tab {
                for _ in 0..self.clients[client].to_worker.len() {
                    self.after(0, Event::AtWorker(client));
                }
            }
        }
    }

    fn message_delay(&mut self) -> u64 {
        let is_busy = self.setup.faults.tabs && !self.is_healed && self.chance.per_mille(50);
        self.chance.within(0, if is_busy { 1_000 } else { 5 })
    }
}
