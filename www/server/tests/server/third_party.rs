//! The origin run by somebody else.

use jotpass_server::Config;
use reqwest::Method;
use serde_json::json;

use crate::support::{Fixture, body, header, start_with};

async fn start() -> Fixture {
    start_with(|config: &mut Config| config.third_party_port = Some(0)).await
}

#[tokio::test]
async fn it_says_hello_to_any_method_at_any_path() {
    let fixture = start().await;
    for (method, path) in [
        (Method::GET, "/"),
        (Method::POST, "/api/something"),
        (Method::DELETE, "/a/b?c=d"),
    ] {
        let answer = fixture
            .third_party(method, path)
            .header("origin", "http://a.test")
            .send()
            .await
            .unwrap();
        assert_eq!(header(&answer, "access-control-allow-origin"), "*");
        assert_eq!(body(answer, 200).await["message"], "hello from somebody else");
    }
}

#[tokio::test]
async fn its_preflight_allows_whatever_is_asked() {
    let fixture = start().await;
    let preflight = fixture
        .third_party(Method::OPTIONS, "/x")
        .header("origin", "http://a.test")
        .header("access-control-request-method", "PURGE")
        .header("access-control-request-headers", "x-access-token,x-anything");
    let answer = preflight.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(header(&answer, "access-control-allow-methods"), "PURGE");
    assert_eq!(
        header(&answer, "access-control-allow-headers"),
        "x-access-token,x-anything"
    );
    assert_eq!(header(&answer, "access-control-allow-origin"), "*");
    assert_eq!(header(&answer, "access-control-allow-credentials"), "");
}

#[tokio::test]
async fn whatever_came_with_a_call_is_in_the_main_origins_log() {
    let fixture = start().await;
    let request = |path| fixture.third_party(Method::POST, path);
    let cases = [
        (request("/a"), json!([])),
        (
            request("/a").header("x-access-token", "canary"),
            json!(["x-access-token"]),
        ),
        (request("/a").bearer_auth("canary"), json!(["bearer"])),
        (request("/a").header("authorization", "canary"), json!(["bearer"])),
        (request("/a").basic_auth("a", Some("canary")), json!(["bearer"])),
        (request("/a?access_token=canary"), json!(["query"])),
        (request("/a").form(&[("access_token", "canary")]), json!(["form"])),
    ];
    for (request, transports) in cases {
        request.send().await.unwrap();
        let entry = fixture.last_entry().await;
        assert_eq!(
            (&entry["origin"], &entry["status"]),
            (&json!("third-party"), &json!(200))
        );
        assert_eq!(entry["transports"], transports);
        assert!(!entry.to_string().contains("canary"), "{entry}");
    }
}

#[tokio::test]
async fn everything_is_logged_there_preflights_and_log_lookalikes_too() {
    let fixture = start().await;
    fixture.third_party(Method::OPTIONS, "/a").send().await.unwrap();
    let answer = fixture.third_party(Method::GET, "/api/log").send().await.unwrap();
    assert_eq!(body(answer, 200).await["message"], "hello from somebody else");
    let seen: Vec<_> = fixture
        .log()
        .await
        .iter()
        .map(|entry| (entry["method"].clone(), entry["path"].clone()))
        .collect();
    assert_eq!(
        seen,
        [(json!("OPTIONS"), json!("/a")), (json!("GET"), json!("/api/log"))]
    );
}
