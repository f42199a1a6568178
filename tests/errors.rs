//! What errors say, and what nothing ever says: a token or a password.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::BTreeSet;
use std::fmt::Debug;

use jotpass::endpoint::{Reply, RequestPlan, login_request, read, read_tokens, refusal};
use jotpass::error::{AuthError, ErrorCode, redact};
use jotpass::json::{Json as _, Member};
use jotpass::options::Options;
use jotpass::session::{Attempt, Exchange, Machine, Means, Output, Pass, Rules, SignedOut};
use jotpass::token::{Moment, Now, UnixMillis};
use support::{Doc, base64, cases, doc};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Tokens of the kinds servers hand out, each to be found if any part of it gets out.
const CANARIES: [&str; 7] = [
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlMDEyMzQ1Njc4OQ",
    "deadbeef0123456789abcdef01234567",
    "AbC-dEf_123456789xyz",
    "q1W2/e3R4+t5Y6u7I8o9P0==",
    "3f2b8c1e-9d47-4a6b-8f10-2c5d7e9a1b3c",
    "12|abcdefABCDEF0123456789",
    "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
];

/// What may stand around a token; `$` is where it goes.
const WRAPPINGS: [&str; 20] = [
    "$",
    "$ is not valid",
    "the token $ is not valid",
    "not valid: $",
    "token=$",
    "token:$,",
    "\"$\"",
    "'$'",
    "`$`",
    "($)",
    "[$]",
    "<b>$</b>",
    "Bearer $",
    "x-access-token: $; expired",
    "https://api.example/?access_token=$&x=1#y",
    "first line\r\n$\r\nlast line",
    "\t$\t",
    "\u{a0}$\u{a0}",
    "“$”…",
    "日本語$日本語",
];

/// A sentence with a token in it, in every way.
fn sentences() -> impl Iterator<Item = (&'static str, String)> {
    let long = "word ".repeat(31) + "$ word";
    let wrappings = WRAPPINGS
        .into_iter()
        .map(str::to_owned)
        .chain([long])
        .collect::<Vec<_>>();
    CANARIES.into_iter().flat_map(move |canary| {
        wrappings
            .clone()
            .into_iter()
            .map(move |text| (canary, text.replace('$', canary)))
    })
}

/// No six characters of the canary that could tell it are there.
fn assert_silent(canary: &str, said: &str, what: &str) {
    let windows = canary
        .as_bytes()
        .windows(6)
        .map(|window| std::str::from_utf8(window).unwrap());
    for window in windows {
        assert!(!said.contains(window), "{what}: {window} in {said}");
    }
}

/// All that an error can be made to say.
fn everything(error: &AuthError) -> String {
    format!("{} {error:?} {error:#?}", error.message())
}

#[test]
fn no_token_survives_redaction_wherever_it_stands() {
    for (canary, sentence) in sentences() {
        assert_silent(canary, &redact(&sentence), &sentence);
    }
}

#[test]
fn what_was_taken_out_is_marked() {
    assert_eq!(
        redact("Token eyJhbGciOiJIUzI1NiJ9.e30.c2ln expired"),
        "Token [redacted] expired"
    );
    assert_eq!(redact("deadbeef0123456789abcdef01234567"), "[redacted]");
}

#[test]
fn ordinary_sentences_survive() {
    let sentences = [
        "Authentication error",
        "Wrong password, please try again.",
        "No active account found with the given credentials",
        "This field may not be blank (code: 400).",
        "LOGIN_BAD_CREDENTIALS",
        "invalid_grant",
        "3 attempts left; try again at 12:30 on 2026-01-01.",
        "Unbekannter Benutzer: \"Jürgen\" – bitte prüfen!",
        "Errors? 100 % of them & more…",
        "",
    ];
    for sentence in sentences {
        assert_eq!(redact(sentence), sentence);
    }
}

#[test]
fn sentences_of_languages_without_spaces_survive() {
    let sentences = [
        "パスワードが正しくありません。もう一度入力してください。それでも失敗する場合は管理者に連絡してください。",
        "密码至少需要8个字符，请重新输入。",
    ];
    for sentence in sentences {
        assert_eq!(redact(sentence), sentence);
    }
}

#[test]
fn words_come_on_one_line() {
    assert_eq!(redact("  one\r\ntwo\n\n\tthree \u{c}four  "), "one two three four");
}

