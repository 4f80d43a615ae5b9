//! What an action sends: one message a telephone number, a mail address or a home, and whom each is
//! for.

use crate::{
    model::{
        compose::{Compose, Composed},
        reach::Way,
        terms::Terms,
        text::Values,
        wording::List,
    },
    store::{absence::Absence, action::Stored, pupil_notice, wording},
};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use db::{Read, Write, sql};
use education::{Account, Id};
use identity::{At, SchoolLife};
use messaging::{Caption, Lane, Medium, Message, NewLetter, NewMail, NewMessage, Prepared};
use records::{GuardianOf, PupilFile};
use sms::MobileNumber;
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
    /// The pupil's own mobile, when the pupil is told too.
    pub(crate) own: Option<MobileNumber>,
}

/// Prepares the messages of an action; gives how many wait.
pub(crate) async fn ask(
    write: &mut Write,
    at: &At<SchoolLife>,
    new: &NewNotice<'_>,
    now: DateTime<Utc>,
) -> Result<usize> {
    let reason = published(write, at, new.terms).await?;
    let told = new.action.template.says_reason();
    let told = told.then(|| reason.as_deref().unwrap_or_default());
    let mut count = 0;
    for (way, guardians) in by_way(new) {
        let composed = new.composed(at, reason.as_deref(), &way, &guardians, now)?;
        let Some(composed) = composed else { continue };
        count += 1;
        let prepared = new
            .prepare(write, at, composed, &way, &guardians, now)
            .await?;
        if new.is_own(&way) {
            pupil_notice::note(write, at, (prepared.id, told), new, now).await?;
        }
        for guardian in guardians {
            sql!(
                "INSERT INTO absence_notice (message, guardian, absence, action, asked_at, \
                 asked_by, told_reason) VALUES ($1, $2, $3, $4, $5, $6, $7) \
                 ON CONFLICT (message, guardian) DO NOTHING"
            )
            .bind(prepared.id)
            .bind(guardian.guardian)
            .bind(new.absence)
            .bind(new.action.id)
            .bind(now)
            .bind(at.person().account)
            .bind(told)
            .run(write)
            .await?;
        }
    }
    Ok(count)
}

/// Why a message does not leave that says another motif, as the follow-up shows it.
pub(crate) const OTHER_REASON: &str = "Le motif a été modifié avant l'envoi.";

/// Withdraws the messages of an entry that have not left and say of the motif what its terms do not
/// say now; gives how many.
pub(super) async fn withdraw_other_reasons(
    write: &mut Write,
    at: &At<SchoolLife>,
    absence: Id<Absence>,
    terms: &Terms,
    now: DateTime<Utc>,
) -> db::Result<u64> {
    let reason = published(write, at, terms).await?.unwrap_or_default();
    let rows = sql!(
        "SELECT message FROM absence_notice WHERE absence = $1 AND told_reason <> $2 \
         UNION SELECT message FROM absence_pupil_notice WHERE absence = $1 AND told_reason <> $2"
    )
    .bind(absence)
    .bind(reason)
    .all::<(Id<Message>,)>(write)
    .await?;
    let ids: Vec<Id<Message>> = rows.into_iter().map(|(message,)| message).collect();
    let (school, actor) = (at.school(), at.actor());
    messaging::withdraw(write, school, "absences", &ids, OTHER_REASON, actor, now).await
}

/// The words of a reason that families may read.
pub(crate) async fn published(
    read: &mut Read,
    at: &At<SchoolLife>,
    terms: &Terms,
) -> db::Result<Option<String>> {
    let Some(reason) = terms.reason else {
        return Ok(None);
    };
    let line = wording::one(read, at, List::Reasons, reason).await?;
    Ok(line.and_then(|line| line.wording.published()))
}

/// Those who share a number, an address or a home get one message; two who do not fit on an envelope
/// get two.
fn by_way<'g>(new: &NewNotice<'g>) -> Vec<(Way, Vec<&'g GuardianOf>)> {
    let medium = new.action.action.medium;
    let mut groups: Vec<(Way, Vec<&GuardianOf>)> = Vec::new();
    for guardian in new.recipients {
        let Ok(way) = Way::to(guardian, medium) else {
            continue;
        };
        let known = groups.iter_mut().find(|(known, group)| {
            let together: Vec<&GuardianOf> = group.iter().copied().chain([*guardian]).collect();
            known.key() == way.key() && way.holds(&together)
        });
        match known {
            Some((_, group)) => group.push(guardian),
            None => groups.push((way, vec![guardian])),
        }
    }
    // On a mobile of their own: one that they share with a guardian gets one message.
    if let Some(own) = new.own.filter(|_| medium == Medium::Sms)
        && groups.iter().all(|(way, _)| !new.is_own(way))
    {
        groups.push((Way::Mobile(own), Vec::new()));
    }
    groups
}

