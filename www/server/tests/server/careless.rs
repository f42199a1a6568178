//! The mistakes that the demo page's attacks look for, as a thief finds them.

use jotpass_server::Config;
use reqwest::Method;

use crate::support::{body, header, start, start_with};

#[tokio::test]
async fn the_mirror_repeats_the_token_of_either_origin_and_the_log_does_not() {
    let fixture = start_with(|config: &mut Config| config.third_party_port = Some(0)).await;
    for request in [
        fixture.get("/api/careless/mirror"),
        fixture.third_party(Method::GET, "/mirror"),
    ] {
        let answer = request.header("x-access-token", "canary").send().await.unwrap();
        assert_eq!(body(answer, 200).await["headers"]["x-access-token"], "canary");
        let entry = fixture.last_entry().await;
        assert_eq!(entry["transport"], "x-access-token");
        assert!(!entry.to_string().contains("canary"), "{entry}");
    }
}

#[tokio::test]
async fn what_has_moved_is_at_the_third_party() {
    let fixture = start_with(|config: &mut Config| config.third_party_port = Some(0)).await;
    let answer = fixture.get("/api/careless/moved").send().await.unwrap();
    assert_eq!(answer.status(), 307);
    let there = fixture.server.third_party_url().unwrap();
    assert_eq!(header(&answer, "location"), format!("{there}/mirror"));
}

#[tokio::test]
async fn without_a_third_party_nothing_has_moved() {
    let fixture = start().await;
    body(fixture.get("/api/careless/moved").send().await.unwrap(), 404).await;
}
