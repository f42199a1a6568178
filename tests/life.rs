//! How long a token lives, whatever the device's clock says.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use jotpass::endpoint::read_tokens;
use jotpass::session::{Exchange, Pass};
use jotpass::token::{Evidence, Moment, Now, UnixMillis, remaining_life};
use support::{Random, cases, doc, jwt};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const SECOND: f64 = 1e3;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// The server's clock, which is right.
const NOW: f64 = 1.75e12;
/// How wrong a device's clock may be.
const SKEWS: [f64; 7] = [-DAY, -HOUR, -20.0 * MINUTE, 0.0, 20.0 * MINUTE, HOUR, DAY];

fn at(millis: f64) -> Option<UnixMillis> {
    Some(UnixMillis(millis))
}

/// A token with these claims, in milliseconds; they are written in seconds.
fn token(exp: f64, iat: Option<f64>) -> String {
    let iat = iat.map_or(String::new(), |iat| format!(",\"iat\":{}", iat / SECOND));
    jwt(format!("{{\"exp\":{}{iat}}}", exp / SECOND))
}

/// What a session has left when it begins, by a device clock that is wrong by `skew`.
fn life_of(answer: &str, exchange: Exchange, skew: f64) -> Option<f64> {
    let now = Now {
        wall: UnixMillis(NOW + skew),
        moment: Moment(0.0),
    };
    let pass = Pass::received(read_tokens(&doc(answer), false).unwrap(), exchange, now);
    assert_eq!(pass.session().received_at, now.wall.0);
    Some(pass.session().expires_at? - now.wall.0)
}

fn token_answer(token: &str) -> String {
    format!("{{\"token\":\"{token}\"}}")
}

#[test]
fn a_wrong_clock_changes_nothing_where_the_answer_tells_the_seconds() {
    let token = token(NOW + DAY, None);
    let answer = format!("{{\"access_token\":\"{token}\",\"expires_in\":3600}}");
    for skew in SKEWS {
        assert_eq!(life_of(&answer, Exchange::Answered(None), skew), Some(HOUR), "{skew}");
        assert_eq!(
            life_of(&answer, Exchange::Answered(at(NOW)), skew),
            Some(HOUR),
            "{skew}"
        );
        assert_eq!(life_of(&answer, Exchange::Adopted, skew), Some(HOUR), "{skew}");
    }
}

#[test]
fn a_wrong_clock_changes_nothing_where_the_servers_clock_is_readable() {
    for skew in SKEWS {
        for iat in [None, Some(NOW), Some(NOW - 5.0 * MINUTE), Some(NOW - DAY)] {
            let answer = token_answer(&token(NOW + HOUR, iat));
            assert_eq!(
                life_of(&answer, Exchange::Answered(at(NOW)), skew),
                Some(HOUR),
                "{skew}"
            );
        }
    }
}

#[test]
fn a_wrong_clock_changes_nothing_where_the_token_tells_when_it_was_issued() {
    let answer = token_answer(&token(NOW + HOUR, Some(NOW)));
    for skew in SKEWS {
        assert_eq!(life_of(&answer, Exchange::Answered(None), skew), Some(HOUR), "{skew}");
    }
}

#[test]
fn an_issue_date_set_back_by_five_minutes_does_not_end_the_token_early() {
    let answer = token_answer(&token(NOW + 30.0 * MINUTE, Some(NOW - 5.0 * MINUTE)));
    for skew in SKEWS {
        let life = life_of(&answer, Exchange::Answered(None), skew).unwrap();
        assert!((30.0 * MINUTE..=35.0 * MINUTE).contains(&life), "{skew}: {life}");
    }
    // A right clock is believed to the millisecond.
    assert_eq!(life_of(&answer, Exchange::Answered(None), 0.0), Some(30.0 * MINUTE));
}

#[test]
fn a_short_life_with_an_issue_date_set_back_causes_no_loop() {
    let answer = token_answer(&token(NOW + MINUTE, Some(NOW - 5.0 * MINUTE)));
    for skew in SKEWS {
        let life = life_of(&answer, Exchange::Answered(None), skew).unwrap();
        assert!(life >= MINUTE, "{skew}: {life}");
    }
}

