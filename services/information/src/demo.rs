//! Fictitious information, made through the public functions.

use crate::{
    model::{Entry, Kind},
    store,
};
use admission::Function;
use chrono::{DateTime, Utc};
use db::{Write, in_write};
use education::{Account, Id, School};
use identity::{At, SchoolInformationWriting};
use manifest::Examples;
use sms::NumberPolicy;
use std::pin::Pin;
use web::{Context, Error, FormId, Input, Result};

/// What the demo's school tells: kind, then the fields of its form.
const TOLD: &[(Kind, &[(&str, &str)])] = &[
    (
        Kind::Contact,
        &[
            ("titre", "Vie scolaire"),
            ("personne", "M. Dialo, CPE"),
            ("telephone", "01 99 00 00 10"),
            ("courriel", "vie-scolaire@tilleuls.exemple.fr"),
            ("lieu", "Bâtiment A, rez-de-chaussée"),
        ],
    ),
    (
        Kind::Contact,
        &[
            ("titre", "Secrétariat"),
            ("personne", "Mme Brunet"),
            ("telephone", "01 99 00 00 11"),
            ("courriel", "secretariat@tilleuls.exemple.fr"),
            ("lieu", "Bâtiment A, premier étage"),
        ],
    ),
    (
        Kind::Contact,
        &[
            ("titre", "Infirmerie"),
            ("telephone", "01 99 00 00 12"),
            ("lieu", "Bâtiment B, rez-de-chaussée"),
        ],
    ),
    (
        Kind::Place,
        &[
            ("titre", "CDI"),
            ("texte", "Bâtiment B, premier étage, au bout du couloir."),
        ],
    ),
    (
        Kind::Place,
        &[
            ("titre", "Gymnase"),
            (
                "texte",
                "À cinq minutes à pied, par le portail de la rue des Acacias.\nLa clé est à la loge.",
            ),
        ],
    ),
    (
        Kind::Hours,
        &[
            ("titre", "Accueil"),
            (
                "texte",
                "Lundi, mardi, jeudi, vendredi : 7 h 30 à 18 h\nMercredi : 7 h 30 à 13 h",
            ),
        ],
    ),
    (
        Kind::Hours,
        &[
            ("titre", "CDI"),
            ("texte", "Lundi, mardi, jeudi, vendredi : 8 h 30 à 17 h"),
        ],
    ),
    (
        Kind::Text,
        &[
            ("titre", "Remplacements de courte durée"),
            (
                "texte",
                "Prévenez le secrétariat avant 8 h : il affiche les changements de la journée en salle des \
                       personnels.",
            ),
        ],
    ),
];

async fn tell(
    write: &mut Write,
    at: &At<SchoolInformationWriting>,
    (kind, fields): (Kind, &[(&'static str, &str)]),
    now: DateTime<Utc>,
) -> Result<()> {
    let fields = fields
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    let entry = Entry::parse(kind, &Input::of(fields), NumberPolicy::Demo)
        .map_err(|invalid| Error::internal(format!("{invalid:?}")))?;
    Ok(store::add(write, at, FormId::new(), &entry, now).await?)
}

/// See [`manifest::Manifest::demo`]. A school that is set up by somebody else than its head begins
/// with nothing, and its page says so.
pub(crate) fn begin(
    context: Context,
    school: Id<School>,
    account: Id<Account>,
) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> {
    Box::pin(async move {
        let now = context.clock.now();
        let mut read = context.db.read().await?;
        let admitted = At::<SchoolInformationWriting>::admit(&mut read, account, Some(school), now);
        let at = match admitted.await {
            Err(Error::Forbidden) => return Ok(()),
            admitted => admitted?,
        };
        drop(read);
        in_write!(context.db, Error, |tx| {
            for told in TOLD {
                tell(tx, &at, *told, now).await?;
            }
            Ok(())
        })
    })
}

/// See [`manifest::Manifest::examples`].
pub(crate) fn examples(
    context: Context,
    school: Id<School>,
) -> Pin<Box<dyn Future<Output = Result<Examples>> + Send>> {
    Box::pin(async move {
        let now = context.clock.now();
        let head = identity::example_account(&context, "info", Function::Head, school).await?;
        let mut read = context.db.read().await?;
        let at = At::<SchoolInformationWriting>::admit(&mut read, head, Some(school), now).await?;
        drop(read);
        in_write!(context.db, Error, |tx| {
            for told in &TOLD[..2] {
                tell(tx, &at, *told, now).await?;
            }
            let stored = store::all(tx, &at).await?;
            let last = stored.last().ok_or(Error::NotFound)?;
            Ok(vec![
                ("information", last.id.to_string()),
                ("information_version", last.version.to_string()),
                ("information_rank", last.rank.to_string()),
            ])
        })
    })
}
