//! Logouts.

use jotpass::error::ErrorCode;
use jotpass::session::{Attempt, Means, Rules, SignedOutReason, Status};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::kit::{EVERY, MEMORY, MINUTE, NOTHING, RULES, Tab, failure, nobody, refusal};

#[test]
fn a_logout_gives_up_both_tokens_and_leaves_nothing() {
    let mut tab = Tab::signed_in();
    let said = tab.logout(3);
    // At once, before any output is performed.
    assert_eq!(tab.status(), Status::SignedOut);
    assert_eq!((tab.token(), tab.deadline()), (None, None));
    assert_eq!(
        said,
        [
            "signed-out logout",
            "resume",
            "tell of logout",
            "revoke 3 a a-refresh",
            "swap 2 nobody logout"
        ]
    );
    assert_eq!(tab.swap(), ["tell"]);
}

#[test]
fn a_logout_is_settled_when_the_server_knows_and_it_is_written() {
    let mut tab = Tab::signed_in();
    tab.logout(3);
    let error = failure(ErrorCode::Network, None);
    let said = tab.on(|machine, now| machine.handle_answer(3, Err(error), now));
    assert_eq!(said, NOTHING, "it is being written");
    assert_eq!(tab.swap(), ["tell", "settle 3"]);
}

#[test]
fn a_logout_that_is_written_waits_for_the_server() {
    let mut tab = Tab::signed_in();
    tab.logout(3);
    assert_eq!(tab.swap(), ["tell"]);
    let pass = tab.pass("ignored", None);
    let said = tab.on(|machine, now| machine.handle_answer(3, Ok(pass), now));
    assert_eq!(said, ["settle 3"]);
    assert_eq!(tab.token(), None);
}

#[test]
fn the_end_of_each_logout_is_its_own() {
    let mut tab = Tab::signed_in();
    tab.logout(3);
    tab.settle();
    tab.login(4, "b", None);
    tab.settle();
    tab.logout(5);
    tab.settle();
    for ticket in [5, 3] {
        let pass = tab.pass("none", None);
        let said = tab.on(|machine, now| machine.handle_answer(ticket, Ok(pass), now));
        assert_eq!(said, [format!("settle {ticket}")]);
    }
}

#[test]
fn a_logout_gives_up_an_expired_token_too() {
    let mut tab = Tab::signed_in();
    tab.elapsed = 11.0 * MINUTE;
    assert_eq!(tab.logout(3)[3], "revoke 3 a a-refresh");
}

#[test]
fn a_logout_of_nobody_is_settled_and_no_news() {
    let mut tab = Tab::open(RULES);
    assert_eq!(tab.logout(2), ["resume", "settle 2"]);
    assert_eq!(tab.mark().generation, 0);
}

#[test]
fn a_second_logout_has_nothing_to_give_up() {
    let mut tab = Tab::signed_in();
    tab.logout(3);
    assert_eq!(tab.logout(4), ["resume"]);
    assert_eq!(tab.settle(), ["tell", "settle 4"]);
}

#[test]
fn a_logout_during_a_login_wins() {
    let mut tab = Tab::open(RULES);
    tab.on(|machine, _| machine.handle_login(2));
    assert_eq!(tab.logout(3), ["settle 2 superseded", "resume", "settle 3"]);
    let late = tab.pass("late", None);
    assert_eq!(tab.on(|machine, now| machine.handle_answer(2, Ok(late), now)), NOTHING);
    assert_eq!(tab.status(), Status::SignedOut);
}

#[test]
fn a_logout_during_a_renewal_wins() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    let said = tab.logout(4);
    assert_eq!(
        said,
        [
            "signed-out logout",
            "unlock",
            "settle 3 login-required",
            "resume",
            "tell of logout",
            "revoke 4 a a-refresh",
            "swap 2 nobody logout"
        ]
    );
    let late = tab.pass("late", None);
    assert_eq!(tab.answer(Ok(late)), NOTHING);
    tab.settle();
    assert_eq!(tab.status(), Status::SignedOut);
}

#[test]
fn a_logout_while_the_next_token_is_being_written_wins() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    let pass = tab.pass("b", None);
    assert_eq!(tab.answer(Ok(pass)), ["swap 2 b"]);
    tab.logout(4);
    // The next token was written after all.
    assert_eq!(tab.swap(), ["tell", "swap 2 nobody logout"]);
    assert_eq!(tab.settle(), ["tell"]);
    assert_eq!(tab.status(), Status::SignedOut);
}

