//! Where the token may go: to which addresses, and after which redirects. The same tests run natively and in the browser.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at what it did not expect"
)]

mod allow_list;
mod redirect;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
