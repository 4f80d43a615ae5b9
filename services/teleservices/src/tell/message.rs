//! One message with codes, by each means.

use super::Piece;
use crate::{
    model::codes::{
        CodeRow, Listed, Paper, Recipient, Row, Slip, Way, Words, link::address, polite, qr,
    },
    recheck::SERVICE,
    store::codes::{link::NewLink, sending::Sending},
};
use activation::Code;
use db::Write;
use education::Id;
use mail::Person;
use messaging::{Caption, Lane, LetterSecret, Message, NewLetter, NewMail, NewMessage};
use print::{Block, Letter, Signature, words as plain};
use secrets::Token;
use sms::{Sender, TextPolicy};
use std::sync::Arc;
use ui::fr;
use uuid::Uuid;
use web::{Error, Result};

impl Piece<'_> {
    /// One message, whose links are added to `links`; or why it cannot be made.
    pub(super) async fn message(
        &self,
        tx: &mut Write,
        sending: &Sending,
        recipient: &Recipient<'_>,
        listed: &[(&Row, &(Id<CodeRow>, Code))],
        days: i64,
        links: &mut Vec<NewLink>,
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
        let link = |holder: Uuid| {
            let (sending, token) = (sending.id, Token::generate());
            let address = address(&site, &token);
            let new = NewLink {
                sending,
                holder,
                token,
            };
            (address, new)
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
                let (link, new) = link(recipient.holder);
                links.push(new);
                let mut paragraphs = words.paragraphs(&codes, own);
                let follow = format!("{}\n{link}", Words::FOLLOW);
                paragraphs.insert(paragraphs.len().saturating_sub(1), follow);
                let mail = NewMail {
                    school: at.school(),
                    lane: Lane::Access,
                    service: SERVICE,
                    subject: sending.id.uuid(),
                    to: Person::new(&called(recipient), address.clone()),
                    title: Words::TITLE.into(),
                    text: paragraphs.join("\n\n"),
                    seal: Some(keys),
                    dedup_key,
                    not_after: until,
                    caption,
                };
                messaging::prepare_mail(tx, &mail, at.actor(), now).await?
            }
            Way::Mobile(number) => {
                let (link, new) = link(recipient.holder);
                let write =
                    |link| sms::prepare(&words.text_message(&codes, link), TextPolicy::Plain);
                let Ok(mut text) = write(None) else {
                    return Ok(Err("le texte est trop long pour un SMS".into()));
                };
                // A link is worth no second text message.
                let linked = write(Some(&link)).ok();
                if let Some(linked) = linked.filter(|one| one.parts.len() <= text.parts.len()) {
                    links.push(new);
                    text = linked;
                }
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
                let (link, new) = link(recipient.holder);
                links.push(new);
                let paragraphs = words.paragraphs(&codes, own).into_iter();
                let mut body: Vec<Block> = paragraphs.map(Block::text).collect();
                let code = qr(&link, vec![plain(Words::SCAN)]);
                body.insert(body.len().saturating_sub(1), code);
                let paper = Paper::Letter(Box::new(Letter {
                    sender: vec![school.clone()],
                    recipient: (**home).clone(),
                    dated: format!("Le {}", fr::date_full(at.today(now))),
                    reference: String::new(),
                    subject: "vos codes d'activation".into(),
                    body,
                    signature: Signature::default(),
                }));
                let letter = letter(paper, home.lines().join(", "))?;
                messaging::prepare_letter(tx, &letter, at.actor(), now).await?
            }
            Way::Class => {
                let slips = listed.iter().map(|(row, (_, code))| {
                    let (link, new) = link(row.pair.holder);
                    links.push(new);
                    Slip {
                        name: format!("{} {}", row.pupil.first_name, row.pupil.surname),
                        code: code.grouped(),
                        link: Some(link),
                    }
                });
                let slips: Vec<Slip> = slips.collect();
                let paper = Paper::Sheet {
                    division: sending.division.clone(),
                    slips,
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
