//! The Rust side of `platform.js`, and of the host: the object through which the shell is told things.

use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/browser/platform.js")]
extern "C" {
    pub(super) fn at(value: &JsValue, path: &str) -> Option<JsValue>;
    pub(super) fn members(value: &JsValue) -> Array;
    #[wasm_bindgen(js_name = isObject)]
    pub(super) fn is_object(value: &JsValue) -> bool;
    pub(super) fn number(value: &JsValue) -> f64;
    pub(super) fn base64(text: &str) -> String;
    pub(super) fn arm(host: &Host, delay: f64);
    pub(super) fn exchange(
        host: &Host,
        ticket: u32,
        method: &str,
        url: &str,
        headers: &Array,
        body: Option<&str>,
        credentials: Option<&str>,
    );

    /// The shell's end of the border.
    pub type Host;
    /// Tells the app: an event's type, and the session where it brings a new one.
    #[wasm_bindgen(method)]
    pub(super) fn emit(this: &Host, event: &str, session: &JsValue);
    /// Ends a call, with an error or without.
    #[wasm_bindgen(method)]
    pub(super) fn settle(this: &Host, ticket: u32, error: &JsValue);
}
