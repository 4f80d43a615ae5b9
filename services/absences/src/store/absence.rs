//! Entries: recorded with their messages, in one transaction; changed, with what they said before.

use crate::{
    model::{kept, taught::Taught, terms::Terms},
    store::{
        action::Stored,
        entries::{Listed, one, overlapping},
        notice::{self, NewNotice},
    },
};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Write, sql};
use education::{Id, Pupil};
use identity::{At, AtSchool, SchoolLife};
use records::{GuardianOf, PupilFile};
use sms::MobileNumber;
use uuid::Uuid;
use web::{FormId, Result};

/// An entry, for its identifier.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Absence {}

/// An entry to record.
pub(crate) struct NewAbsence<'n> {
    pub(crate) form: FormId,
    pub(crate) pupil: &'n PupilFile,
    pub(crate) terms: Terms,
    /// The lesson that it is about, when it is about one.
    pub(crate) taught: Taught,
    /// The action, and to whom: guardians, and the pupil's own mobile.
    pub(crate) notify: Option<(&'n Stored, Vec<&'n GuardianOf>, Option<MobileNumber>)>,
}

/// What recording gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recorded {
    /// Done, with so many messages waiting to be released.
    Done { messages: usize },
    /// This form had already been received: nothing changed.
    Already,
    /// Another entry of the pupil covers part of it.
    Overlap(Terms),
}

/// What changing gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Changed {
    /// Done; so many messages that had not left are withdrawn, because they told it otherwise.
    Done { withdrawn: u64 },
    /// Somebody else changed it since it was shown.
    Conflict,
    /// Another entry of the pupil covers part of it.
    Overlap(Terms),
}

/// One text for what takes back entries that came together, by a table or by a form: those that nobody
/// has worked on since, neither changed nor told to a family or to the pupil. $1 school, $3 now, $4 who.
macro_rules! take_back_untouched {
    ($those:literal) => {
        concat!(
            "UPDATE absence SET cancelled_at = $3, cancelled_by = $4 WHERE school = $1 AND id IN (",
            $those,
            ") AND cancelled_at IS NULL AND version = 1 AND NOT EXISTS \
             (SELECT 1 FROM absence_notice n WHERE n.absence = absence.id) AND NOT EXISTS \
             (SELECT 1 FROM absence_pupil_notice p WHERE p.absence = absence.id)"
        )
    };
}
pub(crate) use take_back_untouched;

/// Records an entry, and prepares the messages of its action: one a telephone number.
pub(crate) async fn record(
    write: &mut Write,
    at: &At<SchoolLife>,
    new: &NewAbsence<'_>,
    now: DateTime<Utc>,
) -> Result<Recorded> {
    let known = sql!("SELECT id FROM absence WHERE form_id = $1")
        .bind(new.form.0)
        .optional::<(Uuid,)>(write)
        .await?;
    if known.is_some() {
        return Ok(Recorded::Already);
    }
    let id: Id<Absence> = Id::new();
    if let Some(other) = overlapping(write, at, new.pupil.id, id, &new.terms).await? {
        return Ok(Recorded::Overlap(other));
    }
    let terms = &new.terms;
    let told = (terms, &new.taught);
    insert(write, at, (id, new.form), new.pupil.id, told, false, now).await?;
    let mut messages = 0;
    if let Some((action, recipients, own)) = &new.notify {
        let asked = NewNotice {
            form: new.form,
            absence: id,
            pupil: new.pupil,
            terms,
            action,
            recipients,
            own: *own,
        };
        messages = notice::ask(write, at, &asked, now).await?;
    }
    Ok(Recorded::Done { messages })
}

/// Changes what an entry says, and keeps what it said. Messages that told it otherwise and have not
/// left are withdrawn.
pub(crate) async fn change(
    write: &mut Write,
    at: &At<SchoolLife>,
    (id, version): (Id<Absence>, i64),
    (terms, taught): (&Terms, &Taught),
    now: DateTime<Utc>,
) -> Result<Changed> {
    let before = one(write, at, id).await?;
    let Some(before) = before.filter(|row| row.cancelled_at.is_none()) else {
        return Ok(Changed::Conflict);
    };
    // Also when this form is sent again: whoever wrote the same has no quarrel.
    if (&before.terms, &before.taught) == (terms, taught) {
        return Ok(Changed::Done { withdrawn: 0 });
    }
    if before.version != version {
        return Ok(Changed::Conflict);
    }
    if let Some(other) = overlapping(write, at, before.pupil, id, terms).await? {
        return Ok(Changed::Overlap(other));
    }
    rewrite(write, at, &before, (terms, taught), false, now).await?;
    let withdrawn = match before.terms.told_otherwise(terms) {
        true => {
            withdraw(
                write,
                at,
                id,
                "L'absence a été modifiée avant l'envoi.",
                now,
            )
            .await?
        }
        false => notice::withdraw_other_reasons(write, at, id, terms, now).await?,
    };
    Ok(Changed::Done { withdrawn })
}

