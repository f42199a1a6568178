//! What tabs share outside the machine: the row, and the lock.

use std::collections::VecDeque;

use jotpass::json::Json as _;
use jotpass::session::{Holder, Row};

use crate::json::Value;
use crate::server::id_of;

/// Names one life of a tab: a reload, a kill or a trap ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) tab: usize,
    pub(crate) life: u32,
}

/// Where a row lies.
#[derive(Default)]
pub(crate) struct Disk {
    pub(crate) revision: u32,
    text: Option<String>,
}

impl Disk {
    pub(crate) fn swap(&mut self, revision: u32, row: Row<Value>) -> bool {
        if self.revision != revision {
            return false;
        }
        self.revision += 1;
        self.text = serde_json::to_string(&row).ok();
        true
    }

    pub(crate) fn row(&self) -> Option<Row<Value>> {
        Row::read(&Value::parse(self.text.as_deref()?)?)
    }

    /// Somebody else wrote there.
    pub(crate) fn damage(&mut self, text: &str) {
        self.text = Some(text.to_owned());
    }
}

/// The number of the token that a row holds.
pub(crate) fn held(row: &Row<Value>) -> Option<usize> {
    match &row.holder {
        Holder::Somebody(pass) => Some(id_of(pass.token())),
        Holder::Nobody(_) => None,
    }
}

/// Handed over in the order of asking. A request is known by its page and its number there.
#[derive(Default)]
pub(crate) struct Lock {
    holder: Option<Claimant>,
    waiting: VecDeque<Claimant>,
}

pub(crate) type Claimant = (Page, u32);

impl Lock {
    /// Whether it was free.
    pub(crate) fn ask(&mut self, claimant: Claimant) -> bool {
        if self.holder.is_none() {
            self.holder = Some(claimant);
            return true;
        }
        self.waiting.push_back(claimant);
        false
    }

    /// Lets go, or stops waiting; gives who has it now, if that is somebody else.
    pub(crate) fn leave(&mut self, leaves: impl Fn(Claimant) -> bool) -> Option<Claimant> {
        self.waiting.retain(|claimant| !leaves(*claimant));
        if !self.holder.is_some_and(&leaves) {
            return None;
        }
        self.holder = self.waiting.pop_front();
        self.holder
    }
}
