//! Appreciations: read for a class, written over what was shown, with what they said before.

use crate::{
    model::{JudgedText, Topic},
    store::mark::Conflicting,
};
use audit::Line;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, Write, sql};
use education::{Id, Pupil, school_year_of};
use identity::{At, AtSchool, Marks};
use std::collections::HashMap;

/// What was said of pupils in a part of the school year of that day, by pupil and subject
/// ([`Topic::COUNCIL`] for the council's).
pub(crate) async fn of_pupils<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    (period, today): (&str, NaiveDate),
    pupils: &[Id<Pupil>],
) -> db::Result<HashMap<(Id<Pupil>, String), String>> {
    let rows = sql!(
        sqlite: "SELECT pupil, subject, text FROM appreciation WHERE school = $1 AND school_year = $2 \
                 AND period = $3 AND pupil IN (SELECT unhex(value) FROM json_each($4))",
        postgres: "SELECT pupil, subject, text FROM appreciation WHERE school = $1 AND school_year = $2 \
                   AND period = $3 AND pupil = ANY($4)",
    )
    .bind(at.school())
    .bind(i64::from(school_year_of(today)))
    .bind(period)
    .bind(pupils)
    .all::<(Id<Pupil>, String, String)>(read)
    .await?;
    let said = rows.into_iter().filter(|(.., text)| !text.is_empty());
    Ok(said
        .map(|(pupil, subject, text)| ((pupil, subject), text))
        .collect())
}

/// What is said of pupils on one topic.
pub(crate) async fn on_topic(
    read: &mut Read,
    at: &At<Marks>,
    (topic, today): (&Topic, NaiveDate),
    pupils: &[Id<Pupil>],
) -> db::Result<HashMap<Id<Pupil>, String>> {
    let all = of_pupils(read, at, (&topic.period, today), pupils).await?;
    let mine = all
        .into_iter()
        .filter(|((_, subject), _)| *subject == topic.subject);
    Ok(mine.map(|((pupil, _), text)| (pupil, text)).collect())
}

/// What somebody else wrote of a pupil since it was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextConflict {
    pub(crate) pupil: Id<Pupil>,
    /// What it says now.
    pub(crate) now: String,
    /// What this person wants it to say.
    pub(crate) wanted: String,
}

/// What writing gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct WrittenTexts {
    /// How many say something else than before.
    pub(crate) changed: u64,
    /// Those that say by now something else than was shown, and than what is wanted.
    pub(crate) conflicts: Vec<TextConflict>,
}

/// Writes what is said of pupils on a topic, each over what was shown.
pub(crate) async fn write(
    write: &mut Write,
    at: &At<Marks>,
    (topic, today): (&Topic, NaiveDate),
    texts: &[JudgedText],
    conflicting: Conflicting,
    now: DateTime<Utc>,
) -> db::Result<WrittenTexts> {
    let pupils: Vec<Id<Pupil>> = texts.iter().map(|text| text.pupil).collect();
    let known = on_topic(write, at, (topic, today), &pupils).await?;
    let (mut changed, mut conflicts) = (Vec::new(), Vec::new());
    for judged in texts {
        let said = known.get(&judged.pupil).cloned().unwrap_or_default();
        match (said == judged.wanted, said == judged.shown) {
            // The same form sent again, or two people who wrote the same.
            (true, _) => {}
            (false, true) => changed.push(judged),
            (false, false) => conflicts.push(TextConflict {
                pupil: judged.pupil,
                now: said,
                wanted: judged.wanted.clone(),
            }),
        }
    }
    if !conflicts.is_empty() && conflicting == Conflicting::StopAll {
        changed.clear();
    }
    for judged in &changed {
        set(write, at, (topic, today), judged, now).await?;
    }
    if !changed.is_empty() {
        let said = format!(
            "{} {} : {} appréciations",
            topic.subject,
            topic.period,
            changed.len()
        );
        let line = Line::new(at.actor(), "appreciations.typed").detail(said);
        audit::note(write, now, &line).await?;
    }
    Ok(WrittenTexts {
        changed: changed.len() as u64,
        conflicts,
    })
}

async fn set(
    write: &mut Write,
    at: &At<Marks>,
    (topic, today): (&Topic, NaiveDate),
    judged: &JudgedText,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let year = i64::from(school_year_of(today));
    sql!(
        "INSERT INTO appreciation_change (school, school_year, period, subject, pupil, version, text, \
         changed_at, changed_by) SELECT school, school_year, period, subject, pupil, version, text, \
         changed_at, changed_by FROM appreciation \
         WHERE school = $1 AND school_year = $2 AND period = $3 AND subject = $4 AND pupil = $5"
    )
    .bind(at.school())
    .bind(year)
    .bind(topic.period.as_str())
    .bind(topic.subject.as_str())
    .bind(judged.pupil)
    .run(write)
    .await?;
    sql!(
        "INSERT INTO appreciation (school, school_year, period, subject, pupil, text, changed_at, changed_by, \
         version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1) \
         ON CONFLICT (school, school_year, period, subject, pupil) DO UPDATE SET text = excluded.text, \
         changed_at = excluded.changed_at, changed_by = excluded.changed_by, \
         version = appreciation.version + 1"
    )
    .bind(at.school())
    .bind(year)
    .bind(topic.period.as_str())
    .bind(topic.subject.as_str())
    .bind(judged.pupil)
    .bind(judged.wanted.as_str())
    .bind(now)
    .bind(at.person().account)
    .run(write)
    .await?;
    Ok(())
}
