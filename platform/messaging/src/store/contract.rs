//! « Fournisseur de services »: the school's provider, and by what it signs in there.

use crate::Provider;
use audit::{Actor, Line};
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Id, School};
use identity::{At, Operator, SchoolLifeSettings};
use secrets::{KeyRing, Purpose};
use uuid::Uuid;
use web::{Error, Result};

/// What a school typed; its password is never shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Contract {
    /// The provider; `None` is « Aucun ».
    pub provider: Option<Id<Provider>>,
    /// « Clé d'identification ».
    #[sqlx(rename = "account_key")]
    pub key: String,
    /// Whether a password is kept.
    pub has_password: bool,
    /// « Option 1 ».
    pub option_1: String,
    /// « Option 2 ».
    pub option_2: String,
    /// Grows with each change; 0 before the first.
    pub version: i64,
}

/// What a school types.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContractForm {
    /// The provider; `None` is « Aucun ».
    pub provider: Option<Id<Provider>>,
    /// « Clé d'identification ».
    pub key: String,
    /// « Mot de passe »: empty leaves the one that is kept.
    pub password: String,
    /// « Option 1 ».
    pub option_1: String,
    /// « Option 2 ».
    pub option_2: String,
    /// The version that was shown.
    pub version: i64,
}

impl ContractForm {
    /// What is wrong with it, field by field: `cle`, `motdepasse`, `option_1`, `option_2`. What the
    /// provider's protocol can't carry must be said here, not by a session that never opens.
    pub fn judge(&self, provider: Option<&Provider>, has_password: bool) -> web::Invalid {
        let mut invalid = web::Invalid::default();
        if self.provider.is_some() {
            if self.key.is_empty() {
                invalid.add("cle", "Saisissez la clé donnée par le fournisseur.");
            }
            if self.password.is_empty() && !has_password {
                invalid.add(
                    "motdepasse",
                    "Saisissez le mot de passe donné par le fournisseur.",
                );
            }
        }
        let limits = match provider.is_some_and(Provider::is_http) {
            true => &OVER_HTTP,
            false => &BY_SMPP,
        };
        let typed = [
            ("cle", &self.key, &limits[0]),
            ("motdepasse", &self.password, &limits[1]),
            ("option_1", &self.option_1, &OPTION),
            ("option_2", &self.option_2, &OPTION),
        ];
        for (field, text, limit) in typed {
            if text.chars().count() > limit.signs || !text.chars().all(limit.admits) {
                invalid.add(field, limit.sentence);
            }
        }
        invalid
    }
}

/// What an account may be made of.
struct Limit {
    signs: usize,
    admits: fn(char) -> bool,
    sentence: &'static str,
}

/// SMPP 3.4 §5.2.1 and §5.2.2: 16 and 9 octets, of which the last is NUL.
const BY_SMPP: [Limit; 2] = [
    Limit {
        signs: 15,
        admits: |sign| sign.is_ascii_graphic(),
        sentence: "La clé compte au plus 15 signes, sans accent ni espace.",
    },
    Limit {
        signs: 8,
        admits: |sign| sign.is_ascii_graphic(),
        sentence: "Le mot de passe compte au plus 8 signes, sans accent ni espace.",
    },
];
const OVER_HTTP: [Limit; 2] = [
    Limit {
        signs: 200,
        admits: |sign| !sign.is_control(),
        sentence: "La clé compte au plus 200 signes, sur une ligne.",
    },
    Limit {
        signs: 200,
        admits: |sign| !sign.is_control(),
        sentence: "Le mot de passe compte au plus 200 signes, sur une ligne.",
    },
];
const OPTION: Limit = Limit {
    signs: 200,
    admits: |sign| !sign.is_control(),
    sentence: "Une option compte au plus 200 signes, sur une ligne.",
};

/// The settings of the school where one works.
pub async fn contract(read: &mut Read, at: &At<SchoolLifeSettings>) -> db::Result<Contract> {
    kept(read, at.school()).await
}

