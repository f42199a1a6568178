//! Drives the session's machine with what the platform reports.
//!
//! The contract of every entry:
//! 1. tell the machine what happened, and when;
//! 2. drain its outputs, one by one, performing each with nothing borrowed: a listener may call any entry again, which
//!    then drains what is left;
//! 3. arm the timer for the next deadline.
//!
//! What takes time is started under the ticket of the call it belongs to and comes back through [`Driver::deliver`]; of the
//! row's operations there is one at a time, which comes back through [`Driver::stored`].

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::Response;

use super::json::JsJson;
use super::platform::{self, Host};
use super::{error, wall};
use crate::attach::{Guard, Verdict};
use crate::endpoint::{self, Reply, RequestPlan};
use crate::error::{AuthError, ErrorCode, Result};
use crate::json::{Json, Member};
use crate::options::Options;
use crate::session::{
    Attempt, Event, Exchange, Machine, Mark, Output, Pass, Row, Session, Status, Step, Ticket, Value, timer_delay,
};
use crate::token::{Clock, Moment, Now, UnixMillis};

/// One session in this page.
pub struct Driver {
    options: Options<JsJson>,
    host: Host,
    machine: RefCell<Machine<JsJson>>,
    clock: RefCell<Clock>,
    /// What the timer is armed for, so that a request does not arm it anew.
    armed: Cell<Moment>,
    /// What the host was given to show, plain or not, and keeps until it is given another.
    given: Cell<Option<(Mark, bool)>>,
}

/// How an exchange ended.
pub enum Outcome {
    /// No answer came.
    Failed(Box<AuthError>),
    /// An answer came, and this is its body.
    Answered(Response, String),
    /// The app's own reader made this JSON of the answer.
    Given(Response, String),
}

/// What became of the row.
pub enum Stored {
    /// It was read, from the shared store or not: its revision, and what stands there.
    Row(u32, JsJson, bool),
    /// It was written, or had another revision.
    Swapped(bool),
    /// Neither could be done.
    Failed,
}

/// What a request is to do.
pub enum Shown {
    /// Go with the token that the host was given, and rely on this.
    Token(Mark),
    /// Go without one.
    Bare,
    /// Wait for a renewal.
    Later,
    /// Wait for a login.
    AfterLogin,
    /// Fail with the error that the host was given: `login-required`, or what keeps the token from being renewed.
    Refused,
}

impl Driver {
    /// A driver that knows nothing yet.
    #[must_use]
    pub fn new(options: Options<JsJson>, host: Host, tab: u32, seed: u32) -> Self {
        let machine = Machine::new(options.rules, tab, seed);
        Self {
            options,
            host,
            machine: RefCell::new(machine),
            clock: RefCell::new(Clock::new(wall(), platform::page_clock())),
            armed: Cell::new(Moment::NEVER),
            given: Cell::new(None),
        }
    }

    /// Reads what is stored; the renewal that an earlier driver of this page has begun goes on.
    pub fn open(&self, ticket: Ticket, orphan: Option<Ticket>) {
        self.tell(|machine, now| machine.handle_open(ticket, orphan, now));
    }

    /// Exchanges credentials for a token; without credentials the shell does the asking.
    pub fn login(&self, ticket: Ticket, credentials: Option<Vec<Member>>) {
        self.machine.borrow_mut().handle_login(ticket);
        if let Some(credentials) = credentials {
            match endpoint::login_request(&self.options.all, &credentials, platform::base64) {
                Ok(plan) => self.exchange(ticket, &plan),
                Err(error) => self.deliver(ticket, Outcome::Failed(error)),
            }
        }
        self.drain();
    }

    /// Signs in with a token obtained elsewhere, given as JSON.
    pub fn adopt(&self, ticket: Ticket, answer: &str) {
        self.machine.borrow_mut().handle_login(ticket);
        self.end_exchange(ticket, self.read_given(answer, Exchange::Adopted));
    }

    /// Forgets the token, then tells the server.
    pub fn logout(&self, ticket: Ticket) {
        self.tell(|machine, now| machine.handle_logout(ticket, now));
    }

    /// Renews the token now.
    pub fn refresh(&self, ticket: Ticket) {
        self.tell(|machine, now| machine.handle_refresh(ticket, now));
    }

    /// What was started under a ticket has ended.
    pub fn deliver(&self, ticket: Ticket, outcome: Outcome) {
        let pass = match outcome {
            Outcome::Failed(error) => Err(error),
            Outcome::Answered(response, body) => self.read(&response, &body),
            Outcome::Given(response, json) => self.read_given(&json, Exchange::Answered(server_now(&response))),
        };
        self.end_exchange(ticket, pass);
    }

