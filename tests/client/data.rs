//! What is plain data, in both worlds.

use std::time::Duration;

use jotpass::{
    AttachOptions, CsrfOptions, ErrorCode, Event, LoginEncoding, LoginOptions, LogoutOptions, Method, Options,
    RefreshOptions, Session, SignedOut, Status, Storage, WaitOptions,
};
use serde_json::{Value, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn session(user: Value) -> Session {
    let claims = json!({ "sub": "ada", "exp": 1_700_000_000 });
    let session = json!({ "claims": claims, "user": user, "receivedAt": 5.0, "expiresAt": null, "isolation": "page" });
    serde_json::from_value(session).unwrap()
}

#[test]
fn options_have_the_names_and_units_of_the_typescript_api() {
    let options = Options::new("/api/token")
        .login(
            LoginOptions::default()
                .method(Method::Post)
                .encoding(LoginEncoding::Form)
                .extra([("scope", "all")]),
        )
        .refresh(false)
        .logout(LogoutOptions::default().url("/out"))
        .attach(
            AttachOptions::default()
                .to(["/api"])
                .cookie(CsrfOptions::default().csrf_header("x-csrf")),
        )
        .timeout(Duration::from_millis(1500))
        .signed_out(SignedOut::Wait)
        .wait(WaitOptions::default().limit(3_u32).timeout(Duration::from_secs(2)))
        .storage(Storage::IndexedDb);
    let expected = json!({
        "tokenUrl": "/api/token",
        "login": { "method": "POST", "encoding": "form", "extra": { "scope": "all" } },
        "refresh": false,
        "logout": { "url": "/out" },
        "attach": { "to": ["/api"], "cookie": { "csrfHeader": "x-csrf" } },
        "timeout": 1500.0,
        "signedOut": "wait",
        "wait": { "limit": 3, "timeout": 2000.0 },
        "storage": "indexeddb",
    });
    assert_eq!(serde_json::to_value(&options).unwrap(), expected);
}

#[test]
fn options_come_back_from_json_as_they_went() {
    let options = Options::new("/api/token").refresh(RefreshOptions::default().url("/renew"));
    let json = serde_json::to_string(&options).unwrap();
    let back: Options = serde_json::from_str(&json).unwrap();
    assert_eq!(serde_json::to_string(&back).unwrap(), json);
}

#[test]
fn an_option_that_does_not_exist_is_refused() {
    assert!(serde_json::from_str::<Options>(r#"{ "tokenUri": "/api/token" }"#).is_err());
}

#[test]
fn claims_and_user_are_read_as_the_apps_types() {
    #[derive(serde::Deserialize)]
    struct Claims {
        sub: String,
        exp: u64,
    }
    let session = session(json!({ "name": "Ada" }));
    let claims: Claims = session.claims().unwrap().unwrap();
    assert_eq!((claims.sub.as_str(), claims.exp), ("ada", 1_700_000_000));
    assert_eq!(session.user::<Value>().unwrap().unwrap()["name"], "Ada");
    assert_eq!((session.received_at(), session.expires_at()), (5.0, None));
    assert!(session.user::<u32>().is_err(), "of another shape");
    assert!(self::session(Value::Null).user::<u32>().unwrap().is_none());
}

#[test]
fn what_is_kept_in_signals_goes_to_any_thread() {
    fn takes<T: Send + Sync + Clone + PartialEq + 'static>() {}
    takes::<Session>();
    takes::<Status>();
    takes::<Event>();
    takes::<jotpass::Error>();
    #[cfg(target_arch = "wasm32")]
    takes::<jotpass::Client>();
}

#[test]
fn the_debug_text_of_a_session_tells_nothing_of_its_user() {
    let shown = format!("{:?}", Status::SignedIn(session(json!({ "key": "canary" }))));
    assert!(!shown.contains("canary") && !shown.contains("ada"), "{shown}");
}

#[test]
fn codes_are_texts() {
    assert_eq!(ErrorCode::LoginRequired.to_string(), "login-required");
}
