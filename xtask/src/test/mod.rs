//! `cargo xtask test`: runs the parts of the test suite one after the other, stops at the first that fails, and sums up.
//!
//! The last line is always `N passed, N failed`, for people and programs alike; a part that fails without counting tests
//! (formatting, say) counts as one failed.

mod counts;
mod parts;

use crate::{
    process::Failed,
    setup::Step,
    ui::{self, Progress},
};
use anyhow::Result;
use clap::Args;
use counts::Counts;
use parts::Part;
use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

#[derive(Args)]
pub(crate) struct Options {
    /// Run this part only; may be given several times
    #[arg(long, value_name = "PART")]
    only: Vec<Part>,
}

/// What there is to do, each with its own line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Item {
    Setup(Step),
    Test(Part),
}

/// How one part went.
struct Ran {
    part: Part,
    time: Duration,
    counts: Option<Counts>,
    problem: Option<String>,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let plan = plan(&options.only);
    let mut progress = Progress::new(plan.len());
    let mut ran = Vec::new();
    for item in plan {
        match item {
            Item::Setup(step) => step.run(&mut progress)?,
            Item::Test(part) => {
                let result = run_part(part, &mut progress);
                let stop = result.problem.is_some();
                ran.push(result);
                if stop {
                    break;
                }
            }
        }
    }
    Ok(sum_up(&ran))
}

/// The wanted parts in their own order, each after what it needs and nobody before it has brought in place. So what
/// takes long to set up does not delay what fails fast.
fn plan(only: &[Part]) -> Vec<Item> {
    let mut plan = Vec::new();
    for part in Part::ALL
        .into_iter()
        .filter(|part| only.is_empty() || only.contains(part))
    {
        for step in part.needs() {
            if !plan.contains(&Item::Setup(*step)) {
                plan.push(Item::Setup(*step));
            }
        }
        plan.push(Item::Test(part));
    }
    plan
}

fn run_part(part: Part, progress: &mut Progress) -> Ran {
    let started = Instant::now();
    let result = progress.step(part.title(), |line| {
        let output = part.run(line)?;
        let counts = part.counts(&output);
        if let Some(counts) = counts {
            line.note(format!("{} tests", counts.passed));
            // A runner that finds nothing to run is content; we are not.
            anyhow::ensure!(counts.passed > 0, "no test was run; the runner said:\n\n{output}");
        }
        Ok(counts)
    });
    let time = started.elapsed();
    match result {
        Ok(counts) => Ran {
            part,
            time,
            counts,
            problem: None,
        },
        Err(error) => {
            let counts = error
                .downcast_ref()
                .and_then(|failed: &Failed| part.counts(&failed.output));
            Ran {
                part,
                time,
                counts,
                problem: Some(format!("{error:#}")),
            }
        }
    }
}

/// Prints the failed part's output, the table and the last line.
fn sum_up(ran: &[Ran]) -> ExitCode {
    for Ran { part, problem, .. } in ran {
        if let Some(problem) = problem {
            println!("\n{} failed: {}", part.name(), problem.trim_end());
        }
    }
    let total = total(ran);
    println!("\n{}\n{total}", ui::table(&rows(ran)));
    if total.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn rows(ran: &[Ran]) -> Vec<[String; 4]> {
    let number = |count: Option<u64>| count.map_or_else(|| "–".to_owned(), |count| count.to_string());
    let row = |Ran {
                   part,
                   time,
                   counts,
                   problem,
               }: &Ran| {
        let failed = counts.map(|counts| counts.failed);
        let outcome = if problem.is_some() {
            "FAILED".to_owned()
        } else {
            number(failed)
        };
        [
            part.name(),
            number(counts.map(|counts| counts.passed)),
            outcome,
            ui::seconds(*time),
        ]
    };
    let mut rows = vec![["part", "passed", "failed", "time"].map(str::to_owned)];
    rows.extend(ran.iter().map(row));
    rows
}

fn total(ran: &[Ran]) -> Counts {
    let mut total = Counts::default();
    for Ran { counts, problem, .. } in ran {
        let counts = counts.unwrap_or_default();
        total.passed += counts.passed;
        total.failed += counts.failed.max(u64::from(problem.is_some()));
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ran(part: Part, counts: Option<(u64, u64)>, problem: Option<&str>) -> Ran {
        let counts = counts.map(|(passed, failed)| Counts { passed, failed });
        Ran {
            part,
            time: Duration::from_millis(1250),
            counts,
            problem: problem.map(str::to_owned),
        }
    }

    #[test]
    fn every_part_comes_after_what_it_needs_and_nothing_is_set_up_twice() {
        let plan = plan(&[]);
        for part in Part::ALL {
            let position = |item| plan.iter().position(|other| *other == item);
            assert!(position(Item::Test(part)).is_some());
            for step in part.needs() {
                assert!(
                    position(Item::Setup(*step)) < position(Item::Test(part)),
                    "{step:?} before {part:?}"
                );
                assert_eq!(
                    plan.iter().filter(|item| **item == Item::Setup(*step)).count(),
                    1,
                    "{step:?}"
                );
            }
        }
    }

    #[test]
    fn one_part_brings_only_what_it_needs() {
        assert_eq!(
            plan(&[Part::Fmt]),
            [Item::Setup(Step::Prerequisites), Item::Test(Part::Fmt)]
        );
    }

    #[test]
    fn the_total_counts_tests_and_at_least_one_failure_per_failed_part() {
        let all = [ran(Part::Fmt, None, None), ran(Part::Native, Some((10, 0)), None)];
        assert_eq!(total(&all).to_string(), "10 passed, 0 failed");
        let broken = [ran(Part::Native, Some((10, 2)), Some("output"))];
        assert_eq!(total(&broken).to_string(), "10 passed, 2 failed");
        let unformatted = [ran(Part::Fmt, None, Some("output"))];
        assert_eq!(total(&unformatted).to_string(), "0 passed, 1 failed");
    }

    #[test]
    fn the_table_tells_what_failed() {
        let rows = rows(&[
            ran(Part::Native, Some((10, 0)), None),
            ran(Part::Wasm, None, Some("output")),
        ]);
        let expected = [
            ["part", "passed", "failed", "time"],
            ["native", "10", "0", "1.2 s"],
            ["wasm", "–", "FAILED", "1.2 s"],
        ];
        assert_eq!(rows, expected.map(|row| row.map(str::to_owned)));
    }
}
