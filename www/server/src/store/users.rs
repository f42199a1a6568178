//! Who may sign in.

use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use super::{Store, StoreError};

/// A user, as the API shows one.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct User {
    /// A string, because `sub` must be one.
    pub(crate) id: String,
    pub(crate) username: String,
    pub(crate) name: String,
    pub(crate) email: String,
}

impl User {
    /// Reads the columns that [`COLUMNS`] names, wherever they start in the row.
    pub(super) fn read(row: &Row<'_>, start: usize) -> rusqlite::Result<Self> {
        let id: i64 = row.get(start)?;
        Ok(Self {
            id: id.to_string(),
            username: row.get(start + 1)?,
            name: row.get(start + 2)?,
            email: row.get(start + 3)?,
        })
    }
}

/// What [`User::read`] needs of the table `user`.
pub(super) const COLUMNS: &str = "user.id, user.username, user.name, user.email";

impl Store {
    /// The user of that name and the hash of the password.
    pub(crate) async fn user(&self, username: String) -> Result<Option<(User, String)>, StoreError> {
        self.run(move |connection| {
            let sql = format!("SELECT {COLUMNS}, user.password_hash FROM user WHERE username = ?1");
            let mut statement = connection.prepare_cached(&sql)?;
            Ok(statement
                .query_row([username], |row| Ok((User::read(row, 0)?, row.get(4)?)))
                .optional()?)
        })
        .await
    }

    /// Whether nobody may sign in yet. Blocks.
    pub(crate) fn is_without_users(&self) -> Result<bool, StoreError> {
        self.blocking(|connection| {
            Ok(connection.query_row("SELECT NOT EXISTS (SELECT * FROM user)", [], |row| row.get(0))?)
        })
    }

    /// The hash kept for a name. Blocks.
    pub(crate) fn password_hash(&self, username: &str) -> Result<Option<String>, StoreError> {
        self.blocking(|connection| {
            let sql = "SELECT password_hash FROM user WHERE username = ?1";
            Ok(connection.query_row(sql, [username], |row| row.get(0)).optional()?)
        })
    }

    /// Adds a user, or gives one that is there another name and password. Blocks.
    pub(crate) fn keep_user(&self, username: &str, name: &str, password_hash: &str) -> Result<(), StoreError> {
        self.blocking(|connection| {
            connection.execute(
                "INSERT INTO user (username, name, email, password_hash) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (username) DO UPDATE SET name = excluded.name, password_hash = excluded.password_hash",
                params![username, name, format!("{username}@example.com"), password_hash],
            )?;
            Ok(())
        })
    }
}
