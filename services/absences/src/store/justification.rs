//! What guardians send to explain absences: sent, read by the one who sent it and by the office, decided.

use super::{
    absence::{self, Absence, Changed},
    entries,
};
use crate::model::{
    justification::{JustificationRow, State, Told},
    terms::Terms,
    wording::WordingRow,
};
use audit::{Actor, Line};
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Account, Guardian, Id, Pupil};
use identity::{At, Child, Holder, SchoolLife};
use records::photo::Picture;
use web::{Error, FormId, Result};

/// What was sent.
#[derive(Debug, Clone)]
pub(crate) struct Justification {
    pub(crate) id: Id<JustificationRow>,
    pub(crate) absence: Id<Absence>,
    pub(crate) guardian: Id<Guardian>,
    pub(crate) pupil: Id<Pupil>,
    pub(crate) sent_at: DateTime<Utc>,
    pub(crate) told: Told,
    pub(crate) state: State,
    pub(crate) has_photo: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<JustificationRow>,
    absence: Id<Absence>,
    guardian: Id<Guardian>,
    pupil: Id<Pupil>,
    sent_at: DateTime<Utc>,
    reason: Id<WordingRow>,
    words: String,
    decided_at: Option<DateTime<Utc>>,
    accepted: Option<bool>,
    answer: String,
    has_photo: bool,
}

impl From<Row> for Justification {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            absence: row.absence,
            guardian: row.guardian,
            pupil: row.pupil,
            sent_at: row.sent_at,
            told: Told {
                reason: row.reason,
                words: row.words,
            },
            state: match (row.decided_at, row.accepted) {
                (None, _) => State::Waiting,
                (Some(when), Some(true)) => State::Accepted(when),
                (Some(when), _) => State::Refused(when, row.answer),
            },
            has_photo: row.has_photo,
        }
    }
}

/// One text for each list, so that all read the same columns.
macro_rules! justifications {
    ($rest:literal) => {
        concat!(
            "SELECT j.id, j.absence, j.guardian, a.pupil, j.sent_at, j.reason, j.words, j.decided_at, \
             j.accepted, j.answer, EXISTS (SELECT 1 FROM absence_justification_photo p \
             WHERE p.justification = j.id) AS has_photo \
             FROM absence_justification j JOIN absence a ON a.id = j.absence \
             WHERE a.cancelled_at IS NULL AND ",
            $rest
        )
    };
}

/// Who explains: nobody but a guardian does.
fn guardian_of(child: &Child) -> Result<Id<Guardian>> {
    match child.holder() {
        Holder::Guardian(guardian) => Ok(guardian),
        Holder::Pupil => Err(Error::Forbidden),
    }
}

/// What this guardian sent about entries of the child, the latest first. What another guardian sent is
/// theirs.
pub(crate) async fn of_guardian(read: &mut Read, child: &Child) -> Result<Vec<Justification>> {
    let guardian = guardian_of(child)?;
    let rows = sql!(justifications!(
        "j.school = $1 AND a.pupil = $2 AND j.guardian = $3 ORDER BY j.sent_at DESC, j.id DESC"
    ))
    .bind(child.school())
    .bind(child.pupil())
    .bind(guardian)
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().map(Justification::from).collect())
}

/// The paper that this guardian sent, a JPEG.
pub(crate) async fn photo_of_guardian(
    read: &mut Read,
    child: &Child,
    id: Id<JustificationRow>,
) -> Result<Option<Vec<u8>>> {
    let row = sql!(
        "SELECT p.bytes FROM absence_justification_photo p JOIN absence_justification j \
         ON j.id = p.justification JOIN absence a ON a.id = j.absence \
         WHERE j.id = $1 AND j.school = $2 AND a.pupil = $3 AND j.guardian = $4"
    )
    .bind(id)
    .bind(child.school())
    .bind(child.pupil())
    .bind(guardian_of(child)?)
    .optional::<(Vec<u8>,)>(read)
    .await?;
    Ok(row.map(|(bytes,)| bytes))
}

