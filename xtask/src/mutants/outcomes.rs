//! What became of the mutants: reads the folder that cargo-mutants leaves, and counts by room.

use crate::{files, ui};
use anyhow::{Context, Result};
use serde_json::Value;
use std::{collections::BTreeMap, fmt, path::Path};

/// The file in `mutants.out` that is read.
pub(crate) const OUTCOMES: &str = "outcomes.json";

/// Every mutant that was tested.
pub(crate) struct Outcomes(Vec<Mutant>);

/// A change, and how it went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Mutant {
    pub(crate) file: String,
    /// Line and column.
    pub(crate) position: String,
    /// What was changed in which function, as in `replace > with >= in redact`.
    pub(crate) mutation: String,
    /// The first of the lines that were changed, as it was.
    pub(crate) code: String,
    pub(crate) fate: Fate,
}

/// In the order of the table's columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fate {
    /// A test failed.
    Caught,
    /// The tests came to no end, which nobody can fail to notice.
    TimedOut,
    /// It did not compile.
    Unviable,
    /// Every test passed.
    Survived,
}

impl Outcomes {
    /// Reads a `mutants.out`.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let text = files::read_text(&folder.join(OUTCOMES))?;
        let value: Value = serde_json::from_str(&text)?;
        let outcomes = value.get("outcomes").and_then(Value::as_array);
        let mutants = outcomes
            .context("cargo-mutants wrote down no outcomes")?
            .iter()
            // The tests without any change come first, and are no mutant.
            .filter(|outcome| outcome.pointer("/scenario/Mutant").is_some())
            .map(|outcome| {
                let diff = text_at(outcome, "/diff_path").context("a mutant has no diff")?;
                let diff = files::read_text(&folder.join(diff))?;
                mutant(outcome, &diff).with_context(|| format!("cannot make out what this mutant is: {outcome}"))
            })
            .collect::<Result<_>>()?;
        Ok(Self(mutants))
    }

    pub(crate) fn total(&self) -> usize {
        self.0.len()
    }

    /// How many compile.
    pub(crate) fn viable(&self) -> usize {
        self.0.iter().filter(|mutant| mutant.fate != Fate::Unviable).count()
    }

    pub(crate) fn survivors(&self) -> Vec<&Mutant> {
        let survived = |mutant: &&Mutant| mutant.fate == Fate::Survived;
        self.0.iter().filter(survived).collect()
    }
}

fn mutant(outcome: &Value, diff: &str) -> Option<Mutant> {
    let name = text_at(outcome, "/scenario/Mutant/name")?;
    let file = text_at(outcome, "/scenario/Mutant/file")?;
    let (position, mutation) = name.strip_prefix(file)?.strip_prefix(':')?.split_once(": ")?;
    let (_, hunk) = diff.split_once("\n@@")?;
    let code = hunk.lines().find_map(|line| line.strip_prefix('-'))?;
    Some(Mutant {
        file: file.to_owned(),
        position: position.to_owned(),
        mutation: mutation.to_owned(),
        code: code.trim().to_owned(),
        fate: match text_at(outcome, "/summary")? {
            "CaughtMutant" => Fate::Caught,
            "Timeout" => Fate::TimedOut,
            "Unviable" => Fate::Unviable,
            "MissedMutant" => Fate::Survived,
            _ => return None,
        },
    })
}

fn text_at<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str()
}

impl fmt::Display for Mutant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "  {}:{}: {}\n    {}",
            self.file, self.position, self.mutation, self.code
        )
    }
}

/// A table with a row per room, and the share of those that compile which survived.
impl fmt::Display for Outcomes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<&Mutant> = self.0.iter().collect();
        let mut rooms = BTreeMap::<&str, Vec<&Mutant>>::new();
        for mutant in &all {
            rooms.entry(room(&mutant.file)).or_default().push(mutant);
        }
        let mut rows = vec![["mutants", "all", "caught", "timed out", "unviable", "survived"].map(str::to_owned)];
        rows.extend(rooms.iter().map(|(name, mutants)| row(name, mutants)));
        rows.push(row("total", &all));
        let (survived, viable) = (self.survivors().len(), self.viable());
        // Both are small numbers, and the result is only shown.
        let percent = 100.0 * survived as f64 / viable.max(1) as f64;
        writeln!(
            f,
            "{}\n{survived} of {viable} survived ({percent:.1} %)",
            ui::table(&rows)
        )
    }
}

