//! The claim to the next renewal: who asks, and who waits.

use jotpass::error::ErrorCode;
use jotpass::session::{Claim, LEASE, Row};
use jotpass::token::UnixMillis;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::kit::{HERE, HOUR, MEMORY, NOTHING, SECOND, THERE, Tab, failure};

#[test]
fn a_tab_whose_claim_comes_too_late_looks_again() {
    let mut tab = Tab::signed_in();
    tab.refresh(3);
    tab.lock();
    tab.read();
    let row = tab.renewed_there(2, "b");
    tab.write(Some(row));
    assert_eq!(tab.swap(), ["read"]);
    assert_eq!(tab.read(), ["renewed", "unlock", "settle 3", "resume"]);
}

#[test]
fn a_tab_waits_for_the_renewal_of_another() {
    let mut tab = Tab::signed_in();
    tab.refresh(3);
    tab.row = Some(tab.claimed(THERE, 2000.0));
    tab.lock();
    assert_eq!(tab.read(), ["resume"]);
    assert_eq!(tab.deadline(), Some(2000.0));
    assert_eq!(tab.after(1999.0), NOTHING);
    assert_eq!(tab.after(1.0), ["read"]);
    assert_eq!(tab.deadline().map(|left| left > 10.0 * SECOND), Some(true));
    assert_eq!(tab.read(), ["resume", "swap 1 a claimed by 1 for 3000"], "it is dead");
    assert_eq!(tab.swap(), ["renew a a-refresh"]);
}

#[test]
fn a_tab_goes_on_waiting_as_long_as_the_other_is_alive() {
    let mut tab = Tab::signed_in();
    tab.refresh(3);
    tab.lock();
    for _ in 0..5 {
        tab.row = Some(tab.claimed(THERE, 2000.0));
        assert_eq!(tab.read(), ["resume"]);
        assert_eq!(tab.after(2000.0), ["read"]);
    }
}

#[test]
fn news_end_the_waiting_for_another_tab() {
    let mut tab = Tab::signed_in();
    tab.refresh(3);
    tab.row = Some(tab.claimed(THERE, 2000.0));
    tab.lock();
    tab.read();
    let row = tab.renewed_there(2, "b");
    tab.write(Some(row));
    assert_eq!(tab.news(false), ["read"]);
    assert_eq!(tab.read(), ["renewed", "unlock", "settle 3", "resume"]);
}

#[test]
fn news_that_the_other_gave_up_let_this_one_begin() {
    let mut tab = Tab::signed_in();
    tab.refresh(3);
    let free = tab.row.clone();
    tab.row = Some(tab.claimed(THERE, 2000.0));
    tab.lock();
    tab.read();
    tab.write(free);
    tab.news(false);
    assert_eq!(tab.read(), ["resume", "swap 1 a claimed by 1 for 3000"]);
}

#[test]
fn news_that_the_other_is_alive_make_the_wait_longer() {
    let mut tab = Tab::signed_in();
    tab.refresh(3);
    tab.row = Some(tab.claimed(THERE, 2000.0));
    tab.lock();
    tab.read();
    tab.elapsed += SECOND;
    tab.row = Some(tab.claimed(THERE, LEASE));
    tab.news(false);
    tab.read();
    assert_eq!(tab.deadline(), Some(LEASE));
}

#[test]
fn a_claim_counts_while_it_lasts_and_no_longer_than_it_can_have_been_given() {
    let cases = [
        (THERE, -1.0, false),
        (THERE, 0.0, false),
        (THERE, 1.0, true),
        // The other tab's clock may seem to be a second ahead.
        (THERE, LEASE + SECOND, true),
        (THERE, LEASE + SECOND + 1.0, false),
        (0, 0.0, false),
        (0, 1.0, true),
        (0, LEASE + 1.0, true),
        (0, HOUR + SECOND, true),
        (0, HOUR + SECOND + 1.0, false),
        (HERE, 1.0, false),
    ];
    for (by, left, counts) in cases {
        let mut tab = Tab::signed_in();
        tab.refresh(3);
        tab.row = Some(tab.claimed(by, left));
        tab.lock();
        let is_free = tab.read().contains(&"swap 1 a claimed by 1 for 3000".to_owned());
        assert_eq!(is_free, !counts, "by {by} for {left}");
    }
}

#[test]
fn what_the_server_ordered_in_another_tab_stands_here() {
    let mut tab = Tab::signed_in();
    tab.refresh(3);
    tab.row = Some(tab.claimed(0, 60.0 * SECOND));
    tab.lock();
    assert_eq!(tab.read(), ["unlock", "settle 3 rate-limited", "resume"]);
    tab.settle();
    for millis in [0.0, 60.0 * SECOND - 1.0] {
        tab.elapsed += millis;
        assert_eq!(tab.refresh(4), ["settle 4 rate-limited"]);
    }
    tab.elapsed += 1.0;
    assert_eq!(tab.refresh(5), ["lock"]);
}

#[test]
fn a_tab_that_waits_for_another_obeys_the_server_too() {
    let mut tab = Tab::signed_in();
    tab.refresh(3);
    tab.row = Some(tab.claimed(THERE, 2000.0));
    tab.lock();
    tab.read();
    tab.row = Some(tab.claimed(0, 60.0 * SECOND));
    tab.news(false);
    assert!(tab.read().contains(&"settle 3 rate-limited".to_owned()));
}

