//! What tabs do to each other through the row.

use jotpass::session::{Attempt, Row, SignedOutReason, Status};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::kit::{NOTHING, RULES, SECOND, THERE, Tab, WAIT, nobody, refusal};
use crate::support::Doc;

#[test]
fn news_make_a_tab_read_the_row() {
    for is_signed_out in [false, true] {
        assert_eq!(Tab::signed_in().news(is_signed_out), ["read"]);
    }
}

#[test]
fn another_tabs_renewal_is_taken_over() {
    let mut tab = Tab::signed_in();
    let row = tab.renewed_there(2, "b");
    tab.write(Some(row));
    tab.news(false);
    assert_eq!(tab.read(), ["renewed", "resume"]);
    assert_eq!(tab.token(), Some("b"));
    assert_eq!(tab.mark().generation, 2);
}

#[test]
fn another_tabs_login_is_taken_over() {
    for mut tab in [Tab::open(RULES), Tab::signed_in()] {
        let row = tab.signed_in_there(2, "b");
        tab.write(Some(row));
        tab.news(false);
        assert_eq!(tab.read(), ["signed-in", "resume"]);
        assert_eq!(tab.token(), Some("b"));
    }
}

#[test]
fn another_tabs_refused_session_is_over_here_too() {
    let mut tab = Tab::with(WAIT, Some(600.0));
    let mark = tab.mark();
    tab.write(Some(nobody(2, SignedOutReason::Refused)));
    tab.news(true);
    assert_eq!(tab.read(), ["signed-out refused", "login-required", "resume"]);
    assert_eq!(tab.status(), Status::SignedOut);
    assert_eq!(tab.step(Attempt::Waited(Some(mark))), "wait for login");
}

#[test]
fn a_row_of_the_same_generation_and_token_is_no_news() {
    let mut tab = Tab::signed_in();
    let row = tab.signed_in_there(1, "a");
    tab.write(Some(row));
    tab.news(false);
    assert_eq!(tab.read(), ["resume"]);
    let mut tab = Tab::signed_in();
    tab.logout(3);
    tab.settle();
    tab.write(Some(nobody(2, SignedOutReason::Refused)));
    tab.news(false);
    assert_eq!(tab.read(), ["resume"]);
}

#[test]
fn a_row_of_the_same_generation_with_something_else_is_taken_over() {
    let mut tab = Tab::signed_in();
    let row = tab.renewed_there(1, "b");
    tab.write(Some(row));
    tab.news(false);
    assert_eq!(tab.read(), ["renewed", "resume"]);
    tab.write(Some(nobody(1, SignedOutReason::Logout)));
    tab.news(true);
    assert_eq!(tab.read(), ["signed-out other-tab", "resume"]);
    let row = tab.signed_in_there(1, "c");
    tab.write(Some(row));
    tab.news(false);
    assert_eq!(tab.read(), ["signed-in", "resume"]);
}

#[test]
fn an_older_row_where_nobody_is_signed_in_is_one_begun_anew() {
    let mut tab = Tab::signed_in();
    tab.logout(3);
    tab.settle();
    let row = tab.signed_in_there(1, "b");
    tab.write(Some(row));
    tab.news(false);
    assert_eq!(tab.read(), ["signed-in", "resume"]);
    assert_eq!(tab.mark().generation, 2);
}

#[test]
fn a_tab_that_was_slower_takes_over_instead_of_asking() {
    let mut tab = Tab::signed_in();
    tab.refresh(3);
    let row = tab.renewed_there(2, "b");
    tab.write(Some(row));
    tab.lock();
    assert_eq!(tab.read(), ["renewed", "unlock", "settle 3", "resume"]);
    assert_eq!((tab.swap.is_some(), tab.token()), (false, Some("b")));
}

#[test]
fn a_refusal_is_not_believed_where_another_tab_was_faster() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    let row = tab.renewed_there(2, "b");
    tab.write(Some(row));
    assert_eq!(tab.answer(Err(refusal())), ["read"]);
    assert_eq!(tab.read(), ["renewed", "unlock", "settle 3", "resume"]);
    assert_eq!(tab.token(), Some("b"));
}

