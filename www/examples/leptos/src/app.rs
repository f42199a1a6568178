//! The components. Each takes the client from the context.

use futures_util::StreamExt;
use jotpass::{Client, ErrorCode, Event, Session, Status};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped_with_cancellation;
use serde::{Deserialize, Serialize};

#[component]
pub fn App() -> impl IntoView {
    let client = expect_context::<Client>();
    // How things stand, as a signal. `None` for a moment, until the stream has begun.
    let status = ReadSignal::from_stream_unsync(client.changes());
    let session = Signal::derive(move || status.get()?.session().cloned());
    // Not the session itself: a renewal makes a new one, and the account is to stay as it is.
    let is_signed_in = Memo::new(move |_| session.get().is_some());
    let is_loading = move || matches!(status.get(), None | Some(Status::Loading));
    let is_signed_out = Memo::new(move |_| matches!(status.get(), Some(Status::SignedOut)));
    let is_expired = Memo::new(move |_| matches!(status.get(), Some(Status::Expired)));
    view! {
        <main>
            <h1>"Jotpass with Leptos"</h1>
            <Show when=is_loading>
                <p class="state">"Loading…"</p>
            </Show>
            <Show when=move || is_signed_in.get()>
                <Account session />
            </Show>
            <Show when=move || is_expired.get()>
                <Expired />
            </Show>
            <Show when=move || is_signed_out.get()>
                <SignIn />
            </Show>
        </main>
    }
}

/// The token has ended, as it does while a laptop sleeps. Nobody has to sign in who can be renewed.
#[component]
fn Expired() -> impl IntoView {
    let client = expect_context::<Client>();
    let is_over = RwSignal::new(false);
    spawn_local_scoped_with_cancellation(async move {
        is_over.set(client.refresh().await.is_err());
    });
    view! {
        <Show when=move || is_over.get() fallback=|| view! { <p class="state">"Loading…"</p> }>
            <p class="state">"Your session has ended. Please sign in again."</p>
            <SignIn />
        </Show>
    }
}

#[derive(Clone, Serialize)]
struct Credentials {
    username: String,
    password: String,
}

#[component]
fn SignIn() -> impl IntoView {
    let client = expect_context::<Client>();
    let username = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let sign_in = Action::new_unsync(move |credentials: &Credentials| {
        let (client, credentials) = (client.clone(), credentials.clone());
        async move { client.login(&credentials).await }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        sign_in.dispatch(Credentials {
            username: username.get(),
            password: password.get(),
        });
    };
    let problem = move || match sign_in.value().get() {
        Some(Err(error)) if error.code() == ErrorCode::InvalidCredentials => "Wrong user name or password.".to_owned(),
        Some(Err(error)) => error.to_string(),
        _ => String::new(),
    };
    view! {
        <form on:submit=submit>
            <label>
                "User name"
                <input name="username" autocomplete="username" required bind:value=username />
            </label>
            <label>
                "Password"
                <input name="password" type="password" autocomplete="current-password" required bind:value=password />
            </label>
            <button disabled=move || sign_in.pending().get()>"Sign in"</button>
            <p role="alert">{problem}</p>
            <p class="hint">"The demo server knows one user: “demo”, with the password “demo”."</p>
        </form>
    }
}

#[derive(Deserialize)]
struct User {
    name: String,
}

#[component]
fn Account(session: Signal<Option<Session>>) -> impl IntoView {
    let client = expect_context::<Client>();

    let renewals = RwSignal::new(0);
    let mut events = client.events();
    // Until this component is gone.
    spawn_local_scoped_with_cancellation(async move {
        while let Some(event) = events.next().await {
            if let Event::Renewed(_) = event {
                renewals.update(|count| *count += 1);
            }
        }
    });

    let asking = client.clone();
    let ask = Action::new_unsync(move |_: &()| {
        let client = asking.clone();
        async move { ask(&client).await.unwrap_or_else(|error| error.to_string()) }
    });
    let sign_out = Action::new_unsync(move |_: &()| {
        let client = client.clone();
        async move { client.logout().await }
    });

    let name = move || session.get()?.user::<User>().ok()?.map(|user| user.name);
    let end = move || Some(time(session.get()?.expires_at()?));
    view! {
        <p>"Signed in as " <strong>{name}</strong></p>
        <dl>
            <dt>"Token ends at"</dt>
            <dd>{end}</dd>
            <dt>"Renewed"</dt>
            <dd>{renewals} {move || if renewals.get() == 1 { " time" } else { " times" }}</dd>
        </dl>
        <p class="buttons">
            <button on:click=move |_| { ask.dispatch(()); }>"Call the API"</button>
            <button class="quiet" on:click=move |_| { sign_out.dispatch(()); }>"Sign out"</button>
        </p>
        <output>{move || ask.value().get()}</output>
    }
}

#[derive(Deserialize)]
struct Greeting {
    message: String,
}

/// `client.fetch` gives the browser's own `Response`, whose body is read as `web_sys` does.
async fn ask(client: &Client) -> Result<String, jotpass::Error> {
    let response = client.fetch("/api/something").await?;
    if !response.ok() {
        return Ok(format!("Refused with status {}.", response.status()));
    }
    let body = match response.text() {
        Ok(text) => text.await.ok().and_then(|text| text.as_string()).unwrap_or_default(),
        Err(_) => String::new(),
    };
    let greeting = serde_json::from_str::<Greeting>(&body);
    Ok(greeting.map_or_else(|error| error.to_string(), |greeting| greeting.message))
}

/// The time of day, in the user's words.
fn time(millis: f64) -> String {
    let date = js_sys::Date::new(&millis.into());
    date.to_locale_time_string("default").into()
}