#[test]
fn a_claim_of_another_stops_no_exchange_under_way() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    let row = tab.claimed(THERE, 2000.0);
    tab.write(Some(row));
    tab.news(false);
    assert_eq!(tab.read(), ["resume"]);
    assert_eq!(tab.deadline(), Some(2000.0), "its own claim waits for the other's end");
    let pass = tab.pass("b", Some(600.0));
    assert_eq!(tab.answer(Ok(pass)), ["swap 2 b"]);
    assert_eq!(tab.swap()[0], "renewed");
}

#[test]
fn an_exchange_that_outlives_the_claim_of_another_claims_again() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    let row = tab.claimed(THERE, 2000.0);
    tab.write(Some(row));
    tab.news(false);
    tab.read();
    assert_eq!(tab.after(1999.0), NOTHING);
    assert_eq!(tab.after(1.0), ["swap 1 a claimed by 1 for 3000"]);
}

#[test]
fn a_heartbeat_that_meets_another_row_looks_at_it() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    let row = tab.renewed_there(2, "b");
    tab.write(Some(row));
    tab.after(SECOND);
    assert_eq!(tab.swap(), ["read"]);
    assert_eq!(tab.read(), ["renewed", "unlock", "settle 3", "resume"]);
    let late = tab.pass("late", None);
    assert_eq!(tab.answer(Ok(late)), NOTHING);
}

#[test]
fn a_commit_that_meets_the_same_generation_is_written_again() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    let row = tab.claimed(THERE, 2000.0);
    tab.write(Some(row));
    let pass = tab.pass("b", Some(600.0));
    tab.answer(Ok(pass));
    assert_eq!(tab.swap(), ["read"]);
    assert_eq!(tab.read(), ["resume", "swap 2 b"]);
    assert_eq!(tab.swap()[0], "renewed");
}

#[test]
fn a_commit_that_meets_a_newer_generation_gives_way() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    let row = tab.signed_in_there(2, "c");
    tab.write(Some(row));
    let pass = tab.pass("b", Some(600.0));
    tab.answer(Ok(pass));
    assert_eq!(tab.swap(), ["read"]);
    assert_eq!(tab.read(), ["signed-in", "unlock", "settle 3", "resume"]);
    assert_eq!(tab.token(), Some("c"));
}

#[test]
fn a_claim_that_took_two_seconds_to_write_may_have_been_passed_over() {
    for (millis, said) in [(2000.0, "renew a a-refresh"), (2001.0, "read")] {
        let mut tab = Tab::signed_in();
        tab.refresh(3);
        tab.lock();
        tab.read();
        tab.elapsed += millis;
        assert_eq!(tab.swap(), [said]);
    }
}

#[test]
fn a_claim_is_not_late_for_the_look_before_it() {
    let mut tab = Tab::signed_in();
    tab.refresh(3);
    tab.lock();
    tab.elapsed += 1500.0;
    tab.read();
    tab.elapsed += 1500.0;
    assert_eq!(tab.swap(), ["renew a a-refresh"]);
}

#[test]
fn a_failed_renewals_claim_that_was_overwritten_is_left_alone() {
    let mut tab = Tab::signed_in();
    tab.exchange(3);
    let row = tab.claimed(THERE, 2000.0);
    tab.write(Some(row));
    tab.answer(Err(failure(ErrorCode::Network, None)));
    assert_eq!(tab.swap(), ["read"]);
    assert_eq!(tab.read(), ["resume"]);
}

#[test]
fn a_failed_renewal_takes_back_its_own_claim_and_no_others() {
    for (by, said) in [(HERE, &["resume", "swap 1 a"][..]), (THERE, &["resume"])] {
        let mut tab = Tab::signed_in();
        tab.exchange(3);
        let row = tab.claimed(by, 2000.0);
        tab.write(Some(row));
        tab.news(false);
        let words = tab.answer(Err(failure(ErrorCode::Network, None)));
        assert_eq!(words, ["unlock", "settle 3 network", "resume"]);
        assert_eq!(tab.read(), said);
    }
}

#[test]
fn a_row_may_have_been_claimed_for_all_tabs_at_once() {
    // Two writers begin from the same revision; the store lets one through.
    let mut tab = Tab::signed_in();
    tab.refresh(3);
    tab.lock();
    tab.read();
    let claim = Claim {
        by: THERE,
        until: UnixMillis(tab.now().wall.0 + LEASE),
    };
    let row = Row {
        claim: Some(claim),
        ..tab.row.clone().unwrap()
    };
    tab.write(Some(row));
    assert_eq!(tab.settle(), ["read", "resume"]);
    assert_eq!(tab.deadline(), Some(LEASE));
}

#[test]
fn a_tab_that_shares_nothing_renews_by_the_same_way() {
    let mut tab = Tab::with(MEMORY, Some(600.0));
    tab.renew(3, "b", Some(600.0));
    assert_eq!(tab.token(), Some("b"));
    assert_eq!(tab.row_words(tab.row.as_ref().unwrap()), "2 b");
}
