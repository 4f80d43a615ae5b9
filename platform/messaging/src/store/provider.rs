//! Providers of text messages, declared by the operator.

use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::Id;
use identity::{At, Operator};
use secrets::{KeyRing, Purpose, Sealed};
use sms::{
    IdNormalisation,
    http::{CallbackSecret, HttpProvider, ProviderError},
};
use web::{Error, Result};

/// A provider.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Provider {
    /// Which one.
    pub id: Id<Provider>,
    /// Its name.
    pub name: String,
    /// `smpp` or `http`.
    #[sqlx(rename = "protocol")]
    word: String,
    host: String,
    #[sqlx(try_from = "i64")]
    port: u16,
    http: String,
    /// Whether something proves that a call comes from it.
    pub has_callback_secret: bool,
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
    /// Messages a second of all its sessions together; 0: no limit.
    pub per_second_in_all: i64,
    /// How many schools may be connected at once.
    pub max_sessions: i64,
    /// How its two spellings of an identifier are made one.
    #[sqlx(rename = "id_rule", try_from = "String")]
    pub id_rule: IdRule,
    /// Grows with each change.
    pub version: i64,
}

/// How a provider is spoken to.
#[derive(Debug, Clone, PartialEq)]
pub enum Protocol {
    /// A message centre: SMPP 3.4.
    Smpp {
        /// Where it listens.
        host: String,
        /// On which port.
        port: u16,
    },
    /// Requests, as its configuration says.
    Http(HttpProvider),
}

impl Provider {
    /// How it is spoken to.
    ///
    /// # Errors
    /// When its configuration is not understood any more.
    pub fn protocol(&self) -> std::result::Result<Protocol, ProviderError> {
        match self.is_http() {
            false => Ok(Protocol::Smpp {
                host: self.host.clone(),
                port: self.port,
            }),
            true => HttpProvider::read(&self.http).map(Protocol::Http),
        }
    }

    /// Whether it is reached over HTTP.
    pub fn is_http(&self) -> bool {
        self.word == HTTP
    }

    /// The configuration that the operator wrote, over HTTP.
    pub fn configuration(&self) -> &str {
        &self.http
    }
}

const SMPP: &str = "smpp";
const HTTP: &str = "http";

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
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderForm {
    /// Its name.
    pub name: String,
    /// How it is spoken to.
    pub protocol: Protocol,
    /// What proves that a call comes from it; `None` leaves what is kept.
    pub callback_secret: Option<CallbackSecret>,
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
    /// Messages a second of all its sessions together; 0: no limit.
    pub per_second_in_all: u16,
    /// How many schools may be connected at once.
    pub max_sessions: u16,
    /// How its two spellings of an identifier are made one.
    pub id_rule: IdNormalisation,
}

impl ProviderForm {
    /// A provider whose limits are those of a prudent beginning.
    pub fn new(name: impl Into<String>, host: impl Into<String>, port: u16) -> Self {
        let host = host.into();
        Self::of(name, Protocol::Smpp { host, port })
    }

    /// The same, over HTTP.
    pub fn http(name: impl Into<String>, provider: HttpProvider) -> Self {
        Self::of(name, Protocol::Http(provider))
    }

    fn of(name: impl Into<String>, protocol: Protocol) -> Self {
        Self {
            name: name.into(),
            protocol,
            callback_secret: None,
            contact_email: String::new(),
            contact_phone: String::new(),
            information_url: String::new(),
            window: 10,
            per_second: 0,
            per_second_in_all: 0,
            max_sessions: 50,
            id_rule: IdNormalisation::Exact,
        }
    }
}

/// All of them, by name.
pub async fn providers(read: &mut Read) -> db::Result<Vec<Provider>> {
    sql!(
        "SELECT id, name, protocol, host, port, http, callback_secret <> '' AS has_callback_secret, \
         contact_email, contact_phone, information_url, send_window, per_second, \
         per_second_in_all, max_sessions, id_rule, version FROM provider ORDER BY name"
    )
    .all(read)
    .await
}

/// One of them.
pub async fn provider(read: &mut Read, id: Id<Provider>) -> db::Result<Option<Provider>> {
    sql!(
        "SELECT id, name, protocol, host, port, http, callback_secret <> '' AS has_callback_secret, \
         contact_email, contact_phone, information_url, send_window, per_second, \
         per_second_in_all, max_sessions, id_rule, version FROM provider WHERE id = $1"
    )
    .bind(id)
    .optional(read)
    .await
}

/// What proves that a call comes from a provider, when something does.
pub(crate) async fn callback_secret(
    read: &mut Read,
    keys: &KeyRing,
    provider: Id<Provider>,
) -> Result<Option<CallbackSecret>> {
    let found =
        sql!("SELECT callback_secret FROM provider WHERE id = $1 AND callback_secret <> ''")
            .bind(provider)
            .optional::<(String,)>(read)
            .await?;
    let Some((sealed,)) = found else {
        return Ok(None);
    };
    let clear = keys
        .open(
            Purpose::CallbackSecret,
            &provider.to_string(),
            &Sealed(sealed),
        )
        .map_err(|error| Error::internal(format!("the secret of {provider}: {error}")))?;
    let clear = String::from_utf8(clear).map_err(Error::internal)?;
    Ok(CallbackSecret::new(clear).ok())
}

/// Declares a provider, or changes the one that was read at this version; [`Error::Conflict`]
/// when somebody else changed it in between, or when another one has its name.
pub async fn save_provider(
    write: &mut Write,
    keys: &KeyRing,
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
            "INSERT INTO provider (id, name, protocol, host, port, http, callback_secret, \
             contact_email, contact_phone, information_url, send_window, per_second, \
             per_second_in_all, max_sessions, id_rule, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16 + 1)"
        ),
        Some(_) => sql!(
            "UPDATE provider SET name = $2, protocol = $3, host = $4, port = $5, http = $6, \
             callback_secret = CASE WHEN $7 = '' THEN callback_secret ELSE $7 END, \
             contact_email = $8, contact_phone = $9, information_url = $10, send_window = $11, \
             per_second = $12, per_second_in_all = $13, max_sessions = $14, id_rule = $15, \
             version = version + 1 WHERE id = $1 AND version = $16"
        ),
    };
    let (word, host, port, http) = match &form.protocol {
        Protocol::Smpp { host, port } => (SMPP, host.as_str(), *port, String::new()),
        Protocol::Http(provider) => {
            let declared = provider.declared();
            let written = serde_json::to_string_pretty(declared).map_err(Error::internal)?;
            (HTTP, "", 0, written)
        }
    };
    let secret = form
        .callback_secret
        .as_ref()
        .map_or_else(String::new, |secret| {
            let clear = secret.expose().as_bytes();
            keys.seal(Purpose::CallbackSecret, &id.to_string(), clear).0
        });
    let done = statement
        .bind(id)
        .bind(form.name.as_str())
        .bind(word)
        .bind(host)
        .bind(port)
        .bind(http)
        .bind(secret)
        .bind(form.contact_email.as_str())
        .bind(form.contact_phone.as_str())
        .bind(form.information_url.as_str())
        .bind(form.window)
        .bind(form.per_second)
        .bind(form.per_second_in_all)
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
