//! One of each thing that the routes name.

use super::{TEXTS, by, exchange, first_action, justification, other_actions, timetable_files};
use crate::{
    model::{
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
        action, collective, colors, defaults,
        documents::{self, NewDocument},
        entries, group, message_template,
        notice::{self, NewNotice},
        report_model, wording,
    },
};
use admission::Function;
use db::in_write;
use education::{Id, School};
use identity::{At, FamilyPair, Holder, SchoolLife, SchoolLifeSettings};
use manifest::Examples;
use messaging::{Medium, Message, Queue};
use records::{GuardianOf, PupilFile};
use std::pin::Pin;
use web::{Context, Error, FormId, Result};

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
        let together = FormId::new();
        in_write!(context.db, Error, |tx| {
            absence::record(tx, &at, &new, now).await?;
            collective::begin(tx, &at, together, "Exemple", now).await?;
            collective::ticked(tx, together, (known.pupil, new.form)).await?;
            Ok(())
        })?;
        let guardian = guardians.first().ok_or(Error::NotFound)?;
        let pair = FamilyPair {
            school,
            pupil: known.pupil,
            holder: Holder::Guardian(guardian.guardian),
        };
        let justification = justification::example(&context, &at, (account, pair)).await?;
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
        let model = example_model(&context, &settings).await?;
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
            ("child_absence", absence.id.to_string()),
            ("collective", together.0.to_string()),
            ("justification", justification.to_string()),
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

/// A model that is offered: whoever asks may have withdrawn those that were.
async fn example_model(
    context: &Context,
    at: &At<SchoolLifeSettings>,
) -> Result<report_model::Stored> {
    let models = report_model::begun(context, at).await?;
    if !models.iter().any(|stored| !stored.withdrawn) {
        let id = models.first().ok_or(Error::NotFound)?.id;
        let now = context.clock.now();
        in_write!(context.db, Error, |tx| {
            Ok(report_model::offer(tx, at, id, true, now).await?)
        })?;
    }
    let models = report_model::begun(context, at).await?;
    let offered = models.into_iter().find(|stored| !stored.withdrawn);
    offered.ok_or(Error::NotFound)
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
        let queue = Queue::new(TEXTS.service, medium);
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
