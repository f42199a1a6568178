//! The network: what is sent may come late, in another order, or never; an answer may be lost when the server has already
//! done what was asked.

use jotpass::error::{AuthError, ErrorCode};
use jotpass::session::{Exchange as Via, Means, Pass};
use jotpass::token::{Secret, UnixMillis};

use crate::platform::Page;
use crate::server::{Granted, Receipt, Shown};
use crate::world::{Event, Input, World};

/// One exchange with the server.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) page: Page,
    /// The page that waits for it, where that is not the machine's.
    pub(crate) client: Option<usize>,
    pub(crate) ticket: u32,
    pub(crate) purpose: Purpose,
    pub(crate) begun: u64,
    pub(crate) end: End,
    /// The machine that began it is gone.
    pub(crate) is_orphan: bool,
    /// What stood in the way of two renewals at the same time.
    pub(crate) guard: Guard,
    /// A logout came first, so its login must not come true.
    pub(crate) is_called_off: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    Login(char),
    /// With the number of the access token that is to be renewed.
    Renew(Shown, Option<usize>),
    Revoke(usize),
    /// The request, and what it shows.
    Api(usize, Option<usize>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    /// A claim that the others see.
    Claim,
    /// The lock; there is no row that others see.
    Lock,
    Nothing,
}

/// How it ended, as the page knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Pending,
    /// So that it may be tried again.
    Failed,
    /// For good.
    Refused,
    Decided,
}

#[derive(Clone, Debug)]
pub(crate) enum Reply {
    Granted(Granted),
    /// `invalid_grant`, or wrong credentials.
    Invalid,
    /// With what the server asks for, in milliseconds.
    Failed(ErrorCode, Option<f64>),
    Ok,
    Unauthorized,
}

/// The limit of a token exchange, in milliseconds.
const TIMEOUT: u64 = 10_000;

impl World {
    pub(crate) fn exchange(&mut self, tab: usize, ticket: u32, purpose: Purpose) {
        self.exchange_by(None, tab, ticket, purpose);
    }

    pub(crate) fn exchange_by(&mut self, client: Option<usize>, tab: usize, ticket: u32, purpose: Purpose) {
        let page = self.tabs[tab].page();
        self.exchanges.push(Exchange {
            page,
            client,
            ticket,
            purpose,
            begun: self.time,
            end: End::Pending,
            is_orphan: false,
            guard: match &self.tabs[tab] {
                it if it.is_shared() => Guard::Claim,
                it if it.has_lock => Guard::Lock,
                _ => Guard::Nothing,
            },
            is_called_off: false,
        });
        let id = self.exchanges.len() - 1;
        if !matches!(purpose, Purpose::Api(..)) {
            self.after(TIMEOUT, Event::Deliver(id, Reply::Failed(ErrorCode::Timeout, None)));
        }
        let delay = self.latency();
        if self.network_fails(40) {
            self.add(|| "(lost on the way)".to_owned());
            if matches!(purpose, Purpose::Api(..)) || self.chance.per_mille(500) {
                self.after(delay, Event::Deliver(id, Reply::Failed(ErrorCode::Network, None)));
            }
            return;
        }
        self.after(delay, Event::Arrive(id));
    }

    pub(crate) fn arrive(&mut self, id: usize) {
        let Exchange { page, purpose, .. } = self.exchanges[id];
        let reply = self.serve(purpose);
        self.say(|| format!("server: {purpose:?} of tab {} → {reply:?}", page.tab));
        let delay = self.latency();
        let reply = match reply {
            reply if !self.network_fails(70) => reply,
            _ if self.chance.per_mille(300) => Reply::Failed(ErrorCode::MalformedAnswer, None),
            _ if matches!(purpose, Purpose::Api(..)) || self.chance.per_mille(500) => {
                Reply::Failed(ErrorCode::Network, None)
            }
            _ => return self.add(|| "(answer lost)".to_owned()),
        };
        self.after(delay, Event::Deliver(id, reply));
    }

