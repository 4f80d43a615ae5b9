//! The defaults of a school.

use crate::{
    model::{
        defaults::{Defaults, FirstAction, Hour, Offered, Recipients},
        wording::WordingRow,
    },
    store::{action, wording},
};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::Id;
use identity::{At, AtSchool, SchoolLifeSettings};
use timetable::Week;

/// Defaults, as stored; version 0 for the program's own.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Stored {
    pub(crate) defaults: Defaults,
    pub(crate) version: i64,
}

impl<'o> Offered<'o> {
    /// Of the lists of a school, those withdrawn left out.
    pub(crate) fn of(
        reasons: &[wording::Stored],
        actions: &[action::Stored],
        week: &'o Week,
    ) -> Self {
        let offered = reasons.iter().filter(|line| !line.withdrawn);
        Self {
            reasons: offered.map(|line| line.id).collect(),
            actions: actions.iter().map(|stored| stored.id).collect(),
            week,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    reason: Option<Id<WordingRow>>,
    action: String,
    recipients: String,
    from_hour: String,
    to_hour: String,
    oldest_days: Option<i64>,
    version: i64,
}

impl From<Row> for Stored {
    /// A word that another version of the program wrote is as if it were its own.
    fn from(row: Row) -> Self {
        let own = Defaults::default();
        Self {
            defaults: Defaults {
                reason: row.reason,
                action: FirstAction::from_code(&row.action).unwrap_or(own.action),
                recipients: Recipients::from_code(&row.recipients).unwrap_or(own.recipients),
                from: Hour::from_code(&row.from_hour).unwrap_or(own.from),
                to: Hour::from_code(&row.to_hour).unwrap_or(own.to),
                oldest: row.oldest_days,
            },
            version: row.version,
        }
    }
}

/// The defaults of the school where one works.
pub(crate) async fn of<A: AtSchool>(read: &mut Read, at: &At<A>) -> db::Result<Stored> {
    let row = sql!(
        "SELECT reason, action, recipients, from_hour, to_hour, oldest_days, version \
         FROM absence_defaults WHERE school = $1"
    )
    .bind(at.school())
    .optional::<Row>(read)
    .await?;
    Ok(row.map(Stored::from).unwrap_or_default())
}

/// Saves them; false when somebody did since they were shown.
pub(crate) async fn save(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    version: i64,
    defaults: &Defaults,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let statement = match version {
        0 => sql!(
            "INSERT INTO absence_defaults (school, version, reason, action, recipients, \
             from_hour, to_hour, oldest_days) VALUES ($1, $2 + 1, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (school) DO NOTHING"
        ),
        _ => sql!(
            "UPDATE absence_defaults SET reason = $3, action = $4, recipients = $5, \
             from_hour = $6, to_hour = $7, oldest_days = $8, version = version + 1 \
             WHERE school = $1 AND version = $2"
        ),
    };
    let saved = statement
        .bind(at.school())
        .bind(version)
        .bind(defaults.reason)
        .bind(defaults.action.code())
        .bind(defaults.recipients.code())
        .bind(defaults.from.code())
        .bind(defaults.to.code())
        .bind(defaults.oldest)
        .run(write)
        .await?;
    if saved == 1 {
        let line = Line::new(at.actor(), "defaults.saved").on("school", at.school());
        audit::note(write, now, &line).await?;
    }
    Ok(saved == 1)
}
