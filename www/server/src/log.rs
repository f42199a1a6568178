//! What arrived lately, at either origin: when, what, how a token came with it, and how it was answered.
//!
//! Holds how a token came, never the token.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Method, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::clock::millis;
use crate::faults::Dropped;
use crate::redact;
use crate::state::App;
use crate::transport::{self, Reader, Transport};

/// The oldest entry makes room for a new one beyond this.
const CAPACITY: usize = 500;
/// Keeps 500 entries small whatever arrives.
const LONGEST_PATH: usize = 1000;

/// One request that was seen.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Entry {
    id: u64,
    time: u64,
    method: String,
    path: String,
    transport: Option<Transport>,
    transports: Vec<Transport>,
    /// `null` when the connection ended without an answer.
    status: Option<u16>,
    origin: Origin,
    duration_ms: u64,
}

/// Where a request arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Origin {
    Api,
    ThirdParty,
}

/// What `GET /api/log` answers.
#[derive(Debug, Serialize)]
pub(crate) struct Page {
    entries: Vec<Entry>,
    /// The newest id ever given, to ask from next time; it goes on counting when the log is cleared.
    last: u64,
}

/// A bounded ring of entries.
#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<Ring>);

#[derive(Debug, Default)]
struct Ring {
    last: u64,
    entries: VecDeque<Entry>,
}

impl Log {
    pub(crate) fn after(&self, id: u64) -> Page {
        let ring = self.ring();
        Page {
            entries: ring.entries.iter().filter(|entry| entry.id > id).cloned().collect(),
            last: ring.last,
        }
    }

    pub(crate) fn clear(&self) {
        self.ring().entries.clear();
    }

    fn add(&self, mut entry: Entry) {
        let mut ring = self.ring();
        ring.last += 1;
        entry.id = ring.last;
        if ring.entries.len() == CAPACITY {
            ring.entries.pop_front();
        }
        ring.entries.push_back(entry);
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Middleware: records the calls of the API, less those that read the log.
pub(crate) async fn api(State(app): State<Arc<App>>, request: Request<Body>, next: Next) -> Response {
    if is_call(&request) {
        observe(app, Origin::Api, request, next).await
    } else {
        next.run(request).await
    }
}

/// Whether a request is a call of the API, rather than a look at the log or for a file.
pub(crate) fn is_call(request: &Request<Body>) -> bool {
    let path = request.uri().path();
    path.starts_with("/api/") && path != "/api/log"
}

/// Middleware: records everything that the third party gets.
pub(crate) async fn third_party(State(app): State<Arc<App>>, request: Request<Body>, next: Next) -> Response {
    observe(app, Origin::ThirdParty, request, next).await
}

/// Leaves what was found in the request's extensions, for the handlers.
async fn observe(app: Arc<App>, origin: Origin, request: Request<Body>, next: Next) -> Response {
    let mut seen = Seen::new(app.clone(), origin, &request);
    let reader = match origin {
        Origin::Api => Reader::Owner(&app.config.allow_origins),
        Origin::ThirdParty => Reader::Anybody,
    };
    match transport::find(request, reader).await {
        Ok((mut request, carried)) => {
            seen.entry.transports = carried.transports();
            request.extensions_mut().insert(carried);
            seen.answered(next.run(request).await)
        }
        Err(error) => seen.answered(error.into_response()),
    }
}

/// A request under way. It is recorded when this is dropped, so also when the client leaves before the answer.
struct Seen {
    app: Arc<App>,
    since: Instant,
    entry: Entry,
}

impl Seen {
    fn new(app: Arc<App>, origin: Origin, request: &Request<Body>) -> Self {
        let entry = Entry {
            id: 0,
            time: app.config.clock.now(),
            method: method(request.method()),
            path: redact::address(request.uri()).chars().take(LONGEST_PATH).collect(),
            transport: None,
            transports: Vec::new(),
            status: None,
            origin,
            duration_ms: 0,
        };
        Self {
            app,
            since: Instant::now(),
            entry,
        }
    }

    fn answered(mut self, response: Response) -> Response {
        if response.extensions().get::<Dropped>().is_none() {
            self.entry.status = Some(response.status().as_u16());
        }
        response
    }
}

impl Drop for Seen {
    fn drop(&mut self) {
        let mut entry = self.entry.clone();
        entry.transport = entry.transports.first().copied();
        entry.duration_ms = millis(self.since.elapsed());
        self.app.log.add(entry);
    }
}

/// A method can be any word, so cut it like a path.
fn method(method: &Method) -> String {
    method.as_str().chars().take(32).collect()
}
