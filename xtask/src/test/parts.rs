//! The parts of the test suite: what each needs, and which commands it is.

use super::counts::Counts;
use crate::{
    browser::{Browser, Found},
    files, paths, process,
    setup::{self, Step},
    size, tools,
    ui::Line,
};
use anyhow::{Context, Result, anyhow};
use clap::ValueEnum;
use serde_json::{Value, json};
use std::{path::PathBuf, process::Command};

/// One part, in the order in which they run: what is quick or fails often comes first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Part {
    /// Formatting
    Fmt,
    /// Lints, natively and for the browser; warnings are errors
    Clippy,
    /// All tests of the workspace, natively
    Native,
    /// The crate's tests in each browser
    Wasm,
    /// The type tests
    Types,
    /// The size budget
    Size,
    /// The packed npm package: what is in it, under bundlers and frameworks, in the tests of apps, beside others in the benchmarks
    Package,
    /// What README and documentation say
    Docs,
    /// The demo and the package in a browser against the real server, with the session in the page and in workers
    E2e,
    /// Scripts in the page that are after the token
    Attacks,
    /// The package under the clients people use
    Clients,
    /// What must be the same in each browser
    Engines,
}

impl Part {
    pub(crate) const ALL: [Self; 12] = [
        Self::Fmt,
        Self::Clippy,
        Self::Native,
        Self::Wasm,
        Self::Types,
        Self::Size,
        Self::Package,
        Self::Docs,
        Self::E2e,
        Self::Attacks,
        Self::Clients,
        Self::Engines,
    ];

    pub(crate) fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// Whether it runs once in each browser. The others know Chrome only, where they know one.
    pub(crate) fn is_for_each_browser(self) -> bool {
        matches!(self, Self::Wasm | Self::Engines)
    }

    pub(crate) fn title(self, browser: Browser) -> String {
        let browser = browser.title();
        match self {
            Self::Fmt => "fmt: checking the format".to_owned(),
            Self::Clippy => "clippy: linting".to_owned(),
            Self::Native => "native: testing natively".to_owned(),
            Self::Wasm => format!("wasm: testing the crate in {browser}"),
            Self::Types => "types: testing the types".to_owned(),
            Self::Size => "size: weighing the package".to_owned(),
            Self::Package => format!("package: testing the packed package in {browser}"),
            Self::Docs => format!("docs: running what the documentation says in {browser}"),
            Self::E2e => format!("e2e: testing the demo and the package in {browser}"),
            Self::Attacks => format!("attacks: trying to get at the token in {browser}"),
            Self::Clients => format!("clients: testing the package under other clients in {browser}"),
            Self::Engines => format!("engines: testing the package in {browser}"),
        }
    }

    /// What has to be in place, in this order.
    pub(crate) fn needs(self, browser: Browser) -> Vec<Step> {
        use Step::{BenchModules, NpmTools, Prerequisites, Server, SiteModules, TestModules, WasmBindgen, WasmPack};
        let browser = Step::Browser(browser);
        match self {
            Self::Fmt | Self::Clippy | Self::Native => vec![Prerequisites],
            Self::Wasm => vec![Prerequisites, WasmPack, WasmBindgen, NpmTools, browser],
            Self::Types => [setup::PACKAGE, &[TestModules]].concat(),
            Self::Size => setup::PACKAGE.to_vec(),
            Self::Docs => [setup::PACKAGE, &[TestModules, SiteModules, Server, browser]].concat(),
            Self::Package => [setup::PACKAGE, &[TestModules, BenchModules, Server, browser]].concat(),
            Self::E2e | Self::Attacks | Self::Clients | Self::Engines => {
                [setup::PACKAGE, &[TestModules, Server, browser]].concat()
            }
        }
    }

    /// Runs it to its end; gives the output that [`Self::counts`] reads.
    pub(crate) fn run(self, browser: Browser, line: &mut Line) -> Result<String> {
        match self {
            Self::Fmt => process::run(
                &mut process::cargo(["fmt", "--all", "--check", "--", "--color", "never"]),
                line,
            ),
            Self::Clippy => clippy(line),
            Self::Native => process::run(&mut process::cargo(["test", "--workspace"]), line),
            Self::Wasm => wasm(browser, line),
            Self::Types => process::run(test_tool("tsc").args(["-p", "tests/types"]), line),
            Self::Size => weigh(line),
            Self::Package | Self::Docs => {
                let tarball = pack(line)?;
                let package: &[&str] = &["package", "tools", "examples", "testing"];
                let projects = if self == Self::Package { package } else { &["docs"] };
                let mut playwright = playwright(projects, &browser.find_light()?);
                process::run(playwright.env("JOTPASS_TARBALL", tarball), line)
            }
            Self::E2e => {
                let projects = ["e2e", "bfcache", "worker", "shared-worker"];
                process::run(&mut playwright(&projects, &browser.find_light()?), line)
            }
            Self::Attacks | Self::Clients => {
                process::run(&mut playwright(&[&self.name()], &browser.find_light()?), line)
            }
            Self::Engines => process::run(&mut playwright(&[&browser.name()], &browser.find()?), line),
        }
    }

