//! Files given by the import page, kept until somebody of the school accepts them. They are read
//! and compared by a job: the page can be left, and any instance may do the next step.

use crate::import::{Anomaly, AnomalyKind, Files, Report};
use chrono::{DateTime, Duration, Utc};
use db::{Read, Write, sql};
use education::{Account, Id, School, Uai};
use identity::{At, RegisterImport};
use std::io::{self, Seek, SeekFrom, Write as _};
use web::{Error, Result};

/// A deposit of files.
#[derive(Debug, Clone, Copy)]
pub enum Draft {}

/// What was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Exports of the registers.
    Registers,
    /// Archives of photographs.
    Photographs,
}

impl Purpose {
    fn code(self) -> &'static str {
        match self {
            Self::Registers => "registers",
            Self::Photographs => "photographs",
        }
    }

    /// The kind of job that reads it.
    fn job(self) -> &'static str {
        match self {
            Self::Registers => crate::import_job::COMPARE,
            Self::Photographs => crate::photo::JOB,
        }
    }
}

/// How far a deposit of exports is.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// The files are being read and compared: what is being done, and how many rows are.
    Reading(String, u64),
    /// The files were refused, and are gone; the sentence says why.
    Refused(String),
    /// What would change; somebody must accept.
    Ready {
        /// What would change.
        report: Report,
        /// Whether this differs from what was shown when it was accepted.
        changed: bool,
    },
    /// It was accepted, and is being done.
    Applying(String, u64),
    /// It is done: what changed.
    Done(Report),
}

/// A deposit.
#[derive(Debug, Clone)]
pub struct Kept {
    /// How far it is.
    pub state: State,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A file is kept in pieces, so that none has to be in memory whole.
const PIECE: usize = 1 << 20;

/// How long a deposit may be accepted.
fn longest_wait() -> Duration {
    Duration::hours(1)
}

/// Keeps exports, read from their beginning, and asks for their comparison.
pub async fn keep(
    write: &mut Write,
    at: &At<RegisterImport>,
    now: DateTime<Utc>,
    files: &mut [(String, std::fs::File)],
) -> Result<Id<Draft>> {
    put(write, at, now, Purpose::Registers, files).await
}

/// Keeps files, and asks for the work on them. Deposits of all schools that are too old to be
/// accepted lose their files.
pub(crate) async fn put(
    write: &mut Write,
    at: &At<RegisterImport>,
    now: DateTime<Utc>,
    purpose: Purpose,
    files: &mut [(String, std::fs::File)],
) -> Result<Id<Draft>> {
    sql!(
        "DELETE FROM import_draft_piece WHERE draft IN \
         (SELECT id FROM import_draft WHERE created_at < $1)"
    )
    .bind(now - longest_wait())
    .run(write)
    .await?;
    let id = Id::new();
    sql!(
        "INSERT INTO import_draft (id, school, account, created_at, report, state, purpose) \
         VALUES ($1, $2, $3, $4, $5, 'reading', $6)"
    )
    .bind(id)
    .bind(at.school())
    .bind(at.person().account)
    .bind(now)
    .bind(serde_json::Value::Null)
    .bind(purpose.code())
    .run(write)
    .await?;
    for (number, (name, file)) in (0u32..).zip(files) {
        file.seek(SeekFrom::Start(0)).map_err(Error::internal)?;
        for piece in 0u32.. {
            let bytes = next_piece(file).map_err(Error::internal)?;
            // An empty file is one piece, so that its reader says what is wrong with it.
            if bytes.is_empty() && piece > 0 {
                break;
            }
            sql!(
                "INSERT INTO import_draft_piece (draft, file, piece, name, bytes) \
                 VALUES ($1, $2, $3, $4, $5)"
            )
            .bind(id)
            .bind(number)
            .bind(piece)
            .bind(name.as_str())
            .bind(bytes)
            .run(write)
            .await?;
        }
    }
    let payload = serde_json::json!({ "draft": id.to_string() });
    jobs::enqueue(write, purpose.job(), None, payload, now).await?;
    Ok(id)
}

fn next_piece(file: &mut std::fs::File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(file, PIECE as u64), &mut bytes)?;
    Ok(bytes)
}

/// A deposit, whatever was given.
#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    pub(crate) state: String,
    pub(crate) report: serde_json::Value,
    pub(crate) refusal: Option<String>,
    pub(crate) step: String,
    pub(crate) step_rows: i64,
    pub(crate) changed: bool,
    pub(crate) created_at: DateTime<Utc>,
}