#[test]
fn a_refused_session_gives_way_to_whatever_came_after_it() {
    for generation in [2, 3] {
        let mut tab = Tab::signed_in();
        tab.exchange(3);
        tab.answer(Err(refusal()));
        assert_eq!(tab.read().last().unwrap(), "swap 2 nobody refused");
        let row = tab.signed_in_there(generation, "b");
        tab.write(Some(row));
        assert_eq!(tab.swap(), ["read"]);
        assert_eq!(tab.read(), ["signed-in", "resume"]);
        assert_eq!(tab.settle(), NOTHING);
    }
}

#[test]
fn a_refusal_gives_way_to_the_renewal_it_has_met() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    tab.answer(Err(refusal()));
    assert_eq!(tab.read().last().unwrap(), "swap 2 nobody refused");
    let row = tab.renewed_there(2, "b");
    tab.write(Some(row));
    assert_eq!(tab.swap(), ["read"]);
    assert_eq!(tab.read(), ["signed-in", "resume"]);
    assert_eq!(tab.settle(), NOTHING);
}

#[test]
fn a_refused_session_that_comes_back_is_left_to_who_has_it() {
    let mut tab = Tab::signed_in();
    let before = tab.row.clone();
    tab.fail(3, refusal());
    tab.write(before);
    tab.news(false);
    assert_eq!(tab.read(), ["resume"]);
    assert_eq!(tab.status(), Status::SignedOut);
}

#[test]
fn a_refused_session_wins_over_what_was_there_before() {
    for is_wiped in [false, true] {
        let mut tab = Tab::signed_in();
        tab.exchange(3);
        tab.answer(Err(refusal()));
        tab.read();
        let row = tab.claimed(THERE, 2000.0);
        tab.write(Some(row).filter(|_| !is_wiped));
        assert_eq!(tab.swap(), ["read"]);
        assert_eq!(tab.read(), ["resume", "swap 2 nobody refused"]);
    }
}

#[test]
fn a_login_wins_over_whatever_is_in_the_row() {
    let mut tab = Tab::open(RULES);
    let row = tab.signed_in_there(7, "b");
    tab.write(Some(Row { claim: None, ..row }));
    assert_eq!(tab.login(2, "a", None).last().unwrap(), "swap 1 a");
    let mark = tab.mark();
    assert_eq!(tab.swap(), ["read"]);
    assert_eq!(tab.read(), ["resume", "swap 8 a"]);
    assert_eq!(tab.mark(), mark, "the token is the same");
    assert_eq!(tab.swap(), ["tell", "settle 2"]);
    assert_eq!(tab.token(), Some("a"));
}

#[test]
fn a_login_while_a_claim_is_being_written_wins_over_whatever_is_in_the_row() {
    let mut tab = Tab::signed_in();
    tab.refresh(3);
    tab.lock();
    tab.read();
    tab.login(4, "b", None);
    assert_eq!(tab.swap(), ["swap 2 b"], "the claim was written");
    let row = tab.signed_in_there(2, "c");
    tab.write(Some(row));
    assert_eq!(tab.swap(), ["read"]);
    assert_eq!(tab.read(), ["resume", "swap 3 b"]);
}

#[test]
fn a_login_never_counts_backwards() {
    let mut tab = Tab::signed_in();
    tab.login(3, "b", None);
    let row = nobody(0, SignedOutReason::Logout);
    tab.write(Some(row));
    tab.swap();
    assert_eq!(tab.read(), ["resume", "swap 2 b"]);
}

#[test]
fn a_call_is_settled_when_all_is_written() {
    let mut tab = Tab::open(RULES);
    tab.login(2, "a", None);
    tab.write(Some(nobody(3, SignedOutReason::Logout)));
    for said in [tab.swap(), tab.read()] {
        assert!(!said.contains(&"settle 2".to_owned()), "{said:?}");
    }
    assert!(tab.swap().contains(&"settle 2".to_owned()));
}

