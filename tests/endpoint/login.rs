//! How credentials travel.

use jotpass::endpoint::RequestPlan;
use jotpass::error::{ErrorCode, Result};
use jotpass::json::Json as _;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::support::{cases, doc, items, show};
use crate::{lines, wire};

const CREDENTIALS: &str = r#"{"username":"ann","password":"p&ss wörd","remember":true}"#;

/// What the options add when all of them are given.
const EVERYTHING: &str = r#""fields":{"username":"email"},"extra":{"strategy":"local","version":2},"headers":{"x-client":"web","accept":"application/json"}"#;

const JSON: &str = r#"{"method":"POST","encoding":"json"}"#;
const FORM: &str = r#"{"method":"POST","encoding":"form"}"#;
const BASIC: &str = r#"{"method":"POST","encoding":"basic"}"#;
const QUERY: &str = r#"{"method":"GET","encoding":"query"}"#;

/// The request for credentials under these `login` options.
fn request(login: &str, credentials: &str) -> Result<RequestPlan> {
    let options = format!("{{\"tokenUrl\":\"https://id.example/token?tenant=7\",\"login\":{login}}}");
    crate::login(&doc(&options), &doc(credentials).members())
}

/// These `login` options and more.
fn with(login: &str, more: &str) -> String {
    format!("{},{more}}}", login.trim_end_matches('}'))
}

fn body(login: &str, credentials: &str) -> String {
    request(login, credentials).ok().and_then(|plan| plan.body).unwrap()
}

fn header(login: &str, credentials: &str, name: &str) -> Option<String> {
    let headers = request(login, credentials).ok()?.headers;
    headers
        .into_iter()
        .rfind(|header| header.name == name)
        .map(|header| header.text)
}

#[test]
fn every_encoding_and_method_writes_its_request() {
    let table = doc(&format!("{{\"all\":{}}}", include_str!("../data/login_requests.json")));
    for row in items(&table, "all") {
        let login = show(&row.at("login").unwrap());
        let everything = with(&login, EVERYTHING);
        for (login, name) in [(login, "plain"), (everything, "full")] {
            let plan = request(&login, CREDENTIALS).ok().unwrap();
            assert_eq!(wire(&plan), lines(&row, name), "{login}");
        }
    }
}

