//! `cargo xtask bench`: runs the benchmarks of `benches` in headless Chrome. They write their own report.

use crate::{
    browser::Browser,
    files, paths, process,
    setup::{self, Step},
    ui::Progress,
};
use anyhow::Result;
use clap::{Args, ValueEnum};

#[derive(Args)]
pub(crate) struct Options {
    /// Measure only this, and leave benches/results as it is
    #[arg(long)]
    only: Option<Measure>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Measure {
    /// A token's claims
    Decode,
    /// What a request costs over the native fetch
    Overhead,
    /// Many requests on a token that is over
    Expired,
    /// From import to the first answer
    Start,
    /// Memory after many requests
    Heap,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let more = [Step::TestModules, Step::BenchModules, Step::Browser(Browser::Chrome)];
    setup::run(&[setup::PACKAGE, &more].concat())?;
    let only = options.only.map(|measure| format!("{measure:?}").to_lowercase());
    let results = match only {
        Some(_) => paths::target().join("bench"),
        None => paths::root().join("benches/results"),
    };
    let mut node = process::command("node");
    node.arg(paths::root().join("benches/run.mjs"))
        .args(only)
        .env("JOTPASS_PKG", paths::pkg())
        .env("JOTPASS_RESULTS", &results);
    for (variable, path) in Browser::Chrome.find_light()?.variables() {
        node.env(variable, path);
    }
    Progress::new(1).step("Measuring (takes about a quarter of an hour)", |line| {
        process::run(&mut node, line)
    })?;
    println!("\n{}", files::read_text(&results.join("results.md"))?);
    Ok(())
}