#[test]
fn a_clock_is_plausible_for_ten_minutes_after_the_issue() {
    let life = |age: f64| {
        let evidence = Evidence {
            expires: at(NOW + HOUR),
            issued_at: at(NOW - age),
            ..Evidence::default()
        };
        remaining_life(&evidence, UnixMillis(NOW)).unwrap()
    };
    assert_eq!(life(0.0), HOUR);
    assert_eq!(life(10.0 * MINUTE), HOUR);
    assert_eq!(life(10.0 * MINUTE + 1.0), HOUR + 10.0 * MINUTE + 1.0);
    assert_eq!(life(-1.0), HOUR - 1.0);
}

#[test]
fn dates_may_be_in_milliseconds() {
    let millis = jwt(format!("{{\"exp\":{},\"iat\":{}}}", NOW + HOUR, NOW));
    let mixed = jwt(format!("{{\"exp\":{},\"iat\":{}}}", NOW + HOUR, NOW / SECOND));
    let alone = jwt(format!("{{\"exp\":{}}}", NOW + HOUR));
    for token in [millis, mixed, alone] {
        let answer = token_answer(&token);
        assert_eq!(life_of(&answer, Exchange::Answered(None), 0.0), Some(HOUR));
        assert_eq!(life_of(&answer, Exchange::Answered(at(NOW)), DAY), Some(HOUR));
        assert_eq!(life_of(&answer, Exchange::Adopted, 0.0), Some(HOUR));
    }
}

#[test]
fn a_date_is_in_milliseconds_above_ten_to_the_eleventh() {
    let cases = [
        (0.0, 0.0),
        (1_300_819_380.0, 1_300_819_380_000.0),
        (1_300_819_380.25, 1_300_819_380_250.0),
        (1e11, 1e14),
        (1e11 + 1.0, 1e11 + 1.0),
        (1_300_819_380_123.0, 1_300_819_380_123.0),
        (-1.0, -1000.0),
    ];
    for (number, millis) in cases {
        assert_eq!(UnixMillis::from_server(number).0, millis, "{number}");
    }
}

#[test]
fn the_answers_own_date_counts_where_the_token_has_none() {
    let exp = NOW + HOUR;
    let later = NOW + 2.0 * HOUR;
    let opaque = format!("{{\"token\":\"opaque\",\"expires\":{exp}}}");
    let claimless = format!("{{\"token\":\"{}\",\"expires\":{exp}}}", jwt("{}"));
    let both = format!("{{\"token\":\"{}\",\"expires\":{later}}}", token(exp, None));
    for answer in [opaque, claimless, both] {
        assert_eq!(
            life_of(&answer, Exchange::Answered(at(NOW)), DAY),
            Some(HOUR),
            "{answer}"
        );
        assert_eq!(life_of(&answer, Exchange::Answered(None), 0.0), Some(HOUR), "{answer}");
    }
}

#[test]
fn an_adopted_token_is_measured_by_the_devices_clock() {
    // It may be of any age, so when it was issued says nothing of now.
    for iat in [None, Some(NOW), Some(NOW - 20.0 * DAY)] {
        let answer = token_answer(&token(NOW + HOUR, iat));
        assert_eq!(life_of(&answer, Exchange::Adopted, 0.0), Some(HOUR));
        assert_eq!(life_of(&answer, Exchange::Adopted, 10.0 * MINUTE), Some(50.0 * MINUTE));
    }
}

#[test]
fn an_adopted_token_whose_date_has_passed_is_over() {
    let answer = token_answer(&token(NOW - MINUTE, Some(NOW - HOUR)));
    assert_eq!(life_of(&answer, Exchange::Adopted, 0.0), Some(0.0));
}

