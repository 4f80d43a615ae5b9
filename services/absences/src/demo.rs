//! Fictitious data, made through the public functions.

mod exchange;
pub mod timetable_files;

use crate::{
    model::{
        action::{Action, treatment},
        document::{DocumentKind, DocumentRow},
        group::DivisionGroup,
        period::Period,
        reach::Way,
        taught::Taught,
        terms::Terms,
        wording::List,
    },
    store::{
        absence::{self, NewAbsence},
        action, colors, defaults,
        documents::{self, NewDocument},
        entries, group, message_template,
        notice::{self, NewNotice},
        report_model, wording,
    },
};
use admission::Function;
use chrono::{DateTime, Utc};
use db::{Write, in_write};
use education::{Account, Id, School};
use identity::{At, SchoolLife, SchoolLifeSettings};
use manifest::Examples;
use messaging::{Medium, Message, Queue};
use records::{GuardianOf, PupilFile};
use std::pin::Pin;
use web::{Context, Error, FormId, Input, Result};

/// What waits under « SMS à diffuser ».
const TEXTS: Queue = Queue {
    service: "absences",
    medium: Medium::Sms,
};

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
            other_actions(tx, &at, "01 99 00 00 10", now).await
        })
    })
}

/// One of each thing that the routes name, for the access matrix.
pub fn examples(
    context: Context,
    school: Id<School>,
) -> Pin<Box<dyn Future<Output = Result<Examples>> + Send>> {
    Box::pin(async move {
        let now = context.clock.now();
        let known = records::demo::example(&context, school).await?;
        let account = in_write!(context.db, Error, |tx| {
            let login = format!("exemple-{}", &Id::<School>::new().to_string()[24..]);
            let new = identity::NewAccount {
                login: identity::Login::parse(&login).map_err(Error::internal)?,
                surname: "Exemple".into(),
                first_name: "Camille".into(),
            };
            let opened = identity::open_account(tx, &new, now).await?;
            let account = opened.map_err(Error::internal)?;
            let from = now.date_naive() - chrono::Days::new(1);
            identity::grant(tx, account, Function::Head, Some(school), from).await?;
            Ok(account)
        })?;
        let mut read = context.db.read().await?;
        let settings =
            At::<SchoolLifeSettings>::admit(&mut read, account, Some(school), now).await?;
        let at = At::<SchoolLife>::admit(&mut read, account, Some(school), now).await?;
        let today = at.today(now);
        let pupil = records::pupil(&mut read, &at, today, known.pupil).await?;
        let pupil = pupil.ok_or(Error::NotFound)?;
        let guardians = records::guardians_of(&mut read, &at, known.pupil).await?;
        drop(read);
        // The days must be free: whoever asks may ask again.
        let mut read = context.db.read().await?;
        let before = entries::of_pupil(&mut read, &at, known.pupil).await?;
        drop(read);
        in_write!(context.db, Error, |tx| {
            for absence in before
                .iter()
                .filter(|absence| absence.cancelled_at.is_none())
            {
                absence::cancel(tx, &at, absence.id, now).await?;
            }
            Ok(())
        })?;
        let day = today - chrono::Days::new(30);
        let hour = |hour| day.and_hms_opt(hour, 30, 0).unwrap_or_default();
        let period = Period::stored(hour(8), hour(9));
        let recipients: Vec<_> = guardians.iter().filter(|g| g.reachable_by_sms()).collect();
        in_write!(context.db, Error, |tx| {
            first_action(tx, &settings, "Ecole", now).await?;
            other_actions(tx, &settings, "Ecole", now).await
        })?;
        messaging::example_contract(&context, &settings).await?;
        let mut read = context.db.read().await?;
        let stored = by(action::all(&mut read, &at).await?, Medium::Sms)?;
        let contract = messaging::contract(&mut read, &settings).await?;
        let rules = messaging::sending_rules(&mut read, &settings).await?;
        drop(read);
        let new = NewAbsence {
            form: FormId::new(),
            pupil: &pupil,
            terms: Terms::absence(period),
            taught: Taught::default(),
            notify: Some((&stored, recipients, None)),
        };
        in_write!(context.db, Error, |tx| {
            absence::record(tx, &at, &new, now).await
        })?;
        let written = example_written(&context, &at, &pupil, &guardians, period).await?;
        let reason = wording::begun(&context, &at, List::Reasons)
            .await?
            .remove(0);
        let proof = wording::begun(&context, &at, List::Proofs).await?.remove(0);
        let division = pupil.division.clone().ok_or(Error::NotFound)?;
        let group = example_group(&context, &settings, &division).await?;
        let mut read = context.db.read().await?;
        let colors = colors::of(&mut read, &at).await?;
        let defaults = defaults::of(&mut read, &at).await?;
        drop(read);
        let year = education::school_year_of(today);
        let calendar = timetable::calendar(&context, &at, year).await?;
        let closure = calendar.closures.first().ok_or(Error::NotFound)?;
        // The last day on which a first lesson has begun.
        let local = now.with_timezone(&at.school_place().zone.0).naive_local();
        let begun = |day: &chrono::NaiveDate| {
            calendar.is_open(*day) && day.and_hms_opt(8, 30, 0).is_some_and(|hour| hour <= local)
        };
        let lesson_day = today.iter_days().rev().take(8).find(begun);
        let call = FormId::new().0;
        let of_class = pupil.division.as_deref().unwrap_or_default();
        let lessons = timetable_files::examples(&context, &settings, of_class).await?;
        let models = report_model::begun(&context, &at).await?;
        let offered = models.into_iter().find(|stored| !stored.withdrawn);
        let model = offered.ok_or(Error::NotFound)?;
        let document = example_document(&context, &at).await?;
        let reply = in_write!(context.db, Error, |tx| {
            Ok(messaging::example_reply(tx, Some(school), now).await?)
        })?;
        let mut read = context.db.read().await?;
        let listed = entries::of_pupil(&mut read, &at, known.pupil).await?;
        let waiting = messaging::waiting_ids(&mut read, &at, TEXTS).await?;
        let (absence, message) = listed
            .iter()
            .find(|listed| listed.cancelled_at.is_none() && listed.terms.period == period)
            .zip(waiting.first())
            .ok_or(Error::NotFound)?;
        let mut made = vec![
            ("pupil", known.pupil.to_string()),
            ("day", today.format("%Y-%m-%d").to_string()),
            ("action", stored.id.to_string()),
            ("version", stored.version.to_string()),
            ("contract", contract.version.to_string()),
            ("rules", rules.version.to_string()),
            ("absence", absence.id.to_string()),
            (
                "recipient",
                guardians
                    .first()
                    .ok_or(Error::NotFound)?
                    .guardian
                    .to_string(),
            ),
            ("absence_version", absence.version.to_string()),
            ("reason", reason.id.to_string()),
            ("reason_version", reason.version.to_string()),
            ("proof", proof.id.to_string()),
            ("proof_version", proof.version.to_string()),
            ("colors_version", colors.version.to_string()),
            ("defaults_version", defaults.version.to_string()),
            ("division", division),
            ("division_group", group.id.to_string()),
            ("group_version", group.version.to_string()),
            // No two groups have one name.
            ("group_name", format!("Groupe {}", Id::<School>::new())),
            ("week_version", calendar.week.version.to_string()),
            ("closure", closure.id.to_string()),
            ("lesson_day", lesson_day.unwrap_or(today).to_string()),
            (
                "class",
                format!("division:{}", pupil.division.as_deref().unwrap_or_default()),
            ),
            ("call", call.to_string()),
            ("message", message.to_string()),
            ("mail", written.mail.to_string()),
            ("letter", written.letter.to_string()),
            ("message_template", stored.action.template.to_string()),
            (
                "message_template_version",
                written.template_version.to_string(),
            ),
            ("reply", reply.to_string()),
            ("document", document.to_string()),
            ("report_model", model.id.to_string()),
            ("report_version", model.version.to_string()),
            // No two models have one name.
            ("report_name", format!("Bilan {}", Id::<School>::new())),
        ];
        made.extend(lessons);
        made.extend(exchange::examples(&context, &settings, known.pupil).await?);
        Ok(made)
    })
}

