//! How JSON values are read: the same in the browser's own parser and in the stand-in of the native tests, so that what
//! the other tests show in one world holds in the other.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use jotpass::json::{Json as _, MAX_DEPTH, is_shallow};
use support::{Doc, cases, doc, number, show};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn members(text: &str) -> Vec<(String, String, bool)> {
    let members = doc(text).members().into_iter();
    members
        .map(|member| (member.name, member.text, member.is_string))
        .collect()
}

#[test]
fn what_is_no_json_is_nothing() {
    for text in [
        "",
        " ",
        "{",
        "]",
        "{}{}",
        "nul",
        "'a'",
        "01",
        "+1",
        ".5",
        "1.",
        "\u{feff}{}",
        "\"\n\"",
        "[1,]",
        "NaN",
    ] {
        assert!(Doc::parse(text).is_none(), "{text}");
    }
}

#[test]
fn every_kind_of_value_is_json_at_the_root() {
    for text in [
        "null",
        "true",
        "false",
        "0",
        "-1.5",
        "\"a\"",
        "[]",
        "{}",
        "[1,[2],{\"a\":3}]",
    ] {
        assert_eq!(show(&doc(text)), text);
        assert_eq!(show(&doc(&format!("\t\r\n {text} \n"))), text);
    }
}

#[test]
fn a_path_leads_through_objects_and_arrays() {
    let value = doc(r#"{"a":{"b":[{"c":"d"},"e"]},"":"empty","0":"zero"}"#);
    let paths = [("a.b.0.c", "d"), ("a.b.1", "e"), ("", "empty"), ("0", "zero")];
    for (path, text) in paths {
        assert_eq!(value.text(path).as_deref(), Some(text), "{path}");
    }
    assert_eq!(doc(r#"["x"]"#).text("0").as_deref(), Some("x"));
}

#[test]
fn a_path_that_leads_nowhere_gives_nothing() {
    let value = doc(r#"{"a":{"b":[1,null]},"n":null,"s":"text"}"#);
    let paths = [
        "x", "a.x", "a.b.2", "a.b.1", "a.b.01", "a.b.-1", "n", "n.x", "s.0", "s.x", "a.", ".a", "a..b", "",
    ];
    for path in paths {
        assert!(value.at(path).is_none(), "{path}");
    }
}

#[test]
fn a_path_leads_to_own_members_only() {
    for path in [
        "toString",
        "constructor",
        "__proto__",
        "__proto__.x",
        "hasOwnProperty",
        "valueOf.name",
        "s.big",
    ] {
        assert!(doc(r#"{"s":"text"}"#).at(path).is_none(), "{path}");
    }
    assert_eq!(
        doc(r#"{"__proto__":{"x":"own"}}"#).text("__proto__.x").as_deref(),
        Some("own")
    );
}

#[test]
fn the_members_of_an_object_come_in_order() {
    let expected = [
        ("z".to_owned(), "text \"quoted\"".to_owned(), true),
        ("a".to_owned(), "1.5".to_owned(), false),
        ("n".to_owned(), "null".to_owned(), false),
        ("m".to_owned(), "{\"y\":[null,true],\"x\":\"\"}".to_owned(), false),
        ("é".to_owned(), String::new(), true),
    ];
    let text = r#"{"z":"text \"quoted\"","a":1.50,"n":null,"m":{"y":[null,true],"x":""},"é":""}"#;
    assert_eq!(members(text), expected);
}

#[test]
fn what_is_no_object_has_no_members() {
    for text in [
        "null",
        "true",
        "7",
        "[]",
        "[1]",
        "[null]",
        "[{}]",
        r#"["ab"]"#,
        r#"[{"a":1}]"#,
    ] {
        assert_eq!(members(text), [], "{text}");
    }
}

#[test]
fn only_a_string_has_a_text() {
    assert_eq!(doc("\"a\\u00e9\"").as_string().as_deref(), Some("aé"));
    assert_eq!(Doc::from_text("a\"é\0").as_string().as_deref(), Some("a\"é\0"));
    for text in ["null", "true", "7", "[]", "{}"] {
        assert_eq!(doc(text).as_string(), None, "{text}");
    }
}

#[test]
fn a_number_may_be_quoted() {
    let numbers = [
        ("7", Some(7.0)),
        ("-0.5", Some(-0.5)),
        ("1e3", Some(1000.0)),
        ("1E+3", Some(1000.0)),
        ("1e999", None),
        ("\"7\"", Some(7.0)),
        ("\" 7\\n\"", Some(7.0)),
        ("\"+7\"", Some(7.0)),
        ("\".5\"", Some(0.5)),
        ("\"5.\"", Some(5.0)),
        ("\"1e3\"", Some(1000.0)),
        ("\"1e999\"", None),
        ("\"\"", None),
        ("\" \"", None),
        ("\"7s\"", None),
        ("\"7 8\"", None),
        ("\"1_000\"", None),
        ("\"1,000\"", None),
        ("\"nan\"", None),
        ("\"inf\"", None),
        ("\"-Infinity\"", None),
        ("null", None),
        ("true", None),
        ("[7]", None),
        ("{}", None),
    ];
    for (text, expected) in numbers {
        assert_eq!(doc(text).as_number(), expected, "{text}");
    }
}

#[test]
fn only_an_object_is_one() {
    assert!(doc("{}").is_object());
    for text in ["null", "true", "7", "\"{}\"", "[]", "[{}]"] {
        assert!(!doc(text).is_object(), "{text}");
    }
}

#[test]
fn of_duplicate_names_the_last_counts_in_the_place_of_the_first() {
    assert_eq!(show(&doc(r#"{"a":1,"b":2,"a":{"c":3}}"#)), r#"{"a":{"c":3},"b":2}"#);
}

#[test]
fn dates_are_read_to_the_millisecond() {
    let dates = [
        ("2026-01-01T00:00:00Z", Some(1_767_225_600_000.0)),
        ("2026-01-01T00:00:00.5Z", Some(1_767_225_600_500.0)),
        ("2026-01-01T00:00:00.123Z", Some(1_767_225_600_123.0)),
        ("2025-12-31T19:00:00-05:00", Some(1_767_225_600_000.0)),
        ("2026-01-01", Some(1_767_225_600_000.0)),
        ("Thu, 01 Jan 2026 00:00:00 GMT", Some(1_767_225_600_000.0)),
        ("1969-12-31T23:59:59Z", Some(-1000.0)),
        ("2024-02-29T00:00:00Z", Some(1_709_164_800_000.0)),
        ("", None),
        ("soon", None),
        ("1h", None),
        ("2026-13-01T00:00:00Z", None),
        ("2026-01-01T25:00:00Z", None),
    ];
    for (text, expected) in dates {
        assert_eq!(Doc::parse_date(text), expected, "{text}");
    }
}

#[test]
fn any_json_is_shown_as_it_was_written() {
    cases(1000, |random| {
        let text = random.json(4);
        assert_eq!(show(&doc(&text)), text, "seed {}", random.seed);
    });
}

#[test]
fn the_depth_of_a_text_is_that_of_its_brackets_outside_strings() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(is_shallow(nested(MAX_DEPTH)));
    assert!(!is_shallow(nested(MAX_DEPTH + 1)));
    assert!(is_shallow(format!("\"{}\"", nested(MAX_DEPTH + 1))));
    assert!(is_shallow(format!("\"\\\"{}\"", nested(MAX_DEPTH + 1))));
    assert!(!is_shallow(format!("\"\\\\\"{}", nested(MAX_DEPTH + 1))));
    // Outside a string a backslash escapes nothing; the text is no JSON, but it is not deep either way.
    assert!(!is_shallow(format!("\\\"\"{}", nested(MAX_DEPTH + 1))));
}

#[test]
fn no_bracket_is_missed_wherever_it_stands() {
    for filler in [" ", "\u{1}", "z", "\u{7f}", "}", "é"] {
        for before in 0..16 {
            for between in 0..16 {
                let opened =
                    |depth| filler.repeat(before) + &format!("{{{}[", filler.repeat(between)).repeat(depth / 2);
                let is_closing = filler == "}" && between > 0;
                assert_eq!(
                    is_shallow(opened(MAX_DEPTH + 2)),
                    is_closing,
                    "{filler} {before} {between}"
                );
                assert!(is_shallow(opened(MAX_DEPTH)), "{filler} {before} {between}");
            }
        }
    }
}

#[test]
fn a_text_that_nests_too_deep_is_not_parsed() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(Doc::parse(&nested(MAX_DEPTH)).is_some());
    assert!(Doc::parse(&nested(MAX_DEPTH + 1)).is_none());
}

#[test]
fn brackets_that_close_too_often_give_no_depth_away() {
    let text = "]".repeat(10) + &"[".repeat(MAX_DEPTH + 1);
    assert!(!is_shallow(text));
}

#[test]
fn a_number_is_found_at_the_end_of_a_path() {
    assert_eq!(number(&doc(r#"{"a":[{"b":"12"}]}"#), "a.0.b"), Some(12.0));
}
