//! The way of one renewal, from the lock to the commit.

use jotpass::error::ErrorCode;
use jotpass::session::{Attempt, LEASE, Means, Rules, Status, Ticket};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::kit::{MEMORY, NOTHING, RULES, SECOND, Tab, failure};
use crate::support::jwt;

#[test]
fn a_renewal_takes_the_lock_then_looks_then_claims_then_asks_then_writes() {
    for (rules, told) in [(RULES, &["tell"][..]), (MEMORY, &[])] {
        let mut tab = Tab::with(rules, Some(600.0));
        assert_eq!(tab.refresh(3), ["lock"]);
        assert_eq!(tab.lock(), ["read"]);
        assert_eq!(tab.read(), ["resume", "swap 1 a claimed by 1 for 3000"]);
        assert_eq!(tab.swap(), ["renew a a-refresh"]);
        let pass = tab.pass("b", Some(600.0));
        assert_eq!(tab.answer(Ok(pass)), ["swap 2 b"]);
        assert_eq!(tab.token(), Some("a"), "until it is written");
        let said = tab.swap();
        assert_eq!(said[..4], ["renewed", "unlock", "settle 3", "resume"]);
        assert_eq!(said[4..], *told);
        assert_eq!(tab.token(), Some("b"));
        assert_eq!(tab.mark().generation, 2);
    }
}

#[test]
fn whoever_asks_meanwhile_shares_the_renewal() {
    let mut tab = Tab::signed_in();
    tab.refresh(3);
    for ticket in 4..8 {
        assert_eq!(tab.refresh(ticket), NOTHING);
        tab.settle();
    }
    let pass = tab.pass("b", None);
    tab.answer(Ok(pass));
    let said = tab.swap();
    assert_eq!(said[2..7], ["settle 3", "settle 4", "settle 5", "settle 6", "settle 7"]);
}

#[test]
fn a_renewal_counts_down_from_the_highest_ticket() {
    let mut tab = Tab::signed_in();
    for count in 0..3 {
        tab.renew(3, "b", None);
        assert_eq!(tab.exchange, Ticket::MAX - 1 - count);
    }
}

#[test]
fn an_answer_under_another_ticket_is_not_the_renewals() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    tab.exchange += 1;
    let pass = tab.pass("b", None);
    assert_eq!(tab.answer(Ok(pass)), NOTHING);
    assert_eq!(tab.token(), Some("a"));
}

#[test]
fn while_it_is_renewed_the_token_is_shown_as_long_as_it_lives() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    assert_eq!(tab.step(Attempt::First), "show a");
    tab.elapsed = 600.0 * SECOND;
    assert_eq!(tab.step(Attempt::First), "wait");
}

