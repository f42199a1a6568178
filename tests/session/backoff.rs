//! The rests between renewals that fail.

use jotpass::error::ErrorCode;
use jotpass::session::{Attempt, Machine, Rules};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::kit::{HERE, MINUTE, NOTHING, RULES, SECOND, Tab, failure};

/// A tab whose token is over, without jitter in what follows from it.
fn expired() -> Tab {
    let mut tab = Tab::with(RULES, Some(10.0));
    tab.elapsed = 20.0 * SECOND;
    assert_eq!(tab.clock(), ["expired", "lock"]);
    tab.settle();
    tab
}

fn offline() -> Box<jotpass::error::AuthError> {
    failure(ErrorCode::Network, None)
}

/// How long the clock rests after so many failures in a row, for many tabs.
fn rests(failures: u32, error: &jotpass::error::AuthError) -> Vec<f64> {
    let rest = |seed: u32| {
        let mut tab = Tab::new(RULES);
        tab.machine = Machine::new(RULES, HERE, seed * 7919);
        tab.start();
        tab.settle();
        tab.login(2, "a", Some(10.0));
        tab.settle();
        tab.elapsed = 20.0 * SECOND;
        tab.clock();
        for _ in 0..failures {
            tab.settle();
            tab.answer(Err(Box::new(error.clone())));
            tab.settle();
            let rest = tab.deadline().unwrap();
            if failures > 1 {
                tab.after(rest);
            } else {
                return rest;
            }
        }
        tab.settle();
        tab.answer(Err(Box::new(error.clone())));
        tab.settle();
        tab.deadline().unwrap()
    };
    (1..400).map(rest).collect()
}

fn assert_spread(rests: &[f64], longest: f64) {
    let (mut lowest, mut highest) = (f64::INFINITY, 0.0_f64);
    for rest in rests {
        (lowest, highest) = (lowest.min(*rest), highest.max(*rest));
    }
    assert!(lowest >= 0.0 && lowest < longest * 0.1, "{lowest} of {longest}");
    assert!(highest < longest && highest > longest * 0.9, "{highest} of {longest}");
}

#[test]
fn a_rest_may_be_as_long_as_a_second_doubled_by_each_failure_up_to_a_minute() {
    assert_spread(&rests(1, &offline()), SECOND);
    for (failures, longest) in [(2, 4.0), (4, 16.0), (5, 32.0), (6, 60.0), (9, 60.0)] {
        assert_spread(&rests(failures, &offline()), longest * SECOND);
    }
}

#[test]
fn the_clock_begins_the_next_renewal_when_the_rest_is_over() {
    let mut tab = expired();
    tab.answer(Err(offline()));
    tab.settle();
    let rest = tab.deadline().unwrap();
    assert_eq!(tab.after(rest - 0.5), NOTHING);
    assert_eq!(tab.after(0.5), ["lock"]);
}

#[test]
fn a_request_during_the_rest_fails_with_what_failed() {
    let mut tab = expired();
    tab.answer(Err(offline()));
    tab.settle();
    assert_eq!(tab.step(Attempt::First), "reject network");
    assert_eq!(tab.said(), NOTHING);
    let rest = tab.deadline().unwrap();
    tab.elapsed += rest;
    assert_eq!(tab.step(Attempt::First), "wait");
    assert_eq!(tab.said(), ["lock"]);
}

#[test]
fn a_request_during_the_rest_shows_a_token_that_lives() {
    let mut tab = Tab::signed_in();
    tab.fail(3, offline());
    assert_eq!(tab.step(Attempt::First), "show a");
}

/// A tab that has failed often enough for a rest longer than three seconds.
fn resting_long() -> Tab {
    let mut tab = expired();
    for _ in 0..50 {
        tab.answer(Err(offline()));
        tab.settle();
        let rest = tab.deadline().unwrap();
        if rest > 4.0 * SECOND {
            return tab;
        }
        tab.after(rest);
        tab.settle();
    }
    panic!("no rest is that long");
}

#[test]
fn a_request_bears_three_seconds_of_the_rest_and_no_more() {
    let mut tab = resting_long();
    tab.elapsed += 3.0 * SECOND - 1.0;
    assert_eq!(tab.step(Attempt::First), "reject network");
    tab.elapsed += 1.0;
    assert_eq!(tab.step(Attempt::First), "wait");
    assert_eq!(tab.said(), ["lock"]);
}

#[test]
fn the_app_may_ask_at_once() {
    let mut tab = resting_long();
    assert_eq!(tab.refresh(3), ["lock"]);
}

#[test]
fn a_sign_of_life_ends_the_rest() {
    let mut tab = resting_long();
    assert_eq!(tab.wake(), ["read", "lock"]);
}

