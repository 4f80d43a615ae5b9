//! « Annule et remplace »: to those, and only those, who were told of an absence that is not one.

use super::absence::Absence;
use crate::model::{scope::Scope, terms::Kind};
use audit::Line;
use chrono::{DateTime, Duration, Utc};
use db::{Read, Write, sql};
use education::{Id, Pupil, School};
use identity::{At, SchoolLife, SchoolPlace};
use messaging::{Caption, Lane, Medium, Message, NewMail, NewMessage, Queue, Sent, SentTo};
use sms::TextPolicy;
use std::collections::HashMap;
use ui::fr;
use uuid::Uuid;
use web::{Error, Result};

/// After so long, nobody wonders any more.
const SHOWN_FOR: Duration = Duration::days(14);
/// And after so long, the correction is no use.
const USEFUL_FOR: Duration = Duration::days(3);

/// What lists show of a correction.
pub(crate) const TOPIC: &str = "Annule et remplace";

/// An absence that was taken back, and the messages that had told of it.
#[derive(Debug, Clone)]
pub(crate) struct Wrong {
    pub(crate) absence: Id<Absence>,
    pub(crate) cancelled_at: DateTime<Utc>,
    pub(crate) first_name: String,
    pub(crate) kind: Kind,
    pub(crate) scope: Scope,
    pub(crate) sent: Vec<Sent>,
}

/// Absences that were taken back after their messages had left, and are not corrected; the
/// latest first. Those of which nobody was told are not even read: an import that is undone takes
/// back thousands.
pub(crate) async fn to_correct(
    read: &mut Read,
    at: &At<SchoolLife>,
    now: DateTime<Utc>,
) -> Result<Vec<Wrong>> {
    let rows = sql!(
        "SELECT a.id, a.cancelled_at, a.pupil, a.kind, a.scope FROM absence a WHERE a.school = $1 \
         AND a.cancelled_at >= $2 AND a.corrected_at IS NULL \
         AND (EXISTS (SELECT 1 FROM absence_notice n WHERE n.absence = a.id) \
         OR EXISTS (SELECT 1 FROM absence_pupil_notice p WHERE p.absence = a.id)) \
         ORDER BY a.cancelled_at DESC, a.id"
    )
    .bind(at.school())
    .bind(now - SHOWN_FOR)
    .all::<(Id<Absence>, DateTime<Utc>, Id<Pupil>, String, String)>(read)
    .await?;
    let subjects: Vec<Uuid> = rows.iter().map(|(id, ..)| id.uuid()).collect();
    let mut sent: HashMap<Uuid, Vec<Sent>> = HashMap::new();
    for message in messaging::sent(read, at, "absences", &subjects).await? {
        sent.entry(message.subject).or_default().push(message);
    }
    let mut wrong = Vec::new();
    for (absence, cancelled_at, pupil, kind, scope) in rows {
        let Some(sent) = sent.remove(&absence.uuid()) else {
            continue;
        };
        let file = records::pupil(read, at, at.today(now), pupil).await?;
        wrong.push(Wrong {
            absence,
            cancelled_at,
            first_name: file.map_or(String::new(), |file| file.first_name),
            kind: Kind::stored(&kind),
            scope: Scope::stored(&scope),
            sent,
        });
    }
    Ok(wrong)
}

/// How many there are, for the menu.
pub(crate) async fn count(
    read: &mut Read,
    school: Id<School>,
    now: DateTime<Utc>,
) -> db::Result<i64> {
    let rows = sql!(
        "SELECT a.id FROM absence a WHERE a.school = $1 AND a.cancelled_at >= $2 \
         AND a.corrected_at IS NULL \
         AND (EXISTS (SELECT 1 FROM absence_notice n WHERE n.absence = a.id) \
         OR EXISTS (SELECT 1 FROM absence_pupil_notice p WHERE p.absence = a.id))"
    )
    .bind(school)
    .bind(now - SHOWN_FOR)
    .all::<(Uuid,)>(read)
    .await?;
    let subjects: Vec<Uuid> = rows.into_iter().map(|(id,)| id).collect();
    messaging::subjects_sent(read, school, "absences", &subjects).await
}

/// Whether one of these absences is of the school where one works.
pub(crate) async fn any_of_school(
    read: &mut Read,
    at: &At<SchoolLife>,
    ids: &[Id<Absence>],
) -> db::Result<bool> {
    let found = sql!(
        sqlite: "SELECT id FROM absence WHERE school = $1 \
                 AND id IN (SELECT unhex(value) FROM json_each($2)) LIMIT 1",
        postgres: "SELECT id FROM absence WHERE school = $1 AND id = ANY($2) LIMIT 1",
    )
    .bind(at.school())
    .bind(ids)
    .optional::<(Uuid,)>(read)
    .await?;
    Ok(found.is_some())
}

impl Wrong {
    /// Whether a message can say it: a letter is not corrected by a letter, which would come days
    /// later.
    pub(crate) fn can_be_written(&self) -> bool {
        self.sent.iter().any(|sent| sent.medium() != Medium::Letter)
    }
}

