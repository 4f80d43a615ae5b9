//! Timetables of fictitious schools, through the import's own way.

use crate::pages::timetable::reading::Files;
use chrono::NaiveDate;
use db::in_write;
use identity::{At, SchoolLifeSettings};
use manifest::Examples;
use std::io::Cursor;
use timetable::{Class, LessonTerms, Replaced, Weeks};
use web::{Context, Error, FormId, Result};

/// Takes a timetable file from a day on, as « Importer » does once its differences are accepted.
/// Gives what it did, and how many remarks there were to make.
pub async fn import(
    context: &Context,
    at: &At<SchoolLifeSettings>,
    (name, bytes): (&str, Vec<u8>),
    since: NaiveDate,
) -> Result<(Replaced, usize)> {
    let mut files = Files::begin(context, at).await?;
    files.add(name, bytes).await?.map_err(Error::internal)?;
    let matched = files.matched().await?.map_err(Error::internal)?;
    let now = context.clock.now();
    let replaced = in_write!(context.db, Error, |tx| {
        Ok(timetable::replace_imported(tx, at, &matched.lessons, since, now).await?)
    })?;
    Ok((replaced, matched.remarks.len()))
}

/// A lesson, a deposit and a file, for the access matrix.
pub(super) async fn examples(
    context: &Context,
    at: &At<SchoolLifeSettings>,
    division: &str,
) -> Result<Examples> {
    let now = context.clock.now();
    let today = at.today(now);
    let mut read = context.db.read().await?;
    let week = timetable::week(&mut read, at).await?;
    let staff = records::staff(&mut read, at, today).await?;
    drop(read);
    let bells = week.bells();
    let day = timetable::Week::days().find(|day| week.end_of(*day).is_some());
    let hours = bells.first().zip(bells.get(1));
    let (day, (from, to)) = day.zip(hours).ok_or(Error::NotFound)?;
    let terms = LessonTerms {
        day,
        from: *from,
        to: *to,
        weeks: Weeks::Every,
        subject: "Latin".into(),
        room: "B12".into(),
        classes: vec![Class::Division(division.to_owned())],
        teachers: staff.first().map(|person| person.id).into_iter().collect(),
    };
    let file = format!(
        "Jour;Début;Fin;Matière;Classe\n{};{from};{to};Latin;{division}\n",
        timetable::day_name(day),
        from = from.format("%H:%M"),
        to = to.format("%H:%M"),
    );
    let (lesson, draft) = in_write!(context.db, Error, |tx| {
        let lesson = timetable::add_lesson(tx, at, FormId::new(), &terms, today, now).await?;
        let mut given = [("exemple.csv".to_owned(), Cursor::new(file.as_bytes()))];
        let draft = timetable::keep_lesson_draft(tx, at, now, &mut given).await?;
        Ok((lesson, draft))
    })?;
    let lesson = lesson.ok_or(Error::NotFound)?;
    Ok(vec![
        ("lesson", lesson.to_string()),
        ("lesson_version", "1".to_owned()),
        ("lesson_draft", draft.to_string()),
        ("timetable_file", file),
    ])
}
