//! `?cookie=all`: a session of which no script sees a token, and which no other site's page can act on.

use axum::http::HeaderValue;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::support::{Fixture, body, header, start, start_with};

/// What a browser keeps of a session.
#[derive(Debug, Clone)]
struct Jar {
    access: String,
    refresh: String,
    csrf: String,
}

const ATTRIBUTES: [(&str, &str); 3] = [
    ("access_token", "Max-Age=86400; Path=/; HttpOnly; SameSite=Lax"),
    (
        "refresh_token",
        "Max-Age=86400; Path=/api/token; HttpOnly; SameSite=Strict",
    ),
    ("XSRF-TOKEN", "Max-Age=86400; Path=/; SameSite=Strict"),
];

fn set_cookies(answer: &Response) -> Vec<String> {
    let cookies = answer.headers().get_all("set-cookie").iter();
    cookies.map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
}

impl Jar {
    /// Fails unless each cookie is there as it should be.
    fn of(answer: &Response) -> Self {
        let cookies = set_cookies(answer);
        assert_eq!(cookies.len(), 3, "{cookies:?}");
        let mut values = cookies.iter().zip(ATTRIBUTES).map(|(cookie, (name, attributes))| {
            let (pair, found) = cookie.split_once("; ").unwrap();
            assert_eq!(found, attributes, "{name}");
            pair.strip_prefix(&format!("{name}=")).unwrap().to_owned()
        });
        let mut next = || values.next().unwrap();
        Self {
            access: next(),
            refresh: next(),
            csrf: next(),
        }
    }

    /// As the browser sends it to this path.
    fn header(&self, path: &str) -> String {
        let Self { access, refresh, csrf } = self;
        let everywhere = format!("access_token={access}; XSRF-TOKEN={csrf}");
        if path.starts_with("/api/token") {
            format!("{everywhere}; refresh_token={refresh}")
        } else {
            everywhere
        }
    }

    /// A request of one of our pages that does not show the CSRF token.
    fn bare(&self, fixture: &Fixture, method: Method, path: &str) -> RequestBuilder {
        let request = fixture.request(method, path).header("cookie", self.header(path));
        request.header("origin", fixture.server.url())
    }

    fn request(&self, fixture: &Fixture, method: Method, path: &str) -> RequestBuilder {
        self.bare(fixture, method, path).header("x-xsrf-token", &self.csrf)
    }

    async fn renewed(&self, fixture: &Fixture) -> Self {
        let request = self.request(fixture, Method::POST, "/api/token/refresh");
        renewed(request.send().await.unwrap()).await
    }
}

async fn renewed(answer: Response) -> Jar {
    let jar = Jar::of(&answer);
    without_tokens(&jar, &body(answer, 200).await);
    jar
}

fn without_tokens(jar: &Jar, answer: &Value) {
    let mut members: Vec<_> = answer.as_object().unwrap().keys().map(String::as_str).collect();
    members.sort_unstable();
    assert_eq!(members, ["expires_in", "user"]);
    let text = answer.to_string();
    let secrets = [&jar.access, &jar.refresh, &jar.csrf];
    assert!(secrets.iter().all(|secret| !text.contains(*secret)), "{text}");
}

async fn sign_in(fixture: &Fixture) -> (Jar, Value) {
    let credentials = json!({ "username": "demo", "password": "demo" });
    let request = fixture.post("/api/token?cookie=all").json(&credentials);
    let answer = request.send().await.unwrap();
    let jar = Jar::of(&answer);
    (jar, body(answer, 200).await)
}

async fn forbidden(request: RequestBuilder) {
    let answer = request.send().await.unwrap();
    assert_eq!(set_cookies(&answer), [""; 0]);
    assert_eq!(header(&answer, "www-authenticate"), "");
    assert_eq!(body(answer, 403).await["error"], "forbidden");
}

async fn status(request: RequestBuilder) -> u16 {
    request.send().await.unwrap().status().as_u16()
}