#[test]
fn where_nothing_tells_nothing_is_known() {
    for answer in [
        r#"{"token":"opaque"}"#.to_owned(),
        token_answer(&jwt("{\"sub\":\"ann\"}")),
    ] {
        for exchange in [Exchange::Answered(None), Exchange::Answered(at(NOW)), Exchange::Adopted] {
            assert_eq!(life_of(&answer, exchange, 0.0), None, "{answer}");
        }
    }
    let issued = Evidence {
        issued_at: at(NOW),
        server_now: at(NOW),
        ..Evidence::default()
    };
    assert_eq!(remaining_life(&issued, UnixMillis(NOW)), None);
}

#[test]
fn an_end_alone_is_compared_with_the_devices_clock() {
    let answer = token_answer(&token(NOW + HOUR, None));
    assert_eq!(life_of(&answer, Exchange::Answered(None), 0.0), Some(HOUR));
    assert_eq!(life_of(&answer, Exchange::Answered(None), -MINUTE), Some(HOUR + MINUTE));
}

#[test]
fn a_clock_that_would_end_a_new_token_at_once_tells_nothing() {
    let answer = token_answer(&token(NOW + HOUR, None));
    for skew in [HOUR, DAY] {
        assert_eq!(life_of(&answer, Exchange::Answered(None), skew), None, "{skew}");
    }
}

#[test]
fn a_token_that_ends_before_it_began_is_over() {
    let ended = |server_now, issued_at| Evidence {
        expires: at(NOW - MINUTE),
        server_now,
        issued_at,
        ..Evidence::default()
    };
    for evidence in [ended(at(NOW), None), ended(None, at(NOW)), ended(None, at(NOW + HOUR))] {
        assert_eq!(remaining_life(&evidence, UnixMillis(NOW)), Some(0.0), "{evidence:?}");
    }
}

#[test]
fn a_number_of_seconds_that_cannot_be_one_is_passed_over() {
    for expires_in in [-1.0, -0.5, f64::NAN, f64::NEG_INFINITY] {
        let alone = Evidence {
            expires_in: Some(expires_in),
            ..Evidence::default()
        };
        assert_eq!(remaining_life(&alone, UnixMillis(NOW)), None, "{expires_in}");
        let with_end = Evidence {
            expires: at(NOW + HOUR),
            ..alone
        };
        assert_eq!(remaining_life(&with_end, UnixMillis(NOW)), Some(HOUR), "{expires_in}");
    }
}

#[test]
fn no_seconds_are_no_life() {
    let evidence = Evidence {
        expires_in: Some(0.0),
        expires: at(NOW + HOUR),
        ..Evidence::default()
    };
    assert_eq!(remaining_life(&evidence, UnixMillis(NOW)), Some(0.0));
}

#[test]
fn claims_that_are_no_dates_are_passed_over() {
    for exp in ["\"soon\"", "null", "true", "{}", "[]", "1e999"] {
        let answer = token_answer(&jwt(format!("{{\"exp\":{exp}}}")));
        assert_eq!(life_of(&answer, Exchange::Answered(at(NOW)), 0.0), None, "{exp}");
    }
}

#[test]
fn no_evidence_gives_a_life_below_nothing() {
    cases(5000, |random| {
        let evidence = Evidence {
            expires_in: any_number(random),
            expires: any_number(random).map(UnixMillis),
            issued_at: any_number(random).map(UnixMillis),
            server_now: any_number(random).map(UnixMillis),
            is_adopted: random.once_in(2),
        };
        if let Some(life) = remaining_life(&evidence, UnixMillis(NOW)) {
            assert!(life >= 0.0, "seed {}: {life} of {evidence:?}", random.seed);
        }
    });
}

fn any_number(random: &mut Random) -> Option<f64> {
    let strange = [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MAX,
        f64::MIN,
        -0.0,
        5e-324,
    ];
    match random.below(4) {
        0 => None,
        1 => Some(*random.pick(&strange)),
        2 => Some(NOW + *random.pick(&SKEWS)),
        _ => Some(*random.pick(&[-1.0, 0.0, 1.0, 3600.0, 1e11, NOW / SECOND, NOW])),
    }
}
