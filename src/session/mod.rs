//! What happens next. Pure: inputs go in with the time they came at, outputs come out, and nothing is performed here.

mod attempt;
mod holding;
mod machine;
mod pass;
mod renewal;
mod row;
mod sharing;

pub use attempt::{Attempt, Mark, SignedOut, Step, is_refusal};
pub use machine::{Event, Machine, Means, Output, Rules, SignedOutReason, Status, Ticket, timer_delay};
pub use pass::{Exchange, Pass, Session};
pub use renewal::LEASE;
pub use row::{Claim, Holder, Row, Value};
