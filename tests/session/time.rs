//! Time: when a token is renewed, when it is over, and when the clock is asked.

use jotpass::error::ErrorCode;
use jotpass::session::{Attempt, Machine, Means, Rules, Status, timer_delay};
use jotpass::token::Moment;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::kit::{DAY, HERE, HOUR, MEMORY, MINUTE, NOTHING, RULES, SECOND, START, Tab, failure, refusal};
use crate::support::{Random, cases};

/// A session that nothing renews.
const FIXED: Rules = Rules {
    means: Means::None,
    ..RULES
};

/// The longest delay a browser's timer takes.
const MAX_DELAY: f64 = 2_147_483_647.0;

/// When tokens of that life are renewed, in many tabs, as the first and the last of them do.
fn renewals(rules: Rules, seconds: f64) -> (f64, f64) {
    let (mut first, mut last) = (f64::INFINITY, 0.0_f64);
    for seed in 1..600 {
        let mut tab = Tab::new(rules);
        tab.machine = Machine::new(rules, HERE, seed * 7919);
        tab.start();
        tab.settle();
        tab.login(2, "a", Some(seconds));
        tab.settle();
        let deadline = tab.deadline().unwrap();
        (first, last) = (first.min(deadline), last.max(deadline));
    }
    (first, last)
}

fn assert_between((first, last): (f64, f64), lowest: f64, highest: f64) {
    let slack = (highest - lowest) * 0.02;
    assert!(first >= lowest && first < lowest + slack, "{first}, not {lowest}");
    assert!(last <= highest && last > highest - slack, "{last}, not {highest}");
}

#[test]
fn a_long_lived_token_is_renewed_a_minute_before_its_end_or_up_to_a_quarter_earlier() {
    assert_between(renewals(RULES, 600.0), 525.0 * SECOND, 540.0 * SECOND);
    assert_between(
        renewals(RULES, 17_280_000.0),
        200.0 * DAY - 75.0 * SECOND,
        200.0 * DAY - 60.0 * SECOND,
    );
}

#[test]
fn a_short_lived_token_is_renewed_in_the_last_quarter_of_its_life_or_a_quarter_of_that_earlier() {
    assert_between(renewals(RULES, 40.0), 27.5 * SECOND, 30.0 * SECOND);
    assert_between(renewals(RULES, 2.0), 1375.0, 1500.0);
    assert_between(renewals(RULES, 240.0), 165.0 * SECOND, 180.0 * SECOND);
}

#[test]
fn how_long_before_its_end_is_as_the_app_says() {
    let rules = Rules {
        renew_before: 10.0 * SECOND,
        ..RULES
    };
    assert_between(renewals(rules, 600.0), 587.5 * SECOND, 590.0 * SECOND);
}

#[test]
fn the_jitter_is_the_next_number_of_the_generator() {
    // Near zero moments are fine enough to tell the number from its neighbours.
    let mut tab = Tab::new(RULES);
    tab.elapsed = -START;
    tab.start();
    tab.settle();
    tab.login(2, "a", Some(600.0));
    let jitter = 67_634_689.0 / 4_294_967_296.0;
    let expected = 600.0 * SECOND - 60.0 * SECOND * (1.0 + 0.25 * jitter);
    let deadline = tab.deadline().unwrap();
    assert!((deadline - expected).abs() < 1e-9, "{deadline}, not {expected}");
}

#[test]
fn renewals_by_the_clock_are_a_second_apart() {
    for seconds in [1.0, 1.2, 1.3] {
        let mut tab = Tab::with(RULES, Some(seconds));
        // The end may come first, and is announced.
        for _ in 0..3 {
            if tab.elapsed >= SECOND {
                break;
            }
            let left = tab.deadline().unwrap().min(SECOND - tab.elapsed);
            assert!(
                !tab.after(left - 0.5).contains(&"lock".to_owned()),
                "{seconds}: {}",
                tab.elapsed
            );
            assert_eq!(
                tab.after(0.5).contains(&"lock".to_owned()),
                tab.elapsed >= SECOND,
                "{seconds}"
            );
        }
    }
}

