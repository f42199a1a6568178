//! The store of a tab: the row that all share, or one of its own.

use jotpass::session::Row;

use crate::json::Value;
use crate::platform::Page;
use crate::world::{Event, Input, World};

#[derive(Debug)]
pub(crate) struct Operation {
    page: Page,
    number: u32,
    /// What is to be written; nothing for a read.
    swap: Option<(u32, Row<Value>)>,
    delay: u64,
    /// The page was told that it failed.
    is_given_up: bool,
}

/// How an operation ended.
#[derive(Debug)]
pub(crate) enum Stored {
    /// And whether the others see it.
    Row(u32, Option<Row<Value>>, bool),
    Swapped(bool),
    Failed,
}

/// The limit of an operation, in milliseconds.
const LIMIT: u64 = 2_000;

/// A store that failed is tried again no more often than this.
pub(crate) const RETRY_INTERVAL: u64 = 5_000;

/// An operation that takes longer may cost a claim.
const SLOW: u64 = 700;

impl World {
    pub(crate) fn operate(&mut self, tab: usize, swap: Option<(u32, Row<Value>)>) {
        self.tabs[tab].operation += 1;
        let number = self.tabs[tab].operation;
        let it = &mut self.tabs[tab];
        let is_retry = swap.is_none() && self.setup.rules.is_shared && self.time >= it.retry_at;
        if let (Some(disk), false) = (&mut it.private, is_retry) {
            let stored = match swap {
                None => Stored::Row(disk.revision, disk.row(), false),
                Some((revision, row)) => Stored::Swapped(disk.swap(revision, row)),
            };
            return self.to(0, tab, Input::Stored(number, stored));
        }
        it.retry_at = self.time + RETRY_INTERVAL;
        let mut operation = Operation {
            page: self.tabs[tab].page(),
            number,
            swap,
            delay: self.chance.within(0, self.setup.store_latency),
            is_given_up: false,
        };
        let mut reach = self.chance.within(0, self.setup.store_latency);
        if self.setup.faults.store && !self.is_healed {
            match self.chance.within(0, 1000) {
                // Hangs; what was to be written may still be, later.
                0..4 => {
                    self.to(LIMIT, tab, Input::Stored(number, Stored::Failed));
                    operation.is_given_up = true;
                    let until = self.time + LIMIT;
                    self.tabs[tab].trouble(until);
                    if self.chance.per_mille(800) {
                        return;
                    }
                    reach = self.chance.within(0, 3 * LIMIT);
                }
                4..8 => return self.to(operation.delay, tab, Input::Stored(number, Stored::Failed)),
                8..40 => operation.delay = self.chance.within(0, LIMIT - 201),
                _ => {}
            }
        }
        if reach + operation.delay > SLOW {
            let until = self.time + reach + operation.delay;
            self.tabs[tab].trouble(until);
        }
        self.operations.push(operation);
        self.after(reach, Event::Apply(self.operations.len() - 1));
    }

    pub(crate) fn apply(&mut self, id: usize) {
        let operation = &mut self.operations[id];
        let (page, number, delay) = (operation.page, operation.number, operation.delay);
        let is_given_up = operation.is_given_up;
        let stored = match operation.swap.take() {
            None => Stored::Row(self.disk.revision, self.disk.row(), true),
            Some((revision, row)) => {
                if self.disk.revision == revision {
                    self.check_write(page, &row);
                }
                Stored::Swapped(self.disk.swap(revision, row))
            }
        };
        if !is_given_up {
            self.after(delay, Event::To(page, Input::Stored(number, stored)));
        }
    }
}
