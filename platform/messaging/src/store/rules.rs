//! When, and how much, a school sends: what it decides, and what the dispatcher asks of it.

use crate::{Brake, QuietHours};
use audit::Line;
use chrono::{DateTime, NaiveTime, Timelike as _, Utc};
use db::{Read, Write, sql};
use education::{Id, School, Zone};
use identity::{At, AtSchool, SchoolLifeSettings};
use std::collections::HashMap;
use web::{Error, Result};

/// What a school decides.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SendingRules {
    /// When nothing leaves that can wait until morning.
    pub quiet: QuietHours,
    /// Short messages a minute, at most; a text of three parts is three. None: no limit.
    pub per_minute: Option<i64>,
    /// Short messages a month, at most. None: no limit.
    pub per_month: Option<i64>,
    /// When a release is asked about.
    pub brake: Brake,
    /// Grows with each change; 0 before the first.
    pub version: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    school: Id<School>,
    quiet_from: i64,
    quiet_until: i64,
    per_minute: Option<i64>,
    per_month: Option<i64>,
    brake_class: i64,
    brake_school: i64,
    version: i64,
}

impl From<Row> for SendingRules {
    fn from(row: Row) -> Self {
        Self {
            quiet: QuietHours {
                from: time(row.quiet_from),
                until: time(row.quiet_until),
            },
            per_minute: row.per_minute,
            per_month: row.per_month,
            brake: Brake {
                class: row.brake_class,
                school: row.brake_school,
            },
            version: row.version,
        }
    }
}

fn time(minute: i64) -> NaiveTime {
    let seconds = u32::try_from(minute * 60).unwrap_or(0);
    NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap_or(NaiveTime::MIN)
}

fn minute(time: NaiveTime) -> i64 {
    i64::from(time.num_seconds_from_midnight() / 60)
}

/// The rules of the school where one works.
pub async fn sending_rules<A: AtSchool>(read: &mut Read, at: &At<A>) -> db::Result<SendingRules> {
    let mut rules = rows(read, &[at.school()]).await?;
    Ok(rules.remove(&at.school()).unwrap_or_default())
}

/// Keeps the rules of the school; what older ones held is looked at again. [`Error::Conflict`]
/// when somebody else changed them in between.
pub async fn save_sending_rules(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    rules: &SendingRules,
    now: DateTime<Utc>,
) -> Result<()> {
    let school = at.school();
    let statement = match rules.version {
        0 => sql!(
            "INSERT INTO sending_rules (school, quiet_from, quiet_until, per_minute, per_month, \
             brake_class, brake_school, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8 + 1) \
             ON CONFLICT (school) DO NOTHING"
        ),
        _ => sql!(
            "UPDATE sending_rules SET quiet_from = $2, quiet_until = $3, per_minute = $4, \
             per_month = $5, brake_class = $6, brake_school = $7, version = version + 1 \
             WHERE school = $1 AND version = $8"
        ),
    };
    let done = statement
        .bind(school)
        .bind(minute(rules.quiet.from))
        .bind(minute(rules.quiet.until))
        .bind(rules.per_minute)
        .bind(rules.per_month)
        .bind(rules.brake.class)
        .bind(rules.brake.school)
        .bind(rules.version)
        .run(write)
        .await?;
    if done == 0 {
        return Err(Error::Conflict(
            "Quelqu'un a modifié ces règles pendant que vous les modifiiez. Rouvrez la page : vous \
             y verrez ses valeurs, puis saisissez de nouveau les vôtres."
                .into(),
        ));
    }
    sql!("UPDATE message SET retry_at = NULL WHERE school = $1 AND state IN ('queued', 'held')")
        .bind(school)
        .run(write)
        .await?;
    let line = Line::new(at.actor(), "sms.rules_saved").on("school", school);
    Ok(audit::note(write, now, &line).await?)
}

/// The rules of schools, and the zones in which they hold.
pub(crate) async fn rules_of(
    read: &mut Read,
    schools: &[Id<School>],
) -> db::Result<HashMap<Id<School>, (SendingRules, Zone)>> {
    let mut rules = rows(read, schools).await?;
    let zones = identity::zones(read, schools).await?;
    let of = |school: &Id<School>| {
        let zone = zones.get(school).copied().unwrap_or_default();
        (*school, (rules.remove(school).unwrap_or_default(), zone))
    };
    Ok(schools.iter().map(of).collect())
}

async fn rows(
    read: &mut Read,
    schools: &[Id<School>],
) -> db::Result<HashMap<Id<School>, SendingRules>> {
    let rows = sql!(
        sqlite: "SELECT school, quiet_from, quiet_until, per_minute, per_month, brake_class, \
                 brake_school, version FROM sending_rules WHERE school IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT school, quiet_from, quiet_until, per_minute, per_month, brake_class, \
                   brake_school, version FROM sending_rules WHERE school = ANY($1)",
    )
    .bind(schools)
    .all::<Row>(read)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.school, row.into()))
        .collect())
}
