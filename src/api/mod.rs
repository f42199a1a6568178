//! The border: everything JavaScript sees of this crate, and nothing else. The shell in `pkg-template/` makes it the
//! `Auth` of `types.d.ts`. In the npm package these functions are the exports of the module; in a Rust app, `client` hands them
//! to the same shell.
//!
//! A session is a number, as a file is to an operating system: no method can be called on an object that is gone or in
//! use. Every function returns at once; a call that takes time has a ticket, and ends in `host.settle(ticket, error)`. So
//! nothing is borrowed while it lasts, and a listener may call anything from any event.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::Response;

use crate::attach::{Guard, Place, Verdict};
use crate::browser::driver::{Driver, Outcome, Shown, Stored};
use crate::browser::error;
use crate::browser::json::{JsJson, to_members};
use crate::browser::jwt;
use crate::browser::platform::{self, Host};
use crate::error::{AuthError, ErrorCode};
use crate::options::Options;
use crate::session::{Attempt, Mark, Status, is_refusal};

// Smaller and faster here than the default allocator (talc's own WebAssembly benchmarks). Which one a Rust app has, the app says.
#[cfg(feature = "package")]
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
/// members: their origin is the name, their path the text. `endpoints` holds, in the same form,
/// those that never get the token because their answers hold one. No two tabs have the same number, no two instances the same seed.
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn open(options: JsValue, places: &Array, endpoints: &Array, host: Host, tab: u32, seed: u32) -> u32 {
    let options = Options::read(JsJson(options), to_places(places), to_places(endpoints));
    let driver = Driver::new(options, host, tab, seed);
    SESSIONS.with_borrow_mut(|sessions| {
        sessions.push(Some(Rc::new(driver)));
        u32::try_from(sessions.len()).unwrap_or_default()
    })
}

#[inline(never)]
fn to_places(flat: &Array) -> Vec<Place> {
    let text = |at| flat.get(at).as_string().unwrap_or_default();
    let place = |at| Place {
        origin: text(at),
        path: text(at + 1),
    };
    (0..flat.length()).step_by(3).map(place).collect()
}

/// Reads what is stored. An earlier instance may have begun a renewal, which goes on under its ticket (or 0).
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn start(id: u32, ticket: u32, orphan: u32) {
    if let Some(driver) = session(id) {
        driver.open(ticket, Some(orphan).filter(|orphan| *orphan > 0));
    }
}

/// Closes a session: it is forgotten, as soon as no call further up is still in it.
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn close(id: u32) {
    drop(SESSIONS.with_borrow_mut(|sessions| sessions.get_mut(at(id))?.take()));
}

/// Exchanges credentials (the members of an object, flat) for a token; without credentials the shell does the asking.
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn login(id: u32, ticket: u32, credentials: Option<Array>) {
    if let Some(driver) = session(id) {
        driver.login(ticket, credentials.map(|flat| to_members(&flat)));
    }
}

/// Signs in with a token obtained elsewhere, given as JSON.
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn adopt(id: u32, ticket: u32, answer: &str) {
    if let Some(driver) = session(id) {
        driver.adopt(ticket, answer);
    }
}

/// Forgets the token, then tells the server.
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn logout(id: u32, ticket: u32) {
    if let Some(driver) = session(id) {
        driver.logout(ticket);
    }
}

/// An exchange brought an answer. Its `text` is JSON that the app's own reader made of it, if `is_given`.
#[cfg_attr(feature = "package", wasm_bindgen)]
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
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn fail(id: u32, ticket: u32, failure: usize) {
    let error = match FAILURES.get(failure) {
        None => AuthError::with_detail(ErrorCode::InvalidOptions, "a header cannot carry these credentials"),
        Some(code) => AuthError::new(*code),
    };
    if let Some(driver) = session(id) {
        driver.deliver(ticket, Outcome::Failed(error));
    }
}

/// Renews the token now.
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn refresh(id: u32, ticket: u32) {
    if let Some(driver) = session(id) {
        driver.refresh(ticket);
    }
}

/// The row was read, from the shared store or from one in memory.
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn row(id: u32, revision: u32, body: JsValue, is_shared: bool) {
    if let Some(driver) = session(id) {
        driver.stored(Stored::Row(revision, JsJson(body), is_shared));
    }
}

/// The row was written, or somebody else was faster.
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn swapped(id: u32, is_done: bool) {
    if let Some(driver) = session(id) {
        driver.stored(Stored::Swapped(is_done));
    }
}

