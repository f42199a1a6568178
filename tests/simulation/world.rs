//! The world of one schedule: its time, its queue of events, and everything that is in it. Nothing sleeps: the next event is
//! when it is due.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use jotpass::attach::AllowList;

use crate::chance::Chance;
use crate::client::{Client, Note, Promise};
use crate::net::{Exchange, Reply};
use crate::oracle::{Late, Oracle};
use crate::platform::{Claimant, Disk, Lock, Page};
use crate::requests::{Request, allow_list};
use crate::server::{EPOCH, Server};
use crate::setup::Setup;
use crate::store::{Operation, Stored};
use crate::tab::{Call, Tab};

/// What happens.
#[derive(Debug)]
pub(crate) enum Event {
    /// Somebody does something, or something breaks.
    Act,
    /// From here on nothing breaks any more.
    Heal,
    /// Every tab looks once more, for those that hear nothing.
    Look,
    /// Every tab asks for something once more.
    Probe,
    End,
    /// The exchange reaches the server.
    Arrive(usize),
    /// It ends for whoever waits for it.
    Deliver(usize, Reply),
    /// The operation reaches the row.
    Apply(usize),
    Thaw(Page),
    /// A lock holder that hung lets go.
    Release(Claimant),
    /// A machine's page is told something, unless it is gone; a frozen one once it thaws.
    To(Page, Input),
    /// A message of the client has reached its worker.
    AtWorker(usize),
    /// One of its worker has reached the client.
    AtPage(usize),
    /// Something else happens to the client.
    At(usize, Note),
    ThawClient(usize),
}

#[derive(Debug)]
pub(crate) enum Input {
    Timer(u32),
    Stored(u32, Stored),
    Locked(u32),
    /// In this order, so that a lock that is granted late can be told from one that is not.
    NotLocked(u32),
    Heard(bool),
    Answer(usize, Reply),
    /// By now that has to have happened.
    Late(Late),
    /// By now that call has to have ended.
    Overdue(usize),
    /// By now that request has.
    LateRequest(usize),
    /// The request has waited long enough for a login.
    WaitOver(usize),
    AbortRequest(usize),
    AbortLogin(u32),
}

struct Entry {
    at: u64,
    /// What happens at the same time happens in the order it was put down.
    number: u64,
    event: Event,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

pub(crate) struct World {
    pub(crate) setup: Setup,
    pub(crate) chance: Chance,
    /// Milliseconds since the schedule began.
    pub(crate) time: u64,
    /// How far the device's clock is off.
    pub(crate) wall_offset: i64,
    queue: BinaryHeap<Reverse<Entry>>,
    number: u64,
    pub(crate) steps: usize,
    pub(crate) is_healed: bool,
    pub(crate) tabs: Vec<Tab>,
    pub(crate) last_ticket: u32,
    pub(crate) calls: Vec<Call>,
    pub(crate) clients: Vec<Client>,
    pub(crate) promises: Vec<Promise>,
    pub(crate) requests: Vec<Request>,
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) allow_list: AllowList,
    pub(crate) server: Server,
    /// The refresh token that the browser keeps as a cookie, for all its tabs.
    pub(crate) jar: Option<usize>,
    pub(crate) disk: Disk,
    pub(crate) operations: Vec<Operation>,
    pub(crate) lock: Lock,
    pub(crate) oracle: Oracle,
    pub(crate) trace: Option<Vec<String>>,
}

/// How long after the last fault everything has to be well again.
const QUIET: u64 = 120_000;

/// No schedule comes near it.
const MOST_EVENTS: u32 = 200_000;

/// How long the last look may take, and the last requests.
const LOOK: u64 = 15_000;
const PROBE: u64 = 20_000;

impl World {
    pub(crate) fn new(seed: u64, is_traced: bool) -> Self {
        let mut chance = Chance::new(seed);
        let setup = Setup::draw(&mut chance);
        let mut world = Self {
            setup,
            chance,
            time: 0,
            wall_offset: setup.wall_offset,
            queue: BinaryHeap::new(),
            number: 0,
            steps: setup.steps,
            is_healed: false,
            tabs: vec![],
            last_ticket: 0,
            calls: vec![],
            clients: vec![],
            promises: vec![],
            requests: vec![],
            exchanges: vec![],
            allow_list: allow_list(),
            server: Server::default(),
            jar: None,
            disk: Disk::default(),
            operations: vec![],
            lock: Lock::default(),
            oracle: Oracle::default(),
            trace: is_traced.then(Vec::new),
        };
        world.say(|| format!("{setup:?}"));
        for _ in 0..setup.tabs {
            world.open_page();
        }
        world.after(0, Event::Act);
        world
    }