#[test]
fn a_two_second_token_is_renewed_for_ever() {
    let mut tab = Tab::with(RULES, Some(2.0));
    for count in 0..50 {
        let left = tab.deadline().unwrap();
        assert_eq!(tab.after(left), ["lock"]);
        assert_eq!(tab.status(), Status::SignedIn);
        tab.settle();
        let pass = tab.pass(&format!("b{count}"), Some(2.0));
        tab.answer(Ok(pass));
        tab.settle();
    }
    assert!(
        tab.elapsed >= 50.0 * 1375.0 && tab.elapsed <= 50.0 * 1500.0,
        "{}",
        tab.elapsed
    );
}

#[test]
fn a_two_hundred_day_token_is_renewed_at_its_end_by_timers_that_cannot_wait_so_long() {
    let mut tab = Tab::with(RULES, Some(200.0 * DAY / SECOND));
    let mut timers = 0;
    while timers < 20 {
        let deadline = tab.machine.next_deadline();
        timers += 1;
        let said = tab.after(timer_delay(deadline, tab.now()));
        assert_eq!(tab.status(), Status::SignedIn);
        if said == ["lock"] {
            break;
        }
        assert_eq!(said, NOTHING);
    }
    assert_eq!(timers, 9, "200 days are eight delays of 24.8 days and a rest");
    assert!(tab.elapsed > 200.0 * DAY - 2.0 * MINUTE);
}

#[test]
fn a_token_with_no_known_end_has_no_deadline() {
    let mut tab = Tab::with(RULES, None);
    assert_eq!(tab.deadline(), None);
    assert_eq!(tab.after(1000.0 * DAY), NOTHING);
    assert_eq!(tab.status(), Status::SignedIn);
}

#[test]
fn expiry_is_announced_once() {
    let mut tab = Tab::with(FIXED, Some(60.0));
    tab.after(50.0 * SECOND);
    assert_eq!(tab.after(10.0 * SECOND - 1.0), NOTHING);
    assert_eq!(tab.after(1.0), ["expired", "login-required"]);
    for _ in 0..3 {
        assert_eq!(tab.after(DAY), NOTHING);
    }
}

#[test]
fn the_next_sessions_expiry_is_announced_again() {
    let mut tab = Tab::with(FIXED, Some(60.0));
    tab.after(HOUR);
    tab.login(3, "b", Some(60.0));
    tab.settle();
    assert_eq!(tab.after(HOUR), ["expired", "login-required"]);
}

#[test]
fn that_a_token_ends_soon_is_announced_once_where_nothing_renews_it() {
    let mut tab = Tab::with(FIXED, Some(600.0));
    let left = tab.deadline().unwrap();
    assert!((525.0 * SECOND..=540.0 * SECOND).contains(&left), "{left}");
    assert_eq!(tab.after(left - 0.5), NOTHING);
    assert_eq!(tab.after(0.5), ["expiring"]);
    assert_eq!(tab.after(SECOND), NOTHING);
    assert_eq!(tab.deadline(), Some(600.0 * SECOND - tab.elapsed));
}

#[test]
fn where_it_is_renewed_nothing_is_announced_before_the_end() {
    let mut tab = Tab::signed_in();
    let left = tab.deadline().unwrap();
    assert_eq!(tab.after(left), ["lock"]);
    assert_eq!(tab.deadline(), Some(600.0 * SECOND - tab.elapsed), "the end is");
}

#[test]
fn the_status_follows_the_clock_before_expiry_is_announced() {
    let mut tab = Tab::with(RULES, Some(60.0));
    tab.elapsed = MINUTE - 1.0;
    assert_eq!((tab.status(), tab.token()), (Status::SignedIn, Some("a")));
    tab.elapsed = MINUTE;
    assert_eq!((tab.status(), tab.token()), (Status::Expired, None));
}

#[test]
fn a_token_is_over_by_the_tolerance_earlier() {
    let mut tab = Tab::with(
        Rules {
            tolerance: 5.0 * SECOND,
            ..RULES
        },
        Some(60.0),
    );
    tab.elapsed = 55.0 * SECOND - 1.0;
    assert_eq!(tab.status(), Status::SignedIn);
    tab.elapsed = 55.0 * SECOND;
    assert_eq!(tab.status(), Status::Expired);
}

#[test]
fn a_tolerance_beyond_the_renewals_time_brings_the_renewal_forward() {
    let mut tab = Tab::with(
        Rules {
            tolerance: 2.0 * MINUTE,
            ..RULES
        },
        Some(600.0),
    );
    let left = tab.deadline().unwrap();
    assert_eq!(tab.after(left), ["lock"], "before the token is over");
}

