//! `cargo xtask size`: what the package weighs on the wire, and whether that is within the budget.
//!
//! Weighed is all shipped code (`*.wasm` and `*.js` in pkg/) after brotli at its highest quality, as a server that compresses
//! ahead of time sends it. The budgets are kept in size-budget.json at the root, in bytes: 20480 is 20 KB. There is one for each of
//! the loads below, and one to which each adapter is held, which nobody loads who does not import it. Raise them only in a commit that says
//! what the bytes are for.

use crate::{files, paths, process, ui};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::fmt;

const BUDGET: &str = "size-budget.json";

/// What is loaded together, by the name of its budget: by a page that holds its session itself, with the module in a file or in the
/// script; by one whose session is in a worker; by that worker; and by tests. All else in the package is an adapter.
const LOADS: [(&str, &[&str]); 5] = [
    ("page", &["index.js", "jotpass_bg.wasm"]),
    ("inline", &["inline.js"]),
    ("isolated_page", &["worker.js"]),
    ("worker", &["jotpass_worker.js", "jotpass_bg.wasm"]),
    ("testing", &["testing.js"]),
];
const ADAPTER: &str = "adapter";

/// The package's files and the budgets.
pub(crate) struct Report {
    files: Vec<Size>,
    budgets: Value,
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
        budgets: budgets(&files::read_text(&paths::root().join(BUDGET))?)?,
    })
}

/// What the entries of ours weigh beside whom the benchmarks compare with, which must have been installed: a table.
pub(crate) fn beside_others() -> Result<String> {
    let mut size = process::command("node");
    size.arg(paths::root().join("benches/size.mjs"))
        .env("JOTPASS_PKG", paths::pkg());
    process::answer(&mut size).context("benches/size.mjs failed")
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

/// A whole number of bytes for each load, and for an adapter.
fn budgets(text: &str) -> Result<Value> {
    let budgets: Value = serde_json::from_str(text).unwrap_or_default();
    for name in LOADS.map(|(name, _)| name).into_iter().chain([ADAPTER]) {
        let bytes = budgets.get(name).and_then(Value::as_u64);
        ensure!(bytes.is_some(), "{BUDGET} must hold \"{name}\": <bytes>");
    }
    Ok(budgets)
}

impl Report {
    /// Each load is within its budget, and so is each adapter.
    pub(crate) fn check(&self) -> Result<()> {
        for (name, files) in LOADS {
            within(name, self.sum(files, |size| size.brotli), self.budget(name))?;
        }
        self.adapters()
            .try_for_each(|size| within(&size.file, size.brotli, self.budget(ADAPTER)))
    }

    /// In a few words.
    pub(crate) fn summary(&self) -> String {
        let of = |(name, files)| {
            format!(
                "{name} {} of {} bytes",
                self.sum(files, |size| size.brotli),
                self.budget(name)
            )
        };
        LOADS.map(of).join(", ")
    }

    fn budget(&self, name: &str) -> u64 {
        self.budgets.get(name).and_then(Value::as_u64).unwrap_or_default()
    }

    fn sum(&self, files: &[&str], column: impl Fn(&Size) -> u64) -> u64 {
        self.of(files).map(column).sum()
    }

    fn of(&self, files: &[&str]) -> impl Iterator<Item = &Size> {
        self.files.iter().filter(|size| files.contains(&size.file.as_str()))
    }

    fn adapters(&self) -> impl Iterator<Item = &Size> {
        let is_loaded = |size: &&Size| LOADS.iter().any(|(_, files)| files.contains(&size.file.as_str()));
        self.files.iter().filter(move |size| !is_loaded(size))
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
        let budget = |name| {
            [
                "budget".to_owned(),
                String::new(),
                String::new(),
                self.budget(name).to_string(),
            ]
        };
        let mut rows = vec![["bytes", "raw", "gzip", "brotli"].map(str::to_owned)];
        for (name, files) in LOADS {
            rows.extend(self.of(files).map(row_of));
            let sum = |column: fn(&Size) -> u64| self.sum(files, column);
            rows.push(row(
                name,
                sum(|size| size.raw),
                sum(|size| size.gzip),
                sum(|size| size.brotli),
            ));
            rows.push(budget(name));
        }
        rows.extend(self.adapters().map(row_of));
        rows.push(budget(ADAPTER));
        f.write_str(&ui::table(&rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn report(page: u64, isolated_page: u64, worker: u64, adapter: u64) -> Report {
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
                size("inline.js", 4000, 3000, 1200),
                size("jotpass_bg.wasm", 3000, 2000, 1000),
                size("jotpass_worker.js", 200, 100, 50),
                size("testing.js", 90, 60, 30),
                size("worker.js", 60, 40, 20),
            ],
            budgets: json!({
                "page": page,
                "inline": 1200,
                "isolated_page": isolated_page,
                "worker": worker,
                "testing": 30,
                "adapter": adapter,
            }),
        }
    }

    #[test]
    fn a_load_at_its_budget_passes_and_one_byte_more_fails() {
        assert!(report(1100, 20, 1050, 10).check().is_ok());
        for (report, expected) in [
            (report(1099, 20, 1050, 10), "page is 1100 bytes after brotli, 1 more"),
            (
                report(1100, 19, 1050, 10),
                "isolated_page is 20 bytes after brotli, 1 more",
            ),
            (report(1100, 20, 1049, 10), "worker is 1050 bytes after brotli, 1 more"),
            (report(1100, 20, 1050, 9), "axios.js is 10 bytes after brotli, 1 more"),
        ] {
            let message = report.check().map_err(|error| error.to_string());
            assert!(message.is_err_and(|message| message.contains(expected)), "{expected}");
        }
    }

    #[test]
    fn the_table_lists_every_load_with_its_files_and_its_budget() {
        let expected = "\
bytes                raw   gzip   brotli
index.js             300    200      100
jotpass_bg.wasm     3000   2000     1000
page                3300   2200     1100
budget                             20480
inline.js           4000   3000     1200
inline              4000   3000     1200
budget                              1200
worker.js             60     40       20
isolated_page         60     40       20
budget                              4096
jotpass_bg.wasm     3000   2000     1000
jotpass_worker.js    200    100       50
worker              3200   2100     1050
budget                             20480
testing.js            90     60       30
testing               90     60       30
budget                                30
axios.js              30     20       10
budget                              2048
";
        assert_eq!(report(20480, 4096, 20480, 2048).to_string(), expected);
    }

    #[test]
    fn every_budget_is_a_whole_number_of_bytes() {
        let good = json!({ "page": 1, "inline": 5, "isolated_page": 2, "worker": 3, "testing": 6, "adapter": 4 });
        assert!(budgets(&good.to_string()).is_ok());
        for name in ["page", "inline", "isolated_page", "worker", "testing", "adapter"] {
            for wrong in [json!("20 KB"), json!(-1), Value::Null] {
                let mut text = good.clone();
                text.as_object_mut()
                    .map(|budgets| budgets.insert(name.to_owned(), wrong));
                assert!(budgets(&text.to_string()).is_err(), "{text}");
            }
        }
        for text in ["", "{}"] {
            assert!(budgets(text).is_err(), "{text}");
        }
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
