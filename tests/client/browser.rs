//! The client in a browser. Its endpoints are `data:` URLs, which the real `fetch` answers without a server: what is sent to a server
//! and what that answers is tested with the app in `www/examples/leptos`.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use futures_core::Stream;
use jotpass::{AttachOptions, Client, ErrorCode, Event, Options, SignedOutReason, Status, TokenAnswer};
use js_sys::{Function, Reflect};
use serde_json::{Value, json};
use std::time::Duration;
use wasm_bindgen_test::wasm_bindgen_test as test;
use web_sys::RequestInit;

/// No other client of this page is to share a session with it.
fn named(name: &str) -> Options {
    Options::new("/api/token")
        .name(name)
        .attach(AttachOptions::default().to(["/api", "/listed"]))
}

/// A client whose endpoint answers with this JSON, whatever it is asked.
fn answered(name: &str, status_and_body: &str) -> Client {
    let options = named(name).to_js().unwrap();
    let request = Function::new_with_args("credentials", &format!("return new Request({status_and_body})"));
    let login = js_sys::Object::new();
    Reflect::set(&login, &"request".into(), &request).unwrap();
    Reflect::set(&options, &"login".into(), &login).unwrap();
    Client::with_js(&options).unwrap()
}

fn answer() -> TokenAnswer {
    TokenAnswer::default()
        .access_token("canary-token")
        .expires_in(Duration::from_secs(60))
        .user(json!({ "name": "Ada" }))
}

async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    let mut stream = pin!(stream);
    poll_fn(|context| stream.as_mut().poll_next(context)).await
}

fn credentials() -> HashMap<&'static str, &'static str> {
    HashMap::from([("username", "ada"), ("password", "canary-password")])
}

#[test]
async fn a_login_gives_the_session() {
    let client = answered(
        "login",
        r#"'data:application/json,{"token":"canary","expires_in":60,"user":{"name":"Ada"}}'"#,
    );
    let session = client.login(&credentials()).await.unwrap();
    assert_eq!(session.user::<Value>().unwrap(), Some(json!({ "name": "Ada" })));
    assert_eq!(client.session(), Some(session.clone()));
    assert_eq!(client.status(), Status::SignedIn(session));
    assert_eq!(client.token().await.unwrap().as_deref(), Some("canary"));
}

#[test]
async fn a_name_that_was_cut_in_the_middle_of_a_character_is_read() {
    // In a URL: the escapes `\ud83d` and `\\`, after which `ud83d` is text.
    let body = r#"{"token":"canary","user":{"name":"Ada %5Cud83d %5C%5Cud83d"}}"#;
    let client = answered("cut", &format!("'data:application/json,{body}'"));
    let session = client.login(&credentials()).await.unwrap();
    let user = json!({ "name": "Ada \u{fffd} \\ud83d" });
    assert_eq!(session.user::<Value>().unwrap(), Some(user));
    assert_eq!(client.session(), Some(session));
}

#[test]
async fn an_answer_without_a_token_is_an_error_with_its_code() {
    let client = answered("no token", r#"'data:application/json,{"canary":1}'"#);
    let error = client.login(&credentials()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NoToken);
    assert!(!error.is_retryable());
    assert!(!error.to_string().is_empty());
    assert_eq!(client.status(), Status::SignedOut);
}

#[test]
async fn a_request_that_throws_is_an_error_with_its_code() {
    let client = answered("throws", "(() => { throw new Error('canary') })()");
    let error = client.login(&credentials()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::CallbackFailed);
    assert!(!format!("{error:?}{error}").contains("canary"));
}

#[test]
async fn a_wrong_option_is_named() {
    let error = Client::new(&named("wrong").timeout(Duration::ZERO)).unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidOptions);
    assert!(error.to_string().contains("`timeout`"), "{error}");
    let isolated = named("wrong").to_js().unwrap();
    Reflect::set(&isolated, &"isolation".into(), &"worker".into()).unwrap();
    assert_eq!(
        Client::with_js(&isolated).unwrap_err().code(),
        ErrorCode::InvalidOptions
    );
}

#[test]
async fn credentials_are_the_members_of_something() {
    let client = Client::new(&named("credentials")).unwrap();
    let error = client.login(&["ada"]).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidOptions);
}

#[test]
async fn events_tell_what_happened_and_end_with_the_client() {
    let client = Client::new(&named("events")).unwrap();
    let mut events = client.events();
    let session = client.adopt(&answer()).await.unwrap();
    client.logout().await.unwrap();
    assert_eq!(next(&mut events).await, Some(Event::SignedIn(session)));
    assert_eq!(next(&mut events).await, Some(Event::SignedOut(SignedOutReason::Logout)));
    drop(client);
    assert_eq!(next(&mut events).await, None);
}

