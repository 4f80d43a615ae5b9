//! What lines are read and written by: pupils, motifs, teachers, the school's hours.

use crate::{
    model::{
        exchange::{Directory, Register, Teachers, Wordings},
        wording::List,
    },
    store::wording,
};
use chrono::{DateTime, Utc};
use db::Read;
use identity::{At, SchoolLifeSettings};
use manifest::Keep;

/// The register of the school where one works.
pub(super) async fn register(
    read: &mut Read,
    at: &At<SchoolLifeSettings>,
    now: DateTime<Utc>,
) -> db::Result<Register> {
    let staff = records::staff(read, at, at.today(now)).await?;
    let working = staff
        .into_iter()
        .map(|person| (person.id, person.surname, person.first_name));
    Ok(Register {
        pupils: Directory::new(records::identity_cards(read, at).await?),
        reasons: wordings(read, at, List::Reasons).await?,
        proofs: wordings(read, at, List::Proofs).await?,
        teachers: Teachers::new(records::staff_names(read, at).await?, working),
        week: timetable::week(read, at).await?,
        // As the night's purge counts: what it would take away is not brought back.
        first_day: Keep::SchoolYears(0).cutoff(now).date_naive(),
        today: at.today(now),
    })
}

async fn wordings(
    read: &mut Read,
    at: &At<SchoolLifeSettings>,
    list: List,
) -> db::Result<Wordings> {
    let mut lines = wording::all(read, at, list).await?;
    lines.sort_by_key(|line| line.withdrawn);
    Ok(Wordings::new(
        lines.into_iter().map(|line| (line.id, line.wording)),
    ))
}
