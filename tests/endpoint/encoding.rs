//! `application/x-www-form-urlencoded` and the query, against the URL standard: in the browser against the platform's
//! own `URLSearchParams`.

use jotpass::json::Member;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::login;
use crate::support::{cases, doc};

/// One name and value as a form.
fn form(name: &str, text: &str) -> String {
    let options = doc(r#"{"tokenUrl":"https://id.example/","login":{"method":"POST","encoding":"form"}}"#);
    let plan = login(&options, &[Member::new(name, text)]).ok();
    plan.and_then(|plan| plan.body).unwrap()
}

/// The same, by whoever knows it best.
#[cfg(target_arch = "wasm32")]
fn reference(name: &str, text: &str) -> String {
    let form = js_sys::Function::new_with_args("name, text", "return new URLSearchParams([[name, text]]).toString()");
    let form = form.call2(&wasm_bindgen::JsValue::NULL, &name.into(), &text.into());
    form.unwrap().as_string().unwrap()
}

/// The same, by the letter of section 5.2.
#[cfg(not(target_arch = "wasm32"))]
fn reference(name: &str, text: &str) -> String {
    let encode = |text: &str| -> String {
        let stays = |c: char| c.is_ascii_alphanumeric() || "*-._".contains(c);
        let byte = |byte: u8| match char::from(byte) {
            ' ' => "+".to_owned(),
            c if stays(c) => c.to_string(),
            _ => format!("%{byte:02X}"),
        };
        text.bytes().map(byte).collect()
    };
    encode(name) + "=" + &encode(text)
}

/// The address of a request with credentials in its query.
fn queried(url: &str, credentials: &[Member]) -> String {
    let options = format!("{{\"tokenUrl\":\"{url}\",\"login\":{{\"method\":\"GET\",\"encoding\":\"query\"}}}}");
    login(&doc(&options), credentials).ok().unwrap().url
}

#[test]
fn every_ascii_character_is_encoded_as_the_url_standard_says() {
    for byte in 0..0x80_u8 {
        let text = char::from(byte).to_string();
        assert_eq!(form("name", &text), reference("name", &text), "{byte:#x}");
        assert_eq!(form(&text, "text"), reference(&text, "text"), "{byte:#x}");
    }
}

#[test]
fn these_characters_and_no_others_stay_in_a_form() {
    let stay: String = (0..0x80_u8)
        .map(char::from)
        .filter(|c| form("", &c.to_string()) == format!("={c}"))
        .collect();
    assert_eq!(
        stay,
        "*-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
    );
}

#[test]
fn a_form_is_utf8() {
    assert_eq!(form("é", "€ 😀"), "%C3%A9=%E2%82%AC+%F0%9F%98%80");
    assert_eq!(form("a+b", "c%20d&e=f"), "a%2Bb=c%2520d%26e%3Df");
}

#[test]
fn any_text_is_encoded_as_the_url_standard_says() {
    cases(1000, |random| {
        let (name, text) = (random.text(10), random.text(30));
        assert_eq!(form(&name, &text), reference(&name, &text), "seed {}", random.seed);
    });
}

#[test]
fn a_query_goes_behind_the_one_there_is() {
    let urls = [
        ("https://a.example", "https://a.example?"),
        ("https://a.example/b", "https://a.example/b?"),
        ("https://a.example/b?c=d", "https://a.example/b?c=d&"),
        ("https://a.example/b?c=d?e", "https://a.example/b?c=d?e&"),
        (
            "https://a.example/%7e%zz?q=a%20b+c&&=&d",
            "https://a.example/%7e%zz?q=a%20b+c&&=&d&",
        ),
    ];
    for (url, before) in urls {
        let added = queried(url, &[Member::new("user name", "a.b~c+d/e="), Member::new("x", "1")]);
        assert_eq!(added, format!("{before}user+name=a.b%7Ec%2Bd%2Fe%3D&x=1"));
    }
}

#[test]
fn nothing_to_add_changes_nothing() {
    for url in ["https://a.example/b", "https://a.example/b?", "https://a.example/b?c"] {
        assert_eq!(queried(url, &[]), url);
    }
}
