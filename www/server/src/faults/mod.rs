//! Faults on request, for tests: the next answers of a path are late, wrong, cut short or missing.
//!
//! Only `--faults` brings them in. They know paths and methods, nothing of tokens.

mod hold;
mod inject;
mod routes;

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::Method;
use serde::{Deserialize, Serialize};

pub(crate) use inject::{Dropped, dropped, inject};
pub(crate) use routes::router;

use hold::Holds;

/// What is to go wrong, where, and how often.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fault {
    path: String,
    /// Any method when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    /// How many more requests it meets; until cleared when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
    #[serde(flatten)]
    kind: Kind,
}

/// What goes wrong. A delayed, hanging or truncated answer is the real one: the request has been handled. A request on
/// hold has not.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", rename_all_fields = "camelCase")]
enum Kind {
    /// The answer comes after so many milliseconds, or when released.
    Delay { ms: u64 },
    /// The answer comes when released.
    Hang,
    /// The request is handled when released, and never if the server is killed before that.
    Hold,
    /// This status, with a JSON error.
    Status {
        status: u16,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<RetryAfter>,
    },
    /// A web page where JSON was expected.
    Html {
        #[serde(default = "ok")]
        status: u16,
    },
    /// Half of the answer's body.
    Truncate,
    /// The way to another address.
    Redirect {
        to: String,
        #[serde(default = "found")]
        status: u16,
    },
    /// The connection closed without an answer.
    Drop,
}

/// The header's two forms.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum RetryAfter {
    Seconds(u64),
    Date(String),
}

fn ok() -> u16 {
    200
}

fn found() -> u16 {
    302
}

/// The faults in waiting, oldest first, and what is held back.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    queue: Mutex<Vec<Fault>>,
    holds: Holds,
}

impl Faults {
    /// Lets everything go that is held back.
    pub(crate) fn release(&self) {
        self.holds.release();
    }

    /// The fault that meets a request: the oldest that fits, used up once.
    fn take(&self, method: &Method, path: &str) -> Option<Kind> {
        let mut queue = self.queue();
        let fits = |fault: &Fault| {
            fault.path == path
                && fault
                    .method
                    .as_ref()
                    .is_none_or(|name| name.eq_ignore_ascii_case(method.as_str()))
        };
        let position = queue.iter().position(fits)?;
        let fault = queue.get_mut(position)?;
        let kind = fault.kind.clone();
        if let Some(times) = &mut fault.times {
            *times -= 1;
            if *times == 0 {
                queue.remove(position);
            }
        }
        Some(kind)
    }

    fn add(&self, fault: Fault) {
        self.queue().push(fault);
    }

    fn clear(&self) {
        self.queue().clear();
        self.release();
    }

    fn list(&self) -> Vec<Fault> {
        self.queue().clone()
    }

    fn queue(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
