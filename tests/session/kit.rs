//! A tab in the hand: its machine, a clock and a store that stand still until a test moves them. What the machine puts out
//! comes back in `words`, each output once however often it is repeated in a row.

use jotpass::endpoint::read_tokens;
use jotpass::error::{AuthError, ErrorCode, Result};
use jotpass::json::Json as _;
use jotpass::session::{
    Attempt, Claim, Exchange, Holder, Machine, Mark, Means, Pass, Row, Rules, SignedOut, SignedOutReason, Status, Step,
    Ticket,
};
use jotpass::token::{Moment, Now, UnixMillis};

use crate::support::{Doc, doc};

pub(crate) const SECOND: f64 = 1e3;
pub(crate) const MINUTE: f64 = 60.0 * SECOND;
pub(crate) const HOUR: f64 = 60.0 * MINUTE;
pub(crate) const DAY: f64 = 24.0 * HOUR;

/// When every test begins.
pub(crate) const START: f64 = 1.75e12;

/// This tab's number, and another's.
pub(crate) const HERE: u32 = 1;
pub(crate) const THERE: u32 = 2;

/// What this tab's chance begins with.
pub(crate) const SEED: u32 = 1;

pub(crate) const NOTHING: [&str; 0] = [];

/// What tests ask for that say nothing else.
pub(crate) const RULES: Rules = Rules {
    renew_before: 60.0 * SECOND,
    tolerance: 0.0,
    means: Means::RefreshToken,
    signed_out: SignedOut::Pass,
    is_shared: true,
    is_deaf: false,
};

/// Whatever becomes of a request with no token to show.
pub(crate) const WAIT: Rules = Rules {
    signed_out: SignedOut::Wait,
    ..RULES
};
pub(crate) const REJECT: Rules = Rules {
    signed_out: SignedOut::Reject,
    ..RULES
};
pub(crate) const EVERY: [Rules; 3] = [RULES, REJECT, WAIT];

pub(crate) const MEMORY: Rules = Rules {
    is_shared: false,
    ..RULES
};

type Words = Vec<String>;

pub(crate) struct Tab {
    pub(crate) machine: Machine<Doc>,
    /// How much time has passed.
    pub(crate) elapsed: f64,
    /// How wrong the device's clock is.
    pub(crate) skew: f64,
    /// What stands in the store, and how often it was written.
    pub(crate) row: Option<Row<Doc>>,
    pub(crate) revision: u32,
    /// What the machine waits for.
    pub(crate) swap: Option<(u32, Row<Doc>)>,
    pub(crate) reads: bool,
    pub(crate) locks: bool,
    /// The ticket of the last renewal.
    pub(crate) exchange: Ticket,
    /// Sessions that events brought.
    pub(crate) sessions: Vec<String>,
}

impl Tab {
    /// A tab that knows nothing yet, over an empty store.
    pub(crate) fn new(rules: Rules) -> Self {
        Self {
            machine: Machine::new(rules, HERE, SEED),
            elapsed: 0.0,
            skew: 0.0,
            row: None,
            revision: 0,
            swap: None,
            reads: false,
            locks: false,
            exchange: 0,
            sessions: vec![],
        }
    }

    /// One that was opened over an empty store.
    pub(crate) fn open(rules: Rules) -> Self {
        let mut tab = Self::new(rules);
        tab.start();
        tab.settle();
        tab
    }

    /// One with `a`, which lives for so many seconds or for nobody knows how long. Tickets up to 2 are spent.
    pub(crate) fn with(rules: Rules, seconds: Option<f64>) -> Self {
        let mut tab = Self::open(rules);
        tab.login(2, "a", seconds);
        tab.settle();
        tab
    }

    /// One with `a` for ten minutes.
    pub(crate) fn signed_in() -> Self {
        Self::with(RULES, Some(600.0))
    }

    pub(crate) fn now(&self) -> Now {
        Now {
            wall: UnixMillis(START + self.elapsed + self.skew),
            moment: Moment(START + self.elapsed),
        }
    }

    /// Gives the machine an input; gives back what it says.
    pub(crate) fn on(&mut self, input: impl FnOnce(&mut Machine<Doc>, Now)) -> Words {
        let now = self.now();
        input(&mut self.machine, now);
        let mut words: Words = vec![];
        while let Some(output) = self.machine.poll_output() {
            words.push(self.describe(output));
        }
        words.dedup();
        words
    }

    pub(crate) fn start(&mut self) -> Words {
        self.on(|machine, now| machine.handle_open(1, None, now))
    }

