//! Where everything lies. Paths only: nothing here creates or reads a file.

use anyhow::{Context, Result};
use std::{
    env,
    path::{Path, PathBuf},
};

/// The repository.
pub(crate) fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// The npm package as it is published.
pub(crate) fn pkg() -> PathBuf {
    root().join("pkg")
}

/// Cargo's output folder, and ours for everything in between.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(
        || root().join("target"),
        // Made absolute, because we start children in other folders than the one the user stands in.
        |dir| std::path::absolute(&dir).unwrap_or_else(|_| dir.into()),
    )
}

/// The built token server.
pub(crate) fn server() -> PathBuf {
    target().join("debug").join(executable("jotpass-server"))
}

/// Where the pinned tools are kept between clones.
pub(crate) fn cache() -> Result<PathBuf> {
    if let Some(dir) = variable("JOTPASS_CACHE") {
        return Ok(std::path::absolute(dir)?);
    }
    let (base, below_home) = if cfg!(windows) {
        ("LOCALAPPDATA", "AppData/Local")
    } else if cfg!(target_os = "macos") {
        ("", "Library/Caches")
    } else {
        ("XDG_CACHE_HOME", ".cache")
    };
    variable(base)
        .or_else(|| env::home_dir().map(|home| home.join(below_home)))
        .map(|dir| dir.join("jotpass"))
        .context("there is no home folder to keep the tools in: set JOTPASS_CACHE to a folder")
}

/// The first of these programs that PATH leads to.
pub(crate) fn find(names: &[&str]) -> Option<PathBuf> {
    names.iter().find_map(|name| find_file(&executable(name)))
}

/// The first file of this name on PATH.
pub(crate) fn find_file(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|dir| dir.join(name))
        .find(|file| file.is_file())
}

/// An executable's file name on this system.
pub(crate) fn executable(name: &str) -> String {
    format!("{name}{}", env::consts::EXE_SUFFIX)
}

/// A command that npm put into `dir`/node_modules.
pub(crate) fn npm_binary(dir: &Path, name: &str) -> PathBuf {
    dir.join("node_modules/.bin").join(script(name))
}

/// The file name of a command that is a script, as npm and all it installs are.
pub(crate) fn script(name: &str) -> String {
    if cfg!(windows) {
        format!("{name}.cmd")
    } else {
        name.to_owned()
    }
}

/// A path from the environment; empty counts as unset.
pub(crate) fn variable(name: &str) -> Option<PathBuf> {
    (!name.is_empty())
        .then(|| env::var_os(name))?
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}
