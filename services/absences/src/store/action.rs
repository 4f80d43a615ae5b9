//! The actions of a school.

use crate::model::{
    action::{Action, ActionRow},
    message_template::{MessageTemplate, MessageTemplateRow},
    text::Template,
};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::Id;
use identity::{At, AtSchool, SchoolLifeSettings};
use messaging::Medium;
use sms::Sender;
use web::FormId;

/// An action, as stored.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) id: Id<ActionRow>,
    pub(crate) version: i64,
    pub(crate) action: Action,
    /// What it says.
    pub(crate) template: MessageTemplate,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<ActionRow>,
    short_label: String,
    long_label: String,
    response_days: i64,
    #[sqlx(try_from = "String")]
    treatment: Medium,
    message_template: Id<MessageTemplateRow>,
    template_label: String,
    subject: String,
    body: String,
    letterhead: String,
    signatory: String,
    sender: String,
    provider_code: String,
    version: i64,
}

impl Row {
    /// `None` for a row whose sender would not be taken any more.
    fn stored(self) -> Option<Stored> {
        let action = Action {
            short_label: self.short_label,
            long_label: self.long_label,
            response_days: self.response_days,
            medium: self.treatment,
            template: self.message_template,
            sender: Sender::parse(&self.sender).ok()?,
            provider_code: self.provider_code,
        };
        let subject = (self.treatment != Medium::Sms).then(|| Template::stored(self.subject));
        let template = MessageTemplate {
            medium: self.treatment,
            label: self.template_label,
            subject,
            body: Template::stored(self.body),
            letterhead: self.letterhead.lines().map(ToOwned::to_owned).collect(),
            signatory: self.signatory,
        };
        Some(Stored {
            id: self.id,
            version: self.version,
            action,
            template,
        })
    }
}

/// The actions of the school, by short label.
pub(crate) async fn all<A: AtSchool>(read: &mut Read, at: &At<A>) -> db::Result<Vec<Stored>> {
    let rows = sql!(
        "SELECT a.id, a.short_label, a.long_label, a.response_days, a.treatment, \
         a.message_template, t.label AS template_label, t.subject, t.body, t.letterhead, \
         t.signatory, a.sender, a.provider_code, a.version FROM absence_action a \
         JOIN absence_message_template t ON t.id = a.message_template \
         WHERE a.school = $1 AND a.ended_at IS NULL ORDER BY a.short_label, a.id"
    )
    .bind(at.school())
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().filter_map(Row::stored).collect())
}

/// Those that were withdrawn: what they sent stays, and they may be put back.
pub(crate) async fn withdrawn<A: AtSchool>(read: &mut Read, at: &At<A>) -> db::Result<Vec<Stored>> {
    let rows = sql!(
        "SELECT a.id, a.short_label, a.long_label, a.response_days, a.treatment, \
         a.message_template, t.label AS template_label, t.subject, t.body, t.letterhead, \
         t.signatory, a.sender, a.provider_code, a.version FROM absence_action a \
         JOIN absence_message_template t ON t.id = a.message_template \
         WHERE a.school = $1 AND a.ended_at IS NOT NULL ORDER BY a.short_label, a.id"
    )
    .bind(at.school())
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().filter_map(Row::stored).collect())
}

/// One of them.
pub(crate) async fn one<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    id: Id<ActionRow>,
) -> db::Result<Option<Stored>> {
    let row = sql!(
        "SELECT a.id, a.short_label, a.long_label, a.response_days, a.treatment, \
         a.message_template, t.label AS template_label, t.subject, t.body, t.letterhead, \
         t.signatory, a.sender, a.provider_code, a.version FROM absence_action a \
         JOIN absence_message_template t ON t.id = a.message_template \
         WHERE a.school = $1 AND a.id = $2 AND a.ended_at IS NULL"
    )
    .bind(at.school())
    .bind(id)
    .optional::<Row>(read)
    .await?;
    Ok(row.and_then(Row::stored))
}

/// Adds an action; the same form sent twice adds one.
pub(crate) async fn add(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    form: FormId,
    action: &Action,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let id: Id<ActionRow> = Id::new();
    let added = sql!(
        "INSERT INTO absence_action (id, school, form_id, short_label, long_label, response_days, \
         treatment, message_template, sender, provider_code, version, template) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, \
         (SELECT body FROM absence_message_template WHERE id = $8)) ON CONFLICT (form_id) DO NOTHING"
    )
    .bind(id)
    .bind(at.school())
    .bind(form.0)
    .bind(action.short_label.as_str())
    .bind(action.long_label.as_str())
    .bind(action.response_days)
    .bind(action.medium.code())
    .bind(action.template)
    .bind(action.sender.address())
    .bind(action.provider_code.as_str())
    .run(write)
    .await?;
    if added == 1 {
        audit::note(
            write,
            now,
            &Line::new(at.actor(), "action.added").on("action", id),
        )
        .await?;
    }
    Ok(())
}

/// Changes an action; false when somebody changed it since it was shown.
pub(crate) async fn change(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    id: Id<ActionRow>,
    version: i64,
    action: &Action,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let changed = sql!(
        "UPDATE absence_action SET short_label = $4, long_label = $5, response_days = $6, \
         treatment = $7, message_template = $8, sender = $9, provider_code = $10, \
         template = (SELECT body FROM absence_message_template WHERE id = $8), version = version + 1 \
         WHERE school = $1 AND id = $2 AND version = $3 AND ended_at IS NULL"
    )
    .bind(at.school())
    .bind(id)
    .bind(version)
    .bind(action.short_label.as_str())
    .bind(action.long_label.as_str())
    .bind(action.response_days)
    .bind(action.medium.code())
    .bind(action.template)
    .bind(action.sender.address())
    .bind(action.provider_code.as_str())
    .run(write)
    .await?;
    if changed == 1 {
        audit::note(
            write,
            now,
            &Line::new(at.actor(), "action.changed").on("action", id),
        )
        .await?;
    }
    Ok(changed == 1)
}

/// Withdraws an action from what entries offer, or puts it back; false when there is none.
pub(crate) async fn offer(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    id: Id<ActionRow>,
    offered: bool,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let changed = sql!(
        "UPDATE absence_action SET ended_at = $3, version = version + 1 \
         WHERE school = $1 AND id = $2"
    )
    .bind(at.school())
    .bind(id)
    .bind((!offered).then_some(now))
    .run(write)
    .await?;
    if changed == 1 {
        let act = match offered {
            true => "action.restored",
            false => "action.withdrawn",
        };
        audit::note(write, now, &Line::new(at.actor(), act).on("action", id)).await?;
    }
    Ok(changed == 1)
}