/// The store failed.
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn unstored(id: u32) {
    if let Some(driver) = session(id) {
        driver.stored(Stored::Failed);
    }
}

/// The lock is ours, or cannot be had in time.
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn locked(id: u32) {
    if let Some(driver) = session(id) {
        driver.locked();
    }
}

/// Another tab told us something.
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn news(id: u32, is_signed_out: bool) {
    if let Some(driver) = session(id) {
        driver.news(is_signed_out);
    }
}

/// Time has passed, or may have; a sign of life is more than that.
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn wake(id: u32, is_sign_of_life: bool) {
    if let Some(driver) = session(id) {
        driver.wake(is_sign_of_life);
    }
}

/// Whether the token may go there: the number of a [`Verdict`].
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn judge(id: u32, origin: &str, path: &str) -> u8 {
    session(id).map_or(Verdict::OtherOrigin, |driver| driver.judge(origin, path)) as u8
}

/// Whether requests to listed places go as they are, for there is no token.
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn idle(id: u32) -> bool {
    session(id).is_none_or(|driver| driver.is_idle())
}

/// How a request to a listed place that shows the token, in its header or its body, is kept from taking it along a redirect: the
/// number of a [`Guard`].
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn guard(id: u32, method: &str, is_in_body: bool) -> u8 {
    session(id).map_or(Guard::Refuse, |driver| driver.guard(method, is_in_body)) as u8
}

/// What a request to a listed place is to do now: a mark says to show what `host.show` was given last, 0 to show nothing, -1 to wait,
/// -2 to wait for a login, and -3 to fail with what `host.refuse` was given. `attempt` is 0 at first, 1 after waiting, 2 after a
/// refusal; `mark` is what it relied on.
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn show(id: u32, attempt: u32, mark: f64, is_plain: bool) -> f64 {
    let attempt = match (attempt, to_mark(mark)) {
        (0, _) => Attempt::First,
        (2, Some(mark)) => Attempt::Refused(mark),
        (_, mark) => Attempt::Waited(mark),
    };
    match session(id).map_or(Shown::Bare, |driver| driver.show(attempt, is_plain)) {
        Shown::Token(mark) => to_number(mark),
        Shown::Bare => 0.0,
        Shown::Later => -1.0,
        Shown::AfterLogin => -2.0,
        Shown::Refused => -3.0,
    }
}

/// The mark of what is held now; 0 for nothing.
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn mark(id: u32) -> f64 {
    session(id).and_then(|driver| driver.mark()).map_or(0.0, to_number)
}

const TWO_32: f64 = 4_294_967_296.0;

fn to_number(mark: Mark) -> f64 {
    f64::from(mark.epoch) * TWO_32 + f64::from(mark.generation)
}

fn to_mark(number: f64) -> Option<Mark> {
    let mark = Mark {
        epoch: (number / TWO_32) as u32,
        generation: (number % TWO_32) as u32,
    };
    (number > 0.0).then_some(mark)
}

/// Whether an answer refuses the token that was shown, so that the request may be sent once more.
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn refuse(id: u32, mark: f64, status: u16, challenge: Option<String>, is_resend: bool) -> bool {
    let is_refused = is_refusal(status, challenge.as_deref());
    if is_refused && let (Some(driver), Some(mark)) = (session(id), to_mark(mark)) {
        driver.refuse(mark, is_resend);
    }
    is_refused
}

/// How things stand: the number of a [`Status`].
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn status(id: u32) -> u8 {
    session(id).map_or(Status::SignedOut, |driver| driver.status()) as u8
}

/// The tokens that are held.
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn secrets(id: u32) -> Array {
    session(id).map_or_else(Array::new, |driver| driver.secrets())
}

/// Decodes a token and verifies nothing: the object that the app gets. `parts` holds what is between the dots of the token, and `length` is
/// that of the whole.
#[cfg_attr(feature = "package", wasm_bindgen)]
pub fn decode(parts: &Array, length: usize) -> Result<JsValue, JsValue> {
    match jwt::decode(parts, length) {
        Ok(jwt) => {
            let claims = jwt.claims.map_or(JsValue::NULL, |claims| claims.0);
            Ok(platform::decoded(&jwt.header.0, &claims))
        }
        Err(malformed) => {
            let error = AuthError::with_detail(ErrorCode::InvalidToken, malformed.as_str());
            Err(error::to_js(&error))
        }
    }
}