#[test]
fn words_are_cut_to_length_whatever_they_are() {
    let texts = [
        "word ".repeat(1000),
        "a".repeat(10_000),
        "é".repeat(10_000),
        "😀 ".repeat(10_000),
        "a ".repeat(10_000),
        "{\"".repeat(10_000),
        "deadbeef0123456789 ".repeat(1000),
        format!("{} {}", "b".repeat(70), "c".repeat(70)).repeat(100),
    ];
    for text in texts {
        let shown = redact(&text);
        assert!(shown.len() <= 256, "{}", shown.len());
    }
    assert!(redact(&"word ".repeat(1000)).ends_with('…'));
}

#[test]
fn redaction_is_total_and_its_result_is_short_and_on_one_line() {
    cases(3000, |random| {
        let shown = redact(&random.text(400));
        assert!(shown.len() <= 256, "seed {}", random.seed);
        assert!(!shown.contains(['\n', '\r', '\t']), "seed {}", random.seed);
    });
}

#[test]
fn no_refusal_says_a_token() {
    for (canary, sentence) in sentences() {
        let quoted = serde_json::to_string(&sentence).unwrap();
        let bodies = [
            sentence.clone(),
            quoted.clone(),
            format!("{{\"message\":{quoted}}}"),
            format!("{{\"error\":{quoted}}}"),
            format!("{{\"code\":{quoted},\"name\":{quoted}}}"),
            format!("{{\"error\":{{\"code\":{quoted},\"message\":{quoted}}}}}"),
            format!("{{\"error\":\"invalid_token\",\"error_description\":{quoted}}}"),
            format!("{{\"detail\":[{{\"msg\":{quoted}}}]}}"),
            format!("{{\"field\":[{quoted}]}}"),
            format!("{{\"token\":{quoted}}}"),
            format!("{{\"message\":{quoted}"),
            format!("{{\"error\":\"invalid_grant\",\"error_description\":{quoted}}}"),
        ];
        for body in bodies {
            for status in [200, 302, 401, 500] {
                let reply = Reply {
                    status,
                    body: &body,
                    header: &|_| Some(sentence.clone()),
                };
                let error = refusal::<Doc>(&reply, UnixMillis(0.0));
                assert_silent(canary, &everything(&error), &body);
            }
        }
    }
}

#[test]
fn no_failed_reading_says_a_token() {
    for (canary, sentence) in sentences() {
        let quoted = serde_json::to_string(&sentence).unwrap();
        let bodies = [
            format!("Your session: {sentence}"),
            format!("{{\"sesame\":{quoted}}}"),
            format!("{{\"token\":{quoted}"),
            format!("[{quoted}]"),
            format!("\"{sentence}"),
            format!("<html>{sentence}</html>"),
            format!("{{\"error\":\"invalid_grant\",\"error_description\":{quoted}}}"),
        ];
        for body in bodies {
            let reply = Reply {
                status: 200,
                body: &body,
                header: &|_| None,
            };
            if let Err(error) = read(&reply, &doc("{}"), UnixMillis(0.0)) {
                assert_silent(canary, &everything(&error), &body);
            }
        }
    }
}

