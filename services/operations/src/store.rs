//! What operations remember: backups that were tried, verifications of the audit.

use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use uuid::Uuid;

/// A backup that was tried.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct BackupRun {
    /// When.
    pub at: DateTime<Utc>,
    /// Where it is; `None` when none could be made.
    pub file: Option<String>,
    /// How long it is.
    pub size: i64,
    /// Whether it was restored, and found whole.
    pub verified: bool,
    /// What was found, or what went wrong.
    pub sentence: String,
}

/// Notes a backup that was tried.
pub async fn note_backup(write: &mut Write, run: &BackupRun) -> db::Result<()> {
    sql!(
        "INSERT INTO backup_run (id, at, file, size, verified, sentence) \
         VALUES ($1, $2, $3, $4, $5, $6)"
    )
    .bind(Uuid::now_v7())
    .bind(run.at)
    .bind(run.file.clone())
    .bind(run.size)
    .bind(run.verified)
    .bind(run.sentence.as_str())
    .run(write)
    .await?;
    Ok(())
}

/// The backups tried last, the newest first.
pub async fn backups(read: &mut Read, limit: i64) -> db::Result<Vec<BackupRun>> {
    sql!("SELECT at, file, size, verified, sentence FROM backup_run ORDER BY at DESC, id LIMIT $1")
        .bind(limit)
        .all(read)
        .await
}

/// The last backup that was restored and found whole.
pub async fn last_good_backup(read: &mut Read) -> db::Result<Option<BackupRun>> {
    sql!(
        "SELECT at, file, size, verified, sentence FROM backup_run WHERE verified \
         ORDER BY at DESC LIMIT 1"
    )
    .optional(read)
    .await
}

/// The audit, as it was when it was last read again.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AuditCheck {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether the chain held.
    pub whole: bool,
    /// What was found.
    pub sentence: String,
}

/// Notes a verification.
pub(crate) async fn note_check(write: &mut Write, check: &AuditCheck) -> db::Result<()> {
    sql!("INSERT INTO audit_check (id, at, whole, sentence) VALUES ($1, $2, $3, $4)")
        .bind(Uuid::now_v7())
        .bind(check.at)
        .bind(check.whole)
        .bind(check.sentence.as_str())
        .run(write)
        .await?;
    Ok(())
}

/// The last verification.
pub async fn last_check(read: &mut Read) -> db::Result<Option<AuditCheck>> {
    sql!("SELECT at, whole, sentence FROM audit_check ORDER BY at DESC, id DESC LIMIT 1")
        .optional(read)
        .await
}

/// How many bytes the database takes.
pub(crate) async fn size(read: &mut Read) -> db::Result<i64> {
    let (size,) = sql!(
        sqlite: "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        postgres: "SELECT pg_database_size(current_database())",
    )
    .one::<(i64,)>(read)
    .await?;
    Ok(size)
}
