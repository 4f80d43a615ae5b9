//! The pairs of a school, each with its live code.

use crate::model::codes::{CodeRow, Current, Pair, Row};
use chrono::NaiveDate;
use db::{Read, sql};
use education::{Id, Pupil};
use identity::{ActivationCodes, At};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct CodeLine {
    pupil: Id<Pupil>,
    holder: Uuid,
    #[sqlx(flatten)]
    current: Current,
}

/// All pairs of the pupils who are at the school that day, by pupil: their own, then their legal guardians.
pub(crate) async fn rows(
    read: &mut Read,
    at: &At<ActivationCodes>,
    today: NaiveDate,
) -> db::Result<Vec<Row>> {
    let pupils = records::school_pupils(read, at, today).await?;
    let mut links = records::school_links(read, at, today).await?;
    let lines = sql!(
        "SELECT pupil, holder, id, state, made_at, notified_at, expires_at, sending FROM activation_code \
         WHERE school = $1 AND replaced_at IS NULL"
    )
    .bind(at.school())
    .all::<CodeLine>(read)
    .await?;
    let mut codes: HashMap<Pair, Current> = lines
        .into_iter()
        .map(|line| {
            let (pupil, holder) = (line.pupil, line.holder);
            (Pair { pupil, holder }, line.current)
        })
        .collect();
    let refused = refused(read, at).await?;
    let mut rows = Vec::with_capacity(pupils.len() * 3);
    for pupil in pupils {
        let guardians = links.remove(&pupil.id).unwrap_or_default();
        let legal = guardians.into_iter().filter(|one| one.legal_rank.is_some());
        for guardian in [None].into_iter().chain(legal.map(Some)) {
            let pair = match &guardian {
                None => Pair::own(pupil.id),
                Some(guardian) => Pair::of(pupil.id, guardian.guardian),
            };
            rows.push(Row {
                pair,
                pupil: pupil.clone(),
                guardian,
                code: codes.remove(&pair),
                refused: refused.contains(&pair),
            });
        }
    }
    Ok(rows)
}

/// The pairs whose family refused the télé-services, and did not take it back.
pub(crate) async fn refused(
    read: &mut Read,
    at: &At<ActivationCodes>,
) -> db::Result<HashSet<Pair>> {
    let rows = sql!(
        "SELECT pupil, holder FROM family_request WHERE school = $1 AND kind = 'refusal' \
         AND lifted_at IS NULL"
    )
    .bind(at.school())
    .all::<(Id<Pupil>, Uuid)>(read)
    .await?;
    let pair = |(pupil, holder)| Pair { pupil, holder };
    Ok(rows.into_iter().map(pair).collect())
}

/// The live codes of some pupils: which, of which pair, in which state.
pub(crate) async fn live(
    read: &mut Read,
    at: &At<ActivationCodes>,
    pupils: &[Id<Pupil>],
) -> db::Result<HashMap<Pair, Current>> {
    let lines = sql!(
        sqlite: "SELECT pupil, holder, id, state, made_at, notified_at, expires_at, sending \
                 FROM activation_code WHERE school = $1 AND replaced_at IS NULL \
                 AND pupil IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "SELECT pupil, holder, id, state, made_at, notified_at, expires_at, sending \
                   FROM activation_code WHERE school = $1 AND replaced_at IS NULL AND pupil = ANY($2)",
    )
    .bind(at.school())
    .bind(pupils)
    .all::<CodeLine>(read)
    .await?;
    let pair = |line: CodeLine| {
        let (pupil, holder) = (line.pupil, line.holder);
        (Pair { pupil, holder }, line.current)
    };
    Ok(lines.into_iter().map(pair).collect())
}

/// The live codes of whom some messages told, that are still the ones that were told.
pub(crate) async fn told_by(
    read: &mut Read,
    at: &At<ActivationCodes>,
    sendings: &[Id<super::sending::Sending>],
) -> db::Result<Vec<(Pair, Id<CodeRow>, Id<super::sending::Sending>)>> {
    let rows = sql!(
        sqlite: "SELECT pupil, holder, id, sending FROM activation_code WHERE school = $1 \
                 AND replaced_at IS NULL AND state = 'notified' \
                 AND sending IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "SELECT pupil, holder, id, sending FROM activation_code WHERE school = $1 \
                   AND replaced_at IS NULL AND state = 'notified' AND sending = ANY($2)",
    )
    .bind(at.school())
    .bind(sendings)
    .all::<(Id<Pupil>, Uuid, Id<CodeRow>, Id<super::sending::Sending>)>(read)
    .await?;
    let told = |(pupil, holder, id, sending)| (Pair { pupil, holder }, id, sending);
    Ok(rows.into_iter().map(told).collect())
}
