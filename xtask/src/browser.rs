//! The browsers of the tests, each with the program that drives it, as found on the machine. Nothing is downloaded here:
//! where we are root on Debian, apt installs what is missing, and cargo makes geckodriver (see [`tools`]).

use crate::{paths, process, tools, ui::Line};
use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// One for each engine there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Browser {
    /// Chrome or Chromium
    Chrome,
    /// Firefox
    Firefox,
    /// WebKitGTK, which is there for Linux only
    Webkit,
}

/// A program that a browser's tests use.
struct Program {
    title: &'static str,
    /// The environment variable that decides where it is. Tests in JavaScript know it by that name, too.
    variable: &'static str,
    /// What it may be called on PATH.
    names: &'static [&'static str],
    /// Where it is when it is not on PATH.
    places: &'static [&'static str],
}

const CHROME: Program = Program {
    title: "Chrome",
    variable: "CHROME",
    // Chromium first: where both are installed, its driver comes from the same package.
    names: &[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
    ],
    places: &[
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "C:/Program Files/Google/Chrome/Application/chrome.exe",
    ],
};
/// Chromium without the parts that make a window: the same engine for half of the work.
const HEADLESS_SHELL: Program = Program {
    title: "Chromium's headless shell",
    variable: CHROME.variable,
    names: &["chromium-headless-shell", "chrome-headless-shell"],
    places: &[],
};
const WHOLE_CHROME: &str = "CHROME_WITH_WINDOWS";
const CHROMEDRIVER: Program = Program {
    title: "chromedriver",
    variable: "CHROMEDRIVER",
    names: &["chromedriver"],
    places: &[],
};
const FIREFOX: Program = Program {
    title: "Firefox",
    variable: "FIREFOX",
    names: &["firefox-esr", "firefox"],
    places: &[
        "/Applications/Firefox.app/Contents/MacOS/firefox",
        "C:/Program Files/Mozilla Firefox/firefox.exe",
    ],
};
const GECKODRIVER: &str = "GECKODRIVER";
const WEBKITDRIVER: Program = Program {
    title: "WebKit's driver",
    variable: "WEBKITDRIVER",
    names: &["WebKitWebDriver"],
    places: &[],
};
const XVFB_RUN: Program = Program {
    title: "xvfb-run",
    variable: "XVFB_RUN",
    names: &["xvfb-run"],
    places: &[],
};

/// A browser that is there, with all it needs. Each path goes with the variable that tells it to tests in JavaScript.
pub(crate) struct Found {
    /// `None` where the driver brings its own.
    pub(crate) binary: Option<(&'static str, PathBuf)>,
    /// The whole browser, where `binary` is a lighter form of it that cannot do everything.
    whole: Option<(&'static str, PathBuf)>,
    pub(crate) driver: (&'static str, PathBuf),
    /// Runs a command with a display that nobody sees, for a browser that cannot go without.
    display: Option<PathBuf>,
}

impl Browser {
    pub(crate) const ALL: [Self; 3] = [Self::Chrome, Self::Firefox, Self::Webkit];

    /// As the command line and Playwright's projects call it.
    pub(crate) fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Chrome => "Chrome",
            Self::Firefox => "Firefox",
            Self::Webkit => "WebKit",
        }
    }

    /// What is going to happen in [`Self::provide`].
    pub(crate) fn step(self) -> String {
        let tool = tools::geckodriver();
        if self == Self::Firefox && !is_named(GECKODRIVER) && !tool.is_installed() {
            return format!("Finding Firefox. {}", tool.title());
        }
        format!("Finding {} and its driver", self.title())
    }

    /// Makes sure that [`Self::find`] will succeed.
    pub(crate) fn provide(self, line: &mut Line) -> Result<()> {
        if self.find().is_err() && !self.variables().iter().any(|name| is_named(name)) && can_install() {
            process::run(&mut apt_get(&["update"]), line)
                .and_then(|_| {
                    let install = ["install", "--no-install-recommends"];
                    process::run(apt_get(&install).args(self.packages()), line)
                })
                .with_context(|| format!("apt could not install {}: {}", self.title(), self.remedy()))?;
        }
        self.find()?;
        if self == Self::Firefox && !is_named(GECKODRIVER) {
            tools::provide_last(&tools::geckodriver(), line)?;
        }
        Ok(())
    }

    /// Their variables decide; without them, the usual names and places are tried.
    pub(crate) fn find(self) -> Result<Found> {
        let find = |program: &Program| program.find(self.remedy());
        Ok(match self {
            Self::Chrome => Found {
                binary: Some(find(&CHROME)?),
                whole: None,
                driver: find(&CHROMEDRIVER)?,
                display: None,
            },
            Self::Firefox => Found {
                binary: Some(find(&FIREFOX)?),
                whole: None,
                driver: (GECKODRIVER, geckodriver(self.remedy())?),
                display: None,
            },
            Self::Webkit => Found {
                binary: None,
                whole: None,
                driver: find(&WEBKITDRIVER)?,
                display: Some(find(&XVFB_RUN)?.1),
            },
        })
    }

    /// What many pages are opened in, without a driver: of Chrome its lighter form, where there is one.
    pub(crate) fn find_light(self) -> Result<Found> {
        let mut found = self.find()?;
        if self == Self::Chrome
            && let Ok(light) = HEADLESS_SHELL.find("")
        {
            found.whole = found.binary.replace(light).map(|(_, path)| (WHOLE_CHROME, path));
        }
        Ok(found)
    }

    /// Who names one of these wants that one, not another that we install.
    fn variables(self) -> &'static [&'static str] {
        match self {
            Self::Chrome => &[CHROME.variable, CHROMEDRIVER.variable],
            Self::Firefox => &[FIREFOX.variable, GECKODRIVER],
            Self::Webkit => &[WEBKITDRIVER.variable, XVFB_RUN.variable],
        }
    }

