//! What the engine takes out of the options, which the shell has checked and completed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use jotpass::attach::{Place, Verdict};
use jotpass::json::Json as _;
use jotpass::options::Options;
use jotpass::session::SignedOut;
use support::{Doc, doc};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn options(text: &str) -> Options<Doc> {
    Options::new(doc(text), vec![])
}

#[test]
fn the_header_and_its_scheme_are_as_the_shell_says() {
    let carrier = options(r#"{"attach":{"header":"Authorization","scheme":"Token"}}"#).carrier;
    assert_eq!(
        (carrier.header.as_str(), carrier.scheme.as_str()),
        ("Authorization", "Token")
    );
}

#[test]
fn a_request_without_a_token_passes_unless_the_app_says_reject() {
    for text in [
        "{}",
        r#"{"signedOut":"pass"}"#,
        r#"{"signedOut":"Reject"}"#,
        r#"{"signedOut":true}"#,
    ] {
        assert_eq!(options(text).signed_out, SignedOut::Pass, "{text}");
    }
    assert_eq!(options(r#"{"signedOut":"reject"}"#).signed_out, SignedOut::Reject);
}

#[test]
fn the_places_of_the_shell_are_the_allow_list() {
    let place = Place {
        origin: "https://api.example".to_owned(),
        path: "/v1".to_owned(),
    };
    let options = Options::new(doc(r#"{"attach":{"to":["https://evil.example"]}}"#), vec![place]);
    assert_eq!(
        options.allow_list.judge("https://api.example", "/v1/a"),
        Verdict::Listed
    );
    assert_eq!(
        options.allow_list.judge("https://api.example", "/v2"),
        Verdict::OtherPath
    );
    assert_eq!(
        options.allow_list.judge("https://evil.example", "/"),
        Verdict::OtherOrigin
    );
}

#[test]
fn without_places_nothing_is_listed() {
    let options = options(r#"{"tokenUrl":"https://id.example/token"}"#);
    assert_eq!(
        options.allow_list.judge("https://id.example", "/token"),
        Verdict::OtherOrigin
    );
}

#[test]
fn options_of_any_shape_are_read() {
    for text in [
        "null",
        "[]",
        "7",
        "\"x\"",
        r#"{"attach":7,"signedOut":[],"timeout":"x"}"#,
    ] {
        let options = options(text);
        assert_eq!(options.signed_out, SignedOut::Pass, "{text}");
        assert!(options.all.text("tokenUrl").is_none(), "{text}");
    }
}
