//! The border: everything JavaScript sees of this crate, and nothing else. The shell in `pkg-template/` makes it the
//! `Auth` of `types.d.ts`.
//!
//! A session is a number, as a file is to an operating system: no method can be called on an object that is gone or in
//! use. Every function returns at once; a call that takes time has a ticket, and ends in `host.settle(ticket, error)`. So
//! nothing is borrowed while it lasts, and a listener may call anything from any event.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::Response;

use crate::attach::{Place, Verdict};
use crate::browser::driver::{Driver, Outcome, Shown};
use crate::browser::error;
use crate::browser::json::{JsJson, to_members};
use crate::browser::platform::Host;
use crate::error::{AuthError, ErrorCode};
use crate::json::Member;
use crate::options::Options;
use crate::session::Status;
use crate::token;

// Smaller and faster here than the default allocator (talc's own WebAssembly benchmarks).
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// The ways an exchange can fail before there is an answer, in the order `platform.js` knows them by.
/// Beyond them: the request could not be built.
const FAILURES: [ErrorCode; 4] = [
    ErrorCode::Aborted,
    ErrorCode::Timeout,
    ErrorCode::CallbackFailed,
    ErrorCode::Network,
];

thread_local! {
    static SESSIONS: RefCell<Vec<Option<Rc<Driver>>>> = const { RefCell::new(Vec::new()) };
}

/// The number of a session that is closed, or 0, is nobody's.
#[inline(never)]
fn session(id: u32) -> Option<Rc<Driver>> {
    SESSIONS.with_borrow(|sessions| sessions.get(at(id)).cloned().flatten())
}

const fn at(id: u32) -> usize {
    (id as usize).wrapping_sub(1)
}

/// Opens a session with checked options; their addresses are resolved already, and `places` holds those of `attach.to` as
/// members: their origin is the name, their path the text.
#[wasm_bindgen]
pub fn open(options: JsValue, places: &Array, host: Host) -> u32 {
    let place = |member: Member| Place {
        origin: member.name,
        path: member.text,
    };
    let places = to_members(places).into_iter().map(place).collect();
    let driver = Driver::new(Options::new(JsJson(options), places), host);
    SESSIONS.with_borrow_mut(|sessions| {
        sessions.push(Some(Rc::new(driver)));
        u32::try_from(sessions.len()).unwrap_or_default()
    })
}

/// Closes a session: it is forgotten, as soon as no call further up is still in it.
#[wasm_bindgen]
pub fn close(id: u32) {
    drop(SESSIONS.with_borrow_mut(|sessions| sessions.get_mut(at(id))?.take()));
}

/// Exchanges credentials (the members of an object, flat) for a token; without credentials the shell does the asking.
#[wasm_bindgen]
pub fn login(id: u32, ticket: u32, credentials: Option<Array>) {
    if let Some(driver) = session(id) {
        driver.login(ticket, credentials.map(|flat| to_members(&flat)));
    }
}

/// Signs in with a token obtained elsewhere, given as JSON.
#[wasm_bindgen]
pub fn adopt(id: u32, ticket: u32, answer: &str) {
    if let Some(driver) = session(id) {
        driver.adopt(ticket, answer);
    }
}

/// Forgets the token, then tells the server.
#[wasm_bindgen]
pub fn logout(id: u32, ticket: u32) {
    if let Some(driver) = session(id) {
        driver.logout(ticket);
    }
}

/// An exchange brought an answer. Its `text` is JSON that the app's own reader made of it, if `is_given`.
#[wasm_bindgen]
pub fn answer(id: u32, ticket: u32, response: Response, text: String, is_given: bool) {
    let outcome = match is_given {
        true => Outcome::Given(response, text),
        false => Outcome::Answered(response, text),
    };
    if let Some(driver) = session(id) {
        driver.deliver(ticket, outcome);
    }
}

/// An exchange brought no answer.
#[wasm_bindgen]
pub fn fail(id: u32, ticket: u32, failure: usize) {
    let error = match FAILURES.get(failure) {
        None => AuthError::with_detail(ErrorCode::InvalidOptions, "a header cannot carry these credentials"),
        Some(code) => AuthError::new(*code),
    };
    if let Some(driver) = session(id) {
        driver.deliver(ticket, Outcome::Failed(error));
    }
}

/// Time has passed, or may have.
#[wasm_bindgen]
pub fn wake(id: u32) {
    if let Some(driver) = session(id) {
        driver.wake();
    }
}

/// Whether the token may go there: the number of a [`Verdict`].
#[wasm_bindgen]
pub fn judge(id: u32, origin: &str, path: &str) -> u8 {
    session(id).map_or(Verdict::OtherOrigin, |driver| driver.judge(origin, path)) as u8
}

/// The token for a request to that place, if it gets one: as the header's value, or plain.
#[wasm_bindgen]
pub fn show(id: u32, origin: &str, path: &str, is_plain: bool) -> Result<Option<String>, JsValue> {
    let shown = if is_plain { Shown::Plain } else { Shown::InHeader };
    match session(id) {
        Some(driver) => driver.show(origin, path, shown).map_err(|error| error::to_js(&error)),
        None => Ok(None),
    }
}

/// The token, while it lives.
#[wasm_bindgen]
pub fn token(id: u32) -> Option<String> {
    session(id)?.token()
}

/// How things stand: the number of a [`Status`].
#[wasm_bindgen]
pub fn status(id: u32) -> u8 {
    session(id).map_or(Status::SignedOut, |driver| driver.status()) as u8
}

/// Decodes a token and verifies nothing: its header, and its claims or null.
#[wasm_bindgen]
pub fn decode(text: &str) -> Result<Array, JsValue> {
    match token::decode::<JsJson>(text) {
        Ok(jwt) => {
            let parts = Array::new();
            parts.push(&jwt.header.0);
            parts.push(&jwt.claims.map_or(JsValue::NULL, |claims| claims.0));
            Ok(parts)
        }
        Err(malformed) => {
            let error = AuthError::with_detail(ErrorCode::InvalidToken, malformed.as_str());
            Err(error::to_js(&error))
        }
    }
}
