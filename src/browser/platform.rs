//! The Rust side of `platform.js`, and of the host: the object through which the shell is told things.

use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/browser/platform.js")]
extern "C" {
    pub(super) fn at(value: &JsValue, path: &str) -> Option<JsValue>;
    pub(super) fn parse(bytes: &[u8]) -> JsValue;
    pub(super) fn is(value: &JsValue, path: &str, text: &str) -> bool;
    pub(super) fn has(value: &JsValue, path: &str) -> bool;
    #[wasm_bindgen(js_name = textAt)]
    pub(super) fn text_at(value: &JsValue, path: &str) -> Option<String>;
    #[wasm_bindgen(js_name = numberAt)]
    pub(super) fn number_at(value: &JsValue, path: &str) -> f64;
    pub(super) fn members(value: &JsValue) -> Array;
    #[wasm_bindgen(js_name = isObject)]
    pub(super) fn is_object(value: &JsValue) -> bool;
    pub(crate) fn decoded(header: &JsValue, claims: &JsValue) -> JsValue;
    pub(super) fn number(value: &JsValue) -> f64;
    #[wasm_bindgen(js_name = fromBase64url)]
    pub(super) fn from_base64url(bytes: &mut [u8], parts: &Array, at: usize) -> usize;
    pub(super) fn base64(text: &str) -> String;
    #[wasm_bindgen(js_name = pageClock)]
    pub(super) fn page_clock() -> f64;
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
    /// Tells the app: an event's type, and the session it brings or the reason it has.
    #[wasm_bindgen(method)]
    pub(super) fn emit(this: &Host, event: &str, detail: &JsValue);
    /// Ends a call, with an error or without.
    #[wasm_bindgen(method)]
    pub(super) fn settle(this: &Host, ticket: u32, error: &JsValue);
    /// Gives what requests are to show, until there is something else to show.
    #[wasm_bindgen(method)]
    pub(super) fn show(this: &Host, text: &str);
    /// Gives what a request fails of. Neither is what `show` returns: taking a value from the border's table costs a request more than all
    /// that the engine has to look at.
    #[wasm_bindgen(method)]
    pub(super) fn refuse(this: &Host, error: &JsValue);
    /// Has the app's own function ask for the next token.
    #[wasm_bindgen(method)]
    pub(super) fn renew(this: &Host, ticket: u32, refresh_token: Option<&str>);
    /// The other outputs of the machine, by their names there.
    #[wasm_bindgen(method)]
    pub(super) fn lock(this: &Host);
    #[wasm_bindgen(method)]
    pub(super) fn unlock(this: &Host);
    #[wasm_bindgen(method)]
    pub(super) fn read(this: &Host);
    #[wasm_bindgen(method)]
    pub(super) fn swap(this: &Host, revision: u32, row: &JsValue);
    #[wasm_bindgen(method)]
    pub(super) fn tell(this: &Host, is_signed_out: bool);
    #[wasm_bindgen(method, js_name = loseStore)]
    pub(super) fn lose_store(this: &Host);
    #[wasm_bindgen(method)]
    pub(super) fn warn(this: &Host);
    #[wasm_bindgen(method)]
    pub(super) fn resume(this: &Host);
}
