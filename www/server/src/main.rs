//! Starts the token server from the command line and stops it on ctrl-c or SIGTERM.

mod cli;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use jotpass_server::Server;

#[tokio::main]
async fn main() -> ExitCode {
    let server = match Server::start(cli::Args::parse().into()).await {
        Ok(server) => server,
        Err(error) => {
            // Not `eprintln!`, which panics when stderr is closed; likewise below.
            let _ = writeln!(std::io::stderr(), "jotpass-server: {error}");
            return ExitCode::FAILURE;
        }
    };
    announce(&server);
    stop_requested().await;
    server.stop().await;
    ExitCode::SUCCESS
}

/// Scripts wait for these lines and read the ports from them.
fn announce(server: &Server) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "listening on {}", server.url());
    if let Some(url) = server.third_party_url() {
        let _ = writeln!(out, "third party on {url}");
    }
    let _ = out.flush();
}

#[cfg(unix)]
async fn stop_requested() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} },
        Err(_) => drop(interrupt.await),
    }
}

#[cfg(not(unix))]
async fn stop_requested() {
    drop(tokio::signal::ctrl_c().await);
}
