//! What a token is: decoding, what is said of a text that is none, and the secret.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "data/malformed_tokens.rs"]
mod malformed_tokens;
mod support;

use jotpass::json::{Json as _, MAX_DEPTH, is_shallow};
use jotpass::token::{self, Jwt, Malformed, Secret};
use support::{Doc, Random, cases, doc, items, jwt, number, part, show};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// In a browser, in both ways: that of a session's token, and that of a text from the page.
fn decode(token: &str) -> Result<Jwt<Doc>, Malformed> {
    let jwt = token::decode(token);
    #[cfg(target_arch = "wasm32")]
    {
        let text = js_sys::JsString::from(token);
        let from_page = jotpass::browser::jwt::decode(&text.split("."), text.length() as usize);
        let shown = |jwt: &Result<Jwt<Doc>, _>| {
            let jwt = jwt.as_ref().map_err(|malformed: &Malformed| *malformed)?;
            Ok::<_, Malformed>((show(&jwt.header), jwt.claims.as_ref().map(show)))
        };
        assert_eq!(shown(&from_page), shown(&jwt));
    }
    jwt
}

fn claims(json: impl AsRef<[u8]>) -> Doc {
    decode(&jwt(json)).unwrap().claims.unwrap()
}

fn malformed(token: &str) -> Option<Malformed> {
    decode(token).err()
}

#[test]
fn the_tokens_of_the_rfcs_decode() {
    for row in items(
        &doc(&format!("{{\"all\":{}}}", include_str!("data/rfc_tokens.json"))),
        "all",
    ) {
        let from = row.text("from").unwrap();
        let jwt: Result<Jwt<Doc>, _> = decode(&row.text("token").unwrap());
        match (jwt, row.text("malformed")) {
            (Ok(jwt), None) => {
                assert_eq!(show(&jwt.header), show(&row.at("header").unwrap()), "{from}");
                assert_eq!(
                    jwt.claims.as_ref().map(show),
                    row.at("claims").as_ref().map(show),
                    "{from}"
                );
            }
            (jwt, expected) => assert_eq!(jwt.err().map(Malformed::as_str), expected.as_deref(), "{from}"),
        }
    }
}

#[test]
fn every_malformed_token_is_told_what_is_wrong() {
    for (title, token, expected) in malformed_tokens::rows() {
        assert_eq!(malformed(&token), Some(expected), "{title}");
    }
}

#[test]
fn the_table_of_malformed_tokens_is_no_shorter_than_promised() {
    let mut tokens: Vec<_> = malformed_tokens::rows().into_iter().map(|row| row.1).collect();
    tokens.sort();
    tokens.dedup();
    assert!(tokens.len() >= 60, "{}", tokens.len());
}

#[test]
fn what_is_wrong_first_from_left_to_right_is_told() {
    let (bad_utf8, bad_json, good) = (part(b"\xff"), part("{"), part("{}"));
    let cases = [
        (format!("{bad_utf8}.{bad_json}.="), Malformed::Json),
        (format!("{bad_json}.{bad_utf8}.="), Malformed::Json),
        (format!("{good}.{bad_utf8}.="), Malformed::Json),
        (format!("{good}.{good}.="), Malformed::Base64),
        (format!("=.{good}"), Malformed::Parts),
    ];
    for (token, expected) in cases {
        assert_eq!(malformed(&token), Some(expected), "{token}");
    }
}

#[test]
fn texts_beyond_ascii_come_back_letter_for_letter() {
    let texts = [
        "é ñ ß Ω Я",
        "€ ₿ 日本語 한국어 ไทย",
        "😀 𝒳 𠀀 \u{10ffff}",
        "e\u{301} n\u{303} \u{1100}\u{1161}\u{11a8}",
        "שלום مرحبا \u{202e}sdrawkcab\u{202c}",
        "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇪🇺",
        "\u{feff}\u{fffd}\u{2028}\u{2029}\u{7f}",
        "a\0b \u{1} \u{1f} \t \r\n \" \\ /",
    ];
    for text in texts {
        let quoted = serde_json::to_string(text).unwrap();
        let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
        let claims = claims(format!("{{\"plain\":{quoted},\"escaped\":\"{escaped}\",{quoted}:7}}"));
        assert_eq!(claims.text("plain").as_deref(), Some(text));
        assert_eq!(claims.text("escaped").as_deref(), Some(text), "{escaped}");
        assert_eq!(number(&claims, text), Some(7.0), "{text}");
    }
}

