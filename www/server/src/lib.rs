//! The token server behind the demo page and the tests: sign-in, protected resources, renewal and revocation.
//!
//! The map, from the outside in:
//!
//! - `server` listens and owns the connections; `router` says which address leads where, and in which order a request
//!   passes `log`, `cors`, `outage` and `faults` before it reaches `routes` or `files`.
//! - `transport` finds out how a request carries a token, `cookie` carries tokens that no script is to see, and `csrf` tells
//!   our own pages from others where a cookie came by itself; `token` mints and verifies; `password` hashes; `store`
//!   remembers.
//! - `third_party` is a second origin, run by somebody else, for showing what leaks there.
//!
//! It listens on loopback only and is no production server: it speaks plain HTTP and does not slow down guessing.
//! No token and no password may reach a log entry, an error answer or a `Debug` output.

pub mod clock;
pub mod config;
mod cookie;
mod cors;
mod csrf;
mod error;
mod faults;
mod files;
mod log;
mod outage;
mod password;
mod redact;
mod router;
mod routes;
mod secret;
mod server;
mod state;
mod store;
mod third_party;
mod token;
mod transport;

pub use config::Config;
pub use server::{Server, StartError};
