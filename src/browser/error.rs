//! Turns the crate's errors into the JavaScript ones.

use wasm_bindgen::prelude::*;

use crate::error::AuthError;

#[wasm_bindgen(module = "/src/browser/auth_error.js")]
extern "C" {
    #[wasm_bindgen(js_name = authError)]
    fn auth_error(
        code: &str,
        message: &str,
        detail: Option<&str>,
        is_retryable: bool,
        status: u16,
        error: Option<&str>,
        error_description: Option<&str>,
    ) -> JsValue;
}

/// The `AuthError` of JavaScript.
#[must_use]
pub fn to_js(error: &AuthError) -> JsValue {
    auth_error(
        error.code.as_str(),
        error.message(),
        error.detail,
        error.code.is_retryable(),
        error.status.unwrap_or(0),
        error.error.as_deref(),
        error.error_description.as_deref(),
    )
}
