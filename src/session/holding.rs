//! What a token's coming, ending and going means in this tab.

use std::rc::Rc;

use super::machine::Machine;
use super::pass::Pass;
use super::terms::{Event, Output, SignedOutReason};
use crate::json::Json;
use crate::token::{Moment, Now};

/// The token this tab holds.
#[derive(Debug)]
pub(super) struct Holding<J> {
    pub(super) pass: Option<Rc<Pass<J>>>,
    /// Counts logins, renewals and logouts in all tabs.
    pub(super) generation: u32,
    /// Counts the tokens that this tab has had. Two that came to two tabs as the same generation are two.
    pub(super) count: u32,
    /// Counts users: what was asked for in one epoch is never sent in another.
    pub(super) epoch: u32,
    /// Until then it is new.
    fresh_until: Moment,
    ends_at: Moment,
    /// When it is time to renew it.
    pub(super) renews_at: Moment,
    /// A server refused it, so it is shown no more until it is renewed or that fails.
    pub(super) is_refused: bool,
    /// Until then a refusal is the asking's fault, not the token's.
    trusted_until: Moment,
    announced: Announced,
    /// Whom the last pass was about, when its session was not ended by the user.
    last_user: Option<J>,
    /// The logins that are over.
    pub(super) past: Vec<Past>,
}

#[derive(Debug)]
pub(super) struct Past {
    pub(super) login: u32,
    /// The user ended it. If not, it was refused, or another took its place.
    pub(super) is_by_user: bool,
}

impl<J> Holding<J> {
    /// Nothing.
    pub(super) const fn in_epoch(epoch: u32) -> Self {
        Self {
            pass: None,
            generation: 0,
            count: 0,
            epoch,
            fresh_until: Moment::LONG_AGO,
            ends_at: Moment::NEVER,
            renews_at: Moment::NEVER,
            is_refused: false,
            trusted_until: Moment::LONG_AGO,
            announced: Announced {
                expiring: false,
                expired: false,
                login_required: false,
            },
            last_user: None,
            past: Vec::new(),
        }
    }
}

/// What the app has been told of this pass.
#[derive(Debug)]
struct Announced {
    expiring: bool,
    expired: bool,
    login_required: bool,
}

/// A renewal in good time takes no more than this part of a token's life, however short it is.
const EARLY: f64 = 0.25;

/// By what part of that time a tab may begin earlier still, so that they do not all begin at once.
const JITTER: f64 = 0.25;

/// Renewals by the clock are at least this far apart, in milliseconds: a server whose tokens live shorter is not flooded.
const MIN_INTERVAL: f64 = 1e3;

/// How long a token is new, in milliseconds.
const FRESH: f64 = 10e3;

/// How long a token is trusted, in milliseconds, that was just renewed for a request and refused to the same request again.
const TRUST: f64 = 60e3;

impl<J: Json> Machine<J> {
    /// Takes a pass into use.
    pub(super) fn install(&mut self, pass: Rc<Pass<J>>, now: Now) {
        let identity = pass.identity();
        let holding = &mut self.holding;
        let is_same_user = match (&holding.last_user, &identity) {
            (Some(before), Some(after)) => is_same(before, after),
            _ => None,
        };
        let has_changed = is_same_user == Some(false);
        // Another login is another user's, unless it says that it is not.
        let login_before = holding.pass.as_ref().map(|before| &before.login);
        let is_same_login = login_before
            .or(holding.past.last().map(|past| &past.login))
            .is_none_or(|login| *login == pass.login);
        let is_new_epoch = has_changed || is_same_user.is_none() && !is_same_login;
        let news = Rc::clone(&pass);
        let event = match &holding.pass {
            _ if !self.sharing.is_loaded && !self.sharing.wants_put => Event::Restored(news),
            Some(before) if before.login == pass.login => Event::Renewed(news),
            _ => Event::SignedIn(news),
        };
        let life = pass.life();
        // By a clock that was set back it came in the future; then it has no more than its whole life left.
        let left = pass
            .session
            .expires_at
            .map(|end| (end - now.wall.0).min(life.unwrap_or(end)));
        let early = life.map(|life| self.rules.renew_before.min(life * EARLY) * (1.0 + JITTER * self.random.next()));
        let end = left.map_or(Moment::NEVER, |left| now.moment.after(left - self.rules.tolerance));
        let next = now.moment.after(MIN_INTERVAL);
        // Of one in a cookie nothing is known but when it came.
        let is_new = holding.pass.as_ref().is_none_or(|before| {
            before.token.expose() != pass.token.expose() || before.session.received_at < pass.session.received_at
        });
        let mut past = std::mem::take(&mut holding.past);
        past.extend(holding.pass.take().map(|before| Past {
            login: before.login,
            is_by_user: false,
        }));
        past.retain(|past| past.login != pass.login);
        *holding = Holding {
            past,
            generation: holding.generation,
            count: holding.count + u32::from(is_new),
            fresh_until: now.moment.after(FRESH),
            ends_at: end,
            renews_at: early.map_or(Moment::NEVER, |early| {
                let at = end.after(-early);
                if at < next { next } else { at }
            }),
            last_user: identity.or_else(|| holding.last_user.take().filter(|_| is_same_login)),
            pass: Some(Rc::clone(&pass)),
            ..Holding::in_epoch(holding.epoch + u32::from(is_new_epoch))
        };
        if !self.is_over(now) {
            self.backoff.reset();
        }
        if has_changed {
            self.emit(Event::UserChanged(Rc::clone(&pass)));
        }
        self.emit(event);
        self.end_renewal(Ok(()));
        self.output(Output::Resume);
    }

