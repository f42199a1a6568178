//! The table of `data/allow_list.json`, and each rule by its name.
//!
//! The URLs are parsed by the `url` crate natively and by the browser's own parser in the browser. Both are held to the
//! same expectations, so a row on which they differed would fail in one of the two. `e2e/allow_list.spec.mjs` sends the
//! same rows and looks at what arrives.

use std::collections::BTreeMap;

use jotpass::attach::{AllowList, Place, Verdict};
use serde::Deserialize;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[derive(Deserialize)]
struct Table {
    /// The address of the page that makes the requests.
    page: String,
    /// What an app may write into `attach.to`, by name.
    lists: BTreeMap<String, Vec<String>>,
    rows: Vec<Row>,
}

/// What becomes of one URL. Two more members matter only to the end-to-end test: `sent` is false where fetch sends nothing
/// to a server, and `inQuery` differs from `attached` where `auth.url()` does, which knows WebSockets too.
#[derive(Deserialize)]
struct Row {
    list: String,
    /// The page's `<base href>`, where it has one.
    base: Option<String>,
    url: String,
    attached: bool,
    why: String,
}

impl Table {
    fn read() -> Self {
        serde_json::from_str(include_str!("../data/allow_list.json")).expect("the table is JSON of this shape")
    }

    fn list(&self, name: &str) -> AllowList {
        let entries = self.lists.get(name).unwrap_or_else(|| panic!("no list `{name}`"));
        list_on(&self.page, entries)
    }

    /// The place a fetch of the row's URL is aimed at; `None` for what is no URL.
    fn target(&self, row: &Row) -> Option<Place> {
        let page = platform::parse(&self.page, None).expect("the page has an address");
        let base = match &row.base {
            Some(base) => platform::parse(base, Some(&page)).expect("the base has an address"),
            None => page,
        };
        Some(platform::place(&platform::parse(&row.url, Some(&base))?))
    }
}

/// The platform's URL parser, and the two things the shell takes from a URL (see `places.js`).
#[cfg(not(target_arch = "wasm32"))]
mod platform {
    use url::{Position, Url};

    use super::Place;

    pub(super) fn parse(text: &str, base: Option<&Url>) -> Option<Url> {
        Url::options().base_url(base).parse(text).ok()
    }

