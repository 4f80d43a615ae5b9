//! How pupils are reached themselves, on a mobile of their own.

use crate::guardian::stored_mobile;
use chrono::NaiveDate;
use db::{Read, sql};
use education::{Id, Pupil, School};
use serde_json::{Value as Json, json};
use sms::MobileNumber;
use std::collections::HashMap;
use uuid::Uuid;

/// How a pupil is reached, and whether they still may be: asked again by the program just before a
/// message leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnContact {
    /// The pupil's own mobile, when it may be used.
    pub mobile: Option<MobileNumber>,
    /// The pupil's consent to text messages.
    pub accepts_sms: bool,
    /// Whether the pupil is at the school that day.
    pub present: bool,
}

/// Whom an [`OwnContact`] is asked about: a pupil at a school, and what day it is there.
pub type AboutPupil = (Id<School>, Id<Pupil>, NaiveDate);

/// Those of many pupils at once, by school and pupil; who never was at the school is not there. For
/// the program itself, which has no admission.
pub async fn own_contacts_of(
    read: &mut Read,
    about: &[AboutPupil],
) -> db::Result<HashMap<(Id<School>, Id<Pupil>), OwnContact>> {
    type Row = (Id<School>, Id<Pupil>, Option<String>, bool, bool);
    let rows = about.iter().map(|(school, pupil, day)| {
        let id = |id: Uuid| id.simple().to_string();
        json!({ "s": id(school.uuid()), "p": id(pupil.uuid()), "d": day })
    });
    let rows = sql!(
        sqlite: "SELECT q.s, p.id, p.mobile, p.accepts_sms, \
                 EXISTS (SELECT 1 FROM enrolment n WHERE n.pupil = q.p AND n.school = q.s \
                         AND (n.left_on IS NULL OR n.left_on > q.d)) \
                 FROM (SELECT unhex(value ->> 's') AS s, unhex(value ->> 'p') AS p, \
                       value ->> 'd' AS d FROM json_each($1)) AS q \
                 JOIN pupil p ON p.id = q.p \
                 WHERE EXISTS (SELECT 1 FROM enrolment e WHERE e.pupil = q.p AND e.school = q.s)",
        postgres: "SELECT q.s, p.id, p.mobile, p.accepts_sms, \
                   EXISTS (SELECT 1 FROM enrolment n WHERE n.pupil = q.p AND n.school = q.s \
                           AND (n.left_on IS NULL OR n.left_on > q.d)) \
                   FROM jsonb_to_recordset($1) AS q (s UUID, p UUID, d DATE) \
                   JOIN pupil p ON p.id = q.p \
                   WHERE EXISTS (SELECT 1 FROM enrolment e WHERE e.pupil = q.p AND e.school = q.s)",
    )
    .bind(Json::Array(rows.collect()))
    .all::<Row>(read)
    .await?;
    let contacts = rows
        .into_iter()
        .map(|(school, pupil, mobile, accepts_sms, present)| {
            let contact = OwnContact {
                mobile: stored_mobile(mobile),
                accepts_sms,
                present,
            };
            ((school, pupil), contact)
        });
    Ok(contacts.collect())
}
