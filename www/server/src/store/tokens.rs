//! Every token that was issued, in families: one sign-in and all that was renewed from it.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::users::{COLUMNS, User};
use super::{Store, StoreError};
use crate::token::Fingerprint;

/// A pair of tokens about to be handed out, as far as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) jti: String,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) issued_at: u64,
    pub(crate) expires_at: u64,
    pub(crate) refresh_expires_at: u64,
}

impl Grant {
    fn ends_at(&self) -> u64 {
        self.expires_at.max(self.refresh_expires_at)
    }
}

/// The fingerprint of a family's CSRF token; `None` where scripts hold the tokens.
pub(crate) type Guard = Option<Fingerprint>;

/// What is known of an access token.
#[derive(Debug)]
pub(crate) struct Access {
    pub(crate) user: User,
    pub(crate) expires_at: u64,
    pub(crate) revoked: bool,
    pub(crate) guard: Guard,
}

impl Store {
    /// Starts a family with its first pair.
    pub(crate) async fn sign_in(&self, user: &User, grant: Grant, guard: Guard) -> Result<(), StoreError> {
        let user_id = user.id.clone();
        self.run(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            forget_ended(&transaction, grant.issued_at)?;
            transaction.execute(
                "INSERT INTO family (user_id, ends_at, csrf) VALUES (CAST(?1 AS INTEGER), ?2, ?3)",
                params![user_id, grant.ends_at(), guard],
            )?;
            add(&transaction, transaction.last_insert_rowid(), &grant)?;
            Ok(transaction.commit()?)
        })
        .await
    }

    /// Spends a refresh token for a new pair. `None`: it does not count, and if that is because it was spent before, then
    /// somebody has a copy, so the whole family is revoked.
    pub(crate) async fn rotate(&self, spent: Fingerprint, grant: Grant) -> Result<Option<User>, StoreError> {
        self.run(move |connection| {
            // Immediate: reading and spending are one step, also for another process on the same file.
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let user = spend(&transaction, &spent, &grant)?;
            transaction.commit()?;
            Ok(user)
        })
        .await
    }

    /// The guard of a refresh token's family, spent or not. It never changes, so that it may be asked for before.
    pub(crate) async fn guard(&self, fingerprint: Fingerprint) -> Result<Option<Guard>, StoreError> {
        self.run(move |connection| {
            let sql = "SELECT csrf FROM refresh_token JOIN family ON family.id = family_id WHERE fingerprint = ?1";
            Ok(connection.query_row(sql, [fingerprint], |row| row.get(0)).optional()?)
        })
        .await
    }

    /// The record of an access token.
    pub(crate) async fn access(&self, jti: String) -> Result<Option<Access>, StoreError> {
        self.run(move |connection| {
            let sql = format!(
                "SELECT expires_at, revoked_at IS NOT NULL, csrf, {COLUMNS} FROM access_token
                 JOIN family ON family.id = family_id JOIN user ON user.id = user_id WHERE jti = ?1"
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let access = statement.query_row([jti], |row| {
                Ok(Access {
                    expires_at: row.get(0)?,
                    revoked: row.get(1)?,
                    guard: row.get(2)?,
                    user: User::read(row, 3)?,
                })
            });
            Ok(access.optional()?)
        })
        .await
    }

    /// Revokes an access token and everything of its family.
    pub(crate) async fn revoke(&self, jti: String, now: u64) -> Result<(), StoreError> {
        self.run(move |connection| {
            let family = "SELECT family_id FROM access_token WHERE jti = ?1";
            if let Some(family) = connection.query_row(family, [jti], |row| row.get(0)).optional()? {
                revoke(connection, family, now)?;
            }
            Ok(())
        })
        .await
    }

    /// Ends the access tokens of a token's family now. They stay on record, so that a late logout still finds its family.
    pub(crate) async fn revoke_access(&self, jti: String, now: u64) -> Result<(), StoreError> {
        self.run(move |connection| {
            let sql = "UPDATE access_token SET expires_at = min(expires_at, ?2)
                       WHERE family_id = (SELECT family_id FROM access_token WHERE jti = ?1)";
            Ok(connection.execute(sql, params![jti, now]).map(drop)?)
        })
        .await
    }
}

/// Families of which no token can count any more.
pub(super) fn forget_ended(connection: &Connection, now: u64) -> rusqlite::Result<()> {
    connection
        .execute("DELETE FROM family WHERE ends_at <= ?1", params![now])
        .map(drop)
}

fn spend(connection: &Connection, fingerprint: &Fingerprint, grant: &Grant) -> rusqlite::Result<Option<User>> {
    let now = grant.issued_at;
    let sql = format!(
        "SELECT family.id, revoked_at IS NOT NULL, spent_at IS NOT NULL, expires_at, {COLUMNS} FROM refresh_token
         JOIN family ON family.id = family_id JOIN user ON user.id = user_id WHERE fingerprint = ?1"
    );
    let found = connection.query_row(&sql, [fingerprint], |row| {
        let (family, revoked, spent): (i64, bool, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let expires_at: u64 = row.get(3)?;
        Ok((family, revoked, spent, expires_at, User::read(row, 4)?))
    });
    let Some((family, revoked, spent, expires_at, user)) = found.optional()? else {
        return Ok(None);
    };
    if spent {
        revoke(connection, family, now)?;
    }
    if revoked || spent || expires_at <= now {
        return Ok(None);
    }
    connection.execute(
        "UPDATE refresh_token SET spent_at = ?2 WHERE fingerprint = ?1",
        params![fingerprint, now],
    )?;
    connection.execute(
        "UPDATE family SET ends_at = max(ends_at, ?2) WHERE id = ?1",
        params![family, grant.ends_at()],
    )?;
    add(connection, family, grant)?;
    Ok(Some(user))
}

fn add(connection: &Connection, family: i64, grant: &Grant) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO access_token (jti, family_id, issued_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
        params![grant.jti, family, grant.issued_at, grant.expires_at],
    )?;
    connection.execute(
        "INSERT INTO refresh_token (fingerprint, family_id, issued_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
        params![grant.fingerprint, family, grant.issued_at, grant.refresh_expires_at],
    )?;
    Ok(())
}

fn revoke(connection: &Connection, family: i64, now: u64) -> rusqlite::Result<()> {
    let sql = "UPDATE family SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL";
    connection.execute(sql, params![family, now]).map(drop)
}
