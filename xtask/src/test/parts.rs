//! The parts of the test suite: what each needs, and which commands it is.

use super::counts::Counts;
use crate::{browser, files, paths, process, setup::Step, size, tools, ui::Line};
use anyhow::{Context, Result, anyhow};
use clap::ValueEnum;
use serde_json::json;
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
    /// The crate's tests in headless Chrome
    Wasm,
    /// The type tests
    Types,
    /// The size budget
    Size,
    /// The packed npm package in a browser
    Package,
    /// The demo in a browser against the real server
    E2e,
}

impl Part {
    pub(crate) const ALL: [Self; 8] = [
        Self::Fmt,
        Self::Clippy,
        Self::Native,
        Self::Wasm,
        Self::Types,
        Self::Size,
        Self::Package,
        Self::E2e,
    ];

    pub(crate) fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Fmt => "fmt: checking the format",
            Self::Clippy => "clippy: linting",
            Self::Native => "native: testing natively",
            Self::Wasm => "wasm: testing the crate in headless Chrome",
            Self::Types => "types: testing the types",
            Self::Size => "size: weighing the package",
            Self::Package => "package: testing the packed package in a browser",
            Self::E2e => "e2e: testing the demo in a browser",
        }
    }

    /// What has to be in place, in this order.
    pub(crate) fn needs(self) -> &'static [Step] {
        use Step::{Browser, NpmTools, Package, Prerequisites, Server, TestModules, WasmBindgen, WasmPack};
        match self {
            Self::Fmt | Self::Clippy | Self::Native => &[Prerequisites],
            Self::Wasm => &[Prerequisites, WasmPack, WasmBindgen, NpmTools, Browser],
            Self::Types => &[Prerequisites, WasmPack, WasmBindgen, NpmTools, Package, TestModules],
            Self::Size => &[Prerequisites, WasmPack, WasmBindgen, NpmTools, Package],
            Self::Package | Self::E2e => &[
                Prerequisites,
                WasmPack,
                WasmBindgen,
                NpmTools,
                Browser,
                Package,
                TestModules,
                Server,
            ],
        }
    }

    /// Runs it to its end; gives the output that [`Self::counts`] reads.
    pub(crate) fn run(self, line: &mut Line) -> Result<String> {
        match self {
            Self::Fmt => process::run(
                &mut process::cargo(["fmt", "--all", "--check", "--", "--color", "never"]),
                line,
            ),
            Self::Clippy => clippy(line),
            Self::Native => process::run(&mut process::cargo(["test", "--workspace"]), line),
            Self::Wasm => wasm(line),
            Self::Types => process::run(test_tool("tsc").args(["-p", "tests/types"]), line),
            Self::Size => weigh(line),
            Self::Package => {
                let tarball = pack(line)?;
                process::run(playwright("package")?.env("JOTPASS_TARBALL", tarball), line)
            }
            Self::E2e => process::run(&mut playwright("e2e")?, line),
        }
    }

    /// The tests in its output; `None` for parts that are not made of tests.
    pub(crate) fn counts(self, output: &str) -> Option<Counts> {
        match self {
            Self::Native | Self::Wasm => Some(Counts::from_cargo(output)),
            Self::Package | Self::E2e => Some(Counts::from_playwright(output)),
            Self::Fmt | Self::Clippy | Self::Types | Self::Size => None,
        }
    }
}

/// The workspace natively, and the crate once more as the browser gets it: half of it exists only there.
fn clippy(line: &mut Line) -> Result<String> {
    let native = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    let wasm = [
        "clippy",
        "-p",
        "jotpass",
        "--target",
        "wasm32-unknown-unknown",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    process::run(&mut process::cargo(native), line)?;
    process::run(&mut process::cargo(wasm), line)
}

/// Headless and without sandbox are the runner's own options; these choose the browser and keep it from the network.
fn wasm(line: &mut Line) -> Result<String> {
    let browser = browser::find()?;
    let capabilities = json!({ "goog:chromeOptions": {
        "binary": browser.chrome,
        "args": ["disable-gpu", "disable-quic", "no-first-run", "disable-background-networking"],
    } });
    let file = paths::target().join("webdriver.json");
    files::write(&file, capabilities.to_string())?;
    let mut test = tools::wasm_pack_command()?;
    test.args([
        "test",
        "--headless",
        "--chrome",
        "--mode",
        "no-install",
        "--chromedriver",
    ])
    .arg(browser.driver);
    process::run(test.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", file), line)
}

fn weigh(line: &mut Line) -> Result<String> {
    let report = size::measure()?;
    line.note(report.summary());
    report.check().map_err(|error| anyhow!("{error}\n\n{report}"))?;
    Ok(report.to_string())
}

/// The tarball that would be published.
fn pack(line: &mut Line) -> Result<PathBuf> {
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
fn playwright(project: &str) -> Result<Command> {
    let mut playwright = test_tool("playwright");
    playwright
        .args(["test", "--project", project])
        .current_dir(paths::root().join("tests"));
    playwright
        .env("JOTPASS_SERVER", paths::server())
        .env("JOTPASS_PKG", paths::pkg());
    playwright.env("CHROME", browser::find()?.chrome);
    Ok(playwright)
}

fn test_tool(name: &str) -> Command {
    process::command(paths::npm_binary(&paths::root().join("tests"), name))
}
