//! `cargo xtask size`: what the package weighs on the wire, and whether that is within the budget.
//!
//! Weighed is all shipped code (`*.wasm` and `*.js` in pkg/) after brotli at its highest quality, as a server that compresses
//! ahead of time sends it. The budgets are kept in size-budget.json at the root, in bytes: 20480 is 20 KB. One is for the sum of
//! what every page needs, one for each adapter, which nobody loads who does not import it. Raise them only in a commit
//! that says what the bytes are for.

use crate::{files, paths, process, ui};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::fmt;

const BUDGET: &str = "size-budget.json";

/// What every page needs. All else in the package is an adapter.
const ENTRY: [&str; 2] = ["index.js", "jotpass_bg.wasm"];

/// The package's files and the budget.
pub(crate) struct Report {
    files: Vec<Size>,
    budget: Budget,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Budget {
    total: u64,
    adapter: u64,
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

fn budget(text: &str) -> Result<Budget> {
    let budget = serde_json::from_str::<Value>(text).ok();
    let number = |name| budget.as_ref()?.get(name)?.as_u64();
    number("total_brotli")
        .zip(number("adapter_brotli"))
        .map(|(total, adapter)| Budget { total, adapter })
        .with_context(|| format!("{BUDGET} must hold {{ \"total_brotli\": <bytes>, \"adapter_brotli\": <bytes> }}"))
}

impl Report {
    /// The total is within the budget, and so is each adapter.
    pub(crate) fn check(&self) -> Result<()> {
        within("the package", self.total(), self.budget.total)?;
        self.adapters()
            .try_for_each(|size| within(&size.file, size.brotli, self.budget.adapter))
    }

    /// In a few words.
    pub(crate) fn summary(&self) -> String {
        format!("{} of {} bytes", self.total(), self.budget.total)
    }

    fn total(&self) -> u64 {
        self.sum(|size| size.brotli)
    }

    fn sum(&self, column: impl Fn(&Size) -> u64) -> u64 {
        self.entry().map(column).sum()
    }

    fn entry(&self) -> impl Iterator<Item = &Size> {
        self.files.iter().filter(|size| ENTRY.contains(&size.file.as_str()))
    }

    fn adapters(&self) -> impl Iterator<Item = &Size> {
        self.files.iter().filter(|size| !ENTRY.contains(&size.file.as_str()))
    }
}

fn within(what: &str, bytes: u64, budget: u64) -> Result<()> {
    ensure!(
        bytes <= budget,
        "{what} is {bytes} bytes after brotli, {} more than {BUDGET} allows: make it smaller, or raise the budget in a \
         commit that says what the bytes are for",
        bytes - budget
    );
    Ok(())
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = |name: &str, raw: u64, gzip: u64, brotli: u64| {
            [name.to_owned(), raw.to_string(), gzip.to_string(), brotli.to_string()]
        };
        let row_of = |size: &Size| row(&size.file, size.raw, size.gzip, size.brotli);
        let budget = |bytes: u64| ["budget".to_owned(), String::new(), String::new(), bytes.to_string()];
        let mut rows = vec![["bytes", "raw", "gzip", "brotli"].map(str::to_owned)];
        rows.extend(self.entry().map(row_of));
        rows.push(row(
            "total",
            self.sum(|size| size.raw),
            self.sum(|size| size.gzip),
            self.total(),
        ));
        rows.push(budget(self.budget.total));
        rows.extend(self.adapters().map(row_of));
        rows.push(budget(self.budget.adapter));
        f.write_str(&ui::table(&rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(total: u64, adapter: u64) -> Report {
        let size = |file: &str, raw, gzip, brotli| Size {
            file: file.to_owned(),
            raw,
            gzip,
            brotli,
        };
        Report {
            files: vec![
                size("axios.js", 30, 20, 10),
                size("index.js", 300, 200, 100),
                size("jotpass_bg.wasm", 3000, 2000, 1000),
            ],
            budget: Budget { total, adapter },
        }
    }

    #[test]
    fn a_total_at_the_budget_passes_and_one_byte_more_fails() {
        assert!(report(1100, 10).check().is_ok());
        for (report, expected) in [
            (report(1099, 10), "the package is 1100 bytes after brotli, 1 more"),
            (report(1100, 9), "axios.js is 10 bytes after brotli, 1 more"),
        ] {
            let message = report.check().map_err(|error| error.to_string());
            assert!(message.is_err_and(|message| message.contains(expected)), "{expected}");
        }
    }

    #[test]
    fn the_table_lists_every_file_the_total_and_the_budget() {
        let expected = "\
bytes              raw   gzip   brotli
index.js           300    200      100
jotpass_bg.wasm   3000   2000     1000
total             3300   2200     1100
budget                           20480
axios.js            30     20       10
budget                            2048
";
        assert_eq!(report(20480, 2048).to_string(), expected);
    }

    #[test]
    fn the_budget_is_a_whole_number_of_bytes() -> Result<()> {
        let expected = Budget {
            total: 20480,
            adapter: 2048,
        };
        assert_eq!(
            budget("{ \"total_brotli\": 20480, \"adapter_brotli\": 2048 }")?,
            expected
        );
        for number in ["\"20 KB\"", "-1", "null"] {
            let text = format!("{{ \"total_brotli\": {number}, \"adapter_brotli\": 2048 }}");
            assert!(budget(&text).is_err(), "{text}");
        }
        for text in ["", "{}", "{ \"total_brotli\": 20480 }"] {
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
