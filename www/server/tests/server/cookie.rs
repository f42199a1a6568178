//! `?cookie=1`: a refresh token that no script sees.

use axum::http::HeaderValue;
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use crate::support::{Fixture, Tokens, body, header, start, start_with};

/// What the browser would send back, and the answer that came with it.
async fn kept(answer: Response) -> (String, Value) {
    let cookie = header(&answer, "set-cookie").to_owned();
    let (pair, attributes) = cookie.split_once("; ").unwrap();
    assert_eq!(attributes, "Max-Age=86400; Path=/api/token; HttpOnly; SameSite=Strict");
    let answer = body(answer, 200).await;
    assert_eq!(answer.get("refresh_token"), None);
    (pair.to_owned(), answer)
}

async fn sign_in(fixture: &Fixture) -> (String, Value) {
    let credentials = json!({ "username": "demo", "password": "demo" });
    let request = fixture.post("/api/token?cookie=1").json(&credentials);
    kept(request.send().await.unwrap()).await
}

fn refresh(fixture: &Fixture, cookie: &str) -> RequestBuilder {
    fixture.post("/api/token/refresh").header("cookie", cookie)
}

#[tokio::test]
async fn a_sign_in_that_asks_for_it_leaves_the_refresh_token_as_a_cookie_only() {
    let fixture = start().await;
    let (cookie, answer) = sign_in(&fixture).await;
    assert!(cookie.starts_with("refresh_token="));
    assert_eq!(fixture.knock(answer["token"].as_str().unwrap()).await, 200);
    let query = fixture.get("/api/token?cookie=1&username=demo&password=demo");
    kept(query.send().await.unwrap()).await;
}

#[tokio::test]
async fn nobody_gets_a_cookie_who_did_not_ask() {
    let fixture = start().await;
    let tokens = fixture.sign_in().await;
    let answer = fixture.refresh(&tokens.refresh).await;
    assert_eq!(header(&answer, "set-cookie"), "");
    for path in ["/api/token", "/api/token?cookie=0", "/api/token?cookie"] {
        let credentials = json!({ "username": "demo", "password": "demo" });
        let answer = fixture.post(path).json(&credentials).send().await.unwrap();
        assert_eq!(header(&answer, "set-cookie"), "", "{path}");
        Tokens::of(&body(answer, 200).await);
    }
}

#[tokio::test]
async fn each_renewal_brings_the_next_cookie_and_the_spent_one_ends_the_family() {
    let fixture = start().await;
    let (first, _) = sign_in(&fixture).await;
    let (second, _) = kept(refresh(&fixture, &first).send().await.unwrap()).await;
    let grant = json!({ "grant_type": "refresh_token" });
    let at_token = fixture.post("/api/token").header("cookie", &second).form(&grant);
    let (third, answer) = kept(at_token.send().await.unwrap()).await;
    assert!(first != second && second != third);
    for cookie in [&first, &third] {
        let refused = refresh(&fixture, cookie).send().await.unwrap();
        assert_eq!(body(refused, 400).await["error"], "invalid_grant");
    }
    assert_eq!(fixture.knock(answer["token"].as_str().unwrap()).await, 401);
}

#[tokio::test]
async fn the_cookie_is_found_among_others_and_empty_it_is_none() {
    let fixture = start().await;
    let (cookie, _) = sign_in(&fixture).await;
    let among = format!("a=1; xrefresh_token=2; {cookie}; b=\"3\"");
    kept(refresh(&fixture, &among).send().await.unwrap()).await;
    for none in ["refresh_token=", "a=1", ";", "refresh_token"] {
        let answer = refresh(&fixture, none).send().await.unwrap();
        assert_eq!(body(answer, 400).await["error"], "invalid_request", "{none}");
    }
}

#[tokio::test]
async fn what_is_sent_on_purpose_goes_before_the_cookie() {
    let fixture = start().await;
    let (cookie, _) = sign_in(&fixture).await;
    let mut tokens = fixture.sign_in().await;
    for is_field in [true, false] {
        let request = refresh(&fixture, &cookie);
        let request = match is_field {
            true => request.json(&json!({ "refresh_token": tokens.refresh })),
            false => request.bearer_auth(&tokens.refresh),
        };
        // Answered as it was asked.
        tokens = Tokens::of(&body(request.send().await.unwrap(), 200).await);
    }
    kept(refresh(&fixture, &cookie).send().await.unwrap()).await;
}

#[tokio::test]
async fn logout_takes_the_cookie_away_and_ends_its_family() {
    let fixture = start().await;
    let (cookie, answer) = sign_in(&fixture).await;
    let logout = fixture
        .post("/api/logout")
        .bearer_auth(answer["token"].as_str().unwrap());
    let answer = logout.send().await.unwrap();
    assert_eq!(
        header(&answer, "set-cookie"),
        "refresh_token=; Max-Age=0; Path=/api/token; HttpOnly; SameSite=Strict"
    );
    body(refresh(&fixture, &cookie).send().await.unwrap(), 400).await;
}

#[tokio::test]
async fn only_our_own_and_listed_pages_may_use_the_cookie() {
    const LISTED: &str = "http://127.0.0.1:5173";
    let fixture = start_with(|config| {
        config.allow_origins = vec![HeaderValue::from_static(LISTED)];
        config.third_party_port = Some(0);
    })
    .await;
    let (mut cookie, _) = sign_in(&fixture).await;
    let (own, other) = (fixture.server.url(), fixture.server.third_party_url().unwrap());
    for origin in [other.as_str(), "null", "http://127.0.0.1", "https://127.0.0.1:5173"] {
        let answer = refresh(&fixture, &cookie)
            .header("origin", origin)
            .send()
            .await
            .unwrap();
        assert_eq!(body(answer, 400).await["error"], "invalid_request", "{origin}");
    }
    for origin in [own.as_str(), LISTED] {
        let answer = refresh(&fixture, &cookie)
            .header("origin", origin)
            .send()
            .await
            .unwrap();
        cookie = kept(answer).await.0;
    }
}