#[test]
fn a_field_is_renamed_and_the_others_are_not() {
    let login = with(JSON, r#""fields":{"username":"name","absent":"x"}"#);
    assert_eq!(
        body(&login, r#"{"username":"ann","user":"u"}"#),
        r#"{"name":"ann","user":"u"}"#
    );
}

#[test]
fn a_field_with_a_dot_in_its_name_is_renamed() {
    let login = with(JSON, r#""fields":{"user.name":"login"}"#);
    assert_eq!(body(&login, r#"{"user.name":"ann"}"#), r#"{"login":"ann"}"#);
}

#[test]
fn basic_takes_username_and_password_whatever_the_other_fields_are_called() {
    let login = with(BASIC, r#""fields":{"username":"email","otp":"code"}"#);
    let credentials = r#"{"username":"ann","password":"pw","otp":"123"}"#;
    assert_eq!(body(&login, credentials), r#"{"code":"123"}"#);
    assert_eq!(header(&login, credentials, "authorization").unwrap(), "Basic YW5uOnB3");
}

#[test]
fn basic_with_nothing_else_has_no_body() {
    let plan = request(BASIC, r#"{"username":"ann","password":"pw"}"#).ok().unwrap();
    assert_eq!(plan.body, None);
    assert!(plan.headers.iter().all(|header| header.name != "content-type"));
}

#[test]
fn basic_is_written_as_rfc_7617_says() {
    let pairs = [
        (
            r#"{"username":"Aladdin","password":"open sesame"}"#,
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        ),
        (r#"{"username":"test","password":"123£"}"#, "Basic dGVzdDoxMjPCow=="),
        (r#"{"username":"ann","password":"a:b:c"}"#, "Basic YW5uOmE6Yjpj"),
        (r#"{"username":"","password":""}"#, "Basic Og=="),
        (r#"{"password":"pw","username":"ann"}"#, "Basic YW5uOnB3"),
        (r#"{"username":"ann","password":123}"#, "Basic YW5uOjEyMw=="),
        (r#"{"username":"日本","password":"😀"}"#, "Basic 5pel5pysOvCfmIA="),
    ];
    for (credentials, expected) in pairs {
        assert_eq!(header(BASIC, credentials, "authorization").unwrap(), expected);
    }
}

#[test]
fn basic_refuses_credentials_that_do_not_fit_it() {
    let refused = [
        r#"{"username":"an:n","password":"pw"}"#,
        r#"{"username":":","password":"pw"}"#,
        r#"{"username":"ann"}"#,
        r#"{"password":"pw"}"#,
        r#"{"user":"ann","pass":"pw"}"#,
        "{}",
    ];
    for credentials in refused {
        let error = request(BASIC, credentials).err().unwrap();
        assert_eq!(error.code, ErrorCode::InvalidOptions, "{credentials}");
        assert!(error.detail.unwrap().contains("colon"), "{credentials}");
    }
}

#[test]
fn the_apps_headers_replace_ours() {
    let login = with(
        JSON,
        r#""headers":{"content-type":"application/vnd.api+json","accept":"text/plain"}"#,
    );
    assert_eq!(
        header(&login, "{}", "content-type").unwrap(),
        "application/vnd.api+json"
    );
    assert_eq!(header(&login, "{}", "accept").unwrap(), "text/plain");
}

#[test]
fn the_credentials_mode_goes_with_the_request() {
    for mode in ["omit", "same-origin", "include"] {
        let plan = request(&with(JSON, &format!("\"credentials\":\"{mode}\"")), "{}")
            .ok()
            .unwrap();
        assert_eq!(plan.credentials.as_deref(), Some(mode));
    }
    assert_eq!(request(JSON, "{}").ok().unwrap().credentials, None);
}

#[test]
fn no_credentials_are_an_empty_object_an_empty_form_and_an_untouched_address() {
    assert_eq!(body(JSON, "{}"), "{}");
    assert_eq!(body(FORM, "{}"), "");
    assert_eq!(
        request(QUERY, "{}").ok().unwrap().url,
        "https://id.example/token?tenant=7"
    );
}

#[test]
fn values_that_are_no_strings_travel_as_json() {
    let credentials = r#"{"a":true,"b":1.5,"c":{"d":["e",null]},"f":null,"g":""}"#;
    assert_eq!(body(JSON, credentials), credentials);
    let form = "a=true&b=1.5&c=%7B%22d%22%3A%5B%22e%22%2Cnull%5D%7D&g=";
    assert_eq!(body(FORM, credentials), form);
}

#[test]
fn json_escapes_what_json_must_escape() {
    let credentials = r#"{"a\"b":"q\"w\\e\u0000\u001f\b\f\n\r\t\u007f"}"#;
    assert_eq!(
        body(JSON, credentials),
        "{\"a\\\"b\":\"q\\\"w\\\\e\\u0000\\u001f\\b\\f\\n\\r\\t\u{7f}\"}"
    );
}

#[test]
fn json_leaves_every_other_character_as_it_is() {
    let text = "é€😀\u{2028}\u{2029}\u{feff}\u{10ffff}/<>&'";
    assert_eq!(
        body(JSON, &format!("{{\"a\":\"{text}\"}}")),
        format!("{{\"a\":\"{text}\"}}")
    );
}

#[test]
fn any_credentials_come_out_of_json_as_they_went_in() {
    cases(500, |random| {
        let credentials = random.json_object(2).replace(":null", ":false");
        assert_eq!(
            show(&doc(&body(JSON, &credentials))),
            credentials,
            "seed {}",
            random.seed
        );
    });
}
