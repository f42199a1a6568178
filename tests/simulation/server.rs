//! The token server: short-lived access tokens, refresh tokens that may rotate, and strict reuse detection. Who shows a
//! spent refresh token kills the whole family, its access tokens too.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jotpass::endpoint::TokenAnswer;
use jotpass::json::Json as _;
use jotpass::session::{Means, Session};
use jotpass::token::{Secret, UnixMillis};

use crate::json::Value;
use crate::setup::{Evidence, Identity, Setup};

/// Midsummer 2025, when every schedule begins, by the server's clock.
pub(crate) const EPOCH: u64 = 1_750_000_000_000;

/// All that one login led to.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) user: char,
    pub(crate) is_alive: bool,
    /// The refresh token that is good.
    refresh: usize,
}

#[derive(Debug)]
pub(crate) struct Access {
    pub(crate) family: usize,
    /// By the server's clock.
    ends: Option<f64>,
    iat: f64,
    date: f64,
    evidence: Evidence,
    /// When it first reached a tab.
    pub(crate) receipt: Option<Receipt>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Receipt {
    pub(crate) at: u64,
    /// How long it lives from then on, as far as a client can know.
    pub(crate) life: Option<f64>,
}

/// What somebody who renews has to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Refresh(usize),
    Access(usize),
    /// What the browser has, if anything.
    Cookie(Option<usize>),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Granted {
    pub(crate) access: usize,
    pub(crate) refresh: Option<usize>,
    /// The refresh token, where it goes into the browser's keeping.
    pub(crate) cookie: Option<usize>,
}

#[derive(Default)]
pub(crate) struct Server {
    pub(crate) families: Vec<Family>,
    pub(crate) accesses: Vec<Access>,
    /// The family of each, and whether it is spent.
    refreshes: Vec<(usize, bool)>,
    pub(crate) down_until: u64,
    /// Every token lives for an hour from now on.
    pub(crate) is_healed: bool,
}

impl Server {
    pub(crate) fn login(&mut self, user: char, setup: &Setup, at: u64) -> Granted {
        self.families.push(Family {
            user,
            is_alive: true,
            refresh: 0,
        });
        self.refreshes.push((0, true));
        self.grant(self.families.len() - 1, true, setup, at)
    }

    /// The next token, or nothing: `invalid_grant`.
    pub(crate) fn refresh(&mut self, shown: Shown, setup: &Setup, at: u64) -> Option<Granted> {
        let family = match shown {
            Shown::Access(access) => self.accesses[access].family,
            Shown::Cookie(None) => return None,
            Shown::Refresh(refresh) | Shown::Cookie(Some(refresh)) => {
                let (family, is_spent) = self.refreshes[refresh];
                if is_spent {
                    self.kill(family);
                }
                family
            }
        };
        if !self.families[family].is_alive {
            return None;
        }
        let rotates = setup.rotates && !matches!(shown, Shown::Access(_));
        if let (true, Shown::Refresh(refresh) | Shown::Cookie(Some(refresh))) = (rotates, shown) {
            self.refreshes[refresh].1 = true;
        }
        Some(self.grant(family, rotates, setup, at))
    }

    pub(crate) fn kill(&mut self, family: usize) {
        self.families[family].is_alive = false;
    }

    /// Whether it opens a door.
    pub(crate) fn accepts(&self, access: usize, at: u64) -> bool {
        let Access { family, ends, .. } = self.accesses[access];
        self.families[family].is_alive && ends.is_none_or(|ends| (EPOCH + at) as f64 <= ends)
    }

    pub(crate) fn user_of(&self, access: usize) -> char {
        self.families[self.accesses[access].family].user
    }

