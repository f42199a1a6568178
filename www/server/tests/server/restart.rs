//! What a data folder keeps from one start to the next.

use std::path::Path;

use jotpass_server::StartError;
use jotpass_server::config::NewUser;
use serde_json::json;

use crate::support::{Fixture, Tokens, body, start, start_with};

async fn start_on(folder: &Path) -> Fixture {
    start_with(|config| config.data = Some(folder.to_owned())).await
}

#[tokio::test]
async fn tokens_and_users_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    // A folder that is not there yet is made.
    let data = folder.path().join("made");
    let before = start_on(&data).await;
    let tokens = before.sign_in().await;
    before.server.stop().await;

    let after = start_on(&data).await;
    assert_eq!(after.knock(&tokens.access).await, 200);
    assert_eq!(
        after
            .knock(&Tokens::of(&body(after.refresh(&tokens.refresh).await, 200).await).access)
            .await,
        200
    );
    after.sign_in().await;
    let demo = body(after.get("/demo.json").send().await.unwrap(), 200).await;
    assert_eq!(demo["users"], json!([{ "username": "demo", "password": "demo" }]));
}

#[tokio::test]
async fn revocation_and_spent_tokens_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let before = start_on(folder.path()).await;
    let (gone, spent) = (before.sign_in().await, before.sign_in().await);
    before
        .post("/api/logout")
        .bearer_auth(&gone.access)
        .send()
        .await
        .unwrap();
    let renewed = Tokens::of(&body(before.refresh(&spent.refresh).await, 200).await);
    before.server.stop().await;

    let after = start_on(folder.path()).await;
    assert_eq!(after.knock(&gone.access).await, 401);
    body(after.refresh(&spent.refresh).await, 400).await;
    assert_eq!(after.knock(&renewed.access).await, 401);
}

#[tokio::test]
async fn what_was_on_hold_when_the_server_died_is_not_spent_and_what_hung_is() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, status) in [("hold", 200), ("hang", 400)] {
        let before = start_with(|config| {
            config.data = Some(folder.path().to_owned());
            config.faults = true;
        })
        .await;
        let tokens = before.sign_in().await;
        before
            .fault(json!({ "path": "/api/token/refresh", "kind": kind }))
            .await;
        let fields = json!({ "refresh_token": tokens.refresh });
        let held = tokio::spawn(before.post("/api/token/refresh").json(&fields).send());
        before.held(1).await;
        drop(before);
        assert!(held.await.unwrap().is_err());

        let after = start_on(folder.path()).await;
        body(after.refresh(&tokens.refresh).await, status).await;
    }
}

#[tokio::test]
async fn a_token_means_the_same_when_the_next_start_writes_exp_in_milliseconds() {
    let folder = tempfile::tempdir().unwrap();
    let before = start_on(folder.path()).await;
    let token = before.sign_in().await.access;
    before.server.stop().await;
    let after = start_with(|config| {
        config.data = Some(folder.path().to_owned());
        config.exp_in_ms = true;
    })
    .await;
    assert_eq!(after.knock(&token).await, 200);
    after.pass(30);
    assert_eq!(after.knock(&token).await, 401);
}

#[tokio::test]
async fn a_user_given_again_gets_the_new_password_and_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let start_for = |users: Vec<NewUser>| {
        start_with(|config| {
            config.data = Some(folder.path().to_owned());
            config.users = users;
        })
    };
    let sign_in = async |fixture: &Fixture, name: &str, password: &str| {
        fixture
            .get("/api/token")
            .basic_auth(name, Some(password))
            .send()
            .await
            .unwrap()
            .status()
    };
    let before = start_for(vec![NewUser::new("ann", "old"), NewUser::new("bob", "b")]).await;
    before.server.stop().await;
    let after = start_for(vec![NewUser::new("ann", "new")]).await;
    assert_eq!(sign_in(&after, "ann", "old").await, 401);
    assert_eq!(sign_in(&after, "ann", "new").await, 200);
    assert_eq!(sign_in(&after, "bob", "b").await, 200);
    after.server.stop().await;
    // Nobody opens a known database to the demo user by leaving the option out.
    let bare = start_for(Vec::new()).await;
    assert_eq!(sign_in(&bare, "demo", "demo").await, 401);
}

#[tokio::test]
async fn a_database_in_memory_starts_anew() {
    let token = start().await.sign_in().await.access;
    assert_eq!(start().await.knock(&token).await, 401);
}

#[tokio::test]
async fn the_file_holds_no_token_and_no_password() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = start_with(|config| {
        config.data = Some(folder.path().to_owned());
        config.users = vec![NewUser::new("demo", "demo"), NewUser::new("ann", "canary-password")];
    })
    .await;
    let tokens = fixture.sign_in().await;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(!holds(&tokens.access) && !holds(&tokens.refresh) && !holds("canary-password"));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let _fixture = start_on(folder.path()).await;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(
            file.metadata().unwrap().permissions().mode() & 0o077,
            0,
            "{:?}",
            file.file_name()
        );
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let config = jotpass_server::Config {
        data: Some(file.clone()),
        ..Default::default()
    };
    let error = jotpass_server::Server::start(config).await.unwrap_err();
    assert!(matches!(error, StartError::Store(_)));
    let text = error.to_string();
    assert!(
        text.contains(file.to_str().unwrap()) && text.contains("--data"),
        "{text}"
    );
}
