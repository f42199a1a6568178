//! `/api/form`: a token as a form field and in no other way (RFC 6750, section 2.2).

use reqwest::Method;
use serde_json::json;

use crate::support::{body, header, start};

#[tokio::test]
async fn the_form_field_opens_it() {
    let fixture = start().await;
    let token = fixture.sign_in().await.access;
    let form = [("a", "zoë"), ("access_token", token.as_str())];
    let answer = fixture.post("/api/form").form(&form).send().await.unwrap();
    assert_eq!(header(&answer, "cache-control"), "no-store");
    let answer = body(answer, 200).await;
    assert_eq!(
        (&answer["message"], &answer["method"]),
        (&json!("Hello, Zoë Démo."), &json!("POST"))
    );
    let with_charset = fixture
        .post("/api/form")
        .header("content-type", "Application/X-WWW-Form-Urlencoded; charset=UTF-8")
        .body(format!("access_token={token}"));
    body(with_charset.send().await.unwrap(), 200).await;
}

#[tokio::test]
async fn two_ways_are_an_invalid_request_even_with_the_same_token() {
    let fixture = start().await;
    let token = fixture.sign_in().await.access;
    let post = || fixture.post("/api/form");
    let form = [("access_token", token.as_str())];
    let requests = [
        post().form(&form).header("x-access-token", &token),
        post().form(&form).bearer_auth(&token),
        post().form(&form).query(&form),
        post().form(&[form[0], form[0]]),
        post().header("x-access-token", &token),
        post().bearer_auth(&token),
        post().query(&form),
    ];
    for request in requests {
        let answer = body(request.send().await.unwrap(), 400).await;
        assert_eq!(answer["error"], "invalid_request");
    }
}

#[tokio::test]
async fn a_body_of_another_type_carries_no_token() {
    let fixture = start().await;
    let token = fixture.sign_in().await.access;
    let post = || fixture.post("/api/form");
    let pair = format!("access_token={token}");
    let requests = [
        post(),
        post().json(&json!({ "access_token": token })),
        post().body(pair.clone()),
        post().header("content-type", "text/plain").body(pair.clone()),
        post()
            .header("content-type", "multipart/form-data; boundary=x")
            .body(format!(
                "--x\r\nContent-Disposition: form-data; name=\"access_token\"\r\n\r\n{token}\r\n--x--\r\n"
            )),
    ];
    for request in requests {
        let answer = request.send().await.unwrap();
        assert_eq!(header(&answer, "www-authenticate"), r#"Bearer realm="jotpass""#);
        assert_eq!(body(answer, 401).await["error"], "token not provided");
    }
    let get = fixture
        .request(Method::GET, "/api/form")
        .form(&[("access_token", &token)]);
    body(get.send().await.unwrap(), 405).await;
}

#[tokio::test]
async fn an_ended_token_is_refused_as_everywhere() {
    let fixture = start().await;
    let token = fixture.sign_in().await.access;
    fixture.pass(30);
    let answer = fixture
        .post("/api/form")
        .form(&[("access_token", &token)])
        .send()
        .await
        .unwrap();
    assert!(header(&answer, "www-authenticate").contains("invalid_token"));
    body(answer, 401).await;
}
