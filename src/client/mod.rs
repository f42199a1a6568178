//! The way of a Rust app to all this: `Client`, for Leptos, Yew, Dioxus and whatever else runs in a page.
//!
//! It is the same shell around the same engine as in the npm package; here is only what makes Rust of it. Must hold no policy. What
//! is plain data is there on every target, so that an app which also renders on a server compiles there.

mod error;
mod event;
mod options;
mod session;

#[cfg(target_arch = "wasm32")]
mod events;
#[cfg(target_arch = "wasm32")]
mod handle;
#[cfg(target_arch = "wasm32")]
mod shell;

pub use error::{Error, ErrorCode};
pub use event::{Event, SignedOutReason, WarningCode};
pub use options::{
    AttachOptions, Credentials, CsrfOptions, LoginEncoding, LoginOptions, LogoutOptions, Members, Method, Millis,
    Options, Places, Redirects, RefreshEncoding, RefreshOptions, RenewOptions, ResponseOptions, Seconds, SignedOut,
    Storage, Switch, TokenAnswer, WaitOptions,
};
pub use session::{Session, Status};

#[cfg(target_arch = "wasm32")]
pub use events::{Changes, Events};
#[cfg(target_arch = "wasm32")]
pub use handle::{Client, Explanation, Hook};