/// Sends it; false when this form was received already, or another waits for its answer.
pub(crate) async fn send(
    write: &mut Write,
    (child, actor): (&Child, Actor),
    (absence, form): (Id<Absence>, FormId),
    told: &Told,
    photo: Option<&Picture>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let (id, guardian): (Id<JustificationRow>, _) = (Id::new(), guardian_of(child)?);
    let account: Id<Account> = actor.account.ok_or(Error::Forbidden)?;
    // A conflict is of the form, or of the one that waits.
    let added = sql!(
        "INSERT INTO absence_justification (id, school, absence, guardian, form_id, sent_by, sent_at, reason, \
         words) SELECT $1, a.school, a.id, $4, $5, $6, $7, $8, $9 FROM absence a \
         WHERE a.id = $2 AND a.school = $3 AND a.pupil = $10 AND a.cancelled_at IS NULL \
         ON CONFLICT DO NOTHING"
    )
    .bind(id)
    .bind(absence)
    .bind(child.school())
    .bind(guardian)
    .bind(form.0)
    .bind(account)
    .bind(now)
    .bind(told.reason)
    .bind(told.words.as_str())
    .bind(child.pupil())
    .run(write)
    .await?;
    if added == 0 {
        return Ok(false);
    }
    if let Some(photo) = photo {
        sql!("INSERT INTO absence_justification_photo (justification, bytes) VALUES ($1, $2)")
            .bind(id)
            .bind(photo.jpeg().to_vec())
            .run(write)
            .await?;
    }
    let line = Line::new(actor, "justification.sent").on("pupil", child.pupil());
    audit::note(write, now, &line.detail(id.to_string())).await?;
    Ok(true)
}

/// Those that wait for the school, the oldest first.
pub(crate) async fn waiting(
    read: &mut Read,
    at: &At<SchoolLife>,
) -> db::Result<Vec<Justification>> {
    let rows = sql!(justifications!(
        "j.school = $1 AND j.decided_at IS NULL ORDER BY j.sent_at, j.id"
    ))
    .bind(at.school())
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().map(Justification::from).collect())
}

/// One of them, decided or not.
pub(crate) async fn one(
    read: &mut Read,
    at: &At<SchoolLife>,
    id: Id<JustificationRow>,
) -> db::Result<Option<Justification>> {
    let row = sql!(justifications!("j.school = $1 AND j.id = $2"))
        .bind(at.school())
        .bind(id)
        .optional::<Row>(read)
        .await?;
    Ok(row.map(Justification::from))
}

/// The paper that came with it, a JPEG, and of whom.
pub(crate) async fn photo(
    read: &mut Read,
    at: &At<SchoolLife>,
    id: Id<JustificationRow>,
) -> db::Result<Option<(Id<Pupil>, Vec<u8>)>> {
    sql!(
        "SELECT a.pupil, p.bytes FROM absence_justification_photo p JOIN absence_justification j \
         ON j.id = p.justification JOIN absence a ON a.id = j.absence WHERE j.id = $1 AND j.school = $2"
    )
    .bind(id)
    .bind(at.school())
    .optional::<(Id<Pupil>, Vec<u8>)>(read)
    .await
}

/// What the school makes of it.
pub(crate) enum Decision<'d> {
    /// The entry says this from now on, if it still is of this version.
    Accepted(&'d Terms, i64),
    /// The family reads this.
    Refused(&'d str),
}

/// What deciding gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decided {
    Done,
    /// Somebody decided before: nothing changed.
    Before,
    /// The entry was changed since it was shown.
    Conflict,
}

/// Decides it, once. What is accepted is written in the entry, in the same transaction, and what has not
/// left for the family does not leave any more; `None` when there is no such one.
pub(crate) async fn decide(
    write: &mut Write,
    at: &At<SchoolLife>,
    id: Id<JustificationRow>,
    decision: &Decision<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Decided>> {
    let Some(sent) = one(write, at, id).await? else {
        return Ok(None);
    };
    if sent.state != State::Waiting {
        return Ok(Some(Decided::Before));
    }
    let (accepted, answer, act) = match decision {
        Decision::Accepted(terms, version) => {
            let entry = entries::one(write, at, sent.absence).await?;
            let entry = entry.ok_or(Error::NotFound)?;
            if entry.version != *version {
                return Ok(Some(Decided::Conflict));
            }
            let said = (*terms, &entry.taught);
            match absence::change(write, at, (entry.id, *version), said, now).await? {
                Changed::Done { .. } => {}
                Changed::Conflict | Changed::Overlap(_) => return Ok(Some(Decided::Conflict)),
            }
            let why = "La famille a expliqué l'absence avant l'envoi.";
            absence::withdraw(write, at, entry.id, why, now).await?;
            (true, "", "justification.accepted")
        }
        Decision::Refused(answer) => (false, *answer, "justification.refused"),
    };
    sql!(
        "UPDATE absence_justification SET decided_at = $3, decided_by = $4, accepted = $5, answer = $6 \
         WHERE id = $1 AND school = $2"
    )
    .bind(id)
    .bind(at.school())
    .bind(now)
    .bind(at.person().account)
    .bind(accepted)
    .bind(answer)
    .run(write)
    .await?;
    let line = Line::new(at.actor(), act).on("pupil", sent.pupil);
    audit::note(write, now, &line.detail(id.to_string())).await?;
    Ok(Some(Decided::Done))
}
