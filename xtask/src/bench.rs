//! `cargo xtask bench`: runs the benchmarks of `benches` in headless Chrome. They print their own table.

use crate::{
    browser::Browser,
    paths, process,
    setup::{self, Step},
    ui::Progress,
};
use anyhow::Result;

pub(crate) fn run() -> Result<()> {
    setup::run(&[setup::PACKAGE, &[Step::TestModules, Step::Browser(Browser::Chrome)]].concat())?;
    let mut node = process::command("node");
    node.arg(paths::root().join("benches/run.mjs"))
        .env("JOTPASS_PKG", paths::pkg());
    for (variable, path) in Browser::Chrome.find()?.variables() {
        node.env(variable, path);
    }
    let table = Progress::new(1).step("Measuring", |line| process::run(&mut node, line))?;
    println!("\n{table}");
    Ok(())
}
