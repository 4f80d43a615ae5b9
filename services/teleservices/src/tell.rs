//! Messages with codes: to whom each goes, and what it says.

use crate::{
    model::codes::{
        CodeRow, CodeState, Listed, Paper, Recipient, Row, Way, Words, polite, recipients,
    },
    recheck::SERVICE,
    store::codes::{
        batch::Work,
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
use mail::Person;
use messaging::{Caption, Lane, LetterSecret, Message, NewLetter, NewMail, NewMessage};
use print::{Block, Letter, Signature};
use sms::{Sender, TextPolicy};
use std::{collections::HashSet, sync::Arc};
use ui::fr;
use uuid::Uuid;
use web::{Context, Error, Result};

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
        let (mut noted, mut made) = (Vec::new(), 0);
        for sending in sendings {
            let recipients = of(sending);
            let listed: Vec<(&Row, &(_, Code))> = recipients
                .iter()
                .flat_map(|one| &one.rows)
                .filter_map(|row| Some((*row, codes.get(&row.pair)?)))
                .collect();
            let message = match (recipients.first(), listed.is_empty()) {
                (Some(recipient), false) => {
                    self.message(tx, sending, recipient, &listed, rules.days)
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
        told(tx, self.at, &noted, rules.delay(), now).await?;
        Ok(made)
    }

    /// One message; or why it cannot be made.
    async fn message(
        &self,
        tx: &mut Write,
        sending: &Sending,
        recipient: &Recipient<'_>,
        listed: &[(&Row, &(Id<CodeRow>, Code))],
        days: i64,
    ) -> Result<std::result::Result<Id<Message>, String>> {
        let way = match &recipient.way {
            Ok(way) => way,
            Err(why) => return Ok(Err(why.clone())),
        };
        let (at, now) = (self.at, self.context.clock.now());
        let school = at.school_place().label.clone();
        let site = self.context.settings.public_url.clone();
        let own = recipient.rows[0].guardian.is_none();
        let words = Words {
            school: &school,
            site: &site,
            services: match own {
                true => &self.services.pupils,
                false => &self.services.guardians,
            },
            days,
        };
        let codes: Vec<Listed> = listed
            .iter()
            .map(|(row, (_, code))| Listed {
                child: child(row),
                code: code.grouped(),
            })
            .collect();
        let (keys, dedup_key) = (
            Arc::clone(&self.context.keys),
            format!("codes:{}", sending.id),
        );
        let until = now + chrono::Duration::days(days);
        let caption = Caption {
            topic: "Codes d'activation".into(),
            person: sending.label.clone(),
            group: sending.division.clone(),
            event: fr::plural(codes.len() as u64, "code", "codes"),
            event_at: now,
            recipient: recipient.rows[0].quality(),
        };
        let letter = |paper: Paper, to: String| -> Result<NewLetter> {
            Ok(NewLetter {
                school: at.school(),
                service: SERVICE,
                subject: sending.id.uuid(),
                recipient: to,
                title: Words::TITLE.into(),
                body: serde_json::to_string(&paper).map_err(Error::internal)?,
                secret: Some(LetterSecret {
                    keys: Arc::clone(&keys),
                    until,
                }),
                dedup_key: dedup_key.clone(),
                caption: caption.clone(),
            })
        };
        let prepared = match way {
            Way::Mail(address) => {
                let mail = NewMail {
                    school: at.school(),
                    lane: Lane::Access,
                    service: SERVICE,
                    subject: sending.id.uuid(),
                    to: Person::new(&called(recipient), address.clone()),
                    title: Words::TITLE.into(),
                    text: words.paragraphs(&codes, own).join("\n\n"),
                    seal: Some(keys),
                    dedup_key,
                    not_after: until,
                    caption,
                };
                messaging::prepare_mail(tx, &mail, at.actor(), now).await?
            }
            Way::Mobile(number) => {
                let Ok(text) = sms::prepare(&words.text_message(&codes), TextPolicy::Plain) else {
                    return Ok(Err("le texte est trop long pour un SMS".into()));
                };
                let message = NewMessage {
                    school: at.school(),
                    lane: Lane::Access,
                    service: SERVICE,
                    subject: sending.id.uuid(),
                    recipient: *number,
                    sender: Sender::parse("PREAU").map_err(Error::internal)?,
                    text,
                    dedup_key,
                    provider_code: "0".into(),
                    not_after: until,
                    seal: Some(keys),
                    caption,
                };
                messaging::prepare(tx, &message, at.actor(), now).await?
            }
            Way::Home(home) => {
                let paragraphs = words.paragraphs(&codes, own);
                let paper = Paper::Letter(Box::new(Letter {
                    sender: vec![school.clone()],
                    recipient: (**home).clone(),
                    dated: format!("Le {}", fr::date_full(at.today(now))),
                    reference: String::new(),
                    subject: "vos codes d'activation".into(),
                    body: paragraphs.into_iter().map(Block::text).collect(),
                    signature: Signature::default(),
                }));
                let letter = letter(paper, home.lines().join(", "))?;
                messaging::prepare_letter(tx, &letter, at.actor(), now).await?
            }
            Way::Class => {
                let slips = listed.iter().map(|(row, (_, code))| {
                    (
                        format!("{} {}", row.pupil.first_name, row.pupil.surname),
                        code.grouped(),
                    )
                });
                let paper = Paper::Sheet {
                    division: sending.division.clone(),
                    slips: slips.collect(),
                };
                let letter = letter(paper, "Remis en classe".into())?;
                messaging::prepare_letter(tx, &letter, at.actor(), now).await?
            }
        };
        Ok(Ok(prepared.id))
    }
}

/// « Léo BERTIN (5B) ».
fn child(row: &Row) -> String {
    let name = format!("{} {}", row.pupil.first_name, row.pupil.surname);
    match &row.pupil.division {
        Some(division) => format!("{name} ({division})"),
        None => name,
    }
}

fn called(recipient: &Recipient<'_>) -> String {
    let row = recipient.rows[0];
    match &row.guardian {
        Some(guardian) => polite(guardian),
        None => format!("{} {}", row.pupil.first_name, row.pupil.surname),
    }
}
