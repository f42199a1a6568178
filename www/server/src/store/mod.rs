//! What outlives a request: users, the signing key, and every token that was issued.
//!
//! The only module that speaks SQL. It is told the time and never sees a token or a password in clear.

mod tokens;
mod users;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension, params};

pub(crate) use tokens::{Grant, Guard};
pub(crate) use users::User;

/// Goes up with every change of `SCHEMA` that older files lack.
const SCHEMA_VERSION: i64 = 2;

/// A family is everything that came out of one sign-in; it is revoked as a whole. One that lives in cookies has a CSRF token.
const SCHEMA: &str = "
CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
CREATE TABLE user (
    id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE, name TEXT NOT NULL, email TEXT NOT NULL,
    password_hash TEXT NOT NULL
) STRICT;
CREATE TABLE family (
    id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES user ON DELETE CASCADE,
    ends_at INTEGER NOT NULL, revoked_at INTEGER, csrf BLOB
) STRICT;
CREATE INDEX family_ends_at ON family (ends_at);
CREATE TABLE access_token (
    jti TEXT PRIMARY KEY, family_id INTEGER NOT NULL REFERENCES family ON DELETE CASCADE,
    issued_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX access_token_family ON access_token (family_id);
CREATE TABLE refresh_token (
    fingerprint BLOB PRIMARY KEY, family_id INTEGER NOT NULL REFERENCES family ON DELETE CASCADE,
    issued_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, spent_at INTEGER
) STRICT;
CREATE INDEX refresh_token_family ON refresh_token (family_id);
";

/// Why the store did not do its part.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refused.
    #[error("the database failed: {0}")]
    Database(#[from] rusqlite::Error),
    /// The data folder could not be made or written.
    #[error("{path} cannot be used for the database ({source}); name another folder with --data")]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file has a schema that this server does not know.
    #[error("{0} was written by another version of this server; remove it or name another folder with --data")]
    Version(PathBuf),
    /// The worker thread did not finish.
    #[error("the database thread stopped: {0}")]
    Thread(#[from] tokio::task::JoinError),
    /// The system has no randomness to give.
    #[error("no random bytes: {0}")]
    Random(#[from] getrandom::Error),
}

/// A handle to the database; clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Store(Arc<Mutex<Connection>>);

impl Store {
    /// Opens `jotpass.sqlite` in a folder, or a database in memory that ends with the server. Blocks.
    pub(crate) fn open(folder: Option<&Path>, now: u64) -> Result<Self, StoreError> {
        let (connection, path) = match folder {
            Some(folder) => {
                let path = prepare(folder)?;
                (Connection::open(&path)?, path)
            }
            None => (Connection::open_in_memory()?, PathBuf::new()),
        };
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "normal")?;
        match connection.query_row("PRAGMA user_version", [], |row| row.get(0))? {
            SCHEMA_VERSION => {}
            0 => connection.execute_batch(&format!(
                "BEGIN; {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
            ))?,
            _ => return Err(StoreError::Version(path)),
        }
        tokens::forget_ended(&connection, now)?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// The key that signs access tokens: made once, then kept, so that tokens survive a restart. Blocks.
    pub(crate) fn signing_key(&self) -> Result<Vec<u8>, StoreError> {
        self.blocking(|connection| {
            let kept = "SELECT value FROM setting WHERE name = 'signing_key'";
            if let Some(key) = connection.query_row(kept, [], |row| row.get(0)).optional()? {
                return Ok(key);
            }
            let mut key = vec![0; 32];
            getrandom::fill(&mut key)?;
            connection.execute("INSERT INTO setting VALUES ('signing_key', ?1)", params![key])?;
            Ok(key)
        })
    }

    /// Runs on a thread that may block.
    async fn run<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let store = self.clone();
        tokio::task::spawn_blocking(move || store.blocking(work)).await?
    }

    fn blocking<T>(&self, work: impl FnOnce(&mut Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        // A panic while the lock was held left no transaction behind: those end with their guard.
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Makes the folder and, readable by its owner alone because of the signing key, the file.
fn prepare(folder: &Path) -> Result<PathBuf, StoreError> {
    let path = folder.join("jotpass.sqlite");
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let made = std::fs::create_dir_all(folder).and_then(|()| options.open(&path));
    made.map_err(|source| StoreError::Folder {
        path: path.clone(),
        source,
    })?;
    Ok(path)
}
