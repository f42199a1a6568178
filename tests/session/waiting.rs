//! What becomes of a request when there is no token to show.

use jotpass::error::ErrorCode;
use jotpass::session::{Attempt, Means, Rules};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::kit::{EVERY, MEMORY, MINUTE, NOTHING, REJECT, RULES, Tab, WAIT, failure, refusal};

#[test]
fn a_request_shows_the_token_while_it_lives() {
    for rules in EVERY {
        let mut tab = Tab::with(rules, Some(60.0));
        tab.elapsed = MINUTE - 1.0;
        let mark = tab.mark();
        for attempt in [Attempt::First, Attempt::Waited(None), Attempt::Waited(Some(mark))] {
            assert_eq!(tab.step(attempt), "show a");
        }
        assert_eq!(tab.said(), NOTHING);
    }
}

#[test]
fn without_a_token_it_goes_bare_or_is_rejected_or_waits_as_the_app_says() {
    let fates = ["bare", "reject login-required", "wait for login"];
    for (rules, fate) in EVERY.into_iter().zip(fates) {
        let fixed = Rules {
            means: Means::None,
            ..rules
        };
        let mut expired = Tab::with(fixed, Some(60.0));
        expired.elapsed = MINUTE;
        for mut tab in [Tab::open(rules), Tab::open(fixed), expired] {
            for attempt in [Attempt::First, Attempt::Waited(None)] {
                assert_eq!(tab.step(attempt), fate);
            }
        }
    }
}

#[test]
fn who_is_signed_out_does_not_begin_a_renewal_by_asking() {
    let mut tab = Tab::open(Rules {
        means: Means::Nothing,
        ..RULES
    });
    assert_eq!(tab.step(Attempt::First), "bare");
    assert_eq!(tab.said(), NOTHING);
}

#[test]
fn an_expired_token_is_renewed_for_the_first_who_asks() {
    for rules in EVERY {
        let mut tab = Tab::with(rules, Some(60.0));
        tab.elapsed = MINUTE;
        assert_eq!(tab.step(Attempt::First), "wait");
        assert_eq!(tab.said(), ["lock"]);
        assert_eq!(tab.step(Attempt::First), "wait");
        assert_eq!(tab.said(), NOTHING);
    }
}

#[test]
fn who_waited_for_a_renewal_in_vain_is_told_why() {
    for rules in EVERY {
        let mut tab = Tab::with(rules, Some(60.0));
        tab.elapsed = MINUTE;
        let mark = tab.mark();
        tab.step(Attempt::First);
        tab.said();
        tab.settle();
        tab.answer(Err(failure(ErrorCode::Timeout, None)));
        tab.settle();
        assert_eq!(tab.step(Attempt::Waited(Some(mark))), "reject timeout");
    }
}

#[test]
fn the_app_is_told_once_that_somebody_waits_for_a_login() {
    let mut tab = Tab::open(WAIT);
    tab.step(Attempt::First);
    assert_eq!(tab.said(), ["login-required"]);
    tab.step(Attempt::First);
    assert_eq!(tab.said(), NOTHING);
}

#[test]
fn it_is_told_again_after_the_next_login() {
    let mut tab = Tab::open(WAIT);
    tab.step(Attempt::First);
    tab.said();
    tab.login(2, "a", None);
    tab.settle();
    tab.logout(3);
    tab.settle();
    tab.step(Attempt::First);
    assert_eq!(tab.said(), ["login-required"]);
}

#[test]
fn who_does_not_wait_asks_for_no_login() {
    for rules in [RULES, REJECT] {
        let mut tab = Tab::open(rules);
        tab.step(Attempt::First);
        assert_eq!(tab.said(), NOTHING);
    }
}

#[test]
fn the_next_login_serves_who_waited_for_it() {
    let mut tab = Tab::open(WAIT);
    assert_eq!(tab.step(Attempt::First), "wait for login");
    tab.said();
    assert_eq!(tab.login(2, "a", None)[1], "resume");
    assert_eq!(tab.step(Attempt::Waited(None)), "show a");
}

