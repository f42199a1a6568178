//! The tools the build needs, each in one exact version, kept in a cache folder outside the repository.
//!
//! They lie in folders named after their version, so two clones can differ and nothing installed by the user is touched
//! or used: Debian's wasm-opt, for one, is too old and breaks our module.

use crate::{files, fingerprint::Fingerprint, paths, process, ui::Line};
use anyhow::{Context, Result};
use std::{env, ffi::OsString, fs, path::PathBuf, process::Command};

const WASM_PACK: &str = "0.15.1";
const CARGO_MUTANTS: &str = "27.1.0";
const GECKODRIVER: &str = "0.37.1";
/// What the npm tools are is said in these two files; wasm-opt comes from `binaryen`.
const NPM_FILES: [&str; 2] = ["package.json", "package-lock.json"];

/// A tool that cargo installs.
pub(crate) struct CargoTool {
    name: &'static str,
    version: String,
    /// With the versions of its dependencies that its authors tested.
    locked: bool,
    /// Those of its packages where its time goes.
    hot: &'static [&'static str],
    executables: &'static [&'static str],
}

/// Drives the build of the wasm module and the tests in the browser.
pub(crate) fn wasm_pack() -> CargoTool {
    CargoTool {
        name: "wasm-pack",
        version: WASM_PACK.to_owned(),
        locked: true,
        hot: &[],
        executables: &["wasm-pack"],
    }
}

/// Writes the JavaScript glue. It must be of the very version of the crate, so the lock file decides.
pub(crate) fn wasm_bindgen() -> Result<CargoTool> {
    let lock = files::read_text(&paths::root().join("Cargo.lock"))?;
    let version = locked_version(&lock, "wasm-bindgen")
        .context("Cargo.lock does not mention wasm-bindgen")?
        .to_owned();
    Ok(CargoTool {
        name: "wasm-bindgen-cli",
        version,
        // Its package carries no lock file.
        locked: false,
        hot: &["walrus", "wasmparser", "gimli", "id-arena"],
        executables: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    })
}

/// Makes and tests the mutants.
pub(crate) fn cargo_mutants() -> CargoTool {
    CargoTool {
        name: "cargo-mutants",
        version: CARGO_MUTANTS.to_owned(),
        locked: true,
        hot: &[],
        executables: &["cargo-mutants"],
    }
}

/// Drives Firefox, in the tests.
pub(crate) fn geckodriver() -> CargoTool {
    CargoTool {
        name: "geckodriver",
        version: GECKODRIVER.to_owned(),
        locked: true,
        hot: &[],
        executables: &["geckodriver"],
    }
}

impl CargoTool {
    pub(crate) fn title(&self) -> String {
        let Self { name, version, .. } = self;
        if self.is_installed() {
            format!("Finding {name} {version}")
        } else {
            format!("Installing {name} {version} (once, 1 to 2 minutes)")
        }
    }

    pub(crate) fn provide(&self, line: &mut Line) -> Result<()> {
        if self.is_installed() {
            return Ok(());
        }
        let mut install = process::cargo(["install", self.name, "--version", &self.version]);
        install
            .arg("--root")
            .arg(self.dir()?)
            .args(self.locked.then_some("--locked"));
        // Optimised are only the packages where it is felt: that halves the time of somebody's first start.
        install
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        for package in self.hot {
            install.args(["--config", &format!("profile.release.package.{package}.opt-level=2")]);
        }
        // One build folder for all, because they share dependencies; and an interrupted install goes on where it was.
        install.env("CARGO_TARGET_DIR", build_dir()?);
        process::run(&mut install, line)?;
        Ok(())
    }

    fn dir(&self) -> Result<PathBuf> {
        Ok(paths::cache()?.join(format!("{}-{}", self.name, self.version)))
    }

    /// Where its (first) executable is once it is installed.
    pub(crate) fn executable(&self) -> Result<PathBuf> {
        let name = self.executables.first().unwrap_or(&self.name);
        Ok(self.dir()?.join("bin").join(paths::executable(name)))
    }

    /// Cargo enters a tool into this file once all of its executables are in place: without the entry, an install was
    /// interrupted and is to be done again.
    pub(crate) fn is_installed(&self) -> bool {
        let entry = format!("\"{} {} ", self.name, self.version);
        self.dir().is_ok_and(|dir| {
            files::read_text(&dir.join(".crates2.json")).is_ok_and(|installed| installed.contains(&entry))
                && self
                    .executables
                    .iter()
                    .all(|name| dir.join("bin").join(paths::executable(name)).is_file())
        })
    }
}

