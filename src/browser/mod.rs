//! The platform. The only room of this crate that calls it; decides nothing that a pure room could decide.
//!
//! The scripts beside are the verbs of the platform. Rust calls those of `platform.js` and `auth_error.js`; `store.js` and
//! `tabs.js` it reaches through its host, the shell in `pkg-template/`.

pub mod driver;
pub mod error;
pub mod json;
pub mod jwt;
pub mod platform;

use crate::token::UnixMillis;

/// The device's clock.
#[must_use]
pub fn wall() -> UnixMillis {
    UnixMillis(js_sys::Date::now())
}