    /// Ends the session, if there is one; gives what is given up.
    pub(super) fn end(&mut self, reason: SignedOutReason) -> Option<Rc<Pass<J>>> {
        // A login that waits to be written has come true, if not for long.
        self.settle_written();
        let pass = self.holding.pass.take();
        let is_by_user = reason != SignedOutReason::Refused;
        self.holding.past.extend(pass.as_ref().map(|pass| Past {
            login: pass.login,
            is_by_user,
        }));
        if is_by_user {
            self.holding.epoch += 1;
            self.holding.last_user = None;
        }
        if pass.is_some() {
            self.emit(Event::SignedOut(reason));
            if !is_by_user {
                self.require_login();
            }
        }
        self.sharing.reason = reason;
        self.cancel_renewal();
        self.output(Output::Resume);
        pass
    }

    /// Whether the token's life has ended.
    pub(super) fn is_over(&self, now: Now) -> bool {
        now.moment >= self.holding.ends_at
    }

    /// Says once what the clock has brought.
    pub(super) fn announce(&mut self, now: Now) {
        if self.holding.pass.is_none() {
            return;
        }
        let is_over = self.is_over(now);
        let is_ending = now.moment >= self.holding.renews_at;
        let is_due = now.moment >= self.next_renewal();
        if is_ending && !is_over && self.is_stuck() && !is_due && !self.holding.announced.expiring {
            self.holding.announced.expiring = true;
            self.emit(Event::Expiring);
        }
        if is_over && !self.holding.announced.expired {
            self.holding.announced.expired = true;
            self.emit(Event::Expired);
            if !self.can_renew() {
                self.require_login();
            }
        }
    }

    /// When [`Self::announce`] has something to say.
    pub(super) fn next_announcement(&self) -> Moment {
        let Holding {
            announced,
            ends_at,
            renews_at,
            ..
        } = &self.holding;
        // What is over ends no more.
        if self.holding.pass.is_none() || announced.expired {
            Moment::NEVER
        } else if !announced.expiring && self.is_stuck() {
            renews_at.earlier(*ends_at)
        } else {
            *ends_at
        }
    }

    /// Says that only the user can go on, once until the next login.
    pub(super) fn require_login(&mut self) {
        if !self.holding.announced.login_required {
            self.holding.announced.login_required = true;
            self.emit(Event::LoginRequired);
        }
    }

    /// A server refused the token that is held.
    pub(super) fn doubt_token(&mut self, is_resend: bool, now: Now) {
        if is_resend && now.moment < self.holding.fresh_until {
            // Another new token would not help: this place refuses them all.
            self.holding.trusted_until = now.moment.after(TRUST);
        }
        let is_trusted = now.moment < self.holding.trusted_until;
        if is_trusted || !self.can_renew() || self.renewal.is_none() && self.renewal_refused(now).is_some() {
            return;
        }
        self.holding.is_refused = true;
        if self.renewal.is_none() {
            self.renew();
        }
    }

    /// Whether nothing renews the token, as far as can be told.
    fn is_stuck(&self) -> bool {
        !self.can_renew() || self.renewal.is_none()
    }
}

/// `None` where one of them is neither text nor number.
fn is_same<J: Json>(a: &J, b: &J) -> Option<bool> {
    match (a.as_string(), b.as_string()) {
        (Some(a), Some(b)) => Some(a == b),
        _ => Some(a.as_number()? == b.as_number()?),
    }
}
