//! The colours of a school.

use crate::model::colors::Colors;
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use identity::{At, AtSchool, SchoolLifeSettings};

/// Colours, as stored; version 0 for the program's own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stored {
    pub(crate) colors: Colors,
    pub(crate) version: i64,
}

/// The colours of the school where one works.
pub(crate) async fn of<A: AtSchool>(read: &mut Read, at: &At<A>) -> db::Result<Stored> {
    let row = sql!("SELECT colors, version FROM absence_colors WHERE school = $1")
        .bind(at.school())
        .optional::<(String, i64)>(read)
        .await?;
    Ok(row.map_or(
        Stored {
            colors: Colors::default(),
            version: 0,
        },
        |(words, version)| Stored {
            colors: Colors::stored(&words),
            version,
        },
    ))
}

/// Saves them; false when somebody did since they were shown.
pub(crate) async fn save(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    version: i64,
    colors: &Colors,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let statement = match version {
        0 => sql!(
            "INSERT INTO absence_colors (school, colors, version) VALUES ($1, $2, $3 + 1) \
             ON CONFLICT (school) DO NOTHING"
        ),
        _ => sql!(
            "UPDATE absence_colors SET colors = $2, version = version + 1 \
             WHERE school = $1 AND version = $3"
        ),
    };
    let saved = statement
        .bind(at.school())
        .bind(colors.words())
        .bind(version)
        .run(write)
        .await?;
    if saved == 1 {
        let line = Line::new(at.actor(), "colors.saved").on("school", at.school());
        audit::note(write, now, &line).await?;
    }
    Ok(saved == 1)
}
