//! The state machine of one session: what it says to each input, and a random walk beside a model of it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod rules;
#[path = "../support/mod.rs"]
mod support;
mod walk;

use jotpass::endpoint::read_tokens;
use jotpass::error::{AuthError, ErrorCode, Result};
use jotpass::session::{Exchange, Machine, Output, Pass};
use jotpass::token::UnixMillis;
use support::{Doc, doc};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const NOW: UnixMillis = UnixMillis(1.75e12);

fn later(seconds: f64) -> UnixMillis {
    UnixMillis(NOW.0 + seconds * 1e3)
}

/// A pass received at a moment, which lives for so many seconds or for nobody knows how long.
fn pass_at(now: UnixMillis, token: &str, seconds: Option<f64>) -> Pass<Doc> {
    let life = seconds.map_or("null".to_owned(), |seconds| seconds.to_string());
    let answer = format!("{{\"token\":\"{token}\",\"refresh_token\":\"{token}-refresh\",\"expires_in\":{life}}}");
    Pass::new(read_tokens(&doc(&answer)).unwrap(), Exchange::Answered(None), now)
}

fn pass(token: &str, seconds: Option<f64>) -> Result<Pass<Doc>> {
    Ok(pass_at(NOW, token, seconds))
}

fn failure(code: ErrorCode) -> Result<Pass<Doc>> {
    Err(AuthError::new(code))
}

/// An output in words.
fn describe(output: Output<Doc>) -> String {
    match output {
        Output::Emit(event) => format!("emit {}", event.type_name()),
        Output::Settle(ticket, Ok(())) => format!("settle {ticket}"),
        Output::Settle(ticket, Err(error)) => format!("settle {ticket} {}", error.code.as_str()),
        Output::Revoke {
            ticket,
            token,
            refresh_token,
        } => {
            let refresh_token = refresh_token.as_ref().map_or("nothing", |token| token.expose());
            format!("revoke {ticket} {} {refresh_token}", token.expose())
        }
    }
}

fn drain(machine: &mut Machine<Doc>) -> Vec<String> {
    std::iter::from_fn(|| machine.poll_output()).map(describe).collect()
}

fn signed_in(token: &str, seconds: Option<f64>) -> Machine<Doc> {
    let mut machine = Machine::default();
    machine.handle_login(1);
    machine.handle_answer(1, pass(token, seconds));
    assert_eq!(drain(&mut machine), ["emit signed-in", "settle 1"]);
    machine
}

fn token(machine: &Machine<Doc>, now: UnixMillis) -> Option<&str> {
    machine.token(now).map(|token| token.expose())
}
