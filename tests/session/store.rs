//! A store that fails, or was wiped.

use jotpass::session::{Attempt, SignedOutReason, Status};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::kit::{MEMORY, NOTHING, RULES, Tab, nobody, refusal};

#[test]
fn a_store_that_fails_costs_nothing_but_the_sharing() {
    let mut tab = Tab::signed_in();
    tab.news(false);
    assert_eq!(tab.lose_store(), ["lose store", "resume", "swap 1 a"]);
    assert_eq!(tab.settle(), NOTHING);
    assert_eq!(tab.token(), Some("a"));
    assert_eq!(tab.step(Attempt::First), "show a");
    tab.renew(3, "b", None);
    assert_eq!(tab.token(), Some("b"));
}

#[test]
fn a_call_that_waits_for_a_store_that_fails_is_settled() {
    let mut tab = Tab::open(RULES);
    tab.login(2, "a", None);
    assert_eq!(tab.lose_store(), ["lose store", "resume", "swap 1 a"]);
    assert_eq!(tab.settle(), ["settle 2"]);
}

#[test]
fn a_logout_survives_the_failing_of_the_store() {
    let mut tab = Tab::signed_in();
    tab.logout(3);
    assert_eq!(tab.lose_store(), ["lose store", "resume"]);
    assert_eq!(tab.status(), Status::SignedOut);
}

#[test]
fn after_the_store_is_lost_a_logout_elsewhere_ends_the_session_and_other_news_make_it_look_again() {
    let mut tab = Tab::signed_in();
    tab.lose_store();
    tab.settle();
    assert_eq!(tab.news(false), ["read"]);
    tab.settle();
    assert_eq!(tab.news(true)[0], "signed-out other-tab");
}

#[test]
fn a_lost_store_is_not_looked_at_for_a_sign_of_life() {
    let mut tab = Tab::signed_in();
    tab.lose_store();
    tab.settle();
    assert_eq!(tab.wake(), NOTHING);
}

#[test]
fn after_a_sleep_what_a_lost_store_was_about_to_say_is_read_again() {
    let mut tab = Tab::signed_in();
    tab.lose_store();
    tab.settle();
    tab.news(false);
    assert_eq!(tab.wake(), NOTHING);
    assert!(tab.regain().contains(&"read".to_owned()));
}

#[test]
fn a_machine_that_begins_where_the_store_was_lost_shares_nothing() {
    let mut tab = Tab::new(RULES);
    tab.start();
    tab.on(|machine, _| machine.handle_store_missed());
    tab.read();
    tab.login(2, "a", None);
    assert_eq!(tab.swap(), ["settle 2"], "tells nobody");
    let mut tab = Tab::with(MEMORY, None);
    tab.on(|machine, _| machine.handle_store_missed());
    assert_eq!(tab.wake(), NOTHING);
}

#[test]
fn what_others_renewed_while_the_store_was_lost_is_not_renewed_again() {
    let mut tab = Tab::signed_in();
    tab.lose_store();
    tab.settle();
    tab.refresh(3);
    tab.lock();
    tab.write(Some(tab.renewed_there(2, "b")));
    assert_eq!(tab.regain(), ["renewed", "unlock", "settle 3", "resume"]);
    assert_eq!(tab.token(), Some("b"));
    assert_eq!(tab.wake(), ["read"], "it is shared again");
}

#[test]
fn what_was_renewed_while_the_store_was_lost_is_written_when_it_is_back() {
    let mut tab = Tab::signed_in();
    let before = tab.row.clone();
    tab.lose_store();
    tab.settle();
    tab.renew(3, "b", None);
    tab.write(before);
    tab.news(false);
    let said = tab.regain();
    assert!(said.last().unwrap().ends_with("swap 2 b"), "{said:?}");
    assert_eq!(tab.settle(), ["tell"]);
    assert_eq!(tab.token(), Some("b"));
}

#[test]
fn a_logout_elsewhere_while_the_store_was_lost_counts_when_it_is_back() {
    let mut tab = Tab::signed_in();
    tab.lose_store();
    tab.settle();
    tab.write(Some(nobody(2, SignedOutReason::Logout)));
    assert_eq!(tab.regain(), ["signed-out other-tab", "resume"]);
}

