//! `/api/revoke`: tokens that end before their time.

use reqwest::Response;

use crate::support::{Fixture, Tokens, body, header, start};

async fn revoke(fixture: &Fixture, path: &str, token: &str) -> Response {
    fixture.post(path).bearer_auth(token).send().await.unwrap()
}

#[tokio::test]
async fn every_access_token_of_the_sign_in_is_dead_and_a_renewal_heals_it() {
    let fixture = start().await;
    let (first, other) = (fixture.sign_in().await, fixture.sign_in().await);
    let second = Tokens::of(&body(fixture.refresh(&first.refresh).await, 200).await);
    assert_eq!(revoke(&fixture, "/api/revoke", &second.access).await.status(), 204);
    for tokens in [&first, &second] {
        let answer = fixture
            .get("/api/something")
            .bearer_auth(&tokens.access)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 401);
        assert_eq!(
            header(&answer, "www-authenticate"),
            r#"Bearer realm="jotpass", error="invalid_token""#
        );
    }
    assert_eq!(fixture.knock(&other.access).await, 200);
    let third = Tokens::of(&body(fixture.refresh(&second.refresh).await, 200).await);
    assert_eq!(fixture.knock(&third.access).await, 200);
}

#[tokio::test]
async fn all_ends_the_refresh_tokens_too() {
    let fixture = start().await;
    for path in ["/api/revoke?all", "/api/revoke?all=1"] {
        let (this, other) = (fixture.sign_in().await, fixture.sign_in().await);
        assert_eq!(revoke(&fixture, path, &this.access).await.status(), 204);
        assert_eq!(fixture.knock(&this.access).await, 401);
        let refused = fixture.refresh(&this.refresh).await;
        assert_eq!(body(refused, 400).await["error"], "invalid_grant");
        assert_eq!(fixture.knock(&other.access).await, 200);
    }
}

#[tokio::test]
async fn only_a_valid_access_token_may_revoke() {
    let fixture = start().await;
    let tokens = fixture.sign_in().await;
    let without = fixture.post("/api/revoke").send().await.unwrap();
    assert_eq!(body(without, 401).await["error"], "token not provided");
    body(revoke(&fixture, "/api/revoke?all", &tokens.refresh).await, 401).await;
    revoke(&fixture, "/api/revoke", &tokens.access).await;
    body(revoke(&fixture, "/api/revoke?all", &tokens.access).await, 401).await;
    body(fixture.refresh(&tokens.refresh).await, 200).await;
}

#[tokio::test]
async fn a_revoked_access_token_still_logs_out() {
    let fixture = start().await;
    let tokens = fixture.sign_in().await;
    revoke(&fixture, "/api/revoke", &tokens.access).await;
    assert_eq!(revoke(&fixture, "/api/logout", &tokens.access).await.status(), 204);
    body(fixture.refresh(&tokens.refresh).await, 400).await;
}
