//! `cargo xtask sim --mutants`: whether the simulation finds faults. Each one of the list is put into a copy of the crate,
//! alone, and some seed has to break a rule.

use super::{
    Outcome, build, folder,
    mutations::{self, Mutation},
    simulate,
};
use crate::{
    files, paths,
    ui::{self, Line, Progress},
};
use anyhow::{Result, ensure};
use std::{path::Path, process::ExitCode};

/// How many seeds a fault may take to be found.
const SEEDS: u64 = 20_000;

/// The crate, its simulation, and as much of the other members as cargo needs to know the workspace.
const COPIED: [&str; 8] = [
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "tests/simulation",
    "xtask/Cargo.toml",
    "xtask/src/main.rs",
    "www/server/Cargo.toml",
    "www/server/src/main.rs",
];

pub(crate) fn run(jobs: Option<u64>) -> Result<ExitCode> {
    let mutations = mutations::read()?;
    let mut progress = Progress::new(mutations.len() + 2);
    let copy = folder().join("crate");
    let variables = [("SEEDS", Some(SEEDS)), ("JOBS", jobs)];
    progress.step("Building the simulation", |line| {
        files::empty(&copy)?;
        for path in COPIED {
            files::copy(&paths::root().join(path), &copy.join(path))?;
        }
        build(&copy, line)
    })?;
    progress.step("Running it without a fault", |line| {
        let outcome = simulate(&copy, &variables, line)?;
        ensure!(outcome.is_fine, "a rule is broken already:\n{}", outcome.report);
        Ok(())
    })?;
    let mut rows = vec![["fault", "found by seed"].map(str::to_owned)];
    for mutation in &mutations {
        let found = progress.step(&mutation.name, |line| {
            let found = find(mutation, &copy, &variables, line)?;
            line.note(found.as_ref().map_or("SURVIVED", |(_, broken)| broken));
            Ok(found)
        })?;
        let seed = found.map_or("SURVIVED".to_owned(), |(seed, _)| seed);
        rows.push([format!("{} ({})", mutation.name, mutation.rule), seed]);
    }
    println!("\n{}", ui::table(&rows));
    let survivors = rows.iter().filter(|[_, seed]| seed == "SURVIVED").count();
    ensure!(
        survivors == 0,
        "{survivors} of {} faults are not found by {SEEDS} seeds: the rules in tests/simulation are too lenient",
        mutations.len()
    );
    println!(
        "All {} faults are found, each by one of {SEEDS} seeds.",
        mutations.len()
    );
    Ok(ExitCode::SUCCESS)
}

/// The first seed under which a rule is broken, and which one.
fn find(
    mutation: &Mutation,
    copy: &Path,
    variables: &[(&str, Option<u64>)],
    line: &mut Line,
) -> Result<Option<(String, String)>> {
    let file = copy.join(&mutation.file);
    let text = files::read_text(&file)?;
    files::write(&file, mutation.mutated(&text)?)?;
    build(copy, line)?;
    let outcome = simulate(copy, variables, line)?;
    files::write(&file, text)?;
    Ok(verdict(&outcome))
}

fn verdict(outcome: &Outcome) -> Option<(String, String)> {
    if outcome.is_fine {
        return None;
    }
    let last = outcome.report.lines().last().unwrap_or_default();
    let (seed, broken) = last
        .strip_prefix("seed ")
        .and_then(|last| last.split_once(": "))
        .unwrap_or(("?", last));
    Some((seed.to_owned(), broken.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_found_by_the_seed_that_breaks_a_rule() {
        let verdict = |is_fine, report: &str| {
            verdict(&Outcome {
                is_fine,
                report: report.to_owned(),
            })
        };
        assert_eq!(verdict(true, "7 seeds in 1.0 s, 7 a second"), None);
        let found = Some(("3".to_owned(), "tab 0: late".to_owned()));
        assert_eq!(verdict(false, "  1.000  tab 0 opens\nseed 3: tab 0: late"), found);
        assert_eq!(verdict(false, "killed"), Some(("?".to_owned(), "killed".to_owned())));
    }
}
