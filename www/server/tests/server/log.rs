//! `/api/log`: what is written down, and for how long.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{NOW, body, start, start_with};

#[tokio::test]
async fn an_entry_tells_time_method_path_transport_and_status() {
    let fixture = start().await;
    let token = fixture.sign_in().await.access;
    fixture.pass(1);
    fixture
        .get("/api/something?a=1")
        .header("x-access-token", &token)
        .send()
        .await
        .unwrap();
    let mut entry = fixture.last_entry().await;
    assert!(entry["duration_ms"].take().is_u64());
    let expected = json!({
        "id": 2, "time": NOW + 1000, "method": "GET", "path": "/api/something?a=1", "transport": "x-access-token",
        "transports": ["x-access-token"], "status": 200, "origin": "api", "duration_ms": null,
    });
    assert_eq!(entry, expected);
}

#[tokio::test]
async fn each_transport_has_its_name_and_several_are_all_listed() {
    let fixture = start().await;
    let post = |path| fixture.post(path);
    let requests = [
        (post("/api/public"), json!([])),
        (
            post("/api/public").header("x-access-token", "t"),
            json!(["x-access-token"]),
        ),
        (post("/api/public").bearer_auth("t"), json!(["bearer"])),
        (post("/api/public?access_token=t"), json!(["query"])),
        (post("/api/public").form(&[("access_token", "t")]), json!(["form"])),
        (
            post("/api/public?access_token=t")
                .header("x-access-token", "t")
                .bearer_auth("t")
                .form(&[("access_token", "t")]),
            json!(["x-access-token", "bearer", "query", "form"]),
        ),
        (post("/api/public").basic_auth("demo", Some("demo")), json!([])),
    ];
    for (request, transports) in requests {
        request.send().await.unwrap();
        let entry = fixture.last_entry().await;
        assert_eq!(entry["transport"], transports.get(0).cloned().unwrap_or(Value::Null));
        assert_eq!(entry["transports"], transports);
    }
}

#[tokio::test]
async fn refused_calls_and_unknown_addresses_are_written_down_too() {
    let fixture = start().await;
    fixture.get("/api/something").send().await.unwrap();
    fixture.get("/api/nothing").send().await.unwrap();
    fixture.request(Method::PUT, "/api/token").send().await.unwrap();
    let statuses: Vec<_> = fixture
        .log()
        .await
        .iter()
        .map(|entry| entry["status"].clone())
        .collect();
    assert_eq!(statuses, [401, 404, 405]);
}

#[tokio::test]
async fn reading_the_log_and_files_are_not_written_down() {
    let fixture = start().await;
    for path in ["/api/log", "/", "/demo.json", "/pkg/x.js", "/api/log?after=1"] {
        fixture.get(path).send().await.unwrap();
    }
    assert_eq!(fixture.log().await, Vec::<Value>::new());
}

#[tokio::test]
async fn after_gives_only_what_is_newer_and_last_is_where_to_go_on() {
    let fixture = start().await;
    for _ in 0..3 {
        fixture.get("/api/public").send().await.unwrap();
    }
    let page = body(fixture.get("/api/log?after=2").send().await.unwrap(), 200).await;
    assert_eq!(page["last"], 3);
    assert_eq!(page["entries"].as_array().unwrap().len(), 1);
    let page = body(fixture.get("/api/log?after=3").send().await.unwrap(), 200).await;
    assert_eq!(page, json!({ "entries": [], "last": 3 }));
    let wrong = body(fixture.get("/api/log?after=x").send().await.unwrap(), 400).await;
    assert_eq!(wrong["error"], "invalid_request");
}

#[tokio::test]
async fn clearing_empties_the_log_and_ids_go_on() {
    let fixture = start().await;
    fixture.get("/api/public").send().await.unwrap();
    assert_eq!(
        fixture
            .request(Method::DELETE, "/api/log")
            .send()
            .await
            .unwrap()
            .status(),
        204
    );
    assert_eq!(
        body(fixture.get("/api/log").send().await.unwrap(), 200).await,
        json!({ "entries": [], "last": 1 })
    );
    fixture.get("/api/public").send().await.unwrap();
    assert_eq!(fixture.last_entry().await["id"], 2);
}

#[tokio::test]
async fn the_log_keeps_the_newest_five_hundred() {
    let fixture = start().await;
    for _ in 0..510 {
        fixture.get("/api/public").send().await.unwrap();
    }
    let entries = fixture.log().await;
    assert_eq!(
        (entries.len(), &entries[0]["id"], &entries[499]["id"]),
        (500, &json!(11), &json!(510))
    );
}

#[tokio::test]
async fn secrets_in_an_address_are_taken_out() {
    let fixture = start().await;
    fixture
        .get("/api/token?username=demo&password=demo&x=1")
        .send()
        .await
        .unwrap();
    assert_eq!(
        fixture.last_entry().await["path"],
        "/api/token?username=[redacted]&password=[redacted]&x=1"
    );
    fixture.get("/api/public?access_token=abc").send().await.unwrap();
    assert_eq!(
        fixture.last_entry().await["path"],
        "/api/public?access_token=[redacted]"
    );
}

#[tokio::test]
async fn demo_json_tells_the_page_what_it_needs() {
    let fixture = start_with(|config| config.third_party_port = Some(0)).await;
    let demo = body(fixture.get("/demo.json").send().await.unwrap(), 200).await;
    let expected = json!({
        "thirdParty": fixture.server.third_party_url(), "tokenLife": 30, "faults": false,
        "users": [{ "username": "demo", "password": "demo" }],
    });
    assert_eq!(demo, expected);
    let alone = body(start().await.get("/demo.json").send().await.unwrap(), 200).await;
    assert_eq!(alone["thirdParty"], Value::Null);
}
