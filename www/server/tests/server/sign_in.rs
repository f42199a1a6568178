//! `/api/token`: credentials in, tokens out.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jotpass_server::config::NewUser;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Fixture, NOW, Tokens, body, header, start, start_with};

fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

async fn with_user(name: &str, password: &str) -> Fixture {
    start_with(|config| config.users = vec![NewUser::new(name, password)]).await
}

#[tokio::test]
async fn json_credentials_give_token_expires_and_user() {
    let fixture = start().await;
    let answer = fixture
        .post("/api/token")
        .json(&json!({ "username": "demo", "password": "demo" }))
        .send()
        .await;
    let answer = answer.unwrap();
    assert_eq!(header(&answer, "cache-control"), "no-store");
    assert_eq!(header(&answer, "content-type"), "application/json");
    let answer = body(answer, 200).await;
    assert_eq!(answer["expires"], 1_700_000_030_000_u64);
    assert_eq!(answer["user"]["name"], "Zoë Démo");
    assert_eq!(answer["user"]["email"], "demo@example.com");
    assert!(answer["user"]["id"].is_string());
    assert!(answer["refresh_token"].as_str().unwrap().len() >= 43);
}

#[tokio::test]
async fn the_token_is_a_jwt_whose_exp_is_in_seconds_and_agrees_with_expires() {
    let fixture = start().await;
    let answer = fixture
        .get("/api/token")
        .basic_auth("demo", Some("demo"))
        .send()
        .await
        .unwrap();
    let answer = body(answer, 200).await;
    let token = answer["token"].as_str().unwrap();
    let claims = claims(token);
    assert_eq!(claims["exp"], 1_700_000_030);
    assert_eq!(claims["iat"], NOW / 1000);
    assert_eq!(claims["sub"], answer["user"]["id"]);
    assert_eq!(claims["name"], "Zoë Démo");
    for name in ["iss", "aud", "jti"] {
        assert!(claims[name].is_string(), "{name}");
    }
    let head = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    assert_eq!(
        serde_json::from_slice::<Value>(&head).unwrap(),
        json!({ "typ": "JWT", "alg": "HS256" })
    );
}

#[tokio::test]
async fn exp_is_in_milliseconds_when_asked_for() {
    let fixture = start_with(|config| config.exp_in_ms = true).await;
    let token = fixture.sign_in().await.access;
    assert_eq!(claims(&token)["exp"], NOW + 30_000);
    assert_eq!(claims(&token)["iat"], NOW / 1000);
    fixture.clock.advance(Duration::from_millis(29_999));
    assert_eq!(fixture.knock(&token).await, 200);
    fixture.clock.advance(Duration::from_millis(1));
    assert_eq!(fixture.knock(&token).await, 401);
}

#[tokio::test]
async fn the_token_life_is_configurable() {
    let fixture = start_with(|config| config.token_life = Duration::from_secs(200 * 86_400)).await;
    let claims = claims(&fixture.sign_in().await.access);
    assert_eq!(
        claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(),
        200 * 86_400
    );
}

#[tokio::test]
async fn form_credentials_count() {
    let fixture = with_user("zoë", "a&b=c +ü").await;
    let form = [("username", "zoë"), ("password", "a&b=c +ü")];
    body(fixture.post("/api/token").form(&form).send().await.unwrap(), 200).await;
}

#[tokio::test]
async fn basic_credentials_count_and_the_password_may_hold_colons_and_non_ascii() {
    let fixture = with_user("zoë", "a:b:ü").await;
    body(
        fixture
            .get("/api/token")
            .basic_auth("zoë", Some("a:b:ü"))
            .send()
            .await
            .unwrap(),
        200,
    )
    .await;
    // The scheme's name has no case.
    let value = format!("bASIC {}", STANDARD.encode("zoë:a:b:ü"));
    body(
        fixture
            .get("/api/token")
            .header("authorization", value)
            .send()
            .await
            .unwrap(),
        200,
    )
    .await;
}

#[tokio::test]
async fn header_credentials_count_in_utf_8_and_in_latin_1() {
    let fixture = with_user("zoë", "ü").await;
    let utf8 = fixture
        .get("/api/token")
        .header("username", "zoë".as_bytes())
        .header("password", "ü".as_bytes());
    body(utf8.send().await.unwrap(), 200).await;
    let latin1 = fixture
        .get("/api/token")
        .header("username", &b"zo\xeb"[..])
        .header("password", &b"\xfc"[..]);
    body(latin1.send().await.unwrap(), 200).await;
}

#[tokio::test]
async fn query_credentials_count() {
    let fixture = with_user("zoë", "a&b").await;
    let query = [("username", "zoë"), ("password", "a&b")];
    body(fixture.get("/api/token").query(&query).send().await.unwrap(), 200).await;
}

#[tokio::test]
async fn a_get_does_not_need_a_body_and_a_post_does_not_look_at_the_query() {
    let fixture = start().await;
    body(
        fixture
            .post("/api/token?username=demo&password=demo")
            .send()
            .await
            .unwrap(),
        401,
    )
    .await;
}

