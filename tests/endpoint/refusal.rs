//! What a reply that is no 2xx means.

use jotpass::endpoint::Reply;
use jotpass::error::AuthError;
use jotpass::json::Json as _;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::NOW;
use crate::support::{Doc, cases, doc, items, number, show};

/// What is made of a refusal without headers.
fn refusal(status: u16, body: &str) -> Box<AuthError> {
    let header = &|_: &str| None;
    jotpass::endpoint::refusal::<Doc>(&Reply { status, body, header }, NOW)
}

#[test]
fn every_status_has_its_code_and_says_whether_to_try_again() {
    let table = [
        (0, "unexpected-status", false),
        (302, "unexpected-status", false),
        (304, "unexpected-status", false),
        (400, "invalid-credentials", false),
        (401, "invalid-credentials", false),
        (403, "invalid-credentials", false),
        (404, "unexpected-status", false),
        (405, "unexpected-status", false),
        (408, "timeout", true),
        (410, "unexpected-status", false),
        (415, "unexpected-status", false),
        (422, "invalid-credentials", false),
        (429, "rate-limited", true),
        (500, "server-error", true),
        (501, "server-error", true),
        (502, "server-error", true),
        (503, "server-error", true),
        (504, "server-error", true),
        (599, "server-error", true),
    ];
    for (status, code, is_retryable) in table {
        for body in ["", "{}", "Sorry"] {
            let error = refusal(status, body);
            assert_eq!(
                (error.code.as_str(), error.code.is_retryable()),
                (code, is_retryable),
                "{status}"
            );
            assert_eq!(error.status, Some(status), "{status}");
        }
    }
}

#[test]
fn the_words_of_every_servers_refusal_are_kept() {
    for row in items(
        &doc(&format!("{{\"all\":{}}}", include_str!("../data/refusals.json"))),
        "all",
    ) {
        let title = row.text("title").unwrap();
        let status = number(&row, "status").unwrap();
        let body = row.text("body").unwrap_or_else(|| show(&row.at("json").unwrap()));
        let error = refusal(status as u16, &body);
        assert_eq!(error.error, row.text("error"), "{title}");
        assert_eq!(error.error_description, row.text("says"), "{title}");
    }
}

#[test]
fn the_words_of_a_list_are_kept() {
    let error = refusal(400, r#"["Unable to log in with these credentials.","Sorry."]"#);
    assert_eq!(
        error.error_description.as_deref(),
        Some("Unable to log in with these credentials.")
    );
}

#[test]
fn a_list_without_words_says_nothing() {
    for body in [
        "[]",
        "[1,2]",
        "[null]",
        "[[]]",
        "[{}]",
        r#"[{"code":"DuplicateUserName"}]"#,
        "[true]",
    ] {
        let error = refusal(400, body);
        assert_eq!((error.error, error.error_description), (None, None), "{body}");
    }
}

#[test]
fn no_refusal_makes_the_reader_panic() {
    cases(3000, |random| {
        let body = if random.once_in(3) {
            random.text(80)
        } else {
            random.json(4)
        };
        let error = refusal(401, &body);
        assert!(
            error.error_description.is_none_or(|words| !words.is_empty()),
            "seed {}",
            random.seed
        );
    });
}
