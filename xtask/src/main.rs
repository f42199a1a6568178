//! `cargo xtask`: the project's commands, so that a clone needs rustup, Node and a C compiler and nothing to remember.
//!
//! Read it top-down: this file holds the command line; [`setup`] brings everything a command needs into place, one
//! numbered line each; [`build`], [`size`], [`demo`], [`mod@test`], [`matrix`], [`docs`], [`sim`], [`bench`] and
//! [`mutants`] are the commands. No module here may print a token, install anything outside the cache folder (what apt
//! brings for `browser` is the one exception) or use the network other than through cargo, rustup, npm and apt.

mod bench;
mod browser;
mod build;
mod demo;
mod docs;
mod files;
mod fingerprint;
mod matrix;
mod mutants;
mod paths;
mod prerequisites;
mod process;
mod setup;
mod sim;
mod size;
mod test;
mod tools;
mod ui;

use anyhow::Result;
use clap::{Parser, Subcommand};
use setup::Step;
use std::process::ExitCode;

/// The project's commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything, start the demo server and show its page
    Demo(demo::Options),
    /// Run every check there is, or those named by --only
    Test(test::Options),
    /// Run the package under every toolchain, and what else takes long to be installed
    Matrix(matrix::Options),
    /// Build the documentation's site into target/docs/
    Docs,
    /// Build the npm package into pkg/
    Build,
    /// Build, print what the package and others weigh, and fail above the budget in size-budget.json
    Size,
    /// Measure Jotpass beside others in headless Chrome, and write benches/results
    Bench(bench::Options),
    /// Change the pure layers in small ways, and fail where no test notices (takes hours)
    Mutants(mutants::Options),
    /// Simulate many tabs, a strict server and everything that breaks, under many seeds
    Sim(sim::Options),
}

fn main() -> ExitCode {
    // Not `Result` from main: that would print anyhow's debug form, with a backtrace where one is switched on.
    run(Cli::parse().task).unwrap_or_else(|error| {
        eprintln!("\nerror: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(task: Task) -> Result<ExitCode> {
    match task {
        Task::Demo(options) => demo::run(&options)?,
        Task::Test(options) => return test::run(&options),
        Task::Matrix(options) => matrix::run(&options)?,
        Task::Mutants(options) => mutants::run(&options)?,
        Task::Sim(options) => return sim::run(&options),
        Task::Bench(options) => bench::run(&options)?,
        Task::Docs => docs::run()?,
        Task::Build => setup::run(setup::PACKAGE)?,
        Task::Size => {
            setup::run(&[setup::PACKAGE, &[Step::BenchModules]].concat())?;
            let report = size::measure()?;
            println!("\n{report}\n{}", size::beside_others()?);
            report.check()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
