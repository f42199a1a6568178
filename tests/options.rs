//! What the engine takes out of the options, which the shell has checked and completed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use jotpass::attach::{Place, Redirects, Verdict};
use jotpass::json::Json as _;
use jotpass::options::Options;
use jotpass::session::{Means, SignedOut};
use support::{Doc, doc};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn options(text: &str) -> Options<Doc> {
    Options::read(doc(text), vec![], vec![])
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
fn a_request_without_a_token_passes_unless_the_app_says_otherwise() {
    for (text, expected) in [
        ("{}", SignedOut::Pass),
        (r#"{"signedOut":"pass"}"#, SignedOut::Pass),
        (r#"{"signedOut":"Reject"}"#, SignedOut::Pass),
        (r#"{"signedOut":true}"#, SignedOut::Pass),
        (r#"{"signedOut":"reject"}"#, SignedOut::Reject),
        (r#"{"signedOut":"wait"}"#, SignedOut::Wait),
    ] {
        assert_eq!(options(text).rules.signed_out, expected, "{text}");
    }
}

#[test]
fn what_a_renewal_needs_follows_from_how_it_is_asked_for() {
    for (refresh, expected) in [
        ("null", Means::None),
        ("false", Means::None),
        ("{}", Means::None),
        (r#"{"encoding":"json"}"#, Means::RefreshToken),
        (r#"{"encoding":"form"}"#, Means::RefreshToken),
        (r#"{"encoding":"bearer"}"#, Means::RefreshToken),
        (r#"{"encoding":"cookie"}"#, Means::Nothing),
        // Said in so many words, so the token itself will do where there is no refresh token.
        (r#"{"encoding":"json","isGiven":true}"#, Means::AnyToken),
        (r#"{"encoding":"bearer","isGiven":true}"#, Means::AnyToken),
        (r#"{"encoding":"cookie","isGiven":true}"#, Means::Nothing),
        (r#"{"encoding":"json","isGiven":true,"request":true}"#, Means::Nothing),
    ] {
        let options = options(&format!("{{\"refresh\":{refresh}}}"));
        assert_eq!(options.rules.means, expected, "{refresh}");
        assert_eq!(options.is_own_refresh, refresh.contains("request"), "{refresh}");
    }
}

#[test]
fn times_come_in_seconds_and_are_kept_in_milliseconds() {
    let times = |text| {
        let rules = options(text).rules;
        (rules.renew_before, rules.tolerance)
    };
    assert_eq!(times(r#"{"renew":{"before":60,"tolerance":2.5}}"#), (60_000.0, 2500.0));
    assert_eq!(times(r#"{"renew":{"before":60}}"#), (60_000.0, 0.0));
    assert_eq!(times(r#"{"renew":{"tolerance":5}}"#), (0.0, 5000.0));
    assert_eq!(times("{}"), (0.0, 0.0));
}

#[test]
fn what_the_storage_and_the_channel_can_do_is_told_apart() {
    for (text, expected) in [
        ("{}", (false, false)),
        (r#"{"isShared":true}"#, (true, false)),
        (r#"{"isDeaf":true}"#, (false, true)),
    ] {
        let rules = options(text).rules;
        assert_eq!((rules.is_shared, rules.is_deaf), expected, "{text}");
    }
}

#[test]
fn the_places_of_the_shell_are_the_allow_list() {
    let place = Place {
        origin: "https://api.example".to_owned(),
        path: "/v1".to_owned(),
    };
    let options = Options::read(
        doc(r#"{"attach":{"to":["https://evil.example"]}}"#),
        vec![place],
        vec![],
    );
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
fn the_endpoints_of_the_shell_are_off_the_allow_list() {
    let place = |path: &str| Place {
        origin: "https://api.example".to_owned(),
        path: path.to_owned(),
    };
    let options = Options::read(doc("{}"), vec![place("/")], vec![place("/token"), place("/refresh")]);
    let judge = |path| options.allow_list.judge("https://api.example", path);
    assert_eq!(judge("/token"), Verdict::Endpoint);
    assert_eq!(judge("/refresh"), Verdict::Endpoint);
    assert_eq!(judge("/tokens"), Verdict::Listed);
}

#[test]
fn an_isolated_token_is_kept_from_every_redirect() {
    for attach in ["{}", r#"{"redirects":"safe"}"#, r#"{"redirects":"follow"}"#] {
        let options = options(&format!("{{\"isIsolated\":true,\"attach\":{attach}}}"));
        assert_eq!(options.redirects, Redirects::Strict, "{attach}");
    }
    let options = options(r#"{"isIsolated":true,"attach":{"redirects":"error"}}"#);
    assert_eq!(options.redirects, Redirects::Error);
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
        r#"{"attach":7,"signedOut":[],"timeout":"x","renew":{"before":"x"},"refresh":[]}"#,
    ] {
        let options = options(text);
        assert_eq!(options.rules.signed_out, SignedOut::Pass, "{text}");
        assert_eq!(options.rules.means, Means::None, "{text}");
        assert_eq!(options.rules.renew_before, 0.0, "{text}");
        assert!(options.all.text("tokenUrl").is_none(), "{text}");
    }
}

#[test]
fn redirects_are_safe_unless_the_app_wants_them_otherwise() {
    for (attach, redirects) in [
        ("{}", Redirects::Safe),
        (r#"{"redirects":"safe"}"#, Redirects::Safe),
        (r#"{"redirects":"error"}"#, Redirects::Error),
        (r#"{"redirects":"follow"}"#, Redirects::Follow),
        (r#"{"redirects":"FOLLOW"}"#, Redirects::Safe),
        (r#"{"redirects":7}"#, Redirects::Safe),
    ] {
        let options = Options::read(doc(&format!("{{\"attach\":{attach}}}")), vec![], vec![]);
        assert_eq!(options.redirects, redirects, "{attach}");
    }
}
