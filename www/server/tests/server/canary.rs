//! No token and no password in the log or in an error answer, wherever in a request it was put.

use jotpass_server::config::NewUser;
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::support::{Fixture, Tokens, body, start_with};

const PASSWORD: &str = "canary-password";

async fn start() -> (Fixture, Vec<String>) {
    let fixture = start_with(|config| {
        config.third_party_port = Some(0);
        config.users = vec![NewUser::new("ann", PASSWORD)];
    })
    .await;
    let answer = fixture
        .get("/api/token")
        .basic_auth("ann", Some(PASSWORD))
        .send()
        .await
        .unwrap();
    let tokens = Tokens::of(&body(answer, 200).await);
    let secrets = vec![
        tokens.access,
        tokens.refresh,
        PASSWORD.to_owned(),
        "canary-opaque".to_owned(),
    ];
    (fixture, secrets)
}

/// Every place that a client, right or wrong, puts a secret.
fn places(request: impl Fn(Method, &str) -> RequestBuilder, secret: &str) -> Vec<RequestBuilder> {
    let mut requests = Vec::new();
    for path in [
        "/api/something",
        "/api/legacy",
        "/api/form",
        "/api/public",
        "/api/token",
        "/api/token/refresh",
        "/api/revoke",
        "/api/nothing",
    ] {
        for method in [Method::GET, Method::POST, Method::PUT] {
            let request = || request(method.clone(), path);
            requests.extend([
                request().header("x-access-token", secret),
                request()
                    .header("x-access-token", format!("{secret}x"))
                    .bearer_auth(secret),
                request().header("authorization", secret),
                request().bearer_auth(secret),
                request().header("cookie", format!("refresh_token={secret}")),
                request()
                    .header("cookie", format!("access_token={secret}; XSRF-TOKEN={secret}"))
                    .header("x-xsrf-token", secret),
                request().basic_auth(secret, Some(secret)),
                request().header("username", secret).header("password", secret),
                request().query(&[("access_token", secret)]),
                request().query(&[("refresh_token", secret), ("token", secret), ("password", secret)]),
                request().form(&[("access_token", secret), ("username", secret), ("password", secret)]),
                request().form(&[("grant_type", secret), ("refresh_token", secret)]),
                request().json(&json!({ "username": secret, "password": secret, "x": secret })),
                request().json(&json!(secret)),
                request()
                    .header("content-type", "application/json")
                    .body(format!("{{\"{secret}\":")),
                request()
                    .header("content-type", format!("text/{secret}"))
                    .body(secret.to_owned()),
            ]);
        }
    }
    requests
}

#[tokio::test]
async fn no_error_answer_repeats_a_secret() {
    let (fixture, secrets) = start().await;
    for secret in &secrets {
        for request in places(|method, path| fixture.request(method, path), secret) {
            let answer = request.send().await.unwrap();
            if answer.status().is_success() {
                continue;
            }
            let shown = format!("{:?} {}", answer.headers().clone(), answer.text().await.unwrap());
            assert!(secrets.iter().all(|secret| !shown.contains(secret)), "{shown}");
        }
    }
}

#[tokio::test]
async fn no_log_entry_holds_a_secret_of_either_origin() {
    let (fixture, secrets) = start().await;
    for secret in &secrets {
        let main = places(|method, path| fixture.request(method, path), secret);
        let other = places(|method, path| fixture.third_party(method, path), secret);
        for requests in [main, other] {
            fixture.request(Method::DELETE, "/api/log").send().await.unwrap();
            let count = requests.len();
            for request in requests {
                request.send().await.unwrap();
            }
            let log = fixture.log().await;
            assert_eq!(log.len(), count);
            let text = json!(log).to_string();
            assert!(secrets.iter().all(|secret| !text.contains(secret)), "{text}");
        }
    }
}

#[tokio::test]
async fn a_jwt_is_recognised_under_any_name_and_in_a_path() {
    let (fixture, secrets) = start().await;
    let token = &secrets[0];
    for path in [
        format!("/api/{token}/x"),
        format!("/api/public?anything={token}"),
        format!("/api/public?{token}"),
    ] {
        fixture.get(&path).send().await.unwrap();
        fixture.third_party(Method::GET, &path).send().await.unwrap();
    }
    assert!(!json!(fixture.log().await).to_string().contains(token));
}

#[tokio::test]
async fn debug_of_server_and_configuration_shows_no_password() {
    let (fixture, _) = start().await;
    let config = jotpass_server::Config {
        users: vec![NewUser::new("ann", PASSWORD)],
        ..Default::default()
    };
    let shown = format!("{:?} {config:?}", fixture.server);
    assert!(shown.contains("ann") && !shown.contains(PASSWORD), "{shown}");
}
