//! A table of one line, for the access matrix.

use crate::{pages::exchange::seen, store::exchange::draft};
use chrono::{Days, Duration, NaiveTime};
use db::in_write;
use education::{Id, Pupil};
use identity::{At, SchoolLifeSettings};
use manifest::Examples;
use web::{Context, Error, FormId, Result};

/// A deposit and a file, which add one entry wherever and whenever they are asked for: an exemption,
/// in nobody's way, at an hour that no other has.
pub(super) async fn examples(
    context: &Context,
    at: &At<SchoolLifeSettings>,
    pupil: Id<Pupil>,
) -> Result<Examples> {
    let now = context.clock.now();
    let cards = records::identity_cards(&mut context.db.read().await?, at).await?;
    let card = cards.into_iter().find(|card| card.id == pupil);
    let card = card.ok_or(Error::NotFound)?;
    let line = || {
        let drawn = FormId::new().0.as_u128() as u32;
        let day = at.today(now) + Days::new(u64::from(drawn % 300));
        let (from, _) = NaiveTime::MIN
            .overflowing_add_signed(Duration::minutes(i64::from(drawn / 300 % 1_400)));
        let to = from + Duration::minutes(30);
        let born = card.born_on.map_or(String::new(), |day| day.to_string());
        format!(
            "INE;Nom;Prénom;Date de naissance;Nature;Date de début;Heure de début;Heure de fin\n\
             {};{};{};{born};Dispense;{};{};{}\n",
            card.ine.as_deref().unwrap_or_default(),
            card.family_name,
            card.first_name,
            day.format("%d/%m/%Y"),
            from.format("%H:%M"),
            to.format("%H:%M"),
        )
    };
    let deposited = line();
    let draft = in_write!(context.db, Error, |tx| {
        Ok(draft::keep(tx, at, ("exemple.csv", deposited.as_bytes()), now).await?)
    })?;
    Ok(vec![
        ("absence_seen", seen(at, context, draft).await?),
        ("absence_import", draft.to_string()),
        ("absence_file", line()),
    ])
}
