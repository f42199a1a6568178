//! The way of a request through the shell, wherever the machine lives: ask the machine, wait where it says so, send, and after
//! a refusal ask again and send once more.

use jotpass::attach::{AllowList, Place as Address, Verdict};
use jotpass::error::ErrorCode;
use jotpass::session::{Attempt, Mark, Step, is_refusal};

use crate::messages::News;
use crate::net::{Purpose, Reply};
use crate::platform::Page;
use crate::server::id_of;
use crate::world::{Input, World};

#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) page: Page,
    pub(crate) place: &'static Place,
    pub(crate) made: u64,
    pub(crate) lost_before: u64,
    /// Who was signed in when it was made, as far as its tab knew.
    pub(crate) user: Option<char>,
    /// What it relied on then.
    pub(crate) mark: Option<Mark>,
    attempt: Attempt,
    pub(crate) shown: Vec<usize>,
    /// A stream cannot be sent twice.
    can_resend: bool,
    /// The place refuses every token.
    pub(crate) is_refused_there: bool,
    waits_for_login: bool,
    /// The promise of the page that made it, where that is not the machine's; and how many logins that one knew to be over.
    pub(crate) promise: Option<usize>,
    pub(crate) over_before: usize,
    /// Delivered, rejected or aborted.
    pub(crate) is_over: bool,
    pub(crate) is_ok: bool,
}

/// Where a request goes, and whether the app listed that.
#[derive(Debug)]
pub(crate) struct Place {
    origin: &'static str,
    path: &'static str,
    pub(crate) is_listed: bool,
}

const fn place(origin: &'static str, path: &'static str, is_listed: bool) -> Place {
    Place {
        origin,
        path,
        is_listed,
    }
}

static LISTED: [Place; 2] = [
    place("https://api.test", "/v1", true),
    place("https://api.test", "/v1/orders", true),
];

static OTHERS: [Place; 5] = [
    place("https://api.test", "/", false),
    place("https://api.test", "/v10", false),
    place("https://api.test", "/v1/..%2fadmin", false),
    place("http://api.test", "/v1", false),
    place("https://api.test.evil.test", "/v1", false),
];

pub(crate) fn allow_list() -> AllowList {
    AllowList::new(vec![Address {
        origin: LISTED[0].origin.to_owned(),
        path: LISTED[0].path.to_owned(),
    }])
}

/// What becomes of it now.
enum Fate {
    Send(Option<usize>),
    Wait,
    WaitForLogin,
    Reject(ErrorCode),
}

impl World {
    pub(crate) fn request(&mut self, tab: usize) {
        let it = &self.tabs[tab];
        // Within an event the machine is ahead of what it has told.
        let user = it.shadow.user.filter(|_| !it.is_telling());
        let mark = it.machine.has_session().then(|| it.machine.mark());
        let request = Request {
            user,
            mark,
            ..self.draw_request(tab)
        };
        self.requests.push(request);
        let id = self.requests.len() - 1;
        if self.is_elsewhere(id) {
            // Whether or not somebody is signed in, and whatever they wait for.
            self.say(|| format!("tab {tab}: request {id} to another place"));
            return self.exchange(tab, 0, Purpose::Api(id, None));
        }
        self.to(crate::oracle::BOUND, tab, Input::LateRequest(id));
        if self.chance.per_mille(40) && !self.is_healed {
            let delay = self.chance.within(0, 3_000);
            self.to(delay, tab, Input::AbortRequest(id));
        }
        self.go_on(id);
    }

    /// A request has come from a page. What it relied on then is to be what there is now, or it is not sent.
    pub(crate) fn serve_fetch(&mut self, tab: usize, id: usize) {
        let it = &self.tabs[tab];
        let now = it.machine.has_session().then(|| it.machine.mark());
        let page = it.page();
        let request = &mut self.requests[id];
        let then = request.mark;
        request.page = page;
        request.mark = then.or(now);
        if then.is_some() && then.map(|mark| mark.epoch) != now.map(|mark| mark.epoch) {
            request.attempt = Attempt::Waited(then);
        }
        if self.is_elsewhere(id) {
            return self.answer_fetch(id, News::Native);
        }
        self.go_on(id);
    }

    fn is_elsewhere(&self, id: usize) -> bool {
        let place = self.requests[id].place;
        self.allow_list.judge(place.origin, place.path) != Verdict::Listed
    }

