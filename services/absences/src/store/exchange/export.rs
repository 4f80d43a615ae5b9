//! Entries as a table tells them: with who typed them, who took them back.

use crate::{
    model::{
        exchange::{Facts, Moment, Present},
        period::Period,
        scope::Scope,
        taught::Taught,
        terms::{Kind, Terms},
        wording::WordingRow,
    },
    store::absence::Absence,
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use db::{Read, sql};
use education::{Account, Id, Pupil};
use identity::{At, AtSchool};
use records::Staff;

/// How a moment of another program is kept.
pub(super) const MOMENT: &str = "%Y-%m-%dT%H:%M";

/// An entry, and what its import told of it, if it has come by one.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) pupil: Id<Pupil>,
    pub(crate) terms: Terms,
    pub(crate) taught: Taught,
    pub(crate) noon: NaiveTime,
    pub(crate) recorded: (DateTime<Utc>, Id<Account>),
    pub(crate) cancelled: Option<(DateTime<Utc>, Id<Account>)>,
    pub(crate) by_roll: bool,
    pub(crate) imported: Option<Facts>,
}

#[derive(sqlx::FromRow)]
struct Row {
    pupil: Id<Pupil>,
    from_day: NaiveDate,
    from_time: NaiveTime,
    to_day: NaiveDate,
    to_time: NaiveTime,
    kind: String,
    scope: String,
    open_end: bool,
    minutes: Option<i64>,
    reason: Option<Id<WordingRow>>,
    proof: Option<Id<WordingRow>>,
    legitimate: bool,
    informed: bool,
    observed: bool,
    closed: bool,
    teacher: Option<Id<Staff>>,
    subject: Option<String>,
    noon: NaiveTime,
    recorded_at: DateTime<Utc>,
    recorded_by: Id<Account>,
    cancelled_at: Option<DateTime<Utc>>,
    cancelled_by: Option<Id<Account>>,
    roll_version: Option<i64>,
    by_roll: Option<bool>,
    typed_at: Option<String>,
    typed_by: Option<String>,
    withdrawn_at: Option<String>,
    withdrawn_by: Option<String>,
}

fn moment(text: Option<String>) -> Option<Moment> {
    text.and_then(|text| Moment::parse_from_str(&text, MOMENT).ok())
}

impl From<Row> for Told {
    fn from(row: Row) -> Self {
        Self {
            pupil: row.pupil,
            terms: Terms {
                kind: Kind::stored(&row.kind),
                scope: Scope::stored(&row.scope),
                period: Period::stored(
                    row.from_day.and_time(row.from_time),
                    row.to_day.and_time(row.to_time),
                ),
                open_end: row.open_end,
                minutes: row.minutes,
                reason: row.reason,
                proof: row.proof,
                legitimate: row.legitimate,
                informed: row.informed,
                observed: row.observed,
                closed: row.closed,
            },
            taught: Taught {
                teacher: row.teacher,
                subject: row.subject,
            },
            noon: row.noon,
            recorded: (row.recorded_at, row.recorded_by),
            cancelled: row.cancelled_at.zip(row.cancelled_by),
            by_roll: row.roll_version.is_some(),
            imported: row.by_roll.map(|by_roll| Facts {
                by_roll,
                typed_at: moment(row.typed_at),
                typed_by: row.typed_by.unwrap_or_default(),
                withdrawn_at: moment(row.withdrawn_at),
                withdrawn_by: row.withdrawn_by.unwrap_or_default(),
            }),
        }
    }
}