    /// An operation on the row has ended.
    pub fn stored(&self, stored: Stored) {
        self.tell(|machine, now| match stored {
            Stored::Row(revision, body, is_shared) => {
                if is_shared {
                    machine.handle_store_regained();
                } else {
                    machine.handle_store_missed();
                }
                machine.handle_row(revision, Row::read(&body), now);
            }
            Stored::Swapped(is_done) => machine.handle_swap(is_done, now),
            Stored::Failed => machine.handle_store_failure(now),
        });
    }

    /// The lock is ours, or cannot be had in time.
    pub fn locked(&self) {
        self.tell(Machine::handle_lock);
    }

    /// Another tab told us something.
    pub fn news(&self, is_signed_out: bool) {
        self.tell(|machine, now| machine.handle_news(is_signed_out, now));
    }

    /// Time has passed, or may have.
    pub fn wake(&self, is_sign_of_life: bool) {
        // The timer may be the one that calls, and be spent.
        self.armed.set(Moment::NEVER);
        self.tell(|machine, now| match is_sign_of_life {
            true => machine.handle_sign_of_life(now),
            false => machine.handle_clock(now),
        });
    }

    /// A server refused the token that a request showed.
    pub fn refuse(&self, mark: Mark, is_resend: bool) {
        self.tell(|machine, now| machine.handle_refusal(mark, is_resend, now));
    }

    /// Whether the token may go there.
    #[must_use]
    #[inline(never)]
    pub fn judge(&self, origin: &str, path: &str) -> Verdict {
        self.options.allow_list.judge(origin, path)
    }

