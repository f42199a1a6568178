//! `cargo xtask mutants`: changes the pure layers in small ways, one at a time (cargo-mutants does), and looks whether a
//! test notices.
//!
//! What is changed and how it is tested is said in `.cargo/mutants.toml`. A change that no test notices has survived: at
//! most [`LIMIT`] percent may, and each one with its reason in `tests/mutants.json`. It all happens in copies of the
//! repository and takes hours, so `cargo xtask test` leaves it out.

mod outcomes;
mod survivors;

use crate::{
    files, paths,
    process::{self, Failed},
    setup::Step,
    tools,
    ui::{Line, Progress},
};
use anyhow::{Result, bail, ensure};
use clap::Args;
use outcomes::{OUTCOMES, Outcomes};
use std::path::{Path, PathBuf};
use survivors::Explained;

/// How many of a hundred mutants may survive. Those that do not compile do not count.
const LIMIT: usize = 3;

/// What cargo-mutants exits with when a mutant survived, when one ran out of time, and when nothing had to be changed for
/// a test to fail.
const SURVIVED: i32 = 2;
const TIMED_OUT: i32 = 3;
const FAILED_BEFORE: i32 = 4;

#[derive(Args)]
pub(crate) struct Options {
    /// Change only this file or folder, such as src/token; the limit is then left out
    path: Option<PathBuf>,
    /// How many mutants to test at the same time, on as many cores
    #[arg(long, default_value_t = 2)]
    jobs: usize,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let path = options.path.as_deref();
    let mut explained = survivors::read()?;
    explained.retain(|survivor| path.is_none_or(|path| Path::new(&survivor.file).starts_with(path)));
    let mut progress = Progress::new(3);
    Step::Prerequisites.run(&mut progress)?;
    Step::CargoMutants.run(&mut progress)?;
    let outcomes = progress.step("Testing mutants", |line| test(path, options.jobs, line))?;
    println!("\n{outcomes}");
    let limit = if path.is_none() { LIMIT } else { 100 };
    let faults = faults(&outcomes, &explained, limit);
    ensure!(faults.is_empty(), "{}", faults.join("\n\n"));
    Ok(())
}

/// Has every mutant tested. What the tests printed is then in `mutants/mutants.out/log` below cargo's output folder.
fn test(path: Option<&Path>, jobs: usize, line: &mut Line) -> Result<Outcomes> {
    let folder = paths::target().join("mutants");
    files::empty(&folder)?;
    let jobs = jobs.to_string();
    let mut mutants = tools::cargo_mutants_command()?;
    mutants
        .args(["--package", "jotpass", "--caught", "--unviable"])
        .args(["--jobs", &jobs, "--jobserver-tasks", &jobs])
        .arg("--output")
        .arg(&folder)
        // Each job compiles into its own copy; one folder for all would make them wait, and mix the mutants up.
        .env_remove("CARGO_TARGET_DIR");
    if let Some(path) = path {
        mutants.arg("--file").arg(path).arg("--file").arg(path.join("**"));
    }
    if let Err(error) = process::run(&mut mutants, line) {
        match exit_code(&error) {
            Some(SURVIVED | TIMED_OUT) => {}
            Some(FAILED_BEFORE) => bail!("a test fails already without any change: see `cargo test -p jotpass`"),
            _ => return Err(error),
        }
    }
    // Where it finds no mutant, it is content and writes nothing.
    let found = folder.join("mutants.out");
    ensure!(
        found.join(OUTCOMES).is_file(),
        "there is nothing to change in these files"
    );
    let outcomes = Outcomes::read(&found)?;
    line.note(format!("{} mutants", outcomes.total()));
    Ok(outcomes)
}

fn exit_code(error: &anyhow::Error) -> Option<i32> {
    error.downcast_ref::<Failed>()?.status.code()
}

/// All that is wrong, in words.
fn faults(outcomes: &Outcomes, explained: &[Explained], limit: usize) -> Vec<String> {
    let (unexplained, gone) = survivors::compare(&outcomes.survivors(), explained);
    let (survived, viable) = (outcomes.survivors().len(), outcomes.viable());
    let list = survivors::LIST;
    let mut faults = Vec::new();
    if !unexplained.is_empty() {
        faults.push(format!(
            "no test notices these changes: add one that does, or say in {list} why none can\n{}",
            unexplained.join("\n")
        ));
    }
    if !gone.is_empty() {
        faults.push(format!(
            "{list} explains what does not survive, or not in these words: take it out, or bring it up to date\n{}",
            gone.join("\n")
        ));
    }
    if survived * 100 > viable * limit {
        faults.push(format!("{survived} of {viable} mutants survived, more than {limit} %"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use outcomes::Fate;

    #[test]
    fn at_the_limit_of_those_that_compile_is_fine_and_above_is_not() {
        let faults = |caught| {
            let counts = [(Fate::Survived, 3), (Fate::Caught, caught), (Fate::Unviable, 50)];
            faults(&outcomes::tests::outcomes(&counts), &[], LIMIT)
        };
        let says_so = |fault: &String| fault == "3 of 99 mutants survived, more than 3 %";
        assert!(!faults(97).iter().any(|fault| fault.contains("more than")));
        assert!(faults(96).iter().any(says_so));
    }

    #[test]
    fn a_survivor_without_explanation_and_one_without_survivor_are_faults() {
        let explained = [survivors::tests::explained("src/a.rs", "m", "c")];
        let one = outcomes::tests::outcomes(&[(Fate::Survived, 1)]);
        assert_eq!(faults(&one, &explained, 100).len(), 2);
        assert_eq!(faults(&one, &[], 100).len(), 1);
        let none = outcomes::tests::outcomes(&[(Fate::Caught, 1), (Fate::TimedOut, 1)]);
        assert_eq!(faults(&none, &explained, 100).len(), 1);
        assert!(faults(&none, &[], 100).is_empty());
    }
}
