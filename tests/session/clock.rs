//! The clock made of two, and a tab that lives by it.

use jotpass::session::{Means, Rules, Status};
use jotpass::token::{Clock, Moment, Now, UnixMillis};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::kit::{DAY, HOUR, MINUTE, NOTHING, RULES, SECOND, START, Tab};
use crate::support::cases;

/// What a clock that began at `START` and 500 says to such readings, in milliseconds since.
fn moments(readings: &[(f64, f64)]) -> Vec<f64> {
    let mut clock = Clock::new(UnixMillis(START), 500.0);
    let moment = |(wall, page): &(f64, f64)| clock.read(UnixMillis(START + wall), 500.0 + page).moment.0 - START;
    readings.iter().map(moment).collect()
}

#[test]
fn it_begins_with_the_devices_clock() {
    assert_eq!(moments(&[(0.0, 0.0)]), [0.0]);
}

#[test]
fn it_says_what_the_devices_clock_says_beside_it() {
    let mut clock = Clock::new(UnixMillis(START), 0.0);
    assert_eq!(clock.read(UnixMillis(START - DAY), 1.0).wall, UnixMillis(START - DAY));
}

#[test]
fn two_clocks_that_agree_are_followed() {
    assert_eq!(moments(&[(10.0, 10.0), (HOUR, HOUR), (DAY, DAY)]), [10.0, HOUR, DAY]);
}

#[test]
fn it_is_as_late_as_the_later_of_the_two() {
    assert_eq!(moments(&[(10.0, 30.0), (50.0, 40.0)]), [30.0, 50.0]);
}

#[test]
fn it_goes_on_while_the_device_sleeps_and_the_page_clock_stands_still() {
    assert_eq!(
        moments(&[(8.0 * HOUR, 0.0), (8.0 * HOUR + 5.0, 5.0), (8.0 * HOUR + 5.0, 9.0)]),
        [8.0 * HOUR, 8.0 * HOUR + 5.0, 8.0 * HOUR + 9.0]
    );
}

#[test]
fn it_goes_on_when_the_devices_clock_is_set_back() {
    assert_eq!(
        moments(&[(10.0, 10.0), (10.0 - DAY, 10.0), (15.0 - DAY, 15.0), (30.0 - DAY, 20.0)]),
        [10.0, 10.0, 15.0, 30.0]
    );
}

#[test]
fn a_clock_set_ahead_and_back_leaves_it_ahead() {
    assert_eq!(
        moments(&[(DAY, 0.0), (5.0, 5.0), (10.0, 10.0)]),
        [DAY, DAY + 5.0, DAY + 10.0]
    );
}

#[test]
fn readings_a_second_apart_are_one_clocks_jitter() {
    // The page's clock is ahead; then it stands still and the device's clock goes on.
    let gap = SECOND;
    assert_eq!(moments(&[(0.0, gap), (5.0 * SECOND, gap)]), [gap, 5.0 * SECOND]);
    // The other way round.
    assert_eq!(moments(&[(gap, 0.0), (gap, 5.0 * SECOND)]), [gap, 5.0 * SECOND]);
}

#[test]
fn readings_further_apart_are_a_jump() {
    let gap = SECOND + 1.0;
    assert_eq!(moments(&[(0.0, gap), (5.0 * SECOND, gap)]), [gap, gap + 5.0 * SECOND]);
    assert_eq!(moments(&[(gap, 0.0), (gap, 5.0 * SECOND)]), [gap, gap + 5.0 * SECOND]);
}

#[test]
fn it_never_goes_back_and_never_loses_time() {
    cases(300, |random| {
        let mut clock = Clock::new(UnixMillis(START), 0.0);
        let (mut wall, mut page, mut truth) = (START, 0.0, START);
        let mut last = Moment(0.0);
        for _ in 0..50 {
            let passed = *random.pick(&[0.0, 1.0, 16.0, SECOND, HOUR, DAY]);
            truth += passed;
            wall += passed;
            match random.below(6) {
                // It slept: the page's clock stood still.
                0 => {}
                // It was set.
                1 => {
                    wall += *random.pick(&[-DAY, -HOUR, HOUR, DAY]);
                    page += passed;
                }
                _ => page += passed,
            }
            let moment = clock.read(UnixMillis(wall), page).moment;
            assert!(moment >= last, "seed {}", random.seed);
            // Its two slow sides may each be one jitter behind.
            assert!(
                moment.0 + 50.0 * SECOND >= truth,
                "seed {}: {}",
                random.seed,
                truth - moment.0
            );
            last = moment;
        }
    });
}

#[test]
fn later_is_later() {
    assert_eq!(Moment(5.0).after(2.0), Moment(7.0));
    assert_eq!(Moment(5.0).after(-2.0), Moment(3.0));
}

/// A tab with `a` for an hour, a clock, and what the device's clock and the page's own say.
struct Device {
    tab: Tab,
    clock: Clock,
    wall: f64,
    page: f64,
}

impl Device {
    fn new(rules: Rules) -> Self {
        Self {
            tab: Tab::with(rules, Some(3600.0)),
            clock: Clock::new(UnixMillis(START), 0.0),
            wall: START,
            page: 0.0,
        }
    }

    fn now(&mut self) -> Now {
        self.clock.read(UnixMillis(self.wall), self.page)
    }

    /// So much later by both clocks.
    fn after(&mut self, millis: f64) -> Now {
        (self.wall, self.page) = (self.wall + millis, self.page + millis);
        self.now()
    }
}

#[test]
fn a_device_clock_set_back_changes_nothing() {
    let mut device = Device::new(RULES);
    device.after(MINUTE);
    device.wall -= DAY;
    let now = device.now();
    assert_eq!(device.tab.machine.status(now), Status::SignedIn);
    let now = device.after(59.0 * MINUTE - 1.0);
    assert_eq!(device.tab.machine.status(now), Status::SignedIn);
    let now = device.after(1.0);
    assert_eq!(device.tab.machine.status(now), Status::Expired);
}

#[test]
fn a_device_clock_set_ahead_is_taken_for_a_sleep_and_costs_one_renewal() {
    let mut device = Device::new(RULES);
    device.after(MINUTE);
    device.wall += DAY;
    let now = device.now();
    assert_eq!(
        device.tab.on(|machine, _| machine.handle_clock(now)),
        ["expired", "lock"]
    );
    device.tab.elapsed = now.moment.0 - START;
    device.tab.settle();
    let pass = device.tab.pass("b", Some(3600.0));
    device.tab.answer(Ok(pass));
    device.tab.settle();
    device.wall -= DAY;
    let now = device.after(HOUR - 2.0 * MINUTE);
    assert_eq!(device.tab.machine.status(now), Status::SignedIn);
    assert_eq!(device.tab.on(|machine, _| machine.handle_clock(now)), NOTHING);
}

#[test]
fn a_page_clock_that_stood_still_while_the_device_slept_changes_nothing() {
    let mut device = Device::new(Rules {
        means: Means::None,
        ..RULES
    });
    device.wall += 8.0 * HOUR;
    let now = device.now();
    assert_eq!(device.tab.machine.status(now), Status::Expired);
}
