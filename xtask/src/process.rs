//! Running other programs: their output is kept back and shown only when they fail.

use crate::{paths, ui::Line};
use anyhow::Result;
use std::{
    env,
    ffi::OsStr,
    fmt,
    io::{BufRead, BufReader, ErrorKind, Read},
    process::{Command, ExitStatus, Stdio},
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::{Duration, Instant},
};

/// How often a running program's line is brought up to date.
const TICK: Duration = Duration::from_secs(1);

/// A program that ended with something other than success, with everything it printed.
#[derive(Debug)]
pub(crate) struct Failed {
    command: String,
    pub(crate) status: ExitStatus,
    pub(crate) output: String,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` failed ({}); it said:\n\n{}",
            self.command, self.status, self.output
        )
    }
}

impl std::error::Error for Failed {}

/// A command that runs in the repository, in an environment as if the user had started it.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths::root()).stdin(Stdio::null());
    // `cargo run` describes xtask to us in these; a cargo below us would take them for its own or rebuild over them.
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(describes_xtask) {
            command.env_remove(name);
        }
    }
    // Colours would only get in the way of reading the counts.
    command
        .env("CARGO_TERM_COLOR", "never")
        .env("NO_COLOR", "1")
        .env_remove("FORCE_COLOR");
    command
}

fn describes_xtask(variable: &str) -> bool {
    const EXACT: [&str; 7] = [
        "CARGO",
        "CARGO_BIN_NAME",
        "CARGO_CRATE_NAME",
        "CARGO_MANIFEST_DIR",
        "CARGO_MANIFEST_PATH",
        "CARGO_PRIMARY_PACKAGE",
        "OUT_DIR",
    ];
    EXACT.contains(&variable) || variable.starts_with("CARGO_PKG_") || variable.starts_with("CARGO_BIN_EXE_")
}

/// `cargo` with these arguments.
pub(crate) fn cargo<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut cargo = command("cargo");
    cargo.args(arguments);
    cargo
}

/// `npm` with these arguments.
pub(crate) fn npm<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut npm = command(paths::script("npm"));
    // Playwright must not fetch browsers of its own: we use the one that is installed.
    npm.args(arguments).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    npm
}

/// `command` run by `runner`, which takes a command for its last arguments.
pub(crate) fn behind(mut runner: Command, command: &Command) -> Command {
    runner.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => runner.env(name, value),
            None => runner.env_remove(name),
        };
    }
    if let Some(dir) = command.get_current_dir() {
        runner.current_dir(dir);
    }
    runner
}

/// Runs to the end while `line` shows what it last printed; gives everything it printed.
pub(crate) fn run(command: &mut Command, line: &mut Line) -> Result<String> {
    let mut child = spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let (lines, printed) = mpsc::channel();
    forward(child.stdout.take(), lines.clone());
    forward(child.stderr.take(), lines);

    let mut output = String::new();
    let mut latest = String::new();
    let mut exited = false;
    let mut shown_at = Instant::now();
    loop {
        if shown_at.elapsed() >= TICK {
            line.alive(&latest);
            shown_at = Instant::now();
        }
        match printed.recv_timeout(TICK) {
            Ok(text) => {
                output += &text;
                output.push('\n');
                if !text.trim().is_empty() {
                    latest = text;
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
            // A grandchild may keep the pipe open for ever, so a silent tick after the exit is the end as well.
            Err(RecvTimeoutError::Timeout) if exited => break,
            Err(RecvTimeoutError::Timeout) => exited = child.try_wait()?.is_some(),
        }
    }
    let status = child.wait()?;
    if status.success() {
        return Ok(output);
    }
    Err(Failed {
        command: shown(command),
        status,
        output,
    }
    .into())
}

/// Runs something quick and gives what it prints on standard output; `None` where it is missing or fails.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Starts a program; one that is missing is named.
pub(crate) fn spawn(command: &mut Command) -> Result<std::process::Child> {
    command.spawn().map_err(|error| {
        let program = command.get_program().to_string_lossy().into_owned();
        match error.kind() {
            ErrorKind::NotFound => {
                anyhow::anyhow!("{program} was not found: install it, or put it on PATH")
            }
            _ => anyhow::Error::new(error).context(format!("cannot start {program}")),
        }
    })
}

/// Sends what comes out of `pipe` line by line, until it is closed.
pub(crate) fn forward(pipe: Option<impl Read + Send + 'static>, lines: Sender<String>) {
    let Some(pipe) = pipe else { return };
    thread::spawn(move || {
        let mut reader = BufReader::new(pipe);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes).is_ok_and(|length| length > 0) {
            let text = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            if lines.send(text).is_err() {
                return;
            }
            bytes.clear();
        }
    });
}

/// The command as one would type it.
fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    [name]
        .into_iter()
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cargo_says_about_xtask_is_kept_from_children() {
        for name in ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "OUT_DIR"] {
            assert!(describes_xtask(name), "{name}");
        }
        for name in [
            "CARGO_HOME",
            "CARGO_TARGET_DIR",
            "CARGO_NET_OFFLINE",
            "RUSTUP_TOOLCHAIN",
            "PATH",
        ] {
            assert!(!describes_xtask(name), "{name}");
        }
    }

    #[test]
    fn a_command_behind_another_stays_what_it_is() {
        let mut tests = command("tests");
        tests
            .arg("--all")
            .env("GIVEN", "1")
            .env_remove("TAKEN")
            .current_dir("/elsewhere");
        let mut runner = command("runner");
        runner.arg("-a");
        let both = behind(runner, &tests);
        assert_eq!(shown(&both), "runner -a tests --all");
        assert_eq!(both.get_current_dir(), Some(std::path::Path::new("/elsewhere")));
        let variable = |name: &str| both.get_envs().find(|(key, _)| *key == name).map(|(_, value)| value);
        assert_eq!(variable("GIVEN"), Some(Some(OsStr::new("1"))));
        assert_eq!(variable("TAKEN"), Some(None));
    }

    #[test]
    fn a_command_is_shown_by_its_name() {
        assert_eq!(shown(Command::new("/some/where/tool").args(["a", "--b"])), "tool a --b");
    }
}
