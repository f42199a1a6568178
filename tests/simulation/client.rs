//! The page's side where the machine is in a worker: a client of it. It holds no token; it asks by messages, knows what it was
//! told, and sends by itself only what needs no token.

use std::collections::VecDeque;

use jotpass::session::SignedOut;

use crate::calls::Wish;
use crate::messages::{Cause, Message, News, State};
use crate::net::{Purpose, Reply};
use crate::world::{Event, World};

/// One page. A reload ends it, and another one begins.
pub(crate) struct Client {
    /// Where its worker is.
    pub(crate) tab: usize,
    pub(crate) is_open: bool,
    pub(crate) known: State,
    pub(crate) to_worker: VecDeque<Message>,
    pub(crate) to_page: VecDeque<News>,
    /// What happens to it while it is frozen; messages stay where they are.
    frozen: Option<Vec<Note>>,
    frozen_at: u64,
    /// How long it was frozen, all in all.
    pub(crate) lost: u64,
    /// How often it heard of a login.
    pub(crate) sign_ins: u32,
    /// The logins that it knows to be over.
    pub(crate) over: Vec<usize>,
    /// How often it heard of a trap.
    pub(crate) traps: u32,
}

/// A promise that a page gave to the app.
#[derive(Debug)]
pub(crate) struct Promise {
    pub(crate) client: usize,
    pub(crate) asked: Asked,
    pub(crate) begun: u64,
    /// How long its page and its worker had been frozen before.
    pub(crate) lost_before: u64,
    /// Which login its page knew of then, and of how many.
    pub(crate) family: Option<usize>,
    pub(crate) sign_ins: u32,
    pub(crate) is_settled: bool,
    pub(crate) is_aborted: bool,
}

/// What the app asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Fetch(usize),
    Login(char),
    Logout,
    Refresh,
}

/// What else happens to a page.
#[derive(Debug)]
pub(crate) enum Note {
    /// What it sent by itself has been answered.
    Answer(usize, Reply),
    Abort(usize),
    /// By now that promise has to be settled.
    Overdue(usize),
}

impl Client {
    pub(crate) fn is_awake(&self) -> bool {
        self.is_open && self.frozen.is_none()
    }
}

impl World {
    pub(crate) fn open_client(&mut self, tab: usize) {
        self.clients.push(Client {
            tab,
            is_open: true,
            known: State::Loading,
            to_worker: VecDeque::new(),
            to_page: VecDeque::new(),
            frozen: None,
            frozen_at: 0,
            lost: 0,
            sign_ins: 0,
            over: vec![],
            traps: 0,
        });
        let client = self.clients.len() - 1;
        self.say(|| format!("client {client} opens"));
        self.post(client, Message::Connect);
    }

    /// The page is no more. What it has said still arrives.
    pub(crate) fn close_client(&mut self, client: usize) {
        self.say(|| format!("client {client} is gone"));
        self.clients[client].is_open = false;
        self.clients[client].to_page.clear();
    }

    pub(crate) fn freeze_client(&mut self, client: usize, millis: u64) {
        self.say(|| format!("client {client} is frozen for {millis} ms"));
        let time = self.time;
        let it = &mut self.clients[client];
        it.frozen = Some(vec![]);
        it.frozen_at = time;
        self.after(millis, Event::ThawClient(client));
    }

    pub(crate) fn thaw_client(&mut self, client: usize) {
        let time = self.time;
        let it = &mut self.clients[client];
        let Some(held) = it.frozen.take() else { return };
        it.lost += time - it.frozen_at;
        if !it.is_open {
            return;
        }
        self.say(|| format!("client {client} thaws"));
        for _ in 0..self.clients[client].to_page.len() {
            self.after(0, Event::AtPage(client));
        }
        for note in held {
            self.note(client, note);
        }
        if self.chance.per_mille(700) {
            self.ask(client, Wish::SignOfLife);
        }
    }

    pub(crate) fn note(&mut self, client: usize, note: Note) {
        let it = &mut self.clients[client];
        match &mut it.frozen {
            _ if !it.is_open => {}
            Some(held) => held.push(note),
            None => match note {
                Note::Answer(exchange, reply) => self.end_native(exchange, &reply),
                Note::Abort(promise) => self.abort_promise(promise),
                Note::Overdue(promise) => self.check_overdue_promise(promise),
            },
        }
    }

