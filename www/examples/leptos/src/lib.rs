//! Jotpass in a Leptos app that renders in the browser: signs in, calls the API, shows renewals, signs out.

mod app;

use jotpass::{Client, LogoutOptions, Options, Storage};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(start)]
fn main() -> Result<(), JsError> {
    // One for the whole app, made once. It survives a reload, and renews the token before it ends.
    let options = Options::new("/api/token")
        .logout(LogoutOptions::default().url("/api/logout"))
        .storage(Storage::Session);
    let client = Client::new(&options)?;
    mount_to_body(move || {
        provide_context(client);
        app::App
    });
    Ok(())
}