#[test]
fn one_thing_at_a_time_is_done_to_the_row() {
    let mut tab = Tab::signed_in();
    assert_eq!(tab.news(false), ["read"]);
    assert_eq!(tab.news(false), NOTHING);
    tab.refresh(3);
    assert_eq!(tab.lock(), NOTHING);
    assert_eq!(tab.read(), ["resume", "read"], "the news that came meanwhile");
    assert_eq!(tab.read(), ["resume", "swap 1 a claimed by 1 for 3000"]);
}

#[test]
fn a_stray_report_of_a_write_means_nothing() {
    let mut tab = Tab::signed_in();
    for is_done in [true, false] {
        assert_eq!(tab.on(|machine, now| machine.handle_swap(is_done, now)), NOTHING);
    }
}

#[test]
fn another_tabs_row_is_measured_by_what_is_left_of_its_life() {
    let mut tab = Tab::signed_in();
    let row = tab.renewed_there(2, "b");
    tab.write(Some(row));
    tab.elapsed = 500.0 * SECOND;
    tab.news(false);
    tab.read();
    tab.elapsed = 600.0 * SECOND - 1.0;
    assert_eq!(tab.status(), Status::SignedIn);
    tab.elapsed = 600.0 * SECOND;
    assert_eq!(tab.status(), Status::Expired);
}

#[test]
fn what_gave_way_to_a_login_comes_back_in_no_old_row() {
    let mut tab = Tab::signed_in();
    let before = tab.row.clone();
    tab.login(3, "b", None);
    tab.settle();
    tab.write(before);
    tab.news(false);
    assert_eq!(tab.read(), ["resume", "swap 2 b"]);
    assert_eq!(tab.token(), Some("b"));
}

#[test]
fn what_the_user_ended_is_over_however_often_it_was_renewed_elsewhere() {
    let mut tab = Tab::signed_in();
    let row = tab.renewed_there(5, "b");
    tab.logout(3);
    tab.settle();
    tab.write(Some(row));
    tab.news(false);
    assert_eq!(tab.read(), ["resume", "swap 6 nobody logout"]);
    assert_eq!(tab.token(), None);
}

/// `a` gave way to `b`, which was refused, and an older row of `a` comes to light.
fn refused_after(leave: impl FnOnce(&mut Tab)) -> (Tab, Row<Doc>) {
    let mut tab = Tab::signed_in();
    let older = Row {
        generation: 0,
        ..tab.row.clone().unwrap()
    };
    leave(&mut tab);
    tab.settle();
    tab.login(4, "b", None);
    tab.settle();
    tab.exchange(5);
    tab.answer(Err(refusal()));
    (tab, older)
}

#[test]
fn what_gave_way_to_a_refused_login_is_followed_where_it_lives_on() {
    let (mut tab, older) = refused_after(|_| ());
    tab.settle();
    tab.write(Some(older));
    tab.news(false);
    assert_eq!(tab.read(), ["signed-in", "resume"]);
    assert_eq!(tab.token(), Some("a"));
}

#[test]
fn what_gave_way_to_a_login_is_not_ended_by_its_refusal() {
    let (mut tab, older) = refused_after(|_| ());
    tab.write(Some(older));
    assert_eq!(tab.read(), ["signed-in", "unlock", "settle 5", "resume"]);
    assert_eq!(tab.settle(), NOTHING);
}

#[test]
fn what_the_user_ended_stays_over_when_a_later_login_is_refused() {
    let leave = |tab: &mut Tab| drop(tab.logout(3));
    let (mut tab, older) = refused_after(leave);
    tab.settle();
    tab.write(Some(older.clone()));
    tab.news(false);
    assert_eq!(tab.read(), ["resume", "swap 4 nobody refused"]);
    let (mut tab, _) = refused_after(leave);
    tab.write(Some(older));
    assert!(tab.read().contains(&"signed-out refused".to_owned()));
    assert_eq!(tab.token(), None);
}
