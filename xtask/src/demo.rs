//! `cargo xtask demo`: builds what the demo needs, starts the token server with the demo page, and shows it.
//!
//! The server lives exactly as long as this command: whatever ends us, ends it.

use crate::{
    docs, paths, process,
    setup::{self, Step},
};
use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use std::{
    env,
    io::ErrorKind,
    net::TcpListener,
    path::PathBuf,
    process::{Child, Stdio},
    sync::mpsc,
    thread,
};

const PORT: u16 = 8787;
/// The first words of the server's first line.
const LISTENING: &str = "listening on ";
const STEPS: &[Step] = &[
    Step::Prerequisites,
    Step::WasmPack,
    Step::WasmBindgen,
    Step::NpmTools,
    Step::Package,
    Step::Server,
];

#[derive(Args)]
pub(crate) struct Options {
    /// Port of the demo page [default: 8787, or a free one where that is taken; 0: a free one]
    #[arg(long)]
    port: Option<u16>,
    /// Print the address only, do not open a browser
    #[arg(long)]
    no_open: bool,
    /// Folder of the server's database [default: .data in the repository]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

enum Event {
    Printed(String),
    Ended,
    Interrupted,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    // First, because nobody wants to hear of a taken port after minutes of building.
    let port = free_port(options.port)?;
    setup::run(STEPS)?;

    let (events, happened) = mpsc::channel();
    let interrupted = events.clone();
    ctrlc::set_handler(move || drop(interrupted.send(Event::Interrupted))).context("cannot listen for Ctrl-C")?;
    let mut server = Server::start(port, options, events)?;
    for event in happened {
        match event {
            Event::Printed(line) => match line.strip_prefix(LISTENING) {
                Some(address) => show(address, options),
                None => println!("  {line}"),
            },
            Event::Ended => match server.0.wait()? {
                // It hears the terminal's Ctrl-C as well, and may be gone before we hear of it.
                status if status.success() => break,
                status => bail!("the demo server ended by itself ({status})"),
            },
            Event::Interrupted => break,
        }
    }
    println!("\nThe demo server is stopped.");
    Ok(())
}

/// The port to ask for. Only the default one may be replaced: who names a port wants that one.
fn free_port(wanted: Option<u16>) -> Result<u16> {
    let port = wanted.unwrap_or(PORT);
    match TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => Ok(port),
        Err(error) if error.kind() != ErrorKind::AddrInUse => {
            Err(error).with_context(|| format!("port {port} cannot be used: name another with --port"))
        }
        Err(_) => {
            ensure!(
                wanted.is_none(),
                "port {port} is taken: stop what uses it, or name another with --port (0: any free one)"
            );
            println!("Port {port} is taken, so the demo gets a free one.");
            Ok(0)
        }
    }
}

/// The running server, stopped when this is dropped.
struct Server(Child);

impl Server {
    fn start(port: u16, options: &Options, events: mpsc::Sender<Event>) -> Result<Self> {
        let data = options
            .data
            .as_ref()
            .map_or_else(|| Ok(paths::root().join(".data")), std::path::absolute)?;
        let mut command = process::command(paths::server());
        command.arg("--port").arg(port.to_string()).arg("--data").arg(data);
        command
            .arg("--www")
            .arg(paths::root().join("www"))
            .arg("--pkg")
            .arg(paths::pkg());
        command.args(["--third-party-port", "0", "--token-life", "30s"]);
        if let Some(folder) = docs::built() {
            command.arg("--docs").arg(folder);
        }
        let mut child = process::spawn(command.stdout(Stdio::piped()))?;

        let (lines, printed) = mpsc::channel();
        process::forward(child.stdout.take(), lines);
        thread::spawn(move || {
            for line in printed {
                let _ = events.send(Event::Printed(line));
            }
            let _ = events.send(Event::Ended);
        });
        Ok(Self(child))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Fails only where it has already ended, which is as good.
        let _ = self.0.kill().and_then(|()| self.0.wait());
    }
}

fn show(address: &str, options: &Options) {
    println!("\n  Demo page     {address}\n  Sign in with  demo / demo");
    match docs::built() {
        Some(_) => println!("  Documentation {address}/docs/"),
        None => println!("  Documentation `cargo xtask docs` builds it, to be served here"),
    }
    println!("\n  Ctrl-C stops the server.\n");
    if !options.no_open && has_desktop() {
        open(address);
    }
}

fn has_desktop() -> bool {
    let set = |name| paths::variable(name).is_some();
    let screen = cfg!(any(windows, target_os = "macos")) || set("DISPLAY") || set("WAYLAND_DISPLAY");
    screen && !set("CI")
}

/// Best effort: the address stands on the screen.
fn open(address: &str) {
    let mut command = match env::consts::OS {
        "macos" => process::command("open"),
        "windows" => {
            let mut explorer = process::command("cmd");
            explorer.args(["/C", "start", ""]);
            explorer
        }
        _ => process::command("xdg-open"),
    };
    let opened = command.arg(address).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if opened.is_err() {
        println!("  (No browser could be opened: open the address yourself.)");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_port_that_is_taken_is_an_error_with_a_remedy() -> Result<()> {
        let taken = TcpListener::bind(("127.0.0.1", 0))?;
        let port = taken.local_addr()?.port();
        let message = free_port(Some(port)).map_err(|error| error.to_string());
        assert!(message.is_err_and(|message| message.contains("is taken") && message.contains("--port")));
        Ok(())
    }

    #[test]
    fn any_free_port_may_be_asked_for() -> Result<()> {
        assert_eq!(free_port(Some(0))?, 0);
        Ok(())
    }
}