    /// Whether requests to listed places would go as they are.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.machine.borrow().is_idle()
    }

    /// How a request that shows the token is kept from taking it along a redirect.
    #[must_use]
    pub fn guard(&self, method: &str, is_in_body: bool) -> Guard {
        let Options { redirects, carrier, .. } = &self.options;
        redirects.guard((!is_in_body).then_some(&carrier.header), method)
    }

    /// The tokens that are held, for a worker that keeps them from the page.
    #[must_use]
    pub fn secrets(&self) -> Array {
        let machine = self.machine.borrow();
        let secrets = machine.secrets();
        secrets.map(|secret| JsValue::from_str(secret.expose())).collect()
    }

    /// What a request to a listed place is to do now: to show the header's value or, if `is_plain`, the token as it is.
    pub fn show(&self, attempt: Attempt, is_plain: bool) -> Shown {
        // Timers are hints: every request asks the clock.
        let now = self.now();
        self.machine.borrow_mut().handle_clock(now);
        // A listener may have taken its time.
        let now = if self.drain() { self.now() } else { now };
        let (mut text, mut refusal) = (None, None);
        let mut machine = self.machine.borrow_mut();
        let mark = machine.mark();
        let shown = match machine.step(attempt, now) {
            Step::Show(token) => {
                let is_given = self.given.replace(Some((mark, is_plain))) == Some((mark, is_plain));
                text = (!is_given).then(|| match is_plain {
                    true => token.expose().to_owned(),
                    false => self.options.carrier.header_value(token),
                });
                Shown::Token(mark)
            }
            Step::Bare => Shown::Bare,
            Step::Wait => Shown::Later,
            Step::WaitForLogin => Shown::AfterLogin,
            Step::Reject(error) => {
                refusal = Some(error);
                Shown::Refused
            }
        };
        drop(machine);
        if let Some(text) = text {
            self.host.show(&text);
        }
        if let Some(error) = refusal {
            self.host.refuse(&error::to_js(&error));
        }
        self.drain();
        shown
    }

    /// What a request relies on that is looked at now, if on anything.
    #[must_use]
    pub fn mark(&self) -> Option<Mark> {
        let machine = self.machine.borrow();
        machine.has_session().then(|| machine.mark())
    }

    /// How things stand.
    #[must_use]
    pub fn status(&self) -> Status {
        self.machine.borrow().status(self.now())
    }

    fn end_exchange(&self, ticket: Ticket, pass: Result<Pass<JsJson>>) {
        self.tell(|machine, now| machine.handle_answer(ticket, pass, now));
    }

    fn read(&self, response: &Response, body: &str) -> Result<Pass<JsJson>> {
        let reply = Reply {
            status: response.status(),
            body,
            header: &|name| header(response, name),
        };
        let answer = endpoint::read(&reply, &self.options.all, wall())?;
        Ok(Pass::received(
            answer,
            Exchange::Answered(server_now(response)),
            self.now(),
        ))
    }

    /// Reads an answer that the app gives us.
    fn read_given(&self, json: &str, exchange: Exchange) -> Result<Pass<JsJson>> {
        let has_cookie = self.options.all.has("attach.cookie");
        let answer = JsJson::parse(json).and_then(|answer| endpoint::read_tokens(&answer, has_cookie));
        match answer {
            Some(answer) => Ok(Pass::received(answer, exchange, self.now())),
            None => Err(AuthError::new(ErrorCode::NoToken)),
        }
    }

    #[inline(never)]
    fn now(&self) -> Now {
        self.clock.borrow_mut().read(wall(), platform::page_clock())
    }

    /// The steps of the contract.
    fn tell(&self, what: impl FnOnce(&mut Machine<JsJson>, Now)) {
        // 1.
        let now = self.now();
        what(&mut self.machine.borrow_mut(), now);
        self.drain();
    }

    /// Steps 2 and 3; whether there was anything to perform.
    #[inline(never)]
    fn drain(&self) -> bool {
        // 2.
        let mut has_performed = false;
        loop {
            let output = self.machine.borrow_mut().poll_output();
            let Some(output) = output else { break };
            self.perform(output);
            has_performed = true;
        }
        // 3.
        let deadline = self.machine.borrow().next_deadline();
        let is_never = deadline == Moment::NEVER;
        if is_never || deadline != self.armed.replace(deadline) {
            let delay = if is_never {
                -1.0
            } else {
                timer_delay(deadline, self.now())
            };
            platform::arm(&self.host, delay);
        }
        has_performed
    }

    fn perform(&self, output: Output<JsJson>) {
        match output {
            Output::Emit(event) => self.emit(&event),
            Output::Settle(ticket, result) => {
                let error = result.map_or_else(|error| error::to_js(&error), |()| JsValue::UNDEFINED);
                self.host.settle(ticket, &error);
            }
            Output::Revoke(ticket, pass) => self.revoke(ticket, &pass),
            Output::Renew(ticket, pass) => self.renew(ticket, pass),
            Output::Lock => self.host.lock(),
            Output::Unlock => self.host.unlock(),
            Output::Read => self.host.read(),
            Output::Swap(revision, row) => self.host.swap(revision, &to_js(&row)),
            Output::Tell(is_signed_out) => self.host.tell(is_signed_out),
            Output::LoseStore => self.host.lose_store(),
            Output::Warn => self.host.warn(),
            Output::Resume => self.host.resume(),
        }
    }

    #[inline(never)]
    fn emit(&self, event: &Event<JsJson>) {
        let detail = match event {
            Event::SignedOut(reason) => JsValue::from(*reason as u8),
            _ => event.session().map_or(JsValue::UNDEFINED, session_to_js),
        };
        self.host.emit(event.type_name(), &detail);
    }

    #[inline(never)]
    fn revoke(&self, ticket: Ticket, pass: &Pass<JsJson>) {
        let options = &self.options;
        match endpoint::logout_request(&options.all, &options.carrier, pass.token(), pass.refresh_token()) {
            Some(plan) => self.exchange(ticket, &plan),
            None => self.deliver(ticket, Outcome::Failed(AuthError::new(ErrorCode::Aborted))),
        }
    }

    #[inline(never)]
    fn renew(&self, ticket: Ticket, pass: Option<Rc<Pass<JsJson>>>) {
        let refresh_token = pass.as_ref().and_then(|pass| Some(pass.refresh_token()?.expose()));
        if self.options.is_own_refresh {
            return self.host.renew(ticket, refresh_token);
        }
        let access_token = pass.as_ref().map(|pass| pass.token().expose());
        let plan = endpoint::refresh_request(&self.options.all, refresh_token, access_token);
        self.exchange(ticket, &plan);
    }

    #[inline(never)]
    fn exchange(&self, ticket: Ticket, plan: &RequestPlan) {
        let headers = Array::new();
        for header in &plan.headers {
            for text in [&header.name, &header.text] {
                headers.push(&JsValue::from_str(text));
            }
        }
        platform::exchange(
            &self.host,
            ticket,
            &plan.method,
            &plan.url,
            &headers,
            plan.body.as_deref(),
            plan.credentials.as_deref(),
        );
    }
}

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name).ok().flatten()
}

/// The server's clock (RFC 9110, section 6.6.1), where CORS lets it be read.
fn server_now(response: &Response) -> Option<UnixMillis> {
    JsJson::parse_date(&header(response, "date")?).map(UnixMillis)
}

/// The snapshot as it crosses the border.
fn session_to_js(session: &Session<JsJson>) -> JsValue {
    let [user, received_at, expires_at] = session.lasting();
    let claims = session.claims.as_ref().map_or(Value::Null, Value::Json);
    to_js([claims, user, received_at, expires_at].as_slice())
}

/// A list, never an object: serde-wasm-bindgen keeps a hash table for the names of a struct's fields, which is more code than
/// the whole machine. Numbers, texts and values passed through: nothing here can fail to serialize.
fn to_js<T: Serialize + ?Sized>(values: &T) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    values.serialize(&serializer).unwrap_or(JsValue::NULL)
}
