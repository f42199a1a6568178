//! `/api/logout`: what it ends and what it leaves.

use crate::support::{Tokens, body, header, start};

#[tokio::test]
async fn logout_revokes_the_access_token_and_its_refresh_family() {
    let fixture = start().await;
    let old = fixture.sign_in().await;
    let new = Tokens::of(&body(fixture.refresh(&old.refresh).await, 200).await);
    let answer = fixture
        .post("/api/logout")
        .header("x-access-token", &new.access)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 204);
    assert_eq!(fixture.knock(&new.access).await, 401);
    assert_eq!(fixture.knock(&old.access).await, 401);
    assert_eq!(
        body(fixture.refresh(&new.refresh).await, 400).await["error"],
        "invalid_grant"
    );
}

#[tokio::test]
async fn logout_leaves_other_sign_ins_of_the_same_user_alone() {
    let fixture = start().await;
    let (this, other) = (fixture.sign_in().await, fixture.sign_in().await);
    assert_eq!(
        fixture
            .post("/api/logout")
            .bearer_auth(&this.access)
            .send()
            .await
            .unwrap()
            .status(),
        204
    );
    assert_eq!(fixture.knock(&other.access).await, 200);
    body(fixture.refresh(&other.refresh).await, 200).await;
}

#[tokio::test]
async fn every_way_of_carrying_the_token_will_do() {
    let fixture = start().await;
    for way in 0..4 {
        let token = fixture.sign_in().await.access;
        let post = fixture.post("/api/logout");
        let request = match way {
            0 => post.header("x-access-token", &token),
            1 => post.bearer_auth(&token),
            2 => post.query(&[("access_token", &token)]),
            _ => post.form(&[("access_token", &token)]),
        };
        assert_eq!(request.send().await.unwrap().status(), 204);
        assert_eq!(fixture.knock(&token).await, 401);
    }
}

#[tokio::test]
async fn an_expired_token_still_ends_its_family() {
    let fixture = start().await;
    let tokens = fixture.sign_in().await;
    fixture.pass(3600);
    assert_eq!(
        fixture
            .post("/api/logout")
            .bearer_auth(&tokens.access)
            .send()
            .await
            .unwrap()
            .status(),
        204
    );
    body(fixture.refresh(&tokens.refresh).await, 400).await;
}

#[tokio::test]
async fn logging_out_twice_is_no_error() {
    let fixture = start().await;
    let token = fixture.sign_in().await.access;
    for _ in 0..2 {
        assert_eq!(
            fixture
                .post("/api/logout")
                .bearer_auth(&token)
                .send()
                .await
                .unwrap()
                .status(),
            204
        );
    }
}

#[tokio::test]
async fn logout_needs_a_token_of_ours() {
    let fixture = start().await;
    let without = fixture.post("/api/logout").send().await.unwrap();
    assert_eq!(body(without, 401).await["error"], "token not provided");
    let foreign = fixture
        .post("/api/logout")
        .bearer_auth("nonsense")
        .send()
        .await
        .unwrap();
    assert!(header(&foreign, "www-authenticate").contains("invalid_token"));
    body(foreign, 401).await;
}

#[tokio::test]
async fn a_revoked_token_is_invalid_for_legacy_even_when_it_is_expired_too() {
    let fixture = start().await;
    let token = fixture.sign_in().await.access;
    fixture.post("/api/logout").bearer_auth(&token).send().await.unwrap();
    fixture.pass(60);
    assert_eq!(
        fixture
            .get("/api/legacy")
            .bearer_auth(&token)
            .send()
            .await
            .unwrap()
            .status(),
        401
    );
}
