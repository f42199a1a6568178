//! Where a token may go, how a header shows it there, and how it is kept from following a redirect. Pure, and the only place
//! that decides where. Forms and cookies are the shell's (carrier.js), as their bodies and values never come here.

mod allow_list;
mod carrier;
mod redirect;

pub use allow_list::{AllowList, Place, Verdict};
pub use carrier::Carrier;
pub use redirect::{Guard, Redirects};