    /// Runs to the end, or to the first rule that is broken.
    pub(crate) fn run(&mut self) -> Result<(), String> {
        let mut events = 0;
        while let Some(Reverse(Entry { at, event, .. })) = self.queue.pop() {
            self.time = at;
            events += 1;
            if events > MOST_EVENTS {
                return Err("it never ends".to_owned());
            }
            self.happen(event);
            if let Some(broken) = self.oracle.broken.take() {
                return Err(broken);
            }
        }
        self.check_end();
        self.oracle.broken.take().map_or(Ok(()), Err)
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Act => {
                self.act();
                self.steps -= 1;
                if self.steps > 0 {
                    let pause = self.pause();
                    self.after(pause, Event::Act);
                } else {
                    self.after(1, Event::Heal);
                }
            }
            Event::Heal => {
                self.heal();
                self.after(QUIET, Event::Look);
            }
            Event::Look => {
                self.look();
                self.after(LOOK, Event::Probe);
            }
            Event::Probe => {
                self.check_agreement();
                self.check_clients();
                self.probe();
                self.after(PROBE, Event::End);
            }
            Event::End => self.queue.clear(),
            Event::Arrive(exchange) => self.arrive(exchange),
            Event::Deliver(exchange, reply) => {
                self.keep_cookie(exchange, &reply);
                match self.exchanges[exchange].client {
                    Some(client) => self.note(client, Note::Answer(exchange, reply)),
                    None => self.hand(self.exchanges[exchange].page, Input::Answer(exchange, reply)),
                }
            }
            Event::Apply(operation) => self.apply(operation),
            Event::Thaw(page) => self.thaw(page),
            Event::Release(claimant) => self.leave_lock(claimant),
            Event::To(page, input) => self.hand(page, input),
            Event::AtWorker(client) => self.take_message(client),
            Event::AtPage(client) => self.take_news(client),
            Event::At(client, note) => self.note(client, note),
            Event::ThawClient(client) => self.thaw_client(client),
        }
    }

    fn hand(&mut self, page: Page, input: Input) {
        let tab = &mut self.tabs[page.tab];
        if tab.page() != page || !tab.is_open {
            return;
        }
        match &mut tab.frozen {
            Some(held) => held.push(input),
            None => self.input(page.tab, input),
        }
    }

    /// Puts an event down.
    pub(crate) fn after(&mut self, delay: u64, event: Event) {
        self.number += 1;
        self.queue.push(Reverse(Entry {
            at: self.time + delay,
            number: self.number,
            event,
        }));
    }

    pub(crate) fn to(&mut self, delay: u64, tab: usize, input: Input) {
        let page = self.tabs[tab].page();
        self.after(delay, Event::To(page, input));
    }

    /// The device's clock.
    pub(crate) fn wall(&self) -> f64 {
        (EPOCH + self.time).saturating_add_signed(self.wall_offset) as f64
    }

    /// Mostly short, so that things get into each other's way; now and then long, so that tokens end.
    fn pause(&mut self) -> u64 {
        let mean = self.setup.pace;
        match self.chance.within(0, 20) {
            0 => self.chance.within(0, mean * 60),
            1..=8 => 0,
            _ => self.chance.within(0, mean * 2),
        }
    }

    /// Begins a line of the trace.
    pub(crate) fn say(&mut self, line: impl FnOnce() -> String) {
        let time = self.time as f64 / 1e3;
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{time:10.3}  {}", line()));
        }
    }

    /// Goes on with it.
    pub(crate) fn add(&mut self, words: impl FnOnce() -> String) {
        if let Some(line) = self.trace.as_mut().and_then(|trace| trace.last_mut()) {
            *line += " → ";
            *line += &words();
        }
    }
}