/// The folder or file right in src/.
fn room(file: &str) -> &str {
    let second_slash = file.match_indices('/').nth(1);
    second_slash.and_then(|(end, _)| file.get(..end)).unwrap_or(file)
}

fn row(name: &str, mutants: &[&Mutant]) -> [String; 6] {
    let count = |fate| {
        let ended_so = mutants.iter().filter(|mutant| mutant.fate == fate);
        ended_so.count().to_string()
    };
    [
        name.to_owned(),
        mutants.len().to_string(),
        count(Fate::Caught),
        count(Fate::TimedOut),
        count(Fate::Unviable),
        count(Fate::Survived),
    ]
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use serde_json::json;

    const DIFF: &str = "--- src/json.rs\n+++ replace > with >= in is_shallow\n@@ -1,3 +1,3 @@\n for byte in text {\n\
        -        if depth > MAX_DEPTH {\n+        if depth >= MAX_DEPTH {\n }\n";

    fn outcome(name: &str, summary: &str) -> Value {
        json!({ "scenario": { "Mutant": { "name": name, "file": "src/json.rs" } }, "summary": summary })
    }

    pub(crate) fn survivor(file: &str, mutation: &str, code: &str) -> Mutant {
        Mutant {
            file: file.to_owned(),
            position: "7:18".to_owned(),
            mutation: mutation.to_owned(),
            code: code.to_owned(),
            fate: Fate::Survived,
        }
    }

    /// So many mutants of each fate.
    pub(crate) fn outcomes(counts: &[(Fate, usize)]) -> Outcomes {
        let mutants = counts.iter().flat_map(|(fate, count)| {
            let mutant = Mutant {
                fate: *fate,
                ..survivor(
                    "src/json.rs",
                    "replace > with >= in is_shallow",
                    "if depth > MAX_DEPTH {",
                )
            };
            std::iter::repeat_n(mutant, *count)
        });
        Outcomes(mutants.collect())
    }

    #[test]
    fn a_mutant_is_known_by_its_file_its_mutation_and_the_line_it_changes() {
        let name = "src/json.rs:7:18: replace > with >= in is_shallow";
        let expected = survivor(
            "src/json.rs",
            "replace > with >= in is_shallow",
            "if depth > MAX_DEPTH {",
        );
        assert_eq!(mutant(&outcome(name, "MissedMutant"), DIFF), Some(expected));
    }

    #[test]
    fn every_fate_that_is_not_known_is_an_error() {
        let fate = |summary| mutant(&outcome("src/json.rs:7:18: m", summary), DIFF).map(|mutant| mutant.fate);
        assert_eq!(fate("CaughtMutant"), Some(Fate::Caught));
        assert_eq!(fate("Timeout"), Some(Fate::TimedOut));
        assert_eq!(fate("Unviable"), Some(Fate::Unviable));
        assert_eq!(fate("MissedMutant"), Some(Fate::Survived));
        assert_eq!(fate("Success"), None);
    }

    #[test]
    fn the_table_counts_by_room_and_the_share_is_of_those_that_compile() {
        let mut outcomes = outcomes(&[(Fate::Caught, 150), (Fate::TimedOut, 9), (Fate::Unviable, 40)]);
        outcomes.0.push(survivor("src/token/life.rs", "m", "c"));
        let expected = "\
mutants       all   caught   timed out   unviable   survived
src/json.rs   199      150           9         40          0
src/token       1        0           0          0          1
total         200      150           9         40          1

1 of 160 survived (0.6 %)
";
        assert_eq!(outcomes.to_string(), expected);
    }
}