#[test]
fn a_device_that_slept_shows_no_dead_token() {
    for hours in [1.0, 8.0, 24.0 * 30.0] {
        let mut tab = Tab::with(RULES, Some(3600.0));
        tab.elapsed += hours * HOUR;
        assert_eq!(tab.step(Attempt::First), "wait");
        assert_eq!(tab.said(), ["lock"]);
    }
}

#[test]
fn a_device_that_slept_through_the_announcement_makes_up_for_it_once() {
    let mut tab = Tab::with(FIXED, Some(600.0));
    assert_eq!(tab.after(8.0 * HOUR), ["expired", "login-required"]);
    assert_eq!(tab.deadline(), None, "that it ends soon is no news any more");
}

#[test]
fn a_timer_that_fires_late_or_early_or_often_changes_nothing() {
    let mut tab = Tab::signed_in();
    for _ in 0..10 {
        assert_eq!(tab.clock(), NOTHING);
        assert_eq!(tab.after(50.0 * SECOND), NOTHING);
    }
    assert_eq!(tab.after(40.0 * SECOND), ["lock"]);
    for _ in 0..10 {
        assert_eq!(tab.clock(), NOTHING);
    }
}

#[test]
fn a_claim_is_measured_by_the_clock_all_tabs_have() {
    let mut tab = Tab::signed_in();
    tab.skew = -DAY;
    tab.refresh(3);
    tab.row = Some(tab.claimed(2, 2000.0));
    tab.lock();
    tab.read();
    assert_eq!(tab.deadline(), Some(2000.0));
}

#[test]
fn a_timer_is_never_armed_for_the_past() {
    for late in [0.0, 1.0, DAY, 1e15, f64::INFINITY] {
        assert_eq!(delay(-late), 0.0, "{late}");
    }
}

#[test]
fn a_timer_is_never_armed_beyond_what_a_browser_takes() {
    for ahead in [MAX_DELAY, MAX_DELAY + 1.0, 30.0 * DAY, 200.0 * DAY, f64::INFINITY] {
        assert_eq!(delay(ahead), MAX_DELAY, "{ahead}");
    }
}

#[test]
fn a_timer_is_armed_to_the_millisecond_in_between() {
    for ahead in [1.0, SECOND, 24.0 * DAY, MAX_DELAY - 1.0] {
        assert_eq!(delay(ahead), ahead, "{ahead}");
    }
}

fn delay(ahead: f64) -> f64 {
    let now = Tab::new(RULES).now();
    timer_delay(Moment(START + ahead), now)
}

#[test]
fn once_the_clock_was_asked_the_next_deadline_lies_ahead() {
    cases(500, |random: &mut Random| {
        let rules = Rules {
            means: *random.pick(&[Means::None, Means::RefreshToken, Means::Nothing]),
            tolerance: *random.pick(&[0.0, 5.0 * SECOND, 2.0 * MINUTE]),
            ..*random.pick(&[RULES, MEMORY])
        };
        let mut tab = Tab::open(rules);
        for step in 0..60 {
            let life = *random.pick(&[None, Some(0.0), Some(0.5), Some(2.0), Some(70.0), Some(3600.0)]);
            match random.below(12) {
                0 => drop(tab.login(2, "a", life)),
                1 => drop(tab.logout(3)),
                2 => drop(tab.refresh(4)),
                3 => drop(tab.refuse(random.once_in(2))),
                4 => drop(tab.wake()),
                5 => drop(tab.step(Attempt::First)),
                6 => {
                    let pass = tab.pass("b", life);
                    tab.answer(Ok(pass));
                }
                7 => {
                    let order = *random.pick(&[None, Some(0.0), Some(MINUTE)]);
                    tab.answer(Err(failure(ErrorCode::Network, order)));
                }
                8 if random.once_in(4) => drop(tab.answer(Err(refusal()))),
                9 if tab.row.is_some() => {
                    let row = tab.claimed(*random.pick(&[0, 2]), *random.pick(&[0.5, 2000.0, HOUR]));
                    tab.write(Some(row));
                    tab.news(false);
                }
                _ => drop(tab.settle()),
            }
            tab.elapsed += *random.pick(&[0.0, 1.0, SECOND, MINUTE, 8.0 * HOUR]);
            tab.clock();
            let deadline = tab.deadline();
            assert!(
                deadline.is_none_or(|left| left > 0.0),
                "seed {}, step {step}: {deadline:?}",
                random.seed
            );
        }
    });
}
