//! Before a message leaves: does the family still accept it?

use crate::store::{absence, correction};
use messaging::{RecheckRequest, Verdict};
use web::{Context, Result};

/// The message may go if one of the guardians that it is for still accepts text messages, at
/// this number, for this pupil, and the entry was not taken back; a correction, if it was.
pub(crate) async fn recheck(context: Context, request: RecheckRequest) -> Result<Verdict> {
    let mut read = context.db.read().await?;
    let (school, message) = (request.school, request.message.uuid());
    let mut behind = absence::behind(&mut read, school, request.subject, message).await?;
    if behind.is_none() {
        behind = correction::behind(&mut read, school, request.subject, message).await?;
    }
    let Some((pupil, guardians)) = behind else {
        return Ok(Verdict::Cancel(
            "L'absence a été annulée avant l'envoi.".into(),
        ));
    };
    let Some(place) = records::school(&mut read, school).await? else {
        return Ok(Verdict::Cancel("L'établissement n'existe plus.".into()));
    };
    let today = context
        .clock
        .now()
        .with_timezone(&place.zone.0)
        .date_naive();
    let mut why = "Le responsable n'est plus rattaché à l'élève.";
    for guardian in guardians {
        let contact = records::contact_of(&mut read, school, today, pupil, guardian).await?;
        let Some(contact) = contact.filter(|contact| contact.still_guardian) else {
            continue;
        };
        if !contact.pupil_present {
            why = "L'élève a quitté l'établissement.";
        } else if !contact.accepts_sms {
            why = "Le responsable n'accepte plus les SMS.";
        } else if contact.mobile != request.mobile() {
            why = "Le numéro de mobile du responsable a changé.";
        } else {
            return Ok(Verdict::Send);
        }
    }
    Ok(Verdict::Cancel(why.into()))
}