#[test]
fn a_logout_ends_the_renewal_by_cookie_of_nobody() {
    let mut tab = Tab::open(Rules {
        means: Means::Nothing,
        ..RULES
    });
    tab.exchange(2);
    assert_eq!(
        tab.logout(3),
        ["unlock", "settle 2 login-required", "resume", "settle 3"]
    );
    let late = tab.pass("late", None);
    assert_eq!(tab.answer(Ok(late)), NOTHING);
    assert_eq!(tab.status(), Status::SignedOut);
}

#[test]
fn a_logout_stands_whatever_is_in_the_row() {
    let mut tab = Tab::signed_in();
    let row = tab.renewed_there(7, "b");
    tab.write(Some(row));
    tab.logout(3);
    assert_eq!(tab.swap(), ["read"], "another tab wrote first");
    assert_eq!(tab.read(), ["resume", "swap 8 nobody logout"]);
    assert_eq!(tab.swap(), ["tell"]);
    assert_eq!(tab.token(), None);
}

#[test]
fn a_logout_parts_the_requests_before_from_those_after() {
    for rules in EVERY {
        let mut tab = Tab::with(rules, Some(600.0));
        let mark = tab.mark();
        tab.logout(3);
        tab.settle();
        assert_eq!(tab.mark().epoch, mark.epoch + 1);
        for attempt in [Attempt::Refused(mark), Attempt::Waited(Some(mark))] {
            assert_eq!(tab.step(attempt), "reject login-required");
        }
        tab.login(4, "b", None);
        tab.settle();
        assert_eq!(tab.step(Attempt::Waited(Some(mark))), "reject login-required");
        assert_eq!(tab.step(Attempt::First), "show b");
    }
}

#[test]
fn another_tabs_logout_is_this_tabs_too() {
    let mut tab = Tab::signed_in();
    tab.write(Some(nobody(2, SignedOutReason::Logout)));
    assert_eq!(tab.news(true), ["read"]);
    assert_eq!(tab.read(), ["signed-out other-tab", "resume"]);
    assert_eq!(tab.status(), Status::SignedOut);
}

#[test]
fn tabs_that_share_nothing_but_news_sign_out_together() {
    let mut tab = Tab::with(MEMORY, Some(600.0));
    assert_eq!(
        tab.news(true),
        ["signed-out other-tab", "resume", "swap 2 nobody other-tab"]
    );
    assert_eq!(tab.settle(), NOTHING, "who began it has told everybody");
    assert_eq!(tab.news(true), ["resume"], "there is nothing left to end");
}

#[test]
fn nothing_but_a_logout_is_told_as_one() {
    // Tabs that share nothing would end their own sessions for it.
    for rules in [RULES, MEMORY] {
        let rules = Rules {
            means: Means::Nothing,
            ..rules
        };
        for error in [failure(ErrorCode::Network, None), refusal()] {
            for mut tab in [Tab::open(rules), Tab::with(rules, Some(600.0))] {
                let said = tab.fail(3, error.clone());
                assert!(!said.contains(&"tell of logout".to_owned()), "{said:?}");
            }
        }
        let mut tab = Tab::open(rules);
        let said = tab.lose_store();
        let said = tab.settled(said);
        assert!(!said.contains(&"tell of logout".to_owned()), "{said:?}");
    }
}

#[test]
fn a_logout_is_told_at_once_by_who_shares_nothing_too() {
    let mut tab = Tab::with(MEMORY, Some(600.0));
    assert_eq!(tab.logout(3)[2], "tell of logout");
    assert_eq!(tab.settle(), NOTHING);
}

#[test]
fn a_login_right_after_a_logout_is_told_as_a_login() {
    let mut tab = Tab::signed_in();
    tab.news(false);
    tab.logout(3);
    tab.login(4, "b", None);
    assert_eq!(tab.settle(), ["resume", "swap 3 b", "tell", "settle 4"]);
}

#[test]
fn other_news_means_nothing_to_a_tab_that_shares_nothing() {
    let mut tab = Tab::with(MEMORY, Some(600.0));
    assert_eq!(tab.news(false), NOTHING);
    assert_eq!(tab.token(), Some("a"));
}
