//! The Rust side of `shell.js`, which comes along as `shell.bundle.js`: that script and all that it imports, in one file, so that a
//! page need not ask for twenty, each when it has read another. The engine that it calls is `api`, in closures, so that an app gets
//! no export that it did not make.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, RequestInit, Response};

use crate::api;
use crate::browser::platform::Host;

#[wasm_bindgen(module = "/src/client/shell.bundle.js")]
extern "C" {
    /// The `Auth` of JavaScript.
    pub(super) type Auth;

    #[wasm_bindgen(catch)]
    fn open(engine: &Object, options: &JsValue) -> Result<Auth, JsValue>;
    pub(super) fn login(auth: &Auth, credentials: &JsValue, signal: &AbortSignal) -> Promise;
    #[wasm_bindgen(catch, js_name = textOf)]
    pub(super) fn text_of(session: &JsValue) -> Result<String, JsValue>;
    pub(super) fn listen(auth: &Auth, tell: &Tell) -> Function;

    #[wasm_bindgen(method)]
    pub(super) fn adopt(this: &Auth, answer: &JsValue) -> Promise;
    #[wasm_bindgen(method)]
    pub(super) fn logout(this: &Auth) -> Promise;
    #[wasm_bindgen(method)]
    pub(super) fn refresh(this: &Auth) -> Promise;
    #[wasm_bindgen(method, catch)]
    pub(super) fn fetch(this: &Auth, target: &JsValue, init: Option<&RequestInit>) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method)]
    pub(super) fn url(this: &Auth, target: &str) -> Promise;
    #[wasm_bindgen(method)]
    pub(super) fn token(this: &Auth) -> Promise;
    #[wasm_bindgen(method, getter)]
    pub(super) fn ready(this: &Auth) -> Promise;
    #[wasm_bindgen(method, getter)]
    pub(super) fn status(this: &Auth) -> String;
    #[wasm_bindgen(method, getter)]
    pub(super) fn session(this: &Auth) -> JsValue;
    #[wasm_bindgen(method)]
    pub(super) fn install(this: &Auth) -> Function;
    #[wasm_bindgen(method)]
    pub(super) fn explain(this: &Auth, target: &str) -> JsValue;
    #[wasm_bindgen(method)]
    pub(super) fn close(this: &Auth);
}

/// Is told the type of an event and the event; or neither, when anything else may have changed.
pub(super) type Tell = Closure<dyn Fn(Option<String>, JsValue)>;

#[wasm_bindgen(module = "/src/browser/auth_error.js")]
extern "C" {
    type AuthError;

    #[wasm_bindgen(static_method_of = AuthError, js_name = is)]
    fn is(value: &JsValue) -> bool;
}

thread_local! {
    static ENGINE: Result<Object, JsValue> = engine();
}

/// Opens a session with the options of the TypeScript API.
pub(super) fn open_with(options: &JsValue) -> Result<Auth, JsValue> {
    open(&ENGINE.with(Clone::clone)?, options)
}

/// Whether it is an `AuthError`, whose message is ours.
pub(super) fn is_auth_error(value: &JsValue) -> bool {
    AuthError::is(value)
}

/// An object whose members are these functions.
macro_rules! functions {
    ($($name:ident: ($($type:ty),*) $(-> $result:ty)? = $function:expr;)*) => {{
        let engine = Object::new();
        $(
            let function = Closure::<dyn Fn($($type),*) $(-> $result)?>::own_aborting($function);
            Reflect::set(&engine, &stringify!($name).into(), &function.into_js_value())?;
        )*
        Ok(engine)
    }};
}

/// The engine as the shell knows it.
fn engine() -> Result<Object, JsValue> {
    functions! {
        open: (JsValue, Array, Array, Host, u32, u32) -> u32 =
            |options, places: Array, endpoints: Array, host, tab, seed| api::open(options, &places, &endpoints, host, tab, seed);
        start: (u32, u32, u32) = api::start;
        close: (u32) = api::close;
        login: (u32, u32, Option<Array>) = api::login;
        adopt: (u32, u32, String) = |id, ticket, answer: String| api::adopt(id, ticket, &answer);
        logout: (u32, u32) = api::logout;
        answer: (u32, u32, Response, String, bool) = api::answer;
        fail: (u32, u32, usize) = api::fail;
        refresh: (u32, u32) = api::refresh;
        row: (u32, u32, JsValue, bool) = api::row;
        swapped: (u32, bool) = api::swapped;
        unstored: (u32) = api::unstored;
        locked: (u32) = api::locked;
        news: (u32, bool) = api::news;
        wake: (u32, bool) = api::wake;
        judge: (u32, String, String) -> u8 = |id, origin: String, path: String| api::judge(id, &origin, &path);
        idle: (u32) -> bool = api::idle;
        guard: (u32, String, bool) -> u8 = |id, method: String, is_in_body| api::guard(id, &method, is_in_body);
        show: (u32, u32, f64, bool) -> f64 = api::show;
        mark: (u32) -> f64 = api::mark;
        refuse: (u32, f64, u16, Option<String>, bool) -> bool = api::refuse;
        status: (u32) -> u8 = api::status;
        secrets: (u32) -> Array = api::secrets;
    }
}
