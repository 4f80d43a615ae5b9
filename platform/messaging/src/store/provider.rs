//! Providers of text messages, declared by the operator.

use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::Id;
use identity::{At, Operator};
use sms::IdNormalisation;
use web::{Error, Result};

/// A provider.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Provider {
    /// Which one.
    pub id: Id<Provider>,
    /// Its name.
    pub name: String,
    /// Where its message centre listens.
    pub host: String,
    /// On which port.
    #[sqlx(try_from = "i64")]
    pub port: u16,
    /// « Contact courriel ».
    pub contact_email: String,
    /// « Contact téléphonique ».
    pub contact_phone: String,
    /// « Informations »: an address of the web, or nothing.
    pub information_url: String,
    /// How many messages of a session may wait for their answer at once.
    #[sqlx(rename = "send_window")]
    pub window: i64,
    /// Messages a second of a session; 0: no limit.
    pub per_second: i64,
    /// How many schools may be connected at once.
    pub max_sessions: i64,
    /// How its two spellings of an identifier are made one.
    #[sqlx(rename = "id_rule", try_from = "String")]
    pub id_rule: IdRule,
    /// Grows with each change.
    pub version: i64,
}

/// [`IdNormalisation`], as the database keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IdRule(pub IdNormalisation);

impl TryFrom<String> for IdRule {
    type Error = sms::receipt::UnknownNormalisation;
    fn try_from(word: String) -> std::result::Result<Self, Self::Error> {
        word.parse().map(Self)
    }
}

/// What the operator types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderForm {
    /// Its name.
    pub name: String,
    /// Where its message centre listens.
    pub host: String,
    /// On which port.
    pub port: u16,
    /// « Contact courriel ».
    pub contact_email: String,
    /// « Contact téléphonique ».
    pub contact_phone: String,
    /// « Informations ».
    pub information_url: String,
    /// How many messages of a session may wait for their answer at once.
    pub window: u16,
    /// Messages a second of a session; 0: no limit.
    pub per_second: u16,
    /// How many schools may be connected at once.
    pub max_sessions: u16,
    /// How its two spellings of an identifier are made one.
    pub id_rule: IdNormalisation,
}

impl ProviderForm {
    /// A provider whose limits are those of a prudent beginning.
    pub fn new(name: impl Into<String>, host: impl Into<String>, port: u16) -> Self {
        Self {
            name: name.into(),
            host: host.into(),
            port,
            contact_email: String::new(),
            contact_phone: String::new(),
            information_url: String::new(),
            window: 10,
            per_second: 0,
            max_sessions: 50,
            id_rule: IdNormalisation::Exact,
        }
    }
}

/// All of them, by name.
pub async fn providers(read: &mut Read) -> db::Result<Vec<Provider>> {
    sql!(
        "SELECT id, name, host, port, contact_email, contact_phone, information_url, \
         send_window, per_second, max_sessions, id_rule, version FROM provider ORDER BY name"
    )
    .all(read)
    .await
}

/// One of them.
pub async fn provider(read: &mut Read, id: Id<Provider>) -> db::Result<Option<Provider>> {
    sql!(
        "SELECT id, name, host, port, contact_email, contact_phone, information_url, \
         send_window, per_second, max_sessions, id_rule, version FROM provider WHERE id = $1"
    )
    .bind(id)
    .optional(read)
    .await
}

/// Declares a provider, or changes the one that was read at this version; [`Error::Conflict`]
/// when somebody else changed it in between, or when another one has its name.
pub async fn save_provider(
    write: &mut Write,
    at: &At<Operator>,
    existing: Option<(Id<Provider>, i64)>,
    form: &ProviderForm,
    now: DateTime<Utc>,
) -> Result<Id<Provider>> {
    let id = existing.map_or_else(Id::new, |(id, _)| id);
    let namesake = sql!("SELECT id FROM provider WHERE name = $1 AND id <> $2")
        .bind(form.name.as_str())
        .bind(id)
        .optional::<(Id<Provider>,)>(write)
        .await?;
    if namesake.is_some() {
        return Err(Error::Conflict(
            "Un autre fournisseur porte déjà ce nom.".into(),
        ));
    }
    let statement = match existing {
        None => sql!(
            "INSERT INTO provider (id, name, protocol, host, port, contact_email, \
             contact_phone, information_url, send_window, per_second, max_sessions, id_rule, \
             version) VALUES ($1, $2, 'smpp', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 + 1)"
        ),
        Some(_) => sql!(
            "UPDATE provider SET name = $2, host = $3, port = $4, contact_email = $5, \
             contact_phone = $6, information_url = $7, send_window = $8, per_second = $9, \
             max_sessions = $10, id_rule = $11, version = version + 1 \
             WHERE id = $1 AND version = $12"
        ),
    };
    let done = statement
        .bind(id)
        .bind(form.name.as_str())
        .bind(form.host.as_str())
        .bind(form.port)
        .bind(form.contact_email.as_str())
        .bind(form.contact_phone.as_str())
        .bind(form.information_url.as_str())
        .bind(form.window)
        .bind(form.per_second)
        .bind(form.max_sessions)
        .bind(form.id_rule.word())
        .bind(existing.map_or(0, |(_, version)| version))
        .run(write)
        .await?;
    if done == 0 {
        return Err(Error::Conflict(
            "Quelqu'un a modifié ce fournisseur pendant que vous le modifiiez. Rouvrez-le : vous \
             y verrez ses valeurs, puis saisissez de nouveau les vôtres."
                .into(),
        ));
    }
    let line = Line::new(at.actor(), "provider.saved").on("provider", id);
    audit::note(write, now, &line).await?;
    Ok(id)
}
