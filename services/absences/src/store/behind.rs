//! What stands behind messages that are about to leave: for the program itself.

use super::absence::Absence;
use crate::model::wording::{Flags, Wording};
use db::{Read, Result, sql};
use education::{Guardian, Id, Pupil, School};
use messaging::Message;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What a message speaks of, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Behind {
    pub(crate) school: Id<School>,
    pub(crate) absence: Uuid,
    pub(crate) pupil: Id<Pupil>,
    /// Those whom it is for.
    pub(crate) guardians: Vec<Id<Guardian>>,
    /// Whether it is for the pupil too.
    pub(crate) to_pupil: bool,
    /// Whether those are whom it names, if it names somebody. A correction goes to one of those who
    /// were told, and they are all here.
    pub(crate) named: bool,
    /// What it says of the motif: its words, or nothing where it says that they are not told.
    pub(crate) told_reason: Option<String>,
    /// The words of the entry's motif, if families may read them now.
    pub(crate) reason: Option<String>,
}

/// A row of one of the two statements: the message, or the absence, then what is behind it; without a
/// guardian, it is for the pupil.
///
/// Last, what the message says of the motif, and the motif of the entry with its flags.
type Row = (
    Uuid,
    Id<School>,
    Uuid,
    Id<Pupil>,
    Option<Id<Guardian>>,
    bool,
    Option<String>,
    Option<String>,
    Option<String>,
);

/// By message: a notice whose entry was not taken back; a correction, which no recipient names, of
/// an entry that was. What is not there must not leave. Each is a message and its absence.
pub(crate) async fn behind(
    read: &mut Read,
    messages: &[(Uuid, Uuid)],
) -> Result<HashMap<Uuid, Behind>> {
    let ids: Vec<Id<Message>> = messages.iter().map(|(id, _)| (*id).into()).collect();
    let notices = sql!(
        sqlite: "SELECT r.message, a.school, a.id, a.pupil, r.guardian, a.cancelled_at IS NULL, \
                 r.told_reason, w.label, w.flags \
                 FROM absence_notice r JOIN absence a ON a.id = r.absence \
                 LEFT JOIN absence_wording w ON w.id = a.reason \
                 WHERE r.message IN (SELECT unhex(value) FROM json_each($1)) UNION ALL \
                 SELECT r.message, a.school, a.id, a.pupil, NULL, a.cancelled_at IS NULL, \
                 r.told_reason, w.label, w.flags \
                 FROM absence_pupil_notice r JOIN absence a ON a.id = r.absence \
                 LEFT JOIN absence_wording w ON w.id = a.reason \
                 WHERE r.message IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT r.message, a.school, a.id, a.pupil, r.guardian, a.cancelled_at IS NULL, \
                   r.told_reason, w.label, w.flags \
                   FROM absence_notice r JOIN absence a ON a.id = r.absence \
                   LEFT JOIN absence_wording w ON w.id = a.reason \
                   WHERE r.message = ANY($1) UNION ALL \
                   SELECT r.message, a.school, a.id, a.pupil, NULL, a.cancelled_at IS NULL, \
                   r.told_reason, w.label, w.flags \
                   FROM absence_pupil_notice r JOIN absence a ON a.id = r.absence \
                   LEFT JOIN absence_wording w ON w.id = a.reason \
                   WHERE r.message = ANY($1)",
    )
    .bind(ids.as_slice())
    .all::<Row>(read)
    .await?;
    let named: HashSet<Uuid> = notices.iter().map(|row| row.0).collect();
    let mut found = gathered(notices, Of::Notice);
    let others = messages
        .iter()
        .filter(|(message, _)| !named.contains(message));
    let corrected: Vec<Id<Absence>> = others.clone().map(|(_, id)| (*id).into()).collect();
    if corrected.is_empty() {
        return Ok(found);
    }
    let rows = sql!(
        sqlite: "SELECT a.id, a.school, a.id, a.pupil, r.guardian, a.corrected_at IS NOT NULL, \
                 NULL, NULL, NULL \
                 FROM absence a JOIN absence_notice r ON r.absence = a.id \
                 WHERE a.id IN (SELECT unhex(value) FROM json_each($1)) UNION ALL \
                 SELECT a.id, a.school, a.id, a.pupil, NULL, a.corrected_at IS NOT NULL, \
                 NULL, NULL, NULL \
                 FROM absence a JOIN absence_pupil_notice r ON r.absence = a.id \
                 WHERE a.id IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT a.id, a.school, a.id, a.pupil, r.guardian, a.corrected_at IS NOT NULL, \
                   NULL, NULL, NULL \
                   FROM absence a JOIN absence_notice r ON r.absence = a.id \
                   WHERE a.id = ANY($1) UNION ALL \
                   SELECT a.id, a.school, a.id, a.pupil, NULL, a.corrected_at IS NOT NULL, \
                   NULL, NULL, NULL \
                   FROM absence a JOIN absence_pupil_notice r ON r.absence = a.id \
                   WHERE a.id = ANY($1)",
    )
    .bind(corrected.as_slice())
    .all::<Row>(read)
    .await?;
    let corrections = gathered(rows, Of::Correction);
    for (message, absence) in others {
        if let Some(behind) = corrections.get(absence) {
            found.insert(*message, behind.clone());
        }
    }
    Ok(found)
}

/// What the rows stand behind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Notice,
    Correction,
}

/// Those that stand, by their first column.
fn gathered(rows: Vec<Row>, of: Of) -> HashMap<Uuid, Behind> {
    let mut found: HashMap<Uuid, Behind> = HashMap::new();
    for (key, school, absence, pupil, guardian, stands, told_reason, label, flags) in rows {
        if stands {
            let reason = label.zip(flags).and_then(|(label, flags)| {
                let flags = Flags::stored(&flags);
                Wording { label, flags }.published()
            });
            let behind = found.entry(key).or_insert_with(|| Behind {
                school,
                absence,
                pupil,
                guardians: Vec::new(),
                to_pupil: false,
                named: of == Of::Notice,
                told_reason,
                reason,
            });
            behind.to_pupil |= guardian.is_none();
            behind.guardians.extend(guardian);
        }
    }
    found
}
