//! A guardian is detached from a pupil: the messages that wait for them alone are withdrawn, and
//! those that name them.

use crate::store::pupil_notice;
use db::{Write, sql};
use education::{Guardian, Id, School};
use messaging::Message;
use records::AboutContact;
use std::collections::BTreeMap;
use web::{Detachment, Result};

/// Why, as the follow-up shows it.
const REASON: &str = "Le responsable n'est plus rattaché à l'élève.";

/// Withdraws, in the transaction that ends the link. A text message that another guardian of the
/// pupil gets on the same telephone stays, and the pupil's too; a mail or a letter names all those
/// whom it is for, and goes.
pub(crate) async fn withdraw(write: &mut Write, act: Detachment) -> Result<u64> {
    let rows = sql!(
        "SELECT a.school, r.message, r.guardian FROM absence a \
         JOIN absence_notice r ON r.absence = a.id \
         WHERE a.pupil = $1 AND a.cancelled_at IS NULL \
         AND r.message IN (SELECT o.message FROM absence_notice o WHERE o.guardian = $2)"
    )
    .bind(act.pupil)
    .bind(act.guardian)
    .all::<(Id<School>, Id<Message>, Id<Guardian>)>(write)
    .await?;
    let messages: Vec<Id<Message>> = rows.iter().map(|(_, message, _)| *message).collect();
    let naming = messaging::naming(write, "absences", &messages).await?;
    let to_pupil = pupil_notice::about_pupil(write, act.pupil).await?;
    let today = act.now.date_naive();
    let mut lonely: BTreeMap<(Id<School>, Id<Message>), bool> = BTreeMap::new();
    for (school, message, guardian) in rows {
        let others = guardian != act.guardian && !naming.contains(&message) && {
            let about = AboutContact {
                school,
                today,
                pupil: act.pupil,
                guardian,
            };
            let contact = records::contact_of(write, about).await?;
            contact.is_some_and(|contact| contact.still_guardian)
        };
        *lonely.entry((school, message)).or_insert(true) &= !others;
    }
    let mut withdrawn = 0;
    for ((school, message), _) in lonely
        .into_iter()
        .filter(|((_, message), lonely)| *lonely && !to_pupil.contains(message))
    {
        let (ids, actor, now) = ([message], act.actor, act.now);
        withdrawn +=
            messaging::withdraw(write, school, "absences", &ids, REASON, actor, now).await?;
    }
    Ok(withdrawn)
}
