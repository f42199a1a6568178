//! Has anything changed? Hashes of files' names and contents, and a file that remembers one.
//!
//! FNV-1a, 64 bits: it answers "same as last time?" for our own files, the same on every machine, in ten lines. It must
//! not be used where somebody might choose the input.

use crate::files;
use anyhow::Result;
use std::{fmt, fs, path::Path};

/// A hash over everything added to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Fingerprint(u64);

impl Fingerprint {
    pub(crate) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Adds one piece; its length goes in as well, so that `ab` + `c` differs from `a` + `bc`.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        for byte in (bytes.len() as u64).to_le_bytes().iter().chain(bytes) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Adds a file, or a folder with all that is in it. What does not exist is part of the answer too.
    pub(crate) fn add_path(&mut self, base: &Path, path: &Path) -> Result<()> {
        for file in files::below(path)? {
            let name = file.strip_prefix(base).unwrap_or(&file);
            self.add(name.to_string_lossy().as_bytes());
            self.add(&files::read(&file)?);
        }
        Ok(())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Whether `file` holds exactly `value`.
pub(crate) fn remembered(file: &Path, value: &str) -> bool {
    fs::read_to_string(file).is_ok_and(|stored| stored == value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pieces: &[&str]) -> String {
        let mut fingerprint = Fingerprint::new();
        pieces.iter().for_each(|piece| fingerprint.add(piece.as_bytes()));
        fingerprint.to_string()
    }

    #[test]
    fn is_the_same_for_the_same_input_on_every_machine() {
        assert_eq!(of(&[]), "cbf29ce484222325");
        assert_eq!(of(&["jotpass"]), of(&["jotpass"]));
    }

    #[test]
    fn tells_content_order_and_borders_apart() {
        let all = [of(&[]), of(&[""]), of(&["ab", "c"]), of(&["a", "bc"]), of(&["bc", "a"])];
        for (i, one) in all.iter().enumerate() {
            assert!(!all.iter().skip(i + 1).any(|other| one == other), "{one}");
        }
    }

    #[test]
    fn sees_a_file_that_is_renamed_or_missing() -> Result<()> {
        let dir = std::env::temp_dir().join(format!("jotpass-fingerprint-{}", std::process::id()));
        fs::create_dir_all(dir.join("deep"))?;
        let hash = || {
            let mut fingerprint = Fingerprint::new();
            fingerprint.add_path(&dir, &dir)?;
            anyhow::Ok(fingerprint)
        };
        let empty = hash()?;
        fs::write(dir.join("deep/a"), "text")?;
        let first = hash()?;
        assert_eq!(files::below(&dir)?, [dir.join("deep/a")]);
        fs::rename(dir.join("deep/a"), dir.join("deep/b"))?;
        let renamed = hash()?;
        fs::remove_dir_all(&dir)?;
        assert!(empty != first && first != renamed);
        assert_eq!(hash()?, empty);
        Ok(())
    }
}
