//! How a tab begins: with what is stored, if anything is.

use jotpass::session::{Attempt, Machine, Rules, SignedOutReason, Status};
use jotpass::token::UnixMillis;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::kit::{EVERY, HERE, MEMORY, MINUTE, NOTHING, RULES, SECOND, START, THERE, Tab, nobody};
use crate::support::Doc;

/// A tab opened over what another left behind: `a`, for ten minutes.
fn reopened() -> Tab {
    reopened_with(RULES)
}

fn reopened_with(rules: Rules) -> Tab {
    let before = Tab::signed_in();
    let mut tab = Tab::new(rules);
    (tab.row, tab.revision) = (before.row, before.revision);
    tab.start();
    tab
}

#[test]
fn a_tab_that_is_not_open_wants_nothing() {
    let mut tab = Tab::new(RULES);
    assert_eq!(tab.said(), NOTHING);
    assert_eq!(tab.deadline(), None);
    assert_eq!(tab.token(), None);
    assert!(!tab.machine.has_session());
}

#[test]
fn it_begins_by_reading_the_row() {
    for rules in [RULES, MEMORY] {
        assert_eq!(Tab::new(rules).start(), ["read"]);
    }
}

#[test]
fn until_the_row_is_read_nobody_knows_who_is_signed_in() {
    let mut tab = reopened();
    assert_eq!(tab.status(), Status::Loading);
    assert_eq!(tab.token(), None);
    tab.read();
    assert_eq!(tab.status(), Status::SignedIn);
}

#[test]
fn until_the_row_is_read_every_request_waits() {
    for rules in EVERY {
        let mut tab = reopened_with(rules);
        assert_eq!(tab.step(Attempt::First), "wait");
        tab.read();
        assert_eq!(tab.step(Attempt::Waited(None)), "show a");
    }
}

#[test]
fn before_it_is_opened_every_request_waits() {
    assert_eq!(Tab::new(RULES).step(Attempt::First), "wait");
}

#[test]
fn it_is_open_when_the_row_is_read() {
    let mut tab = Tab::new(RULES);
    tab.start();
    assert_eq!(tab.read(), ["resume", "settle 1"]);
    assert_eq!(tab.status(), Status::SignedOut);
    assert_eq!(tab.deadline(), None);
}

#[test]
fn a_stored_session_is_in_use_again_without_news() {
    let mut tab = reopened();
    assert_eq!(tab.read(), ["restored", "resume", "settle 1"]);
    assert_eq!(tab.token(), Some("a"));
    assert_eq!(tab.mark().generation, 1);
}

#[test]
fn a_stored_sessions_life_goes_on_from_when_it_came() {
    let mut tab = reopened();
    tab.elapsed = 9.0 * MINUTE + 59.0 * SECOND;
    tab.read();
    assert_eq!(tab.status(), Status::SignedIn);
    tab.elapsed += SECOND;
    assert_eq!(tab.status(), Status::Expired);
}

#[test]
fn a_stored_session_whose_life_has_ended_is_said_to_be_over() {
    let mut tab = reopened();
    tab.elapsed = 10.0 * MINUTE;
    assert_eq!(tab.read(), ["restored", "resume", "expired", "settle 1"]);
    assert_eq!(tab.status(), Status::Expired);
    assert_eq!(tab.step(Attempt::First), "wait");
    assert_eq!(tab.said(), ["lock"]);
}

#[test]
fn a_stored_end_of_a_session_is_no_news() {
    for reason in [SignedOutReason::Logout, SignedOutReason::Refused] {
        let mut tab = Tab::new(RULES);
        tab.write(Some(nobody(4, reason)));
        tab.start();
        assert_eq!(tab.read(), ["settle 1", "resume"]);
        assert_eq!(tab.status(), Status::SignedOut);
        assert_eq!(tab.login(2, "a", None).last().unwrap(), "swap 5 a");
    }
}

#[test]
fn a_store_that_fails_at_once_leaves_a_session_in_memory() {
    let mut tab = Tab::new(RULES);
    tab.start();
    assert_eq!(tab.lose_store(), ["lose store", "resume", "settle 1"]);
    assert_eq!(tab.status(), Status::SignedOut);
}

#[test]
fn a_login_that_ends_before_the_row_is_read_is_a_login() {
    let mut tab = reopened();
    assert_eq!(tab.login(2, "b", None), ["signed-in", "resume"]);
    assert_eq!(tab.read(), ["resume", "swap 2 b"]);
    assert_eq!(tab.token(), Some("b"));
    assert_eq!(tab.swap(), ["tell", "settle 1", "settle 2"]);
}

#[test]
fn a_logout_before_the_row_is_read_ends_the_stored_session() {
    let mut tab = reopened();
    tab.logout(2);
    let said = tab.settle();
    assert_eq!(tab.token(), None, "{said:?}");
    assert_eq!(tab.row_words(tab.row.as_ref().unwrap()), "2 nobody logout");
}

