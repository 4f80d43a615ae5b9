//! What an action sends: one message a telephone number, and whom each is for.

use crate::{
    model::{terms::Terms, text::Values},
    store::{absence::Absence, action::Stored},
};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use db::{Read, Write, sql};
use education::{Account, Id};
use identity::{At, SchoolLife};
use messaging::{Caption, Lane, Message, NewMessage};
use records::{GuardianOf, PupilFile};
use sms::{MobileNumber, TextPolicy};
use std::collections::HashMap;
use web::{Error, FormId, Result};

/// A notice that a family gets later than this after the absence is no use to it.
const USEFUL_FOR: Duration = Duration::days(7);

/// An action that is asked for.
pub(crate) struct NewNotice<'n> {
    /// The form that asks for it: the same one twice sends one message.
    pub(crate) form: FormId,
    pub(crate) absence: Id<Absence>,
    pub(crate) pupil: &'n PupilFile,
    pub(crate) terms: &'n Terms,
    pub(crate) action: &'n Stored,
    pub(crate) recipients: &'n [&'n GuardianOf],
}

/// Prepares the messages of an action; gives how many wait.
pub(crate) async fn ask(
    write: &mut Write,
    at: &At<SchoolLife>,
    new: &NewNotice<'_>,
    now: DateTime<Utc>,
) -> Result<usize> {
    let groups = by_number(new.recipients);
    for (number, guardians) in &groups {
        let message = new.message(at, *number, guardians, now)?;
        let prepared = messaging::prepare(write, &message, at.actor(), now).await?;
        for guardian in guardians {
            sql!(
                "INSERT INTO absence_notice (message, guardian, absence, action, asked_at, asked_by) \
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (message, guardian) DO NOTHING"
            )
            .bind(prepared.id)
            .bind(guardian.guardian)
            .bind(new.absence)
            .bind(new.action.id)
            .bind(now)
            .bind(at.person().account)
            .run(write)
            .await?;
        }
    }
    Ok(groups.len())
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

impl NewNotice<'_> {
    fn message(
        &self,
        at: &At<SchoolLife>,
        number: MobileNumber,
        guardians: &[&GuardianOf],
        now: DateTime<Utc>,
    ) -> Result<NewMessage> {
        let place = at.school_place();
        let division = self.pupil.division.as_deref().unwrap_or_default();
        let action = &self.action.action;
        let text = action.template.fill(&Values {
            school: &place.label,
            first_name: &self.pupil.first_name,
            surname: self.pupil.surname(),
            division,
            terms: *self.terms,
            sender: action.sender.to_string(),
        });
        let instant = |local: NaiveDateTime| {
            let local = local.and_local_timezone(place.zone.0).earliest();
            local.map_or(now, |at| at.to_utc())
        };
        let labels: Vec<String> = guardians.iter().map(|guardian| guardian.label()).collect();
        Ok(NewMessage {
            school: at.school(),
            lane: Lane::Absence,
            service: "absences",
            subject: self.absence.uuid(),
            recipient: number,
            sender: action.sender.clone(),
            text: sms::prepare(&text, TextPolicy::Plain)
                .map_err(|error| Error::BadRequest(error.to_string()))?,
            dedup_key: format!("absence:{}:{}:{}", self.absence, self.form.0, number.e164()),
            provider_code: action.provider_code.clone(),
            // What has no end yet is of use for as long as what ends now.
            not_after: match self.terms.open_end {
                true => now + USEFUL_FOR,
                false => instant(self.terms.period.to()).max(now) + USEFUL_FOR,
            },
            seal: None,
            caption: Caption {
                topic: action.long_label.clone(),
                person: self.pupil.list_name(),
                group: division.to_owned(),
                event: self.terms.event(),
                event_at: instant(self.terms.period.from()),
                recipient: labels.join(", "),
            },
        })
    }
}

/// Who asked for each message of an entry.
pub(crate) async fn askers(
    read: &mut Read,
    at: &At<SchoolLife>,
    absence: Id<Absence>,
) -> db::Result<HashMap<Id<Message>, Id<Account>>> {
    let rows = sql!(
        "SELECT DISTINCT n.message, n.asked_by FROM absence_notice n \
         JOIN absence a ON a.id = n.absence WHERE a.school = $1 AND a.id = $2"
    )
    .bind(at.school())
    .bind(absence)
    .all::<(Id<Message>, Id<Account>)>(read)
    .await?;
    Ok(rows.into_iter().collect())
}
