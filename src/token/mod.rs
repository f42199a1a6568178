//! What a token is. Pure: knows nothing of servers, requests or the page.

mod clock;
mod jwt;
mod life;
mod secret;

pub use clock::{Clock, Moment, Now};
pub use jwt::{Jwt, Malformed, decode, from_base64url, read};
pub use life::{Evidence, UnixMillis, remaining_life};
pub use secret::Secret;
