//! Fictitious data, made through the public functions.

mod examples;
mod exchange;
mod justification;
mod morning;
pub mod timetable_files;

pub use examples::examples;
pub use morning::{Morning, morning};

use crate::{
    model::{
        action::{Action, treatment},
        period::Period,
        taught::Taught,
        terms::Terms,
    },
    store::{
        absence::{self, NewAbsence},
        action, message_template,
    },
};
use chrono::{DateTime, Utc};
use db::{Write, in_write};
use education::{Account, Id, School};
use identity::{At, SchoolLife, SchoolLifeSettings};
use messaging::{Medium, Queue};
use std::pin::Pin;
use web::{Context, Error, FormId, Input, Result};

/// What waits under « SMS à diffuser ».
const TEXTS: Queue = Queue::new("absences", Medium::Sms);

/// The action of the guide: « SMS », two days to answer, from the school's number.
pub async fn first_action(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    sender: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    if !action::all(write, at).await?.is_empty() {
        return Ok(());
    }
    add_action(write, at, Medium::Sms, "SMS", sender, now).await
}

/// An action of a means, with the template of the program.
async fn add_action(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    medium: Medium,
    short_label: &str,
    sender: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let known = message_template::begin(write, at).await?;
    let templates: Vec<_> = known
        .iter()
        .map(|stored| (stored.id, stored.template.medium))
        .collect();
    let template = templates.iter().find(|(_, of)| *of == medium);
    let (template, _) = template.ok_or(Error::NotFound)?;
    let form = Input::of([
        ("libelle_court", short_label.to_owned()),
        ("libelle_long", treatment(medium).to_owned()),
        ("delai", "2".to_owned()),
        ("traitement", medium.code().to_owned()),
        ("modele", template.to_string()),
        ("emetteur", sender.to_owned()),
        ("code", "0".to_owned()),
    ]);
    let action = Action::parse(&form, sms::NumberPolicy::Demo, &templates)
        .map_err(|invalid| Error::internal(format!("{invalid:?}")))?;
    Ok(action::add(write, at, FormId::new(), &action, now).await?)
}

/// Actions by mail and by letter, beside that of the guide: once.
pub async fn other_actions(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    sender: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let known = action::all(write, at).await?;
    for (medium, label) in [(Medium::Mail, "Courriel"), (Medium::Letter, "Courrier")] {
        if !known.iter().any(|stored| stored.action.medium == medium) {
            add_action(write, at, medium, label, sender, now).await?;
        }
    }
    Ok(())
}

/// The demo's school begins with the action of the guide.
pub fn begin(
    context: Context,
    school: Id<School>,
    head: Id<Account>,
) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> {
    Box::pin(async move {
        let now = context.clock.now();
        let mut read = context.db.read().await?;
        let at = At::<SchoolLifeSettings>::admit(&mut read, head, Some(school), now).await?;
        drop(read);
        in_write!(context.db, Error, |tx| {
            first_action(tx, &at, "01 99 00 00 10", now).await?;
            other_actions(tx, &at, "01 99 00 00 10", now).await?;
            headed(tx, &at, now).await
        })
    })
}

/// Its letters bear an address, as those of a school that has set its templates.
async fn headed(write: &mut Write, at: &At<SchoolLifeSettings>, now: DateTime<Utc>) -> Result<()> {
    let known = message_template::begin(write, at).await?;
    let bare = known.into_iter().filter(|stored| {
        stored.template.medium == Medium::Letter && stored.template.letterhead.is_empty()
    });
    for mut stored in bare {
        let lines = ["1 rue de l'École", "99100 MONTCOURT", "01 99 00 00 10"];
        stored.template.letterhead = lines.map(str::to_owned).to_vec();
        let shown = (stored.id, stored.version);
        message_template::change(write, at, shown, &stored.template, now).await?;
    }
    Ok(())
}

/// The action of a means.
fn by(actions: Vec<action::Stored>, medium: Medium) -> Result<action::Stored> {
    let mut actions = actions.into_iter();
    let found = actions.find(|stored| stored.action.medium == medium);
    found.ok_or(Error::NotFound)
}

/// Records absences, one a pupil and a day, until so many messages wait to be released: pupils
/// in order of name, days backwards from yesterday. For benches, crash tests and pictures.
pub async fn fill(
    context: &Context,
    at: &At<SchoolLife>,
    wanted: usize,
) -> Result<Vec<Id<messaging::Message>>> {
    let now = context.clock.now();
    let today = at.today(now);
    let mut read = context.db.read().await?;
    let stored = by(action::all(&mut read, at).await?, Medium::Sms)?;
    let mut pupils = Vec::new();
    for division in records::divisions(&mut read, at).await? {
        for row in records::pupils_in_division(&mut read, at, today, &division.code).await? {
            let guardians = records::guardians_of(&mut read, at, row.id).await?;
            let reachable =
                |g: &&records::GuardianOf| g.reachable_by_sms() && g.legal_rank == Some(1);
            let Some(guardian) = guardians.iter().find(reachable) else {
                continue;
            };
            let file = records::pupil(&mut read, at, today, row.id).await?;
            pupils.extend(file.map(|file| (file, guardian.clone())));
        }
    }
    drop(read);
    let mut made = 0;
    for back in 1..=360 {
        let day = today - chrono::Days::new(back);
        let hour = |hour| day.and_hms_opt(hour, 30, 0).unwrap_or_default();
        let period = Period::stored(hour(8), hour(12));
        for batch in pupils.chunks(100) {
            let room = wanted.saturating_sub(made);
            if room == 0 {
                return messaging::waiting_ids(&mut context.db.read().await?, at, TEXTS)
                    .await
                    .map_err(Error::from);
            }
            let batch = &batch[..batch.len().min(room)];
            made += in_write!(context.db, Error, |tx| {
                let mut messages = 0;
                for (pupil, guardian) in batch {
                    let new = NewAbsence {
                        form: FormId::new(),
                        pupil,
                        terms: Terms::absence(period),
                        taught: Taught::default(),
                        notify: Some((&stored, vec![guardian], None)),
                    };
                    if let absence::Recorded::Done { messages: n } =
                        absence::record(tx, at, &new, now).await?
                    {
                        messages += n;
                    }
                }
                Ok(messages)
            })?;
        }
    }
    Err(Error::internal("not enough pupils who can be told"))
}
