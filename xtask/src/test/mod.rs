//! `cargo xtask test`: runs the parts of the test suite one after the other, stops at the first that fails, and sums up.
//!
//! The last line is always `N passed, N failed`, for people and programs alike; a part that fails without counting tests
//! (formatting, say) counts as one failed.

mod counts;
mod parts;

use crate::{
    browser::Browser,
    process::Failed,
    setup::Step,
    ui::{self, Progress},
};
use anyhow::Result;
use clap::Args;
use counts::Counts;
use parts::Part;
pub(crate) use parts::{pack, playwright};
use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

#[derive(Args)]
pub(crate) struct Options {
    /// Run this part only; may be given several times
    #[arg(long, value_name = "PART")]
    only: Vec<Part>,
    /// Of the parts that run in each browser, run this one only; may be given several times
    #[arg(long, value_name = "BROWSER")]
    browser: Vec<Browser>,
}

/// What there is to do, each with its own line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Item {
    Setup(Step),
    Test(Job),
}

/// One part in one browser.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Job {
    part: Part,
    browser: Browser,
}

/// How one of them went.
struct Ran {
    job: Job,
    time: Duration,
    counts: Option<Counts>,
    problem: Option<String>,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let plan = plan(&options.only, &options.browser);
    let mut progress = Progress::new(plan.len());
    let mut ran = Vec::new();
    for item in plan {
        match item {
            Item::Setup(step) => step.run(&mut progress)?,
            Item::Test(job) => {
                let result = job.run(&mut progress);
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
fn plan(only: &[Part], browsers: &[Browser]) -> Vec<Item> {
    let mut plan = Vec::new();
    for job in jobs(only, browsers) {
        for step in job.part.needs(job.browser) {
            if !plan.contains(&Item::Setup(step)) {
                plan.push(Item::Setup(step));
            }
        }
        plan.push(Item::Test(job));
    }
    plan
}

/// Nothing named is everything.
fn jobs(only: &[Part], browsers: &[Browser]) -> Vec<Job> {
    let mut jobs = Vec::new();
    for part in Part::ALL {
        for browser in Browser::ALL {
            let is_wanted = if part.is_for_each_browser() {
                browsers.is_empty() || browsers.contains(&browser)
            } else {
                browser == Browser::Chrome
            };
            if is_wanted && (only.is_empty() || only.contains(&part)) {
                jobs.push(Job { part, browser });
            }
        }
    }
    jobs
}

impl Job {
    fn name(self) -> String {
        let Self { part, browser } = self;
        if part.is_for_each_browser() {
            format!("{} {}", part.name(), browser.name())
        } else {
            part.name()
        }
    }

    fn run(self, progress: &mut Progress) -> Ran {
        let Self { part, browser } = self;
        let started = Instant::now();
        let result = progress.step(&part.title(browser), |line| {
            let output = part.run(browser, line)?;
            let counts = part.counts(&output);
            if let Some(counts) = counts {
                line.note(format!("{} tests", counts.passed));
                // A runner that finds nothing to run is content; we are not.
                anyhow::ensure!(counts.passed > 0, "no test was run; the runner said:\n\n{output}");
            }
            Ok(counts)
        });
        let (counts, problem) = match result {
            Ok(counts) => (counts, None),
            Err(error) => {
                let failed: Option<&Failed> = error.downcast_ref();
                (
                    failed.and_then(|failed| part.counts(&failed.output)),
                    Some(format!("{error:#}")),
                )
            }
        };
        Ran {
            job: self,
            time: started.elapsed(),
            counts,
            problem,
        }
    }
}

/// Prints the failed part's output, the table and the last line.
fn sum_up(ran: &[Ran]) -> ExitCode {
    for Ran { job, problem, .. } in ran {
        if let Some(problem) = problem {
            println!("\n{} failed: {}", job.name(), problem.trim_end());
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
                   job,
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
            job.name(),
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

    fn in_chrome(part: Part) -> Job {
        let browser = Browser::Chrome;
        Job { part, browser }
    }

    fn ran(part: Part, counts: Option<(u64, u64)>, problem: Option<&str>) -> Ran {
        let counts = counts.map(|(passed, failed)| Counts { passed, failed });
        Ran {
            job: in_chrome(part),
            time: Duration::from_millis(1250),
            counts,
            problem: problem.map(str::to_owned),
        }
    }

    #[test]
    fn everything_comes_after_what_it_needs_and_nothing_is_set_up_twice() {
        let plan = plan(&[], &[]);
        for job in jobs(&[], &[]) {
            let position = |item| plan.iter().position(|other| *other == item);
            assert!(position(Item::Test(job)).is_some());
            for step in job.part.needs(job.browser) {
                assert!(
                    position(Item::Setup(step)) < position(Item::Test(job)),
                    "{step:?} before {job:?}"
                );
                assert_eq!(
                    plan.iter().filter(|item| **item == Item::Setup(step)).count(),
                    1,
                    "{step:?}"
                );
            }
        }
    }

    #[test]
    fn every_part_runs_and_some_in_each_browser() {
        let names: Vec<_> = jobs(&[], &[]).into_iter().map(Job::name).collect();
        let expected = [
            "fmt",
            "clippy",
            "native",
            "wasm chrome",
            "wasm firefox",
            "wasm webkit",
            "types",
            "size",
            "package",
            "docs",
            "e2e",
            "attacks",
            "clients",
            "engines chrome",
            "engines firefox",
            "engines webkit",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn a_named_browser_leaves_out_the_others_and_what_they_need() {
        let names = |browsers: &[Browser]| {
            let parts = [Part::Fmt, Part::Wasm, Part::E2e];
            jobs(&parts, browsers).into_iter().map(Job::name).collect::<Vec<_>>()
        };
        assert_eq!(names(&[Browser::Chrome]), ["fmt", "wasm chrome", "e2e"]);
        assert_eq!(
            names(&[Browser::Webkit, Browser::Firefox]),
            ["fmt", "wasm firefox", "wasm webkit", "e2e"]
        );
        let plan = plan(&[], &[Browser::Chrome]);
        for browser in [Browser::Firefox, Browser::Webkit] {
            assert!(!plan.contains(&Item::Setup(Step::Browser(browser))), "{browser:?}");
        }
    }

    #[test]
    fn one_part_brings_only_what_it_needs() {
        assert_eq!(
            plan(&[Part::Fmt], &[]),
            [Item::Setup(Step::Prerequisites), Item::Test(in_chrome(Part::Fmt))]
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
            ["wasm chrome", "–", "FAILED", "1.2 s"],
        ];
        assert_eq!(rows, expected.map(|row| row.map(str::to_owned)));
    }
}