    pub(crate) fn login(&mut self, ticket: Ticket, token: &str, seconds: Option<f64>) -> Words {
        let pass = self.pass(token, seconds);
        self.login_with(ticket, pass)
    }

    pub(crate) fn login_with(&mut self, ticket: Ticket, pass: Pass<Doc>) -> Words {
        self.on(|machine, now| {
            machine.handle_login(ticket);
            machine.handle_answer(ticket, Ok(pass), now);
        })
    }

    pub(crate) fn logout(&mut self, ticket: Ticket) -> Words {
        self.on(|machine, now| machine.handle_logout(ticket, now))
    }

    pub(crate) fn refresh(&mut self, ticket: Ticket) -> Words {
        self.on(|machine, now| machine.handle_refresh(ticket, now))
    }

    pub(crate) fn lock(&mut self) -> Words {
        self.locks = false;
        self.on(|machine, now| machine.handle_lock(now))
    }

    /// The store gives its row.
    pub(crate) fn read(&mut self) -> Words {
        self.reads = false;
        let (revision, row) = (self.revision, self.row.clone());
        self.on(|machine, now| machine.handle_row(revision, row, now))
    }

    /// The shared store can be read again, and gives its row.
    pub(crate) fn regain(&mut self) -> Words {
        self.on(|machine, _| machine.handle_store_regained());
        self.read()
    }

    /// The store does the last swap, or does not.
    pub(crate) fn swap(&mut self) -> Words {
        let (revision, row) = self.swap.take().unwrap();
        let is_done = revision == self.revision;
        if is_done {
            self.write(Some(row));
        }
        self.on(|machine, now| machine.handle_swap(is_done, now))
    }

    /// Something is written by another tab.
    pub(crate) fn write(&mut self, row: Option<Row<Doc>>) {
        self.row = row;
        self.revision += 1;
    }

    /// The renewal's exchange ends.
    pub(crate) fn answer(&mut self, answer: Result<Pass<Doc>>) -> Words {
        let ticket = self.exchange;
        self.on(|machine, now| machine.handle_answer(ticket, answer, now))
    }

    pub(crate) fn clock(&mut self) -> Words {
        self.on(Machine::handle_clock)
    }

    /// So much later the timer fires.
    pub(crate) fn after(&mut self, millis: f64) -> Words {
        self.elapsed += millis;
        self.clock()
    }

    pub(crate) fn news(&mut self, is_signed_out: bool) -> Words {
        self.on(|machine, now| machine.handle_news(is_signed_out, now))
    }

    pub(crate) fn wake(&mut self) -> Words {
        self.on(Machine::handle_sign_of_life)
    }

    pub(crate) fn lose_store(&mut self) -> Words {
        (self.row, self.revision) = (None, 0);
        (self.swap, self.reads) = (None, false);
        self.on(Machine::handle_store_failure)
    }

    /// A server refuses the token that is held.
    pub(crate) fn refuse(&mut self, is_resend: bool) -> Words {
        let mark = self.machine.mark();
        self.on(|machine, now| machine.handle_refusal(mark, is_resend, now))
    }

    /// The lock is given and the store does what it is told, until there is nothing left to do.
    pub(crate) fn settle(&mut self) -> Words {
        let mut all = vec![];
        for _ in 0..50 {
            all.extend(match self {
                _ if self.swap.is_some() => self.swap(),
                _ if self.reads => self.read(),
                _ if self.locks => self.lock(),
                _ => {
                    all.dedup();
                    return all;
                }
            });
        }
        panic!("it never rests: {all:?}");
    }

    /// What was said, and what comes of it.
    pub(crate) fn settled(&mut self, mut said: Words) -> Words {
        said.extend(self.settle());
        said.dedup();
        said
    }

    /// A renewal from its lock to its exchange, for `refresh(ticket)`.
    pub(crate) fn exchange(&mut self, ticket: Ticket) -> Words {
        let said = self.refresh(ticket);
        self.settled(said)
    }

    /// A whole renewal.
    pub(crate) fn renew(&mut self, ticket: Ticket, token: &str, seconds: Option<f64>) -> Words {
        self.exchange(ticket);
        let pass = self.pass(token, seconds);
        let said = self.answer(Ok(pass));
        self.settled(said)
    }

    /// A whole renewal that fails.
    pub(crate) fn fail(&mut self, ticket: Ticket, error: Box<AuthError>) -> Words {
        self.exchange(ticket);
        let said = self.answer(Err(error));
        self.settled(said)
    }

