//! Absences: recorded with their messages, in one transaction.

use crate::{
    model::{period::Period, text::Values},
    store::action::Stored,
};
use audit::Line;
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use db::{Read, Write, sql};
use education::{Id, Pupil};
use identity::{At, SchoolLife};
use messaging::{Caption, Lane, NewMessage};
use records::{GuardianOf, PupilFile};
use sms::{MobileNumber, TextPolicy};
use uuid::Uuid;
use web::{Error, FormId, Result};

/// An absence, for its identifier.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Absence {}

/// A notice that a family gets later than this after the absence is no use to it.
const USEFUL_FOR: Duration = Duration::days(7);

/// An absence to record.
pub(crate) struct NewAbsence<'n> {
    pub(crate) form: FormId,
    pub(crate) pupil: &'n PupilFile,
    pub(crate) period: Period,
    /// The action, and to whom.
    pub(crate) notify: Option<(&'n Stored, Vec<&'n GuardianOf>)>,
}

/// What recording gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recorded {
    /// Done, with so many messages waiting to be released.
    Done { messages: usize },
    /// This form had already been received: nothing changed.
    Already,
    /// Another absence of the pupil covers part of it.
    Overlap(Period),
}

/// An absence, as lists show it.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) id: Id<Absence>,
    pub(crate) pupil: Id<Pupil>,
    pub(crate) period: Period,
    pub(crate) cancelled_at: Option<DateTime<Utc>>,
    pub(crate) messages: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<Absence>,
    pupil: Id<Pupil>,
    from_day: NaiveDate,
    from_time: NaiveTime,
    to_day: NaiveDate,
    to_time: NaiveTime,
    cancelled_at: Option<DateTime<Utc>>,
    messages: i64,
}

impl From<Row> for Listed {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            pupil: row.pupil,
            period: Period::stored(
                row.from_day.and_time(row.from_time),
                row.to_day.and_time(row.to_time),
            ),
            cancelled_at: row.cancelled_at,
            messages: row.messages,
        }
    }
}

/// Records an absence, and prepares the messages of its action: one a telephone number.
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
    if let Some(other) = overlapping(write, at, new.pupil.id, new.period).await? {
        return Ok(Recorded::Overlap(other));
    }
    let id: Id<Absence> = Id::new();
    let action = new.notify.as_ref().map(|(stored, _)| stored.id);
    sql!(
        "INSERT INTO absence (id, school, pupil, form_id, from_day, from_time, to_day, to_time, \
         action, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    )
    .bind(id)
    .bind(at.school())
    .bind(new.pupil.id)
    .bind(new.form.0)
    .bind(new.period.from().date())
    .bind(new.period.from().time())
    .bind(new.period.to().date())
    .bind(new.period.to().time())
    .bind(action)
    .bind(at.person().account)
    .bind(now)
    .run(write)
    .await?;
    let line = Line::new(at.actor(), "absence.recorded").on("pupil", new.pupil.id);
    audit::note(write, now, &line.detail(id.to_string())).await?;
    let mut messages = 0;
    if let Some((stored, recipients)) = &new.notify {
        for (number, guardians) in by_number(recipients) {
            notify(write, at, new, id, stored, number, &guardians, now).await?;
            messages += 1;
        }
    }
    Ok(Recorded::Done { messages })
}

/// Guardians who share a number get one message.
fn by_number<'g>(recipients: &[&'g GuardianOf]) -> Vec<(MobileNumber, Vec<&'g GuardianOf>)> {
    let mut groups: Vec<(MobileNumber, Vec<&GuardianOf>)> = Vec::new();
    for guardian in recipients {
        let Some(number) = guardian.mobile.filter(|_| guardian.accepts_sms) else {
            continue;
        };
        match groups.iter_mut().find(|(known, _)| *known == number) {
            Some((_, group)) => group.push(guardian),
            None => groups.push((number, vec![guardian])),
        }
    }
    groups
}