/// Every way not to show the session's CSRF token.
fn forgeries(fixture: &Fixture, jar: &Jar, other: &Jar, method: &Method, path: &str) -> Vec<RequestBuilder> {
    let bare = |jar: &Jar| jar.bare(fixture, method.clone(), path);
    let guessed = format!("{}x", &jar.csrf[..jar.csrf.len() - 1]);
    let planted = Jar {
        csrf: other.csrf.clone(),
        ..jar.clone()
    };
    let without_cookie = jar.header(path).replace(&format!("XSRF-TOKEN={}", jar.csrf), "a=1");
    vec![
        bare(jar),
        bare(jar).header("x-xsrf-token", ""),
        bare(jar).header("x-xsrf-token", guessed),
        bare(jar).header("x-xsrf-token", &jar.csrf[1..]),
        bare(jar).header("x-xsrf-token", &other.csrf),
        // Shown twice and alike, but of another session.
        bare(&planted).header("x-xsrf-token", &other.csrf),
        fixture
            .request(method.clone(), path)
            .header("cookie", without_cookie)
            .header("x-xsrf-token", &jar.csrf),
    ]
}

#[tokio::test]
async fn a_sign_in_leaves_three_cookies_and_answers_no_token() {
    let fixture = start().await;
    let (jar, answer) = sign_in(&fixture).await;
    without_tokens(&jar, &answer);
    assert_eq!(answer["expires_in"], 29);
    assert_eq!(answer["user"]["name"], "Zoë Démo");
    let form = fixture.post("/api/token?cookie=all");
    let form = form.form(&[("username", "demo"), ("password", "demo")]);
    renewed(form.send().await.unwrap()).await;
}

#[tokio::test]
async fn the_cookies_are_secure_where_the_configuration_says_so() {
    let fixture = start_with(|config| config.secure_cookies = true).await;
    let credentials = json!({ "username": "demo", "password": "demo" });
    for (path, count) in [("/api/token?cookie=all", 3), ("/api/token?cookie=1", 1)] {
        let answer = fixture.post(path).json(&credentials).send().await.unwrap();
        let cookies = set_cookies(&answer);
        assert_eq!(cookies.len(), count);
        assert!(cookies.iter().all(|cookie| cookie.ends_with("; Secure")), "{cookies:?}");
    }
}

#[tokio::test]
async fn a_sign_in_is_not_begun_by_a_link_or_by_another_sites_page() {
    let fixture = start_with(|config| config.third_party_port = Some(0)).await;
    let link = fixture.get("/api/token?cookie=all&username=demo&password=demo");
    let answer = link.send().await.unwrap();
    assert_eq!(set_cookies(&answer), [""; 0]);
    assert_eq!(body(answer, 400).await["error"], "invalid_request");
    for origin in ["null", "http://evil.test", &fixture.server.third_party_url().unwrap()] {
        let form = fixture.post("/api/token?cookie=all").header("origin", origin);
        forbidden(form.form(&[("username", "demo"), ("password", "demo")])).await;
    }
}

#[tokio::test]
async fn the_cookie_opens_reading_by_itself_and_writing_with_the_csrf_token() {
    let fixture = start().await;
    let (jar, _) = sign_in(&fixture).await;
    for path in ["/api/something", "/api/echo", "/api/legacy"] {
        assert_eq!(status(jar.bare(&fixture, Method::GET, path)).await, 200, "{path}");
    }
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        for path in ["/api/something", "/api/echo"] {
            let request = jar.request(&fixture, method.clone(), path);
            assert_eq!(status(request.body("12345")).await, 200, "{method} {path}");
        }
    }
    assert_eq!(status(jar.bare(&fixture, Method::HEAD, "/api/something")).await, 200);
}

#[tokio::test]
async fn a_write_without_the_sessions_csrf_token_is_forbidden() {
    let fixture = start().await;
    let ((jar, _), (other, _)) = (sign_in(&fixture).await, sign_in(&fixture).await);
    for (method, path) in [
        (Method::POST, "/api/something"),
        (Method::DELETE, "/api/something"),
        (Method::PUT, "/api/echo"),
        (Method::POST, "/api/revoke?all"),
        (Method::POST, "/api/logout"),
    ] {
        for request in forgeries(&fixture, &jar, &other, &method, path) {
            forbidden(request).await;
        }
    }
    // Nothing was ended by any of them.
    assert_eq!(status(jar.bare(&fixture, Method::GET, "/api/something")).await, 200);
    jar.renewed(&fixture).await;
}

