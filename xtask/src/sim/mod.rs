//! `cargo xtask sim`: runs the simulation of `tests/simulation` at length, and with `--mutants` shows that it finds faults.
//!
//! The test suite runs the same simulation with a few thousand seeds. Here it is built for speed, and told by variables of
//! the environment what to run; its own `main.rs` knows them.

mod mutants;
mod mutations;

use crate::{
    paths,
    process::{self, Failed},
    ui::{Line, Progress},
};
use anyhow::Result;
use clap::Args;
use std::{
    path::Path,
    process::{Command, ExitCode},
};

#[derive(Args)]
pub(crate) struct Options {
    /// How many seeds to run
    #[arg(long, default_value_t = 100_000)]
    seeds: u64,
    /// The first of them
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Show all that happens under this one seed
    #[arg(long, conflicts_with_all = ["seeds", "from", "mutants"])]
    seed: Option<u64>,
    /// On how many cores; all of them unless told
    #[arg(long)]
    jobs: Option<u64>,
    /// Put each fault of tests/simulation/mutations.json into a copy of the crate, and fail where no rule is broken by it
    #[arg(long, conflicts_with_all = ["seeds", "from"])]
    mutants: bool,
}

/// Fails with 1 when a rule is broken or a fault is not found, like every command here.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    if options.mutants {
        return mutants::run(options.jobs);
    }
    let mut progress = Progress::new(2);
    let crate_ = paths::root();
    progress.step("Building the simulation", |line| build(crate_, line))?;
    let variables = match options.seed {
        Some(seed) => vec![("SEED", Some(seed))],
        None => vec![
            ("SEEDS", Some(options.seeds)),
            ("FROM", Some(options.from)),
            ("JOBS", options.jobs),
        ],
    };
    let outcome = progress.step("Running it", |line| simulate(crate_, &variables, line))?;
    println!("\n{}", outcome.report);
    Ok(if outcome.is_fine {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// How a run went.
struct Outcome {
    is_fine: bool,
    /// What the simulation had to say: its speed, or a trace and the rule that was broken.
    report: String,
}

fn build(crate_: &Path, line: &mut Line) -> Result<()> {
    process::run(cargo(crate_).arg("--no-run"), line)?;
    Ok(())
}

/// Runs what was built; every variable's name follows `JOTPASS_SIM_`.
fn simulate(crate_: &Path, variables: &[(&str, Option<u64>)], line: &mut Line) -> Result<Outcome> {
    let mut command = cargo(crate_);
    command.args(["--", "--nocapture"]);
    for name in ["SEED", "SEEDS", "FROM", "JOBS"] {
        command.env_remove(variable(name));
    }
    for (name, value) in variables {
        if let Some(value) = value {
            command.env(variable(name), value.to_string());
        }
    }
    match process::run(&mut command, line) {
        Ok(output) => Ok(Outcome {
            is_fine: true,
            report: report(&output),
        }),
        Err(error) => match error.downcast_ref::<Failed>() {
            Some(failed) if failed.output.contains(BEGINS) => Ok(Outcome {
                is_fine: false,
                report: report(&failed.output),
            }),
            _ => Err(error),
        },
    }
}

fn variable(name: &str) -> String {
    format!("JOTPASS_SIM_{name}")
}

/// Fast, but not slow to build; and a number that overflows is a fault.
const PROFILE: [&str; 3] = ["lto=false", "codegen-units=16", "overflow-checks=true"];

fn cargo(crate_: &Path) -> Command {
    // The crate and its copy look the same to cargo, which would take what the other has built, a fault and all, for its own.
    let build = if crate_ == paths::root() { "build" } else { "mutants" };
    let mut cargo = process::cargo(["test", "--release", "--package", "jotpass", "--test", "simulation"]);
    for setting in PROFILE {
        cargo.arg("--config").arg(format!("profile.release.{setting}"));
    }
    cargo
        .arg("--manifest-path")
        .arg(crate_.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(folder().join(build));
    cargo
}

/// Where all of this happens.
fn folder() -> std::path::PathBuf {
    paths::target().join("sim")
}

/// What the test runner says before the first test.
const BEGINS: &str = "running 1 test\n";

/// What was printed by the test itself.
fn report(output: &str) -> String {
    let (_, said) = output.split_once(BEGINS).unwrap_or(("", output));
    // What cargo says on its other channel may come in between.
    let is_ours = |line: &&str| {
        !["test ", "error: ", "     Running "]
            .iter()
            .any(|word| line.starts_with(word))
    };
    let lines: Vec<&str> = said
        .lines()
        .take_while(|line| *line != "failures:")
        .filter(is_ours)
        .collect();
    lines.join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_is_what_the_simulation_says_without_what_the_runner_says() {
        let fine = "   Compiling a\n\nrunning 1 test\n7 seeds in 1.0 s, 7 a second\ntest every_rule ... ok\n\n\
            test result: ok. 1 passed\n\n";
        assert_eq!(report(fine), "7 seeds in 1.0 s, 7 a second");
        let broken = "\nrunning 1 test\n  1.000  tab 0 opens\n\nseed 3: broken\ntest every_rule ... FAILED\n\nfailures:\n\nfailures:\n    every_rule\n";
        assert_eq!(report(broken), "  1.000  tab 0 opens\n\nseed 3: broken");
    }
}