#[tokio::test]
async fn wrong_and_missing_credentials_get_the_same_401() {
    let fixture = start().await;
    let basic = |value: &'static str| fixture.get("/api/token").header("authorization", value);
    let refused = [
        fixture
            .post("/api/token")
            .json(&json!({ "username": "demo", "password": "wrong" })),
        fixture
            .post("/api/token")
            .json(&json!({ "username": "nobody", "password": "demo" })),
        fixture
            .post("/api/token")
            .json(&json!({ "username": "Demo", "password": "demo" })),
        fixture.post("/api/token").json(&json!({ "username": "demo" })),
        fixture
            .post("/api/token")
            .json(&json!({ "username": null, "password": null })),
        fixture.post("/api/token").json(&json!({})),
        fixture.post("/api/token").form(&[("username", "demo")]),
        fixture.post("/api/token"),
        fixture.get("/api/token"),
        fixture.get("/api/token").header("username", "demo"),
        fixture.get("/api/token?username=demo&password="),
        basic("Basic ZGVtbw=="),
        basic("Basic ***"),
        basic("Basic"),
        basic("Bearer ZGVtbzpkZW1v"),
    ];
    let mut bodies = Vec::new();
    for request in refused {
        let answer = request.send().await.unwrap();
        assert_eq!(header(&answer, "www-authenticate"), r#"Bearer realm="jotpass""#);
        assert_eq!(header(&answer, "cache-control"), "no-store");
        bodies.push(body(answer, 401).await);
    }
    assert_eq!(bodies[0]["error"], "invalid_credentials");
    assert!(bodies[0]["error_description"].is_string());
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
}

#[tokio::test]
async fn a_body_that_is_no_json_object_of_strings_gets_400() {
    let fixture = start().await;
    let bodies = [
        "{",
        "",
        "[]",
        "\"demo\"",
        "null",
        r#"{"username":1,"password":"demo"}"#,
        "\u{feff}{}",
        "{}x",
    ];
    for text in bodies.into_iter().filter(|text| !text.is_empty()) {
        let request = fixture
            .post("/api/token")
            .header("content-type", "application/json")
            .body(text);
        assert_eq!(
            body(request.send().await.unwrap(), 400).await["error"],
            "invalid_request",
            "{text}"
        );
    }
    let request = fixture
        .post("/api/token")
        .header("content-type", "application/json")
        .body(&b"{\"\xff\":1}"[..]);
    body(request.send().await.unwrap(), 400).await;
}

#[tokio::test]
async fn another_media_type_gets_415() {
    let fixture = start().await;
    let request = fixture
        .post("/api/token")
        .header("content-type", "text/plain")
        .body(r#"{"username":"demo"}"#);
    body(request.send().await.unwrap(), 415).await;
}

#[tokio::test]
async fn a_body_beyond_the_limit_gets_413() {
    let fixture = start().await;
    let long = "x".repeat(2 * 1024 * 1024);
    let form = fixture.post("/api/token").form(&[("username", &long)]);
    body(form.send().await.unwrap(), 413).await;
    let json = fixture.post("/api/token").json(&json!({ "username": long }));
    body(json.send().await.unwrap(), 413).await;
}

#[tokio::test]
async fn another_method_gets_405_and_an_unknown_address_404_both_as_json() {
    let fixture = start().await;
    let answer = fixture.request(Method::PUT, "/api/token").send().await.unwrap();
    assert!(header(&answer, "allow").contains("POST"));
    assert_eq!(body(answer, 405).await["error"], "method_not_allowed");
    assert_eq!(
        body(fixture.get("/api/nothing").send().await.unwrap(), 404).await["error"],
        "not_found"
    );
}

#[tokio::test]
async fn two_sign_ins_give_different_tokens() {
    let fixture = start().await;
    let (first, second) = (fixture.sign_in().await, fixture.sign_in().await);
    assert_ne!(first.access, second.access);
    assert_ne!(first.refresh, second.refresh);
}

#[tokio::test]
async fn many_sign_ins_at_once_all_get_their_tokens() {
    let fixture = start().await;
    let credentials = json!({ "username": "demo", "password": "demo" });
    let mut sign_ins = tokio::task::JoinSet::new();
    for _ in 0..20 {
        sign_ins.spawn(fixture.post("/api/token").json(&credentials).send());
    }
    for answer in sign_ins.join_all().await {
        assert_eq!(
            fixture
                .knock(&Tokens::of(&body(answer.unwrap(), 200).await).access)
                .await,
            200
        );
    }
}

#[tokio::test]
async fn with_users_of_its_own_the_server_has_no_demo_user() {
    let fixture = with_user("ann", "secret").await;
    body(
        fixture
            .get("/api/token")
            .basic_auth("demo", Some("demo"))
            .send()
            .await
            .unwrap(),
        401,
    )
    .await;
    let demo = body(fixture.get("/demo.json").send().await.unwrap(), 200).await;
    assert_eq!(demo["users"], json!([]));
}