#[test]
fn a_refused_sessions_requests_wait_for_their_user() {
    let mut tab = Tab::open(WAIT);
    let pass = tab.pass_of(r#"{"token":"a","refresh_token":"r","user":{"id":1}}"#);
    tab.login_with(2, pass);
    tab.settle();
    let mark = tab.mark();
    tab.fail(3, refusal());
    for attempt in [Attempt::Refused(mark), Attempt::Waited(Some(mark)), Attempt::First] {
        assert_eq!(tab.step(attempt), "wait for login");
    }
    let pass = tab.pass_of(r#"{"token":"b","user":{"id":1}}"#);
    tab.login_with(4, pass);
    tab.settle();
    assert_eq!(tab.step(Attempt::Refused(mark)), "show b");
}

#[test]
fn a_refused_sessions_requests_are_not_sent_for_another_user() {
    let mut tab = Tab::open(WAIT);
    let pass = tab.pass_of(r#"{"token":"a","refresh_token":"r","user":{"id":1}}"#);
    tab.login_with(2, pass);
    tab.settle();
    let mark = tab.mark();
    tab.fail(3, refusal());
    let pass = tab.pass_of(r#"{"token":"b","user":{"id":2}}"#);
    assert_eq!(tab.login_with(4, pass)[0], "user-changed");
    tab.settle();
    assert_eq!(tab.step(Attempt::Waited(Some(mark))), "reject login-required");
    assert_eq!(tab.step(Attempt::Waited(None)), "show b");
}

#[test]
fn while_the_row_is_being_read_every_request_waits() {
    let mut tab = Tab::signed_in();
    tab.news(false);
    assert_eq!(tab.step(Attempt::First), "wait");
    assert_eq!(tab.read(), ["resume"]);
    assert_eq!(tab.step(Attempt::Waited(None)), "show a");
}

#[test]
fn while_a_read_is_due_every_request_waits() {
    let mut tab = Tab::signed_in();
    tab.login(3, "b", None);
    assert_eq!(tab.news(false), NOTHING, "the row is being written");
    assert_eq!(tab.step(Attempt::First), "wait");
    assert_eq!(tab.swap(), ["tell", "read"]);
    tab.settle();
    assert_eq!(tab.step(Attempt::First), "show b");
}

#[test]
fn while_the_row_is_being_written_no_request_waits() {
    let mut tab = Tab::signed_in();
    tab.login(3, "b", None);
    assert_eq!(tab.step(Attempt::First), "show b");
}

#[test]
fn a_tab_that_hears_nothing_reads_the_row_before_each_request() {
    let deaf = Rules { is_deaf: true, ..RULES };
    let mut tab = Tab::with(deaf, Some(600.0));
    for _ in 0..2 {
        assert_eq!(tab.step(Attempt::First), "wait");
        assert_eq!(tab.said(), ["read"]);
        tab.settle();
        assert_eq!(tab.step(Attempt::Waited(None)), "show a");
        assert_eq!(tab.step(Attempt::Waited(Some(tab.mark()))), "show a");
        assert_eq!(tab.said(), NOTHING);
    }
}

#[test]
fn a_tab_that_hears_nothing_and_shares_nothing_does_not_read() {
    let mut tab = Tab::with(
        Rules {
            is_deaf: true,
            is_shared: false,
            ..RULES
        },
        Some(600.0),
    );
    assert_eq!(tab.step(Attempt::First), "show a");
    assert_eq!(tab.said(), NOTHING);
}

#[test]
fn a_tab_that_hears_does_not_read_before_a_request() {
    let mut tab = Tab::signed_in();
    assert_eq!(tab.step(Attempt::First), "show a");
    assert_eq!(tab.said(), NOTHING);
}

#[test]
fn whoever_is_idle_sends_a_request_as_it_is() {
    type State = (&'static str, fn(&mut Tab));
    let states: [State; 6] = [
        ("nobody", |_| ()),
        ("reading", |tab| drop(tab.news(false))),
        ("somebody", |tab| drop((tab.login(2, "a", Some(600.0)), tab.settle()))),
        ("expired", |tab| drop((tab.login(2, "a", Some(-1.0)), tab.settle()))),
        ("signed out", |tab| {
            tab.login(2, "a", Some(600.0));
            tab.settle();
            tab.logout(3);
            tab.settle();
        }),
        ("alone", |tab| drop((tab.lose_store(), tab.settle()))),
    ];
    for rules in [RULES, REJECT, WAIT, MEMORY, Rules { is_deaf: true, ..RULES }] {
        for (name, prepare) in states {
            let mut tab = Tab::open(rules);
            prepare(&mut tab);
            let is_idle = tab.machine.is_idle();
            assert_eq!(is_idle, tab.step(Attempt::First) == "bare", "{name}: {rules:?}");
        }
    }
}
