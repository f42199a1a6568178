//! Starting and stopping.

use jotpass_server::{Config, Server, StartError};

use crate::support::{start, start_with};

#[tokio::test]
async fn only_loopback_addresses_are_listened_on() {
    for host in ["0.0.0.0", "192.168.0.1", "::"] {
        let config = Config {
            host: host.parse().unwrap(),
            ..Config::default()
        };
        assert!(
            matches!(Server::start(config).await, Err(StartError::NotLoopback(_))),
            "{host}"
        );
    }
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let fixture = start().await;
    let port = fixture.server.url().rsplit(':').next().unwrap().parse().unwrap();
    let error = Server::start(Config {
        port,
        ..Config::default()
    })
    .await
    .unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, StartError::Listen { .. }));
    assert!(
        text.contains(&port.to_string()) && text.contains("another port"),
        "{text}"
    );
}

#[tokio::test]
async fn after_a_stop_nobody_listens() {
    let fixture = start().await;
    fixture.sign_in().await;
    let url = fixture.server.url();
    fixture.server.stop().await;
    assert!(
        fixture
            .client
            .get(format!("{url}/api/public"))
            .send()
            .await
            .unwrap_err()
            .is_connect()
    );
}

#[tokio::test]
async fn no_connection_is_reused() {
    let answer = start().await.raw("GET /api/public HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(answer.to_lowercase().contains("connection: close"), "{answer}");
}

#[tokio::test]
async fn a_stop_lets_held_answers_go() {
    let fixture = start_with(|config| config.faults = true).await;
    fixture
        .fault(serde_json::json!({ "path": "/api/public", "kind": "hang" }))
        .await;
    let held = tokio::spawn(fixture.get("/api/public").send());
    fixture.held(1).await;
    fixture.server.stop().await;
    assert_eq!(held.await.unwrap().unwrap().status(), 200);
}
