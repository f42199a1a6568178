//! `/api/token/refresh`: rotation, and what happens to a family whose token is used twice.

use reqwest::{Method, Response};
use serde_json::json;
use tokio::task::JoinSet;

use crate::support::{Fixture, NOW, Tokens, body, header, start, start_with};

async fn refused(answer: Response) {
    assert_eq!(header(&answer, "cache-control"), "no-store");
    let answer = body(answer, 400).await;
    assert_eq!(answer["error"], "invalid_grant");
    assert!(answer["error_description"].is_string());
}

#[tokio::test]
async fn a_refresh_token_gives_a_new_pair_and_both_access_tokens_count() {
    let fixture = start().await;
    let old = fixture.sign_in().await;
    fixture.pass(10);
    let answer = fixture.refresh(&old.refresh).await;
    assert_eq!(header(&answer, "cache-control"), "no-store");
    let answer = body(answer, 200).await;
    assert_eq!(answer["expires"], (NOW + 40_000) / 1000 * 1000);
    assert_eq!(answer["user"]["name"], "Zoë Démo");
    let new = Tokens::of(&answer);
    assert_ne!(new.refresh, old.refresh);
    assert_eq!(fixture.knock(&old.access).await, 200);
    assert_eq!(fixture.knock(&new.access).await, 200);
}

#[tokio::test]
async fn a_form_counts_and_must_name_the_grant() {
    let fixture = start().await;
    let tokens = fixture.sign_in().await;
    let form = |grant: &'static str| {
        let fields = [("grant_type", grant), ("refresh_token", tokens.refresh.as_str())];
        fixture.post("/api/token/refresh").form(&fields).send()
    };
    assert_eq!(
        body(form("password").await.unwrap(), 400).await["error"],
        "invalid_request"
    );
    body(form("refresh_token").await.unwrap(), 200).await;
}

#[tokio::test]
async fn as_bearer_the_refresh_token_needs_no_body() {
    let fixture = start().await;
    let mut tokens = fixture.sign_in().await;
    for method in [Method::POST, Method::GET] {
        let request = fixture
            .request(method, "/api/token/refresh")
            .bearer_auth(&tokens.refresh);
        tokens = Tokens::of(&body(request.send().await.unwrap(), 200).await);
        assert_eq!(fixture.knock(&tokens.access).await, 200);
    }
}

#[tokio::test]
async fn reuse_is_detected_across_transports() {
    let fixture = start().await;
    let tokens = fixture.sign_in().await;
    let bearer = || fixture.post("/api/token/refresh").bearer_auth(&tokens.refresh).send();
    let renewed = Tokens::of(&body(bearer().await.unwrap(), 200).await);
    refused(bearer().await.unwrap()).await;
    refused(fixture.refresh(&renewed.refresh).await).await;
    assert_eq!(fixture.knock(&renewed.access).await, 401);
}

#[tokio::test]
async fn a_field_goes_before_a_bearer_token() {
    let fixture = start().await;
    let tokens = fixture.sign_in().await;
    let request = fixture.post("/api/token/refresh").bearer_auth(&tokens.access);
    let fields = json!({ "refresh_token": tokens.refresh });
    body(request.json(&fields).send().await.unwrap(), 200).await;
}

#[tokio::test]
async fn the_token_endpoint_renews_when_the_grant_says_so() {
    let fixture = start().await;
    let tokens = fixture.sign_in().await;
    let fields = |token| json!({ "grant_type": "refresh_token", "refresh_token": token });
    let form = fixture.post("/api/token").form(&fields(tokens.refresh.clone()));
    let renewed = Tokens::of(&body(form.send().await.unwrap(), 200).await);
    let json = fixture.post("/api/token").json(&fields(renewed.refresh));
    body(json.send().await.unwrap(), 200).await;
    let spent = fixture.post("/api/token").json(&fields(tokens.refresh));
    refused(spent.send().await.unwrap()).await;
    let missing = fixture
        .post("/api/token")
        .json(&json!({ "grant_type": "refresh_token" }));
    assert_eq!(
        body(missing.send().await.unwrap(), 400).await["error"],
        "invalid_request"
    );
}

#[tokio::test]
async fn another_grant_or_none_is_a_sign_in() {
    let fixture = start().await;
    let fields = json!({ "grant_type": "password", "username": "demo", "password": "demo" });
    body(fixture.post("/api/token").form(&fields).send().await.unwrap(), 200).await;
    let without = json!({ "refresh_token": fixture.sign_in().await.refresh });
    body(fixture.post("/api/token").json(&without).send().await.unwrap(), 401).await;
}

