//! The timetable of the school as a table, which « Importer » reads back.

use crate::model::timetable_file::{TITLES, row};
use axum::{extract::State, response::Response};
use education::Id;
use identity::{At, SchoolLifeSettings};
use records::Staff;
use std::collections::HashMap;
use web::{Context, Csv, Error, Result, attachment};

/// The lessons that are held until further notice, typed and imported.
pub(crate) async fn download(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
) -> Result<Response> {
    let today = at.today(context.clock.now());
    let mut read = context.db.read().await?;
    let lessons = timetable::lessons(&mut read, &at, today, None).await?;
    let staff = records::staff(&mut read, &at, today).await?;
    drop(read);
    let names: HashMap<Id<Staff>, String> = staff
        .into_iter()
        .map(|person| (person.id, person.list_name()))
        .collect();
    let mut csv = Csv::new(Vec::new());
    csv.row(TITLES).map_err(Error::internal)?;
    for lesson in lessons.iter().filter(|lesson| lesson.until.is_none()) {
        csv.row(row(&lesson.terms, &names))
            .map_err(Error::internal)?;
    }
    Ok(attachment(
        &format!("emploi-du-temps-{today}.csv"),
        "text/csv; charset=utf-8",
        csv.finish().map_err(Error::internal)?,
    ))
}