    fn serve(&mut self, purpose: Purpose) -> Reply {
        let (time, setup) = (self.time, self.setup);
        if time < self.server.down_until && !self.is_healed {
            return Reply::Failed(ErrorCode::ServerError, None);
        }
        if self.setup.faults.server && !self.is_healed && self.chance.per_mille(80) {
            let seconds = self.chance.within(1, 20) as f64;
            let code = self.chance.pick(&[
                ErrorCode::ServerError,
                ErrorCode::RateLimited,
                ErrorCode::HtmlAnswer,
                ErrorCode::UnexpectedStatus,
            ]);
            let asks = matches!(code, ErrorCode::RateLimited | ErrorCode::ServerError) && self.chance.per_mille(500);
            return Reply::Failed(code, asks.then_some(seconds * 1e3));
        }
        match purpose {
            Purpose::Login(_) if self.chance.per_mille(30) => Reply::Invalid,
            Purpose::Login(user) => Reply::Granted(self.server.login(user, &setup, time)),
            Purpose::Renew(shown, _) => match self.server.refresh(shown, &setup, time) {
                Some(granted) => Reply::Granted(granted),
                None => Reply::Invalid,
            },
            Purpose::Revoke(family) => {
                self.server.kill(family);
                Reply::Ok
            }
            Purpose::Api(request, token) => match token {
                Some(token) if self.server.accepts(token, time) && !self.requests[request].is_refused_there => {
                    Reply::Ok
                }
                None if !self.requests[request].place.is_listed => Reply::Ok,
                _ => Reply::Unauthorized,
            },
        }
    }

    /// What the browser does with an answer before any page sees it: it keeps the cookie.
    pub(crate) fn keep_cookie(&mut self, id: usize, reply: &Reply) {
        let Exchange { purpose, end, .. } = self.exchanges[id];
        if self.setup.rules.means != Means::Nothing || end != End::Pending {
            return;
        }
        match (purpose, reply) {
            (_, Reply::Granted(granted)) => self.jar = granted.cookie.or(self.jar),
            (Purpose::Revoke(_), Reply::Ok) => self.jar = None,
            _ => {}
        }
    }

    /// An exchange has ended for its page.
    pub(crate) fn answer(&mut self, tab: usize, id: usize, reply: Reply) {
        if self.exchanges[id].end != End::Pending {
            return;
        }
        // A renewal that outlived a trap waits for the new machine.
        if self.tabs[tab].opening.is_some() && matches!(self.exchanges[id].purpose, Purpose::Renew(..)) {
            self.tabs[tab].early.push(Input::Answer(id, reply));
            return;
        }
        self.exchanges[id].end = match reply {
            Reply::Failed(..) => End::Failed,
            Reply::Invalid => End::Refused,
            _ => End::Decided,
        };
        let Exchange { ticket, purpose, .. } = self.exchanges[id];
        self.say(|| format!("tab {tab}: {purpose:?} ends with {reply:?}"));
        if let Purpose::Api(request, _) = purpose {
            return self.end_send(tab, request, &reply);
        }
        self.note_reply(tab, id, &reply);
        let answer = match reply {
            Reply::Granted(granted) => Ok(self.receive(tab, granted)),
            Reply::Invalid => {
                let mut error = AuthError::new(ErrorCode::InvalidCredentials);
                error.is_final = matches!(purpose, Purpose::Renew(..));
                Err(error)
            }
            Reply::Failed(code, retry_after) => {
                let mut error = AuthError::new(code);
                error.retry_after = retry_after;
                Err(error)
            }
            Reply::Ok | Reply::Unauthorized => Err(AuthError::new(ErrorCode::Network)),
        };
        self.tell(tab, |machine, now| machine.handle_answer(ticket, answer, now));
    }

    fn receive(&mut self, tab: usize, granted: Granted) -> Pass<crate::json::Value> {
        let wall = self.wall();
        let life = self.server.known_life(granted.access, wall);
        self.server.accesses[granted.access].receipt = Some(Receipt { at: self.time, life });
        let (answer, date): (_, Option<UnixMillis>) = self.server.answer(granted, &self.setup);
        let now = self.tabs[tab].now(self.time, wall);
        Pass::received(Box::new(answer), Via::Answered(date), now)
    }

    fn latency(&mut self) -> u64 {
        if self.network_fails(60) {
            return self.chance.within(0, 12_000);
        }
        let most = if self.is_healed { 50 } else { self.setup.latency };
        self.chance.within(most / 4, most)
    }

    fn network_fails(&mut self, share: u64) -> bool {
        self.setup.faults.network && !self.is_healed && self.chance.per_mille(share)
    }
}

/// What a pass shows to be renewed.
pub(crate) fn shown(token: &Secret, refresh_token: Option<&Secret>) -> Shown {
    match refresh_token {
        Some(token) => Shown::Refresh(crate::server::id_of(token)),
        None => Shown::Access(crate::server::id_of(token)),
    }
}
