//! By what a pupil is known outside of this program: for files that name pupils.

use chrono::NaiveDate;
use db::{Read, sql};
use education::{Id, Pupil};
use identity::{At, AtSchool};
use std::collections::HashMap;

/// Who a pupil of the school is, in the words of other programs.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct IdentityCard {
    /// Which one.
    pub id: Id<Pupil>,
    /// National identifier.
    pub ine: Option<String>,
    /// ELEVE_ID, the key in the académie's register; none for whom another register brings.
    pub eleve_id: Option<i64>,
    /// *Nom de famille*.
    pub family_name: String,
    /// *Nom d'usage*.
    pub usage_name: Option<String>,
    /// First name.
    pub first_name: String,
    /// Birth date.
    pub born_on: Option<NaiveDate>,
    /// Code of the class.
    pub division: Option<String>,
    /// The day from which the pupil is not there any more, past or announced.
    pub left_on: Option<NaiveDate>,
}

/// All the pupils that the school has, or had, as its register knows them; each once, as last
/// enrolled.
pub async fn identity_cards<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
) -> db::Result<Vec<IdentityCard>> {
    // Keys below zero are our own, for whom ONDE brings: nobody else knows them.
    let rows = sql!(
        "SELECT p.id, p.ine, CASE WHEN p.eleve_id > 0 THEN p.eleve_id END AS eleve_id, \
         p.family_name, p.usage_name, p.first_name, p.born_on, d.code AS division, e.left_on \
         FROM enrolment e JOIN pupil p ON p.id = e.pupil \
         LEFT JOIN division d ON d.id = e.division WHERE e.school = $1 \
         ORDER BY e.school_year, e.name_key, p.id"
    )
    .bind(at.school())
    .all::<IdentityCard>(read)
    .await?;
    let last: HashMap<Id<Pupil>, IdentityCard> =
        rows.into_iter().map(|card| (card.id, card)).collect();
    let mut cards: Vec<IdentityCard> = last.into_values().collect();
    cards.sort_by_key(|card| card.id.uuid());
    Ok(cards)
}