/// Writes a new entry, whose time is free.
pub(super) async fn insert<A: AtSchool>(
    write: &mut Write,
    at: &At<A>,
    (id, form): (Id<Absence>, FormId),
    pupil: Id<Pupil>,
    (terms, taught): (&Terms, &Taught),
    by_roll: bool,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let noon = timetable::week(write, at).await?.noon();
    sql!(
        "INSERT INTO absence (id, school, pupil, form_id, from_day, from_time, to_day, to_time, \
         recorded_by, recorded_at, kind, minutes, reason, proof, legitimate, informed, observed, \
         closed, open_end, roll_version, noon, teacher, subject, scope) VALUES ($1, $2, $3, $4, $5, $6, \
         $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)"
    )
    .bind(id)
    .bind(at.school())
    .bind(pupil)
    .bind(form.0)
    .bind(terms.period.from().date())
    .bind(terms.period.from().time())
    .bind(terms.period.to().date())
    .bind(terms.period.to().time())
    .bind(at.person().account)
    .bind(now)
    .bind(terms.kind.code())
    .bind(terms.minutes)
    .bind(terms.reason)
    .bind(terms.proof)
    .bind(terms.legitimate)
    .bind(terms.informed)
    .bind(terms.observed)
    .bind(terms.closed)
    .bind(terms.open_end)
    .bind(by_roll.then_some(1_i64))
    .bind(noon)
    .bind(taught.teacher)
    .bind(taught.subject.clone())
    .bind(terms.scope.code())
    .run(write)
    .await?;
    let line = Line::new(at.actor(), "absence.recorded").on("pupil", pupil);
    audit::note(write, now, &line.detail(id.to_string())).await
}

/// Writes an entry anew, and keeps what it said; `by_roll`, a roll does it.
pub(super) async fn rewrite<A: AtSchool>(
    write: &mut Write,
    at: &At<A>,
    before: &Listed,
    (terms, taught): (&Terms, &Taught),
    by_roll: bool,
    now: DateTime<Utc>,
) -> db::Result<()> {
    sql!(
        "INSERT INTO absence_change (absence, version, changed_at, changed_by, before) \
         VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(before.id)
    .bind(before.version)
    .bind(now)
    .bind(at.person().account)
    .bind(kept::written(&before.terms, &before.taught))
    .run(write)
    .await?;
    sql!(
        "UPDATE absence SET from_day = $3, from_time = $4, to_day = $5, to_time = $6, kind = $7, \
         minutes = $8, reason = $9, proof = $10, legitimate = $11, informed = $12, observed = $13, \
         closed = $14, open_end = $15, teacher = $17, subject = $18, scope = $19, \
         version = version + 1, \
         roll_version = CASE WHEN $16 THEN version + 1 ELSE roll_version END \
         WHERE id = $1 AND school = $2"
    )
    .bind(before.id)
    .bind(at.school())
    .bind(terms.period.from().date())
    .bind(terms.period.from().time())
    .bind(terms.period.to().date())
    .bind(terms.period.to().time())
    .bind(terms.kind.code())
    .bind(terms.minutes)
    .bind(terms.reason)
    .bind(terms.proof)
    .bind(terms.legitimate)
    .bind(terms.informed)
    .bind(terms.observed)
    .bind(terms.closed)
    .bind(terms.open_end)
    .bind(by_roll)
    .bind(taught.teacher)
    .bind(taught.subject.clone())
    .bind(terms.scope.code())
    .run(write)
    .await?;
    let line = Line::new(at.actor(), "absence.changed").on("pupil", before.pupil);
    audit::note(write, now, &line.detail(before.id.to_string())).await
}

/// Takes an entry back: its messages that have not left are deleted with it. Gives the pupil and
/// how many messages were stopped; `None` when there is no such entry, or not any more.
pub(crate) async fn cancel<A: AtSchool>(
    write: &mut Write,
    at: &At<A>,
    id: Id<Absence>,
    now: DateTime<Utc>,
) -> Result<Option<(Id<Pupil>, u64)>> {
    let cancelled = sql!(
        "UPDATE absence SET cancelled_at = $3, cancelled_by = $4 \
         WHERE id = $1 AND school = $2 AND cancelled_at IS NULL"
    )
    .bind(id)
    .bind(at.school())
    .bind(now)
    .bind(at.person().account)
    .run(write)
    .await?;
    if cancelled == 0 {
        return Ok(None);
    }
    let (pupil,) = sql!("SELECT pupil FROM absence WHERE id = $1")
        .bind(id)
        .one::<(Id<Pupil>,)>(write)
        .await?;
    let reason = "L'absence a été annulée avant l'envoi.";
    let stopped = withdraw(write, at, id, reason, now).await?;
    let line = Line::new(at.actor(), "absence.cancelled").on("pupil", pupil);
    audit::note(write, now, &line.detail(id.to_string())).await?;
    Ok(Some((pupil, stopped)))
}

/// Withdraws the messages of an entry that have not left; gives how many.
pub(super) async fn withdraw<A: AtSchool>(
    write: &mut Write,
    at: &At<A>,
    id: Id<Absence>,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<u64> {
    let (school, subjects, actor) = (at.school(), [id.uuid()], at.actor());
    messaging::cancel_for_subjects(write, school, "absences", &subjects, reason, actor, now)
        .await
        .map_err(Into::into)
}
