//! Before messages leave: do the families still accept them?

use crate::store::{
    behind::{Behind, behind},
    notice::OTHER_REASON,
};
use chrono::NaiveDate;
use education::{Id, School};
use messaging::{RecheckRequest, Recipient, Verdict};
use records::{AboutContact, AboutPupil, Contact, OwnContact};
use std::collections::HashMap;
use web::{Context, Result};

/// A message may go if one of those that it is for can still be reached so about this pupil (a text
/// message, if they still accept them at this number), and the entry was not taken back; a correction,
/// if it was. A mail or a letter that names several may go if all of them are still guardians; what
/// says a motif, if the entry still has it and families may still read it.
pub(crate) async fn recheck(
    context: Context,
    requests: Vec<RecheckRequest>,
) -> Result<Vec<Verdict>> {
    let mut read = context.db.read().await?;
    let messages = requests.iter().map(|of| (of.message.uuid(), of.subject));
    let mut behind = behind(&mut read, &messages.collect::<Vec<_>>()).await?;
    // Whatever a message says, it speaks of an absence of its own school.
    behind.retain(|message, behind| {
        let mut requests = requests.iter();
        requests.any(|of| of.message.uuid() == *message && is_of(of, behind))
    });
    let schools: Vec<Id<School>> = behind.values().map(|behind| behind.school).collect();
    let zones = identity::zones(&mut read, &schools).await?;
    let now = context.clock.now();
    let days: HashMap<Id<School>, NaiveDate> = zones
        .into_iter()
        .map(|(school, zone)| (school, now.with_timezone(&zone.0).date_naive()))
        .collect();
    let asked: Vec<AboutContact> = behind
        .values()
        .filter_map(|behind| Some((behind, *days.get(&behind.school)?)))
        .flat_map(|(behind, today)| {
            behind.guardians.iter().map(move |guardian| AboutContact {
                school: behind.school,
                today,
                pupil: behind.pupil,
                guardian: *guardian,
            })
        })
        .collect();
    let contacts = records::contacts_of(&mut read, &asked).await?;
    let pupils: Vec<AboutPupil> = behind
        .values()
        .filter(|behind| behind.to_pupil)
        .filter_map(|behind| Some((behind.school, behind.pupil, *days.get(&behind.school)?)))
        .collect();
    let own = records::own_contacts_of(&mut read, &pupils).await?;
    let verdicts = requests.iter().map(|request| {
        let Some(behind) = behind.get(&request.message.uuid()) else {
            return Verdict::Cancel("L'absence a été annulée avant l'envoi.".into());
        };
        if !days.contains_key(&behind.school) {
            return Verdict::Cancel("L'établissement n'existe plus.".into());
        }
        // What is not to be said is said to nobody, whoever it was prepared for.
        let told = behind.told_reason.as_deref().unwrap_or_default();
        if !told.is_empty() && behind.reason.as_deref() != Some(told) {
            return Verdict::Cancel(OTHER_REASON.into());
        }
        let theirs = behind
            .guardians
            .iter()
            .filter_map(|guardian| contacts.get(&(behind.school, behind.pupil, *guardian)));
        let verdict = match names_a_stranger(request, behind, theirs.clone()) {
            true => Verdict::Cancel(DETACHED.into()),
            false => one(request, theirs),
        };
        let own = own.get(&(behind.school, behind.pupil));
        match own.filter(|_| behind.to_pupil && verdict != Verdict::Send) {
            None => verdict,
            Some(own) => match own_refusal(request, own) {
                None => Verdict::Send,
                Some(why) if behind.guardians.is_empty() => Verdict::Cancel(why.into()),
                Some(_) => verdict,
            },
        }
    });
    Ok(verdicts.collect())
}

fn is_of(request: &RecheckRequest, behind: &Behind) -> bool {
    behind.school == request.school && behind.absence == request.subject
}

const DETACHED: &str = "Le responsable n'est plus rattaché à l'élève.";

/// Whether a mail or a letter names somebody who is no guardian of the pupil any more, though another
/// one is reached at the same address.
fn names_a_stranger<'c>(
    request: &RecheckRequest,
    behind: &Behind,
    contacts: impl Iterator<Item = &'c Contact>,
) -> bool {
    let names = behind.named && !matches!(request.recipient, Recipient::Mobile(_));
    names && contacts.filter(|contact| contact.still_guardian).count() < behind.guardians.len()
}

/// One message, by what is known now of those whom it is for.
fn one<'c>(request: &RecheckRequest, contacts: impl Iterator<Item = &'c Contact>) -> Verdict {
    let mut why = DETACHED;
    for contact in contacts.filter(|contact| contact.still_guardian) {
        if !contact.pupil_present {
            why = "L'élève a quitté l'établissement.";
        } else {
            match changed(&request.recipient, contact) {
                Some(changed) => why = changed,
                None => return Verdict::Send,
            }
        }
    }
    Verdict::Cancel(why.into())
}

/// What has changed since the message was prepared.
fn changed(recipient: &Recipient, contact: &Contact) -> Option<&'static str> {
    match recipient {
        Recipient::Mobile(_) if !contact.accepts_sms => {
            Some("Le responsable n'accepte plus les SMS.")
        }
        Recipient::Mobile(number) => (contact.mobile != Some(*number))
            .then_some("Le numéro de mobile du responsable a changé."),
        Recipient::Mail(address) => {
            let now = contact.email.as_deref().map(str::trim).unwrap_or_default();
            (!now.eq_ignore_ascii_case(address.as_str()))
                .then_some("L'adresse électronique du responsable a changé.")
        }
        Recipient::Letter(address) => {
            let now = contact.address.as_ref().map(records::Address::words);
            (now.as_deref() != Some(address)).then_some("L'adresse du responsable a changé.")
        }
    }
}

/// Why the pupil may not be told any more.
fn own_refusal(request: &RecheckRequest, own: &OwnContact) -> Option<&'static str> {
    if !own.present {
        Some("L'élève a quitté l'établissement.")
    } else if !own.accepts_sms {
        Some("L'élève n'accepte plus les SMS.")
    } else if own.mobile != request.mobile() {
        Some("Le numéro de mobile de l'élève a changé.")
    } else {
        None
    }
}
