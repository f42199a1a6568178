//! Logins.

use jotpass::error::ErrorCode;
use jotpass::session::{Event, Output, Status};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::kit::{DAY, MEMORY, NOTHING, RULES, SECOND, START, Tab, failure};
use crate::support::{Random, cases, jwt, part, show};

#[test]
fn a_login_under_way_changes_nothing_yet() {
    let mut tab = Tab::open(RULES);
    assert_eq!(tab.on(|machine, _| machine.handle_login(2)), NOTHING);
    assert_eq!(tab.status(), Status::SignedOut);
}

#[test]
fn a_login_is_announced_then_written_then_told_then_settled() {
    for (rules, written) in [(RULES, &["tell", "settle 2"][..]), (MEMORY, &["settle 2"])] {
        let mut tab = Tab::open(rules);
        assert_eq!(tab.login(2, "a", Some(60.0)), ["signed-in", "resume", "swap 1 a"]);
        assert_eq!(tab.status(), Status::SignedIn);
        assert_eq!(tab.token(), Some("a"));
        assert_eq!(tab.swap(), written);
    }
}

#[test]
fn the_event_brings_the_session() {
    let claims = r#"{"sub":"ann","exp":1750000060}"#;
    let mut tab = Tab::open(RULES);
    let pass = tab.pass_of(&format!("{{\"token\":\"{}\",\"user\":{{\"id\":1}}}}", jwt(claims)));
    tab.machine.handle_login(2);
    tab.machine.handle_answer(2, Ok(pass), tab.now());
    let Some(Output::Emit(Event::SignedIn(pass))) = tab.machine.poll_output() else {
        panic!("the first output is the event");
    };
    let session = pass.session();
    assert_eq!(session.claims.as_ref().map(show).as_deref(), Some(claims));
    assert_eq!(session.user.as_ref().map(show).as_deref(), Some(r#"{"id":1}"#));
    assert_eq!(
        (session.received_at, session.expires_at),
        (START, Some(START + 60.0 * SECOND))
    );
}

#[test]
fn the_other_events_bring_none() {
    let news = [
        Event::<crate::support::Doc>::Expiring,
        Event::Expired,
        Event::LoginRequired,
    ];
    assert!(news.iter().all(|event| event.session().is_none()));
}

#[test]
fn a_token_without_readable_claims_has_a_session_without_claims() {
    let encrypted = format!("{}.a2V5.aXY.dGV4dA.dGFn", part(r#"{"alg":"dir","enc":"A128GCM"}"#));
    for token in ["opaque", &encrypted] {
        let mut tab = Tab::open(RULES);
        tab.login(2, token, None);
        assert_eq!(tab.token(), Some(token));
        let pass = tab.pass(token, None);
        assert!(pass.session().claims.is_none() && pass.session().user.is_none());
        assert_eq!(pass.session().expires_at, None);
    }
}

#[test]
fn a_failed_login_keeps_the_session() {
    let mut tab = Tab::signed_in();
    let deadline = tab.deadline();
    tab.on(|machine, _| machine.handle_login(3));
    let error = failure(ErrorCode::InvalidCredentials, None);
    let said = tab.on(|machine, now| machine.handle_answer(3, Err(error), now));
    assert_eq!(said, ["settle 3 invalid-credentials"]);
    assert_eq!(tab.token(), Some("a"));
    assert_eq!(tab.deadline(), deadline);
}

#[test]
fn a_failed_login_does_not_sign_in() {
    let mut tab = Tab::open(RULES);
    tab.on(|machine, _| machine.handle_login(2));
    let error = failure(ErrorCode::Network, None);
    let said = tab.on(|machine, now| machine.handle_answer(2, Err(error), now));
    assert_eq!(said, ["settle 2 network"]);
    assert_eq!(tab.status(), Status::SignedOut);
}

#[test]
fn a_second_login_supersedes_the_first() {
    let mut tab = Tab::open(RULES);
    tab.on(|machine, _| machine.handle_login(2));
    assert_eq!(tab.on(|machine, _| machine.handle_login(3)), ["settle 2 superseded"]);
    let (first, second) = (tab.pass("first", None), tab.pass("second", None));
    assert_eq!(tab.on(|machine, now| machine.handle_answer(2, Ok(first), now)), NOTHING);
    let said = tab.on(|machine, now| machine.handle_answer(3, Ok(second), now));
    assert_eq!(said, ["signed-in", "resume", "swap 1 second"]);
}

#[test]
fn the_first_logins_late_answer_does_not_undo_the_second() {
    let mut tab = Tab::open(RULES);
    tab.on(|machine, _| machine.handle_login(2));
    tab.login(3, "second", None);
    let first = tab.pass("first", None);
    assert_eq!(tab.on(|machine, now| machine.handle_answer(2, Ok(first), now)), NOTHING);
    assert_eq!(tab.token(), Some("second"));
}

#[test]
fn an_answer_counts_once() {
    let mut tab = Tab::signed_in();
    for ticket in [2, 99] {
        let (pass, error) = (tab.pass("again", None), failure(ErrorCode::Timeout, None));
        assert_eq!(
            tab.on(|machine, now| machine.handle_answer(ticket, Ok(pass), now)),
            NOTHING
        );
        assert_eq!(
            tab.on(|machine, now| machine.handle_answer(ticket, Err(error), now)),
            NOTHING
        );
    }
    assert_eq!(tab.token(), Some("a"));
}

#[test]
fn a_login_takes_the_place_of_the_session_there_is() {
    let mut tab = Tab::signed_in();
    assert_eq!(tab.login(3, "b", None), ["signed-in", "resume", "swap 2 b"]);
    assert_eq!(tab.swap(), ["tell", "settle 3"]);
    assert_eq!((tab.token(), tab.deadline()), (Some("b"), None));
}

#[test]
fn a_login_counts_a_generation() {
    let mut tab = Tab::signed_in();
    assert_eq!(tab.mark().generation, 1);
    tab.login(3, "b", None);
    assert_eq!(tab.mark().generation, 2);
}

#[test]
fn a_token_may_be_over_by_the_time_it_comes() {
    let mut tab = Tab::open(RULES);
    assert_eq!(
        tab.login(2, "a", Some(0.0)),
        ["signed-in", "resume", "expired", "swap 1 a"]
    );
    assert_eq!(tab.status(), Status::Expired);
    assert_eq!(tab.token(), None);
}

#[test]
fn a_login_ends_the_renewal_of_the_token_before() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    assert_eq!(
        tab.login(4, "b", None),
        ["signed-in", "unlock", "settle 3", "resume", "swap 2 b"]
    );
    let late = tab.pass("late", None);
    assert_eq!(tab.answer(Ok(late)), NOTHING);
    assert_eq!(tab.token(), Some("b"));
}

#[test]
fn a_login_while_the_next_token_is_being_written_wins() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    let pass = tab.pass("late", None);
    tab.answer(Ok(pass));
    tab.login(4, "b", None);
    // The token it replaces was written after all.
    assert_eq!(tab.swap(), ["tell", "swap 2 b"]);
    assert_eq!(tab.settle(), ["tell", "settle 4"]);
    assert_eq!(tab.token(), Some("b"));
}

#[test]
fn a_login_is_numbered_by_chance() {
    // The first numbers of Marsaglia's generator, begun at 1; every token takes one for its jitter.
    let mut tab = Tab::signed_in();
    assert_eq!(tab.login_number(), 270_369.0);
    tab.login(3, "b", None);
    tab.settle();
    assert_eq!(tab.login_number(), 2_647_435_461.0);
}

/// The user of a token, as each kind of answer tells.
fn answer(user: &str) -> String {
    match user.split_once(' ') {
        Some(("sub", id)) => format!("{{\"token\":\"{}\"}}", jwt(format!("{{\"sub\":{id}}}"))),
        Some(("id", id)) => format!("{{\"token\":\"opaque\",\"user\":{{\"id\":{id}}}}}"),
        _ => r#"{"token":"opaque"}"#.to_owned(),
    }
}

#[test]
fn another_user_is_announced_and_their_requests_are_kept_apart() {
    // Who it is may not be known: then nothing is said, but their requests are kept apart all the same.
    let (same, another, unknown) = ((false, false), (true, true), (false, true));
    let cases = [
        (r#"sub "ann""#, r#"sub "ann""#, same),
        (r#"sub "ann""#, r#"sub "bob""#, another),
        ("id 1", "id 1", same),
        ("id 1", "id 2", another),
        ("id 1", r#"id "1""#, same),
        (r#"id "1""#, r#"id "01""#, another),
        (r#"sub "ann""#, r#"id "ann""#, same),
        (r#"sub "ann""#, r#"id "bob""#, another),
        ("", r#"sub "ann""#, unknown),
        (r#"sub "ann""#, "", unknown),
        ("", "", unknown),
        (r#"id {"$oid":"a"}"#, r#"id {"$oid":"b"}"#, unknown),
        ("id 1", r#"id "ann""#, unknown),
    ];
    for (before, after, (is_told_of, is_apart)) in cases {
        let mut tab = Tab::open(RULES);
        let pass = tab.pass_of(&answer(before));
        tab.login_with(2, pass);
        tab.settle();
        let epoch = tab.mark().epoch;
        let pass = tab.pass_of(&answer(after));
        let said = tab.login_with(3, pass);
        let is_told = said.first().is_some_and(|word| word == "user-changed");
        assert_eq!(is_told, is_told_of, "{before}, then {after}: {said:?}");
        assert_eq!(tab.mark().epoch - epoch, u32::from(is_apart), "{before}, then {after}");
    }
}

#[test]
fn who_signs_in_after_somebody_unknown_is_somebody_else() {
    let mut tab = Tab::open(RULES);
    for (ticket, user) in [(2, "id 1"), (3, ""), (4, "id 1")] {
        let epoch = tab.mark().epoch;
        let pass = tab.pass_of(&answer(user));
        assert_eq!(tab.login_with(ticket, pass)[0], "signed-in");
        assert_eq!(tab.mark().epoch - epoch, u32::from(ticket > 2));
        tab.settle();
    }
}

#[test]
fn a_renewal_that_does_not_tell_the_user_is_the_same_users() {
    let mut tab = Tab::open(RULES);
    let pass = tab.pass_of(r#"{"token":"a","refresh_token":"r"}"#);
    tab.login_with(2, pass);
    tab.settle();
    let epoch = tab.mark().epoch;
    tab.renew(3, "b", None);
    assert_eq!(tab.mark().epoch, epoch);
}

#[test]
fn the_claim_tells_the_user_before_the_answer_does() {
    let mut tab = Tab::open(RULES);
    for (ticket, id) in [(2, 1), (3, 2)] {
        let token = jwt(r#"{"sub":"ann"}"#);
        let pass = tab.pass_of(&format!("{{\"token\":\"{token}\",\"user\":{{\"id\":{id}}}}}"));
        assert_eq!(tab.login_with(ticket, pass)[0], "signed-in");
    }
}

#[test]
fn who_signs_in_after_a_logout_is_no_change_of_user() {
    let mut tab = Tab::open(RULES);
    let pass = tab.pass_of(&answer("id 1"));
    tab.login_with(2, pass);
    tab.settle();
    tab.logout(3);
    tab.settle();
    let pass = tab.pass_of(&answer("id 2"));
    assert_eq!(tab.login_with(4, pass)[0], "signed-in");
}

#[test]
fn no_answer_breaks_the_machine() {
    cases(300, |random: &mut Random| {
        let mut tab = Tab::open(RULES);
        let life = *random.pick(&["null", "-1", "0", "0.001", "1e300", "86400", "\"60\"", "true", "[]"]);
        let claims = random.json_object(2);
        let pass = tab.pass_of(&format!("{{\"token\":\"{}\",\"expires_in\":{life}}}", jwt(claims)));
        tab.login_with(2, pass);
        tab.settle();
        tab.after(DAY);
        let deadline = tab.deadline();
        assert!(
            deadline.is_none_or(|left| left > 0.0),
            "seed {}: {deadline:?}",
            random.seed
        );
    });
}

#[test]
fn what_is_held_is_told_to_who_keeps_it_from_others() {
    let secrets = |tab: &Tab| tab.machine.secrets().map(|s| s.expose().to_owned()).collect::<Vec<_>>();
    let mut tab = Tab::open(MEMORY);
    assert!(secrets(&tab).is_empty());
    let pass = tab.pass_of(r#"{"token":"a","refresh_token":"r"}"#);
    tab.login_with(2, pass);
    tab.settle();
    assert_eq!(secrets(&tab), ["a", "r"]);
    let pass = tab.pass_of(r#"{"token":"b"}"#);
    tab.login_with(3, pass);
    tab.settle();
    assert_eq!(secrets(&tab), ["b"]);
    tab.logout(4);
    assert!(secrets(&tab).is_empty());
}