    /// Somebody makes a request, to wherever it may be.
    pub(crate) fn draw_request(&mut self, tab: usize) -> Request {
        let server = self.setup.faults.server && !self.is_healed;
        let places: &'static [Place] = if self.chance.per_mille(40) && !self.is_healed {
            &OTHERS
        } else {
            &LISTED
        };
        let place = &places[self.chance.below(places.len())];
        let it = &self.tabs[tab];
        Request {
            page: it.page(),
            place,
            made: self.time,
            lost_before: it.lost,
            user: None,
            mark: None,
            attempt: Attempt::First,
            shown: vec![],
            can_resend: self.chance.per_mille(900) || self.is_healed,
            is_refused_there: server && self.chance.per_mille(60),
            waits_for_login: false,
            promise: None,
            over_before: 0,
            is_over: false,
            is_ok: false,
        }
    }

    /// Asks what becomes of it.
    pub(crate) fn go_on(&mut self, id: usize) {
        let Request {
            page,
            attempt,
            mark,
            is_over,
            ..
        } = self.requests[id];
        if is_over || self.tabs[page.tab].page() != page {
            return;
        }
        self.say(|| format!("tab {}: request {id} {attempt:?}", page.tab));
        if attempt == Attempt::First {
            self.requests[id].attempt = Attempt::Waited(mark);
        }
        // Timers are hints: every request asks the clock. And what the app has yet to be told, it is told before.
        self.ask_clock(page.tab);
        if self.requests[id].is_over {
            return;
        }
        self.check_announcement(page.tab);
        // Who signs out when told of the time does so before the request is made.
        if attempt == Attempt::First && self.tabs[page.tab].shadow.user.is_none() {
            self.requests[id].user = None;
        }
        self.tabs[page.tab].shadow.is_by_clock = false;
        let (fate, seen) = self.tell(page.tab, |machine, now| {
            let fate = match machine.step(attempt, now) {
                Step::Show(token) => Fate::Send(Some(id_of(token))),
                Step::Bare => Fate::Send(None),
                Step::Wait => Fate::Wait,
                Step::WaitForLogin => Fate::WaitForLogin,
                Step::Reject(error) => Fate::Reject(error.code),
            };
            (fate, machine.mark())
        });
        match fate {
            Fate::Send(token) => self.send(id, token, seen),
            Fate::Wait => self.park(id),
            Fate::WaitForLogin => {
                if !self.requests[id].waits_for_login {
                    self.requests[id].waits_for_login = true;
                    let page = self.requests[id].page;
                    self.to(self.setup.wait_timeout, page.tab, Input::WaitOver(id));
                }
                self.park(id);
            }
            Fate::Reject(code) => {
                self.add(|| format!("request {id} is rejected: {code:?}"));
                self.end_request(id, false);
            }
        }
    }

    fn park(&mut self, id: usize) {
        let tab = self.requests[id].page.tab;
        self.add(|| format!("request {id} waits"));
        self.tabs[tab].parked.push(id);
    }

    fn send(&mut self, id: usize, token: Option<usize>, seen: Mark) {
        let tab = self.requests[id].page.tab;
        self.add(|| format!("request {id} sent with {token:?}"));
        self.check_send(id, token);
        if let Some(token) = token {
            self.requests[id].shown.push(token);
            self.requests[id].attempt = Attempt::Refused(seen);
        }
        self.exchange(tab, 0, Purpose::Api(id, token));
    }

    /// Its exchange has ended.
    pub(crate) fn end_send(&mut self, tab: usize, id: usize, reply: &Reply) {
        let request = &mut self.requests[id];
        let (Reply::Unauthorized, Attempt::Refused(mark), false) = (reply, request.attempt, request.is_over) else {
            return self.end_request(id, matches!(reply, Reply::Ok));
        };
        assert!(is_refusal(401, None));
        let is_resend = request.shown.len() == 2;
        let goes_on = !is_resend && request.can_resend;
        self.note_refusal(tab, id, mark, is_resend);
        self.tell(tab, |machine, now| machine.handle_refusal(mark, is_resend, now));
        self.check_refusal(tab);
        if goes_on {
            self.go_on(id);
        } else {
            self.end_request(id, false);
        }
    }

    fn end_request(&mut self, id: usize, is_ok: bool) {
        let request = &mut self.requests[id];
        request.is_ok = is_ok;
        request.is_over = true;
        self.answer_fetch(id, |promise| News::Answer(promise, is_ok));
    }

    pub(crate) fn stop_waiting(&mut self, id: usize) {
        let Request { page, is_over, .. } = self.requests[id];
        if !is_over && self.tabs[page.tab].parked.contains(&id) {
            self.abort(id);
            return self.end_request(id, false);
        }
        self.requests[id].waits_for_login = false;
    }

    pub(crate) fn abort(&mut self, id: usize) {
        let request = &mut self.requests[id];
        request.is_over = true;
        let tab = request.page.tab;
        self.tabs[tab].parked.retain(|parked| *parked != id);
    }
}
