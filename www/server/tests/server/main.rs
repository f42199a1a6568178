//! The server as a client sees it: each test starts one in this process, on a free port, and speaks HTTP to it.
//!
//! Nothing sleeps: the clock is moved by hand, and held answers are waited for.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what would be an error elsewhere is a failed test here"
)]

mod canary;
mod careless;
mod cookie;
mod cookie_session;
mod cors;
mod faults;
mod files;
mod form;
mod log;
mod logout;
mod outage;
mod protected;
mod refresh;
mod restart;
mod revoke;
mod sign_in;
mod start;
mod support;
mod third_party;
