//! How averages are computed, kept.

use crate::model::{
    Rules, Weights,
    rules::{SIDES, SOURCES, STEPS, WEIGHINGS, code, coded},
};
use audit::Line;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, Write, sql};
use education::{Id, School, school_year_of};
use grading::Rounding;
use identity::{At, AtSchool, Child, MarksSettings};
use std::collections::HashMap;

/// The rules of the school: its own, or those of the program.
pub(crate) async fn rules<A: AtSchool>(read: &mut Read, at: &At<A>) -> db::Result<Rules> {
    rules_at(read, at.school()).await
}

/// The same, at the school of a child.
pub(crate) async fn rules_of_child(read: &mut Read, child: &Child) -> db::Result<Rules> {
    rules_at(read, child.school()).await
}

async fn rules_at(read: &mut Read, school: Id<School>) -> db::Result<Rules> {
    let row =
        sql!("SELECT weighing, step, side, source, version FROM marks_rules WHERE school = $1")
            .bind(school)
            .optional::<(String, String, String, String, i64)>(read)
            .await?;
    // Our own codes: what is none of them is what nobody has chosen.
    let first = Rules::default();
    Ok(
        row.map_or(first, |(weighing, step, side, source, version)| Rules {
            weighing: coded(&WEIGHINGS, &weighing).unwrap_or(first.weighing),
            rounding: Rounding {
                step: coded(&STEPS, &step).unwrap_or(first.rounding.step),
                up: coded(&SIDES, &side).unwrap_or(first.rounding.up),
            },
            of_shown: coded(&SOURCES, &source).unwrap_or(first.of_shown),
            version,
        }),
    )
}

/// Saves rules over the version that they were made from; false when somebody changed them since.
pub(crate) async fn save_rules(
    write: &mut Write,
    at: &At<MarksSettings>,
    rules: &Rules,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let saved = sql!(
        "INSERT INTO marks_rules (school, weighing, step, side, source, version) \
         VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (school) DO UPDATE SET \
         weighing = excluded.weighing, step = excluded.step, side = excluded.side, \
         source = excluded.source, version = marks_rules.version + 1 WHERE marks_rules.version = $6"
    )
    .bind(at.school())
    .bind(code(&WEIGHINGS, rules.weighing))
    .bind(code(&STEPS, rules.rounding.step))
    .bind(code(&SIDES, rules.rounding.up))
    .bind(code(&SOURCES, rules.of_shown))
    .bind(rules.version)
    .run(write)
    .await?;
    if saved == 1 {
        audit::note(write, now, &Line::new(at.actor(), "marks_rules.saved")).await?;
    }
    Ok(saved == 1)
}

/// The weights of the subjects, by programme, in the school year of that day.
pub(crate) async fn weights<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    today: NaiveDate,
) -> db::Result<HashMap<String, Weights>> {
    weights_at(read, at.school(), today).await
}

/// What subjects weigh for a child who follows that programme.
pub(crate) async fn weights_of_child(
    read: &mut Read,
    child: &Child,
    (mef, today): (Option<&str>, NaiveDate),
) -> db::Result<Weights> {
    let mut all = weights_at(read, child.school(), today).await?;
    Ok(mef.and_then(|mef| all.remove(mef)).unwrap_or_default())
}

async fn weights_at(
    read: &mut Read,
    school: Id<School>,
    today: NaiveDate,
) -> db::Result<HashMap<String, Weights>> {
    let rows = sql!(
        "SELECT mef, weights, version FROM subject_weights WHERE school = $1 AND school_year = $2"
    )
    .bind(school)
    .bind(i64::from(school_year_of(today)))
    .all::<(String, String, i64)>(read)
    .await?;
    let weights = rows
        .into_iter()
        .map(|(mef, kept, version)| (mef, Weights::stored(&kept, version)));
    Ok(weights.collect())
}

/// Saves the weights of a programme over the version that they were made from; false when somebody
/// changed them since.
pub(crate) async fn save_weights(
    write: &mut Write,
    at: &At<MarksSettings>,
    (mef, today): (&str, NaiveDate),
    weights: &Weights,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let saved = sql!(
        "INSERT INTO subject_weights (school, school_year, mef, weights, version) \
         VALUES ($1, $2, $3, $4, 1) ON CONFLICT (school, school_year, mef) DO UPDATE SET \
         weights = excluded.weights, version = subject_weights.version + 1 \
         WHERE subject_weights.version = $5"
    )
    .bind(at.school())
    .bind(i64::from(school_year_of(today)))
    .bind(mef)
    .bind(weights.kept())
    .bind(weights.version)
    .run(write)
    .await?;
    if saved == 1 {
        let line = Line::new(at.actor(), "subject_weights.saved").detail(mef.to_owned());
        audit::note(write, now, &line).await?;
    }
    Ok(saved == 1)
}