    /// What becomes of a request.
    pub(crate) fn step(&mut self, attempt: Attempt) -> String {
        let now = self.now();
        match self.machine.step(attempt, now) {
            Step::Show(token) => format!("show {}", token.expose()),
            Step::Bare => "bare".to_owned(),
            Step::Wait => "wait".to_owned(),
            Step::WaitForLogin => "wait for login".to_owned(),
            Step::Reject(error) => format!("reject {}", error.code.as_str()),
        }
    }

    /// What the last step made the machine say.
    pub(crate) fn said(&mut self) -> Words {
        self.on(|_, _| ())
    }

    pub(crate) fn mark(&self) -> Mark {
        self.machine.mark()
    }

    pub(crate) fn status(&self) -> Status {
        self.machine.status(self.now())
    }

    pub(crate) fn token(&self) -> Option<&str> {
        self.machine.token(self.now()).map(|token| token.expose())
    }

    /// In how many milliseconds the clock is next wanted.
    pub(crate) fn deadline(&self) -> Option<f64> {
        let deadline = Some(self.machine.next_deadline()).filter(|deadline| *deadline != Moment::NEVER)?;
        Some(deadline.0 - self.now().moment.0)
    }

    /// A pass received now.
    pub(crate) fn pass(&self, token: &str, seconds: Option<f64>) -> Pass<Doc> {
        let life = seconds.map_or("null".to_owned(), |seconds| seconds.to_string());
        self.pass_of(&format!(
            "{{\"token\":\"{token}\",\"refresh_token\":\"{token}-refresh\",\"expires_in\":{life}}}"
        ))
    }

    /// A pass made now of such an answer.
    pub(crate) fn pass_of(&self, answer: &str) -> Pass<Doc> {
        Pass::received(
            read_tokens(&doc(answer), false).unwrap(),
            Exchange::Answered(None),
            self.now(),
        )
    }

    /// A row that another tab writes now: a token for ten minutes, of the login that made what stands there.
    pub(crate) fn renewed_there(&self, generation: u32, token: &str) -> Row<Doc> {
        self.row_of(generation, token, self.login_number())
    }

    /// Likewise, of another login.
    pub(crate) fn signed_in_there(&self, generation: u32, token: &str) -> Row<Doc> {
        self.row_of(generation, token, 4711.0)
    }

    /// Which login made what stands there.
    pub(crate) fn login_number(&self) -> f64 {
        json_of(self.row.as_ref().unwrap())
            .at("5")
            .unwrap()
            .as_number()
            .unwrap()
    }

    fn row_of(&self, generation: u32, token: &str, login: f64) -> Row<Doc> {
        let wall = self.now().wall.0;
        let end = wall + 10.0 * MINUTE;
        let body = format!("[1,{generation},null,null,null,{login},\"{token}\",\"{token}-refresh\",null,{wall},{end}]");
        Row::read(&doc(&body)).unwrap()
    }

    /// What stands there, with a claim of that tab's for so long.
    pub(crate) fn claimed(&self, by: u32, millis: f64) -> Row<Doc> {
        let until = UnixMillis(self.now().wall.0 + millis);
        Row {
            claim: Some(Claim { by, until }),
            ..self.row.clone().unwrap()
        }
    }
}

/// The end of a session as a row.
pub(crate) const fn nobody(generation: u32, reason: SignedOutReason) -> Row<Doc> {
    Row {
        generation,
        claim: None,
        holder: Holder::Nobody(reason),
    }
}

/// A failure, and how long the server wants to be left alone.
pub(crate) fn failure(code: ErrorCode, retry_after: Option<f64>) -> Box<AuthError> {
    let mut error = AuthError::new(code);
    error.retry_after = retry_after;
    error
}

/// The failure that ends a session.
pub(crate) fn refusal() -> Box<AuthError> {
    let mut error = AuthError::new(ErrorCode::InvalidCredentials);
    error.is_final = true;
    error
}

/// A row as it is stored.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn json_of(row: &Row<Doc>) -> Doc {
    doc(&serde_json::to_string(row).unwrap())
}

/// A row as it is stored.
#[cfg(target_arch = "wasm32")]
pub(crate) fn json_of(row: &Row<Doc>) -> Doc {
    use serde::Serialize as _;
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    let value = row.serialize(&serializer).unwrap();
    doc(&String::from(js_sys::JSON::stringify(&value).unwrap()))
}
