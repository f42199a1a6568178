//! How what tabs share is written, and what is believed of what is read.

use jotpass::session::{Claim, Holder, Row, SignedOutReason};
use jotpass::token::UnixMillis;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::kit::{RULES, START, Tab, json_of, nobody};
use crate::support::{Doc, Random, cases, doc, jwt, show};

fn read(text: &str) -> Option<Row<Doc>> {
    Row::read(&doc(text))
}

/// A row as this version writes it.
const GOOD: &str = r#"[1,5,2,1750000003000,null,7,"a","r",{"id":1},1750000000000,1750000600000]"#;

#[test]
fn a_row_is_a_list_that_begins_with_its_version() {
    let mut tab = Tab::open(RULES);
    let pass = tab.pass_of(r#"{"token":"a","refresh_token":"r","user":{"id":1},"expires_in":600}"#);
    tab.login_with(2, pass);
    tab.settle();
    let row = Row {
        claim: Some(Claim {
            by: 2,
            until: UnixMillis(START + 3000.0),
        }),
        ..tab.row.clone().unwrap()
    };
    let expected = r#"[1,1,2,1750000003000,null,270369,"a","r",{"id":1},1750000000000,1750000600000]"#;
    assert_eq!(show(&json_of(&row)), expected);
}

#[test]
fn what_there_is_not_is_null() {
    let mut tab = Tab::open(RULES);
    let pass = tab.pass_of(r#"{"token":"a"}"#);
    tab.login_with(2, pass);
    let row = tab.settle();
    assert_eq!(row, ["tell", "settle 2"]);
    let expected = r#"[1,1,null,null,null,270369,"a",null,null,1750000000000,null]"#;
    assert_eq!(show(&json_of(tab.row.as_ref().unwrap())), expected);
    let expected = r#"[1,3,null,null,1,null,null,null,null,null,null]"#;
    assert_eq!(show(&json_of(&nobody(3, SignedOutReason::Refused))), expected);
}

#[test]
fn what_was_written_is_read_again() {
    let texts = [
        GOOD,
        r#"[1,4294967295,null,null,null,0,"a",null,null,1750000000000,null]"#,
        r#"[1,0,0,1750000003000,null,4294967295,"a",null,"ann",1750000000000,1750000600000]"#,
        r#"[1,4,null,null,0,null,null,null,null,null,null]"#,
        r#"[1,4,2,1750000003000,1,null,null,null,null,null,null]"#,
    ];
    for text in texts {
        assert_eq!(show(&json_of(&read(text).unwrap())), text);
    }
}

#[test]
fn every_part_comes_back() {
    let token = jwt(r#"{"sub":"ann"}"#);
    let row = read(&GOOD.replace("\"a\"", &format!("\"{token}\""))).unwrap();
    assert_eq!(row.generation, 5);
    let claim = row.claim.unwrap();
    assert_eq!((claim.by, claim.until), (2, UnixMillis(1.750_000_003e12)));
    let Holder::Somebody(pass) = row.holder else {
        panic!("somebody is signed in");
    };
    assert_eq!(pass.token().expose(), token);
    assert_eq!(pass.refresh_token().unwrap().expose(), "r");
    let session = pass.session();
    assert_eq!(session.claims.as_ref().map(show).as_deref(), Some(r#"{"sub":"ann"}"#));
    assert_eq!(session.user.as_ref().map(show).as_deref(), Some(r#"{"id":1}"#));
    assert_eq!(
        (session.received_at, session.expires_at),
        (1.75e12, Some(1.750_000_6e12))
    );
}

#[test]
fn why_nobody_is_signed_in_comes_back() {
    let reason = |number: u32| match read(&format!("[1,4,null,null,{number},null,null,null,null,null,null]"))?.holder {
        Holder::Nobody(reason) => Some(reason),
        Holder::Somebody(_) => None,
    };
    assert_eq!(reason(0), Some(SignedOutReason::Logout));
    assert_eq!(reason(1), Some(SignedOutReason::Refused));
    // It was another tab's logout for a third one too.
    assert_ne!(reason(2), Some(SignedOutReason::Refused));
}

/// Every row that is none: what is wrong is named by what is put in the place of what.
fn damaged() -> Vec<String> {
    let whole = [
        "null",
        "true",
        "0",
        "1",
        "\"\"",
        "\"[1,5]\"",
        "{}",
        "[]",
        "[null]",
        "[[]]",
        "[1]",
        "[1,5]",
        "[1,5,null]",
        r#"{"version":1,"generation":5}"#,
        r#"{"0":2,"1":5}"#,
    ];
    let versions = ["0", "2", "-1", "1.5", "null", "true", "\"one\"", "[]", "[1]", "{}"];
    let generations = [
        "-1",
        "1.5",
        "4294967296",
        "1e300",
        "null",
        "\"\"",
        "\"five\"",
        "false",
        "[5]",
        "{}",
    ];
    let logins = ["-1", "0.5", "4294967296", "null", "\"x\"", "true", "[]"];
    let tokens = ["0", "\"\"", "\"a b\"", "\"a\\nb\"", "\"\u{e9}\"", "[]", "{}", "true"];
    let times = ["null", "\"soon\"", "true", "[]", "{}"];
    let ends = ["\"soon\"", "true", "[]", "{}"];
    let mut rows: Vec<String> = whole.map(str::to_owned).into();
    rows.extend(versions.map(|value| GOOD.replacen("[1,", &format!("[{value},"), 1)));
    rows.extend(generations.map(|value| GOOD.replacen(",5,", &format!(",{value},"), 1)));
    rows.extend(logins.map(|value| GOOD.replacen(",7,", &format!(",{value},"), 1)));
    rows.extend(tokens.map(|value| GOOD.replacen("\"a\"", value, 1)));
    rows.extend(tokens.map(|value| GOOD.replacen("\"r\"", value, 1)));
    rows.extend(times.map(|value| GOOD.replacen(",1750000000000,", &format!(",{value},"), 1)));
    rows.extend(ends.map(|value| GOOD.replacen(",1750000600000]", &format!(",{value}]"), 1)));
    rows.extend(
        ["-1", "3", "0.5", "null", "\"x\"", "[]"]
            .map(|value| format!("[1,4,null,null,{value},null,null,null,null,null,null]")),
    );
    rows
}

#[test]
fn a_damaged_row_is_no_row() {
    let rows = damaged();
    assert!(rows.len() >= 40, "{}", rows.len());
    let believed: Vec<_> = rows.iter().filter(|row| read(row).is_some()).collect();
    assert!(believed.is_empty(), "{believed:#?}");
}

#[test]
fn a_damaged_claim_is_none_or_makes_the_row_none() {
    for (by, until) in [
        ("null", "5"),
        ("2", "null"),
        ("-1", "5"),
        ("0.5", "5"),
        ("\"x\"", "5"),
        ("2", "{}"),
    ] {
        let text = format!("[1,5,{by},{until},0,7,\"a\",null,null,1750000000000,null]");
        assert!(read(&text).is_none_or(|row| row.claim.is_none()), "{text}");
    }
}

#[test]
fn a_row_that_was_changed_at_random_is_read_or_not_but_never_breaks_a_tab() {
    cases(3000, |random: &mut Random| {
        let mut bytes = GOOD.as_bytes().to_vec();
        for _ in 0..=random.below(4) {
            let at = random.below(bytes.len());
            match random.below(3) {
                0 => bytes[at] = *random.pick(b"0123456789[]{},\"ane.-+:tru"),
                1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, *random.pick(b"0123456789[]{},\"ane.-+:tru")),
            }
        }
        let Some(row) = String::from_utf8(bytes).ok().and_then(|text| {
            use jotpass::json::Json as _;
            Doc::parse(&text)
        }) else {
            return;
        };
        let mut tab = Tab::new(RULES);
        tab.write(Row::read(&row));
        tab.start();
        tab.settle();
        tab.after(1e9);
        tab.settle();
        let deadline = tab.deadline();
        assert!(
            deadline.is_none_or(|left| left > 0.0),
            "seed {}: {deadline:?} of {}",
            random.seed,
            show(&row)
        );
    });
}

#[test]
fn no_value_at_all_is_read_as_a_row_by_accident() {
    cases(2000, |random: &mut Random| {
        let value = random.json(4);
        assert!(read(&value).is_none(), "seed {}: {value}", random.seed);
    });
}

#[test]
fn no_token_shows_in_what_is_logged_of_a_row() {
    let row = read(&GOOD.replace("\"a\"", "\"canary-1\"").replace("\"r\"", "\"canary-2\"")).unwrap();
    assert!(!format!("{row:?}").contains("canary"));
}
