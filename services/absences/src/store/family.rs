//! What the family did by itself: it called.

use crate::{
    model::terms::Terms,
    store::{
        absence::{self, Absence, withdraw},
        entries::one,
    },
};
use audit::Line;
use chrono::{DateTime, Utc};
use db::Write;
use education::{Id, Pupil};
use identity::{At, SchoolLife};
use web::Result;

/// « La famille a appelé »: the school is told, the matter is closed, and what has not left does not
/// leave any more. Gives the pupil and how many messages were withdrawn; `None` when there is no such
/// entry, or not any more. The second time changes nothing.
pub(crate) async fn called(
    write: &mut Write,
    at: &At<SchoolLife>,
    id: Id<Absence>,
    now: DateTime<Utc>,
) -> Result<Option<(Id<Pupil>, u64)>> {
    let entry = one(write, at, id).await?;
    let Some(entry) = entry.filter(|entry| entry.cancelled_at.is_none()) else {
        return Ok(None);
    };
    let terms = Terms {
        informed: true,
        closed: true,
        ..entry.terms
    };
    if terms != entry.terms {
        absence::rewrite(write, at, &entry, (&terms, &entry.taught), false, now).await?;
        let line = Line::new(at.actor(), "family.called").on("pupil", entry.pupil);
        audit::note(write, now, &line.detail(id.to_string())).await?;
    }
    let why = "La famille a appelé avant l'envoi.";
    let withdrawn = withdraw(write, at, id, why, now).await?;
    Ok(Some((entry.pupil, withdrawn)))
}