#[test]
fn where_nothing_rotates_the_refresh_token_and_the_user_are_kept() {
    let mut tab = Tab::open(RULES);
    let pass = tab.pass_of(r#"{"token":"a","refresh_token":"r","user":{"id":1}}"#);
    tab.login_with(2, pass);
    tab.settle();
    tab.exchange(3);
    let pass = tab.pass_of(r#"{"token":"b"}"#);
    tab.answer(Ok(pass));
    tab.settle();
    assert_eq!(tab.sessions, [r#"{"id":1}"#, r#"{"id":1}"#]);
    assert_eq!(tab.exchange(4).last().unwrap(), "renew b r");
}

#[test]
fn what_the_answer_brings_takes_the_place_of_what_there_was() {
    let mut tab = Tab::open(RULES);
    let pass = tab.pass_of(r#"{"token":"a","refresh_token":"r","user":{"id":1}}"#);
    tab.login_with(2, pass);
    tab.settle();
    tab.exchange(3);
    let pass = tab.pass_of(r#"{"token":"b","refresh_token":"s","user":{"id":1,"name":"Ann"}}"#);
    tab.answer(Ok(pass));
    tab.settle();
    assert_eq!(tab.sessions[1], r#"{"id":1,"name":"Ann"}"#);
    assert_eq!(tab.exchange(4).last().unwrap(), "renew b s");
}

#[test]
fn a_renewal_keeps_the_number_of_its_login() {
    let mut tab = Tab::signed_in();
    let login = tab.login_number();
    tab.renew(3, "b", None);
    assert_eq!(tab.login_number(), login);
}

#[test]
fn what_a_renewal_needs_is_as_the_app_says() {
    let both = r#"{"token":"a","refresh_token":"r"}"#;
    let alone = r#"{"token":"a"}"#;
    let cases = [
        (Means::None, both, false),
        (Means::None, alone, false),
        (Means::RefreshToken, both, true),
        (Means::RefreshToken, alone, false),
        (Means::RefreshToken, "", false),
        (Means::AnyToken, both, true),
        (Means::AnyToken, alone, true),
        (Means::AnyToken, "", false),
        (Means::Nothing, both, true),
        (Means::Nothing, alone, true),
        (Means::Nothing, "", true),
    ];
    for (means, answer, can_renew) in cases {
        let mut tab = Tab::open(Rules { means, ..RULES });
        if !answer.is_empty() {
            let pass = tab.pass_of(answer);
            tab.login_with(2, pass);
            tab.settle();
        }
        let expected = if can_renew { "lock" } else { "settle 3 login-required" };
        assert_eq!(tab.refresh(3), [expected], "{means:?} with {answer}");
    }
}

#[test]
fn a_cookie_may_sign_in_who_was_not() {
    let mut tab = Tab::open(Rules {
        means: Means::Nothing,
        ..RULES
    });
    assert_eq!(tab.exchange(2).last().unwrap(), "renew nothing");
    let pass = tab.pass("a", Some(600.0));
    assert_eq!(tab.answer(Ok(pass)), ["swap 1 a"]);
    assert_eq!(tab.swap(), ["signed-in", "unlock", "settle 2", "resume", "tell"]);
    assert_ne!(tab.login_number(), 0.0);
    tab.exchange(3);
    let pass = tab.pass("b", Some(600.0));
    tab.answer(Ok(pass));
    assert_eq!(tab.settle()[0], "renewed", "the login is the same");
}

#[test]
fn a_renewal_may_bring_another_user() {
    let mut tab = Tab::open(RULES);
    let pass = tab.pass_of(r#"{"token":"a","refresh_token":"r","user":{"id":1}}"#);
    tab.login_with(2, pass);
    tab.settle();
    let mark = tab.mark();
    tab.exchange(3);
    let pass = tab.pass_of(&format!("{{\"token\":\"{}\"}}", jwt(r#"{"sub":"2"}"#)));
    tab.answer(Ok(pass));
    assert_eq!(tab.settle()[..2], ["user-changed", "renewed"]);
    assert_eq!(tab.step(Attempt::Waited(Some(mark))), "reject login-required");
}

#[test]
fn a_claim_is_written_again_each_second() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    assert_eq!(tab.deadline(), Some(SECOND));
    assert_eq!(tab.after(SECOND - 1.0), NOTHING);
    assert_eq!(tab.after(1.0), ["swap 1 a claimed by 1 for 3000"]);
    assert_eq!(
        tab.swap(),
        NOTHING,
        "that is no news, and the endpoint is not asked again"
    );
    assert_eq!(tab.deadline(), Some(SECOND));
    assert_eq!(tab.after(SECOND), ["swap 1 a claimed by 1 for 3000"]);
}

#[test]
fn a_claim_lasts_three_seconds() {
    assert_eq!(LEASE, 3.0 * SECOND);
}

#[test]
fn while_the_claim_is_being_written_the_clock_is_not_wanted() {
    let mut tab = Tab::with(RULES, None);
    tab.exchange(3);
    tab.after(SECOND);
    assert_eq!(tab.deadline(), None);
    assert_eq!(tab.after(SECOND), NOTHING);
}

#[test]
fn an_answer_is_written_after_the_claim_under_way() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    tab.after(SECOND);
    let pass = tab.pass("b", None);
    assert_eq!(tab.answer(Ok(pass)), NOTHING);
    assert_eq!(tab.swap(), ["swap 2 b"]);
    assert_eq!(tab.swap()[0], "renewed");
}

#[test]
fn a_renewal_that_fails_leaves_all_as_it_was_and_takes_its_claim_back() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    let error = failure(ErrorCode::Network, None);
    assert_eq!(
        tab.answer(Err(error)),
        ["unlock", "settle 3 network", "resume", "swap 1 a"]
    );
    assert_eq!(tab.swap(), ["tell"]);
    assert_eq!((tab.token(), tab.status()), (Some("a"), Status::SignedIn));
    assert_eq!(tab.mark().generation, 1);
}

#[test]
fn a_token_that_was_over_when_it_came_is_none() {
    let cases = [
        (0.0, 0.0, false),
        (0.0, 0.001, true),
        (5.0, 5.0, false),
        (5.0, 5.001, true),
    ];
    for (tolerance, seconds, is_good) in cases {
        let mut tab = Tab::with(
            Rules {
                tolerance: tolerance * SECOND,
                ..RULES
            },
            Some(600.0),
        );
        let said = tab.renew(3, "b", Some(seconds));
        let expected = if is_good { "settle 3" } else { "settle 3 no-token" };
        assert!(
            said.iter().any(|word| word == expected),
            "{seconds} of {tolerance}: {said:?}"
        );
        assert_eq!(tab.token(), Some("b").filter(|_| is_good));
        // What buys the next one came with it.
        tab.elapsed += 4.0 * SECOND;
        assert_eq!(tab.exchange(4).last().unwrap(), "renew b b-refresh");
    }
}

#[test]
fn a_renewed_token_of_unknown_life_is_good() {
    let mut tab = Tab::signed_in();
    tab.renew(3, "b", None);
    assert_eq!((tab.token(), tab.deadline()), (Some("b"), None));
}

#[test]
fn a_lock_that_comes_late_changes_nothing() {
    let mut tab = Tab::signed_in();
    assert_eq!(tab.lock(), NOTHING);
    tab.exchange(3);
    assert_eq!(tab.lock(), NOTHING);
    let pass = tab.pass("b", None);
    assert_eq!(tab.answer(Ok(pass)), ["swap 2 b"]);
}

#[test]
fn a_renewal_that_waits_for_the_lock_does_nothing_else() {
    let mut tab = Tab::with(RULES, None);
    tab.refresh(3);
    assert_eq!(tab.deadline(), None);
    assert_eq!(tab.clock(), NOTHING);
    tab.news(false);
    assert_eq!(tab.read(), ["resume"]);
}

#[test]
fn a_claim_that_comes_through_after_the_renewal_ended_asks_for_nothing() {
    let mut tab = Tab::signed_in();
    tab.refresh(3);
    tab.lock();
    tab.read();
    tab.logout(4);
    assert_eq!(tab.swap(), ["swap 2 nobody logout"]);
}

#[test]
fn a_renewal_while_the_store_fails_goes_on_in_memory() {
    let mut tab = Tab::signed_in();
    tab.refresh(3);
    tab.lock();
    assert_eq!(tab.lose_store(), ["lose store", "resume", "swap 1 a"]);
    let said = tab.settle();
    assert_eq!(
        said,
        ["read", "resume", "swap 1 a claimed by 1 for 3000", "renew a a-refresh"]
    );
    let pass = tab.pass("b", None);
    tab.answer(Ok(pass));
    tab.settle();
    assert_eq!(tab.token(), Some("b"));
}

#[test]
fn an_answer_that_cannot_be_written_counts_in_memory() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    let pass = tab.pass("b", None);
    assert_eq!(tab.answer(Ok(pass)), ["swap 2 b"]);
    assert_eq!(tab.lose_store(), ["lose store", "resume", "swap 1 a"]);
    tab.settle();
    assert_eq!(tab.token(), Some("b"));
}