/// What makes it one message of a form: of a home, whom it is for too, as one envelope may not hold all
/// who live there.
fn one(way: &Way, guardians: &[&GuardianOf]) -> String {
    let first = guardians.first().map(|guardian| guardian.guardian);
    match (way, first) {
        (Way::Home(_), Some(first)) => format!("{}\n{first}", way.key()),
        _ => way.key(),
    }
}

impl NewNotice<'_> {
    /// Whether the pupil is told by this way too.
    fn is_own(&self, way: &Way) -> bool {
        matches!((way, self.own), (Way::Mobile(number), Some(own)) if *number == own)
    }

    fn composed(
        &self,
        at: &At<SchoolLife>,
        reason: Option<&str>,
        way: &Way,
        guardians: &[&GuardianOf],
        now: DateTime<Utc>,
    ) -> Result<Option<Composed>> {
        let action = &self.action.action;
        let values = Values {
            school: &at.school_place().label,
            first_name: &self.pupil.first_name,
            surname: self.pupil.surname(),
            division: self.pupil.division.as_deref().unwrap_or_default(),
            terms: *self.terms,
            reason,
            days: action.response_days,
            sender: action.sender.to_string(),
        };
        let compose = Compose {
            template: &self.action.template,
            values: &values,
            sender: &action.sender,
            today: at.today(now),
        };
        compose
            .to(way, guardians)
            .map_err(|error| Error::BadRequest(error.to_string()))
    }

    async fn prepare(
        &self,
        write: &mut Write,
        at: &At<SchoolLife>,
        composed: Composed,
        way: &Way,
        guardians: &[&GuardianOf],
        now: DateTime<Utc>,
    ) -> Result<Prepared> {
        let place = at.school_place();
        let instant = |local: NaiveDateTime| {
            let local = local.and_local_timezone(place.zone.0).earliest();
            local.map_or(now, |at| at.to_utc())
        };
        let mut labels: Vec<String> = guardians.iter().map(|guardian| guardian.label()).collect();
        labels.extend(self.is_own(way).then(|| pupil_notice::LABEL.to_owned()));
        let caption = Caption {
            topic: self.action.action.long_label.clone(),
            person: self.pupil.list_name(),
            group: self.pupil.division.clone().unwrap_or_default(),
            event: self.terms.event(),
            event_at: instant(self.terms.period.from()),
            recipient: labels.join(", "),
        };
        let (school, service, subject) = (at.school(), "absences", self.absence.uuid());
        let (lane, seal) = (Lane::Absence, None);
        let one = one(way, guardians);
        let dedup_key = format!("absence:{}:{}:{one}", self.absence, self.form.0);
        // What has no end yet is of use for as long as what ends now.
        let not_after = match self.terms.open_end {
            true => now + USEFUL_FOR,
            false => instant(self.terms.period.to()).max(now) + USEFUL_FOR,
        };
        match (composed, way) {
            (Composed::Sms { text, sender }, Way::Mobile(recipient)) => {
                let message = NewMessage {
                    school,
                    lane,
                    service,
                    subject,
                    recipient: *recipient,
                    sender,
                    text,
                    dedup_key,
                    provider_code: self.action.action.provider_code.clone(),
                    not_after,
                    seal,
                    caption,
                };
                Ok(messaging::prepare(write, &message, at.actor(), now).await?)
            }
            (Composed::Mail { to, title, text }, _) => {
                let mail = NewMail {
                    school,
                    lane,
                    service,
                    subject,
                    to,
                    title,
                    text,
                    seal,
                    dedup_key,
                    not_after,
                    caption,
                };
                Ok(messaging::prepare_mail(write, &mail, at.actor(), now).await?)
            }
            (Composed::Letter { recipient, letter }, _) => {
                let letter = NewLetter {
                    school,
                    service,
                    subject,
                    recipient,
                    title: letter.subject.clone(),
                    body: serde_json::to_string(&letter).map_err(Error::internal)?,
                    secret: None,
                    dedup_key,
                    caption,
                };
                Ok(messaging::prepare_letter(write, &letter, at.actor(), now).await?)
            }
            (Composed::Sms { .. }, _) => Err(Error::internal("a text message without a number")),
        }
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
    let own = pupil_notice::askers(read, at, absence).await?;
    Ok(rows.into_iter().chain(own).collect())
}