/// The row of a deposit of the school, if there is one.
pub(crate) async fn row(
    read: &mut Read,
    at: &At<RegisterImport>,
    id: Id<Draft>,
    purpose: Purpose,
) -> Result<Option<Row>> {
    let row = sql!(
        "SELECT state, report, refusal, step, step_rows, changed, created_at \
         FROM import_draft WHERE id = $1 AND school = $2 AND purpose = $3"
    )
    .bind(id)
    .bind(at.school())
    .bind(purpose.code())
    .optional::<Row>(read)
    .await?;
    Ok(row)
}

/// A deposit of exports of the school, if there is one.
pub async fn find(read: &mut Read, at: &At<RegisterImport>, id: Id<Draft>) -> Result<Option<Kept>> {
    let Some(row) = row(read, at, id, Purpose::Registers).await? else {
        return Ok(None);
    };
    let report = || serde_json::from_value(row.report.clone()).map_err(Error::internal);
    let rows = row.step_rows.unsigned_abs();
    Ok(Some(Kept {
        state: match row.state.as_str() {
            "reading" => State::Reading(row.step, rows),
            "refused" => State::Refused(row.refusal.unwrap_or_default()),
            "applying" => State::Applying(row.step, rows),
            "done" => State::Done(report()?),
            _ => State::Ready {
                report: report()?,
                changed: row.changed,
            },
        },
        created_at: row.created_at,
    }))
}

/// Accepts a deposit of the school: what was shown will be done. False when it is too old, or
/// no longer to be accepted (a double click: it is under way).
pub async fn accept(
    write: &mut Write,
    at: &At<RegisterImport>,
    now: DateTime<Utc>,
    id: Id<Draft>,
) -> Result<bool> {
    let accepted = sql!(
        "UPDATE import_draft SET state = 'applying', accepted_at = $3, changed = FALSE, step = '', \
         step_rows = 0, account = $5 WHERE id = $1 AND school = $2 AND state = 'ready' \
         AND created_at >= $4"
    )
    .bind(id)
    .bind(at.school())
    .bind(now)
    .bind(now - longest_wait())
    .bind(at.person().account)
    .run(write)
    .await?;
    if accepted == 1 {
        let payload = serde_json::json!({ "draft": id.to_string() });
        jobs::enqueue(write, super::import_job::APPLY, None, payload, now).await?;
    }
    Ok(accepted == 1)
}

/// Whether a deposit is too old to be accepted.
pub fn is_too_old(kept: &Kept, now: DateTime<Utc>) -> bool {
    kept.created_at < now - longest_wait()
}

/// Anomalies of a deposit of the school, of one kind or of all, those after `after`.
pub async fn anomalies(
    read: &mut Read,
    at: &At<RegisterImport>,
    id: Id<Draft>,
    kind: Option<AnomalyKind>,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, Anomaly)>> {
    type Row = (i64, String, Option<i64>, String, String);
    let rows = sql!(
        "SELECT a.n, a.kind, a.line, a.what, a.sentence FROM import_anomaly a \
         JOIN import_draft d ON d.id = a.draft WHERE d.id = $1 AND d.school = $2 AND a.n > $3 \
         AND (a.kind = $4 OR $4 = '') ORDER BY a.n LIMIT $5"
    )
    .bind(id)
    .bind(at.school())
    .bind(after)
    .bind(kind.map_or("", AnomalyKind::code))
    .bind(limit)
    .all::<Row>(read)
    .await?;
    let rows = rows.into_iter().map(|(n, kind, line, what, sentence)| {
        let kind = AnomalyKind::from_code(&kind).unwrap_or(AnomalyKind::Doubtful);
        let anomaly = Anomaly {
            kind,
            line,
            what,
            sentence,
        };
        (n, anomaly)
    });
    Ok(rows.collect())
}

/// A deposit, as its job needs it.
#[derive(Debug)]
pub(crate) struct Deposited {
    pub(crate) school: Id<School>,
    pub(crate) uai: Uai,
    pub(crate) account: Id<Account>,
    /// What was shown; none before the first comparison.
    pub(crate) shown: Option<Report>,
}

/// The deposit that a job is about.
pub(crate) fn of(job: &jobs::JobRun) -> Result<Id<Draft>> {
    let id = job.payload.get("draft").and_then(|id| id.as_str());
    id.and_then(|id| id.parse().ok())
        .ok_or_else(|| Error::internal("a job without its deposit"))
}

/// The deposit of a job, while it is in this state.
pub(crate) async fn of_job(
    read: &mut Read,
    id: Id<Draft>,
    state: &str,
) -> Result<Option<Deposited>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        school: Id<School>,
        #[sqlx(try_from = "String")]
        uai: Uai,
        account: Id<Account>,
        report: serde_json::Value,
    }
    let row = sql!(
        "SELECT d.school, s.uai, d.account, d.report FROM import_draft d \
         JOIN school s ON s.id = d.school WHERE d.id = $1 AND d.state = $2"
    )
    .bind(id)
    .bind(state)
    .optional::<Row>(read)
    .await?;
    row.map(|row| {
        Ok(Deposited {
            school: row.school,
            uai: row.uai,
            account: row.account,
            shown: serde_json::from_value(row.report).map_err(Error::internal)?,
        })
    })
    .transpose()
}