#[test]
fn no_refused_credentials_are_said() {
    let options = doc(r#"{"tokenUrl":"https://id.example/","login":{"method":"POST","encoding":"basic"}}"#);
    let credentials = doc(r#"{"username":"hunter:","password":"correct horse battery staple"}"#).members();
    let said = everything(&login_request(&options, &credentials, base64).err().unwrap());
    assert!(!said.contains("hunter") && !said.contains("horse"), "{said}");
}

const NOW: Now = Now {
    wall: UnixMillis(0.0),
    moment: Moment(0.0),
};

/// Two canaries, one for each token.
fn pass(exchange: Exchange) -> Pass<Doc> {
    let answer = doc(&format!(
        "{{\"token\":\"{}\",\"refresh_token\":\"{}\"}}",
        CANARIES[0], CANARIES[1]
    ));
    let answer = read_tokens(&answer, false).unwrap();
    assert_debug_is_silent(&answer);
    Pass::received(answer, exchange, NOW)
}

/// Performs what the machine wants, on a store that takes everything and keeps nothing, and looks at all of it.
fn perform(machine: &mut Machine<Doc>) {
    while let Some(output) = machine.poll_output() {
        assert_debug_is_silent(&output);
        match output {
            Output::Read => machine.handle_row(0, None, NOW),
            Output::Swap(..) => machine.handle_swap(true, NOW),
            Output::Lock => machine.handle_lock(NOW),
            _ => {}
        }
        assert_debug_is_silent(machine);
    }
}

fn assert_debug_is_silent(value: &impl Debug) {
    for said in [format!("{value:?}"), format!("{value:#?}")] {
        for canary in CANARIES {
            assert_silent(canary, &said, "Debug");
        }
    }
}

#[test]
fn the_debug_of_an_answer_and_of_all_that_becomes_of_it_is_silent() {
    assert_debug_is_silent(&pass(Exchange::Adopted));
    let rules = Rules {
        renew_before: 0.0,
        tolerance: 0.0,
        means: Means::RefreshToken,
        signed_out: SignedOut::Pass,
        is_shared: true,
        is_deaf: false,
    };
    let mut machine = Machine::new(rules, 1, 1);
    machine.handle_open(1, None, NOW);
    perform(&mut machine);
    machine.handle_login(2);
    machine.handle_answer(2, Ok(pass(Exchange::Answered(None))), NOW);
    perform(&mut machine);
    assert_eq!(machine.token(NOW).unwrap().expose(), CANARIES[0]);
    assert_debug_is_silent(&machine.token(NOW));
    assert_debug_is_silent(&machine.step(Attempt::First, NOW));
    machine.handle_refresh(3, NOW);
    perform(&mut machine);
    machine.handle_logout(4, NOW);
    perform(&mut machine);
}

/// Tells whether a type can be printed: the inherent constant wins where its bound holds.
struct Probe<T>(core::marker::PhantomData<T>);

impl<T: Debug> Probe<T> {
    const IS_DEBUG: bool = true;
}

trait Fallback {
    const IS_DEBUG: bool = false;
}

impl<T> Fallback for Probe<T> {}

#[test]
fn what_holds_credentials_cannot_be_printed() {
    const {
        assert!(Probe::<String>::IS_DEBUG, "the probe works");
        assert!(!Probe::<Member>::IS_DEBUG);
        assert!(!Probe::<RequestPlan>::IS_DEBUG);
        assert!(!Probe::<Options<Doc>>::IS_DEBUG);
    }
}

#[test]
fn every_code_has_a_name_of_its_own() {
    let names: BTreeSet<_> = ErrorCode::ALL.into_iter().map(ErrorCode::as_str).collect();
    assert_eq!(names.len(), ErrorCode::ALL.len());
    for name in names {
        assert!(
            name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
            "{name}"
        );
    }
}

#[test]
fn every_code_says_what_happened() {
    let messages: BTreeSet<_> = ErrorCode::ALL
        .into_iter()
        .map(|code| AuthError::new(code).message().to_owned())
        .collect();
    assert_eq!(messages.len(), ErrorCode::ALL.len());
    assert!(messages.iter().all(|message| message.len() >= 10), "{messages:?}");
}

#[test]
fn these_codes_and_no_others_are_worth_another_try() {
    let retryable = ErrorCode::ALL
        .into_iter()
        .filter(|code| code.is_retryable())
        .map(ErrorCode::as_str);
    let retryable: BTreeSet<_> = retryable.collect();
    let expected = [
        "network",
        "timeout",
        "rate-limited",
        "server-error",
        "malformed-answer",
        "internal",
    ];
    assert_eq!(retryable, expected.into_iter().collect());
}

#[test]
fn a_detail_is_kept_beside_the_code() {
    let error = AuthError::with_detail(ErrorCode::InvalidOptions, "what is wrong");
    assert_eq!(
        (error.code, error.detail),
        (ErrorCode::InvalidOptions, Some("what is wrong"))
    );
    assert_eq!((error.status, error.error, error.error_description), (None, None, None));
    assert_eq!((error.is_final, error.retry_after), (false, None));
}

#[test]
fn words_are_kept_up_to_240_bytes_and_not_beyond() {
    // 234 bytes, spaces included.
    let words = ["word"; 47].join(" ");
    let kept = format!("{words} {}", "a".repeat(6));
    assert_eq!(redact(&kept), kept);
    assert_eq!(redact(&format!("{words} {}", "a".repeat(7))), format!("{words} …"));
}

#[test]
fn a_word_of_eighty_letters_is_a_word_and_one_more_is_none() {
    assert_eq!(redact(&"a".repeat(80)), "a".repeat(80));
    assert_eq!(redact(&"a".repeat(81)), "[redacted]");
}
