//! What every page of the baseline does: the session, the functions, the calendar and the lessons of
//! the day, the line of the audit; and rows as they come.

use super::Pools;
use anyhow::{Context as _, Result};
use axum::http::{HeaderMap, header};
use sha2::{Digest as _, Sha256};
use sqlx::{Row as _, SqliteConnection, TypeInfo as _, ValueRef as _, sqlite::SqliteRow};
use uuid::Uuid;

/// What a statement is given.
pub(super) enum Bind<'b> {
    Int(i64),
    Text(&'b str),
    Id(&'b [u8]),
    Ids(Vec<&'b [u8]>),
}

/// What a row holds.
pub(super) enum Value {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
}

pub(super) struct Row(Vec<Value>);

impl Row {
    pub(super) fn text(&self, column: usize) -> &str {
        match self.0.get(column) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    pub(super) fn id(&self, column: usize) -> &[u8] {
        match self.0.get(column) {
            Some(Value::Blob(blob)) => blob,
            _ => &[],
        }
    }

    pub(super) fn int(&self, column: usize) -> i64 {
        match self.0.get(column) {
            Some(Value::Int(int)) => *int,
            _ => 0,
        }
    }
}

/// The rows of a statement, each column decoded.
pub(super) async fn rows(
    read: &mut SqliteConnection,
    text: &'static str,
    binds: &[Bind<'_>],
) -> Result<Vec<Row>> {
    let mut query = sqlx::query(text);
    for bind in binds {
        query = match bind {
            Bind::Int(int) => query.bind(*int),
            Bind::Text(text) => query.bind((*text).to_owned()),
            Bind::Id(id) => query.bind(id.to_vec()),
            Bind::Ids(ids) => {
                let listed: Vec<String> = ids.iter().map(|id| format!("\"{}\"", hex(id))).collect();
                query.bind(format!("[{}]", listed.join(",")))
            }
        };
    }
    let rows = query.fetch_all(read).await?;
    rows.iter().map(decoded).collect()
}

fn decoded(row: &SqliteRow) -> Result<Row> {
    let column = |n| {
        let raw = row.try_get_raw(n)?;
        if raw.is_null() {
            return Ok(Value::Null);
        }
        let name = raw.type_info().name().to_owned();
        Ok(match name.as_str() {
            "INTEGER" => Value::Int(row.try_get_unchecked(n)?),
            "BLOB" => Value::Blob(row.try_get_unchecked(n)?),
            _ => Value::Text(row.try_get_unchecked(n)?),
        })
    };
    (0..row.len()).map(column).collect::<Result<_>>().map(Row)
}

fn hex(id: &[u8]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An identifier, as addresses write it.
pub(super) fn written(id: &[u8]) -> String {
    Uuid::from_slice(id).unwrap_or_default().to_string()
}

/// Who asks, and where.
pub(super) struct Visit {
    pub(super) account: Vec<u8>,
    pub(super) school: Vec<u8>,
    pub(super) who: String,
    pub(super) place: String,
    pub(super) now: String,
}

pub(super) async fn enter(read: &mut SqliteConnection, headers: &HeaderMap) -> Result<Visit> {
    let token = headers
        .get(header::COOKIE)
        .and_then(|cookie| cookie.to_str().ok())
        .and_then(|cookie| cookie.split_once('='))
        .map_or("", |(_, token)| token);
    let now = chrono::Utc::now()
        .format("%Y-%m-%dT%H:%M:%S%.6f+00:00")
        .to_string();
    let digest = Sha256::digest(token.as_bytes()).to_vec();
    let sessions = rows(
        read,
        "SELECT s.id, s.school, s.last_seen_at, s.account, a.surname, a.first_name \
         FROM session s JOIN account a ON a.id = s.account \
         WHERE s.token = $1 AND s.ended_at IS NULL AND s.expires_at > $2 \
         AND s.last_seen_at > $3 AND a.ended_on IS NULL",
        &[
            Bind::Id(&digest),
            Bind::Text(&now),
            Bind::Text("2026-01-01T00:00:00.000000+00:00"),
        ],
    )
    .await?;
    let session = sessions.first().context("a session")?;
    let account = session.id(3).to_vec();
    let tenures = rows(
        read,
        "SELECT t.function, t.starts_on, t.ends_on, t.school, p.uai, p.label, p.zone \
         FROM tenure t LEFT JOIN place p ON p.school = t.school WHERE t.account = $1",
        &[Bind::Id(&account)],
    )
    .await?;
    Ok(Visit {
        school: session.id(1).to_vec(),
        who: format!("{} {}", session.text(5), session.text(4)),
        place: tenures
            .first()
            .map_or("", |tenure| tenure.text(5))
            .to_owned(),
        account,
        now,
    })
}

/// A day at the school.
pub(super) struct Day {
    pub(super) date: String,
    pub(super) lessons: Vec<Row>,
    pub(super) classes: Vec<Row>,
    pub(super) teachers: Vec<Row>,
    pub(super) rolls: Vec<Row>,
}

pub(super) async fn day_of(read: &mut SqliteConnection, visit: &Visit, date: &str) -> Result<Day> {
    let parsed: chrono::NaiveDate = date.parse()?;
    let year = i64::from(education::school_year_of(parsed));
    let weekday = i64::from(chrono::Datelike::weekday(&parsed).number_from_monday());
    let school = || Bind::Id(&visit.school);
    let of_day = || {
        [
            school(),
            Bind::Int(year),
            Bind::Int(weekday),
            Bind::Text(date),
        ]
    };
    let closures = rows(
        read,
        "SELECT id, name, from_day, to_day, origin, removed_at FROM school_closure \
         WHERE school = $1 AND school_year = $2 ORDER BY from_day, id",
        &[school(), Bind::Int(year)],
    )
    .await?;
    let week = rows(
        read,
        "SELECT bells, ends, noon, version, week_a FROM school_week WHERE school = $1",
        &[school()],
    )
    .await?;
    let lessons = rows(
        read,
        "SELECT id, day, from_time, to_time, weeks, subject, room, since, until, origin, version \
         FROM lesson WHERE school = $1 AND school_year = $2 AND ($3 = 0 OR day = $3) \
         AND (until IS NULL OR until > $4) ORDER BY day, from_time, to_time, id",
        &of_day(),
    )
    .await?;
    let classes = rows(
        read,
        "SELECT c.lesson, c.kind, c.code FROM lesson_class c JOIN lesson l ON l.id = c.lesson \
         WHERE l.school = $1 AND l.school_year = $2 AND ($3 = 0 OR l.day = $3) \
         AND (l.until IS NULL OR l.until > $4) ORDER BY c.kind, c.code",
        &of_day(),
    )
    .await?;
    let teachers = rows(
        read,
        "SELECT t.lesson, t.staff FROM lesson_teacher t JOIN lesson l ON l.id = t.lesson \
         WHERE l.school = $1 AND l.school_year = $2 AND ($3 = 0 OR l.day = $3) \
         AND (l.until IS NULL OR l.until > $4) ORDER BY t.staff",
        &of_day(),
    )
    .await?;
    let staff = rows(
        read,
        "SELECT s.id FROM staff s WHERE s.account = $2 AND EXISTS (SELECT 1 FROM post p \
         WHERE p.staff = s.id AND p.school = $1 AND (p.ended_on IS NULL OR p.ended_on > $3))",
        &[school(), Bind::Id(&visit.account), Bind::Text(date)],
    )
    .await?;
    let rolls = rows(
        read,
        "SELECT id, slot, label, from_time, called_at, called_by \
         FROM roll WHERE school = $1 AND day = $2 ORDER BY from_time, label",
        &[school(), Bind::Text(date)],
    )
    .await?;
    let reminders = rows(
        read,
        "SELECT slot, reminded_at FROM roll_reminder WHERE school = $1 AND day = $2 ORDER BY slot",
        &[school(), Bind::Text(date)],
    )
    .await?;
    drop((closures, week, staff, reminders));
    Ok(Day {
        date: date.to_owned(),
        lessons,
        classes,
        teachers,
        rolls,
    })
}

/// The entries that touch a day.
pub(super) async fn entries(
    read: &mut SqliteConnection,
    visit: &Visit,
    date: &str,
) -> Result<Vec<Row>> {
    rows(
        read,
        "SELECT id, pupil, from_day, from_time, to_day, to_time, kind, scope, open_end, minutes, \
         reason, proof, legitimate, informed, observed, closed, teacher, subject, recorded_at, \
         recorded_by, cancelled_at, cancelled_by, version, roll_version, noon, \
         (SELECT COUNT(DISTINCT n.message) FROM absence_notice n WHERE n.absence = absence.id) \
         + (SELECT COUNT(*) FROM absence_pupil_notice p WHERE p.absence = absence.id \
         AND NOT EXISTS (SELECT 1 FROM absence_notice n WHERE n.message = p.message)) AS messages \
         FROM absence WHERE school = $1 AND from_day <= $2 AND to_day >= $2 \
         ORDER BY from_day, from_time, id",
        &[Bind::Id(&visit.school), Bind::Text(date)],
    )
    .await
}

/// A look leaves a trace.
pub(super) async fn look(pools: &Pools, visit: &Visit, act: &str, detail: &str) -> Result<()> {
    let mut write = pools.writer.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query(
        "INSERT INTO audit_line (id, at, account, school, act, object_kind, object, detail) \
         VALUES ($1, $2, $3, $4, $5, '', NULL, $6)",
    )
    .bind(Uuid::now_v7())
    .bind(&visit.now)
    .bind(&visit.account)
    .bind(&visit.school)
    .bind(act)
    .bind(detail)
    .execute(&mut *write)
    .await?;
    write.commit().await?;
    Ok(())
}

/// The notes that somebody has read: « Quoi de neuf ».
pub(super) async fn notes(read: &mut SqliteConnection, visit: &Visit) -> Result<Vec<Row>> {
    rows(
        read,
        "SELECT notes FROM help_visit WHERE account = $1",
        &[Bind::Id(&visit.account)],
    )
    .await
}
