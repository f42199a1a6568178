//! The committed list of deliberate faults, and what it takes to put one into a copy of the crate.

use crate::{files, paths};
use anyhow::{Context, Result, ensure};
use serde_json::Value;

pub(crate) const LIST: &str = "tests/simulation/mutations.json";

/// One fault.
#[derive(Debug)]
pub(crate) struct Mutation {
    /// In a few words.
    pub(crate) name: String,
    pub(crate) file: String,
    old: String,
    new: String,
    /// Which rule of the session it breaks.
    pub(crate) rule: String,
}

pub(crate) fn read() -> Result<Vec<Mutation>> {
    list(&files::read_text(&paths::root().join(LIST))?)
}

fn list(text: &str) -> Result<Vec<Mutation>> {
    let entry = |entry: &Value| {
        let text = |name| Some(entry.get(name)?.as_str()?.to_owned());
        Some(Mutation {
            name: text("name").filter(|name| !name.is_empty())?,
            file: text("file")?,
            old: text("old").filter(|old| !old.is_empty())?,
            new: text("new")?,
            rule: text("rule").filter(|rule| !rule.is_empty())?,
        })
    };
    let list = serde_json::from_str::<Value>(text).with_context(|| format!("{LIST} is no JSON"))?;
    let entries = list.as_array().and_then(|list| list.iter().map(entry).collect());
    entries.with_context(|| {
        format!("{LIST} must be a list of {{ \"name\", \"file\", \"old\", \"new\", \"rule\" }}, all texts")
    })
}

impl Mutation {
    /// The file's text with the fault.
    pub(crate) fn mutated(&self, text: &str) -> Result<String> {
        let count = text.matches(&self.old).count();
        ensure!(
            count == 1,
            "{LIST}: \"{}\" must be changed in one place, and its old text is {count} times in {}",
            self.name,
            self.file
        );
        Ok(text.replace(&self.old, &self.new))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mutation(old: &str) -> Mutation {
        Mutation {
            name: "n".to_owned(),
            file: "f".to_owned(),
            old: old.to_owned(),
            new: "new".to_owned(),
            rule: "r".to_owned(),
        }
    }

    #[test]
    fn the_old_text_is_there_exactly_once() {
        assert_eq!(mutation("b").mutated("a b c").ok().as_deref(), Some("a new c"));
        assert!(mutation("b").mutated("a c").is_err());
        assert!(mutation("b").mutated("a b b").is_err());
    }

    #[test]
    fn an_entry_says_everything() {
        let whole = r#"{ "name": "n", "file": "f", "old": "o", "new": "", "rule": "r" }"#;
        assert!(list(&format!("[{whole}]")).is_ok_and(|list| list.len() == 1));
        for part in ["\"n\"", "\"o\"", "\"r\""] {
            assert!(list(&format!("[{}]", whole.replace(part, "\"\""))).is_err(), "{part}");
        }
        assert!(list("{}").is_err());
    }

    #[test]
    fn every_fault_of_the_list_can_be_made() {
        let can_be_made = |mutation: &Mutation| {
            let text = files::read_text(&paths::root().join(&mutation.file));
            text.and_then(|text| mutation.mutated(&text)).is_ok()
        };
        assert!(read().is_ok_and(|list| list.iter().all(can_be_made)));
    }
}
