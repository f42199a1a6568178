//! How long a token lives, measured from the moment it was received, so that a wrong device clock changes nothing.

/// Milliseconds since 1970 by some clock. A difference only means something between readings of the same clock.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct UnixMillis(pub f64);

impl UnixMillis {
    /// A date as servers write it: seconds (RFC 7519, NumericDate) or, above 10^11, milliseconds, which in seconds
    /// would lie beyond the year 5000.
    #[must_use]
    pub const fn from_server(number: f64) -> Self {
        Self(if number > 1e11 { number } else { number * 1e3 })
    }
}

/// What is known about a token's life.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence {
    /// `expires_in` of the answer, in seconds (RFC 6749, section 5.1).
    pub expires_in: Option<f64>,
    /// `exp` of the token, or the answer's own date.
    pub expires: Option<UnixMillis>,
    /// `iat` of the token.
    pub issued_at: Option<UnixMillis>,
    /// The answer's `Date` header: the server's clock.
    pub server_now: Option<UnixMillis>,
    /// The token did not come from the endpoint just now, so it may be of any age.
    pub is_adopted: bool,
}

/// A device clock is plausible when a token that came just now was issued at most this long ago.
const PLAUSIBLE_AGE: f64 = 10.0 * 60.0 * 1e3;

/// The milliseconds a token has left, by the first evidence that can be had; `None` when nothing tells, so that only
/// the server can say when it ends.
#[must_use]
pub fn remaining_life(evidence: &Evidence, now: UnixMillis) -> Option<f64> {
    if let Some(seconds) = evidence.expires_in.filter(|s| *s >= 0.0) {
        return Some(seconds * 1e3);
    }
    let expires = evidence.expires?;
    let by_our_clock = expires.0 - now.0;
    if evidence.is_adopted {
        return Some(by_our_clock.max(0.0));
    }
    if let Some(server_now) = evidence.server_now {
        return Some((expires.0 - server_now.0).max(0.0));
    }
    if let Some(issued_at) = evidence.issued_at {
        let age = now.0 - issued_at.0;
        if (0.0..=PLAUSIBLE_AGE).contains(&age) {
            return Some(by_our_clock.max(0.0));
        }
        return Some((expires.0 - issued_at.0).max(0.0));
    }
    // Nobody hands out a token that is over: where our clock says so, it is the clock that is wrong.
    (by_our_clock > 0.0).then_some(by_our_clock)
}
