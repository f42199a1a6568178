//! Listening, serving connections and stopping.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::config::Config;
use crate::faults::{Dropped, Faults};
use crate::router::router;
use crate::state::{App, OpenError};
use crate::store::StoreError;
use crate::third_party;

/// How long requests under way may take to end when the server stops.
const GRACE: Duration = Duration::from_secs(2);

/// A running server. It stops when this is dropped, without waiting for requests under way.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    third_party: Option<SocketAddr>,
    faults: Option<Arc<Faults>>,
    stop: watch::Sender<()>,
    listeners: JoinSet<()>,
}

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The host is not a loopback address.
    #[error("{0} is not a loopback address; use 127.0.0.1 or ::1, because this server speaks plain HTTP")]
    NotLoopback(std::net::IpAddr),
    /// The port cannot be had.
    #[error("cannot listen on {address} ({source}); choose another port, or 0 for any")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The users' passwords could not be hashed.
    #[error("{0}")]
    Passwords(String),
    /// The thread that opens the database stopped.
    #[error("the server could not be set up: {0}")]
    SetUp(#[from] tokio::task::JoinError),
}

impl Server {
    /// Opens the database and the ports; when this returns, connections are accepted.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let (listener, address) = listen(&config, config.port).await?;
        let other = match config.third_party_port {
            Some(port) => Some(listen(&config, port).await?),
            None => None,
        };
        let third_party = other.as_ref().map(|(_, address)| *address);
        let faults = config.faults.then(Arc::<Faults>::default);

        let app = tokio::task::spawn_blocking(move || App::open(config, third_party.map(url))).await??;
        let (stop, stopped) = watch::channel(());
        let mut listeners = JoinSet::new();
        listeners.spawn(serve(listener, router(&app, faults.clone()), stopped.clone()));
        if let Some((listener, _)) = other {
            listeners.spawn(serve(listener, third_party::router(&app), stopped));
        }
        Ok(Self {
            address,
            third_party,
            faults,
            stop,
            listeners,
        })
    }

    /// The main origin, like `http://127.0.0.1:8787`.
    #[must_use]
    pub fn url(&self) -> String {
        url(self.address)
    }

    /// The third party's origin.
    #[must_use]
    pub fn third_party_url(&self) -> Option<String> {
        self.third_party.map(url)
    }

    /// Stops listening, lets held answers go, and gives requests under way a moment to end.
    pub async fn stop(mut self) {
        self.stop.send_replace(());
        if let Some(faults) = &self.faults {
            faults.release();
        }
        while self.listeners.join_next().await.is_some() {}
    }
}

impl From<OpenError> for StartError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Store(error) => Self::Store(error),
            OpenError::Password(error) => Self::Passwords(error.to_string()),
        }
    }
}

async fn listen(config: &Config, port: u16) -> Result<(TcpListener, SocketAddr), StartError> {
    if !config.host.is_loopback() {
        return Err(StartError::NotLoopback(config.host));
    }
    let address = SocketAddr::new(config.host, port);
    let taken = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    Ok((listener, address))
}

async fn serve(listener: TcpListener, router: Router, mut stopped: watch::Receiver<()>) {
    let mut http = http1::Builder::new();
    // Chromium quietly repeats a request when a reused connection closes without an answer. That would undo a dropped one
    // and show calls in the log that no page made.
    http.keep_alive(false);
    let graceful = GracefulShutdown::new();
    // Dropped with this task, and the connections with it.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = stopped.changed() => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let service = router.clone();
                    let connection = http.serve_connection(io(stream), service_fn(move |request| answer(service.clone(), request)));
                    connections.spawn(graceful.watch(connection));
                }
                // Out of file descriptors, most likely: the connections under way will give some back.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
        }
    }
    drop(listener);
    drop(tokio::time::timeout(GRACE, graceful.shutdown()).await);
}

fn io(stream: TcpStream) -> TokioIo<TcpStream> {
    // Small answers should not wait for more of them; without the option they are only slower.
    drop(stream.set_nodelay(true));
    TokioIo::new(stream)
}

/// An error is how hyper is told to close the connection without an answer.
async fn answer(router: Router, request: Request<Incoming>) -> Result<Response, Dropped> {
    let response = router
        .oneshot(request.map(Body::new))
        .await
        .unwrap_or_else(|never: Infallible| match never {});
    if response.extensions().get::<Dropped>().is_some() {
        Err(Dropped)
    } else {
        Ok(response)
    }
}

fn url(address: SocketAddr) -> String {
    format!("http://{address}")
}
