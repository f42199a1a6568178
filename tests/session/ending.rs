//! What ends a session, and what does not.

use jotpass::error::{AuthError, ErrorCode};
use jotpass::session::{Attempt, Event, Holder, Means, Row, Rules, SignedOutReason, Status};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::kit::{DAY, MEMORY, MINUTE, NOTHING, RULES, Tab, failure, json_of, nobody, refusal};
use crate::support::Doc;

/// Every way an exchange can fail, for good or not.
fn outcomes() -> impl Iterator<Item = Box<AuthError>> {
    let orders = [None, Some(0.0), Some(7000.0)];
    ErrorCode::ALL.into_iter().flat_map(move |code| {
        orders.into_iter().flat_map(move |retry_after| {
            [false, true].map(|is_final| {
                let mut error = failure(code, retry_after);
                error.is_final = is_final;
                error
            })
        })
    })
}

#[test]
fn only_the_final_no_of_the_token_endpoint_ends_a_session() {
    for rules in [RULES, MEMORY] {
        for error in outcomes() {
            let mut tab = Tab::with(rules, Some(600.0));
            let said = tab.fail(3, error.clone());
            let is_over = said.contains(&"signed-out refused".to_owned());
            assert_eq!(is_over, error.is_final, "{error:?}: {said:?}");
            assert_eq!(tab.token(), Some("a").filter(|_| !error.is_final), "{error:?}");
            let settled = format!("settle 3 {}", error.code.as_str());
            assert!(said.contains(&settled), "{error:?}: {said:?}");
        }
    }
}

#[test]
fn whatever_else_fails_the_unexpired_token_stays_in_use() {
    for error in outcomes().filter(|error| !error.is_final) {
        let mut tab = Tab::signed_in();
        tab.fail(3, error);
        assert_eq!(tab.step(Attempt::First), "show a");
    }
}

#[test]
fn whatever_else_fails_the_expired_session_is_kept_and_tried_again() {
    for error in outcomes().filter(|error| !error.is_final) {
        let mut tab = Tab::with(RULES, Some(60.0));
        tab.elapsed = MINUTE;
        tab.clock();
        tab.settle();
        tab.answer(Err(error.clone()));
        tab.settle();
        assert_eq!(tab.status(), Status::Expired, "{error:?}");
        let rest = tab.deadline().unwrap();
        assert_eq!(tab.after(rest), ["lock"], "{error:?}");
    }
}

#[test]
fn a_refused_session_ends_in_this_order() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    assert_eq!(tab.answer(Err(refusal())), ["read"]);
    assert_eq!(
        tab.read(),
        [
            "unlock",
            "settle 3 invalid-credentials",
            "signed-out refused",
            "login-required",
            "resume",
            "swap 2 nobody refused"
        ]
    );
    assert_eq!(tab.swap(), ["tell"]);
    assert_eq!((tab.status(), tab.deadline()), (Status::SignedOut, None));
}

#[test]
fn a_refused_session_is_revoked_nowhere() {
    let mut tab = Tab::signed_in();
    let said = tab.fail(3, refusal());
    assert!(!said.iter().any(|word| word.starts_with("revoke")), "{said:?}");
}

#[test]
fn a_refused_session_keeps_its_users_requests() {
    let mut tab = Tab::signed_in();
    let mark = tab.mark();
    tab.fail(3, refusal());
    assert_eq!(tab.mark().epoch, mark.epoch);
}

#[test]
fn the_refusal_of_who_was_not_signed_in_ends_nothing() {
    let mut tab = Tab::open(Rules {
        means: Means::Nothing,
        ..RULES
    });
    tab.exchange(2);
    assert_eq!(tab.answer(Err(refusal())), ["read"]);
    assert_eq!(
        tab.read(),
        [
            "unlock",
            "settle 2 invalid-credentials",
            "resume",
            "swap 0 nobody refused"
        ]
    );
    assert_eq!(tab.mark().generation, 0);
}

#[test]
fn a_token_that_nothing_renews_expires_and_a_login_is_required() {
    let mut tab = Tab::with(
        Rules {
            means: Means::None,
            ..RULES
        },
        Some(60.0),
    );
    assert_eq!(tab.after(MINUTE), ["expired", "login-required"]);
    assert_eq!(tab.status(), Status::Expired);
    assert_eq!(tab.after(DAY), NOTHING);
}

#[test]
fn a_token_that_can_be_renewed_expires_without_asking_for_a_login() {
    let mut tab = Tab::with(RULES, Some(60.0));
    assert_eq!(tab.after(MINUTE), ["expired", "lock"]);
}

#[test]
fn a_failed_login_ends_nothing() {
    for error in outcomes() {
        let mut tab = Tab::signed_in();
        tab.on(|machine, _| machine.handle_login(3));
        tab.on(|machine, now| machine.handle_answer(3, Err(error), now));
        assert_eq!(tab.token(), Some("a"));
    }
}

#[test]
fn each_end_has_its_reason() {
    let mut here = Tab::signed_in();
    assert_eq!(here.logout(3)[0], "signed-out logout");
    let mut refused = Tab::signed_in();
    assert!(refused.fail(3, refusal()).contains(&"signed-out refused".to_owned()));
    for (reason, word) in [
        (SignedOutReason::Logout, "signed-out other-tab"),
        (SignedOutReason::OtherTab, "signed-out other-tab"),
        (SignedOutReason::Refused, "signed-out refused"),
    ] {
        let mut there = Tab::signed_in();
        there.write(Some(nobody(2, reason)));
        there.news(true);
        assert_eq!(there.read()[0], word);
    }
}

#[test]
fn only_a_refused_session_asks_for_a_login_when_it_ends() {
    let mut tab = Tab::signed_in();
    assert!(!tab.logout(3).contains(&"login-required".to_owned()));
    let mut tab = Tab::signed_in();
    tab.write(Some(nobody(2, SignedOutReason::Logout)));
    tab.news(true);
    assert_eq!(tab.read(), ["signed-out other-tab", "resume"]);
}

#[test]
fn a_logout_that_was_taken_over_is_not_written_as_a_refusal() {
    let mut tab = Tab::with(
        Rules {
            means: Means::Nothing,
            ..RULES
        },
        None,
    );
    tab.write(Some(nobody(2, SignedOutReason::Logout)));
    tab.news(true);
    tab.settle();
    tab.exchange(3);
    let row = Row::read(&json_of(tab.row.as_ref().unwrap())).unwrap();
    assert!(
        !matches!(row.holder, Holder::Nobody(SignedOutReason::Refused)),
        "{row:?}"
    );
}

#[test]
fn events_are_called_what_the_app_hears() {
    let events = [
        (Event::<Doc>::Expiring, "expiring"),
        (Event::Expired, "expired"),
        (Event::LoginRequired, "login-required"),
        (Event::SignedOut(SignedOutReason::Logout), "signed-out"),
    ];
    for (event, name) in events {
        assert_eq!(event.type_name(), name);
        assert!(event.session().is_none());
    }
    let tab = Tab::open(RULES);
    assert_eq!(Event::Restored(tab.pass("a", None).into()).type_name(), "");
}
