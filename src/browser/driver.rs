//! Drives the session's machine with what the platform reports.
//!
//! The contract of every entry:
//! 1. tell the machine what happened, and when;
//! 2. drain its outputs, one by one, performing each with nothing borrowed: a listener may call any entry again;
//! 3. arm the timer for the next deadline.
//!
//! What takes time is started under the ticket of the call it belongs to and comes back through [`Driver::deliver`].

use std::cell::RefCell;

use js_sys::Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::Response;

use super::json::JsJson;
use super::platform::{self, Host};
use super::{error, now};
use crate::attach::Verdict;
use crate::endpoint::{self, Reply, RequestPlan};
use crate::error::{AuthError, ErrorCode, Result};
use crate::json::{Json, Member};
use crate::options::Options;
use crate::session::{Event, Exchange, Machine, Output, Pass, Session, Status, Step, Ticket, timer_delay};
use crate::token::{Secret, UnixMillis};

/// One session in this page.
pub struct Driver {
    options: Options<JsJson>,
    host: Host,
    machine: RefCell<Machine<JsJson>>,
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

/// How the token is to be shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// As the value of the header.
    InHeader,
    /// As it is, for the query.
    Plain,
}

impl Driver {
    /// A driver with nobody signed in.
    #[must_use]
    pub fn new(options: Options<JsJson>, host: Host) -> Self {
        Self {
            options,
            host,
            machine: RefCell::default(),
        }
    }

    /// Exchanges credentials for a token; without credentials the shell does the asking.
    pub fn login(&self, ticket: Ticket, credentials: Option<Vec<Member>>) {
        self.machine.borrow_mut().handle_login(ticket);
        if let Some(credentials) = credentials {
            match endpoint::login_request(&self.options.all, &credentials, platform::base64) {
                Ok(plan) => self.exchange(ticket, &plan),
                Err(error) => self.machine.borrow_mut().handle_answer(ticket, Err(error)),
            }
        }
        self.drain();
    }

    /// Signs in with a token obtained elsewhere, given as JSON.
    pub fn adopt(&self, ticket: Ticket, answer: &str) {
        self.machine.borrow_mut().handle_login(ticket);
        self.end_login(ticket, read_given(answer, Exchange::Adopted));
    }

    /// Forgets the token, then tells the server.
    pub fn logout(&self, ticket: Ticket) {
        self.machine.borrow_mut().handle_logout(ticket);
        self.drain();
    }

    /// What was started under a ticket has ended.
    pub fn deliver(&self, ticket: Ticket, outcome: Outcome) {
        let pass = match outcome {
            Outcome::Failed(error) => Err(error),
            Outcome::Answered(response, body) => self.read(&response, &body),
            Outcome::Given(response, json) => read_given(&json, Exchange::Answered(server_now(&response))),
        };
        self.end_login(ticket, pass);
    }

    /// Time has passed, or may have.
    #[inline(never)]
    pub fn wake(&self) {
        self.machine.borrow_mut().handle_clock(now());
        self.drain();
    }

    /// Whether the token may go there.
    #[must_use]
    #[inline(never)]
    pub fn judge(&self, origin: &str, path: &str) -> Verdict {
        self.options.allow_list.judge(origin, path)
    }

    /// The token for a request to that place; `None` when it goes without.
    ///
    /// # Errors
    /// `login-required`.
    pub fn show(&self, origin: &str, path: &str, shown: Shown) -> Result<Option<String>> {
        // Every request is a sign of life.
        self.wake();
        if self.judge(origin, path) != Verdict::Listed {
            return Ok(None);
        }
        match self.machine.borrow().step(self.options.signed_out, now()) {
            Step::Show(token) if shown == Shown::InHeader => Ok(Some(self.options.carrier.header_value(token))),
            Step::Show(token) => Ok(Some(token.expose().to_owned())),
            Step::Bare => Ok(None),
            Step::Reject => Err(AuthError::new(ErrorCode::LoginRequired)),
        }
    }

    /// The token, while it lives.
    #[must_use]
    pub fn token(&self) -> Option<String> {
        let machine = self.machine.borrow();
        machine.token(now()).map(|token| token.expose().to_owned())
    }

    /// How things stand.
    #[must_use]
    pub fn status(&self) -> Status {
        self.machine.borrow().status(now())
    }

    fn end_login(&self, ticket: Ticket, pass: Result<Pass<JsJson>>) {
        self.machine.borrow_mut().handle_answer(ticket, pass);
        // A token may be over by the time it comes.
        self.wake();
    }

    fn read(&self, response: &Response, body: &str) -> Result<Pass<JsJson>> {
        let reply = Reply {
            status: response.status(),
            body,
            header: &|name| header(response, name),
        };
        let answer = endpoint::read(&reply, &self.options.all)?;
        Ok(Pass::new(answer, Exchange::Answered(server_now(response)), now()))
    }

    #[inline(never)]
    fn drain(&self) {
        loop {
            let output = self.machine.borrow_mut().poll_output();
            let Some(output) = output else { break };
            match output {
                Output::Emit(event) => self.emit(&event),
                Output::Settle(ticket, result) => {
                    let error = result.map_or_else(|error| error::to_js(&error), |()| JsValue::UNDEFINED);
                    self.host.settle(ticket, &error);
                }
                Output::Revoke {
                    ticket,
                    token,
                    refresh_token,
                } => self.revoke(ticket, &token, refresh_token.as_ref()),
            }
        }
        let deadline = self.machine.borrow().next_deadline();
        platform::arm(
            &self.host,
            deadline.map_or(-1.0, |deadline| timer_delay(deadline, now())),
        );
    }

    fn emit(&self, event: &Event<JsJson>) {
        let session = match event {
            Event::SignedIn(session) => to_js(session),
            Event::Expired | Event::SignedOut => JsValue::UNDEFINED,
        };
        self.host.emit(event.type_name(), &session);
    }

    fn revoke(&self, ticket: Ticket, token: &Secret, refresh_token: Option<&Secret>) {
        let options = &self.options;
        match endpoint::logout_request(&options.all, &options.carrier, token, refresh_token) {
            Some(plan) => self.exchange(ticket, &plan),
            None => self.host.settle(ticket, &JsValue::UNDEFINED),
        }
    }

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

/// Reads an answer that the app gives us.
fn read_given(json: &str, exchange: Exchange) -> Result<Pass<JsJson>> {
    match JsJson::parse(json).as_ref().and_then(endpoint::read_tokens) {
        Some(answer) => Ok(Pass::new(answer, exchange, now())),
        None => Err(AuthError::new(ErrorCode::NoToken)),
    }
}

/// The snapshot as it crosses the border: its members in order. Not by name, because serde-wasm-bindgen keeps a hash table
/// for the names of a struct's fields, which is more code than the whole machine. Numbers and values passed through:
/// nothing here can fail to serialize.
fn to_js(session: &Session<JsJson>) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    let members = (&session.claims, &session.user, session.received_at, session.expires_at);
    members.serialize(&serializer).unwrap_or(JsValue::NULL)
}
