//! The state machine of one session: what it says to each input. One rule per test. What comes of many tabs together is for
//! the simulation to show.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod backoff;
mod claims;
mod clock;
mod ending;
mod kit;
mod login;
mod logout;
mod opening;
mod renewal;
mod replay;
mod row;
mod sharing;
mod store;
#[path = "../support/mod.rs"]
mod support;
mod time;
mod waiting;
mod words;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
