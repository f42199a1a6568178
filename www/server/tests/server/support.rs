//! Starting a server, signing in, and shorthand for requests and answers.

use std::sync::Arc;
use std::time::Duration;

use jotpass_server::clock::ManualClock;
use jotpass_server::config::PasswordCost;
use jotpass_server::{Config, Server};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, redirect};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Not a whole second, so that rounding shows.
pub(crate) const NOW: u64 = 1_700_000_000_123;

pub(crate) struct Fixture {
    pub(crate) server: Server,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) client: Client,
}

#[derive(Debug, Clone)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Tokens {
    pub(crate) fn of(answer: &Value) -> Self {
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        Self {
            access: text("token"),
            refresh: text("refresh_token"),
        }
    }
}

pub(crate) async fn start() -> Fixture {
    start_with(|_| {}).await
}

pub(crate) async fn start_with(change: impl FnOnce(&mut Config)) -> Fixture {
    let clock = Arc::new(ManualClock::new(NOW));
    let mut config = Config {
        clock: clock.clone(),
        password_cost: PasswordCost::for_tests(),
        ..Config::default()
    };
    change(&mut config);
    let server = Server::start(config).await.unwrap();
    let client = Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .build()
        .unwrap();
    Fixture { server, clock, client }
}

impl Fixture {
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.server.url()))
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.request(Method::POST, path)
    }

    /// A request to the other origin.
    pub(crate) fn third_party(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.server.third_party_url().unwrap()))
    }

    pub(crate) async fn sign_in(&self) -> Tokens {
        let credentials = json!({ "username": "demo", "password": "demo" });
        Tokens::of(&body(self.post("/api/token").json(&credentials).send().await.unwrap(), 200).await)
    }

    pub(crate) async fn refresh(&self, token: &str) -> Response {
        self.post("/api/token/refresh")
            .json(&json!({ "refresh_token": token }))
            .send()
            .await
            .unwrap()
    }

    /// The status of a protected call with this token.
    pub(crate) async fn knock(&self, token: &str) -> StatusCode {
        self.get("/api/something")
            .header("x-access-token", token)
            .send()
            .await
            .unwrap()
            .status()
    }

    pub(crate) async fn log(&self) -> Vec<Value> {
        let page = body(self.get("/api/log").send().await.unwrap(), 200).await;
        page["entries"].as_array().unwrap().clone()
    }

    /// The only entry since the log was cleared.
    pub(crate) async fn last_entry(&self) -> Value {
        self.log().await.pop().unwrap()
    }

    pub(crate) async fn fault(&self, fault: Value) {
        let answer = self.post("/faults").json(&fault).send().await.unwrap();
        assert_eq!(answer.status(), 204, "{}", answer.text().await.unwrap());
    }

    /// Until so many answers are held back.
    pub(crate) async fn held(&self, count: usize) {
        body(self.get(&format!("/faults?held={count}")).send().await.unwrap(), 200).await;
    }

    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Sends bytes as they are and returns the whole answer, which is empty when there was none.
    pub(crate) async fn raw(&self, request: &str) -> String {
        let address = self.server.url().replace("http://", "");
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

/// The JSON body of an answer with this status.
pub(crate) async fn body(answer: Response, status: u16) -> Value {
    let (found, text) = (answer.status(), answer.text().await.unwrap());
    assert_eq!(found, status, "{text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A header's text, empty when it is absent.
pub(crate) fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}