    /// Debian's packages.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Chrome => &[
                "chromium",
                "chromium-headless-shell",
                "chromium-driver",
                "fonts-dejavu-core",
            ],
            Self::Firefox => &["firefox-esr", "fonts-dejavu-core"],
            Self::Webkit => &["webkit2gtk-driver", "xvfb", "xauth", "fonts-dejavu-core"],
        }
    }

    fn remedy(self) -> &'static str {
        match self {
            Self::Chrome => {
                "install Chrome or Chromium and the chromedriver of the same version (Debian: apt install chromium \
                 chromium-driver; macOS: brew install --cask google-chrome chromedriver), or set CHROME and CHROMEDRIVER \
                 to their paths"
            }
            Self::Firefox => {
                "install Firefox (Debian: apt install firefox-esr; macOS: brew install --cask firefox), or set FIREFOX \
                 to its path and, to use another driver than ours, GECKODRIVER to that; or leave Firefox out, with \
                 --browser chrome"
            }
            Self::Webkit => {
                "install WebKitGTK's driver and a virtual display (Debian: apt install webkit2gtk-driver xvfb xauth), or \
                 set WEBKITDRIVER and XVFB_RUN to the paths of WebKitWebDriver and xvfb-run. They are there for Linux \
                 only: elsewhere leave WebKit out, with --browser chrome --browser firefox"
            }
        }
    }
}

impl Program {
    fn find(&self, remedy: &str) -> Result<(&'static str, PathBuf)> {
        let place = || self.places.iter().map(PathBuf::from).find(|path| path.is_file());
        let path = paths::variable(self.variable)
            .or_else(|| paths::find(self.names))
            .or_else(place)
            .with_context(|| format!("{} is missing: {remedy}", self.title))?;
        Ok((self.variable, existing(self.variable, path, remedy)?))
    }
}

impl Found {
    /// What tests in JavaScript find it by.
    pub(crate) fn variables(&self) -> impl Iterator<Item = &(&'static str, PathBuf)> {
        self.binary.iter().chain(&self.whole).chain([&self.driver])
    }

    /// The same command where this browser can open its window.
    pub(crate) fn on_display(&self, command: Command) -> Command {
        let Some(display) = &self.display else { return command };
        let mut runner = process::command(display);
        // Any free display, as somebody else's tests may run beside ours.
        runner.arg("-a");
        process::behind(runner, &command)
    }
}

/// The one that is named, or where ours is going to be.
fn geckodriver(remedy: &str) -> Result<PathBuf> {
    paths::variable(GECKODRIVER).map_or_else(
        || tools::geckodriver().executable(),
        |path| existing(GECKODRIVER, path, remedy),
    )
}

fn existing(variable: &str, path: PathBuf, remedy: &str) -> Result<PathBuf> {
    ensure!(
        path.is_file(),
        "{variable} is set to {}, where there is no file: {remedy}",
        path.display()
    );
    Ok(path)
}

fn is_named(variable: &str) -> bool {
    paths::variable(variable).is_some()
}

fn can_install() -> bool {
    let user = || process::answer(process::command("id").arg("-u"));
    Path::new("/etc/debian_version").is_file() && user().is_some_and(|id| id.trim() == "0")
}

fn apt_get(arguments: &[&str]) -> Command {
    let mut command = process::command("apt-get");
    command
        .arg("--yes")
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive");
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOWHERE: Program = Program {
        title: "the program",
        variable: "JOTPASS_TEST_NO_SUCH_VARIABLE",
        names: &["jotpass-test-no-such-program"],
        places: &["/jotpass-test/no/such/place"],
    };

    #[test]
    fn what_is_missing_is_named_with_the_remedy() {
        let message = NOWHERE.find("install it").map_err(|error| error.to_string());
        assert_eq!(message, Err("the program is missing: install it".to_owned()));
    }

    #[test]
    fn a_program_is_found_by_its_name_or_else_at_its_place() -> Result<()> {
        let named = Program {
            names: &["cargo"],
            ..NOWHERE
        };
        assert!(named.find("")?.1.is_file());
        const PLACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let placed = Program {
            places: &[PLACE],
            ..NOWHERE
        };
        assert_eq!(placed.find("")?, (NOWHERE.variable, PathBuf::from(PLACE)));
        Ok(())
    }

    #[test]
    fn a_variable_that_leads_nowhere_is_an_error() {
        let message =
            existing("FIREFOX", PathBuf::from("/no/such/file"), "install it").map_err(|error| error.to_string());
        let expected = "FIREFOX is set to /no/such/file, where there is no file: install it";
        assert_eq!(message, Err(expected.to_owned()));
    }

    #[test]
    fn only_a_browser_that_needs_a_display_gets_one() {
        let found = |display| Found {
            binary: None,
            whole: None,
            driver: ("DRIVER", PathBuf::from("driver")),
            display,
        };
        let program = |found: Found| found.on_display(process::command("tests")).get_program().to_owned();
        assert_eq!(program(found(None)), "tests");
        assert_eq!(program(found(Some(PathBuf::from("xvfb-run")))), "xvfb-run");
    }

    #[test]
    fn the_one_that_is_not_there_everywhere_says_how_to_go_without() {
        assert!(Browser::Webkit.remedy().contains("Linux only"));
        for browser in [Browser::Firefox, Browser::Webkit] {
            assert!(browser.remedy().contains("--browser chrome"), "{browser:?}");
        }
    }
}
