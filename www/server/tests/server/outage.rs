//! `/demo/down`: the API is away for a while, pages and log are not.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Fixture, body, header, start, start_with};

async fn down(fixture: &Fixture, seconds: u64) -> StatusCode {
    let request = fixture.post("/demo/down").json(&json!({ "seconds": seconds }));
    request.send().await.unwrap().status()
}

#[tokio::test]
async fn calls_get_no_answer_until_the_time_is_over_and_are_logged_without_a_status() {
    let fixture = start().await;
    let tokens = fixture.sign_in().await;
    assert_eq!(down(&fixture, 10).await, 204);
    for path in ["/api/something", "/api/token/refresh", "/api/nothing"] {
        assert_eq!(
            fixture.raw(&format!("POST {path} HTTP/1.1\r\nhost: x\r\n\r\n")).await,
            ""
        );
        let entry = fixture.last_entry().await;
        assert_eq!((&entry["path"], &entry["status"]), (&json!(path), &Value::Null));
    }
    fixture.pass(9);
    assert!(fixture.get("/api/public").send().await.is_err());
    fixture.pass(1);
    assert_eq!(fixture.knock(&tokens.access).await, 200);
}

#[tokio::test]
async fn a_refresh_token_sent_meanwhile_is_not_spent() {
    let fixture = start().await;
    let tokens = fixture.sign_in().await;
    down(&fixture, 10).await;
    let bearer = || fixture.post("/api/token/refresh").bearer_auth(&tokens.refresh).send();
    assert!(bearer().await.is_err());
    fixture.pass(10);
    body(bearer().await.unwrap(), 200).await;
}

#[tokio::test]
async fn pages_and_log_go_on_and_zero_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "<!doctype html>").unwrap();
    let fixture = start_with(|config| config.www = Some(folder.path().to_owned())).await;
    down(&fixture, 60).await;
    for path in ["/", "/demo.json", "/api/log"] {
        assert_eq!(fixture.get(path).send().await.unwrap().status(), 200, "{path}");
    }
    assert_eq!(down(&fixture, 0).await, 204);
    body(fixture.get("/api/public").send().await.unwrap(), 200).await;
}

#[tokio::test]
async fn a_minute_is_the_most_and_only_json_will_do() {
    let fixture = start().await;
    let post = || fixture.post("/demo/down");
    for request in [
        post().json(&json!({ "seconds": 61 })),
        post().json(&json!({ "seconds": -1 })),
        post().json(&json!({})),
        post().header("content-type", "text/plain").body(r#"{"seconds":10}"#),
        post().form(&[("seconds", "10")]),
        post(),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(body(answer, 400).await["error"], "invalid_request");
    }
    body(fixture.get("/demo/down").send().await.unwrap(), 405).await;
    body(fixture.get("/api/public").send().await.unwrap(), 200).await;
}

#[tokio::test]
async fn no_other_origin_passes_the_preflight_not_even_a_listed_one() {
    let fixture = start_with(|config| config.third_party_port = Some(0)).await;
    let preflight = fixture
        .request(Method::OPTIONS, "/demo/down")
        .header("origin", fixture.server.third_party_url().unwrap())
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type");
    let answer = preflight.send().await.unwrap();
    assert_eq!(header(&answer, "access-control-allow-origin"), "");
    assert_eq!(answer.status(), 405);
}
