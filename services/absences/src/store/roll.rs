//! Rolls, read: of one lesson, of a day.

use crate::store::absence::Absence;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use db::{Read, sql};
use education::{Account, Id, Pupil};
use identity::{At, AtSchool};

/// A roll, for its identifier.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RollRow {}

/// A roll that was called.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Roll {
    pub(crate) id: Id<RollRow>,
    /// Which lesson, as [`crate::store::roll_call::Slot::key`] writes it.
    pub(crate) slot: String,
    pub(crate) label: String,
    pub(crate) from_time: NaiveTime,
    pub(crate) called_at: DateTime<Utc>,
    pub(crate) called_by: Id<Account>,
}

/// What a roll says of a pupil.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Mark {
    pub(crate) roll: Id<RollRow>,
    pub(crate) pupil: Id<Pupil>,
    pub(crate) state: String,
    pub(crate) minutes: Option<i64>,
    /// The entry that tells it, or says otherwise.
    pub(crate) absence: Option<Id<Absence>>,
    /// Whether this roll made or prolonged that entry.
    pub(crate) own: bool,
    /// When that entry ended before.
    pub(crate) ended_before: Option<NaiveTime>,
}

/// The rolls of a day, by hour.
pub(crate) async fn of_day<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    day: NaiveDate,
) -> db::Result<Vec<Roll>> {
    sql!(
        "SELECT id, slot, label, from_time, called_at, called_by \
         FROM roll WHERE school = $1 AND day = $2 ORDER BY from_time, label"
    )
    .bind(at.school())
    .bind(day)
    .all::<Roll>(read)
    .await
}

/// The roll of a lesson on a day, if it was called.
pub(crate) async fn one<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    day: NaiveDate,
    slot: &str,
) -> db::Result<Option<Roll>> {
    sql!(
        "SELECT id, slot, label, from_time, called_at, called_by \
         FROM roll WHERE school = $1 AND day = $2 AND slot = $3"
    )
    .bind(at.school())
    .bind(day)
    .bind(slot)
    .optional::<Roll>(read)
    .await
}

/// What a roll says, of those of whom it says something.
pub(crate) async fn marks(read: &mut Read, roll: Id<RollRow>) -> db::Result<Vec<Mark>> {
    sql!(
        "SELECT roll, pupil, state, minutes, absence, own, ended_before FROM roll_mark \
         WHERE roll = $1 ORDER BY pupil"
    )
    .bind(roll)
    .all::<Mark>(read)
    .await
}

/// What the rolls of a day say, of those of whom they say something.
pub(crate) async fn marks_of_day<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    day: NaiveDate,
) -> db::Result<Vec<Mark>> {
    sql!(
        "SELECT m.roll, m.pupil, m.state, m.minutes, m.absence, m.own, m.ended_before \
         FROM roll_mark m JOIN roll r ON r.id = m.roll WHERE r.school = $1 AND r.day = $2 \
         ORDER BY r.from_time, m.pupil"
    )
    .bind(at.school())
    .bind(day)
    .all::<Mark>(read)
    .await
}

/// Which lessons of a day somebody was reminded of, and when.
pub(crate) async fn reminders<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    day: NaiveDate,
) -> db::Result<Vec<(String, DateTime<Utc>)>> {
    sql!("SELECT slot, reminded_at FROM roll_reminder WHERE school = $1 AND day = $2 ORDER BY slot")
        .bind(at.school())
        .bind(day)
        .all::<(String, DateTime<Utc>)>(read)
        .await
}
