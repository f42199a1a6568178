//! What a server's refusal means, and what becomes of the request that met it.

use jotpass::session::{Attempt, Means, Rules, is_refusal};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::kit::{EVERY, MINUTE, NOTHING, RULES, SECOND, Tab};

#[test]
fn a_refusal_is_a_401_or_says_that_the_token_is_invalid() {
    let cases = [
        (401, None, true),
        (401, Some("Bearer"), true),
        (401, Some("Basic realm=\"api\""), true),
        (401, Some("Bearer error=\"invalid_token\""), true),
        (401, Some("Bearer error=\"insufficient_scope\", scope=\"write\""), false),
        (400, Some("Bearer realm=\"api\", error=\"invalid_token\""), true),
        (403, Some("Bearer error=\"invalid_token\""), true),
        (403, Some("Bearer error=\"insufficient_scope\""), false),
        (403, None, false),
        (400, None, false),
        (400, Some("Bearer"), false),
        (402, None, false),
        (200, None, false),
        (500, None, false),
    ];
    for (status, challenge, expected) in cases {
        assert_eq!(is_refusal(status, challenge), expected, "{status} {challenge:?}");
    }
}

#[test]
fn a_refused_token_is_renewed_once_and_the_request_waits_for_that() {
    let mut tab = Tab::signed_in();
    let mark = tab.mark();
    assert_eq!(tab.refuse(false), ["lock"]);
    assert_eq!(tab.step(Attempt::Refused(mark)), "wait");
    assert_eq!(tab.refuse(false), NOTHING);
    tab.settle();
    let pass = tab.pass("b", None);
    tab.answer(Ok(pass));
    assert!(tab.settle().contains(&"resume".to_owned()));
    assert_eq!(tab.step(Attempt::Refused(mark)), "show b");
}

#[test]
fn a_refused_token_is_shown_no_more() {
    let mut tab = Tab::signed_in();
    tab.refuse(false);
    for attempt in [Attempt::First, Attempt::Waited(None), Attempt::Waited(Some(tab.mark()))] {
        assert_eq!(tab.step(attempt), "wait");
    }
    assert_eq!(tab.token(), Some("a"), "though it lives");
}

#[test]
fn a_token_refused_while_it_is_being_renewed_is_shown_no_more() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    assert_eq!(tab.step(Attempt::First), "show a");
    assert_eq!(tab.refuse(false), NOTHING);
    assert_eq!(tab.step(Attempt::First), "wait");
}

#[test]
fn the_refusal_of_an_older_token_asks_for_nothing() {
    let mut tab = Tab::signed_in();
    let mark = tab.mark();
    tab.renew(3, "b", Some(600.0));
    assert_eq!(tab.on(|machine, now| machine.handle_refusal(mark, false, now)), NOTHING);
    assert_eq!(tab.step(Attempt::Refused(mark)), "show b");
}

#[test]
fn the_refusal_of_another_users_token_asks_for_nothing() {
    let mut tab = Tab::signed_in();
    let mark = tab.mark();
    tab.logout(3);
    tab.settle();
    tab.login(4, "b", Some(600.0));
    tab.settle();
    assert_eq!(tab.on(|machine, now| machine.handle_refusal(mark, false, now)), NOTHING);
    assert_eq!(tab.step(Attempt::Refused(mark)), "reject login-required");
}

#[test]
fn a_refusal_without_a_way_to_renew_signs_nobody_out() {
    for rules in EVERY {
        let mut tab = Tab::with(
            Rules {
                means: Means::None,
                ..rules
            },
            Some(600.0),
        );
        assert_eq!(tab.refuse(false), NOTHING);
        let mark = tab.mark();
        assert_eq!(tab.step(Attempt::Refused(mark)), "reject login-required");
        assert_eq!(tab.said(), NOTHING);
        assert_eq!(tab.step(Attempt::First), "show a");
    }
}

#[test]
fn who_relied_on_a_session_is_not_sent_without() {
    let mut tab = Tab::with(
        Rules {
            means: Means::None,
            ..RULES
        },
        Some(60.0),
    );
    let mark = tab.mark();
    tab.elapsed = MINUTE;
    assert_eq!(tab.step(Attempt::First), "bare");
    assert_eq!(tab.step(Attempt::Waited(None)), "bare");
    assert_eq!(tab.step(Attempt::Waited(Some(mark))), "reject login-required");
    assert_eq!(tab.step(Attempt::Refused(mark)), "reject login-required");
}

/// A tab whose new token, `b`, is refused to the request it was renewed for, so long after.
fn refused_again(millis: f64) -> (Tab, Vec<String>) {
    let mut tab = Tab::signed_in();
    tab.refuse(false);
    tab.settle();
    let pass = tab.pass("b", Some(600.0));
    tab.answer(Ok(pass));
    tab.settle();
    tab.elapsed += millis;
    let said = tab.refuse(true);
    (tab, said)
}

#[test]
fn a_place_that_refuses_every_token_causes_no_second_renewal() {
    for millis in [0.0, 10.0 * SECOND - 1.0] {
        let (mut tab, said) = refused_again(millis);
        assert_eq!(said, NOTHING);
        let mark = tab.mark();
        assert_eq!(tab.step(Attempt::Refused(mark)), "reject login-required");
        assert_eq!(tab.step(Attempt::First), "show b");
    }
}

#[test]
fn a_token_is_new_for_ten_seconds() {
    let (_, said) = refused_again(10.0 * SECOND);
    assert_eq!(said, ["lock"]);
}

#[test]
fn after_that_the_token_is_trusted_for_a_minute() {
    let (mut tab, _) = refused_again(0.0);
    tab.elapsed += MINUTE - 1.0;
    assert_eq!(tab.refuse(false), NOTHING);
    tab.elapsed += 1.0;
    assert_eq!(tab.refuse(false), ["lock"]);
}

#[test]
fn a_first_refusal_of_a_new_token_does_renew_it() {
    let mut tab = Tab::signed_in();
    assert_eq!(tab.refuse(false), ["lock"]);
}

#[test]
fn trust_ends_with_the_token() {
    let (mut tab, _) = refused_again(0.0);
    tab.renew(3, "c", Some(600.0));
    assert_eq!(tab.refuse(false), ["lock"]);
}

#[test]
fn trust_does_not_make_an_expired_token_live() {
    let (mut tab, _) = refused_again(0.0);
    tab.elapsed += 600.0 * SECOND;
    assert_eq!(tab.step(Attempt::First), "wait");
    assert_eq!(tab.said(), ["lock"]);
}

#[test]
fn a_refusal_when_nobody_is_signed_in_means_nothing() {
    let mut tab = Tab::open(RULES);
    assert_eq!(tab.refuse(false), NOTHING);
    assert_eq!(tab.refuse(true), NOTHING);
}

#[test]
fn a_token_that_is_the_same_as_before_is_a_new_one_if_it_came_later() {
    let mut tab = Tab::signed_in();
    let mark = tab.mark();
    tab.elapsed += 1.0;
    tab.renew(3, "a", Some(600.0));
    assert_ne!(tab.mark(), mark, "as one in a cookie, of which nothing else is known");
    assert_eq!(tab.step(Attempt::Refused(mark)), "show a");
}

#[test]
fn a_token_that_another_tab_wrote_once_more_is_the_same_one() {
    let mut tab = Tab::signed_in();
    let mark = tab.mark();
    let row = tab.renewed_there(2, "a");
    tab.write(Some(row));
    tab.news(false);
    assert_eq!(tab.read(), ["renewed", "resume"]);
    assert_eq!(tab.mark(), mark);
}
