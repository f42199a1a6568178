//! `/faults`: answers that are late, wrong, cut short or missing, when a test asks for them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Fixture, Tokens, body, header, start, start_with};

async fn faulty() -> Fixture {
    start_with(|config| config.faults = true).await
}

#[tokio::test]
async fn without_the_option_there_are_no_switches() {
    let fixture = start().await;
    for (method, path) in [
        (Method::POST, "/faults"),
        (Method::GET, "/faults"),
        (Method::DELETE, "/faults"),
        (Method::POST, "/faults/release"),
    ] {
        let fault = json!({ "path": "/api/public", "kind": "drop" });
        let answer = fixture.request(method, path).json(&fault).send().await.unwrap();
        body(answer, 404).await;
    }
    body(fixture.get("/api/public").send().await.unwrap(), 200).await;
}

#[tokio::test]
async fn a_status_comes_with_a_json_error_and_retry_after_in_both_forms() {
    let fixture = faulty().await;
    let date = "Wed, 21 Oct 2026 07:28:00 GMT";
    for (status, retry_after, expected) in [
        (503, json!(2), "2"),
        (429, json!(date), date),
        (429, json!("7"), "7"),
        (500, Value::Null, ""),
    ] {
        let fault = json!({
            "path": "/api/public", "kind": "status", "status": status, "retryAfter": retry_after, "times": 1,
        });
        fixture.fault(fault).await;
        let answer = fixture.get("/api/public").send().await.unwrap();
        assert_eq!(header(&answer, "retry-after"), expected);
        assert!(body(answer, status).await["error"].is_string());
    }
    body(fixture.get("/api/public").send().await.unwrap(), 200).await;
}

#[tokio::test]
async fn html_comes_where_json_was_expected() {
    let fixture = faulty().await;
    fixture
        .fault(json!({ "path": "/api/token", "method": "POST", "kind": "html", "times": 1 }))
        .await;
    let answer = fixture.post("/api/token").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(header(&answer, "content-type").starts_with("text/html"));
    assert!(answer.text().await.unwrap().starts_with("<!doctype html>"));
}

#[tokio::test]
async fn a_truncated_answer_is_whole_as_http_and_broken_as_json() {
    let fixture = faulty().await;
    let tokens = fixture.sign_in().await;
    fixture
        .fault(json!({ "path": "/api/token/refresh", "kind": "truncate", "times": 1 }))
        .await;
    let answer = fixture.refresh(&tokens.refresh).await;
    assert_eq!(
        (answer.status().as_u16(), header(&answer, "content-type")),
        (200, "application/json")
    );
    let text = answer.text().await.unwrap();
    assert!(
        text.starts_with('{') && serde_json::from_str::<Value>(&text).is_err(),
        "{text}"
    );
    // The request was handled: the token is spent, as after a real loss.
    body(fixture.refresh(&tokens.refresh).await, 400).await;
}

#[tokio::test]
async fn a_redirect_leads_where_it_was_told_to() {
    let fixture = faulty().await;
    let to = "http://127.0.0.1:1/elsewhere";
    fixture
        .fault(json!({ "path": "/api/public", "kind": "redirect", "to": to, "times": 1 }))
        .await;
    fixture
        .fault(json!({ "path": "/api/public", "kind": "redirect", "to": to, "status": 307, "times": 1 }))
        .await;
    for status in [302, 307] {
        let answer = fixture.get("/api/public").send().await.unwrap();
        assert_eq!((answer.status().as_u16(), header(&answer, "location")), (status, to));
    }
}

#[tokio::test]
async fn a_dropped_connection_gives_no_answer_and_is_logged_without_a_status() {
    let fixture = faulty().await;
    fixture
        .fault(json!({ "path": "/api/public", "kind": "drop", "times": 1 }))
        .await;
    assert_eq!(fixture.raw("GET /api/public HTTP/1.1\r\nhost: x\r\n\r\n").await, "");
    assert_eq!(fixture.last_entry().await["status"], Value::Null);
    body(fixture.get("/api/public").send().await.unwrap(), 200).await;
}

#[tokio::test]
async fn a_hanging_answer_waits_for_its_release() {
    let fixture = faulty().await;
    let tokens = fixture.sign_in().await;
    fixture
        .fault(json!({ "path": "/api/token/refresh", "kind": "hang", "times": 1 }))
        .await;
    let fields = json!({ "refresh_token": tokens.refresh });
    let held = tokio::spawn(fixture.post("/api/token/refresh").json(&fields).send());
    fixture.held(1).await;
    assert!(!held.is_finished());
    // Its request has been handled, so that a logout now comes after the renewal at the server, before it at the client.
    fixture
        .post("/api/logout")
        .bearer_auth(&tokens.access)
        .send()
        .await
        .unwrap();
    assert_eq!(fixture.post("/faults/release").send().await.unwrap().status(), 204);
    let renewed = Tokens::of(&body(held.await.unwrap().unwrap(), 200).await);
    assert_eq!(fixture.knock(&renewed.access).await, 401);
}

#[tokio::test]
async fn a_request_on_hold_is_handled_when_it_is_released() {
    let fixture = faulty().await;
    let tokens = fixture.sign_in().await;
    fixture
        .fault(json!({ "path": "/api/token/refresh", "kind": "hold", "times": 1 }))
        .await;
    let fields = json!({ "refresh_token": tokens.refresh });
    let held = tokio::spawn(fixture.post("/api/token/refresh").json(&fields).send());
    fixture.held(1).await;
    // Nothing is spent yet, so that this comes first at the server too.
    body(fixture.refresh(&tokens.refresh).await, 200).await;
    fixture.post("/faults/release").send().await.unwrap();
    assert_eq!(body(held.await.unwrap().unwrap(), 400).await["error"], "invalid_grant");
}