    /// The tests in its output; `None` for parts that are not made of tests.
    pub(crate) fn counts(self, output: &str) -> Option<Counts> {
        match self {
            Self::Native | Self::Wasm => Some(Counts::from_cargo(output)),
            Self::Package | Self::Docs | Self::E2e | Self::Attacks | Self::Clients | Self::Engines => {
                Some(Counts::from_playwright(output))
            }
            Self::Fmt | Self::Clippy | Self::Types | Self::Size => None,
        }
    }
}

/// The workspace natively, and the crate twice more, as a Rust app and as the package gets it: half of it exists only there.
fn clippy(line: &mut Line) -> Result<String> {
    let app = ["-p", "jotpass", "--target", "wasm32-unknown-unknown"];
    let package = [&app[..], &["--no-default-features", "--features", "package"]].concat();
    let runs: [&[&str]; 3] = [&["--workspace"], &app, &package];
    runs.iter().try_fold(String::new(), |output, selection| {
        let mut clippy = process::cargo(["clippy", "--all-targets"]);
        clippy.args(*selection).args(["--", "-D", "warnings"]);
        Ok(output + &process::run(&mut clippy, line)?)
    })
}

/// Compiled once, as cargo knows: only the runner is told another browser.
fn wasm(browser: Browser, line: &mut Line) -> Result<String> {
    let found = browser.find()?;
    let (name, driver) = match browser {
        Browser::Chrome => ("--chrome", "--chromedriver"),
        Browser::Firefox => ("--firefox", "--geckodriver"),
        // The runner knows no other WebKit than Safari, and any WebDriver is as good.
        Browser::Webkit => ("--safari", "--safaridriver"),
    };
    let file = paths::target().join("webdriver.json");
    files::write(&file, capabilities(browser, &found).to_string())?;
    let mut test = tools::wasm_pack_command()?;
    test.args(["test", "--headless", name, "--mode", "no-install", driver])
        .arg(&found.driver.1)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", file);
    process::run(&mut found.on_display(test), line)
}

/// Headless and without sandbox are the runner's own options; these choose the browser and keep it from the network.
fn capabilities(browser: Browser, found: &Found) -> Value {
    let binary = found.binary.as_ref().map(|(_, path)| path);
    match browser {
        Browser::Chrome => json!({ "goog:chromeOptions": {
            "binary": binary,
            "args": ["disable-gpu", "disable-quic", "no-first-run", "disable-background-networking"],
        } }),
        Browser::Firefox => json!({ "moz:firefoxOptions": { "binary": binary } }),
        Browser::Webkit => json!({}),
    }
}

fn weigh(line: &mut Line) -> Result<String> {
    let report = size::measure()?;
    line.note(report.summary());
    report.check().map_err(|error| anyhow!("{error}\n\n{report}"))?;
    Ok(report.to_string())
}

/// The tarball that would be published.
pub(crate) fn pack(line: &mut Line) -> Result<PathBuf> {
    let folder = paths::target().join("tarball");
    files::empty(&folder)?;
    process::run(
        process::npm(["pack", "--pack-destination"])
            .arg(&folder)
            .current_dir(paths::pkg()),
        line,
    )?;
    files::entries(&folder)?.pop().context("npm pack made no tarball")
}

/// Playwright with what its tests are to use in the environment.
pub(crate) fn playwright(projects: &[&str], found: &Found) -> Command {
    let mut playwright = test_tool("playwright");
    playwright
        .arg("test")
        .args(projects.iter().flat_map(|project| ["--project", project]))
        .current_dir(paths::root().join("tests"))
        .env("JOTPASS_SERVER", paths::server())
        .env("JOTPASS_PKG", paths::pkg());
    for (variable, path) in found.variables() {
        playwright.env(variable, path);
    }
    found.on_display(playwright)
}

fn test_tool(name: &str) -> Command {
    process::command(paths::npm_binary(&paths::root().join("tests"), name))
}
