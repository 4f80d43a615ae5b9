//! Links that were made together: a form sent twice makes them once, and they are shown once.

use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use identity::{At, StaffAccounts};
use serde_json::Value as Json;
use uuid::Uuid;
use web::{Error, FormId, Result};

/// For whom this form made links; `None` when it did not.
pub(crate) async fn made(
    read: &mut Read,
    at: &At<StaffAccounts>,
    form: FormId,
) -> db::Result<Option<Vec<Uuid>>> {
    let row = sql!("SELECT people FROM staff_batch WHERE form_id = $1 AND school = $2")
        .bind(form.0)
        .bind(at.school())
        .optional::<(Json,)>(read)
        .await?;
    Ok(row.map(|(people,)| {
        let people = people.as_array().cloned().unwrap_or_default();
        let ids = people.iter().filter_map(|id| id.as_str()?.parse().ok());
        ids.collect()
    }))
}

/// Notes that this form makes links for these people.
pub(crate) async fn note(
    write: &mut Write,
    at: &At<StaffAccounts>,
    form: FormId,
    people: &[Uuid],
    now: DateTime<Utc>,
) -> Result<()> {
    let people: Vec<String> = people.iter().map(Uuid::to_string).collect();
    // Two at the same time: the one that comes second is run again, and finds the first.
    let noted = sql!(
        "INSERT INTO staff_batch (form_id, school, account, people, made_at) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (form_id) DO NOTHING"
    )
    .bind(form.0)
    .bind(at.school())
    .bind(at.person().account)
    .bind(Json::from(people))
    .bind(now)
    .run(write)
    .await?;
    if noted == 0 {
        return Err(Error::Conflict(
            "Ce formulaire a déjà servi : revenez à la liste et recommencez.".into(),
        ));
    }
    Ok(())
}
