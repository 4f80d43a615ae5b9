//! What a table brought: entries, in one transaction, and nothing to anybody. No message is asked
//! for here, nor anywhere by what is written here.

use super::{draft::Draft, export::MOMENT};
use crate::model::exchange::{Judged, NewEntry};
use crate::store::absence::{Absence, take_back_untouched};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Account, Id};
use identity::{At, SchoolLifeSettings};
use serde_json::{Value, json};
use web::FormId;

/// Entries written by one statement.
const PIECE: usize = 500;

/// A table that was imported.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Import {
    pub(crate) id: Id<Draft>,
    pub(crate) account: Id<Account>,
    pub(crate) imported_at: DateTime<Utc>,
    pub(crate) name: String,
    pub(crate) added: i64,
    pub(crate) present: i64,
    pub(crate) refused: i64,
    pub(crate) undone_at: Option<DateTime<Utc>>,
    pub(crate) undone: i64,
    pub(crate) left_standing: i64,
}

/// Writes what a deposit adds. Call it where the deposit is taken.
pub(crate) async fn write(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    (id, name): (Id<Draft>, &str),
    judged: &Judged,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    sql!(
        "INSERT INTO absence_import (id, school, account, imported_at, name, added, present, \
         refused) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(id)
    .bind(at.school())
    .bind(at.person().account)
    .bind(now)
    .bind(name)
    .bind(count(judged.add.len()))
    .bind(count(judged.present))
    .bind(count(judged.refused))
    .run(write)
    .await?;
    for piece in judged.add.chunks(PIECE) {
        insert(write, at, id, piece, now).await?;
    }
    let line = Line::new(at.actor(), "absences.imported").on("absence_import", id);
    let detail = format!("{} saisies", judged.add.len());
    audit::note(write, now, &line.detail(detail)).await
}

/// An entry as the statements of [`insert`] read it: identifiers in the form that both engines take.
fn values(entry: &NewEntry) -> Value {
    let id: Id<Absence> = Id::new();
    let hex = |id: uuid::Uuid| id.simple().to_string();
    let (terms, taught, facts) = (&entry.terms, &entry.taught, &entry.facts);
    let (from, to) = (terms.period.from(), terms.period.to());
    let moment = |moment: Option<chrono::NaiveDateTime>| {
        moment.map(|moment| moment.format(MOMENT).to_string())
    };
    json!({
        "id": hex(id.uuid()),
        "pupil": hex(entry.pupil.uuid()),
        "form": hex(FormId::new().0),
        "from_day": from.date().to_string(),
        "from_time": from.time().format("%H:%M:%S").to_string(),
        "to_day": to.date().to_string(),
        "to_time": to.time().format("%H:%M:%S").to_string(),
        "kind": terms.kind.code(),
        "scope": terms.scope.code(),
        "minutes": terms.minutes,
        "teacher": taught.teacher.map(|id| hex(id.uuid())),
        "subject": taught.subject,
        "reason": terms.reason.map(|id| hex(id.uuid())),
        "proof": terms.proof.map(|id| hex(id.uuid())),
        "legitimate": terms.legitimate,
        "informed": terms.informed,
        "observed": terms.observed,
        "closed": terms.closed,
        "open_end": terms.open_end,
        "noon": entry.noon.format("%H:%M:%S").to_string(),
        "withdrawn": facts.withdrawn_at.is_some(),
        "line": i64::try_from(entry.line).unwrap_or(i64::MAX),
        "by_roll": facts.by_roll,
        "typed_at": moment(facts.typed_at),
        "typed_by": facts.typed_by,
        "withdrawn_at": moment(facts.withdrawn_at),
        "withdrawn_by": facts.withdrawn_by,
    })
}

async fn insert(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    import: Id<Draft>,
    piece: &[NewEntry],
    now: DateTime<Utc>,
) -> db::Result<()> {
    let rows: Vec<Value> = piece.iter().map(values).collect();
    sql!(
        sqlite: "INSERT INTO absence (id, school, pupil, form_id, from_day, from_time, to_day, \
                 to_time, recorded_by, recorded_at, kind, minutes, reason, proof, legitimate, \
                 informed, observed, closed, open_end, noon, scope, teacher, subject, \
                 cancelled_at, cancelled_by) \
                 SELECT unhex(value ->> 'id'), $2, unhex(value ->> 'pupil'), \
                 unhex(value ->> 'form'), value ->> 'from_day', value ->> 'from_time', \
                 value ->> 'to_day', value ->> 'to_time', $3, $4, value ->> 'kind', \
                 value ->> 'minutes', unhex(value ->> 'reason'), unhex(value ->> 'proof'), \
                 value ->> 'legitimate', value ->> 'informed', value ->> 'observed', \
                 value ->> 'closed', value ->> 'open_end', value ->> 'noon', value ->> 'scope', \
                 unhex(value ->> 'teacher'), value ->> 'subject', \
                 CASE WHEN value ->> 'withdrawn' THEN $4 END, \
                 CASE WHEN value ->> 'withdrawn' THEN $3 END FROM json_each($1)",
        postgres: "INSERT INTO absence (id, school, pupil, form_id, from_day, from_time, to_day, \
                   to_time, recorded_by, recorded_at, kind, minutes, reason, proof, legitimate, \
                   informed, observed, closed, open_end, noon, scope, teacher, subject, \
                   cancelled_at, cancelled_by) \
                   SELECT id, $2, pupil, form, from_day, from_time, to_day, to_time, $3, $4, kind, \
                   minutes, reason, proof, legitimate, informed, observed, closed, open_end, noon, \
                   scope, teacher, subject, \
                   CASE WHEN withdrawn THEN $4 END, CASE WHEN withdrawn THEN $3 END \
                   FROM jsonb_to_recordset($1) AS q (id UUID, pupil UUID, form UUID, \
                   from_day DATE, from_time TIME, to_day DATE, to_time TIME, kind TEXT, \
                   minutes BIGINT, reason UUID, proof UUID, legitimate BOOLEAN, informed BOOLEAN, \
                   observed BOOLEAN, closed BOOLEAN, open_end BOOLEAN, noon TIME, scope TEXT, \
                   teacher UUID, subject TEXT, \
                   withdrawn BOOLEAN)",
    )
    .bind(Value::from(rows.clone()))
    .bind(at.school())
    .bind(at.person().account)
    .bind(now)
    .run(write)
    .await?;
    sql!(
        sqlite: "INSERT INTO absence_imported (absence, import, line, by_roll, typed_at, typed_by, \
                 withdrawn_at, withdrawn_by) SELECT unhex(value ->> 'id'), $2, value ->> 'line', \
                 value ->> 'by_roll', value ->> 'typed_at', value ->> 'typed_by', \
                 value ->> 'withdrawn_at', value ->> 'withdrawn_by' FROM json_each($1)",
        postgres: "INSERT INTO absence_imported (absence, import, line, by_roll, typed_at, \
                   typed_by, withdrawn_at, withdrawn_by) SELECT id, $2, line, by_roll, typed_at, \
                   typed_by, withdrawn_at, withdrawn_by FROM jsonb_to_recordset($1) AS q (id UUID, \
                   line BIGINT, by_roll BOOLEAN, typed_at TEXT, typed_by TEXT, withdrawn_at TEXT, \
                   withdrawn_by TEXT)",
    )
    .bind(Value::from(rows))
    .bind(import)
    .run(write)
    .await?;
    Ok(())
}

/// One of the school's imports.
pub(crate) async fn one(
    read: &mut Read,
    at: &At<SchoolLifeSettings>,
    id: Id<Draft>,
) -> db::Result<Option<Import>> {
    sql!(
        "SELECT id, account, imported_at, name, added, present, refused, undone_at, undone, \
         left_standing FROM absence_import WHERE school = $1 AND id = $2"
    )
    .bind(at.school())
    .bind(id)
    .optional::<Import>(read)
    .await
}

/// The latest imports of the school, the newest first.
pub(crate) async fn latest(
    read: &mut Read,
    at: &At<SchoolLifeSettings>,
) -> db::Result<Vec<Import>> {
    sql!(
        "SELECT id, account, imported_at, name, added, present, refused, undone_at, undone, \
         left_standing FROM absence_import WHERE school = $1 ORDER BY imported_at DESC, id LIMIT 20"
    )
    .bind(at.school())
    .all::<Import>(read)
    .await
}

/// « Annuler cet import »: takes back the entries that it brought, once, but for those that somebody
/// has worked on since: changed, or told to a family or to the pupil. False when there is nothing to undo.
pub(crate) async fn undo(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    id: Id<Draft>,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let undone = sql!(
        "UPDATE absence_import SET undone_at = $3, undone_by = $4 \
         WHERE school = $1 AND id = $2 AND undone_at IS NULL"
    )
    .bind(at.school())
    .bind(id)
    .bind(now)
    .bind(at.person().account)
    .run(write)
    .await?;
    if undone == 0 {
        return Ok(false);
    }
    let taken_back = sql!(take_back_untouched!(
        "SELECT absence FROM absence_imported WHERE import = $2"
    ))
    .bind(at.school())
    .bind(id)
    .bind(now)
    .bind(at.person().account)
    .run(write)
    .await?;
    let (standing,) = sql!(
        "SELECT COUNT(*) FROM absence a JOIN absence_imported i ON i.absence = a.id \
         WHERE a.school = $1 AND i.import = $2 AND a.cancelled_at IS NULL"
    )
    .bind(at.school())
    .bind(id)
    .one::<(i64,)>(write)
    .await?;
    let count = i64::try_from(taken_back).unwrap_or(i64::MAX);
    sql!("UPDATE absence_import SET undone = $3, left_standing = $4 WHERE school = $1 AND id = $2")
        .bind(at.school())
        .bind(id)
        .bind(count)
        .bind(standing)
        .run(write)
        .await?;
    let line = Line::new(at.actor(), "absences.import_undone").on("absence_import", id);
    audit::note(write, now, &line.detail(format!("{count} saisies"))).await?;
    Ok(true)
}
