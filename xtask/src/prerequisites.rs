//! What must be there before us: rustup, Node and npm, a C compiler. What rustup can add, we add.

use crate::{paths, process, ui::Line};
use anyhow::{Context, Result, bail, ensure};

const TARGET: &str = "wasm32-unknown-unknown";
const COMPONENTS: [&str; 2] = ["rustfmt", "clippy"];
const NODE: u32 = 20;

/// Checks them in the order in which one would install them; the error is the line to act on.
pub(crate) fn check(line: &mut Line) -> Result<()> {
    add_missing_rust_parts(line)?;
    check_node()?;
    check_c_compiler()
}

fn add_missing_rust_parts(line: &mut Line) -> Result<()> {
    let installed = |kind| process::answer(process::command("rustup").args([kind, "list", "--installed"]));
    let targets = installed("target").context("rustup is missing: install it from https://rustup.rs")?;
    if !targets.lines().any(|name| name == TARGET) {
        process::run(process::command("rustup").args(["target", "add", TARGET]), line)
            .context("the WebAssembly target is missing and rustup could not add it")?;
    }
    let components = installed("component").unwrap_or_default();
    let missing = COMPONENTS
        .iter()
        .filter(|name| !components.lines().any(|line| line.starts_with(**name)));
    for name in missing {
        process::run(process::command("rustup").args(["component", "add", name]), line)
            .with_context(|| format!("{name} is missing and rustup could not add it"))?;
    }
    Ok(())
}

fn check_node() -> Result<()> {
    let Some(version) = process::answer(process::command("node").arg("--version")) else {
        bail!("Node is missing: install Node {NODE} or newer with npm from https://nodejs.org");
    };
    let version = version.trim();
    ensure!(
        major(version).is_some_and(|major| major >= NODE),
        "Node {version} is too old: install Node {NODE} or newer from https://nodejs.org"
    );
    // Only looked for: asking npm for its version takes longer than everything else here.
    ensure!(
        paths::find_file(&paths::script("npm")).is_some(),
        "npm is missing: install it; it comes with Node from https://nodejs.org (Debian: apt install npm)"
    );
    Ok(())
}

/// SQLite and some of the tools are partly C. On Windows the C compiler is the linker rustup asks for itself.
fn check_c_compiler() -> Result<()> {
    ensure!(
        cfg!(windows) || paths::variable("CC").is_some() || paths::find(&["cc", "gcc", "clang"]).is_some(),
        "a C compiler is missing: install one (Debian: apt install build-essential; macOS: xcode-select --install)"
    );
    Ok(())
}

/// 20 of `v20.11.1`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_the_first_number() {
        assert_eq!(major("v20.11.1"), Some(20));
        assert_eq!(major("v8"), Some(8));
        assert_eq!(major("20.1"), None);
        assert_eq!(major("vnext"), None);
    }
}