#[test]
async fn changes_begin_with_now_and_leave_out_what_is_the_same() {
    let client = Client::new(&named("changes")).unwrap();
    client.ready().await.unwrap();
    let mut changes = client.changes();
    assert_eq!(next(&mut changes).await, Some(Status::SignedOut));
    let session = client.adopt(&answer()).await.unwrap();
    assert_eq!(next(&mut changes).await, Some(Status::SignedIn(session)));
    let mut changes = pin!(changes);
    let is_quiet = poll_fn(|context| Poll::Ready(changes.as_mut().poll_next(context).is_pending())).await;
    assert!(is_quiet);
    client.close();
    assert_eq!(poll_fn(|context| changes.as_mut().poll_next(context)).await, None);
}

#[test]
async fn one_who_waits_for_news_is_woken() {
    let client = Client::new(&named("woken")).unwrap();
    let mut events = client.events();
    let other = client.clone();
    js_sys::futures::spawn_local(async move {
        other.adopt(&answer()).await.unwrap();
    });
    assert!(matches!(next(&mut events).await, Some(Event::SignedIn(_))));
}

#[test]
async fn the_client_is_closed_with_its_last_clone_and_every_call_says_so() {
    let client = Client::new(&named("closed")).unwrap();
    let clone = client.clone();
    drop(client);
    assert!(clone.ready().await.is_ok());
    clone.close();
    assert_eq!(clone.status(), Status::SignedOut);
    assert_eq!(clone.session(), None);
    assert_eq!(clone.explain("/api").reason, "closed");
    let codes = [
        clone.login(&credentials()).await.unwrap_err().code(),
        clone.adopt(&answer()).await.unwrap_err().code(),
        clone.logout().await.unwrap_err().code(),
        clone.refresh().await.unwrap_err().code(),
        clone.fetch("/").await.unwrap_err().code(),
        clone.token().await.unwrap_err().code(),
        clone.ready().await.unwrap_err().code(),
    ];
    assert_eq!(codes, [ErrorCode::Closed; 7]);
    drop(clone.install());
}

#[test]
async fn a_request_says_whether_it_carries_the_token() {
    let client = Client::new(&named("explain")).unwrap();
    client.adopt(&answer()).await.unwrap();
    assert!(client.explain("/api/something").is_attached);
    let elsewhere = client.explain("https://elsewhere.example/api");
    assert!(!elsewhere.is_listed && !elsewhere.is_attached && !elsewhere.reason.is_empty());
}

#[test]
async fn fetch_gives_what_the_server_answers_and_takes_any_target() {
    let client = Client::new(&named("fetch")).unwrap();
    assert_eq!(client.fetch("/").await.unwrap().status(), 200);
    let request = web_sys::Request::new_with_str("/").unwrap();
    assert_eq!(client.fetch(request).await.unwrap().status(), 200);
    let init = RequestInit::new();
    init.set_method("HEAD");
    let response = client.fetch_with("/listed/nothing", &init).await.unwrap();
    assert!(response.status() >= 400, "every answer is one");
}

#[test]
async fn fetch_fails_by_codes() {
    let client = Client::new(&named("failures")).unwrap();
    let error = client.fetch("http://").await.unwrap_err();
    assert_eq!((error.code(), error.is_retryable()), (ErrorCode::Network, true));
    let controller = web_sys::AbortController::new().unwrap();
    controller.abort_with_reason(&"canary".into());
    let init = RequestInit::new();
    init.set_signal(Some(&controller.signal()));
    let error = client.fetch_with("/listed", &init).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Aborted);
    assert!(!format!("{error:?}{error}").contains("canary"));
}

#[test]
async fn a_login_whose_future_is_dropped_is_given_up() {
    let client = answered("dropped", r#"'data:application/json,{"token":"canary"}'"#);
    client.ready().await.unwrap();
    let mut events = client.events();
    {
        let credentials = credentials();
        let mut login = pin!(client.login(&credentials));
        let is_pending = poll_fn(|context| Poll::Ready(login.as_mut().poll(context).is_pending())).await;
        assert!(is_pending);
    }
    // The next event is that of the next login, not of the one that was dropped.
    let session = client.adopt(&answer()).await.unwrap();
    assert_eq!(next(&mut events).await, Some(Event::SignedIn(session)));
    assert_eq!(client.token().await.unwrap().as_deref(), Some("canary-token"));
}

#[test]
async fn the_hook_is_taken_out_when_it_is_dropped() {
    let fetch = || Reflect::get(&js_sys::global(), &"fetch".into()).unwrap();
    let client = Client::new(&named("hook")).unwrap();
    let before = fetch();
    let hook = client.install();
    assert!(fetch() != before);
    drop(hook);
    assert!(fetch() == before);
}

#[test]
async fn no_debug_text_holds_a_token() {
    let client = Client::new(&named("debug")).unwrap();
    let session = client.adopt(&answer()).await.unwrap();
    let error = client.refresh().await.unwrap_err();
    let shown = format!("{client:?} {session:?} {:?} {error:?}", client.status());
    assert!(!shown.contains("canary"), "{shown}");
}
