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
fn after_the_store_is_lost_news_are_heard_as_by_who_shares_nothing() {
    let mut tab = Tab::signed_in();
    tab.lose_store();
    tab.settle();
    assert_eq!(tab.news(false), NOTHING);
    assert_eq!(tab.news(true)[0], "signed-out other-tab");
}

#[test]
fn a_store_wiped_under_a_session_is_lost_and_the_session_goes_on() {
    for row in [None, Some(nobody(0, SignedOutReason::Logout))] {
        let mut tab = Tab::signed_in();
        tab.write(row);
        tab.news(false);
        assert_eq!(tab.read(), ["lose store", "resume", "swap 1 a"]);
        tab.revision = 0;
        assert_eq!(tab.settle(), NOTHING);
        assert_eq!(tab.token(), Some("a"));
    }
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
fn a_renewal_over_a_wiped_store_goes_on_in_memory() {
    let mut tab = Tab::signed_in();
    tab.refresh(3);
    tab.lock();
    tab.write(None);
    assert_eq!(tab.read(), ["lose store", "resume", "swap 1 a"]);
    tab.revision = 0;
    assert_eq!(tab.settle().last().unwrap(), "renew a a-refresh");
}

#[test]
fn a_refused_session_ends_though_the_store_was_wiped() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    tab.write(None);
    assert_eq!(tab.answer(Err(refusal())), ["read"]);
    assert_eq!(tab.read()[..2], ["lose store", "unlock"]);
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