/// The last in the order of a command's steps: then what its tools were built from is only large.
pub(crate) fn provide_last(tool: &CargoTool, line: &mut Line) -> Result<()> {
    if tool.is_installed() {
        return Ok(());
    }
    tool.provide(line)?;
    files::remove(&build_dir()?)
}

fn build_dir() -> Result<PathBuf> {
    Ok(paths::cache()?.join("build"))
}

pub(crate) fn npm_title() -> String {
    if npm_dir().is_ok_and(|dir| dir.is_dir()) {
        "Finding wasm-opt, esbuild and terser".to_owned()
    } else {
        "Installing wasm-opt, esbuild and terser (once, a few seconds)".to_owned()
    }
}

/// Installs beside the final place and moves it there in one go, so that what is there is complete.
pub(crate) fn provide_npm(line: &mut Line) -> Result<()> {
    let dir = npm_dir()?;
    if dir.is_dir() {
        return Ok(());
    }
    let partial = dir.with_extension(format!("partial-{}", std::process::id()));
    files::empty(&partial)?;
    for name in NPM_FILES {
        files::copy(&paths::root().join("xtask/tools").join(name), &partial.join(name))?;
    }
    process::run(process::npm(["ci"]).current_dir(&partial), line)?;
    match fs::rename(&partial, &dir) {
        // Somebody else was faster with the very same.
        Err(_) if dir.is_dir() => fs::remove_dir_all(&partial),
        result => result,
    }
    .with_context(|| format!("cannot move the installed tools to {}", dir.display()))
}

/// A command of the npm tools.
pub(crate) fn npm_tool(name: &str) -> Result<Command> {
    Ok(process::command(paths::npm_binary(&npm_dir()?, name)))
}

/// A script of ours that uses the npm tools, whose folder is its first argument.
pub(crate) fn npm_script(name: &str) -> Result<Command> {
    let mut node = process::command("node");
    node.arg(paths::root().join("xtask/tools").join(name)).arg(npm_dir()?);
    Ok(node)
}

fn npm_dir() -> Result<PathBuf> {
    let mut fingerprint = Fingerprint::new();
    for name in NPM_FILES {
        fingerprint.add(&files::read(&paths::root().join("xtask/tools").join(name))?);
    }
    let hash: String = fingerprint.to_string().chars().take(8).collect();
    Ok(paths::cache()?.join(format!("npm-{hash}")))
}

/// `wasm-pack` with our tools first on its PATH, as that is where it looks for the others.
pub(crate) fn wasm_pack_command() -> Result<Command> {
    let mut command = process::command(wasm_pack().executable()?);
    command.env("PATH", wasm_path()?);
    Ok(command)
}

/// PATH with the tools that make WebAssembly first.
pub(crate) fn wasm_path() -> Result<OsString> {
    let ours = [
        npm_dir()?.join("node_modules/.bin"),
        wasm_bindgen()?.dir()?.join("bin"),
        wasm_pack().dir()?.join("bin"),
    ];
    let theirs = env::var_os("PATH").unwrap_or_default();
    env::join_paths(ours.into_iter().chain(env::split_paths(&theirs)))
        .context("the cache folder's path cannot be part of PATH: set JOTPASS_CACHE to another folder")
}

/// `cargo mutants`, which is then to be followed by its options.
pub(crate) fn cargo_mutants_command() -> Result<Command> {
    let mut command = process::command(cargo_mutants().executable()?);
    command.arg("mutants");
    Ok(command)
}

/// What the build's result depends on: the versions of the tools that make it.
pub(crate) fn versions() -> Result<String> {
    Ok(format!(
        "{WASM_PACK} {} {}",
        wasm_bindgen()?.version,
        npm_dir()?.display()
    ))
}

/// The version of a package in the text of a Cargo.lock.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let value = |line: &'a str, key: &str| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"');
    let mut lines = lock.lines();
    lines.find(|line| value(line, "name") == Some(package))?;
    value(lines.next()?, "version")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"wasm-bindgen-shared\"\nversion = \"0.2.1\"\n\n\
        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"registry\"\n";

    #[test]
    fn the_locked_version_is_that_of_the_exact_name() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(LOCK, "wasm-bindgen-shared"), Some("0.2.1"));
    }

    #[test]
    fn a_package_that_is_not_locked_has_no_version() {
        for (lock, package) in [
            ("", "wasm-bindgen"),
            (LOCK, "wasm"),
            ("name = \"a\"", "a"),
            ("name = \"a\"\n\n", "a"),
        ] {
            assert_eq!(locked_version(lock, package), None, "{package}");
        }
    }
}
