//! Everything a command needs before it can start, as numbered steps. Each step is quick where its work is already done,
//! so every command simply runs all of its steps.

use crate::{
    browser::Browser,
    build, files,
    fingerprint::{self, Fingerprint},
    paths, prerequisites, process, tools,
    ui::{Line, Progress},
};
use anyhow::Result;

/// One thing to bring into place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    Prerequisites,
    WasmPack,
    WasmBindgen,
    NpmTools,
    TestModules,
    SiteModules,
    BenchModules,
    Browser(Browser),
    Package,
    Server,
    CargoMutants,
}

/// What the npm package needs, itself included.
pub(crate) const PACKAGE: &[Step] = &[
    Step::Prerequisites,
    Step::WasmPack,
    Step::WasmBindgen,
    Step::NpmTools,
    Step::Package,
];

/// Takes all steps in order.
pub(crate) fn run(steps: &[Step]) -> Result<()> {
    let mut progress = Progress::new(steps.len());
    steps.iter().try_for_each(|step| step.run(&mut progress))
}

impl Step {
    pub(crate) fn run(self, progress: &mut Progress) -> Result<()> {
        progress.step(&self.title()?, |line| match self {
            Self::Prerequisites => prerequisites::check(line),
            Self::WasmPack => tools::wasm_pack().provide(line),
            Self::WasmBindgen => tools::provide_last(&tools::wasm_bindgen()?, line),
            Self::NpmTools => tools::provide_npm(line),
            Self::TestModules => provide_modules("tests", line),
            Self::SiteModules => provide_modules("www/site", line),
            Self::BenchModules => provide_modules("benches", line),
            Self::Browser(browser) => browser.provide(line),
            Self::Package => build::run(line),
            Self::Server => build_server(line),
            Self::CargoMutants => tools::provide_last(&tools::cargo_mutants(), line),
        })
    }

    fn title(self) -> Result<String> {
        Ok(match self {
            Self::Prerequisites => "Checking for Rust, Node and a C compiler".to_owned(),
            Self::WasmPack => tools::wasm_pack().title(),
            Self::WasmBindgen => tools::wasm_bindgen()?.title(),
            Self::NpmTools => tools::npm_title(),
            Self::TestModules => "Installing Playwright and the other modules of the tests".to_owned(),
            Self::SiteModules => "Installing the documentation's generators".to_owned(),
            Self::BenchModules => "Installing whom the benchmarks compare with".to_owned(),
            Self::Browser(browser) => browser.step(),
            Self::Package => "Building the npm package".to_owned(),
            Self::Server => "Building the token server".to_owned(),
            Self::CargoMutants => tools::cargo_mutants().title(),
        })
    }
}

/// `npm ci` in a folder of ours, where its lock file has changed since the last one.
fn provide_modules(folder: &str, line: &mut Line) -> Result<()> {
    let dir = paths::root().join(folder);
    let mut wanted = Fingerprint::new();
    for name in ["package.json", "package-lock.json"] {
        wanted.add(&files::read(&dir.join(name))?);
    }
    // Inside, because `npm ci` begins by removing the folder: an interrupted one leaves no claim to be complete.
    let installed = dir.join("node_modules/.jotpass-fingerprint");
    if fingerprint::remembered(&installed, &wanted.to_string()) {
        line.note("unchanged");
        return Ok(());
    }
    process::run(process::npm(["ci"]).current_dir(&dir), line)?;
    files::write(&installed, wanted.to_string())
}

/// The development profile: the release profile is tuned for the wasm module's size and compiles far longer. The whole
/// workspace is named so that features resolve as in `cargo test --workspace` and nothing is compiled twice.
fn build_server(line: &mut Line) -> Result<()> {
    process::run(
        &mut process::cargo(["build", "--workspace", "--bin", "jotpass-server"]),
        line,
    )?;
    Ok(())
}