    /// The app asks its page for something.
    pub(crate) fn ask(&mut self, client: usize, wish: Wish) {
        self.check_client(client);
        let asked = match wish {
            Wish::SignOfLife => return self.post(client, Message::SignOfLife),
            // Of what is not known yet, no renewal is asked for.
            Wish::Refresh if self.clients[client].known == State::Loading => return,
            Wish::Request => return self.fetch(client),
            Wish::Login(user) => Asked::Login(user),
            Wish::Logout => Asked::Logout,
            Wish::Refresh => Asked::Refresh,
        };
        if asked == Asked::Logout {
            let family = self.clients[client].known.family();
            self.clients[client].over.extend(family);
        }
        let promise = self.promise(client, asked);
        self.say(|| format!("client {client}: {asked:?}, promise {promise}"));
        self.post(client, Message::Call(promise));
        if matches!(asked, Asked::Login(_)) && self.chance.per_mille(50) {
            let delay = self.chance.within(0, 2_000);
            self.after(delay, Event::At(client, Note::Abort(promise)));
        }
    }

    fn fetch(&mut self, client: usize) {
        let mut request = self.draw_request(self.clients[client].tab);
        let Client { known, ref over, .. } = self.clients[client];
        request.user = known.user();
        request.mark = known.mark();
        request.over_before = over.len();
        let id = self.requests.len();
        let promise = self.promise(client, Asked::Fetch(id));
        request.promise = Some(promise);
        self.requests.push(request);
        self.say(|| format!("client {client}: request {id}, promise {promise}"));
        if known == State::SignedOut && self.setup.rules.signed_out == SignedOut::Pass {
            self.send_natively(promise);
        } else {
            self.post(client, Message::Call(promise));
        }
        if self.chance.per_mille(40) && !self.is_healed {
            let delay = self.chance.within(0, 3_000);
            self.after(delay, Event::At(client, Note::Abort(promise)));
        }
    }

    fn promise(&mut self, client: usize, asked: Asked) -> usize {
        let it = &self.clients[client];
        self.promises.push(Promise {
            client,
            asked,
            begun: self.time,
            lost_before: it.lost + self.tabs[it.tab].lost,
            family: it.known.family(),
            sign_ins: it.sign_ins,
            is_settled: false,
            is_aborted: false,
        });
        let promise = self.promises.len() - 1;
        self.after(crate::oracle::BOUND, Event::At(client, Note::Overdue(promise)));
        promise
    }

    /// Its worker has said something.
    pub(crate) fn hear(&mut self, client: usize, news: News) {
        self.say(|| format!("client {client} hears {news:?}"));
        match news {
            News::State(state, cause) => {
                self.check_state(client, state, cause);
                self.clients[client].known = state;
                self.check_client(client);
                self.listen(client, cause != Cause::Start);
            }
            News::Answer(promise, is_ok) => {
                self.check_answer(promise, is_ok);
                self.promises[promise].is_settled = true;
            }
            News::Native(promise) if self.promises[promise].is_settled => {}
            News::Native(promise) => self.send_natively(promise),
        }
    }

    /// By the page's own fetch, as the app made it.
    fn send_natively(&mut self, promise: usize) {
        let (client, Asked::Fetch(id)) = (self.promises[promise].client, self.promises[promise].asked) else {
            return self.break_rule(|| format!("promise {promise} is sent, and is no fetch"));
        };
        self.add(|| format!("request {id} sent natively"));
        self.check_native(client, id);
        let tab = self.clients[client].tab;
        self.exchange_by(Some(client), tab, 0, Purpose::Api(id, None));
    }

    fn end_native(&mut self, exchange: usize, reply: &Reply) {
        let Purpose::Api(id, _) = self.exchanges[exchange].purpose else {
            return;
        };
        self.say(|| format!("request {id} ends natively with {reply:?}"));
        let request = &mut self.requests[id];
        request.is_ok = matches!(reply, Reply::Ok);
        request.is_over = true;
        if let Some(promise) = request.promise {
            self.promises[promise].is_settled = true;
        }
    }

    fn abort_promise(&mut self, promise: usize) {
        let Promise {
            client,
            ref mut is_settled,
            ref mut is_aborted,
            ..
        } = self.promises[promise];
        if std::mem::replace(is_settled, true) {
            return;
        }
        *is_aborted = true;
        self.say(|| format!("client {client}: aborts promise {promise}"));
        self.post(client, Message::Abort(promise));
    }
}
