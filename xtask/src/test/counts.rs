//! Reads how many tests passed and failed from what the runners print. Pure.

use std::fmt;

/// Numbers of tests.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

impl Counts {
    /// From cargo test, native or in the browser: the sum over all `test result: ok. 4 passed; 0 failed; …`.
    pub(crate) fn from_cargo(output: &str) -> Self {
        let results = output
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("test result: "));
        results
            .flat_map(|result| result.split([';', '.']))
            .fold(Self::default(), Self::and)
    }

    /// From Playwright's closing lines: `12 passed (3.4s)`, `1 failed`, `2 did not run`.
    pub(crate) fn from_playwright(output: &str) -> Self {
        output.lines().fold(Self::default(), |counts, line| {
            counts.and(line.split(" (").next().unwrap_or(line))
        })
    }

    /// Adds one phrase, such as `4 passed`. A test that did not get its turn, or is switched off, has not passed.
    fn and(mut self, phrase: &str) -> Self {
        if let Some((number, what)) = phrase.trim().split_once(' ')
            && let Ok(number) = number.parse::<u64>()
        {
            match what {
                "passed" => self.passed += number,
                "failed" | "did not run" | "interrupted" | "flaky" | "ignored" | "skipped" => self.failed += number,
                _ => {}
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargos_results_are_summed_over_all_test_programs() {
        let output = "running 3 tests\ntest a ... ok\n\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\n\
            test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s\n";
        assert_eq!(Counts::from_cargo(output), Counts { passed: 5, failed: 2 });
    }

    #[test]
    fn the_browser_runners_result_reads_the_same() {
        let output = "test result: ok. 12 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.35s";
        assert_eq!(Counts::from_cargo(output), Counts { passed: 12, failed: 0 });
    }

    #[test]
    fn playwrights_closing_lines_are_read() {
        let output = "Running 16 tests using 2 workers\n\n  ✓  1 e2e/a.spec.mjs:3:1 › 7 passed things (12ms)\n\
            \n  2 failed\n    e2e/a.spec.mjs:9:1 › refuses\n  1 did not run\n  1 skipped\n  12 passed (3.4s)\n";
        assert_eq!(Counts::from_playwright(output), Counts { passed: 12, failed: 4 });
    }

    #[test]
    fn other_output_counts_nothing() {
        for output in ["", "error[E0308]: mismatched types", "3 passed; by", "x passed"] {
            assert_eq!(Counts::from_cargo(output), Counts::default(), "{output}");
            assert_eq!(Counts::from_playwright(output), Counts::default(), "{output}");
        }
    }
}
