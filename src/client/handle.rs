//! The client itself: a number, behind which the shell's `Auth` is kept by the thread that made it. So a client can be put wherever
//! an app puts its state, although nothing of JavaScript may change threads.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use js_sys::{Function, JSON, Promise, Reflect};
use serde::Serialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, RequestInit, Response};

use super::shell::{self, Auth};
use super::{Changes, Error, ErrorCode, Events, Options, Session, Status, TokenAnswer};

/// One session with one token endpoint. Clones are the same client, which is closed when the last of them is dropped.
///
/// ```no_run
/// use jotpass::{Client, Options};
///
/// # async fn example() -> Result<(), jotpass::Error> {
/// #[derive(serde::Serialize)]
/// struct Credentials {
///     username: String,
///     password: String,
/// }
///
/// let client = Client::new(&Options::new("/api/token"))?;
/// let credentials = Credentials { username: "demo".to_owned(), password: "demo".to_owned() };
/// let session = client.login(&credentials).await?;
/// let response = client.fetch("/api/something").await?; // with the token
/// # Ok(())
/// # }
/// ```
///
/// It can be given to another thread, where all it does is to fail with [`ErrorCode::Closed`]: its session is in the page's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Client(Arc<Number>);

#[derive(Debug, PartialEq)]
struct Number(u32);

impl Drop for Number {
    fn drop(&mut self) {
        close(self.0);
    }
}

/// What a number stands for, in the thread that made it.
pub(super) struct Entry {
    pub(super) auth: Auth,
    /// The session that was read last, which the shell gives again until it changes.
    last: RefCell<Option<(JsValue, Session)>>,
}

/// Counts the clients of all threads.
static NUMBERS: AtomicU32 = AtomicU32::new(0);

thread_local! {
    static ENTRIES: RefCell<BTreeMap<u32, Rc<Entry>>> = const { RefCell::new(BTreeMap::new()) };
}

pub(super) fn entry(number: u32) -> Option<Rc<Entry>> {
    ENTRIES.with_borrow(|entries| entries.get(&number).cloned())
}

fn close(number: u32) {
    // Taken out first: those who are told look for it.
    let entry = ENTRIES.with_borrow_mut(|entries| entries.remove(&number));
    if let Some(entry) = entry {
        entry.auth.close();
    }
}

impl Client {
    /// A new client. It starts at once: what is stored is being read when this returns.
    ///
    /// # Errors
    /// `invalid-options` for an option that cannot be used, naming it.
    pub fn new(options: &Options) -> Result<Self, Error> {
        Self::with_js(&to_js(options, "options")?)
    }

    /// A client with the options of the TypeScript API, for those that only a function can say (`login.request`, `refresh.request`,
    /// `response.parse`, `expired`) and for a storage of your own.
    ///
    /// ```no_run
    /// use jotpass::{Client, Options};
    /// use wasm_bindgen::prelude::*;
    ///
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// // A server that answers 400 to a token that is over.
    /// let expired = Closure::<dyn Fn(web_sys::Response) -> bool>::new(|response: web_sys::Response| response.status() == 400);
    /// let options = Options::new("/api/token").to_js()?;
    /// js_sys::Reflect::set(&options, &"expired".into(), &expired.into_js_value()).expect("it is an object");
    /// let client = Client::with_js(&options)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `invalid-options` for an option that does not exist or cannot be used, naming it.
    pub fn with_js(options: &JsValue) -> Result<Self, Error> {
        let auth = shell::open_with(options).map_err(|error| Error::from_js(&error))?;
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
        let last = RefCell::default();
        ENTRIES.with_borrow_mut(|entries| entries.insert(number, Rc::new(Entry { auth, last })));
        Ok(Self(Arc::new(Number(number))))
    }

    /// Exchanges credentials, the members of a struct or map, for a token. Of two logins under way the later one counts; the other
    /// fails with `superseded`. To drop the future is to give up.
    ///
    /// # Errors
    /// `invalid-credentials` when the endpoint says no; see [`ErrorCode`] for all else.
    pub async fn login(&self, credentials: &(impl Serialize + ?Sized)) -> Result<Session, Error> {
        let credentials = to_js(credentials, "credentials")?;
        let entry = self.entry()?;
        let abort = AbortOnDrop(AbortController::new().map_err(|error| Error::from_js(&error))?);
        entry
            .session_of(shell::login(&entry.auth, &credentials, &abort.0.signal()))
            .await
    }

    /// Signs in with a token obtained elsewhere. Its `exp` is compared with this device's clock.
    ///
    /// # Errors
    /// `no-token` when there is none in the answer.
    pub async fn adopt(&self, answer: &TokenAnswer) -> Result<Session, Error> {
        let answer = to_js(answer, "answer")?;
        let entry = self.entry()?;
        entry.session_of(entry.auth.adopt(&answer)).await
    }

