//! What is done about redirects, by where the token goes and how the app wants it.

use jotpass::attach::{Guard, Redirects};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "get"];

#[test]
fn what_a_browser_drops_by_itself_may_follow_redirects() {
    for header in ["authorization", "Authorization"] {
        for method in METHODS {
            assert_eq!(Redirects::Safe.guard(Some(header), method), Guard::None, "{method}");
        }
    }
}

#[test]
fn what_a_browser_takes_along_is_kept_from_it() {
    for header in [Some("x-access-token"), Some("authorization2"), Some(""), None] {
        for method in METHODS {
            let guard = match method {
                "GET" | "HEAD" => Guard::Learn,
                _ => Guard::Refuse,
            };
            assert_eq!(Redirects::Safe.guard(header, method), guard, "{header:?} {method}");
        }
    }
}

#[test]
fn where_browsers_are_not_relied_on_nothing_follows_redirects() {
    for header in [Some("x-access-token"), Some("authorization"), None] {
        for method in METHODS {
            let guard = Redirects::Safe.guard(Some("x-access-token"), method);
            assert_eq!(Redirects::Strict.guard(header, method), guard, "{header:?} {method}");
        }
    }
}

#[test]
fn an_app_may_refuse_all_redirects_or_let_them_all_pass() {
    for header in [Some("x-access-token"), Some("authorization"), None] {
        for method in METHODS {
            assert_eq!(Redirects::Error.guard(header, method), Guard::Refuse);
            assert_eq!(Redirects::Follow.guard(header, method), Guard::None);
        }
    }
}
