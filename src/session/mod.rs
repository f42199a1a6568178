//! What happens next. Pure: inputs go in with the time they came at, outputs come out, and nothing is performed here.

mod attempt;
mod machine;

pub use attempt::{SignedOut, Step};
pub use machine::{Event, Exchange, Machine, Output, Pass, Session, Status, Ticket, timer_delay};