/// The entries of the school that begin between two days, both included, those that were taken back
/// too.
pub(crate) async fn beginning<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    from: NaiveDate,
    to: NaiveDate,
) -> db::Result<Vec<Told>> {
    let rows = sql!(
        "SELECT a.pupil, a.from_day, a.from_time, a.to_day, a.to_time, a.kind, a.scope, a.open_end, \
         a.minutes, a.reason, a.proof, a.legitimate, a.informed, a.observed, a.closed, a.teacher, \
         a.subject, a.noon, a.recorded_at, a.recorded_by, a.cancelled_at, a.cancelled_by, a.roll_version, i.by_roll, \
         i.typed_at, i.typed_by, i.withdrawn_at, i.withdrawn_by \
         FROM absence a LEFT JOIN absence_imported i ON i.absence = a.id \
         WHERE a.school = $1 AND a.from_day >= $2 AND a.from_day <= $3"
    )
    .bind(at.school())
    .bind(from)
    .bind(to)
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().map(Told::from).collect())
}

/// The last day on which an entry of the school begins.
pub(crate) async fn last_day<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
) -> db::Result<Option<NaiveDate>> {
    let row = sql!("SELECT from_day FROM absence WHERE school = $1 ORDER BY from_day DESC LIMIT 1")
        .bind(at.school())
        .optional::<(NaiveDate,)>(read)
        .await?;
    Ok(row.map(|(day,)| day))
}

/// By which one sees whether what the school has has changed, at little cost.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Mark {
    entries: i64,
    versions: i64,
    withdrawn: i64,
    recorded_at: Option<DateTime<Utc>>,
    cancelled_at: Option<DateTime<Utc>>,
}

/// The mark of what [`present`] gives.
pub(crate) async fn mark<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    from: NaiveDate,
) -> db::Result<Mark> {
    sql!(
        "SELECT COUNT(*) AS entries, CAST(COALESCE(SUM(version), 0) AS BIGINT) AS versions, \
         COUNT(cancelled_at) AS withdrawn, MAX(recorded_at) AS recorded_at, \
         MAX(cancelled_at) AS cancelled_at FROM absence WHERE school = $1 AND to_day >= $2"
    )
    .bind(at.school())
    .bind(from)
    .one::<Mark>(read)
    .await
}

/// What the school has, from a day on, against which a table is judged.
pub(crate) async fn present<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    from: NaiveDate,
) -> db::Result<Vec<Present>> {
    let rows = sql!(
        "SELECT a.pupil, a.from_day, a.from_time, a.to_day, a.to_time, a.kind, a.scope, a.open_end, \
         a.minutes, a.reason, a.proof, a.legitimate, a.informed, a.observed, a.closed, a.teacher, \
         a.subject, a.noon, a.recorded_at, a.recorded_by, a.cancelled_at, a.cancelled_by, a.roll_version, i.by_roll, \
         i.typed_at, i.typed_by, i.withdrawn_at, i.withdrawn_by \
         FROM absence a LEFT JOIN absence_imported i ON i.absence = a.id \
         WHERE a.school = $1 AND a.to_day >= $2 ORDER BY a.from_day, a.from_time, a.id"
    )
    .bind(at.school())
    .bind(from)
    .all::<Row>(read)
    .await?;
    let present = rows.into_iter().map(Told::from).map(|told| Present {
        pupil: told.pupil,
        terms: told.terms,
        taught: told.taught,
        withdrawn: told.cancelled.is_some(),
    });
    Ok(present.collect())
}

/// Who had typed an imported entry, and who had taken it back, where it comes from.
pub(crate) async fn facts_of<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    id: Id<Absence>,
) -> db::Result<Option<Facts>> {
    let row = sql!(
        "SELECT i.by_roll, i.typed_at, i.typed_by, i.withdrawn_at, i.withdrawn_by \
         FROM absence_imported i JOIN absence a ON a.id = i.absence \
         WHERE a.school = $1 AND a.id = $2"
    )
    .bind(at.school())
    .bind(id)
    .optional::<(bool, Option<String>, String, Option<String>, String)>(read)
    .await?;
    Ok(row.map(
        |(by_roll, typed_at, typed_by, withdrawn_at, withdrawn_by)| Facts {
            by_roll,
            typed_at: moment(typed_at),
            typed_by,
            withdrawn_at: moment(withdrawn_at),
            withdrawn_by,
        },
    ))
}
