//! Before a message with codes leaves: do its codes still stand, and is it still theirs?

use crate::store::codes::sending::{Behind, behind};
use chrono::NaiveDate;
use education::{Id, School};
use messaging::{RecheckRequest, Recipient, Verdict};
use records::{AboutContact, AboutPupil, Contact};
use std::collections::{HashMap, HashSet};
use web::{Context, Result};

pub(crate) use crate::store::codes::SERVICE;

const REPLACED: &str = "Un de ses codes a été remplacé ou désactivé.";
const DETACHED: &str = "Le responsable n'est plus rattaché à un des élèves.";
const GONE: &str = "Un des élèves a quitté l'établissement.";
const MOVED: &str = "L'adresse ou le numéro a changé.";
const NO_SMS: &str = "La famille n'accepte plus les SMS.";

/// A message may go if all of its codes are the live ones, of pupils who are there, told to a guardian of
/// each, where that guardian is still reached.
pub(crate) async fn recheck(
    context: Context,
    requests: Vec<RecheckRequest>,
) -> Result<Vec<Verdict>> {
    let mut read = context.db.read().await?;
    let subjects: Vec<_> = requests.iter().map(|one| one.subject.into()).collect();
    let mut by_subject: HashMap<_, Vec<Behind>> = HashMap::new();
    for one in behind(&mut read, &subjects).await? {
        by_subject.entry(one.sending.uuid()).or_default().push(one);
    }
    let schools: HashSet<Id<School>> = by_subject
        .values()
        .flatten()
        .map(|one| one.school)
        .collect();
    let schools: Vec<Id<School>> = schools.into_iter().collect();
    let now = context.clock.now();
    let zones = identity::zones(&mut read, &schools).await?;
    let day = |school: &Id<School>| -> NaiveDate {
        let zone = zones.get(school).copied().unwrap_or_default();
        now.with_timezone(&zone.0).date_naive()
    };
    let all = by_subject.values().flatten();
    let (own, guarded): (Vec<&Behind>, Vec<&Behind>) =
        all.partition(|one| one.holder == one.pupil.uuid());
    let own: Vec<AboutPupil> = own
        .iter()
        .map(|one| (one.school, one.pupil, day(&one.school)))
        .collect();
    let own = records::own_contacts_of(&mut read, &own).await?;
    let guarded: Vec<AboutContact> = guarded
        .iter()
        .map(|one| AboutContact {
            school: one.school,
            today: day(&one.school),
            pupil: one.pupil,
            guardian: one.holder.into(),
        })
        .collect();
    let contacts = records::contacts_of(&mut read, &guarded).await?;
    let verdicts = requests.iter().map(|request| {
        let codes = by_subject.get(&request.subject);
        let codes = codes.map_or(&[][..], Vec::as_slice);
        if codes.is_empty()
            || codes
                .iter()
                .any(|one| !one.told || one.school != request.school)
        {
            return Verdict::Cancel(REPLACED.into());
        }
        for one in codes {
            let why = match own.get(&(one.school, one.pupil)) {
                Some(own) if one.holder == one.pupil.uuid() => match &request.recipient {
                    _ if !own.present => Some(GONE),
                    Recipient::Mobile(_) if !own.accepts_sms => Some(NO_SMS),
                    Recipient::Mobile(number) if own.mobile != Some(*number) => Some(MOVED),
                    _ => None,
                },
                _ => {
                    let contact = contacts.get(&(one.school, one.pupil, one.holder.into()));
                    changed(&request.recipient, contact)
                }
            };
            if let Some(why) = why {
                return Verdict::Cancel(why.into());
            }
        }
        Verdict::Send
    });
    Ok(verdicts.collect())
}

fn changed(recipient: &Recipient, contact: Option<&Contact>) -> Option<&'static str> {
    let Some(contact) = contact.filter(|contact| contact.still_guardian) else {
        return Some(DETACHED);
    };
    if !contact.pupil_present {
        return Some(GONE);
    }
    match recipient {
        Recipient::Mobile(_) if !contact.accepts_sms => Some(NO_SMS),
        Recipient::Mobile(number) => (contact.mobile != Some(*number)).then_some(MOVED),
        Recipient::Mail(address) => {
            let theirs = contact.email.as_deref().map(str::trim);
            let same = theirs.is_some_and(|email| email.eq_ignore_ascii_case(address.as_str()));
            (!same).then_some(MOVED)
        }
        // The address was judged when the letter was made, and it waits for hours at most.
        Recipient::Letter(_) => None,
    }
}