async fn example_document(context: &Context, at: &At<SchoolLife>) -> Result<Id<DocumentRow>> {
    let now = context.clock.now();
    let title = "Bilan d'exemple";
    let document = print::Document {
        title: title.to_owned(),
        author: at.school_place().label.clone(),
        date: at.today(now),
        body: print::Body::Report(print::Report {
            title: title.to_owned(),
            ..print::Report::default()
        }),
    };
    in_write!(context.db, Error, |tx| {
        let new = NewDocument {
            kind: DocumentKind::Report,
            title,
            pieces: 0,
            document: &document,
        };
        documents::keep(tx, at, new, now).await
    })
}

/// The action of a means.
fn by(actions: Vec<action::Stored>, medium: Medium) -> Result<action::Stored> {
    let mut actions = actions.into_iter();
    let found = actions.find(|stored| stored.action.medium == medium);
    found.ok_or(Error::NotFound)
}

/// A mail and a letter that wait.
struct Written {
    mail: Id<Message>,
    letter: Id<Message>,
    template_version: i64,
}

async fn example_written(
    context: &Context,
    at: &At<SchoolLife>,
    pupil: &PupilFile,
    guardians: &[GuardianOf],
    period: Period,
) -> Result<Written> {
    let now = context.clock.now();
    let mut read = context.db.read().await?;
    let listed = entries::of_pupil(&mut read, at, pupil.id).await?;
    let standing =
        |entry: &&entries::Listed| entry.cancelled_at.is_none() && entry.terms.period == period;
    let entry = listed.iter().find(standing).ok_or(Error::NotFound)?;
    let actions = action::all(&mut read, at).await?;
    let templates = message_template::all(&mut read, at).await?;
    drop(read);
    for medium in [Medium::Mail, Medium::Letter] {
        let action = by(actions.clone(), medium)?;
        let reached: Vec<&GuardianOf> = guardians
            .iter()
            .filter(|guardian| Way::to(guardian, medium).is_ok())
            .collect();
        in_write!(context.db, Error, |tx| {
            let asked = NewNotice {
                form: FormId::new(),
                absence: entry.id,
                pupil,
                terms: &entry.terms,
                action: &action,
                recipients: &reached,
                own: None,
            };
            notice::ask(tx, at, &asked, now).await
        })?;
    }
    let mut read = context.db.read().await?;
    let mut first = async |medium| {
        let queue = Queue { medium, ..TEXTS };
        let ids = messaging::waiting_ids(&mut read, at, queue).await?;
        ids.into_iter().next().ok_or(Error::NotFound)
    };
    let sms = by(actions, Medium::Sms)?.action.template;
    let template = templates.iter().find(|stored| stored.id == sms);
    Ok(Written {
        mail: first(Medium::Mail).await?,
        letter: first(Medium::Letter).await?,
        template_version: template.map_or(1, |stored| stored.version),
    })
}

async fn example_group(
    context: &Context,
    at: &At<SchoolLifeSettings>,
    division: &str,
) -> Result<group::Stored> {
    let now = context.clock.now();
    in_write!(context.db, Error, |tx| {
        let example = DivisionGroup {
            name: "Exemple".into(),
            divisions: vec![division.to_owned()],
        };
        group::add(tx, at, FormId::new(), &example, now).await?;
        let groups = group::all(tx, at).await?;
        groups.into_iter().next().ok_or(Error::NotFound)
    })
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
