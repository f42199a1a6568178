//! Jotpass: the client half of token authentication for browser apps.
//!
//! The map, from the inside out. An arrow of dependency only ever points up this list:
//!
//! - [`error`]: what can go wrong, and [`json`]: how a JSON value is read, whoever parsed it;
//! - [`token`]: what a token is: the secret, its claims, its life;
//! - [`attach`]: where a token may go, and how it is shown there;
//! - [`endpoint`]: how a token is asked for, and how any server's answer is read;
//! - [`session`]: what happens next: the state machine and the fate of one request;
//! - [`options`]: what the app asked for;
//! - `browser`: the only room that calls the platform;
//! - `api`: the border: what JavaScript sees.
//!
//! All but the last two are pure: `now` is an argument, and the compiler holds the line, because the browser crates
//! are dependencies of wasm32 only.

pub mod attach;
pub mod endpoint;
pub mod error;
pub mod json;
pub mod options;
pub mod session;
pub mod token;

#[cfg(target_arch = "wasm32")]
pub mod api;
#[cfg(target_arch = "wasm32")]
pub mod browser;
