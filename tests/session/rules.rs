//! What the machine says to each input.

use jotpass::endpoint::read_tokens;
use jotpass::error::ErrorCode;
use jotpass::session::{Event, Exchange, Machine, Output, Pass, SignedOut, Status, Step};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::support::{Doc, doc, jwt, part, show};
use crate::{NOW, drain, failure, later, pass, pass_at, signed_in, token};

#[test]
fn at_first_nobody_is_signed_in() {
    let mut machine = Machine::<Doc>::default();
    assert_eq!(machine.status(NOW), Status::SignedOut);
    assert!(machine.token(NOW).is_none());
    assert!(machine.next_deadline().is_none());
    assert_eq!(drain(&mut machine), [""; 0]);
}

#[test]
fn a_login_under_way_changes_nothing_yet() {
    let mut machine = Machine::<Doc>::default();
    machine.handle_login(1);
    assert_eq!(machine.status(NOW), Status::SignedOut);
    assert_eq!(drain(&mut machine), [""; 0]);
}

#[test]
fn a_login_is_announced_before_it_is_settled() {
    let mut machine = Machine::default();
    machine.handle_login(7);
    machine.handle_answer(7, pass("a", Some(60.0)));
    assert_eq!(drain(&mut machine), ["emit signed-in", "settle 7"]);
    assert_eq!(machine.status(NOW), Status::SignedIn);
    assert_eq!(token(&machine, NOW), Some("a"));
}