#[tokio::test]
async fn clearing_lets_hanging_answers_go_and_forgets_the_rest() {
    let fixture = faulty().await;
    fixture.fault(json!({ "path": "/api/public", "kind": "hang" })).await;
    let held: Vec<_> = (0..3)
        .map(|_| tokio::spawn(fixture.get("/api/public").send()))
        .collect();
    fixture.held(3).await;
    assert_eq!(
        fixture
            .request(Method::DELETE, "/faults")
            .send()
            .await
            .unwrap()
            .status(),
        204
    );
    for answer in held {
        body(answer.await.unwrap().unwrap(), 200).await;
    }
    body(fixture.get("/api/public").send().await.unwrap(), 200).await;
}

#[tokio::test]
async fn a_delayed_answer_comes_by_itself_or_when_released() {
    let fixture = faulty().await;
    fixture
        .fault(json!({ "path": "/api/public", "kind": "delay", "ms": 1, "times": 1 }))
        .await;
    body(fixture.get("/api/public").send().await.unwrap(), 200).await;
    fixture
        .fault(json!({ "path": "/api/public", "kind": "delay", "ms": 3_600_000 }))
        .await;
    let held = tokio::spawn(fixture.get("/api/public").send());
    fixture.held(1).await;
    fixture.post("/faults/release").send().await.unwrap();
    body(held.await.unwrap().unwrap(), 200).await;
}

#[tokio::test]
async fn faults_meet_their_path_and_method_only_oldest_first_and_as_often_as_told() {
    let fixture = faulty().await;
    let status = |method: &'static str, status| json!({ "path": "/api/public", "method": method, "kind": "status", "status": status, "times": 2 });
    fixture.fault(status("GET", 500)).await;
    fixture.fault(status("get", 503)).await;
    let get = async |path| fixture.get(path).send().await.unwrap().status().as_u16();
    assert_eq!(get("/api/public/").await, 404);
    assert_eq!(fixture.post("/api/public").send().await.unwrap().status(), 405);
    let mut met = Vec::new();
    for _ in 0..5 {
        met.push(get("/api/public?a=b").await);
    }
    assert_eq!(met, [500, 500, 503, 503, 200]);
}

#[tokio::test]
async fn without_times_a_fault_stays_and_is_listed_until_cleared() {
    let fixture = faulty().await;
    fixture
        .fault(json!({ "path": "/api/public", "kind": "status", "status": 500 }))
        .await;
    for _ in 0..3 {
        body(fixture.get("/api/public").send().await.unwrap(), 500).await;
    }
    let expected = json!({ "faults": [{ "path": "/api/public", "kind": "status", "status": 500 }], "held": 0 });
    assert_eq!(body(fixture.get("/faults").send().await.unwrap(), 200).await, expected);
    fixture.request(Method::DELETE, "/faults").send().await.unwrap();
    body(fixture.get("/api/public").send().await.unwrap(), 200).await;
}

#[tokio::test]
async fn files_can_be_faulty_too() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("jotpass_bg.wasm"), "\0asm").unwrap();
    let fixture = start_with(|config| {
        config.faults = true;
        config.pkg = Some(folder.path().to_owned());
    })
    .await;
    fixture
        .fault(json!({ "path": "/pkg/jotpass_bg.wasm", "kind": "status", "status": 503, "times": 1 }))
        .await;
    assert_eq!(fixture.get("/pkg/jotpass_bg.wasm").send().await.unwrap().status(), 503);
    assert_eq!(fixture.get("/pkg/jotpass_bg.wasm").send().await.unwrap().status(), 200);
    fixture
        .fault(json!({ "path": "/pkg/jotpass_bg.wasm", "kind": "truncate", "times": 1 }))
        .await;
    let cut = fixture.get("/pkg/jotpass_bg.wasm").send().await.unwrap();
    assert_eq!(cut.bytes().await.unwrap().as_ref(), b"\0a");
}

#[tokio::test]
async fn a_fault_that_cannot_happen_as_written_is_refused() {
    let fixture = faulty().await;
    let mistakes = [
        json!({ "kind": "drop" }),
        json!({ "path": "api", "kind": "drop" }),
        json!({ "path": "/a?b=c", "kind": "drop" }),
        json!({ "path": "/a", "kind": "explode" }),
        json!({ "path": "/a", "kind": "delay" }),
        json!({ "path": "/a", "kind": "status" }),
        json!({ "path": "/a", "kind": "status", "status": 99 }),
        json!({ "path": "/a", "kind": "redirect" }),
        json!({ "path": "/a", "kind": "redirect", "to": "/b", "status": 200 }),
        json!({ "path": "/a", "kind": "redirect", "to": "/b\n" }),
        json!({ "path": "/a", "kind": "drop", "times": 0 }),
    ];
    for fault in mistakes {
        let answer = fixture.post("/faults").json(&fault).send().await.unwrap();
        assert_eq!(body(answer, 400).await["error"], "invalid_request", "{fault}");
    }
}

#[tokio::test]
async fn faulty_answers_are_in_the_log() {
    let fixture = faulty().await;
    fixture
        .fault(json!({ "path": "/api/public", "kind": "status", "status": 503 }))
        .await;
    fixture
        .get("/api/public")
        .header("x-access-token", "t")
        .send()
        .await
        .unwrap();
    let entry = fixture.last_entry().await;
    assert_eq!(
        (&entry["status"], &entry["transport"]),
        (&json!(503), &json!("x-access-token"))
    );
}
