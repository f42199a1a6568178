//! Jotpass: the client half of token authentication for browser apps.
//!
//! `Client` exchanges credentials for a token at any token endpoint, knows when that token ends, shows it at the right doors, at no
//! other door, and renews it without anyone noticing. It runs in a page (`wasm32-unknown-unknown` with wasm-bindgen): in an app of
//! Leptos, Yew, Dioxus or none of these. `Options`, `Session`, `Event` and `Error` are plain data on every target.
//!
//! # The map, for those who work on this crate
//!
//! From the inside out. An arrow of dependency only ever points up this list:
//!
//! - `error`: what can go wrong, and `json`: how a JSON value is read, whoever parsed it;
//! - `token`: what a token is: the secret, its claims, its life;
//! - `attach`: where a token may go, and how it is shown there;
//! - `endpoint`: how a token is asked for, and how any server's answer is read;
//! - `session`: what happens next: the state machine and the fate of one request;
//! - `options`: what the app asked for;
//! - `browser`: the only room that calls the platform;
//! - `api`: the border: what JavaScript sees;
//! - `client`: what Rust sees, with the feature of that name, by way of the same JavaScript.
//!
//! All but the last three are pure: `now` is an argument, and the compiler holds the line, because the browser crates
//! are dependencies of wasm32 only. They are public for the tests of this crate, and promise nothing to anybody else.

#[doc(hidden)]
pub mod attach;
#[doc(hidden)]
pub mod endpoint;
#[doc(hidden)]
pub mod error;
#[doc(hidden)]
pub mod json;
#[doc(hidden)]
pub mod options;
#[doc(hidden)]
pub mod session;
#[doc(hidden)]
pub mod token;

#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod api;
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod browser;

#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
pub use client::*;
