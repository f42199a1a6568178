//! Texts that are no token, and what is wrong with each.

use jotpass::json::MAX_DEPTH;
use jotpass::token::Malformed::{self, Base64, Json, NotAnObject, Parts, TooDeep};

use crate::support::part;

/// `{"alg":"HS256"}`, which needs no padding.
const H: &str = "eyJhbGciOiJIUzI1NiJ9";
/// `{"sub":"ann"}`: two characters in the last group, so four bits to spare.
const P: &str = "eyJzdWIiOiJhbm4ifQ";
/// `{"alg":"none"}`: three characters in the last group, so two bits to spare.
const NONE: &str = "eyJhbGciOiJub25lIn0";
/// `sig`
const S: &str = "c2ln";

fn payload(bytes: impl AsRef<[u8]>) -> String {
    format!("{H}.{}.{S}", part(bytes))
}

fn header(bytes: impl AsRef<[u8]>) -> String {
    format!("{}.{P}.{S}", part(bytes))
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    open.repeat(depth) + "0" + &close.repeat(depth)
}

/// A title, the text, and what is wrong with it.
pub(crate) type Row = (&'static str, String, Malformed);

pub(crate) fn rows() -> Vec<Row> {
    [parts(), base64(), utf8(), json(), not_an_object(), too_deep()].concat()
}

fn parts() -> Vec<Row> {
    vec![
        ("nothing", String::new(), Parts),
        ("a word", "token".to_owned(), Parts),
        ("a dot", ".".to_owned(), Parts),
        ("a header", H.to_owned(), Parts),
        ("no signature part", format!("{H}.{P}"), Parts),
        ("four parts", format!("{H}.{P}.{S}.{S}"), Parts),
        ("six parts", format!("{H}.{S}.{S}.{S}.{S}.{S}"), Parts),
        ("six empty parts", ".....".to_owned(), Parts),
        ("a leading dot", format!(".{H}.{P}.{S}"), Parts),
        ("a trailing dot", format!("{H}.{P}.{S}."), Parts),
        ("two dots for one", format!("{H}..{P}.{S}"), Parts),
        ("another kind of dot", format!("{H}\u{3002}{P}\u{3002}{S}"), Parts),
        ("three empty parts", "..".to_owned(), Json),
        ("five empty parts", "....".to_owned(), Json),
        ("an empty header", format!(".{P}.{S}"), Json),
        ("an empty payload", format!("{H}..{S}"), Json),
        ("an empty header, encrypted", format!(".{S}.{S}.{S}.{S}"), Json),
    ]
}

fn base64() -> Vec<Row> {
    vec![
        ("a padded header", format!("{NONE}=.{P}."), Base64),
        ("a padded payload", format!("{H}.{P}==.{S}"), Base64),
        ("a half padded payload", format!("{H}.{P}=.{S}"), Base64),
        ("a padded signature", format!("{H}.{P}.c2lnbg=="), Base64),
        ("a padded tag, encrypted", format!("{H}.{S}.{S}.{S}.c2lnbg=="), Base64),
        ("padding where none is due", format!("{H}====.{P}.{S}"), Base64),
        ("padding alone", format!("{H}.{P}.="), Base64),
        ("padding inside", format!("{H}.eyJz=dWIiOiJhbm4ifQ.{S}"), Base64),
        ("encoded padding", format!("{H}.{P}%3D%3D.{S}"), Base64),
        ("a plus", format!("{H}.{P}.c2+n"), Base64),
        ("a slash", format!("{H}.{P}.c2/n"), Base64),
        ("a plus in the header", format!("+{H}.{P}.{S}"), Base64),
        ("a space in front", format!(" {H}.{P}.{S}"), Base64),
        ("a space behind", format!("{H}.{P}.{S} "), Base64),
        ("a space inside", format!("{H}.eyJz dWIiOiJhbm4ifQ.{S}"), Base64),
        ("a tab", format!("{H}.{P}.\t{S}"), Base64),
        ("a line feed behind", format!("{H}.{P}.{S}\n"), Base64),
        ("lines of a mail", format!("{H}.{P}.c2\r\nln"), Base64),
        ("a null byte", format!("{H}.{P}.c2\0n"), Base64),
        ("a scheme in front", format!("Bearer {H}.{P}.{S}"), Base64),
        ("quotes around", format!("\"{H}.{P}.{S}\""), Base64),
        ("an asterisk", format!("{H}.{P}.c2l*"), Base64),
        ("a tilde", format!("{H}.{P}.c2l~"), Base64),
        ("a comma", format!("{H}.{P}.c2,n"), Base64),
        ("a letter with an accent", format!("{H}.{P}.c2\u{e9}"), Base64),
        ("a wide letter", format!("{H}.{P}.\u{ff21}AAA"), Base64),
        ("an emoji", format!("\u{1f600}.{P}.{S}"), Base64),
        ("a byte order mark", format!("\u{feff}{H}.{P}.{S}"), Base64),
        ("one character", format!("{H}.{P}.c"), Base64),
        ("five characters", format!("{H}.{P}.c2lnc"), Base64),
        ("one character for a header", format!("e.{P}.{S}"), Base64),
        ("a payload cut in mid-byte", format!("{H}.eyJzd.{S}"), Base64),
        (
            "a key of one character, encrypted",
            format!("{H}.c.{S}.{S}.{S}"),
            Base64,
        ),
        (
            "four stray bits in the payload",
            format!("{H}.eyJzdWIiOiJhbm4ifR.{S}"),
            Base64,
        ),
        (
            "all stray bits in the payload",
            format!("{H}.eyJzdWIiOiJhbm4ifX.{S}"),
            Base64,
        ),
        (
            "two stray bits in the header",
            format!("eyJhbGciOiJub25lIn1.{P}."),
            Base64,
        ),
        ("four stray bits in the signature", format!("{H}.{P}.YR"), Base64),
        ("two stray bits in the signature", format!("{H}.{P}.YWJ"), Base64),
    ]
}

fn utf8() -> Vec<Row> {
    vec![
        ("an overlong slash, two bytes", payload(b"{\"a\":\"\xc0\xaf\"}"), Json),
        (
            "an overlong slash, three bytes",
            payload(b"{\"a\":\"\xe0\x80\xaf\"}"),
            Json,
        ),
        (
            "an overlong slash, four bytes",
            payload(b"{\"a\":\"\xf0\x80\x80\xaf\"}"),
            Json,
        ),
        ("an overlong null", payload(b"{\"a\":\"\xc0\x80\"}"), Json),
        ("a high surrogate", payload(b"{\"a\":\"\xed\xa0\x80\"}"), Json),
        ("a low surrogate", payload(b"{\"a\":\"\xed\xb0\x80\"}"), Json),
        (
            "a pair of surrogates",
            payload(b"{\"a\":\"\xed\xa0\xbd\xed\xb8\x80\"}"),
            Json,
        ),
        ("the first of two bytes", payload(b"{\"a\":\"\xc3\"}"), Json),
        ("the first two of three bytes", payload(b"{\"a\":\"\xe2\x82\"}"), Json),
        (
            "the first three of four bytes",
            payload(b"{\"a\":\"\xf0\x9f\x98\"}"),
            Json,
        ),
        ("a text that ends in mid-character", payload(b"{\"a\":\"\xf0\x9f"), Json),
        ("a continuation byte alone", payload(b"{\"a\":\"\x80\"}"), Json),
        ("the byte 0xFE", payload(b"{\"a\":\"\xfe\"}"), Json),
        ("the byte 0xFF", payload(b"{\"a\":\"\xff\"}"), Json),
        (
            "beyond the last code point",
            payload(b"{\"a\":\"\xf4\x90\x80\x80\"}"),
            Json,
        ),
        ("a five-byte form", payload(b"{\"a\":\"\xf8\x88\x80\x80\x80\"}"), Json),
        ("Latin-1", payload(b"{\"a\":\"caf\xe9\"}"), Json),
        ("UTF-16 with its mark", payload(b"\xff\xfe{\0}\0"), Json),
        ("a header that is not UTF-8", header(b"{\"alg\":\"\xff\"}"), Json),
        (
            "an encrypted one's header",
            format!("{}.{S}.{S}.{S}.{S}", part(b"\xff")),
            Json,
        ),
        ("random bytes", payload(b"\x9d\xb8\xdf\xb4\x97\x99\xe0\x25"), Json),
    ]
}

fn json() -> Vec<Row> {
    vec![
        ("UTF-16 without a mark", payload(b"{\0}\0"), Json),
        ("a byte order mark in the payload", payload("\u{feff}{}"), Json),
        (
            "a byte order mark in the header",
            header("\u{feff}{\"alg\":\"HS256\"}"),
            Json,
        ),
        ("white space", payload(" \n"), Json),
        ("a bracket", payload("{"), Json),
        ("a cut object", payload(r#"{"sub":"ann""#), Json),
        ("a cut string", payload(r#"{"sub":"an"#), Json),
        ("a cut word", payload(r#"{"sub":tru}"#), Json),
        ("a trailing comma", payload(r#"{"sub":"ann",}"#), Json),
        ("a trailing comma in a list", payload(r#"{"aud":["a",]}"#), Json),
        ("a comma alone", payload("{,}"), Json),
        ("no comma", payload(r#"{"a":1 "b":2}"#), Json),
        ("no colon", payload(r#"{"a" 1}"#), Json),
        ("no value", payload(r#"{"a":}"#), Json),
        ("brackets that do not match", payload(r#"{"a":[1}"#), Json),
        ("a bracket too many", payload("{}}"), Json),
        ("two documents", payload("{}{}"), Json),
        ("words behind", payload("{} and more"), Json),
        ("NaN", payload(r#"{"exp":NaN}"#), Json),
        ("Infinity", payload(r#"{"exp":Infinity}"#), Json),
        ("minus Infinity", payload(r#"{"exp":-Infinity}"#), Json),
        ("undefined", payload(r#"{"exp":undefined}"#), Json),
        ("another language's true", payload(r#"{"admin":True}"#), Json),
        ("single quotes", payload("{'sub':'ann'}"), Json),
        ("a name without quotes", payload(r#"{sub:"ann"}"#), Json),
        ("a comment", payload("{} // signed"), Json),
        ("a comment inside", payload("{/* nothing */}"), Json),
        ("a leading zero", payload(r#"{"exp":01}"#), Json),
        ("a plus sign", payload(r#"{"exp":+1}"#), Json),
        ("a point in front", payload(r#"{"exp":.5}"#), Json),
        ("a point behind", payload(r#"{"exp":1.}"#), Json),
        ("an empty exponent", payload(r#"{"exp":1e}"#), Json),
        ("a hexadecimal number", payload(r#"{"exp":0x10}"#), Json),
        ("a minus sign alone", payload(r#"{"exp":-}"#), Json),
        ("a line feed in a string", payload("{\"a\":\"b\nc\"}"), Json),
        ("a null byte in a string", payload("{\"a\":\"\0\"}"), Json),
        ("an escape that is none", payload(r#"{"a":"\x41"}"#), Json),
        ("a short escape", payload(r#"{"a":"\u12"}"#), Json),
        ("a string that never ends", payload(r#"{"a":"\"}"#), Json),
        ("a space that is none to JSON", payload("\u{a0}{}"), Json),
        ("a vertical tab", payload("\u{b}{}"), Json),
        ("a text", payload("Payload"), Json),
        ("a page", payload("<html></html>"), Json),
        ("a header that is no JSON", header("alg=HS256"), Json),
        (
            "an encrypted one's header",
            format!("{}.{S}.{S}.{S}.{S}", part("{")),
            Json,
        ),
    ]
}

fn not_an_object() -> Vec<Row> {
    vec![
        ("a list", payload("[]"), NotAnObject),
        ("a list of an object", payload(r#"[{"sub":"ann"}]"#), NotAnObject),
        ("a string", payload("\"ann\""), NotAnObject),
        ("a number", payload("1300819380"), NotAnObject),
        ("null", payload("null"), NotAnObject),
        ("true", payload("true"), NotAnObject),
        ("false", payload("false"), NotAnObject),
        ("a header that is a list", header("[]"), NotAnObject),
        ("a header that is null", header("null"), NotAnObject),
        ("a header that is a string", header("\"HS256\""), NotAnObject),
    ]
}

fn too_deep() -> Vec<Row> {
    let lists = nested("[", "]", MAX_DEPTH);
    let objects = nested("{\"a\":", "}", MAX_DEPTH + 1);
    vec![
        (
            "a level of lists too many",
            payload(format!("{{\"a\":{lists}}}")),
            TooDeep,
        ),
        ("a level of objects too many", payload(&objects), TooDeep),
        (
            "lists and objects",
            payload(nested("{\"a\":[", "]}", MAX_DEPTH / 2 + 1)),
            TooDeep,
        ),
        ("a list too deep", payload(nested("[", "]", MAX_DEPTH + 1)), TooDeep),
        ("a hundred thousand levels", payload(nested("[", "]", 100_000)), TooDeep),
        (
            "a hundred thousand that never close",
            payload("[".repeat(100_000)),
            TooDeep,
        ),
        ("a header too deep", header(&objects), TooDeep),
        (
            "deep behind an escaped quote",
            payload(format!(r#"{{"q":"\"","a":{lists}}}"#)),
            TooDeep,
        ),
        (
            "deep behind an escaped backslash",
            payload(format!(r#"{{"q":"\\","a":{lists}}}"#)),
            TooDeep,
        ),
    ]
}
