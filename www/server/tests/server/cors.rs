//! Which other origins may call the API.

use axum::http::{HeaderName, HeaderValue};
use jotpass_server::Config;
use reqwest::{Method, Response};

use crate::support::{Fixture, header, start, start_with};

const LISTED: &str = "http://127.0.0.1:5173";

fn listed(config: &mut Config) {
    config.allow_origins = vec![HeaderValue::from_static(LISTED)];
}

async fn preflight(fixture: &Fixture, origin: &str) -> Response {
    let request = fixture
        .request(Method::OPTIONS, "/api/something")
        .header("origin", origin)
        .header("access-control-request-method", "PUT")
        .header(
            "access-control-request-headers",
            "authorization,content-type,x-access-token",
        );
    request.send().await.unwrap()
}

#[tokio::test]
async fn a_listed_origin_passes_the_preflight_with_credentials() {
    let fixture = start_with(listed).await;
    let answer = preflight(&fixture, LISTED).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(header(&answer, "access-control-allow-origin"), LISTED);
    assert_eq!(header(&answer, "access-control-allow-credentials"), "true");
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
        assert!(
            header(&answer, "access-control-allow-methods").contains(method),
            "{method}"
        );
    }
    for name in [
        "x-access-token",
        "authorization",
        "content-type",
        "username",
        "password",
    ] {
        assert!(header(&answer, "access-control-allow-headers").contains(name), "{name}");
    }
    assert!(!header(&answer, "access-control-allow-headers").contains('*'));
}

#[tokio::test]
async fn an_origin_that_is_not_listed_is_not_named() {
    let fixture = start_with(listed).await;
    for origin in [
        "http://127.0.0.1:5174",
        "http://127.0.0.1:5173.evil.test",
        "https://127.0.0.1:5173",
        "null",
    ] {
        let answers = [
            preflight(&fixture, origin).await,
            fixture
                .get("/api/public")
                .header("origin", origin)
                .send()
                .await
                .unwrap(),
        ];
        for answer in answers {
            assert_eq!(header(&answer, "access-control-allow-origin"), "", "{origin}");
        }
    }
    let nobody = start().await;
    assert_eq!(
        header(&preflight(&nobody, LISTED).await, "access-control-allow-origin"),
        ""
    );
}

#[tokio::test]
async fn answers_vary_by_origin_and_expose_nothing() {
    let fixture = start_with(listed).await;
    for origin in [LISTED, "http://b.test"] {
        let answer = fixture
            .get("/api/something")
            .header("origin", origin)
            .send()
            .await
            .unwrap();
        assert!(header(&answer, "vary").to_lowercase().contains("origin"));
        assert_eq!(header(&answer, "access-control-expose-headers"), "");
    }
}

#[tokio::test]
async fn errors_can_be_read_by_a_listed_origin() {
    let fixture = start_with(|config| {
        listed(config);
        config.faults = true;
    })
    .await;
    fixture
        .fault(serde_json::json!({ "path": "/api/public", "kind": "status", "status": 503 }))
        .await;
    for (path, status) in [("/api/something", 401), ("/api/nothing", 404), ("/api/public", 503)] {
        let answer = fixture.get(path).header("origin", LISTED).send().await.unwrap();
        assert_eq!(answer.status(), status);
        assert_eq!(header(&answer, "access-control-allow-origin"), LISTED);
    }
}

#[tokio::test]
async fn exposed_headers_are_those_that_were_asked_for() {
    let fixture = start_with(|config| {
        listed(config);
        config.expose_headers = vec![
            HeaderName::from_static("date"),
            HeaderName::from_static("www-authenticate"),
        ];
    })
    .await;
    let answer = fixture
        .get("/api/something")
        .header("origin", LISTED)
        .send()
        .await
        .unwrap();
    assert_eq!(
        header(&answer, "access-control-expose-headers"),
        "date,www-authenticate"
    );
}

#[tokio::test]
async fn the_third_partys_pages_may_call_too() {
    let fixture = start_with(|config| config.third_party_port = Some(0)).await;
    let origin = fixture.server.third_party_url().unwrap();
    assert_eq!(
        header(&preflight(&fixture, &origin).await, "access-control-allow-origin"),
        origin
    );
}
