//! Answers to « accepte les SMS »: each one, who gave it, when, from where.

use crate::guardian::ConsentSource;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Account, Guardian, Id, Pupil};
use identity::{At, AtSchool};
use uuid::Uuid;

/// Whose answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// A guardian's.
    Guardian(Id<Guardian>),
    /// A pupil's, for their own mobile.
    Pupil(Id<Pupil>),
}

impl Whose {
    fn columns(self) -> (Option<Id<Guardian>>, Option<Id<Pupil>>) {
        match self {
            Self::Guardian(id) => (Some(id), None),
            Self::Pupil(id) => (None, Some(id)),
        }
    }
}

/// From where an answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// An export of the register.
    Export,
    /// A person of the school, on the record.
    Record,
}

impl Origin {
    fn code(self) -> &'static str {
        match self {
            Self::Export => "export",
            Self::Record => "fiche",
        }
    }

    /// How the current answer's source is called then.
    pub(crate) fn source(self) -> ConsentSource {
        match self {
            Self::Export => ConsentSource::Export,
            Self::Record => ConsentSource::Typed,
        }
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Yes or no.
    pub accepts: bool,
    /// From where it came.
    pub origin: Origin,
    /// Who typed it, or took the export's; `None` for an import by itself.
    pub account: Option<Id<Account>>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The answers, the latest first. The caller has been admitted to the record.
pub async fn answers(read: &mut Read, whose: Whose) -> db::Result<Vec<Answer>> {
    type Row = (bool, String, Option<Id<Account>>, DateTime<Utc>);
    let (guardian, pupil) = whose.columns();
    let rows = sql!(
        sqlite: "SELECT accepts_sms, source, account, at FROM consent \
                 WHERE guardian IS $1 AND pupil IS $2 ORDER BY at DESC, id DESC",
        postgres: "SELECT accepts_sms, source, account, at FROM consent \
                   WHERE guardian IS NOT DISTINCT FROM $1 AND pupil IS NOT DISTINCT FROM $2 \
                   ORDER BY at DESC, id DESC",
    )
    .bind(guardian)
    .bind(pupil)
    .all::<Row>(read)
    .await?;
    let answer = |(accepts, source, account, at): Row| Answer {
        accepts,
        origin: match source.as_str() {
            "export" => Origin::Export,
            _ => Origin::Record,
        },
        account,
        at,
    };
    Ok(rows.into_iter().map(answer).collect())
}

/// The answer that stood before the one that is being written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Before {
    pub(crate) accepts: bool,
    pub(crate) at: DateTime<Utc>,
}

/// Writes an answer given at a school. The first of a history is preceded by what stood before:
/// the export's.
pub(crate) async fn answered<A: AtSchool>(
    write: &mut Write,
    at: &At<A>,
    whose: Whose,
    before: Option<Before>,
    accepts: bool,
    origin: Origin,
    now: DateTime<Utc>,
) -> db::Result<()> {
    if let Some(before) = before
        && answers(write, whose).await?.is_empty()
    {
        let first = (before.accepts, Origin::Export, before.at);
        note(write, whose, first, None).await?;
    }
    let answer = (accepts, origin, now);
    note(write, whose, answer, Some(at.actor())).await
}

async fn note(
    write: &mut Write,
    whose: Whose,
    (accepts, origin, at): (bool, Origin, DateTime<Utc>),
    actor: Option<audit::Actor>,
) -> db::Result<()> {
    let (guardian, pupil) = whose.columns();
    sql!(
        "INSERT INTO consent (id, guardian, pupil, accepts_sms, source, account, school, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(Uuid::now_v7())
    .bind(guardian)
    .bind(pupil)
    .bind(accepts)
    .bind(origin.code())
    .bind(actor.and_then(|actor| actor.account))
    .bind(actor.and_then(|actor| actor.school))
    .bind(at)
    .run(write)
    .await?;
    Ok(())
}