    /// Forgets the token at once, in all tabs; ends when the server has been told, or could not be.
    ///
    /// # Errors
    /// None for the server's sake.
    pub async fn logout(&self) -> Result<(), Error> {
        wait(self.entry()?.auth.logout()).await.map(drop)
    }

    /// Renews the token now. Calls at the same time share one renewal.
    ///
    /// # Errors
    /// `login-required` when there is no way to renew, or what the endpoint's failure is.
    pub async fn refresh(&self) -> Result<Session, Error> {
        let entry = self.entry()?;
        entry.session_of(entry.auth.refresh()).await
    }

    /// The browser's own `fetch` of a URL or a [`web_sys::Request`]: listed places get the token. A refused token is renewed and the
    /// request sent once more. Every answer of the server is an `Ok`, whatever its status.
    ///
    /// # Errors
    /// `network` for what `fetch` fails with by itself; `aborted` by the signal of the request; `login-required` and
    /// `redirect-refused` as the options say.
    pub async fn fetch(&self, target: impl Into<JsValue>) -> Result<Response, Error> {
        self.send(&target.into(), None).await
    }

    /// As [`fetch`](Self::fetch), with what `fetch` takes beside the URL: method, headers, body, signal.
    ///
    /// # Errors
    /// As with [`fetch`](Self::fetch).
    pub async fn fetch_with(&self, target: impl Into<JsValue>, init: &RequestInit) -> Result<Response, Error> {
        self.send(&target.into(), Some(init)).await
    }

    async fn send(&self, target: &JsValue, init: Option<&RequestInit>) -> Result<Response, Error> {
        let sent = self.entry()?.auth.fetch(target, init);
        let response = wait(sent.map_err(|error| Error::from_js(&error))?).await?;
        // It is one, unless the page has put something else in the place of `fetch`.
        Ok(response.unchecked_into())
    }

    /// The target with the token as a query parameter, for what cannot set headers: `EventSource`, `WebSocket`, images. Other targets
    /// come back unchanged.
    ///
    /// # Errors
    /// `invalid-options` without [`AttachOptions::query`](crate::AttachOptions::query), and what keeps the token from being renewed.
    pub async fn url(&self, target: &str) -> Result<String, Error> {
        let url = wait(self.entry()?.auth.url(target)).await?;
        Ok(url.as_string().unwrap_or_default())
    }

    /// The token itself, renewed if need be; waits for no login. The escape hatch: whoever holds it can send it anywhere.
    ///
    /// # Errors
    /// What keeps it from being renewed.
    pub async fn token(&self) -> Result<Option<String>, Error> {
        Ok(wait(self.entry()?.auth.token()).await?.as_string())
    }

    /// Ends when what was stored has been read.
    ///
    /// # Errors
    /// `closed`.
    pub async fn ready(&self) -> Result<(), Error> {
        wait(self.entry()?.auth.ready()).await.map(drop)
    }

    /// How things stand, derived from the clock at every call. Of a closed client: `SignedOut`.
    #[must_use]
    pub fn status(&self) -> Status {
        self.entry().map_or(Status::SignedOut, |entry| entry.status())
    }

    /// The session, while somebody is signed in.
    #[must_use]
    pub fn session(&self) -> Option<Session> {
        match self.status() {
            Status::SignedIn(session) => Some(session),
            _ => None,
        }
    }

    /// What happens from now on, event by event. An event that is not taken is kept.
    #[must_use]
    pub fn events(&self) -> Events {
        Events::new(self.0.0)
    }

    /// How things stand now, and whenever that is something else: for a signal that components read.
    #[must_use]
    pub fn changes(&self) -> Changes {
        Changes::new(self.0.0)
    }

    /// Whether a request to this address would carry the token now, and why.
    #[must_use]
    pub fn explain(&self, target: &str) -> Explanation {
        let Ok(entry) = self.entry() else {
            return Explanation {
                is_listed: false,
                is_attached: false,
                reason: "closed".to_owned(),
            };
        };
        let explanation = entry.auth.explain(target);
        let member = |name: &str| Reflect::get(&explanation, &name.into()).unwrap_or_default();
        Explanation {
            is_listed: member("listed").is_truthy(),
            is_attached: member("attached").is_truthy(),
            reason: member("reason").as_string().unwrap_or_default(),
        }
    }

    /// Hooks the page's `fetch`, so that what other crates send by it (`gloo-net`, `reqwest`, server functions) to a listed place is
    /// sent as by [`fetch`](Self::fetch), until the hook is dropped.
    #[must_use = "the hook is taken out again when this is dropped"]
    pub fn install(&self) -> Hook {
        Hook(self.entry().ok().map(|entry| entry.auth.install()))
    }

