//! Messages with codes: to whom each goes, and what it says.

mod message;

use crate::{
    model::codes::{CodeState, Recipient, Row, recipients},
    store::codes::{
        batch::Work,
        link,
        make::make,
        notify::{told, unseal},
        rules::rules,
        sending::{self, Sending},
    },
};
use activation::Code;
use admission::Family;
use db::{Read, Write};
use education::{Id, Pupil};
use identity::{ActivationCodes, At};
use std::collections::HashSet;
use uuid::Uuid;
use web::{Context, Result};

/// The services that are open at a school, by name: what a notification says is behind the code.
pub(crate) struct OpenServices {
    guardians: Vec<String>,
    pupils: Vec<String>,
}

impl OpenServices {
    pub(crate) async fn read(
        read: &mut Read,
        context: &Context,
        at: &At<ActivationCodes>,
    ) -> db::Result<Self> {
        let openings = identity::openings(read, at.school()).await?;
        let to = |whom| {
            let open = context
                .family
                .iter()
                .filter(|service| openings.is_open(service.id, whom));
            open.map(|service| service.name.to_owned()).collect()
        };
        Ok(Self {
            guardians: to(Family::Guardian),
            pupils: to(Family::Pupil),
        })
    }
}

/// Some messages of a notification, in one transaction.
pub(crate) struct Piece<'p> {
    pub(crate) context: &'p Context,
    pub(crate) at: &'p At<ActivationCodes>,
    pub(crate) work: &'p Work,
    /// The pairs of the school, as they were when the work began.
    pub(crate) rows: &'p [Row],
    /// The services that are open there.
    pub(crate) services: &'p OpenServices,
}

impl Piece<'_> {
    /// Makes messages; gives how many.
    pub(crate) async fn tell(&self, tx: &mut Write, sendings: &[Sending]) -> Result<usize> {
        let (now, means) = (self.context.clock.now(), self.work.means());
        let rules = rules(tx, self.at).await?;
        let all = recipients(self.rows, |_| true, means, self.work.again);
        let chosen: HashSet<Uuid> = self.work.pupils().into_iter().collect();
        let of = |sending: &Sending| -> Vec<&Recipient<'_>> {
            let is = |one: &&Recipient<'_>| match sending.holder {
                Some(holder) => one.holder == holder,
                None => {
                    let division = one.rows[0].pupil.division.as_deref();
                    division == Some(&sending.division) && chosen.contains(&one.holder)
                }
            };
            all.iter().filter(is).collect()
        };
        let told_of = sendings.iter().flat_map(of).flat_map(|one| &one.rows);
        let rows: Vec<&Row> = told_of.copied().collect();
        if self.work.again {
            let wanted: Vec<_> = rows
                .iter()
                .filter(|row| row.state() == Some(CodeState::Notified))
                .map(|row| (row.pair, row.code.as_ref().map(|code| code.id)))
                .collect();
            make(tx, self.at, &self.context.keys, &wanted, now).await?;
        }
        let pupils: Vec<Id<Pupil>> = rows.iter().map(|row| row.pair.pupil).collect();
        let codes = unseal(tx, self.at, &self.context.keys, &pupils).await?;
        let (mut noted, mut links, mut made) = (Vec::new(), Vec::new(), 0);
        for sending in sendings {
            let recipients = of(sending);
            let listed: Vec<(&Row, &(_, Code))> = recipients
                .iter()
                .flat_map(|one| &one.rows)
                .filter_map(|row| Some((*row, codes.get(&row.pair)?)))
                .collect();
            let message = match (recipients.first(), listed.is_empty()) {
                (Some(recipient), false) => {
                    self.message(tx, sending, recipient, &listed, rules.days, &mut links)
                        .await?
                }
                _ => Err("Ses codes ont été notifiés, remplacés ou désactivés entre-temps.".into()),
            };
            sending::settle(
                tx,
                sending.id,
                message.as_ref().copied().map_err(String::as_str),
            )
            .await?;
            if message.is_ok() {
                noted.extend(listed.iter().map(|(_, (code, _))| (*code, sending.id)));
                made += 1;
            }
        }
        let keys = &self.context.keys;
        link::keep(tx, self.at, keys, &links, now + rules.delay(), now).await?;
        told(tx, self.at, &noted, rules.delay(), now).await?;
        Ok(made)
    }
}