#[tokio::test]
async fn a_renewal_renews_every_cookie_and_keeps_the_csrf_token_of_the_session() {
    let fixture = start().await;
    let (first, _) = sign_in(&fixture).await;
    fixture.pass(60);
    assert_eq!(status(first.bare(&fixture, Method::GET, "/api/something")).await, 401);
    let second = first.renewed(&fixture).await;
    assert!(first.access != second.access && first.refresh != second.refresh);
    // A tab that has just read it is not refused because another one renews.
    assert_eq!(first.csrf, second.csrf);
    assert_eq!(
        status(second.request(&fixture, Method::POST, "/api/something")).await,
        200
    );

    let grant = json!({ "grant_type": "refresh_token" });
    let at_token = second.request(&fixture, Method::POST, "/api/token").json(&grant);
    let third = renewed(at_token.send().await.unwrap()).await;
    let by_get = third.request(&fixture, Method::GET, "/api/token/refresh");
    renewed(by_get.send().await.unwrap()).await;
}

#[tokio::test]
async fn a_renewal_without_the_csrf_token_is_forbidden_and_spends_nothing() {
    let fixture = start().await;
    let ((jar, _), (other, _)) = (sign_in(&fixture).await, sign_in(&fixture).await);
    for method in [Method::POST, Method::GET] {
        for request in forgeries(&fixture, &jar, &other, &method, "/api/token/refresh") {
            forbidden(request).await;
        }
    }
    // A script that could read the refresh token would get none out of it.
    forbidden(fixture.post("/api/token/refresh").bearer_auth(&jar.refresh)).await;
    jar.renewed(&fixture).await;
}

#[tokio::test]
async fn a_spent_refresh_cookie_ends_the_session() {
    let fixture = start().await;
    let (first, _) = sign_in(&fixture).await;
    let second = first.renewed(&fixture).await;
    for jar in [&first, &second] {
        let answer = jar.request(&fixture, Method::POST, "/api/token/refresh").send().await;
        assert_eq!(body(answer.unwrap(), 400).await["error"], "invalid_grant");
    }
    assert_eq!(status(second.bare(&fixture, Method::GET, "/api/something")).await, 401);
}

#[tokio::test]
async fn logout_ends_the_session_and_takes_every_cookie_away() {
    let fixture = start().await;
    for seconds in [0, 60] {
        let (jar, _) = sign_in(&fixture).await;
        // Also when the token has ended in the meantime.
        fixture.pass(seconds);
        let answer = jar.request(&fixture, Method::POST, "/api/logout").send().await.unwrap();
        assert_eq!(answer.status(), 204);
        let gone = ATTRIBUTES
            .map(|(name, attributes)| format!("{name}=; {}", attributes.replace("Max-Age=86400", "Max-Age=0")));
        assert_eq!(set_cookies(&answer), gone);
        let renewal = jar.request(&fixture, Method::POST, "/api/token/refresh");
        assert_eq!(status(renewal).await, 400);
        assert_eq!(status(jar.bare(&fixture, Method::GET, "/api/something")).await, 401);
    }
}

#[tokio::test]
async fn what_is_sent_on_purpose_goes_before_the_cookie_and_needs_no_csrf_token() {
    let fixture = start().await;
    let (jar, _) = sign_in(&fixture).await;
    let token = fixture.sign_in().await.access;
    let post = || jar.bare(&fixture, Method::POST, "/api/something");
    let form = [("access_token", token.as_str())];
    let by_form = jar.bare(&fixture, Method::POST, "/api/form").form(&form);
    for request in [
        post().bearer_auth(&token),
        post().header("x-access-token", &token),
        by_form,
    ] {
        assert_eq!(status(request).await, 200);
    }
    assert_eq!(status(post().bearer_auth("nonsense")).await, 401);

    // Signing out of the other session leaves the one in the jar alone.
    let logout = jar.bare(&fixture, Method::POST, "/api/logout").bearer_auth(&token);
    let answer = logout.send().await.unwrap();
    assert_eq!((answer.status().as_u16(), set_cookies(&answer)), (204, vec![]));
    assert_eq!(fixture.knock(&token).await, 401);
    jar.renewed(&fixture).await;
}

