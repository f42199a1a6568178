//! What a token opens, by which ways it may come, and what is answered when it does not count.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::support::{Fixture, NOW, body, header, start};

async fn invalid(answer: Response) {
    assert_eq!(
        header(&answer, "www-authenticate"),
        r#"Bearer realm="jotpass", error="invalid_token""#
    );
    assert_eq!(body(answer, 401).await["error"], "token invalid or expired");
}

fn every_way(fixture: &Fixture, path: &str, token: &str) -> [RequestBuilder; 4] {
    [
        fixture.post(path).header("x-access-token", token),
        fixture.post(path).bearer_auth(token),
        fixture.post(path).query(&[("access_token", token)]),
        fixture.post(path).form(&[("a", "1"), ("access_token", token)]),
    ]
}

#[tokio::test]
async fn the_token_counts_whichever_way_it_comes() {
    let fixture = start().await;
    let token = fixture.sign_in().await.access;
    for request in every_way(&fixture, "/api/something", &token) {
        let answer = request.send().await.unwrap();
        assert_eq!(header(&answer, "cache-control"), "no-store");
        let answer = body(answer, 200).await;
        assert_eq!(answer["message"], "Hello, Zoë Démo.");
        assert_eq!(answer["time"], NOW);
        assert_eq!(answer["user"]["username"], "demo");
    }
    let lower_case = fixture
        .get("/api/something")
        .header("authorization", format!("bearer {token}"));
    body(lower_case.send().await.unwrap(), 200).await;
}

#[tokio::test]
async fn every_method_of_something_is_protected_and_tells_the_length_of_the_body() {
    let fixture = start().await;
    let token = fixture.sign_in().await.access;
    for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        let bare = fixture
            .request(method.clone(), "/api/something")
            .body("12345")
            .send()
            .await
            .unwrap();
        body(bare, 401).await;
        let request = fixture
            .request(method.clone(), "/api/something")
            .header("x-access-token", &token);
        let answer = body(request.body("12345").send().await.unwrap(), 200).await;
        assert_eq!(
            (&answer["length"], &answer["method"]),
            (&json!(5), &json!(method.as_str()))
        );
    }
}

#[tokio::test]
async fn without_a_token_the_challenge_names_no_error() {
    let fixture = start().await;
    let empty = fixture.get("/api/something").header("x-access-token", "");
    let basic = fixture.get("/api/something").basic_auth("demo", Some("demo"));
    let other = fixture.get("/api/something?token=abc");
    for request in [fixture.get("/api/something"), empty, basic, other] {
        let answer = request.send().await.unwrap();
        assert_eq!(header(&answer, "www-authenticate"), r#"Bearer realm="jotpass""#);
        assert_eq!(body(answer, 401).await["error"], "token not provided");
    }
}

#[tokio::test]
async fn a_get_cannot_carry_the_token_in_a_body() {
    let fixture = start().await;
    let token = fixture.sign_in().await.access;
    let request = fixture.get("/api/something").form(&[("access_token", token)]);
    assert_eq!(
        body(request.send().await.unwrap(), 401).await["error"],
        "token not provided"
    );
}

#[tokio::test]
async fn a_token_that_is_not_ours_is_invalid() {
    let fixture = start().await;
    let token = fixture.sign_in().await.access;
    let [head, payload, signature]: [&str; 3] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let mut claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    let key = EncodingKey::from_secret(b"another key of thirty-two bytes!");
    let foreign = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).unwrap();
    claims["sub"] = json!("2");
    let changed = URL_SAFE_NO_PAD.encode(claims.to_string());
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
    let tokens = [
        foreign,
        format!("{head}.{changed}.{signature}"),
        format!("{none}.{payload}."),
        format!("{none}.{payload}.{signature}"),
        format!("{head}.{payload}"),
        format!("{token}="),
        "null".to_owned(),
        "nonsense".to_owned(),
    ];
    for token in tokens {
        for request in every_way(&fixture, "/api/something", &token) {
            invalid(request.send().await.unwrap()).await;
        }
    }
}

#[tokio::test]
async fn a_token_counts_until_the_moment_that_it_names() {
    let fixture = start().await;
    let token = fixture.sign_in().await.access;
    fixture.pass(29);
    assert_eq!(fixture.knock(&token).await, 200);
    fixture.pass(1);
    invalid(fixture.get("/api/something").bearer_auth(&token).send().await.unwrap()).await;
}