#[test]
fn the_event_brings_the_session() {
    let claims = r#"{"sub":"ann","exp":1750000060}"#;
    let answer = doc(&format!("{{\"token\":\"{}\",\"user\":{{\"id\":1}}}}", jwt(claims)));
    let pass = Pass::new(read_tokens(&answer).unwrap(), Exchange::Answered(Some(NOW)), NOW);
    let mut machine = Machine::default();
    machine.handle_login(1);
    machine.handle_answer(1, Ok(pass));
    let Some(Output::Emit(Event::SignedIn(session))) = machine.poll_output() else {
        panic!("the first output is the event");
    };
    assert_eq!(session.claims.as_ref().map(show).as_deref(), Some(claims));
    assert_eq!(session.user.as_ref().map(show).as_deref(), Some(r#"{"id":1}"#));
    assert_eq!((session.received_at, session.expires_at), (NOW.0, Some(later(60.0).0)));
}

#[test]
fn an_opaque_token_has_a_session_without_claims() {
    let mut machine = Machine::default();
    machine.handle_login(1);
    machine.handle_answer(1, pass("opaque", None));
    let Some(Output::Emit(Event::SignedIn(session))) = machine.poll_output() else {
        panic!("the first output is the event");
    };
    assert!(session.claims.is_none() && session.user.is_none());
    assert_eq!(session.expires_at, None);
}

#[test]
fn an_encrypted_token_has_a_session_without_claims() {
    let jwe = format!("{}.a2V5.aXY.dGV4dA.dGFn", part(r#"{"alg":"dir","enc":"A128GCM"}"#));
    let answer = doc(&format!("{{\"token\":\"{jwe}\"}}"));
    let pass = Pass::new(read_tokens(&answer).unwrap(), Exchange::Answered(None), NOW);
    let mut machine = Machine::default();
    machine.handle_login(1);
    machine.handle_answer(1, Ok(pass));
    assert_eq!(token(&machine, NOW), Some(jwe.as_str()));
    let Some(Output::Emit(Event::SignedIn(session))) = machine.poll_output() else {
        panic!("the first output is the event");
    };
    assert!(session.claims.is_none());
}

#[test]
fn a_failed_login_keeps_the_session() {
    let mut machine = signed_in("a", Some(60.0));
    machine.handle_login(2);
    machine.handle_answer(2, failure(ErrorCode::InvalidCredentials));
    assert_eq!(drain(&mut machine), ["settle 2 invalid-credentials"]);
    assert_eq!(token(&machine, NOW), Some("a"));
    assert_eq!(machine.next_deadline(), Some(later(60.0)));
}

#[test]
fn a_failed_login_does_not_sign_in() {
    let mut machine = Machine::default();
    machine.handle_login(1);
    machine.handle_answer(1, failure(ErrorCode::Network));
    assert_eq!(drain(&mut machine), ["settle 1 network"]);
    assert_eq!(machine.status(NOW), Status::SignedOut);
}

#[test]
fn a_second_login_supersedes_the_first() {
    let mut machine = Machine::default();
    machine.handle_login(1);
    machine.handle_login(2);
    assert_eq!(drain(&mut machine), ["settle 1 superseded"]);
    machine.handle_answer(1, pass("first", None));
    assert_eq!(drain(&mut machine), [""; 0]);
    machine.handle_answer(2, pass("second", None));
    assert_eq!(drain(&mut machine), ["emit signed-in", "settle 2"]);
    assert_eq!(token(&machine, NOW), Some("second"));
}

#[test]
fn the_first_logins_late_answer_does_not_undo_the_second() {
    let mut machine = Machine::default();
    machine.handle_login(1);
    machine.handle_login(2);
    machine.handle_answer(2, pass("second", None));
    machine.handle_answer(1, pass("first", None));
    assert_eq!(
        drain(&mut machine),
        ["settle 1 superseded", "emit signed-in", "settle 2"]
    );
    assert_eq!(token(&machine, NOW), Some("second"));
}

#[test]
fn an_answer_counts_once() {
    let mut machine = signed_in("a", None);
    machine.handle_answer(1, pass("again", None));
    machine.handle_answer(1, failure(ErrorCode::Timeout));
    machine.handle_answer(99, pass("stranger", None));
    assert_eq!(drain(&mut machine), [""; 0]);
    assert_eq!(token(&machine, NOW), Some("a"));
}

#[test]
fn a_logout_during_a_login_wins() {
    let mut machine = Machine::default();
    machine.handle_login(1);
    machine.handle_logout(2);
    assert_eq!(drain(&mut machine), ["settle 1 superseded", "settle 2"]);
    machine.handle_answer(1, pass("late", None));
    assert_eq!(drain(&mut machine), [""; 0]);
    assert_eq!(machine.status(NOW), Status::SignedOut);
}

#[test]
fn a_logout_gives_up_both_tokens_and_leaves_nothing() {
    let mut machine = signed_in("a", Some(60.0));
    machine.handle_logout(2);
    // At once, before any output is performed.
    assert_eq!(machine.status(NOW), Status::SignedOut);
    assert!(machine.token(NOW).is_none());
    assert!(machine.next_deadline().is_none());
    assert_eq!(drain(&mut machine), ["emit signed-out", "revoke 2 a a-refresh"]);
}

#[test]
fn a_logout_gives_up_an_expired_token_too() {
    let mut machine = signed_in("a", Some(60.0));
    machine.handle_clock(later(61.0));
    machine.handle_logout(2);
    assert_eq!(
        drain(&mut machine),
        ["emit expired", "emit signed-out", "revoke 2 a a-refresh"]
    );
}

#[test]
fn a_logout_of_nobody_is_settled_and_no_news() {
    let mut machine = Machine::<Doc>::default();
    machine.handle_logout(1);
    assert_eq!(drain(&mut machine), ["settle 1"]);
}

#[test]
fn a_second_logout_has_nothing_to_give_up() {
    let mut machine = signed_in("a", None);
    machine.handle_logout(2);
    machine.handle_logout(3);
    assert_eq!(
        drain(&mut machine),
        ["emit signed-out", "revoke 2 a a-refresh", "settle 3"]
    );
}

#[test]
fn expiry_is_announced_once() {
    let mut machine = signed_in("a", Some(60.0));
    for seconds in [0.0, 30.0, 59.999] {
        machine.handle_clock(later(seconds));
        assert_eq!(drain(&mut machine), [""; 0], "{seconds}");
    }
    machine.handle_clock(later(60.0));
    assert_eq!(drain(&mut machine), ["emit expired"]);
    for seconds in [60.0, 61.0, 30.0, 1e9] {
        machine.handle_clock(later(seconds));
        assert_eq!(drain(&mut machine), [""; 0], "{seconds}");
    }
}

#[test]
fn the_next_sessions_expiry_is_announced_again() {
    let mut machine = signed_in("a", Some(60.0));
    machine.handle_clock(later(60.0));
    machine.handle_login(2);
    machine.handle_answer(2, Ok(pass_at(later(60.0), "b", Some(60.0))));
    assert_eq!(machine.next_deadline(), Some(later(120.0)));
    machine.handle_clock(later(120.0));
    assert_eq!(
        drain(&mut machine),
        ["emit expired", "emit signed-in", "settle 2", "emit expired"]
    );
}

#[test]
fn the_status_follows_the_clock_before_expiry_is_announced() {
    let machine = signed_in("a", Some(60.0));
    assert_eq!(machine.status(later(59.999)), Status::SignedIn);
    assert_eq!(token(&machine, later(59.999)), Some("a"));
    assert_eq!(machine.status(later(60.0)), Status::Expired);
    assert_eq!(token(&machine, later(60.0)), None);
}

#[test]
fn the_next_deadline_is_the_end_of_the_tokens_life_until_it_was_announced() {
    let mut machine = signed_in("a", Some(60.0));
    assert_eq!(machine.next_deadline(), Some(later(60.0)));
    machine.handle_clock(later(60.0));
    assert!(machine.next_deadline().is_none());
}

#[test]
fn a_token_with_no_known_end_has_no_deadline() {
    let mut machine = signed_in("a", None);
    assert!(machine.next_deadline().is_none());
    machine.handle_clock(later(1e9));
    assert_eq!(drain(&mut machine), [""; 0]);
    assert_eq!(machine.status(later(1e9)), Status::SignedIn);
}

#[test]
fn an_adopted_token_that_has_expired_signs_in_and_is_announced_as_expired() {
    let answer = doc(&format!("{{\"accessToken\":\"{}\"}}", jwt(r#"{"exp":1749999999}"#)));
    let pass = Pass::new(read_tokens(&answer).unwrap(), Exchange::Adopted, NOW);
    let mut machine = Machine::default();
    machine.handle_login(1);
    machine.handle_answer(1, Ok(pass));
    machine.handle_clock(NOW);
    assert_eq!(drain(&mut machine), ["emit signed-in", "settle 1", "emit expired"]);
    assert_eq!(machine.status(NOW), Status::Expired);
    assert!(machine.token(NOW).is_none());
}

#[test]
fn a_request_shows_the_token_while_it_lives() {
    let machine = signed_in("a", Some(60.0));
    for signed_out in [SignedOut::Pass, SignedOut::Reject] {
        let step = machine.step(signed_out, later(59.0));
        assert!(matches!(step, Step::Show(token) if token.expose() == "a"), "{step:?}");
    }
}

#[test]
fn a_request_without_a_usable_token_goes_bare_or_is_rejected_as_the_app_says() {
    for machine in [Machine::default(), signed_in("a", Some(60.0))] {
        assert!(matches!(machine.step(SignedOut::Pass, later(60.0)), Step::Bare));
        assert!(matches!(machine.step(SignedOut::Reject, later(60.0)), Step::Reject));
    }
}