    fn grant(&mut self, family: usize, with_refresh: bool, setup: &Setup, at: u64) -> Granted {
        let now = (EPOCH + at) as f64;
        let evidence = if self.is_healed {
            Evidence::ExpiresIn
        } else {
            setup.evidence
        };
        let life = if self.is_healed { 3600e3 } else { setup.life as f64 };
        let whole = |millis: f64| (millis / 1e3).floor() * 1e3;
        let ends = match evidence {
            Evidence::Nothing | Evidence::ExpiresIn | Evidence::Millis => now + life,
            _ => whole(now + life),
        };
        self.accesses.push(Access {
            family,
            // A token that tells nothing still ends some day.
            ends: Some(ends),
            iat: match evidence {
                Evidence::Backdated => whole(now) - 300e3,
                _ => whole(now),
            },
            date: whole(now),
            evidence,
            receipt: None,
        });
        let refresh = with_refresh.then(|| {
            self.refreshes.push((family, false));
            self.families[family].refresh = self.refreshes.len() - 1;
            self.families[family].refresh
        });
        Granted {
            access: self.accesses.len() - 1,
            refresh: refresh.filter(|_| setup.rules.means == Means::RefreshToken),
            cookie: refresh.filter(|_| setup.rules.means == Means::Nothing),
        }
    }

    /// The answer as the endpoint's reader makes it, and the server's clock where that can be read.
    pub(crate) fn answer(&self, granted: Granted, setup: &Setup) -> (TokenAnswer<Value>, Option<UnixMillis>) {
        let access = &self.accesses[granted.access];
        let user = self.families[access.family].user;
        let mut claims = format!(r#"{{"f":{},"j":{}"#, access.family, granted.access);
        if setup.identity == Identity::Subject {
            claims += &format!(r#","sub":"{user}""#);
        }
        let (exp, iat) = (access.ends.unwrap_or(0.0), access.iat);
        claims += &match access.evidence {
            Evidence::ExpiresIn | Evidence::Nothing => String::new(),
            Evidence::Date | Evidence::ExpiryOnly => format!(r#","exp":{}"#, exp / 1e3),
            Evidence::IssuedAt | Evidence::Backdated => format!(r#","exp":{},"iat":{}"#, exp / 1e3, iat / 1e3),
            Evidence::Millis => format!(r#","exp":{exp},"iat":{iat}"#),
        };
        let claims = URL_SAFE_NO_PAD.encode(claims + "}");
        let answer = TokenAnswer {
            access_token: Secret::new(format!("e30.{claims}.{:08}", granted.access)),
            refresh_token: granted.refresh.map(|id| Secret::new(format!("refresh.{id:08}"))),
            expires_in: (access.evidence == Evidence::ExpiresIn).then(|| (exp - access.date).div_euclid(1e3)),
            expires: None,
            user: (setup.identity == Identity::User)
                .then(|| Value::parse(&format!(r#"{{"id":"{user}"}}"#)))
                .flatten(),
        };
        let date = (access.evidence == Evidence::Date).then_some(UnixMillis(access.date));
        (answer, date)
    }

    /// How long a token lives from its receipt on, as far as a client can know that receives it now by its own clock:
    /// section 5 of the design, said a second time.
    pub(crate) fn known_life(&self, access: usize, wall: f64) -> Option<f64> {
        let access = &self.accesses[access];
        let ends = access.ends?;
        match access.evidence {
            Evidence::Nothing => None,
            Evidence::ExpiresIn => Some((ends - access.date).div_euclid(1e3) * 1e3),
            Evidence::Date => Some(ends - access.date),
            Evidence::ExpiryOnly => Some(ends - wall).filter(|life| *life > 0.0),
            _ if (0.0..=600e3).contains(&(wall - access.iat)) => Some(ends - wall),
            _ => Some(ends - access.iat),
        }
    }
}

/// Of which login a session tells.
pub(crate) fn login_of(session: &Session<Value>) -> Option<usize> {
    Some(session.claims.as_ref()?.at("f")?.as_number()? as usize)
}

/// Which token a text is.
pub(crate) fn id_of(token: &Secret) -> usize {
    let (_, id) = token.expose().rsplit_once('.').unwrap_or_default();
    id.parse().expect("every token ends with its number")
}
