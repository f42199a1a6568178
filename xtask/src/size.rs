//! `cargo xtask size`: what the package weighs on the wire, and whether that is within the budget.
//!
//! The budget is the sum over all shipped code (`*.wasm` and `*.js` in pkg/) after brotli at its highest quality, as a
//! server that compresses ahead of time sends it. It is kept in size-budget.json at the root, in bytes: 20480 is 20 KB. Raise
//! it only in a commit that says what the bytes are for.

use crate::{files, paths, process, ui};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::fmt;

const BUDGET: &str = "size-budget.json";

/// The package's files and the budget.
pub(crate) struct Report {
    files: Vec<Size>,
    budget: u64,
}

struct Size {
    file: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Weighs the package in pkg/, which must have been built.
pub(crate) fn measure() -> Result<Report> {
    let code = files::below(&paths::pkg())?;
    let code = code
        .iter()
        .filter(|file| file.extension().is_some_and(|kind| kind == "wasm" || kind == "js"));
    let mut weigh = process::command("node");
    weigh
        .current_dir(paths::pkg())
        .arg(paths::root().join("xtask/tools/weigh.mjs"));
    weigh.args(code.filter_map(|file| file.strip_prefix(paths::pkg()).ok()));
    let answer = process::answer(&mut weigh).context("xtask/tools/weigh.mjs failed")?;
    let files = sizes(&serde_json::from_str(&answer)?).context("xtask/tools/weigh.mjs gave no sizes")?;
    ensure!(!files.is_empty(), "there is no code in pkg/");
    Ok(Report {
        files,
        budget: budget(&files::read_text(&paths::root().join(BUDGET))?)?,
    })
}

fn sizes(answer: &Value) -> Option<Vec<Size>> {
    let number = |size: &Value, name| size.get(name)?.as_u64();
    let size = |size: &Value| {
        Some(Size {
            file: size.get("file")?.as_str()?.to_owned(),
            raw: number(size, "raw")?,
            gzip: number(size, "gzip")?,
            brotli: number(size, "brotli")?,
        })
    };
    answer.as_array()?.iter().map(size).collect()
}

fn budget(text: &str) -> Result<u64> {
    serde_json::from_str::<Value>(text)
        .ok()
        .and_then(|budget| budget.get("total_brotli")?.as_u64())
        .with_context(|| format!("{BUDGET} must hold {{ \"total_brotli\": <bytes> }}"))
}

impl Report {
    /// The total is within the budget.
    pub(crate) fn check(&self) -> Result<()> {
        let (total, budget) = (self.total(), self.budget);
        ensure!(
            total <= budget,
            "the package is {total} bytes after brotli, {} more than {BUDGET} allows: make it smaller, or raise the \
             budget in a commit that says what the bytes are for",
            total - budget
        );
        Ok(())
    }

    /// In a few words.
    pub(crate) fn summary(&self) -> String {
        format!("{} of {} bytes", self.total(), self.budget)
    }

    fn total(&self) -> u64 {
        self.sum(|size| size.brotli)
    }

    fn sum(&self, column: impl Fn(&Size) -> u64) -> u64 {
        self.files.iter().map(column).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = |name: &str, raw: u64, gzip: u64, brotli: u64| {
            [name.to_owned(), raw.to_string(), gzip.to_string(), brotli.to_string()]
        };
        let mut rows = vec![["bytes", "raw", "gzip", "brotli"].map(str::to_owned)];
        rows.extend(
            self.files
                .iter()
                .map(|size| row(&size.file, size.raw, size.gzip, size.brotli)),
        );
        rows.push(row(
            "total",
            self.sum(|size| size.raw),
            self.sum(|size| size.gzip),
            self.total(),
        ));
        rows.push([
            "budget".to_owned(),
            String::new(),
            String::new(),
            self.budget.to_string(),
        ]);
        f.write_str(&ui::table(&rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(budget: u64) -> Report {
        let size = |file: &str, raw, gzip, brotli| Size {
            file: file.to_owned(),
            raw,
            gzip,
            brotli,
        };
        Report {
            files: vec![
                size("index.js", 300, 200, 100),
                size("jotpass_bg.wasm", 3000, 2000, 1000),
            ],
            budget,
        }
    }

    #[test]
    fn a_total_at_the_budget_passes_and_one_byte_more_fails() {
        assert!(report(1100).check().is_ok());
        let message = report(1099).check().map_err(|error| error.to_string());
        assert!(message.is_err_and(|message| message.contains("1100 bytes after brotli, 1 more")));
    }

    #[test]
    fn the_table_lists_every_file_the_total_and_the_budget() {
        let expected = "\
bytes              raw   gzip   brotli
index.js           300    200      100
jotpass_bg.wasm   3000   2000     1000
total             3300   2200     1100
budget                           20480
";
        assert_eq!(report(20480).to_string(), expected);
    }

    #[test]
    fn the_budget_is_a_whole_number_of_bytes() -> Result<()> {
        assert_eq!(budget("{ \"total_brotli\": 20480 }")?, 20480);
        for text in ["", "{}", "{\"total_brotli\": \"20 KB\"}", "{\"total_brotli\": -1}"] {
            assert!(budget(text).is_err(), "{text}");
        }
        Ok(())
    }

    #[test]
    fn an_answer_with_a_gap_is_no_answer() -> Result<()> {
        let complete = serde_json::from_str(r#"[{"file": "a.js", "raw": 3, "gzip": 2, "brotli": 1}]"#)?;
        let gap = serde_json::from_str(r#"[{"file": "a.js", "raw": 3, "gzip": 2}]"#)?;
        assert_eq!(sizes(&complete).map(|sizes| sizes.len()), Some(1));
        assert!(sizes(&gap).is_none());
        Ok(())
    }
}