#[tokio::test]
async fn a_cookie_that_is_no_token_of_a_session_in_cookies_opens_no_writing() {
    let fixture = start().await;
    let token = fixture.sign_in().await.access;
    let csrf = "x".repeat(43);
    let jar = |access: &str| Jar {
        access: access.to_owned(),
        refresh: access.to_owned(),
        csrf: csrf.clone(),
    };
    forbidden(jar(&token).request(&fixture, Method::POST, "/api/something")).await;
    // Not 403: what is left of a session that the server has forgotten is to be renewed, refused and forgotten.
    let stale = jar("nonsense");
    assert_eq!(
        status(stale.request(&fixture, Method::POST, "/api/something")).await,
        401
    );
    assert_eq!(
        status(stale.request(&fixture, Method::POST, "/api/token/refresh")).await,
        400
    );
}

#[tokio::test]
async fn only_our_own_and_listed_pages_may_use_the_cookies() {
    const LISTED: &str = "http://127.0.0.1:5173";
    let fixture = start_with(|config| {
        config.allow_origins = vec![HeaderValue::from_static(LISTED)];
        config.third_party_port = Some(0);
    })
    .await;
    let (jar, _) = sign_in(&fixture).await;
    let ask = |origin: &str, method: Method| {
        let request = fixture.request(method, "/api/something");
        let request = request.header("cookie", jar.header("/api/something"));
        request.header("x-xsrf-token", &jar.csrf).header("origin", origin)
    };
    for method in [Method::GET, Method::POST] {
        for origin in [
            &fixture.server.third_party_url().unwrap(),
            "null",
            "https://127.0.0.1:5173",
        ] {
            assert_eq!(status(ask(origin, method.clone())).await, 401, "{origin}");
        }
        for origin in [&fixture.server.url(), LISTED] {
            assert_eq!(status(ask(origin, method.clone())).await, 200, "{origin}");
        }
    }
    let preflight = fixture
        .request(Method::OPTIONS, "/api/something")
        .header("origin", LISTED)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "x-xsrf-token");
    let answer = preflight.send().await.unwrap();
    assert!(header(&answer, "access-control-allow-headers").contains("x-xsrf-token"));
}

#[tokio::test]
async fn a_session_in_cookies_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let start = || start_with(|config| config.data = Some(folder.path().to_owned()));
    let before = start().await;
    let (jar, _) = sign_in(&before).await;
    before.server.stop().await;
    let after = start().await;
    assert_eq!(status(jar.request(&after, Method::POST, "/api/something")).await, 200);
    jar.renewed(&after).await;
}

#[tokio::test]
async fn the_log_names_the_cookie_and_no_log_echo_or_error_repeats_what_is_in_the_jar() {
    let fixture = start_with(|config| config.third_party_port = Some(0)).await;
    let (jar, _) = sign_in(&fixture).await;
    let echo = jar.request(&fixture, Method::POST, "/api/echo").send().await.unwrap();
    let mut shown = body(echo, 200).await.to_string();
    for name in ["cookie", "x-xsrf-token"] {
        assert!(shown.contains(&format!(r#""{name}":"[redacted]""#)), "{shown}");
    }
    let renewal = jar.bare(&fixture, Method::POST, "/api/token/refresh");
    shown += &renewal.send().await.unwrap().text().await.unwrap();
    // Where it must not go, the log tells that it came.
    let leak = fixture.third_party(Method::GET, "/").header("cookie", jar.header("/"));
    leak.send().await.unwrap();
    let log = fixture.log().await;
    let ways: Vec<_> = log.iter().map(|entry| entry["transports"].clone()).collect();
    assert_eq!(
        ways,
        [json!([]), json!(["cookie"]), json!(["cookie"]), json!(["cookie"])]
    );
    shown += &json!(log).to_string();
    let secrets = [&jar.access, &jar.refresh, &jar.csrf];
    assert!(secrets.iter().all(|secret| !shown.contains(*secret)), "{shown}");
}
