//! `cargo xtask matrix`: the packed package under every toolchain of tests/package/toolchains, and what else takes long because
//! much has to be installed for it. Its table is printed, and kept in tests/package/RESULTS.md: no cell of it may come from anything
//! but a run.

use crate::{
    browser::Browser,
    files, paths, process,
    setup::{self, Step},
    test::{pack, playwright},
    tools,
    ui::{Line, Progress},
};
use anyhow::Result;
use clap::Args;
use std::path::Path;

#[derive(Args)]
pub(crate) struct Options {
    /// Run only what has this in its name, such as Next; RESULTS.md is then left as it is
    only: Option<String>,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let more = [Step::TestModules, Step::Server, Step::Browser(Browser::Chrome)];
    setup::run(&[setup::PACKAGE, &more].concat())?;
    let only = options.only.as_deref();
    // Empty, so that a run that does not come to its end shows no older one's.
    let results = paths::target().join("matrix.md");
    files::write(&results, "")?;
    let outcome = Progress::new(1).step("Running the package under every toolchain (takes a while)", |line| {
        test(only, &results, line)
    });
    // What failed has its rows, too.
    let table = files::read_text(&results)?;
    println!("\n{table}");
    if only.is_none() && !table.is_empty() {
        files::write(&paths::root().join("tests/package/RESULTS.md"), table)?;
    }
    outcome
}

fn test(only: Option<&str>, results: &Path, line: &mut Line) -> Result<()> {
    let tarball = pack(line)?;
    let mut playwright = playwright(&["matrix", "slow"], &Browser::Chrome.find_light()?);
    playwright
        .arg("--reporter=list,./package/matrix_reporter.mjs")
        .args(only.map(|only| format!("--grep={only}")))
        // What compiles Rust examples runs wasm-pack.
        .env("PATH", tools::wasm_path()?)
        .env("JOTPASS_TARBALL", tarball)
        .env("JOTPASS_RESULTS", results);
    process::run(&mut playwright, line)?;
    Ok(())
}