#[tokio::test]
async fn two_different_tokens_are_an_invalid_request() {
    let fixture = start().await;
    let (one, two) = (fixture.sign_in().await.access, fixture.sign_in().await.access);
    let get = || fixture.get("/api/something");
    let ambiguous = [
        get().header("x-access-token", &one).bearer_auth(&two),
        get().header("x-access-token", &one).query(&[("access_token", &two)]),
        get().query(&[("access_token", &one), ("access_token", &two)]),
        get().header("x-access-token", &one).header("x-access-token", &two),
        fixture
            .post("/api/something")
            .bearer_auth(&one)
            .form(&[("access_token", &two)]),
    ];
    for request in ambiguous {
        assert_eq!(
            body(request.send().await.unwrap(), 400).await["error"],
            "invalid_request"
        );
    }
}

#[tokio::test]
async fn the_same_token_by_two_ways_counts() {
    let fixture = start().await;
    let token = fixture.sign_in().await.access;
    let request = fixture
        .get("/api/something")
        .header("x-access-token", &token)
        .bearer_auth(&token);
    body(request.send().await.unwrap(), 200).await;
}

#[tokio::test]
async fn echo_tells_what_arrived() {
    let fixture = start().await;
    let token = fixture.sign_in().await.access;
    let request = fixture
        .request(Method::PATCH, "/api/echo?a=%20b&c")
        .header("x-access-token", &token);
    let answer = request
        .header("x-own", "value")
        .header("content-type", "text/plain")
        .body("zoë");
    let answer = body(answer.send().await.unwrap(), 200).await;
    assert_eq!(answer["method"], "PATCH");
    assert_eq!(answer["path"], "/api/echo?a=%20b&c");
    assert_eq!(answer["headers"]["x-own"], "value");
    assert_eq!(answer["headers"]["content-type"], "text/plain");
    assert_eq!((&answer["body"], &answer["length"]), (&json!("zoë"), &json!(4)));
}

#[tokio::test]
async fn echo_takes_every_secret_out() {
    let fixture = start().await;
    let token = fixture.sign_in().await.access;
    let request = fixture
        .post("/api/echo")
        .query(&[("x", "1"), ("access_token", &token)])
        .header("x-access-token", &token)
        .header("cookie", "session=abc")
        .header("password", "hunter2")
        .header("referer", format!("http://a.test/?access_token={token}"))
        .bearer_auth(&token)
        .form(&[("access_token", token.as_str()), ("b", "2")]);
    let answer = body(request.send().await.unwrap(), 200).await;
    assert_eq!(answer["path"], "/api/echo?x=1&access_token=[redacted]");
    assert_eq!(answer["body"], "access_token=[redacted]&b=2");
    for name in ["x-access-token", "authorization", "cookie", "password", "referer"] {
        assert_eq!(answer["headers"][name], "[redacted]", "{name}");
    }
    assert!(!answer.to_string().contains(&token));
}

#[tokio::test]
async fn echo_is_protected() {
    let fixture = start().await;
    body(fixture.get("/api/echo").send().await.unwrap(), 401).await;
}

#[tokio::test]
async fn legacy_answers_as_the_article_does() {
    let fixture = start().await;
    let token = fixture.sign_in().await.access;
    let ask = |token: &str| fixture.get("/api/legacy").header("x-access-token", token).send();
    body(ask(&token).await.unwrap(), 200).await;
    fixture.pass(30);
    let expired = ask(&token).await.unwrap();
    assert_eq!(expired.status(), 400);
    assert!(header(&expired, "content-type").starts_with("text/plain"));
    assert_eq!(expired.text().await.unwrap(), "Access token has expired");
    for answer in [
        ask("nonsense").await.unwrap(),
        fixture.get("/api/legacy").send().await.unwrap(),
    ] {
        assert_eq!(answer.status(), 401);
        assert!(header(&answer, "content-type").starts_with("text/plain"));
    }
}

#[tokio::test]
async fn public_needs_no_token_and_says_whether_one_came() {
    let fixture = start().await;
    let bare = body(fixture.get("/api/public").send().await.unwrap(), 200).await;
    assert_eq!(
        (&bare["tokenReceived"], &bare["transports"]),
        (&json!(false), &json!([]))
    );
    let with = fixture
        .get("/api/public?access_token=x")
        .bearer_auth("x")
        .send()
        .await
        .unwrap();
    let with = body(with, 200).await;
    assert_eq!(
        (&with["tokenReceived"], &with["transports"]),
        (&json!(true), &json!(["bearer", "query"]))
    );
}
