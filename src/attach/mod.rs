//! Where a token may go, and how it is shown there. Pure, and the only place that decides it.

mod allow_list;
mod carrier;

pub use allow_list::{AllowList, Place, Verdict};
pub use carrier::Carrier;