#[test]
fn what_the_server_ordered_stands_for_everybody() {
    let mut tab = expired();
    let order = failure(ErrorCode::ServerError, Some(5.0 * MINUTE));
    assert_eq!(tab.answer(Err(order)), ["unlock", "resume", "swap 1 a held 300000"]);
    tab.settle();
    assert_eq!(tab.deadline(), Some(5.0 * MINUTE));
    for millis in [0.0, 5.0 * MINUTE - 1.0] {
        tab.elapsed += millis;
        assert_eq!(tab.step(Attempt::First), "reject server-error");
        assert_eq!(tab.refresh(3), ["settle 3 server-error"]);
        assert_eq!(tab.wake(), ["read"]);
        tab.settle();
    }
    assert_eq!(tab.after(1.0), ["lock"]);
}

#[test]
fn a_request_begins_a_renewal_when_the_order_has_ended() {
    let mut tab = expired();
    tab.answer(Err(failure(ErrorCode::RateLimited, Some(MINUTE))));
    tab.settle();
    tab.elapsed += MINUTE;
    assert_eq!(tab.step(Attempt::First), "wait");
    assert_eq!(tab.said(), ["lock"]);
}

#[test]
fn a_short_order_makes_no_rest_shorter() {
    let error = failure(ErrorCode::RateLimited, Some(1.0));
    let rests = rests(4, &error);
    assert!(rests.iter().any(|rest| *rest > 10.0 * SECOND), "{rests:?}");
    assert!(rests.iter().all(|rest| *rest >= 1.0), "{rests:?}");
}

#[test]
fn success_ends_the_row_of_failures() {
    let mut tab = resting_long();
    tab.renew(3, "b", Some(10.0));
    assert_eq!(tab.step(Attempt::First), "show b");
    tab.elapsed += 20.0 * SECOND;
    tab.clock();
    tab.settle();
    tab.answer(Err(offline()));
    tab.settle();
    assert!(tab.deadline().unwrap() < SECOND);
}

#[test]
fn the_app_is_told_that_the_token_ends_soon_when_its_renewal_fails() {
    let mut tab = Tab::signed_in();
    let until = tab.deadline().unwrap();
    assert_eq!(tab.after(until), ["lock"]);
    tab.settle();
    let error = offline();
    assert_eq!(tab.answer(Err(error)), ["unlock", "resume", "expiring", "swap 1 a"]);
    tab.settle();
    let rest = tab.deadline().unwrap();
    assert_eq!(tab.after(rest), ["lock"], "once");
}

#[test]
fn a_renewal_that_failed_long_before_the_end_is_no_news() {
    let mut tab = Tab::signed_in();
    let said = tab.fail(3, offline());
    assert!(!said.contains(&"expiring".to_owned()), "{said:?}");
}

#[test]
fn what_is_being_renewed_when_it_is_time_ends_not_soon_however_often_that_failed() {
    let mut tab = Tab::signed_in();
    let until = tab.deadline().unwrap();
    tab.fail(3, offline());
    tab.exchange(4);
    assert_eq!(tab.after(until), ["swap 1 a claimed by 1 for 3000"], "no news");
}

#[test]
fn a_failure_before_its_time_postpones_no_renewal() {
    let mut tab = Tab::signed_in();
    let before = tab.deadline();
    tab.fail(3, offline());
    assert_eq!(tab.deadline(), before);
}

#[test]
fn a_failed_renewal_lets_the_doubted_token_be_shown_again() {
    let mut tab = Tab::signed_in();
    let mark = tab.mark();
    assert_eq!(tab.refuse(false), ["lock"]);
    tab.settle();
    assert_eq!(tab.step(Attempt::First), "wait");
    tab.answer(Err(offline()));
    tab.settle();
    assert_eq!(tab.step(Attempt::First), "show a");
    assert_eq!(
        tab.step(Attempt::Refused(mark)),
        "reject login-required",
        "it has its answer"
    );
}

#[test]
fn a_refusal_during_the_rest_begins_nothing() {
    let mut tab = Tab::signed_in();
    tab.fail(3, failure(ErrorCode::Network, Some(MINUTE)));
    assert_eq!(tab.refuse(false), NOTHING);
    assert_eq!(tab.step(Attempt::First), "show a");
}

#[test]
fn failures_without_end_never_stop_the_trying() {
    let mut tab = Tab::with(
        Rules {
            tolerance: 0.0,
            ..RULES
        },
        Some(10.0),
    );
    tab.elapsed = 20.0 * SECOND;
    tab.clock();
    for count in 0..2000 {
        tab.settle();
        tab.answer(Err(offline()));
        tab.settle();
        let rest = tab.deadline().unwrap();
        assert!((0.0..=MINUTE).contains(&rest), "after {count}: {rest}");
        assert_eq!(tab.after(rest), ["lock"], "after {count}");
    }
}
