//! The committed list of the mutants that no test can notice, each with the reason.
//!
//! A mutant is known by its file, its mutation (which names the function) and the line it changes, so that the list stays
//! right when lines move, and is to be looked at again when a line it speaks of becomes another.

use super::outcomes::Mutant;
use crate::{files, paths};
use anyhow::{Context, Result};
use serde_json::Value;

pub(crate) const LIST: &str = "tests/mutants.json";

/// One entry; it explains one mutant.
#[derive(Clone, Debug)]
pub(crate) struct Explained {
    pub(crate) file: String,
    mutation: String,
    code: String,
}

pub(crate) fn read() -> Result<Vec<Explained>> {
    list(&files::read_text(&paths::root().join(LIST))?)
}

fn list(text: &str) -> Result<Vec<Explained>> {
    let entry = |entry: &Value| {
        let text = |name| Some(entry.get(name)?.as_str()?.to_owned()).filter(|text| !text.is_empty());
        text("why")?;
        Some(Explained {
            file: text("file")?,
            mutation: text("mutation")?,
            code: text("code")?,
        })
    };
    let list = serde_json::from_str::<Value>(text).with_context(|| format!("{LIST} is no JSON"))?;
    let entries = list.as_array().and_then(|list| list.iter().map(entry).collect());
    entries
        .with_context(|| format!("{LIST} must be a list of {{ \"file\", \"mutation\", \"code\", \"why\" }}, all texts"))
}

/// The survivors without an explanation, and the explanations without a survivor, ready to be shown.
pub(crate) fn compare(survivors: &[&Mutant], explained: &[Explained]) -> (Vec<String>, Vec<String>) {
    let mut unused = explained.to_vec();
    let mut unexplained = Vec::new();
    for mutant in survivors {
        match unused.iter().position(|entry| entry.is(mutant)) {
            Some(index) => drop(unused.swap_remove(index)),
            None => unexplained.push(mutant.to_string()),
        }
    }
    (unexplained, unused.iter().map(Explained::shown).collect())
}

impl Explained {
    fn is(&self, mutant: &Mutant) -> bool {
        self.file == mutant.file && self.mutation == mutant.mutation && self.code == mutant.code
    }

    fn shown(&self) -> String {
        format!("  {}: {}\n    {}", self.file, self.mutation, self.code)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{super::outcomes::tests::survivor, *};

    pub(crate) fn explained(file: &str, mutation: &str, code: &str) -> Explained {
        Explained {
            file: file.to_owned(),
            mutation: mutation.to_owned(),
            code: code.to_owned(),
        }
    }

    #[test]
    fn a_mutant_is_explained_wherever_its_line_has_moved() {
        let mut moved = survivor("src/a.rs", "m", "c");
        moved.position = "99:1".to_owned();
        assert_eq!(compare(&[&moved], &[explained("src/a.rs", "m", "c")]), (vec![], vec![]));
    }

    #[test]
    fn an_explanation_is_of_this_file_this_mutation_and_this_line() {
        let mutant = survivor("src/a.rs", "m", "c");
        for (file, mutation, code) in [("src/b.rs", "m", "c"), ("src/a.rs", "n", "c"), ("src/a.rs", "m", "d")] {
            let (unexplained, gone) = compare(&[&mutant], &[explained(file, mutation, code)]);
            assert_eq!(unexplained, ["  src/a.rs:7:18: m\n    c"]);
            assert_eq!(gone, [format!("  {file}: {mutation}\n    {code}")]);
        }
    }

    #[test]
    fn two_mutants_that_look_alike_need_two_explanations() {
        let (mutant, entry) = (survivor("src/a.rs", "m", "c"), explained("src/a.rs", "m", "c"));
        let counts = |mutants: &[&Mutant], entries: &[Explained]| {
            let (unexplained, gone) = compare(mutants, entries);
            (unexplained.len(), gone.len())
        };
        assert_eq!(counts(&[&mutant, &mutant], std::slice::from_ref(&entry)), (1, 0));
        assert_eq!(counts(&[&mutant], &[entry.clone(), entry.clone()]), (0, 1));
        assert_eq!(counts(&[&mutant, &mutant], &[entry.clone(), entry]), (0, 0));
    }

    #[test]
    fn an_entry_without_a_reason_is_none() {
        let entry = |why| format!(r#"[{{ "file": "src/a.rs", "mutation": "m", "code": "c"{why} }}]"#);
        assert!(list(&entry(r#", "why": "because""#)).is_ok_and(|list| list.len() == 1));
        for text in [
            entry(""),
            entry(r#", "why": """#),
            entry(r#", "why": 7"#),
            "{}".to_owned(),
            String::new(),
        ] {
            assert!(list(&text).is_err(), "{text}");
        }
        assert!(list("[]").is_ok_and(|list| list.is_empty()));
    }
}
