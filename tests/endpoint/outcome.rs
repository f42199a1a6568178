//! How a refresh ends: with a token, with the session, or with another try, and when.

use jotpass::endpoint::{Reply, TokenAnswer, read};
use jotpass::error::Result;
use jotpass::json::Json as _;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::NOW;
use crate::support::{Doc, cases, doc, items, number, show};

/// What is made of the reply in a row.
fn read_row(row: &Doc) -> Result<Box<TokenAnswer<Doc>>> {
    let body = row.text("body").unwrap_or_else(|| show(&row.at("json").unwrap()));
    let headers = row.at("headers");
    let response = row.at("response").map_or("null".to_owned(), |response| show(&response));
    let reply = Reply {
        status: number(row, "status").unwrap() as u16,
        body: &body,
        header: &|name| headers.as_ref()?.text(name),
    };
    read(&reply, &doc(&format!("{{\"response\":{response}}}")), NOW)
}

fn check(table_name: &str) {
    for row in items(&doc(include_str!("../data/refresh_outcomes.json")), table_name) {
        let title = row.text("title").unwrap();
        let error = match read_row(&row) {
            Ok(answer) => {
                assert_eq!(
                    Some(answer.access_token.expose()),
                    row.text("token").as_deref(),
                    "{title}"
                );
                continue;
            }
            Err(error) => error,
        };
        assert_eq!(Some(error.code.as_str()), row.text("code").as_deref(), "{title}");
        assert_eq!(error.is_final.to_string(), show(&row.at("final").unwrap()), "{title}");
        assert_eq!(error.error, row.text("error"), "{title}");
        assert_eq!(error.retry_after, number(&row, "wait"), "{title}");
        assert_eq!(error.status.map(f64::from), number(&row, "status"), "{title}");
    }
}

#[test]
fn a_refused_token_ends_the_session() {
    check("the token refused");
}

#[test]
fn a_fault_of_the_request_keeps_the_session() {
    check("the request at fault");
}

#[test]
fn a_page_keeps_the_session_whatever_its_status() {
    check("pages");
}

#[test]
fn a_403_ends_the_session_only_in_json() {
    check("forbidden");
}

#[test]
fn json_that_is_cut_off_keeps_the_session() {
    check("cut off");
}

#[test]
fn a_good_status_ends_the_session_only_with_a_code_and_no_token() {
    check("good statuses");
}

#[test]
fn every_other_status_keeps_the_session_whatever_it_says() {
    check("other statuses");
}

#[test]
fn the_server_says_how_long_to_wait() {
    check("waits");
}

#[test]
fn only_these_statuses_can_end_a_session() {
    for status in 0..=599_u16 {
        let row = doc(&format!(
            "{{\"status\":{status},\"json\":{{\"error\":\"invalid_grant\"}}}}"
        ));
        let is_final = read_row(&row).err().unwrap().is_final;
        let expected = matches!(status, 200..=299 | 400 | 401 | 403 | 422);
        assert_eq!(is_final, expected, "{status}");
    }
}

#[test]
fn no_header_makes_the_wait_negative_or_long() {
    cases(1000, |random| {
        let header = match random.below(3) {
            0 => random.text(12),
            1 => random.json(0),
            _ => (*random.pick(&["Thu, 01 Jan 2026 00:00:05 GMT", "1e400", "NaN", "-0", "Infinity"])).to_owned(),
        };
        let reply = Reply {
            status: 429,
            body: "",
            header: &|_| Some(header.clone()),
        };
        let error = read(&reply, &doc("{}"), NOW).err().unwrap();
        let is_bounded = error.retry_after.is_none_or(|wait| (0.0..=3_600_000.0).contains(&wait));
        assert!(is_bounded, "seed {}", random.seed);
    });
}
