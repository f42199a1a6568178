//! The contract between the hand-kept TypeScript declarations, the shell in JavaScript and the Rust behind them. Native
//! only: it reads the sources.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::rc::Rc;

use jotpass::attach::{Guard, Verdict};
use jotpass::endpoint::read_tokens;
use jotpass::error::ErrorCode;
use jotpass::session::{Event, Exchange, LEASE, Pass, SignedOutReason, Status};
use jotpass::token::{Moment, Now, UnixMillis};
use support::{Doc, doc, show};

const TYPES: &str = include_str!("../src/api/types.d.ts");
const WORKER_TYPES: &str = include_str!("../pkg-template/worker.d.ts");
const OPTIONS: &str = include_str!("../pkg-template/options.js");
const AUTH: &str = include_str!("../pkg-template/auth.js");
const HOST: &str = include_str!("../pkg-template/host.js");
const REQUESTS: &str = include_str!("../pkg-template/requests.js");
const REDIRECTS: &str = include_str!("../pkg-template/redirects.js");
const XHR: &str = include_str!("../pkg-template/xhr_request.js");
const API: &str = include_str!("../src/api/mod.rs");
const PLATFORM: &str = include_str!("../src/browser/platform.js");

type Names = BTreeSet<String>;

/// What stands between two marks, the first of which must be there.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no `{from}`"));
    rest.split_once(to)
        .unwrap_or_else(|| panic!("no `{to}` after `{from}`"))
        .0
}

fn without_comments(text: &str) -> String {
    let mut rest = text;
    let mut code = String::new();
    while let Some((before, comment)) = rest.split_once("/*") {
        code += before;
        rest = comment.split_once("*/").unwrap().1;
    }
    code += rest;
    code.lines()
        .map(|line| line.split_once("//").map_or(line, |(code, _)| code))
        .collect::<Vec<_>>()
        .join("\n")
}

/// `name: value` pairs at the outermost level of a text, between separators.
fn entries(text: &str, separator: char) -> Vec<(String, String)> {
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in without_comments(text).chars() {
        match c {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth -= 1,
            _ => {}
        }
        if c == separator && depth == 0 {
            parts.push(String::new());
        } else {
            parts.last_mut().unwrap().push(c);
        }
    }
    let entry = |part: String| {
        // A name alone stands for itself.
        let (name, value) = part.split_once(':').unwrap_or((&part, &part));
        let name = name.trim().trim_start_matches("readonly ").trim_end_matches('?');
        (name.trim_matches('"').to_owned(), value.trim().to_owned())
    };
    parts
        .into_iter()
        .filter(|part| !part.trim().is_empty())
        .map(entry)
        .collect()
}

/// The members of an interface, each with its type.
fn interface(name: &str) -> BTreeMap<String, String> {
    interface_in(TYPES, name)
}

fn interface_in(types: &str, name: &str) -> BTreeMap<String, String> {
    let starts = ["<", " {", " extends"].map(|next| format!("export interface {name}{next}"));
    let start = starts
        .iter()
        .find(|start| types.contains(*start))
        .unwrap_or_else(|| panic!("no {name}"));
    let body = between(types, start, "\n}");
    entries(body.split_once('\n').unwrap().1, ';').into_iter().collect()
}

fn names<V>(map: &BTreeMap<String, V>) -> Names {
    map.keys().cloned().collect()
}

/// The texts in double quotes.
fn quoted(text: &str) -> Names {
    text.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn set(names: &[&str]) -> Names {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The codes with which JavaScript makes errors of its own.
fn codes_of_the_shell() -> Names {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = ["pkg-template", "pkg-template/isolation", "src/browser"]
        .into_iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).unwrap());
    let scripts = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "js"));
    let mut codes = Names::new();
    for script in scripts {
        for call in fs::read_to_string(script).unwrap().split("new AuthError(").skip(1) {
            // With a name in the place of the code it is Rust that says it.
            if let Some(code) = call.trim_start().strip_prefix('"') {
                codes.insert(code.split_once('"').unwrap().0.to_owned());
            }
        }
    }
    codes
}

