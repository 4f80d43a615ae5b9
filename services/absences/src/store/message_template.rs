//! The templates of a school.

use crate::model::{
    message_template::{MessageTemplate, MessageTemplateRow},
    text::Template,
};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, in_write, sql};
use education::Id;
use identity::{At, AtSchool, OfSchool, SchoolLifeSettings};
use messaging::Medium;
use web::{Context, Error, FormId, Result};

/// A template, as stored.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) id: Id<MessageTemplateRow>,
    pub(crate) version: i64,
    pub(crate) template: MessageTemplate,
    /// Actions do not offer it any more.
    pub(crate) withdrawn: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<MessageTemplateRow>,
    #[sqlx(try_from = "String")]
    medium: Medium,
    label: String,
    subject: String,
    body: String,
    letterhead: String,
    signatory: String,
    version: i64,
    ended_at: Option<DateTime<Utc>>,
}

impl From<Row> for Stored {
    fn from(row: Row) -> Self {
        let subject = (row.medium != Medium::Sms).then(|| Template::stored(row.subject));
        Self {
            id: row.id,
            version: row.version,
            template: MessageTemplate {
                medium: row.medium,
                label: row.label,
                subject,
                body: Template::stored(row.body),
                letterhead: row.letterhead.lines().map(ToOwned::to_owned).collect(),
                signatory: row.signatory,
            },
            withdrawn: row.ended_at.is_some(),
        }
    }
}

/// All the templates that the school ever had, in the order in which they were added.
pub(crate) async fn all<P: OfSchool>(read: &mut Read, at: &P) -> db::Result<Vec<Stored>> {
    let rows = sql!(
        "SELECT id, medium, label, subject, body, letterhead, signatory, version, ended_at \
         FROM absence_message_template WHERE school = $1 ORDER BY id"
    )
    .bind(at.its_school().id)
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().map(Stored::from).collect())
}

/// The same; a school that has none yet for a means begins with that of the program.
pub(crate) async fn begun<A: AtSchool>(context: &Context, at: &At<A>) -> Result<Vec<Stored>> {
    let known = all(&mut context.db.read().await?, at).await?;
    if missing(&known).is_empty() {
        return Ok(known);
    }
    in_write!(context.db, Error, |tx| { Ok(begin(tx, at).await?) })
}

/// Adds the templates of the program for the means that have none; gives them all.
pub(crate) async fn begin<A: AtSchool>(write: &mut Write, at: &At<A>) -> db::Result<Vec<Stored>> {
    for medium in missing(&all(write, at).await?) {
        insert(write, at, FormId::new(), &MessageTemplate::first(medium)).await?;
    }
    all(write, at).await
}

fn missing(known: &[Stored]) -> Vec<Medium> {
    let has = |medium| known.iter().any(|stored| stored.template.medium == medium);
    let all = Medium::ALL.into_iter();
    all.filter(|medium| !has(*medium)).collect()
}

/// One of them.
pub(crate) async fn one<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    id: Id<MessageTemplateRow>,
) -> db::Result<Option<Stored>> {
    let row = sql!(
        "SELECT id, medium, label, subject, body, letterhead, signatory, version, ended_at \
         FROM absence_message_template WHERE school = $1 AND id = $2"
    )
    .bind(at.school())
    .bind(id)
    .optional::<Row>(read)
    .await?;
    Ok(row.map(Stored::from))
}

async fn insert<A: AtSchool>(
    write: &mut Write,
    at: &At<A>,
    form: FormId,
    template: &MessageTemplate,
) -> db::Result<Option<Id<MessageTemplateRow>>> {
    let id: Id<MessageTemplateRow> = Id::new();
    let added = sql!(
        "INSERT INTO absence_message_template (id, school, form_id, medium, label, subject, body, \
         letterhead, signatory, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1) \
         ON CONFLICT (form_id) DO NOTHING"
    )
    .bind(id)
    .bind(at.school())
    .bind(form.0)
    .bind(template.medium.code())
    .bind(template.label.as_str())
    .bind(subject(template))
    .bind(template.body.as_str())
    .bind(template.letterhead.join("\n"))
    .bind(template.signatory.as_str())
    .run(write)
    .await?;
    Ok((added == 1).then_some(id))
}

fn subject(template: &MessageTemplate) -> &str {
    template.subject.as_ref().map_or("", Template::as_str)
}

/// Adds a template; the same form sent twice adds one.
pub(crate) async fn add(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    form: FormId,
    template: &MessageTemplate,
    now: DateTime<Utc>,
) -> db::Result<()> {
    if let Some(id) = insert(write, at, form, template).await? {
        let line = Line::new(at.actor(), "message_template.added").on("message_template", id);
        audit::note(write, now, &line).await?;
    }
    Ok(())
}

/// Changes a template, but for its means; false when somebody changed it since it was shown.
pub(crate) async fn change(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    (id, version): (Id<MessageTemplateRow>, i64),
    template: &MessageTemplate,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let changed = sql!(
        "UPDATE absence_message_template SET label = $4, subject = $5, body = $6, \
         letterhead = $7, signatory = $8, version = version + 1 \
         WHERE school = $1 AND id = $2 AND version = $3"
    )
    .bind(at.school())
    .bind(id)
    .bind(version)
    .bind(template.label.as_str())
    .bind(subject(template))
    .bind(template.body.as_str())
    .bind(template.letterhead.join("\n"))
    .bind(template.signatory.as_str())
    .run(write)
    .await?;
    if changed == 1 {
        let line = Line::new(at.actor(), "message_template.changed").on("message_template", id);
        audit::note(write, now, &line).await?;
    }
    Ok(changed == 1)
}

/// Withdraws a template from what actions offer, or puts it back; false when there is none. An
/// action that has it keeps it.
pub(crate) async fn offer(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    id: Id<MessageTemplateRow>,
    offered: bool,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let changed = sql!(
        "UPDATE absence_message_template SET ended_at = $3, version = version + 1 \
         WHERE school = $1 AND id = $2"
    )
    .bind(at.school())
    .bind(id)
    .bind((!offered).then_some(now))
    .run(write)
    .await?;
    if changed == 1 {
        let act = match offered {
            true => "message_template.restored",
            false => "message_template.withdrawn",
        };
        let line = Line::new(at.actor(), act).on("message_template", id);
        audit::note(write, now, &line).await?;
    }
    Ok(changed == 1)
}
