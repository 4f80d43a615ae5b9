//! Above the list: the telephones of a pupil's family, and the pupil's week.

use super::who::Who;
use crate::pages::entry::beside;
use audit::Line;
use identity::{At, SchoolLife};
use maud::Markup;
use web::{Context, Input, Result};

/// What is shown beside, of the row that an address names; a look that leaves a trace.
pub(super) async fn of(
    at: &At<SchoolLife>,
    context: &Context,
    input: &Input,
    who: &Who,
) -> Result<Option<Markup>> {
    let wanted = input.text("fiche");
    let Some(away) = who
        .away
        .iter()
        .find(|away| away.entry.id.to_string() == wanted)
    else {
        return Ok(None);
    };
    let line = Line::new(at.actor(), "pupil.seen")
        .on("pupil", away.pupil.id)
        .detail("la journée");
    context.audit.look(context.clock.now(), line).await?;
    Ok(Some(beside(at, context, away.pupil.id, input).await?))
}