#[test]
fn the_union_of_error_codes_is_what_rust_and_the_shell_raise() {
    let union = quoted(&without_comments(between(TYPES, "export type AuthErrorCode =", ";")));
    let rust: Names = ErrorCode::ALL
        .into_iter()
        .map(|code| code.as_str().to_owned())
        .collect();
    assert_eq!(union, rust.union(&codes_of_the_shell()).cloned().collect());
}

#[test]
fn the_shell_raises_these_codes_of_its_own() {
    let rust: Names = ErrorCode::ALL
        .into_iter()
        .map(|code| code.as_str().to_owned())
        .collect();
    let own: Names = codes_of_the_shell().difference(&rust).cloned().collect();
    assert_eq!(
        own,
        set(&[
            "closed",
            "isolated",
            "load-failed",
            "other-configuration",
            "other-version",
            "redirect-refused",
            "token-reflected"
        ])
    );
}

fn pass() -> Rc<Pass<Doc>> {
    let answer = read_tokens(&doc(r#""abcdefghijklmnop""#), false).unwrap();
    let now = Now {
        wall: UnixMillis(1.0),
        moment: Moment(1.0),
    };
    Rc::new(Pass::received(answer, Exchange::Adopted, now))
}

#[test]
fn the_events_are_those_of_the_machine() {
    let events = [
        Event::Restored(pass()),
        Event::SignedIn(pass()),
        Event::Renewed(pass()),
        Event::UserChanged(pass()),
        Event::Expiring,
        Event::Expired,
        Event::SignedOut(SignedOutReason::Logout),
        Event::LoginRequired,
    ];
    let mut rust = Names::new();
    for event in events {
        // A new event does not compile here until it is in the list above.
        match event {
            Event::Restored(_) => assert_eq!(event.type_name(), "", "no news for the app"),
            Event::SignedIn(_) | Event::Renewed(_) | Event::UserChanged(_) | Event::Expiring => {
                rust.insert(event.type_name().to_owned());
            }
            Event::Expired | Event::SignedOut(_) | Event::LoginRequired => {
                rust.insert(event.type_name().to_owned());
            }
        }
    }
    // What the shell has to tell beside: a store that failed, an instance that broke.
    rust.insert("warning".to_owned());
    assert_eq!(names(&interface("AuthEvents")), rust);
}

#[test]
fn the_reasons_a_session_ends_for_are_numbered_as_the_shell_has_them() {
    let shell = list(HOST, "const REASONS = ", "];");
    for (reason, name) in [
        (SignedOutReason::Logout, "logout"),
        (SignedOutReason::Refused, "refused"),
        (SignedOutReason::OtherTab, "other-tab"),
    ] {
        assert_eq!(shell[reason as usize], name);
    }
    let declared = quoted(between(TYPES, "export type SignedOutReason =", ";"));
    assert_eq!(declared, shell.into_iter().collect());
}

#[test]
fn the_codes_of_warnings_are_those_that_the_shell_raises() {
    let declared = quoted(between(TYPES, "export type WarningCode =", ";"));
    let of_the_store = between(HOST, "emit(\"warning\", { code: ", ",")
        .trim_matches('"')
        .to_owned();
    assert!(AUTH.contains("warn(error.code, error.message)"), "that of a restart");
    let of_a_redirect = between(XHR, "agent.warn(", ",").trim_matches('"').to_owned();
    assert_eq!(
        declared,
        Names::from([of_the_store, of_a_redirect, "internal".to_owned()])
    );
}

#[test]
fn the_stages_of_a_request_are_numbered_as_the_shell_has_them() {
    assert_eq!(
        list(REQUESTS, "const ", "] = [0, 1, 2];"),
        ["FIRST", "WAITED", "REFUSED"]
    );
    assert!(API.contains("(0, _) => Attempt::First,"));
    assert!(API.contains("(2, Some(mark)) => Attempt::Refused(mark),"));
    assert!(API.contains("(_, mark) => Attempt::Waited(mark),"));
}

#[test]
fn the_verdicts_on_a_place_are_numbered_as_the_shell_has_them() {
    let listed: u8 = between(REQUESTS, "const LISTED = ", ";").parse().unwrap();
    assert_eq!(listed, Verdict::Listed as u8);
    assert_eq!(
        list(AUTH, "const REFUSALS = ", "];\n\n// An instance").len(),
        Verdict::Endpoint as usize + 1
    );
}

#[test]
fn the_guards_against_redirects_are_numbered_as_the_shell_has_them() {
    assert_eq!((Guard::None as u8, Guard::Refuse as u8), (0, 1));
    let learn: u8 = between(REDIRECTS, "const LEARN = ", ";").parse().unwrap();
    assert_eq!(learn, Guard::Learn as u8);
}

#[test]
fn the_shell_waits_for_the_lock_as_long_as_a_claim_counts() {
    let wait: f64 = between(HOST, "const LOCK_WAIT = ", ";").parse().unwrap();
    assert_eq!(wait, LEASE);
}

#[test]
fn a_session_has_the_declared_members_in_the_order_they_cross_the_border() {
    let driver = include_str!("../src/browser/driver.rs");
    let row = include_str!("../src/session/row.rs");
    let lasting = between(row, "pub fn lasting(&self)", "]\n    }");
    assert_eq!(
        list(driver, "to_js(", "].as_slice())"),
        ["claims", "user", "received_at", "expires_at"]
    );
    let mut rest = lasting;
    for name in ["user", "received_at", "expires_at"] {
        rest = rest
            .split_once(&format!("self.{name}"))
            .unwrap_or_else(|| panic!("{name}"))
            .1;
    }
    let shell = list(HOST, "const ", "] = detail;");
    assert_eq!(shell, ["claims", "user", "receivedAt", "expiresAt"]);
    // Where it is, the shell knows.
    let all = [shell, vec!["isolation".to_owned()]].concat();
    assert_eq!(names(&interface("Session")), all.iter().cloned().collect());
    assert!(HOST.contains(&format!("freeze({{ {} }})", all.join(", "))));
}

#[test]
fn a_session_is_declared_to_say_null_where_nothing_may_be_known() {
    for (name, kind) in interface("Session") {
        assert_eq!(
            kind.contains("null"),
            !matches!(name.as_str(), "receivedAt" | "isolation"),
            "{name}"
        );
    }
}

#[test]
fn a_decoded_token_has_the_declared_members() {
    let given = between(PLATFORM, "decoded = (header, claims) => ({", "})");
    let shell: Names = given.split(',').map(|name| name.trim().to_owned()).collect();
    assert_eq!(names(&interface("DecodedJwt")), shell);
}

#[test]
fn the_statuses_are_numbered_as_the_shell_has_them() {
    let shell: Vec<String> = list(AUTH, "const STATUS = ", "];\nconst REFUSALS");
    let number = |status: Status| status as usize;
    assert_eq!(shell[number(Status::SignedOut)], "signed-out");
    assert_eq!(shell[number(Status::SignedIn)], "signed-in");
    assert_eq!(shell[number(Status::Expired)], "expired");
    assert_eq!(shell[number(Status::Loading)], "loading");
    let declared = quoted(&interface("Auth")["status"]);
    assert_eq!(declared, shell.into_iter().collect());
}

/// The items of a list in a script, which begins after one mark and ends with another.
fn list(script: &str, from: &str, to: &str) -> Vec<String> {
    let (before, _) = script.split_once(to).unwrap_or_else(|| panic!("no `{to}`"));
    let (_, items) = before
        .rsplit_once(&format!("{from}["))
        .unwrap_or_else(|| panic!("no `{from}[`"));
    items
        .split(',')
        .map(|item| item.trim().trim_matches('"').to_owned())
        .collect()
}

#[test]
fn the_failures_of_an_exchange_are_numbered_alike_on_both_sides() {
    let shell = list(PLATFORM, "const ", "] = [0, 1, 2, 3, 4];");
    let rust = between(between(API, "const FAILURES:", ";\n\n"), "= [", "]");
    let rust: Vec<_> = rust
        .split(',')
        .map(|code| code.trim().trim_start_matches("ErrorCode::").to_owned())
        .collect();
    let pairs = [
        ("ABORTED", "Aborted"),
        ("TIMEOUT", "Timeout"),
        ("CALLBACK_FAILED", "CallbackFailed"),
        ("NETWORK", "Network"),
    ];
    assert_eq!(shell[pairs.len()..], ["UNSENDABLE"], "what lies beyond the table");
    for (index, (script, code)) in pairs.into_iter().enumerate() {
        assert_eq!((shell[index].as_str(), rust[index].as_str()), (script, code));
    }
}

/// What the shell checks: each option with its check, or with the checks of its own options.
fn checks(text: &str) -> BTreeMap<String, String> {
    entries(text, ',').into_iter().collect()
}

fn body(text: &str) -> &str {
    text.strip_prefix('{').unwrap().strip_suffix('}').unwrap()
}

#[test]
fn every_declared_option_is_checked_and_every_checked_option_is_declared() {
    let all = checks(between(OPTIONS, "const optionChecks = () => ({", "\n});"));
    let mut declared = names(&interface("AuthOptions"));
    declared.append(&mut names(&interface_in(WORKER_TYPES, "WorkerOptions")));
    assert_eq!(names(&all), declared);
    for (name, declared) in [
        ("login", "LoginOptions"),
        ("response", "ResponseOptions"),
        ("attach", "AttachOptions"),
        ("refresh", "RefreshOptions"),
        ("renew", "RenewOptions"),
        ("wait", "WaitOptions"),
    ] {
        assert_eq!(names(&checks(body(&all[name]))), names(&interface(declared)), "{name}");
    }
    let csrf = checks(body(&checks(body(&all["attach"]))["cookie"]));
    assert_eq!(names(&csrf), names(&interface("CsrfOptions")));
    let logout = interface("AuthOptions")["logout"].replace("| false | undefined", "");
    let logout: BTreeMap<_, _> = entries(body(logout.trim()), ';').into_iter().collect();
    assert_eq!(names(&checks(body(&all["logout"]))), names(&logout));
}

#[test]
fn the_choices_of_an_option_are_the_declared_ones() {
    let all = checks(between(OPTIONS, "const optionChecks = () => ({", "\n});"));
    let logout = interface("AuthOptions")["logout"].clone();
    let choices = [
        (&all["signedOut"], &interface("AuthOptions")["signedOut"]),
        (
            &checks(body(&all["login"]))["method"],
            &interface("LoginOptions")["method"],
        ),
        (
            &checks(body(&all["login"]))["encoding"],
            &interface("LoginOptions")["encoding"],
        ),
        (&checks(body(&all["logout"]))["method"], &logout),
        (
            &checks(body(&all["refresh"]))["method"],
            &interface("RefreshOptions")["method"],
        ),
        (
            &checks(body(&all["refresh"]))["encoding"],
            &interface("RefreshOptions")["encoding"],
        ),
        (&all["isolation"], &interface("Session")["isolation"]),
        (
            &checks(body(&all["attach"]))["redirects"],
            &interface("AttachOptions")["redirects"],
        ),
        (
            &between(OPTIONS, "const STORAGES = ", ";").to_owned(),
            &interface("AuthOptions")["storage"],
        ),
    ];
    for (check, declared) in choices {
        assert!(!quoted(check).is_empty(), "{check}");
        assert_eq!(quoted(check), quoted(declared));
    }
}

#[test]
fn a_declared_answer_of_the_app_is_read_member_by_member() {
    let members = [
        ("accessToken", "\"T\""),
        ("refreshToken", "\"R\""),
        ("expiresIn", "60"),
        ("expires", "1767225600"),
        ("user", "{\"id\":1}"),
    ];
    let declared = members.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names(&interface("TokenAnswer")), declared);
    let json: Vec<_> = members
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    let answer = read_tokens(&doc(&format!("{{{}}}", json.join(","))), false).unwrap();
    assert_eq!(answer.access_token.expose(), "T");
    assert_eq!(answer.refresh_token.unwrap().expose(), "R");
    assert_eq!(answer.expires_in, Some(60.0));
    assert_eq!(answer.expires.unwrap().0, 1_767_225_600_000.0);
    assert_eq!(show(&answer.user.unwrap()), "{\"id\":1}");
}

#[test]
fn the_places_in_an_answer_that_can_be_named_are_those_that_are_read() {
    let declared = names(&interface("ResponseOptions"));
    let all = interface("TokenAnswer")
        .into_keys()
        .chain(["parse".to_owned()])
        .collect();
    assert_eq!(declared, all);
}
