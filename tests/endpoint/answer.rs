//! What is read out of a good answer.

use jotpass::endpoint::{Reply, TokenAnswer, read, read_tokens};
use jotpass::error::{AuthError, Result};
use jotpass::json::Json as _;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::NOW;
use crate::support::{Doc, cases, doc, items, number, show};

fn table() -> Doc {
    doc(include_str!("../data/answers.json"))
}

/// What is made of the answer in a row.
fn read_row(row: &Doc) -> Result<Box<TokenAnswer<Doc>>> {
    let body = row.text("body").unwrap_or_else(|| show(&row.at("json").unwrap()));
    let headers = row.at("headers");
    let response = row.at("response").map_or("null".to_owned(), |response| show(&response));
    let reply = Reply {
        status: number(row, "status").map_or(200, |status| status as u16),
        body: &body,
        header: &|name| headers.as_ref()?.text(name),
    };
    let attach = row.at("attach").map_or("null".to_owned(), |attach| show(&attach));
    read(
        &reply,
        &doc(&format!("{{\"response\":{response},\"attach\":{attach}}}")),
        NOW,
    )
}

/// An answer in the form the tables have it.
fn summary(answer: &TokenAnswer<Doc>) -> Vec<(&'static str, String)> {
    let members = [
        ("accessToken", Some(answer.access_token.expose().to_owned())),
        (
            "refreshToken",
            answer.refresh_token.as_ref().map(|token| token.expose().to_owned()),
        ),
        ("expiresIn", answer.expires_in.map(|seconds| seconds.to_string())),
        ("expires", answer.expires.map(|date| date.0.to_string())),
        ("user", answer.user.as_ref().map(show)),
    ];
    members
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

fn wanted(row: &Doc) -> Vec<(&'static str, String)> {
    let text = |name| match row.at("want")?.at(name)? {
        value if name != "user" => value.as_string().or_else(|| Some(show(&value))),
        user => Some(show(&user)),
    };
    let names = ["accessToken", "refreshToken", "expiresIn", "expires", "user"];
    names.into_iter().filter_map(|name| Some((name, text(name)?))).collect()
}

fn check_answers(table_name: &str) {
    for row in items(&table(), table_name) {
        let title = row.text("title").unwrap();
        match read_row(&row) {
            Ok(answer) => assert_eq!(summary(&answer), wanted(&row), "{title}"),
            Err(error) => panic!("{title}: {}", error.message()),
        }
    }
}

fn check_errors(table_name: &str) {
    for row in items(&table(), table_name) {
        let title = row.text("title").unwrap();
        let error: Box<AuthError> = read_row(&row).err().unwrap_or_else(|| panic!("{title}: read"));
        assert_eq!(error.code.as_str(), row.text("code").unwrap(), "{title}");
        assert_eq!(error.error_description, row.text("says"), "{title}");
        assert_eq!(error.status, Some(200), "{title}");
        assert_eq!(error.error, None, "{title}");
    }
}

#[test]
fn the_answers_of_real_servers_are_read_without_options() {
    check_answers("servers");
}

#[test]
fn the_usual_names_are_known() {
    check_answers("names");
}

#[test]
fn the_usual_containers_are_looked_into() {
    check_answers("containers");
}

#[test]
fn a_bare_token_is_taken() {
    check_answers("bare");
}

#[test]
fn a_token_in_a_header_is_taken() {
    check_answers("headers");
}

#[test]
fn what_the_app_names_is_read_there_and_nowhere_else() {
    check_answers("places");
}

#[test]
fn what_is_in_a_cookie_is_not_looked_for() {
    check_answers("cookies");
    check_errors("no cookie");
}

#[test]
fn a_scheme_in_front_of_a_token_is_dropped() {
    check_answers("prefixes");
}

#[test]
fn an_end_is_read_in_every_form_servers_write() {
    check_answers("dates");
}

#[test]
fn a_remaining_life_is_read_in_every_form_servers_write() {
    check_answers("durations");
}

#[test]
fn an_answer_with_no_token_in_it_says_so() {
    check_errors("no token");
}

#[test]
fn a_scheme_alone_is_no_token() {
    for token in ["Bearer", "Bearer ", "bearer  "] {
        let row = doc(&format!("{{\"json\":{{\"token\":\"{token}\"}}}}"));
        assert_eq!(
            read_row(&row).err().map(|error| error.code.as_str()),
            Some("no-token"),
            "{token}"
        );
    }
}

#[test]
fn one_word_with_the_marks_of_a_form_or_a_sentence_is_no_token() {
    for body in [
        "error=bad_verification_code&error_description=incorrect",
        "Unauthorized:please-log-in!",
        "a,b,c,d,e,f,g,h,i",
    ] {
        let row = doc(&format!("{{\"body\":\"{body}\"}}"));
        assert_eq!(
            read_row(&row).err().map(|error| error.code.as_str()),
            Some("no-token"),
            "{body}"
        );
    }
}

#[test]
fn a_good_status_with_a_text_gives_the_servers_words() {
    check_errors("texts");
}

#[test]
fn a_page_is_no_answer() {
    for row in items(&table(), "pages") {
        let error = read_row(&row).err().unwrap();
        assert_eq!(
            error.code.as_str(),
            row.text("code").unwrap(),
            "{}",
            row.text("title").unwrap()
        );
    }
}

#[test]
fn broken_json_is_told_from_a_missing_token() {
    check_errors("broken");
}

#[test]
fn any_2xx_is_a_good_answer() {
    for status in [200, 201, 202, 203, 204, 206, 299] {
        let row = doc(&format!("{{\"status\":{status},\"json\":{{\"token\":\"T\"}}}}"));
        assert!(read_row(&row).is_ok(), "{status}");
    }
}

#[test]
fn anything_but_a_2xx_is_a_refusal_whatever_it_holds() {
    for status in [0, 100, 199, 300, 302, 400, 401, 500] {
        let row = doc(&format!("{{\"status\":{status},\"json\":{{\"token\":\"T\"}}}}"));
        assert_eq!(read_row(&row).err().unwrap().status, Some(status), "{status}");
    }
}

#[test]
fn the_app_may_give_a_token_alone() {
    for text in ["\"T\"", "\"Bearer T\"", "\" T \""] {
        let answer = read_tokens(&doc(text), false).unwrap();
        assert_eq!(summary(&answer), [("accessToken", "T".to_owned())], "{text}");
    }
}

#[test]
fn the_app_may_give_an_answer_under_the_usual_names() {
    for table_name in ["servers", "names", "containers", "prefixes", "dates", "durations"] {
        for row in items(&table(), table_name) {
            let answer = read_tokens(&row.at("json").unwrap(), false).unwrap();
            assert_eq!(summary(&answer), wanted(&row), "{}", row.text("title").unwrap());
        }
    }
}

#[test]
fn what_the_app_gives_must_hold_a_token() {
    for text in [
        "null",
        "true",
        "7",
        "\"\"",
        "\"two words\"",
        "{}",
        "[]",
        "[\"T\"]",
        r#"{"token":""}"#,
    ] {
        assert!(read_tokens(&doc(text), false).is_none(), "{text}");
    }
}

#[test]
fn no_answer_makes_the_reader_panic() {
    cases(3000, |random| {
        let body = match random.below(4) {
            0 => random.text(60),
            1 => random.json(3),
            2 => format!("{{\"token\":{},\"user\":{}}}", random.json(1), random.json(2)),
            _ => random.json_object(3).chars().take(random.below(40)).collect(),
        };
        let reply = Reply {
            status: *random.pick(&[0, 200, 200, 200, 400, 401, 422, 500]),
            body: &body,
            header: &|name| (name.len() % 2 == 0).then(|| body.clone()),
        };
        let options = doc(&format!("{{\"response\":{}}}", random.json_object(1)));
        if let Ok(answer) = read(&reply, &options, NOW) {
            let token = answer.access_token.expose();
            assert!(!token.is_empty(), "seed {}", random.seed);
            assert!(
                token.bytes().all(|byte| byte.is_ascii_graphic()),
                "seed {}",
                random.seed
            );
        }
    });
}

#[test]
fn an_answer_of_the_apps_has_no_token_where_a_cookie_holds_it() {
    let answer = read_tokens(&doc(r#"{"accessToken":"T","refreshToken":"R","expiresIn":60}"#), true).unwrap();
    assert_eq!(
        summary(&answer),
        [("accessToken", "-".to_owned()), ("expiresIn", "60".to_owned())]
    );
    assert!(read_tokens(&doc("{}"), true).is_some());
    for text in [r#""a-token""#, r#"{"error":"nope"}"#] {
        assert!(read_tokens(&doc(text), true).is_none(), "{text}");
    }
}