    /// Ends timers, listeners and streams. The client forgets the token; what is stored stays, and the server is not told. Done by itself
    /// when the last clone is dropped.
    pub fn close(&self) {
        close(self.0.0);
    }

    fn entry(&self) -> Result<Rc<Entry>, Error> {
        entry(self.0.0).ok_or_else(|| Error::new(ErrorCode::Closed, "Closed: create another Client"))
    }
}

impl Entry {
    pub(super) fn status(&self) -> Status {
        match self.auth.status().as_str() {
            "loading" => Status::Loading,
            "expired" => Status::Expired,
            // It may have ended a moment ago.
            "signed-in" => self
                .read(&self.auth.session())
                .map_or(Status::Expired, Status::SignedIn),
            _ => Status::SignedOut,
        }
    }

    /// The session that a snapshot of the shell is; `None` for none.
    pub(super) fn read(&self, snapshot: &JsValue) -> Option<Session> {
        if !snapshot.is_object() {
            return None;
        }
        if let Some((known, session)) = &*self.last.borrow()
            && js_sys::Object::is(known, snapshot)
        {
            return Some(session.clone());
        }
        let session: Session = serde_json::from_str(&shell::text_of(snapshot).ok()?).ok()?;
        self.last.replace(Some((snapshot.clone(), session.clone())));
        Some(session)
    }

    async fn session_of(&self, call: Promise) -> Result<Session, Error> {
        let snapshot = wait(call).await?;
        self.read(&snapshot)
            .ok_or_else(|| Error::new(ErrorCode::Superseded, "The session has ended meanwhile"))
    }
}

/// Whether a request would carry the token, from [`Client::explain`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The address is listed in [`AttachOptions::to`](crate::AttachOptions::to).
    pub is_listed: bool,
    /// A request to it would carry the token now.
    pub is_attached: bool,
    /// Why.
    pub reason: String,
}

/// A hook on the page's `fetch`, from [`Client::install`].
pub struct Hook(Option<Function>);

impl Drop for Hook {
    fn drop(&mut self) {
        if let Some(stop) = &self.0 {
            // It is ours, and throws nothing.
            let _ = stop.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Ends what was begun with its signal, unless that has ended.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn wait(call: Promise) -> Result<JsValue, Error> {
    call.await.map_err(|error| Error::from_js(&error))
}

/// By way of JSON, in which both sides of the border agree on what a map and a number are.
fn to_js(value: &(impl Serialize + ?Sized), name: &str) -> Result<JsValue, Error> {
    let refuse = || {
        Error::new(
            ErrorCode::InvalidOptions,
            format!("Not usable: `{name}` must be what JSON can hold"),
        )
    };
    let text = serde_json::to_string(value).map_err(|_| refuse())?;
    JSON::parse(&text).map_err(|_| refuse())
}

impl Options {
    /// The options as JavaScript has them, for [`Client::with_js`].
    ///
    /// # Errors
    /// `invalid-options` for what JSON cannot hold.
    pub fn to_js(&self) -> Result<JsValue, Error> {
        to_js(self, "options")
    }
}

impl Error {
    pub(super) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            is_retryable: false,
            status: None,
            error: None,
            error_description: None,
        }
    }

    /// What was thrown by the shell; or by the browser, whose words may quote what it was given, and are not repeated.
    fn from_js(thrown: &JsValue) -> Self {
        let member = |name: &str| Reflect::get(thrown, &name.into()).unwrap_or_default();
        let text = |name| member(name).as_string();
        if !shell::is_auth_error(thrown) {
            return match text("name").as_deref() {
                Some("TypeError") => Self::new(ErrorCode::Network, NETWORK).retryable(),
                Some("TimeoutError") => {
                    Self::new(ErrorCode::Timeout, "No answer in time: the request's signal ended it").retryable()
                }
                Some("RuntimeError") => Self::new(ErrorCode::Internal, "Something broke in this app: see the console"),
                // By whatever reason the signal was given.
                _ => Self::new(ErrorCode::Aborted, "The request's signal ended it"),
            };
        }
        let code = text("code");
        let code = ErrorCode::ALL
            .iter()
            .find(|known| code.as_deref() == Some(known.as_str()));
        Self {
            code: code.copied().unwrap_or(ErrorCode::Internal),
            message: text("message").unwrap_or_default(),
            is_retryable: member("retryable").is_truthy(),
            status: member("status").as_f64().map(|status| status as u16),
            error: text("error"),
            error_description: text("error_description"),
        }
    }

    fn retryable(mut self) -> Self {
        self.is_retryable = true;
        self
    }
}

const NETWORK: &str = "No answer (offline, DNS or CORS), or a request that the browser refuses to send";
