//! The platform. The only room that calls it; decides nothing that a pure room could decide.

pub mod driver;
pub mod error;
pub mod json;
pub mod platform;

use crate::token::UnixMillis;

/// The device's clock.
#[must_use]
pub fn wall() -> UnixMillis {
    UnixMillis(js_sys::Date::now())
}