    pub(super) fn place(url: &Url) -> Place {
        Place {
            origin: format!("{}://{}", url.scheme(), &url[Position::BeforeHost..Position::AfterPort]),
            path: url.path().to_owned(),
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod platform {
    use web_sys::Url;

    use super::Place;

    pub(super) fn parse(text: &str, base: Option<&Url>) -> Option<Url> {
        match base {
            Some(base) => Url::new_with_base(text, &base.href()),
            None => Url::new(text),
        }
        .ok()
    }

    pub(super) fn place(url: &Url) -> Place {
        Place {
            origin: format!("{}//{}", url.protocol(), url.host()),
            path: url.pathname(),
        }
    }
}

fn list_on(page: &str, entries: &[impl AsRef<str>]) -> AllowList {
    let page = platform::parse(page, None);
    let place = |entry: &str| platform::parse(entry, page.as_ref()).map(|url| platform::place(&url));
    let places = entries
        .iter()
        .map(|entry| place(entry.as_ref()).expect("an entry is a URL"));
    AllowList::new(places.collect())
}

/// How a list of these entries judges a URL.
fn judge(entries: &[&str], url: &str) -> Verdict {
    let place = platform::place(&platform::parse(url, None).expect("a URL"));
    list_on("http://app.example.test/", entries).judge(&place.origin, &place.path)
}

#[test]
fn every_row_of_the_table_is_judged_right() {
    let table = Table::read();
    let mut wrong = Vec::new();
    for row in &table.rows {
        let list = table.list(&row.list);
        let target = table.target(row);
        let is_listed = target
            .as_ref()
            .is_some_and(|place| list.judge(&place.origin, &place.path) == Verdict::Listed);
        if is_listed != row.attached {
            wrong.push(format!("{}: {:?} is {target:?}; {}", row.list, row.url, row.why));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} rows are judged wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_table_is_large_and_uses_every_list_both_ways() {
    let table = Table::read();
    assert!(table.rows.len() >= 80, "{} rows", table.rows.len());
    for (name, entries) in &table.lists {
        let outcomes = table
            .rows
            .iter()
            .filter(|row| row.list == *name)
            .map(|row| row.attached);
        let (yes, no): (Vec<_>, Vec<_>) = outcomes.partition(|attached| *attached);
        assert!(!no.is_empty(), "{name}: every URL is listed");
        assert_eq!(yes.is_empty(), entries.is_empty(), "{name}");
    }
}

#[test]
fn an_empty_list_lists_nothing() {
    assert_eq!(judge(&[], "https://api.test/"), Verdict::OtherOrigin);
    assert_eq!(
        AllowList::default().judge("https://api.test", "/"),
        Verdict::OtherOrigin
    );
    assert_eq!(AllowList::default().judge("", ""), Verdict::OtherOrigin);
}

#[test]
fn an_origin_is_compared_whole() {
    let entry = ["https://api.test"];
    assert_eq!(judge(&entry, "https://api.test/x"), Verdict::Listed);
    for other in [
        "http://api.test/x",
        "https://api.test:444/x",
        "https://api.test.evil.test/x",
        "https://evil-api.test/x",
        "https://a.api.test/x",
        "https://test/x",
    ] {
        assert_eq!(judge(&entry, other), Verdict::OtherOrigin, "{other}");
    }
}

#[test]
fn an_origin_without_a_path_holds_every_path() {
    for path in ["", "/", "//", "/../x", "/..%2fx", "/a/b?c#d", "/%"] {
        let url = format!("https://api.test{path}");
        assert_eq!(judge(&["https://api.test"], &url), Verdict::Listed, "{url}");
    }
}

#[test]
fn a_borrowed_origin_is_none() {
    for url in [
        "blob:https://api.test/1",
        "filesystem:https://api.test/1",
        "data:https://api.test/1",
    ] {
        assert_eq!(judge(&["https://api.test"], url), Verdict::OtherOrigin, "{url}");
    }
}

#[test]
fn a_folder_holds_itself_and_whole_segments_below() {
    let entry = ["https://api.test/api"];
    for inside in ["/api", "/api/", "/api/a", "/api//a", "/api?x", "/api#x"] {
        assert_eq!(
            judge(&entry, &format!("https://api.test{inside}")),
            Verdict::Listed,
            "{inside}"
        );
    }
    for outside in ["/", "/ap", "/apis", "/api.x", "/api%2fa", "/API", "//api", "/x/api"] {
        assert_eq!(
            judge(&entry, &format!("https://api.test{outside}")),
            Verdict::OtherPath,
            "{outside}"
        );
    }
}

#[test]
fn a_folder_with_a_slash_does_not_hold_the_name_without() {
    let entry = ["https://api.test/api/"];
    assert_eq!(judge(&entry, "https://api.test/api/"), Verdict::Listed);
    assert_eq!(judge(&entry, "https://api.test/api/a"), Verdict::Listed);
    assert_eq!(judge(&entry, "https://api.test/api"), Verdict::OtherPath);
}

#[test]
fn a_path_that_climbs_after_decoding_is_outside() {
    let dots = ["..", "%2e.", ".%2E", "%2e%2e", "%252e%252e", "%25252e."];
    let ends = [
        "/x",
        "%2fx",
        "%2Fx",
        "%5cx",
        "\\x",
        "%252fx",
        "%25%32%66x",
        ";/x",
        ";a=b/x",
        "%3b/x",
        "",
    ];
    for (dots, end) in dots.iter().flat_map(|dots| ends.map(|end| (dots, end))) {
        for start in ["", "a%2f", "a%5c", "a%252f"] {
            let url = format!("https://api.test/api/{start}{dots}{end}");
            assert_eq!(judge(&["https://api.test/api"], &url), Verdict::OtherPath, "{url}");
        }
    }
}

#[test]
fn dots_that_are_part_of_a_name_climb_nowhere() {
    for path in [
        "a..",
        "..a",
        "a..b",
        "...",
        ".",
        ".%2fa",
        "a;..",
        "a%2f...%2fb",
        "..%",
        "..%2",
        "..%zz",
        "%2e%2e%2e",
    ] {
        let url = format!("https://api.test/api/{path}");
        assert_eq!(judge(&["https://api.test/api"], &url), Verdict::Listed, "{url}");
    }
}

#[test]
fn an_entry_may_climb_for_it_is_resolved_like_any_url() {
    let entry = ["https://api.test/a/../b"];
    assert_eq!(judge(&entry, "https://api.test/b/x"), Verdict::Listed);
    assert_eq!(judge(&entry, "https://api.test/a/x"), Verdict::OtherPath);
}

#[test]
fn one_entry_of_many_is_enough() {
    let entries = ["https://a.test/1", "https://b.test", "https://a.test/2"];
    for (url, verdict) in [
        ("https://a.test/1/x", Verdict::Listed),
        ("https://a.test/2/x", Verdict::Listed),
        ("https://b.test/3/x", Verdict::Listed),
        ("https://a.test/3/x", Verdict::OtherPath),
        ("https://c.test/1/x", Verdict::OtherOrigin),
    ] {
        assert_eq!(judge(&entries, url), verdict, "{url}");
    }
}

#[test]
fn an_odd_path_is_judged_without_harm() {
    let list = list_on("http://app.example.test/", &["https://api.test/api"]);
    for path in [
        "",
        "%",
        "/api%",
        "/api/%",
        "/api/%2",
        "/api/%2e%2",
        "/api/%%%",
        "/api/\u{e4}%c3",
        "no slash",
    ] {
        assert_ne!(list.judge("https://api.test", path), Verdict::OtherOrigin, "{path}");
    }
    // Neither the stack nor the patience ends before a URL does.
    for part in ["%", "%25", "25", "%2", "../", "a"] {
        let path = format!("/api/%{}", part.repeat(100_000));
        assert_ne!(list.judge("https://api.test", &path), Verdict::OtherOrigin, "{part}");
    }
}

/// Everything of the origin, but for an endpoint.
fn all_but_the_endpoint() -> AllowList {
    let place = |path: &str| Place {
        origin: "https://api.test".to_owned(),
        path: path.to_owned(),
    };
    AllowList::new(vec![place("/")]).without(vec![place("/api/Token")])
}

#[test]
fn an_endpoint_is_off_the_list_however_its_path_is_written() {
    let list = all_but_the_endpoint();
    for path in [
        "/api/Token",
        "/api/token",
        "/API/TOKEN/",
        "//api///token",
        "/api/%74oken",
        "/api/%2574oken",
        "/api%2ftoken",
        "/api\\token",
        "/api/x/..%2ftoken",
        "/api/%2e/token",
        "/%2e%2e/api/token",
        "/api/token;v=1",
        "/api;a/token;b/",
        "/api/token%3fx",
        "/api/token%23x",
    ] {
        assert_eq!(list.judge("https://api.test", path), Verdict::Endpoint, "{path}");
    }
}

#[test]
fn what_is_beside_an_endpoint_stays_on_the_list() {
    let list = all_but_the_endpoint();
    for path in [
        "/",
        "/api",
        "/api/tokens",
        "/api/token/x",
        "/token",
        "/api/to/ken",
        "/api/token%",
        "",
    ] {
        assert_eq!(list.judge("https://api.test", path), Verdict::Listed, "{path}");
    }
    assert_eq!(list.judge("https://other.test", "/api/token"), Verdict::OtherOrigin);
    // Neither the stack nor the patience ends before a URL does.
    let path = format!("/{}", "%25../;".repeat(50_000));
    assert_eq!(list.judge("https://api.test", &path), Verdict::Listed);
}
