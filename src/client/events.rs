//! Events and changes as streams.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;

use super::handle::{self, Entry};
use super::shell::{self, Tell};
use super::{Event, Session, SignedOutReason, Status, WarningCode};

/// The events of a client, from [`Client::events`](crate::Client::events). Ends when the client is closed.
pub struct Events {
    number: u32,
    inbox: Rc<RefCell<Inbox>>,
    stop: Option<Function>,
    /// What `stop` keeps from being called.
    _tell: Option<Tell>,
}

#[derive(Default)]
struct Inbox {
    events: VecDeque<Event>,
    waker: Option<Waker>,
}

impl Events {
    pub(super) fn new(number: u32) -> Self {
        let inbox = Rc::<RefCell<Inbox>>::default();
        let (stop, tell) = handle::entry(number)
            .map(|entry| listen(number, &entry, &inbox))
            .unzip();
        Self {
            number,
            inbox,
            stop,
            _tell: tell,
        }
    }
}

fn listen(number: u32, entry: &Entry, inbox: &Rc<RefCell<Inbox>>) -> (Function, Tell) {
    let inbox = Rc::clone(inbox);
    let tell = Tell::own_aborting(move |name: Option<String>, event: JsValue| {
        let event = name.and_then(|name| read(number, &name, &event));
        let mut inbox = inbox.borrow_mut();
        inbox.events.extend(event);
        let waker = inbox.waker.take();
        drop(inbox);
        // With nothing borrowed: whoever is woken may look at once.
        if let Some(waker) = waker {
            waker.wake();
        }
    });
    (shell::listen(&entry.auth, &tell), tell)
}

impl Stream for Events {
    type Item = Event;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        let mut inbox = self.inbox.borrow_mut();
        if let Some(event) = inbox.events.pop_front() {
            return Poll::Ready(Some(event));
        }
        if handle::entry(self.number).is_none() {
            return Poll::Ready(None);
        }
        inbox.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        if let Some(stop) = &self.stop {
            // It is ours, and throws nothing.
            let _ = stop.call0(&JsValue::UNDEFINED);
        }
    }
}

fn read(number: u32, name: &str, event: &JsValue) -> Option<Event> {
    let member = |name: &str| Reflect::get(event, &name.into()).unwrap_or_default();
    let text = |name| member(name).as_string().unwrap_or_default();
    let session = || -> Option<Session> { handle::entry(number)?.read(&member("session")) };
    Some(match name {
        "signed-in" => Event::SignedIn(session()?),
        "renewed" => Event::Renewed(session()?),
        "user-changed" => Event::UserChanged(session()?),
        "expiring" => Event::Expiring(session()?),
        "expired" => Event::Expired(session()?),
        "signed-out" => Event::SignedOut(match text("reason").as_str() {
            "other-tab" => SignedOutReason::OtherTab,
            "refused" => SignedOutReason::Refused,
            _ => SignedOutReason::Logout,
        }),
        "login-required" => Event::LoginRequired(session()),
        "warning" => Event::Warning {
            code: match text("code").as_str() {
                "storage-failed" => WarningCode::StorageFailed,
                _ => WarningCode::Internal,
            },
            message: text("message"),
        },
        _ => return None,
    })
}

/// How things stand, from [`Client::changes`](crate::Client::changes): at once how they do now, then whenever that is something else.
/// Ends when the client is closed.
pub struct Changes {
    events: Events,
    last: Option<Status>,
}

impl Changes {
    pub(super) fn new(number: u32) -> Self {
        Self {
            events: Events::new(number),
            last: None,
        }
    }
}

impl Stream for Changes {
    type Item = Status;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Status>> {
        loop {
            match Pin::new(&mut self.events).poll_next(context) {
                // That something happened is all that counts here.
                Poll::Ready(Some(_)) => {}
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => break,
            }
        }
        let now = handle::entry(self.events.number).map(|entry| entry.status());
        if now == self.last {
            return Poll::Pending;
        }
        self.last.clone_from(&now);
        Poll::Ready(now)
    }
}