#[expect(
    clippy::too_many_arguments,
    reason = "the parts of one sentence: who, what, to whom, when"
)]
async fn notify(
    write: &mut Write,
    at: &At<SchoolLife>,
    new: &NewAbsence<'_>,
    absence: Id<Absence>,
    stored: &Stored,
    number: MobileNumber,
    guardians: &[&GuardianOf],
    now: DateTime<Utc>,
) -> Result<()> {
    let place = at.school_place();
    let division = new.pupil.division.as_deref().unwrap_or_default();
    let text = stored.action.template.fill(&Values {
        school: &place.label,
        first_name: &new.pupil.first_name,
        surname: new.pupil.surname(),
        division,
        period: new.period,
        sender: stored.action.sender.to_string(),
    });
    let instant = |local: chrono::NaiveDateTime| {
        local
            .and_local_timezone(place.zone.0)
            .earliest()
            .map_or(now, |at| at.to_utc())
    };
    let labels: Vec<String> = guardians.iter().map(|guardian| guardian.label()).collect();
    let message = NewMessage {
        school: at.school(),
        lane: Lane::Absence,
        service: "absences",
        subject: absence.uuid(),
        recipient: number,
        sender: stored.action.sender.clone(),
        text: sms::prepare(&text, TextPolicy::Plain)
            .map_err(|error| Error::BadRequest(error.to_string()))?,
        dedup_key: format!("absence:{absence}:{}", number.e164()),
        provider_code: stored.action.provider_code.clone(),
        not_after: instant(new.period.to()).max(now) + USEFUL_FOR,
        seal: None,
        caption: Caption {
            topic: stored.action.long_label.clone(),
            person: new.pupil.list_name(),
            group: division.to_owned(),
            event: new.period.event(),
            event_at: instant(new.period.from()),
            recipient: labels.join(", "),
        },
    };
    let prepared = messaging::prepare(write, &message, at.actor(), now).await?;
    for guardian in guardians {
        sql!("INSERT INTO absence_recipient (absence, guardian, message) VALUES ($1, $2, $3)")
            .bind(absence)
            .bind(guardian.guardian)
            .bind(prepared.id)
            .run(write)
            .await?;
    }
    Ok(())
}

async fn overlapping(
    read: &mut Read,
    at: &At<SchoolLife>,
    pupil: Id<Pupil>,
    period: Period,
) -> db::Result<Option<Period>> {
    let found = sql!(
        "SELECT id, pupil, from_day, from_time, to_day, to_time, cancelled_at, \
         CAST(0 AS BIGINT) AS messages FROM absence \
         WHERE school = $1 AND pupil = $2 AND cancelled_at IS NULL \
         AND (from_day < $5 OR (from_day = $5 AND from_time < $6)) \
         AND (to_day > $3 OR (to_day = $3 AND to_time > $4)) ORDER BY from_day LIMIT 1"
    )
    .bind(at.school())
    .bind(pupil)
    .bind(period.from().date())
    .bind(period.from().time())
    .bind(period.to().date())
    .bind(period.to().time())
    .optional::<Row>(read)
    .await?;
    Ok(found.map(|row| Listed::from(row).period))
}

/// The latest absences of a pupil, the newest first.
pub(crate) async fn of_pupil(
    read: &mut Read,
    at: &At<SchoolLife>,
    pupil: Id<Pupil>,
) -> db::Result<Vec<Listed>> {
    let rows = sql!(
        "SELECT id, pupil, from_day, from_time, to_day, to_time, cancelled_at, \
         (SELECT COUNT(DISTINCT r.message) FROM absence_recipient r \
         WHERE r.absence = absence.id) AS messages FROM absence \
         WHERE school = $1 AND pupil = $2 ORDER BY from_day DESC, from_time DESC LIMIT 1000"
    )
    .bind(at.school())
    .bind(pupil)
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().map(Listed::from).collect())
}

/// What was recorded since an instant at the school, the newest first.
pub(crate) async fn recorded_since(
    read: &mut Read,
    at: &At<SchoolLife>,
    since: DateTime<Utc>,
) -> db::Result<Vec<Listed>> {
    let rows = sql!(
        "SELECT id, pupil, from_day, from_time, to_day, to_time, cancelled_at, \
         (SELECT COUNT(DISTINCT r.message) FROM absence_recipient r \
         WHERE r.absence = absence.id) AS messages FROM absence \
         WHERE school = $1 AND recorded_at >= $2 ORDER BY recorded_at DESC LIMIT 100"
    )
    .bind(at.school())
    .bind(since)
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().map(Listed::from).collect())
}

/// Takes an entry back: its messages that have not left are deleted with it. Gives the pupil and
/// how many messages were stopped; `None` when there is no such entry, or not any more.
pub(crate) async fn cancel(
    write: &mut Write,
    at: &At<SchoolLife>,
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
    let (school, subjects) = (at.school(), [id.uuid()]);
    let stopped = messaging::cancel_for_subjects(
        write,
        school,
        "absences",
        &subjects,
        reason,
        at.actor(),
        now,
    )
    .await?;
    let line = Line::new(at.actor(), "absence.cancelled").on("pupil", pupil);
    audit::note(write, now, &line.detail(id.to_string())).await?;
    Ok(Some((pupil, stopped)))
}