/// The row of the académie's own contract: no school has this identifier.
pub(super) fn academy() -> Id<School> {
    Id::from(Uuid::nil())
}

/// The contract by which all schools send, when the académie has one.
pub async fn academy_contract(read: &mut Read) -> db::Result<Contract> {
    kept(read, academy()).await
}

async fn kept(read: &mut Read, school: Id<School>) -> db::Result<Contract> {
    let found = sql!(
        "SELECT provider, account_key, password <> '' AS has_password, option_1, option_2, \
         version FROM contract WHERE school = $1"
    )
    .bind(school)
    .optional(read)
    .await?;
    Ok(found.unwrap_or_default())
}

/// Whether a school has all that sending needs: else the action « SMS » is not offered. The
/// académie's contract is every school's.
pub async fn can_send(read: &mut Read, school: Id<School>) -> db::Result<bool> {
    let found = sql!(
        "SELECT version FROM contract WHERE school IN ($1, $2) AND provider IS NOT NULL \
         AND account_key <> '' AND password <> '' LIMIT 1"
    )
    .bind(school)
    .bind(academy())
    .optional::<(i64,)>(read)
    .await?;
    Ok(found.is_some())
}

/// Whether the académie sends for all schools: theirs have nothing to type, and codes may be sent.
pub async fn academy_sends(read: &mut Read) -> db::Result<bool> {
    can_send(read, academy()).await
}

/// Keeps what the school typed (judged before, by [`ContractForm::judge`]);
/// [`Error::Conflict`] when somebody else changed it in between.
pub async fn save_contract(
    write: &mut Write,
    keys: &KeyRing,
    at: &At<SchoolLifeSettings>,
    form: &ContractForm,
    now: DateTime<Utc>,
) -> Result<()> {
    save(write, keys, at.school(), at.actor(), form, now).await
}

/// Keeps the académie's own contract, in the same way. What schools had to send goes by it.
pub async fn save_academy_contract(
    write: &mut Write,
    keys: &KeyRing,
    at: &At<Operator>,
    form: &ContractForm,
    now: DateTime<Utc>,
) -> Result<()> {
    save(write, keys, academy(), at.actor(), form, now).await
}

async fn save(
    write: &mut Write,
    keys: &KeyRing,
    school: Id<School>,
    actor: Actor,
    form: &ContractForm,
    now: DateTime<Utc>,
) -> Result<()> {
    let password = match form.password.as_str() {
        "" => String::new(),
        typed => {
            let row = school.to_string();
            keys.seal(Purpose::ProviderPassword, &row, typed.as_bytes())
                .0
        }
    };
    let statement = match form.version {
        0 => sql!(
            "INSERT INTO contract (school, provider, account_key, password, option_1, \
             option_2, version) VALUES ($1, $2, $3, $4, $5, $6, $7 + 1) \
             ON CONFLICT (school) DO NOTHING"
        ),
        _ => sql!(
            "UPDATE contract SET provider = $2, account_key = $3, \
             password = CASE WHEN $4 = '' THEN password ELSE $4 END, option_1 = $5, \
             option_2 = $6, version = version + 1 WHERE school = $1 AND version = $7"
        ),
    };
    let done = statement
        .bind(school)
        .bind(form.provider)
        .bind(form.key.as_str())
        .bind(password)
        .bind(form.option_1.as_str())
        .bind(form.option_2.as_str())
        .bind(form.version)
        .run(write)
        .await?;
    if done == 0 {
        return Err(Error::Conflict(
            "Quelqu'un a modifié ces paramètres pendant que vous les modifiiez. Rouvrez la page : \
             vous y verrez ses valeurs, puis saisissez de nouveau les vôtres."
                .into(),
        ));
    }
    let line = Line::new(actor, "sms.contract_saved").on("school", school);
    Ok(audit::note(write, now, &line).await?)
}