#[test]
fn half_a_surrogate_pair_becomes_the_replacement_character() {
    assert_eq!(claims(r#"{"a":"b\ud800c"}"#).text("a").as_deref(), Some("b\u{fffd}c"));
}

#[test]
fn numbers_of_every_kind_are_read() {
    let numbers = [
        ("1300819380", Some(1_300_819_380.0)),
        ("1300819380.75", Some(1_300_819_380.75)),
        ("1.30081938e9", Some(1_300_819_380.0)),
        ("-1", Some(-1.0)),
        ("0", Some(0.0)),
        ("9007199254740993", Some(9_007_199_254_740_992.0)),
        ("123456789012345678901234567890", Some(1.234_567_890_123_456_8e29)),
        ("1e308", Some(1e308)),
        ("1e-400", Some(0.0)),
        ("1e999", None),
        ("-1e999", None),
        ("\"1300819380\"", Some(1_300_819_380.0)),
        ("\" 12.5 \"", Some(12.5)),
        ("\"1e3\"", Some(1000.0)),
        ("\"\"", None),
        ("\" \"", None),
        ("\"soon\"", None),
        ("\"1e999\"", None),
        ("\"NaN\"", None),
        ("\"Infinity\"", None),
        ("true", None),
        ("null", None),
        ("[1]", None),
        ("{}", None),
    ];
    for (text, expected) in numbers {
        assert_eq!(
            number(&claims(format!("{{\"exp\":{text}}}")), "exp"),
            expected,
            "{text}"
        );
    }
}

#[test]
fn a_number_too_large_to_be_one_does_not_spoil_the_other_claims() {
    assert_eq!(
        claims(r#"{"exp":1e999,"sub":"ann"}"#).text("sub").as_deref(),
        Some("ann")
    );
}

#[test]
fn of_duplicate_names_the_last_counts() {
    let claims = claims(r#"{"sub":"ann","n":{"a":1},"sub":"bob","n":{"b":2}}"#);
    assert_eq!(show(&claims), r#"{"sub":"bob","n":{"b":2}}"#);
}

#[test]
fn a_claim_named_like_a_part_of_the_language_is_only_a_claim() {
    let claims = claims(r#"{"__proto__":{"admin":true},"constructor":"c","hasOwnProperty":"h"}"#);
    assert!(claims.at("admin").is_none());
    assert!(claims.at("toString").is_none());
    assert_eq!(claims.text("hasOwnProperty").as_deref(), Some("h"));
    assert_eq!(claims.text("constructor").as_deref(), Some("c"));
}

#[test]
fn white_space_around_the_json_is_allowed() {
    assert_eq!(show(&claims(" \t\r\n{ \"a\" : [ 1 , 2 ] }\r\n")), r#"{"a":[1,2]}"#);
}

#[test]
fn a_payload_of_a_megabyte_decodes() {
    let long = "0123456789abcdef".repeat(65_536);
    let claims = claims(format!(r#"{{"long":"{long}","sub":"ann"}}"#));
    assert_eq!(claims.text("long").unwrap().len(), 1 << 20);
    assert_eq!(claims.text("sub").as_deref(), Some("ann"));
}

#[test]
fn a_payload_as_deep_as_the_limit_decodes() {
    let lists = format!("{{\"a\":{}7{}}}", "[".repeat(MAX_DEPTH - 1), "]".repeat(MAX_DEPTH - 1));
    let path = "a".to_owned() + &".0".repeat(MAX_DEPTH - 1);
    assert_eq!(number(&claims(lists), &path), Some(7.0));

    let objects = format!("{}7{}", "{\"a\":".repeat(MAX_DEPTH), "}".repeat(MAX_DEPTH));
    let path = vec!["a"; MAX_DEPTH].join(".");
    assert_eq!(number(&claims(objects), &path), Some(7.0));
}

#[test]
fn brackets_in_strings_do_not_nest() {
    let brackets = "[{".repeat(1000);
    let texts = [
        format!("{{\"a\":\"{brackets}\"}}"),
        format!("{{\"{brackets}\":1}}"),
        format!("{{\"a\":\"\\\"{brackets}\"}}"),
        format!("{{\"a\":\"\\\\\\\"{brackets}\"}}"),
    ];
    for text in texts {
        assert!(is_shallow(text.as_bytes()), "{}", &text[..20]);
        assert_eq!(malformed(&jwt(&text)), None, "{}", &text[..20]);
    }
}

#[test]
fn brackets_side_by_side_do_not_nest() {
    let wide = format!("{{\"a\":[{}0]}}", "[{}],".repeat(1000));
    assert_eq!(malformed(&jwt(wide)), None);
}

#[test]
fn the_parts_of_an_encrypted_token_may_be_empty() {
    // RFC 7518, section 4.5: with `dir` there is no encrypted key.
    let header = part(r#"{"alg":"dir","enc":"A128GCM"}"#);
    let jwt: Jwt<Doc> = decode(&format!("{header}..NZrU98U4QNO0y-u6.HSq5CvlmkUT1BPqLGZ4.1A")).unwrap();
    assert_eq!(jwt.header.text("alg").as_deref(), Some("dir"));
    assert!(jwt.claims.is_none());
}

#[test]
fn what_was_encoded_decodes_to_itself() {
    cases(500, |random| {
        let (header, claims) = (random.json_object(2), random.json_object(4));
        let token = format!("{}.{}.{}", part(&header), part(&claims), part(random.bytes(64)));
        let jwt: Jwt<Doc> = decode(&token).unwrap();
        assert_eq!(show(&jwt.header), header, "seed {}", random.seed);
        assert_eq!(show(&jwt.claims.unwrap()), claims, "seed {}", random.seed);
    });
}

#[test]
fn no_text_makes_the_decoder_panic() {
    cases(5000, |random| {
        let token = match random.below(4) {
            0 => random.text(60),
            1 => vec![part(random.bytes(30)); random.below(7)].join("."),
            2 => jwt(random.bytes(60)),
            _ => spoiled(random),
        };
        if let Ok(jwt) = decode(&token) {
            // What decodes can be read to the end.
            assert!(show(&jwt.header).starts_with('{'), "seed {}", random.seed);
        }
    });
}

/// A good token of which a few characters were changed, lost or doubled.
fn spoiled(random: &mut Random) -> String {
    let mut token: Vec<char> = jwt(random.json_object(3)).chars().collect();
    for _ in 0..=random.below(3) {
        let at = random.below(token.len());
        match random.below(4) {
            0 => token[at] = *random.pick(&['.', '=', '-', '_', '+', 'A', 'z', '\u{e9}', ' ']),
            1 => token.truncate(at + 1),
            2 => token.insert(at, *random.pick(&['.', 'e', '0', '\n'])),
            _ => token.swap(at, 0),
        }
    }
    token.into_iter().collect()
}

#[test]
fn a_secret_says_nothing_of_itself() {
    let secret = Secret::new("canary-0123456789".to_owned());
    assert_eq!(format!("{secret:?}"), "[secret]");
    assert_eq!(format!("{secret:#?}"), "[secret]");
    assert_eq!(secret.expose(), "canary-0123456789");
}

#[test]
fn a_token_that_a_header_can_carry_is_visible_ascii() {
    let visible: String = ('!'..='~').collect();
    assert_eq!(Secret::checked(&visible).unwrap().expose(), visible);
    for text in [
        "",
        " ",
        "a b",
        "a\t",
        "\nb",
        "a\0",
        "a\u{7f}",
        "\u{e9}",
        "a\u{a0}",
        "token\u{200b}",
    ] {
        assert!(Secret::checked(text).is_none(), "{text:?}");
    }
}