/// The files of a deposit, as they came.
pub(crate) async fn files(read: &mut Read, id: Id<Draft>) -> Result<Vec<(String, std::fs::File)>> {
    let names = sql!(
        "SELECT file, name, COUNT(*) FROM import_draft_piece \
         WHERE draft = $1 GROUP BY file, name ORDER BY file"
    )
    .bind(id)
    .all::<(i64, String, i64)>(read)
    .await?;
    let mut files = Vec::new();
    for (number, name, pieces) in names {
        let mut file = tempfile::tempfile().map_err(Error::internal)?;
        for piece in 0..pieces {
            let (bytes,) = sql!(
                "SELECT bytes FROM import_draft_piece \
                 WHERE draft = $1 AND file = $2 AND piece = $3"
            )
            .bind(id)
            .bind(number)
            .bind(piece)
            .one::<(Vec<u8>,)>(read)
            .await?;
            file.write_all(&bytes).map_err(Error::internal)?;
        }
        file.seek(SeekFrom::Start(0)).map_err(Error::internal)?;
        files.push((name, file));
    }
    Ok(files)
}

/// Notes how far a deposit is, for whoever waits on its page.
pub(crate) async fn note_progress(
    write: &mut Write,
    id: Id<Draft>,
    step: &str,
    rows: u64,
) -> Result<()> {
    sql!(
        "UPDATE import_draft SET step = $2, step_rows = $3 \
         WHERE id = $1 AND state IN ('reading', 'applying')"
    )
    .bind(id)
    .bind(step)
    .bind(i64::try_from(rows).unwrap_or(i64::MAX))
    .run(write)
    .await?;
    Ok(())
}

/// Notes that a deposit is refused; its files go.
pub(crate) async fn refuse(write: &mut Write, id: Id<Draft>, why: &str) -> Result<()> {
    sql!("UPDATE import_draft SET state = 'refused', refusal = $2 WHERE id = $1")
        .bind(id)
        .bind(why)
        .run(write)
        .await?;
    forget_files(write, id).await
}

/// Shows what would change, or what now changes instead of what was accepted.
pub(crate) async fn show(
    write: &mut Write,
    id: Id<Draft>,
    report: &Report,
    files: &mut Files,
    changed: bool,
) -> Result<()> {
    sql!(
        "UPDATE import_draft SET state = 'ready', accepted_at = NULL, report = $2, changed = $3 \
         WHERE id = $1"
    )
    .bind(id)
    .bind(serde_json::to_value(report).map_err(Error::internal)?)
    .bind(changed)
    .run(write)
    .await?;
    put_anomalies(write, id, files).await
}

/// Notes, in the transaction of the import, that it is done; the files go.
pub(crate) async fn done(
    write: &mut Write,
    id: Id<Draft>,
    report: &Report,
    files: &mut Files,
) -> Result<()> {
    put_anomalies(write, id, files).await?;
    let report = serde_json::to_value(report).map_err(Error::internal)?;
    finish(write, id, report).await
}

/// Notes what became of a deposit; its files go.
pub(crate) async fn finish(
    write: &mut Write,
    id: Id<Draft>,
    report: serde_json::Value,
) -> Result<()> {
    sql!("UPDATE import_draft SET state = 'done', report = $2 WHERE id = $1")
        .bind(id)
        .bind(report)
        .run(write)
        .await?;
    forget_files(write, id).await
}

async fn forget_files(write: &mut Write, id: Id<Draft>) -> Result<()> {
    sql!("DELETE FROM import_draft_piece WHERE draft = $1")
        .bind(id)
        .run(write)
        .await?;
    Ok(())
}

async fn put_anomalies(write: &mut Write, id: Id<Draft>, files: &mut Files) -> Result<()> {
    sql!("DELETE FROM import_anomaly WHERE draft = $1")
        .bind(id)
        .run(write)
        .await?;
    let mut after = 0;
    loop {
        let found = files.anomalies_after(after).await?;
        let Some((last, _)) = found.last() else {
            return Ok(());
        };
        after = *last;
        for (n, anomaly) in found {
            sql!(
                "INSERT INTO import_anomaly (draft, n, kind, line, what, sentence) \
                 VALUES ($1, $2, $3, $4, $5, $6)"
            )
            .bind(id)
            .bind(n)
            .bind(anomaly.kind.code())
            .bind(anomaly.line)
            .bind(anomaly.what)
            .bind(anomaly.sentence)
            .run(write)
            .await?;
        }
    }
}
