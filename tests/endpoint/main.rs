//! The token endpoint: the requests that are made of credentials and options, and what is read out of any server's
//! answer. One module for each direction.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod answer;
mod encoding;
mod login;
mod logout;
mod outcome;
mod refresh;
mod refusal;
#[path = "../support/mod.rs"]
mod support;

use jotpass::endpoint::{RequestPlan, login_request};
use jotpass::error::Result;
use jotpass::json::{Json as _, Member};
use jotpass::token::UnixMillis;
use support::{Doc, base64, items};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// The moment at which every reply is read: the start of 2026.
const NOW: UnixMillis = UnixMillis(1_767_225_600_000.0);

/// The request for credentials.
fn login(options: &Doc, credentials: &[Member]) -> Result<RequestPlan> {
    login_request(options, credentials, base64)
}

/// A request as it goes over the wire: first the method and the address, then the headers (of one name the last counts,
/// in the order of the first), an empty line and the body.
fn wire(plan: &RequestPlan) -> String {
    let mut headers: Vec<(String, &str)> = vec![];
    for header in &plan.headers {
        let name = header.name.to_ascii_lowercase();
        match headers.iter_mut().find(|known| known.0 == name) {
            Some(known) => known.1 = &header.text,
            None => headers.push((name, &header.text)),
        }
    }
    let mut lines = vec![format!("{} {}", plan.method, plan.url)];
    lines.extend(headers.iter().map(|(name, value)| format!("{name}: {value}")));
    if let Some(body) = &plan.body {
        lines.extend([String::new(), body.clone()]);
    }
    lines.join("\n")
}

/// An array of lines, as one text.
fn lines(row: &Doc, name: &str) -> String {
    let lines: Vec<_> = items(row, name).iter().map(|line| line.as_string().unwrap()).collect();
    lines.join("\n")
}
