//! The browser of the tests: Chrome or Chromium with its driver, as found on the machine. Nothing is downloaded; where
//! we are root on Debian, apt installs both.

use crate::{paths, process, ui::Line};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};

/// Chromium first: where both it and Chrome are installed, its driver comes from the same package.
const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
/// Where Chrome is when it is not on PATH.
const APPS: [&str; 3] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
];
const REMEDY: &str = "install Chrome or Chromium and the chromedriver of the same version (Debian: apt install chromium \
     chromium-driver; macOS: brew install --cask google-chrome chromedriver), or set CHROME and CHROMEDRIVER to their paths";

/// A browser and the program that drives it.
pub(crate) struct Browser {
    pub(crate) chrome: PathBuf,
    pub(crate) driver: PathBuf,
}

/// Makes sure that [`find`] will succeed.
pub(crate) fn provide(line: &mut Line) -> Result<()> {
    if find().is_err() && !is_named() && can_install() {
        let packages = ["chromium", "chromium-driver", "fonts-dejavu-core"];
        process::run(&mut apt_get(&["update"]), line)
            .and_then(|_| process::run(apt_get(&["install", "--no-install-recommends"]).args(packages), line))
            .with_context(|| format!("apt could not install Chromium: {REMEDY}"))?;
    }
    find().map(drop)
}

/// `CHROME` and `CHROMEDRIVER` decide; without them, the usual names and places are tried.
pub(crate) fn find() -> Result<Browser> {
    let app = || APPS.iter().map(PathBuf::from).find(|path| path.is_file());
    let chrome = paths::variable("CHROME").or_else(|| paths::find(&NAMES)).or_else(app);
    let driver = paths::variable("CHROMEDRIVER").or_else(|| paths::find(&["chromedriver"]));
    let chrome = chrome.with_context(|| format!("Chrome is missing: {REMEDY}"))?;
    let driver = driver.with_context(|| format!("chromedriver is missing: {REMEDY}"))?;
    for (variable, path) in [("CHROME", &chrome), ("CHROMEDRIVER", &driver)] {
        ensure!(
            path.is_file(),
            "{variable} is set to {}, where there is no file: {REMEDY}",
            path.display()
        );
    }
    Ok(Browser { chrome, driver })
}

/// Who names a browser wants that one, not another that we install.
fn is_named() -> bool {
    ["CHROME", "CHROMEDRIVER"]
        .iter()
        .any(|name| paths::variable(name).is_some())
}

fn can_install() -> bool {
    let user = || process::answer(process::command("id").arg("-u"));
    Path::new("/etc/debian_version").is_file() && user().is_some_and(|id| id.trim() == "0")
}

fn apt_get(arguments: &[&str]) -> std::process::Command {
    let mut command = process::command("apt-get");
    command
        .arg("--yes")
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive");
    command
}