/// What somebody does about absences that families were told of by mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// « Annule et remplace », by the means of what it corrects.
    Send,
    /// The families were told otherwise: by telephone, or the letter was not posted.
    Told,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Corrected {
    /// Messages that leave.
    pub(crate) sent: u64,
    /// Families noted as told otherwise.
    pub(crate) told: u64,
    /// Absences that no message can correct, and that wait still.
    pub(crate) left: u64,
}

/// Corrects these absences, once.
pub(crate) async fn correct(
    write: &mut Write,
    at: &At<SchoolLife>,
    chosen: &[Id<Absence>],
    act: Act,
    now: DateTime<Utc>,
) -> Result<Corrected> {
    let (mut leaving, mut done) = (Vec::new(), Corrected::default());
    for wrong in to_correct(write, at, now).await? {
        if !chosen.contains(&wrong.absence) {
            continue;
        }
        if act == Act::Send && !wrong.can_be_written() {
            done.left += 1;
            continue;
        }
        sql!(
            "UPDATE absence SET corrected_at = $3, corrected_by = $4 WHERE id = $1 AND school = $2"
        )
        .bind(wrong.absence)
        .bind(at.school())
        .bind(now)
        .bind(at.person().account)
        .run(write)
        .await?;
        let mut line = Line::new(at.actor(), "absence.corrected").on("absence", wrong.absence);
        match act {
            Act::Send => {
                for sent in &wrong.sent {
                    leaving.extend(prepare(write, at, &wrong, sent, now).await?);
                }
            }
            Act::Told => {
                done.told += 1;
                line = line.detail("famille prévenue autrement");
            }
        }
        audit::note(write, now, &line).await?;
    }
    done.sent = release(write, at, &leaving, now).await?;
    Ok(done)
}

/// Releases what families are told by itself, text messages and mails; gives how many messages leave.
pub(crate) async fn release(
    write: &mut Write,
    at: &At<SchoolLife>,
    ids: &[Id<Message>],
    now: DateTime<Utc>,
) -> db::Result<u64> {
    let mut count = 0;
    for medium in [Medium::Sms, Medium::Mail] {
        let queue = Queue::new("absences", medium);
        count += messaging::release(write, at, queue, ids, now).await?.count;
    }
    Ok(count)
}

/// « Annule et remplace notre SMS du 24/11 à 8 h 43 : … ».
pub(crate) fn text(place: &SchoolPlace, wrong: &Wrong, sent: &Sent) -> String {
    let when = sent.released_at.with_timezone(&place.zone.0);
    let (the, confirmed) = match wrong.kind {
        Kind::Absence => ("l'absence", "confirmée"),
        Kind::Lateness => ("le retard", "confirmé"),
        Kind::Departure => ("le départ", "confirmé"),
        Kind::Exemption => ("la dispense", "confirmée"),
        Kind::Infirmary => ("le passage à l'infirmerie", "confirmé"),
        Kind::Exclusion => ("l'exclusion", "confirmée"),
    };
    let medium = sent.medium().one();
    format!(
        "ANNULE ET REMPLACE notre {medium} du {} à {} : {the}{} {} n'est pas {confirmed}. \
         Veuillez nous excuser. {}",
        when.format("%d/%m"),
        when.format("%-H h %M"),
        wrong.scope.after(wrong.kind),
        fr::of(&wrong.first_name),
        place.label,
    )
}

async fn prepare(
    write: &mut Write,
    at: &At<SchoolLife>,
    wrong: &Wrong,
    sent: &Sent,
    now: DateTime<Utc>,
) -> Result<Option<Id<Message>>> {
    let text = text(at.school_place(), wrong, sent);
    let (school, subject, not_after) = (at.school(), wrong.absence.uuid(), now + USEFUL_FOR);
    let dedup_key = |to: &str| format!("correction:{}:{to}", wrong.absence);
    let caption = Caption {
        topic: TOPIC.into(),
        ..sent.caption.clone()
    };
    let prepared = match &sent.to {
        SentTo::Mobile {
            number,
            sender,
            provider_code,
        } => {
            let message = NewMessage {
                school,
                lane: Lane::Absence,
                service: "absences",
                subject,
                recipient: *number,
                sender: sender.clone(),
                text: sms::prepare(&text, TextPolicy::Plain)
                    .map_err(|error| Error::BadRequest(error.to_string()))?,
                dedup_key: dedup_key(&number.e164()),
                provider_code: provider_code.clone(),
                not_after,
                seal: None,
                caption,
            };
            messaging::prepare(write, &message, at.actor(), now).await?
        }
        SentTo::Mail(to) => {
            let mail = NewMail {
                school,
                lane: Lane::Absence,
                service: "absences",
                subject,
                to: to.clone(),
                title: format!("{TOPIC} : {}", at.school_place().label),
                text,
                seal: None,
                dedup_key: dedup_key(to.address.as_str()),
                not_after,
                caption,
            };
            messaging::prepare_mail(write, &mail, at.actor(), now).await?
        }
        SentTo::Letter(_) => return Ok(None),
    };
    Ok(Some(prepared.id))
}
