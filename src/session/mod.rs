//! What happens next. Pure: inputs go in with the time they came at, outputs come out, and nothing is performed here.
//!
//! What is counted, and who shares it:
//!
//! | number | counts | known to |
//! | --- | --- | --- |
//! | revision | writings of the row; compare-and-swap compares it | all tabs |
//! | generation | logins, renewals and logouts; of two rows the higher one is the newer | all tabs |
//! | login | nothing: a number by chance, which a login's renewals keep | all tabs |
//! | epoch | users; what a request relied on in one is not sent in another | this machine |
//! | came as | the generation a token came as, though it may be written as a later one | this machine |
//! | tab | nothing: a number by chance, by which tabs tell their claims apart | all tabs |

mod attempt;
mod holding;
mod machine;
mod pass;
mod renewal;
mod row;
mod sharing;
mod terms;

pub use attempt::{Attempt, Mark, SignedOut, Step, is_refusal};
pub use machine::{Machine, timer_delay};
pub use pass::{Exchange, Pass, Session};
pub use renewal::LEASE;
pub use row::{Claim, Holder, Row, Value};
pub use terms::{Event, Means, Output, Rules, SignedOutReason, Status, Ticket};
