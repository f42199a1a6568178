//! What the tabs of one origin share, and how it is written. What is read is never trusted: a row of another version, or with
//! anything in it that is not as it should be, is no row.

use std::rc::Rc;

use serde::{Serialize, Serializer};

use super::pass::{Pass, Session, claims_of};
use super::terms::SignedOutReason;
use crate::json::Json;
use crate::token::{Secret, UnixMillis};

/// The state of a session as its tabs see it.
#[derive(Clone, Debug)]
pub struct Row<J> {
    /// Counts logins, renewals and logouts: of two rows the one with more is the newer.
    pub generation: u32,
    /// Who renews it now.
    pub claim: Option<Claim>,
    /// What is shared.
    pub holder: Holder<J>,
}

/// A right to the next renewal, for a while.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Claim {
    /// The tab's number; 0 when the server wants to be left alone (RFC 9110, section 10.2.3).
    pub by: u32,
    /// When it ends.
    pub until: UnixMillis,
}

/// Who is signed in.
#[derive(Clone, Debug)]
pub enum Holder<J> {
    /// Nobody any more.
    Nobody(SignedOutReason),
    /// Whoever this pass is about.
    Somebody(Rc<Pass<J>>),
}

/// Of the list that a row is written as: 0 this version, 1 the generation, 2 and 3 who claims it and until when, 4 the reason for
/// nobody, 5 the number of the login, 6 the token, 7 the refresh token, 8 the user, 9 and 10 when the token came and when it ends.
const VERSION: u32 = 1;

/// Every other reason was a logout somewhere.
const REFUSED: f64 = SignedOutReason::Refused as u8 as f64;

impl<J: Json> Row<J> {
    /// Reads a row.
    #[must_use]
    pub fn read(body: &J) -> Option<Self> {
        let number = |at| body.number(at);
        let whole = |at| number(at).filter(|n| *n >= 0.0 && *n <= f64::from(u32::MAX) && n.trunc() == *n);
        let secret = |at| Secret::checked(&body.text(at)?);
        let (token, refresh_token, expires_at) = (secret("6"), secret("7"), number("10"));
        // What is there and not as it should be must not pass for what is not there.
        let is_whole = |at, is_read| is_read || !body.has(at);
        if number("0")? != f64::from(VERSION)
            || !is_whole("6", token.is_some())
            || !is_whole("7", refresh_token.is_some())
            || !is_whole("10", expires_at.is_some())
        {
            return None;
        }
        let holder = match token {
            None if whole("4")? == REFUSED => Holder::Nobody(SignedOutReason::Refused),
            None if whole("4")? > REFUSED + 1.0 => return None,
            None => Holder::Nobody(SignedOutReason::Logout),
            Some(token) => Holder::Somebody(Rc::new(Pass {
                session: Session {
                    claims: claims_of(&token),
                    user: body.at("8"),
                    received_at: number("9")?,
                    expires_at,
                },
                token,
                refresh_token: refresh_token.map(Rc::new),
                login: whole("5")? as u32,
            })),
        };
        Some(Self {
            generation: whole("1")? as u32,
            claim: whole("2").zip(number("3")).map(|(by, until)| Claim {
                by: by as u32,
                until: UnixMillis(until),
            }),
            holder,
        })
    }
}

/// A member of a row, or of what the app is told, as it is written.
#[derive(Debug)]
pub enum Value<'a, J> {
    /// Nothing.
    Null,
    /// A number.
    Number(f64),
    /// A text.
    Text(&'a str),
    /// A value as it came.
    Json(&'a J),
}

impl<J: Serialize> Serialize for Value<'_, J> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_none(),
            Value::Number(number) => serializer.serialize_f64(*number),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Json(value) => value.serialize(serializer),
        }
    }
}

impl<J> Row<J> {
    /// The row as it is written: the list that [`VERSION`] describes.
    #[must_use]
    pub fn values(&self) -> [Value<'_, J>; 11] {
        let number = |number: Option<f64>| number.map_or(Value::Null, Value::Number);
        let (reason, pass) = match &self.holder {
            Holder::Nobody(reason) => (Some(f64::from(*reason as u8)), None),
            Holder::Somebody(pass) => (None, Some(&**pass)),
        };
        let session = pass.map(|pass| &pass.session);
        let [user, received_at, expires_at] = session.map_or([Value::Null, Value::Null, Value::Null], Session::lasting);
        [
            Value::Number(f64::from(VERSION)),
            Value::Number(f64::from(self.generation)),
            number(self.claim.map(|claim| f64::from(claim.by))),
            number(self.claim.map(|claim| claim.until.0)),
            number(reason),
            number(pass.map(|pass| f64::from(pass.login))),
            text_of(pass.map(Pass::token)),
            text_of(pass.and_then(Pass::refresh_token)),
            user,
            received_at,
            expires_at,
        ]
    }
}

fn text_of<J>(secret: Option<&Secret>) -> Value<'_, J> {
    secret.map_or(Value::Null, |secret| Value::Text(secret.expose()))
}

impl<J: Serialize> Serialize for Row<J> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.values().as_slice().serialize(serializer)
    }
}

impl<J> Session<J> {
    /// What cannot be read from the token again.
    #[must_use]
    pub fn lasting(&self) -> [Value<'_, J>; 3] {
        [
            self.user.as_ref().map_or(Value::Null, Value::Json),
            Value::Number(self.received_at),
            self.expires_at.map_or(Value::Null, Value::Number),
        ]
    }
}
