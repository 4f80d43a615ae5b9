//! The delay of a school.

use crate::model::codes::Rules;
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use identity::{ActivationCodes, At};

/// The rules of the school where one works.
pub(crate) async fn rules(read: &mut Read, at: &At<ActivationCodes>) -> db::Result<Rules> {
    let row = sql!("SELECT days, version FROM code_rules WHERE school = $1")
        .bind(at.school())
        .optional::<(i64, i64)>(read)
        .await?;
    Ok(row.map_or_else(Rules::default, |(days, version)| Rules { days, version }))
}

/// Changes the delay of the codes to come, if it is still the version that was shown. False otherwise.
pub(crate) async fn save(
    write: &mut Write,
    at: &At<ActivationCodes>,
    days: i64,
    version: i64,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let saved = match version {
        0 => sql!("INSERT INTO code_rules (school, days, version) VALUES ($1, $2, 1) ON CONFLICT (school) DO NOTHING")
            .bind(at.school())
            .bind(days)
            .run(write)
            .await?,
        version => sql!("UPDATE code_rules SET days = $2, version = version + 1 WHERE school = $1 AND version = $3")
            .bind(at.school())
            .bind(days)
            .bind(version)
            .run(write)
            .await?,
    };
    if saved == 1 {
        let line = Line::new(at.actor(), "code_rules.saved").detail(format!("{days} jours"));
        audit::note(write, now, &line).await?;
    }
    Ok(saved == 1)
}