/// A machine that takes the place of one that had asked for the next token under the ticket 9, over the claim of a tab.
fn revived(claim_by: u32, orphan: Option<u32>) -> Tab {
    revived_with(claim_by, 2500.0, orphan)
}

fn revived_with(claim_by: u32, millis: f64, orphan: Option<u32>) -> Tab {
    let mut tab = Tab::signed_in();
    tab.row = Some(tab.claimed(claim_by, millis));
    tab.machine = Machine::new(RULES, HERE, 4711);
    tab.on(|machine, now| machine.handle_open(1, orphan, now));
    assert_eq!(tab.read(), ["restored", "resume", "settle 1"]);
    tab.exchange = 9;
    tab
}

#[test]
fn a_renewal_that_outlived_its_machine_goes_on() {
    let mut tab = revived(HERE, Some(9));
    let mark = tab.mark();
    tab.refuse(false);
    assert_eq!(tab.step(Attempt::Refused(mark)), "wait", "for the renewal under way");
    assert_eq!(tab.said(), NOTHING);
    let pass = tab.pass("b", Some(600.0));
    assert_eq!(tab.answer(Ok(pass)), ["swap 2 b"]);
    assert_eq!(tab.swap(), ["renewed", "unlock", "resume", "tell"]);
    assert_eq!(tab.step(Attempt::Refused(mark)), "show b");
}

#[test]
fn a_renewal_that_outlived_its_machine_keeps_its_claim_alive() {
    let mut tab = revived(HERE, Some(9));
    assert_eq!(tab.deadline(), Some(SECOND));
    assert_eq!(tab.after(SECOND), ["swap 1 a claimed by 1 for 3000"]);
}

#[test]
fn the_next_renewal_has_another_ticket() {
    let mut tab = revived(HERE, Some(9));
    let pass = tab.pass("b", Some(600.0));
    tab.answer(Ok(pass));
    tab.settle();
    tab.exchange(3);
    assert_eq!(tab.exchange, 8);
}

#[test]
fn a_renewal_that_lost_its_claim_meanwhile_is_forgotten() {
    let mut tab = revived(THERE, Some(9));
    let pass = tab.pass("b", Some(600.0));
    assert_eq!(tab.answer(Ok(pass)), NOTHING);
    assert_eq!(tab.token(), Some("a"));
}

#[test]
fn a_renewal_whose_claim_has_lapsed_is_forgotten() {
    for (millis, is_forgotten) in [(-1.0, true), (0.0, true), (1.0, false)] {
        let mut tab = revived_with(HERE, millis, Some(9));
        let pass = tab.pass("b", Some(600.0));
        assert_eq!(tab.answer(Ok(pass)).is_empty(), is_forgotten, "{millis}");
    }
}

#[test]
fn a_claim_of_ours_without_a_renewal_is_passed_over() {
    let mut tab = revived(HERE, None);
    tab.refresh(3);
    tab.lock();
    assert_eq!(tab.read(), ["resume", "swap 1 a claimed by 1 for 3000"]);
}

#[test]
fn what_a_request_relied_on_in_an_earlier_machine_means_nothing_in_this_one() {
    let before = Tab::signed_in();
    let mut tab = revived(HERE, None);
    assert_ne!(tab.mark().epoch, before.mark().epoch);
    assert_eq!(tab.step(Attempt::Waited(Some(before.mark()))), "reject login-required");
}

#[test]
fn an_epoch_leaves_room_for_a_generation_in_one_number() {
    for (seed, epoch) in [
        (1, 1),
        ((1 << 20) - 1, (1 << 20) - 1),
        (1 << 20, 0),
        (u32::MAX, (1 << 20) - 1),
    ] {
        assert_eq!(Machine::<Doc>::new(RULES, HERE, seed).mark().epoch, epoch, "{seed}");
    }
}

#[test]
fn a_renewal_is_revived_once() {
    let mut tab = revived(HERE, Some(9));
    tab.answer(Err(crate::kit::failure(jotpass::error::ErrorCode::Network, None)));
    tab.settle();
    tab.row = Some(tab.claimed(HERE, 2500.0));
    tab.news(false);
    tab.settle();
    let pass = tab.pass("b", Some(600.0));
    assert_eq!(tab.answer(Ok(pass)), NOTHING);
}

#[test]
fn a_row_from_the_future_gives_its_token_no_more_than_its_whole_life() {
    let mut tab = reopened();
    tab.skew = -60.0 * MINUTE;
    assert!(tab.now().wall < UnixMillis(START));
    tab.read();
    tab.elapsed = 10.0 * MINUTE;
    assert_eq!(tab.status(), Status::Expired);
    tab.elapsed -= 1.0;
    assert_eq!(tab.status(), Status::SignedIn);
}
