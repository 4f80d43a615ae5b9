//! What happens behind the pages: codes are made and told piece by piece, each piece whole or not at all,
//! and those that nobody used die.

use crate::{
    model::codes::{Listed, Means, Pair, Paper, Recipient, Row, Words, polite, recipients},
    open_services,
    recheck::SERVICE,
    store::codes::{
        batch::{self, Batch, Work},
        change, list,
        make::make,
        notify::{told, unseal},
        rules::rules,
        sending::{self, Sending},
    },
};
use activation::Code;
use db::{Write, in_write};
use education::{Id, Pupil};
use identity::{ActivationCodes, At};
use jobs::{JobRun, Kind};
use mail::Person;
use messaging::{Caption, Lane, LetterSecret, Message, NewLetter, NewMail, NewMessage};
use print::{Block, Letter, Signature};
use sms::{Sender, TextPolicy};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use ui::fr;
use uuid::Uuid;
use web::{Context, Error, Result};

/// The kind of job that makes codes.
pub(crate) const GENERATE: &str = "codes-generate";
/// The kind of job that tells them.
pub(crate) const NOTIFY: &str = "codes-notify";
/// The kind of job by which they die.
const EXPIRE: &str = "codes-expire";

/// Work that was cut off goes on where it stood: it may be begun again more often than other work.
const ATTEMPTS: i64 = 20;
/// Pairs of one transaction.
const PAIRS: usize = 250;
/// Messages of one transaction.
const MESSAGES: i64 = 50;

/// The kinds of jobs of the service.
pub fn jobs() -> Vec<Kind> {
    vec![
        Kind::new(GENERATE, |context, job| async move {
            generate(&context, &job).await
        })
        .max_attempts(ATTEMPTS),
        Kind::new(NOTIFY, |context, job| async move {
            notify(&context, &job).await
        })
        .max_attempts(ATTEMPTS),
        Kind::new(EXPIRE, |context, job| async move {
            expire(&context, &job).await
        })
        .daily_at(5, 0),
    ]
}

/// The batch of a job, in the name of who asked for it: what they may not do any more is not done.
async fn asked(
    context: &Context,
    job: &JobRun,
) -> Result<Option<(Id<Batch>, Work, At<ActivationCodes>)>> {
    let id = job
        .payload
        .get("batch")
        .and_then(|id| id.as_str()?.parse().ok());
    let id: Id<Batch> = id.ok_or_else(|| Error::internal("a job without a batch"))?;
    let mut read = context.db.read().await?;
    let Some(work) = batch::work(&mut read, id).await? else {
        return Ok(None);
    };
    if work.finished_at.is_some() {
        return Ok(None);
    }
    let now = context.clock.now();
    let at = At::admit(&mut read, work.account, Some(work.school), now).await?;
    Ok(Some((id, work, at)))
}

async fn generate(context: &Context, job: &JobRun) -> Result<String> {
    let Some((id, work, at)) = asked(context, job).await? else {
        return Ok("déjà fait".into());
    };
    let now = context.clock.now();
    let wanted = work.wanted();
    // Who left the school, or is no guardian any more, since it was asked.
    let mut read = context.db.read().await?;
    let rows = list::rows(&mut read, &at, at.today(now)).await?;
    drop(read);
    let known: HashSet<Pair> = rows.iter().map(|row| row.pair).collect();
    let mut made = 0;
    for piece in wanted.chunks(PAIRS) {
        let there: Vec<_> = piece
            .iter()
            .copied()
            .filter(|(pair, _)| known.contains(pair))
            .collect();
        made += in_write!(context.db, Error, |tx| {
            job.fence(tx).await?;
            let made = make(tx, &at, &context.keys, &there, now).await?;
            let made = piece
                .iter()
                .filter(|(pair, _)| made.contains_key(pair))
                .count();
            batch::advance(tx, id, piece.len(), piece.len() - made).await?;
            Ok(made)
        })?;
    }
    in_write!(context.db, Error, |tx| {
        job.fence(tx).await?;
        Ok(batch::finish(tx, id, context.clock.now()).await?)
    })?;
    Ok(format!("{made} codes"))
}

async fn expire(context: &Context, job: &JobRun) -> Result<String> {
    let now = context.clock.now();
    let dead = in_write!(context.db, Error, |tx| {
        job.fence(tx).await?;
        Ok(change::expire(tx, now).await?)
    })?;
    Ok(format!("{dead} codes expirés"))
}

async fn notify(context: &Context, job: &JobRun) -> Result<String> {
    let Some((id, work, at)) = asked(context, job).await? else {
        return Ok("déjà fait".into());
    };
    let mut read = context.db.read().await?;
    let rows = list::rows(&mut read, &at, at.today(context.clock.now())).await?;
    let services = open_services(&mut read, &at).await?;
    drop(read);
    let piece = Piece {
        context,
        at: &at,
        work: &work,
        rows: &rows,
        services: &services,
    };
    let mut made = 0;
    while let Some(more) = in_write!(context.db, Error, |tx| {
        job.fence(tx).await?;
        let waiting = sending::waiting(tx, &at, id, MESSAGES).await?;
        if waiting.is_empty() {
            return Ok(None);
        }
        let made = piece.tell(tx, &waiting).await?;
        batch::advance(tx, id, waiting.len(), waiting.len() - made).await?;
        Ok(Some(made))
    })? {
        made += more;
    }
    in_write!(context.db, Error, |tx| {
        job.fence(tx).await?;
        Ok(batch::finish(tx, id, context.clock.now()).await?)
    })?;
    Ok(format!("{made} messages"))
}

/// Some messages of a notification, in one transaction.
struct Piece<'p> {
    context: &'p Context,
    at: &'p At<ActivationCodes>,
    work: &'p Work,
    rows: &'p [Row],
    services: &'p [String],
}

impl Piece<'_> {
    /// Makes messages; gives how many.
    async fn tell(&self, tx: &mut Write, sendings: &[Sending]) -> Result<usize> {
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
                .filter(|row| row.state() == Some(crate::model::codes::CodeState::Notified))
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
        listed: &[(&Row, &(Id<crate::model::codes::CodeRow>, Code))],
        days: i64,
    ) -> Result<std::result::Result<Id<Message>, String>> {
        use crate::model::codes::Way;
        let way = match &recipient.way {
            Ok(way) => way,
            Err(why) => return Ok(Err(why.clone())),
        };
        let (at, now) = (self.at, self.context.clock.now());
        let school = at.school_place().label.clone();
        let site = self.context.settings.public_url.clone();
        let words = Words {
            school: &school,
            site: &site,
            services: self.services,
            days,
        };
        let codes: Vec<Listed> = listed
            .iter()
            .map(|(row, (_, code))| Listed {
                child: child(row),
                code: code.grouped(),
            })
            .collect();
        let own = recipient.rows[0].guardian.is_none();
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

/// The means of a batch that is printed here: nothing of the others waits for a person.
pub(crate) fn is_printed(batch: &Batch) -> bool {
    batch.means().is_some_and(Means::is_paper)
}

/// What the messages of a batch are, each with where it stands.
pub(crate) fn by_subject(
    states: Vec<(Uuid, Id<Message>, messaging::Medium, messaging::State)>,
) -> HashMap<Uuid, (Id<Message>, messaging::Medium, messaging::State)> {
    let of = |(subject, id, medium, state)| (subject, (id, medium, state));
    states.into_iter().map(of).collect()
}