#[tokio::test]
async fn an_expired_access_token_does_not_hinder_renewal() {
    let fixture = start().await;
    let tokens = fixture.sign_in().await;
    fixture.pass(3600);
    assert_eq!(fixture.knock(&tokens.access).await, 401);
    body(fixture.refresh(&tokens.refresh).await, 200).await;
}

#[tokio::test]
async fn reuse_revokes_the_whole_family_with_its_access_tokens() {
    let fixture = start().await;
    let first = fixture.sign_in().await;
    let second = Tokens::of(&body(fixture.refresh(&first.refresh).await, 200).await);
    let third = Tokens::of(&body(fixture.refresh(&second.refresh).await, 200).await);
    refused(fixture.refresh(&first.refresh).await).await;
    refused(fixture.refresh(&third.refresh).await).await;
    for tokens in [first, second, third] {
        assert_eq!(fixture.knock(&tokens.access).await, 401);
    }
}

#[tokio::test]
async fn reuse_leaves_other_sign_ins_of_the_same_user_alone() {
    let fixture = start().await;
    let (thief, other) = (fixture.sign_in().await, fixture.sign_in().await);
    body(fixture.refresh(&thief.refresh).await, 200).await;
    refused(fixture.refresh(&thief.refresh).await).await;
    assert_eq!(fixture.knock(&other.access).await, 200);
    body(fixture.refresh(&other.refresh).await, 200).await;
}

#[tokio::test]
async fn a_refresh_token_ends_with_its_life() {
    let fixture = start().await;
    let (early, late) = (fixture.sign_in().await, fixture.sign_in().await);
    fixture.pass(86_399);
    body(fixture.refresh(&early.refresh).await, 200).await;
    fixture.pass(1);
    refused(fixture.refresh(&late.refresh).await).await;
}

#[tokio::test]
async fn a_family_that_is_renewed_outlives_its_first_refresh_token() {
    let fixture = start().await;
    let mut tokens = fixture.sign_in().await;
    for _ in 0..5 {
        fixture.pass(80_000);
        // Somebody else signs in, which is when ended families are forgotten.
        fixture.sign_in().await;
        tokens = Tokens::of(&body(fixture.refresh(&tokens.refresh).await, 200).await);
    }
    assert_eq!(fixture.knock(&tokens.access).await, 200);
}

#[tokio::test]
async fn an_unknown_refresh_token_is_an_invalid_grant_and_a_missing_one_an_invalid_request() {
    let fixture = start().await;
    let tokens = fixture.sign_in().await;
    refused(fixture.refresh("nonsense").await).await;
    // An access token is none either.
    refused(fixture.refresh(&tokens.access).await).await;
    let nothing = fixture
        .post("/api/token/refresh")
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    assert_eq!(body(nothing, 400).await["error"], "invalid_request");
    let broken = fixture
        .post("/api/token/refresh")
        .header("content-type", "application/json")
        .body("{");
    assert_eq!(
        body(broken.send().await.unwrap(), 400).await["error"],
        "invalid_request"
    );
}

#[tokio::test]
async fn a_refresh_token_opens_no_resource() {
    let fixture = start().await;
    let tokens = fixture.sign_in().await;
    assert_eq!(fixture.knock(&tokens.refresh).await, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_uses_at_once_exactly_one_succeeds() {
    let fixture = start().await;
    spend_at_once(&[&fixture]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_uses_at_two_servers_on_one_file_exactly_one_succeeds() {
    let folder = tempfile::tempdir().unwrap();
    let on_file = || start_with(|config| config.data = Some(folder.path().to_owned()));
    let (one, two) = (on_file().await, on_file().await);
    spend_at_once(&[&one, &two]).await;
}

/// The losers are reuses, so the winner's tokens are revoked too.
async fn spend_at_once(servers: &[&Fixture]) {
    let spent = servers[0].sign_in().await;
    let mut uses = JoinSet::new();
    for server in servers.iter().cycle().take(20) {
        let fields = json!({ "refresh_token": spent.refresh });
        uses.spawn(server.post("/api/token/refresh").json(&fields).send());
    }
    let mut won = Vec::new();
    for answer in uses.join_all().await {
        let answer = answer.unwrap();
        if answer.status() == 200 {
            won.push(Tokens::of(&body(answer, 200).await))
        } else {
            refused(answer).await
        }
    }
    assert_eq!(won.len(), 1);
    assert_eq!(servers[0].knock(&won[0].access).await, 401);
    refused(servers[0].refresh(&won[0].refresh).await).await;
}
