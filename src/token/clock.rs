//! Two clocks made into one that can be relied on.

use super::UnixMillis;

/// A moment by a clock of our own: milliseconds, never going back, and never slower than any clock of the device. Only
/// means something within one page.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Moment(pub f64);

/// What the clocks say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Now {
    /// The device's clock, which its user or the network may set at any time.
    pub wall: UnixMillis,
    /// What deadlines are compared with.
    pub moment: Moment,
}

/// Readings this close, in milliseconds, are one clock's jitter; more is a jump, or a sleep.
const JITTER: f64 = 1e3;

/// Makes moments out of the readings of two clocks: the wall clock, which can be set, and the page's own (`performance.now()`),
/// which on many systems stands still while the device sleeps (w3c/hr-time, issue 115). Each moment is as late as the later of
/// the two says, so that a token's life is never thought longer than it is.
#[derive(Clone, Debug)]
pub struct Clock {
    moment: f64,
    /// What has to be added to a reading of each to make it a moment.
    wall_lag: f64,
    page_lag: f64,
}

impl Clock {
    /// A clock that starts with these readings.
    #[must_use]
    pub const fn new(wall: UnixMillis, page: f64) -> Self {
        Self {
            moment: wall.0,
            wall_lag: 0.0,
            page_lag: wall.0 - page,
        }
    }

    /// Takes a reading of both.
    pub const fn read(&mut self, wall: UnixMillis, page: f64) -> Now {
        let (by_wall, by_page) = (wall.0 + self.wall_lag, page + self.page_lag);
        self.moment = self.moment.max(by_wall).max(by_page);
        if self.moment - by_wall > JITTER {
            self.wall_lag += self.moment - by_wall;
        }
        if self.moment - by_page > JITTER {
            self.page_lag += self.moment - by_page;
        }
        Now {
            wall,
            moment: Moment(self.moment),
        }
    }
}

impl Moment {
    /// Later than every other.
    pub const NEVER: Self = Self(f64::INFINITY);

    /// Earlier than every other.
    pub const LONG_AGO: Self = Self(f64::NEG_INFINITY);

    /// The earlier of the two.
    #[must_use]
    pub const fn earlier(self, other: Self) -> Self {
        if other.0 < self.0 { other } else { self }
    }

    /// So many milliseconds later.
    #[must_use]
    pub const fn after(self, millis: f64) -> Self {
        Self(self.0 + millis)
    }
}