#[test]
fn a_login_without_the_store_stands_until_it_is_written_however_often_the_store_fails() {
    let mut tab = Tab::open(RULES);
    tab.lose_store();
    tab.login(2, "a", None);
    tab.settle();
    for generation in [3, 5] {
        tab.write(Some(nobody(generation, SignedOutReason::Logout)));
        assert_eq!(
            tab.regain(),
            ["resume".to_owned(), format!("swap {} a", generation + 1)]
        );
        tab.lose_store();
        tab.settle();
    }
}

#[test]
fn a_refusal_gives_way_to_the_renewal_it_has_met_though_the_store_was_lost() {
    let mut tab = Tab::signed_in();
    let row = tab.renewed_there(2, "b");
    tab.fail(3, refusal());
    tab.lose_store();
    tab.settle();
    tab.write(Some(row));
    assert_eq!(tab.regain(), ["signed-in", "resume"]);
}

#[test]
fn a_store_wiped_under_a_session_gets_it_again_and_the_app_is_warned() {
    let mut tab = Tab::signed_in();
    tab.write(None);
    tab.news(false);
    assert_eq!(tab.read(), ["warn", "resume", "swap 1 a"]);
    assert_eq!(tab.settle(), ["tell"]);
    assert_eq!(tab.token(), Some("a"));
    assert_eq!(tab.wake(), ["read"], "it is shared still");
}

#[test]
fn of_two_tabs_that_write_a_wiped_row_again_the_slower_one_is_content() {
    let mut tab = Tab::signed_in();
    let ours = tab.row.clone();
    tab.write(None);
    tab.news(false);
    tab.read();
    tab.write(ours);
    assert_eq!(tab.swap(), ["read"]);
    assert_eq!(tab.read(), ["resume"]);
}

#[test]
fn who_begins_anew_after_the_row_was_wiped_is_followed() {
    let mut tab = Tab::signed_in();
    tab.renew(3, "b", None);
    tab.write(Some(tab.signed_in_there(1, "c")));
    tab.news(false);
    assert_eq!(tab.read()[0], "signed-in");
    assert_eq!(tab.token(), Some("c"));
}

#[test]
fn a_store_wiped_under_nobody_is_fine() {
    let mut tab = Tab::signed_in();
    tab.logout(3);
    tab.settle();
    tab.write(None);
    tab.news(false);
    assert_eq!(tab.read(), ["resume"]);
    assert_eq!(tab.login(4, "b", None).last().unwrap(), "swap 3 b");
}

#[test]
fn an_empty_store_is_not_wiped_for_who_signs_in_while_it_is_read() {
    let mut tab = Tab::open(RULES);
    tab.news(false);
    tab.login(2, "a", None);
    assert_eq!(tab.read(), ["resume", "swap 1 a"]);
    assert_eq!(tab.swap(), ["tell", "settle 2"]);
}

#[test]
fn an_empty_store_is_not_wiped_for_who_opens_it() {
    let mut tab = Tab::new(RULES);
    tab.start();
    tab.login(2, "a", None);
    assert_eq!(tab.read(), ["resume", "swap 1 a"]);
}

#[test]
fn memory_is_never_lost() {
    let mut tab = Tab::with(MEMORY, None);
    tab.refresh(3);
    tab.lock();
    (tab.row, tab.revision) = (None, 7);
    assert!(!tab.read().contains(&"lose store".to_owned()));
}

#[test]
fn a_renewal_over_a_wiped_store_goes_on() {
    let mut tab = Tab::signed_in();
    tab.refresh(3);
    tab.lock();
    tab.write(None);
    assert_eq!(tab.read(), ["warn", "resume", "swap 1 a"]);
    assert_eq!(tab.settle().last().unwrap(), "renew a a-refresh");
}

#[test]
fn a_refused_session_ends_though_the_store_was_wiped() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    tab.write(None);
    assert_eq!(tab.answer(Err(refusal())), ["read"]);
    assert_eq!(tab.read()[..2], ["warn", "unlock"]);
    assert_eq!(tab.status(), Status::SignedOut);
}

#[test]
fn a_sign_of_life_makes_a_tab_look_at_the_row() {
    assert_eq!(Tab::signed_in().wake(), ["read"]);
    assert_eq!(Tab::with(MEMORY, None).wake(), NOTHING);
}

#[test]
fn a_sign_of_life_asks_the_clock() {
    let mut tab = Tab::with(MEMORY, Some(600.0));
    tab.elapsed = 600e3;
    assert_eq!(tab.wake(), ["expired", "lock"]);
}
