//! The demo page and the package as files.

use std::fs;

use tempfile::TempDir;

use crate::support::{Fixture, header, start, start_with};

struct Site {
    fixture: Fixture,
    _folder: TempDir,
}

async fn site(third_party: bool) -> Site {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["www/server/src", "www/SERVER", "www/a", "pkg", "docs"] {
        fs::create_dir_all(path(name)).unwrap();
    }
    let files = [
        ("www/index.html", "<!doctype html>home"),
        ("www/app.js", "export {};"),
        ("www/app.css", "body {}"),
        ("www/a/server", "fine"),
        ("www/server/Cargo.toml", "source"),
        ("www/server/src/main.rs", "source"),
        // On a file system that ignores case this is the same folder.
        ("www/SERVER/Cargo.toml", "source"),
        ("pkg/jotpass_bg.wasm", "\0asm"),
        ("pkg/index.js", "export {};"),
        ("docs/index.html", "<!doctype html>docs"),
        ("outside.txt", "outside"),
    ];
    for (name, text) in files {
        fs::write(path(name), text).unwrap();
    }
    let fixture = start_with(|config| {
        config.www = Some(path("www"));
        config.pkg = Some(path("pkg"));
        config.docs = Some(path("docs"));
        config.third_party_port = third_party.then_some(0);
    });
    Site {
        fixture: fixture.await,
        _folder: folder,
    }
}

#[tokio::test]
async fn files_have_their_media_types_and_are_checked_before_reuse() {
    let site = site(false).await;
    let files = [
        ("/", "text/html"),
        ("/app.js", "text/javascript"),
        ("/app.css", "text/css"),
        ("/pkg/index.js", "text/javascript"),
        ("/pkg/jotpass_bg.wasm", "application/wasm"),
        ("/docs/", "text/html"),
    ];
    for (path, media_type) in files {
        let answer = site.fixture.get(path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let found = header(&answer, "content-type").split(';').next().unwrap();
        assert_eq!(found, media_type, "{path}");
        assert_eq!(header(&answer, "cache-control"), "no-cache", "{path}");
    }
}

#[tokio::test]
async fn html_has_a_strict_policy_and_nothing_else_has_one() {
    let site = site(false).await;
    let page = site.fixture.get("/").send().await.unwrap();
    assert_eq!(
        header(&page, "content-security-policy"),
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    );
    let docs = site.fixture.get("/docs/").send().await.unwrap();
    assert_eq!(
        header(&docs, "content-security-policy"),
        header(&page, "content-security-policy")
    );
    let script = site.fixture.get("/app.js").send().await.unwrap();
    assert_eq!(header(&script, "content-security-policy"), "");
}

#[tokio::test]
async fn the_policy_lets_the_page_call_the_third_party() {
    let site = site(true).await;
    let page = site.fixture.get("/index.html").send().await.unwrap();
    let connect = format!("connect-src 'self' {};", site.fixture.server.third_party_url().unwrap());
    assert!(header(&page, "content-security-policy").contains(&connect));
}

#[tokio::test]
async fn the_servers_source_is_not_served_however_it_is_spelled() {
    let site = site(false).await;
    let spellings = [
        "/server/Cargo.toml",
        "/server/src/main.rs",
        "/server",
        "/server/",
        "//server/Cargo.toml",
        "/./server/Cargo.toml",
        "/%73erver/Cargo.toml",
        "/server%2FCargo.toml",
        "/%2Fserver/Cargo.toml",
        "/.%2Fserver/Cargo.toml",
        "/SERVER/Cargo.toml",
        "/a/../server/Cargo.toml",
        "/a/%2e%2e/server/Cargo.toml",
    ];
    for path in spellings {
        let answer = site
            .fixture
            .raw(&format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"))
            .await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
    }
    assert_eq!(site.fixture.get("/a/server").send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn nothing_outside_the_folders_is_served() {
    let site = site(false).await;
    let paths = [
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/a/../../outside.txt",
        "/..%2foutside.txt",
        "/..%5coutside.txt",
        "/pkg/../outside.txt",
        "/pkg/..%2foutside.txt",
        "/pkg/%2e%2e/%2e%2e/outside.txt",
        "/pkg/../www/server/Cargo.toml",
    ];
    for path in paths {
        let answer = site
            .fixture
            .raw(&format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"))
            .await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn without_folders_nothing_is_found() {
    let fixture = start().await;
    for path in ["/", "/index.html", "/pkg/index.js"] {
        assert_eq!(fixture.get(path).send().await.unwrap().status(), 404, "{path}");
    }
}
