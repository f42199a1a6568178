//! How a new token is asked for.

use jotpass::endpoint::{RequestPlan, refresh_request};
use jotpass::json::Json as _;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::support::{Doc, doc, items, show};
use crate::{lines, wire};

const ENCODINGS: [&str; 4] = ["json", "form", "bearer", "cookie"];

/// A refresh token with characters that need care in a form and in JSON.
const REFRESH_TOKEN: &str = "R/1+\"2";

/// The request under these `refresh` options.
fn request(refresh: &str, refresh_token: Option<&str>, access_token: Option<&str>) -> RequestPlan {
    let options = format!("{{\"tokenUrl\":\"https://id.example/token\",\"refresh\":{refresh}}}");
    refresh_request(&doc(&options), refresh_token, access_token)
}

/// What the shell makes of the shortest options.
fn refresh(method: &str, encoding: &str) -> String {
    format!(
        "{{\"url\":\"https://id.example/r\",\"method\":\"{method}\",\"encoding\":\"{encoding}\",\
         \"field\":\"refresh_token\"}}"
    )
}

fn check(table_name: &str) {
    let table: Doc = doc(include_str!("../data/refresh_requests.json"));
    for row in items(&table, table_name) {
        let title = row.text("title").unwrap();
        let refresh = show(&row.at("refresh").unwrap());
        let plan = request(&refresh, Some(REFRESH_TOKEN), Some("access"));
        assert_eq!(wire(&plan), lines(&row, "want"), "{title}");
        assert_eq!(plan.credentials, row.text("credentials"), "{title}");
    }
}

#[test]
fn json_names_the_grant_at_the_token_endpoint_only() {
    check("json");
}

#[test]
fn a_form_is_as_rfc_6749_has_it() {
    check("form");
}

#[test]
fn bearer_has_a_header_and_no_body() {
    check("bearer");
}

#[test]
fn a_cookie_shows_no_token_at_all() {
    check("cookie");
}

#[test]
fn without_a_refresh_token_the_access_token_is_shown() {
    for encoding in ["json", "form", "bearer"] {
        let with =
            |refresh_token, access_token| wire(&request(&refresh("POST", encoding), refresh_token, access_token));
        assert!(with(None, Some("access")).contains("access"), "{encoding}");
        assert_eq!(
            with(None, Some("shown")),
            with(Some("shown"), Some("access")),
            "{encoding}"
        );
    }
}

#[test]
fn with_nothing_to_show_nothing_stands_in_its_place() {
    let nothing = |encoding| wire(&request(&refresh("POST", encoding), None, None));
    let start = "POST https://id.example/r\naccept: application/json, */*;q=0.5";
    let json = format!("{start}\ncontent-type: application/json\n\n{{}}");
    assert_eq!(nothing("json"), json);
    let form = format!("{start}\ncontent-type: application/x-www-form-urlencoded\n\ngrant_type=refresh_token");
    assert_eq!(nothing("form"), form);
    assert_eq!(nothing("bearer"), start);
    assert_eq!(nothing("cookie"), start);
}

#[test]
fn no_token_is_ever_in_the_address() {
    for method in ["GET", "POST"] {
        for encoding in ENCODINGS {
            let plan = request(&refresh(method, encoding), Some("R"), Some("A"));
            assert_eq!(plan.url, "https://id.example/r", "{method} {encoding}");
        }
    }
}

#[test]
fn the_credentials_mode_goes_with_every_encoding() {
    for encoding in ENCODINGS {
        for mode in ["omit", "same-origin", "include"] {
            let options = refresh("POST", encoding).replace('}', &format!(",\"credentials\":\"{mode}\"}}"));
            let plan = request(&options, Some("R"), None);
            assert_eq!(plan.credentials.as_deref(), Some(mode), "{encoding}");
        }
    }
}

#[test]
fn options_of_any_shape_are_read_without_a_panic() {
    for options in [
        "{}",
        "null",
        "7",
        r#"{"refresh":false}"#,
        r#"{"refresh":{"url":7,"extra":[],"headers":null}}"#,
    ] {
        let plan = refresh_request(&doc(options), Some("R"), Some("A"));
        assert_eq!(plan.url, "", "{options}");
    }
}
