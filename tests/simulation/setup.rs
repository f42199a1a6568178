//! What a seed decides before anything happens: the home of the machines, the app's options, the server's ways, and which
//! faults there are.

use jotpass::session::{Means, Rules, SignedOut};

use crate::chance::Chance;

/// Which kinds of trouble may come. Each is absent in half of the schedules, so that the strictest rules are held too.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Faults {
    /// Delays of up to 12 s, lost requests, lost answers, garbled ones.
    pub(crate) network: bool,
    /// 5xx, 429 and HTML; places that refuse every token; sessions ended at the server.
    pub(crate) server: bool,
    /// Operations that delay, fail or hang; a row that is wiped or damaged.
    pub(crate) store: bool,
    /// Tabs that freeze, are killed, trap; lock holders that hang; timers that are throttled.
    pub(crate) tabs: bool,
    /// A wall clock that is wrong and jumps; a device that sleeps.
    pub(crate) clock: bool,
}

/// Where a machine lives: the app's `isolation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// In each tab's page.
    Page,
    /// In a worker of each tab. It lives, sleeps and dies with its page.
    Worker,
    /// In one worker for all tabs. It lives as long as one of them.
    SharedWorker,
}

/// How a token says when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Evidence {
    ExpiresIn,
    Date,
    IssuedAt,
    /// By five minutes.
    Backdated,
    /// In milliseconds.
    Millis,
    ExpiryOnly,
    Nothing,
}

/// What says whose a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Identity {
    Subject,
    User,
    /// Nothing does. Then there is one user.
    Nobody,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Setup {
    pub(crate) home: Home,
    pub(crate) tabs: usize,
    pub(crate) steps: usize,
    pub(crate) rules: Rules,
    pub(crate) faults: Faults,
    pub(crate) rotates: bool,
    /// Of a token, in milliseconds.
    pub(crate) life: u64,
    pub(crate) evidence: Evidence,
    pub(crate) identity: Identity,
    pub(crate) has_lock: bool,
    pub(crate) has_listeners: bool,
    /// How long a request or its answer takes, at most, in milliseconds.
    pub(crate) latency: u64,
    /// How long the store takes.
    pub(crate) store_latency: u64,
    /// How far the wall clock is off at the start.
    pub(crate) wall_offset: i64,
    /// How long a request waits for a login.
    pub(crate) wait_timeout: u64,
    /// The mean pause between two acts.
    pub(crate) pace: u64,
}

pub(crate) const DAY: i64 = 86_400_000;

impl Setup {
    pub(crate) fn draw(chance: &mut Chance) -> Self {
        let mut coin = || chance.per_mille(500);
        let faults = Faults {
            network: coin(),
            server: coin(),
            store: coin(),
            tabs: coin(),
            clock: coin(),
        };
        let (rotates, has_lock, has_listeners) = (coin(), coin(), coin());
        let home = chance.pick(&[
            Home::Page,
            Home::Page,
            Home::Page,
            Home::Worker,
            Home::SharedWorker,
            Home::SharedWorker,
        ]);
        // A worker keeps nothing but in its memory.
        let is_shared = chance.per_mille(900) && home == Home::Page;
        let evidence = chance.pick(&[
            Evidence::ExpiresIn,
            Evidence::Date,
            Evidence::IssuedAt,
            Evidence::Backdated,
            Evidence::Millis,
            Evidence::ExpiryOnly,
            Evidence::Nothing,
        ]);
        let seconds = chance.pick(&[2, 5, 15, 30, 30, 60, 60, 300, 3600, 200 * 86_400]);
        Self {
            home,
            tabs: chance.below(5) + 1,
            steps: chance.below(60) + 50,
            rules: Rules {
                renew_before: chance.pick(&[60e3, 60e3, 10e3, 0.0]),
                tolerance: chance.pick(&[0.0, 0.0, 500.0, 3e3]),
                means: chance.pick(&[
                    Means::RefreshToken,
                    Means::RefreshToken,
                    Means::RefreshToken,
                    Means::RefreshToken,
                    Means::AnyToken,
                    Means::Nothing,
                    Means::None,
                ]),
                signed_out: chance.pick(&[SignedOut::Pass, SignedOut::Reject, SignedOut::Wait]),
                is_shared,
                is_deaf: chance.per_mille(250),
            },
            faults,
            rotates,
            life: seconds * 1000,
            evidence,
            identity: chance.pick(&[Identity::Subject, Identity::Subject, Identity::User, Identity::Nobody]),
            has_lock,
            has_listeners,
            latency: chance.pick(&[20, 200, 1500]),
            store_latency: chance.pick(&[3, 30, 200]),
            wall_offset: if faults.clock {
                chance.pick(&[0, 120_000, DAY, -DAY])
            } else {
                0
            },
            wait_timeout: chance.pick(&[5_000, 60_000]),
            pace: chance.pick(&[30, 300, 1500]),
        }
    }
}
