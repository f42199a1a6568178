//! How the server is told that a token is given up.

use jotpass::endpoint::logout_request;
use jotpass::options::Options;
use jotpass::token::Secret;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::support::doc;
use crate::wire;

/// The request, if any, with a refresh token to give up or without.
fn request(options: &str, refresh_token: Option<&str>) -> Option<String> {
    let options = Options::read(doc(options), vec![], vec![]);
    let token = Secret::new("access".to_owned());
    let refresh_token = refresh_token.map(|token| Secret::new(token.to_owned()));
    let plan = logout_request(&options.all, &options.carrier, &token, refresh_token.as_ref());
    plan.as_ref().map(wire)
}

const ATTACH: &str = r#"{"header":"x-access-token","scheme":""}"#;

fn options(method: &str, attach: &str) -> String {
    let logout = format!("{{\"url\":\"https://id.example/out\",\"method\":\"{method}\"}}");
    format!("{{\"logout\":{logout},\"attach\":{attach}}}")
}

#[test]
fn without_an_address_nobody_is_told() {
    for options in ["{}", r#"{"logout":false}"#, r#"{"logout":null}"#, r#"{"logout":{}}"#] {
        assert_eq!(request(options, Some("refresh")), None, "{options}");
    }
}

#[test]
fn the_token_is_shown_as_in_any_other_request() {
    let shown = [
        (r#"{"header":"x-access-token","scheme":""}"#, "x-access-token: access"),
        (
            r#"{"header":"authorization","scheme":"Bearer"}"#,
            "authorization: Bearer access",
        ),
        (r#"{"header":"x-auth","scheme":"Token"}"#, "x-auth: Token access"),
    ];
    for (attach, header) in shown {
        let request = request(&options("POST", attach), None).unwrap();
        assert_eq!(request, format!("POST https://id.example/out\n{header}"));
    }
}

#[test]
fn the_refresh_token_goes_in_the_body_of_a_post() {
    let request = request(&options("POST", ATTACH), Some("re\"fresh")).unwrap();
    let expected = "POST https://id.example/out\nx-access-token: access\ncontent-type: application/json\n\n\
                    {\"refresh_token\":\"re\\\"fresh\"}";
    assert_eq!(request, expected);
}

#[test]
fn a_logout_that_is_no_post_has_no_body() {
    for method in ["GET", "DELETE"] {
        let expected = format!("{method} https://id.example/out\nx-access-token: access");
        assert_eq!(request(&options(method, ATTACH), Some("refresh")), Some(expected));
    }
}

#[test]
fn what_is_in_a_cookie_the_browser_shows_by_itself() {
    let options = options("POST", r#"{"header":"x-access-token","scheme":"","cookie":{}}"#);
    let options = options.replace("\"method\"", "\"credentials\":\"include\",\"method\"");
    let options = Options::read(doc(&options), vec![], vec![]);
    let plan = logout_request(&options.all, &options.carrier, &Secret::unseen(), None).unwrap();
    assert_eq!(plan.credentials.as_deref(), Some("include"));
    assert_eq!(wire(&plan), "POST https://id.example/out");
}
