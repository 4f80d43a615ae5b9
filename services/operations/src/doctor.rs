//! What `doctor` says: whether each thing that must hold does, in a sentence each.

use crate::{
    jobs::{BACKUP, RETENTION},
    sealer::verify_audit,
    store,
};
use chrono::{DateTime, Duration, Utc};
use db::migration::State;
use secrets::{Purpose, SecretError};
use std::path::{Path, PathBuf};
use ui::fr;
use web::{Context, Mode, Result};

/// How a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As it should.
    Ok,
    /// To be looked at today.
    Warn,
    /// To be mended now.
    Bad,
}

impl Level {
    /// The word on pages and on the command line.
    pub fn label(self) -> &'static str {
        match self {
            Self::Ok => "bon",
            Self::Warn => "à surveiller",
            Self::Bad => "à réparer",
        }
    }
}

/// One thing.
#[derive(Debug, Clone)]
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// How it is.
    pub level: Level,
    /// What was found, and what to do.
    pub sentence: String,
}

impl Check {
    fn new(name: &'static str, level: Level, sentence: impl Into<String>) -> Self {
        Self {
            name,
            level,
            sentence: sentence.into(),
        }
    }
}

/// Everything, the audit read again from its first line.
pub async fn doctor(context: &Context) -> Vec<Check> {
    let now = context.clock.now();
    // The check that follows shows what this one found.
    if let Err(error) = verify_audit(&context.db, &context.keys, now).await {
        tracing::warn!(%error, "doctor: the audit could not be read again");
    }
    checks(context).await
}

/// Everything, the audit as it was when it was last read again.
pub(crate) async fn checks(context: &Context) -> Vec<Check> {
    let judged = async {
        let mut read = context.db.read().await?;
        let now = context.clock.now();
        let mut found = vec![Check::new(
            "Base de données",
            Level::Ok,
            format!(
                "{} répond ; elle occupe {}.",
                engine(context),
                fr::bytes(store::size(&mut read).await?.unsigned_abs())
            ),
        )];
        found.push(schema(context).await?);
        let unreadable = messaging::readable_passwords(&mut read, &context.keys)
            .await?
            .1;
        found.push(key(context, unreadable));
        let good = store::last_good_backup(&mut read).await?;
        let last = store::backups(&mut read, 1).await?.pop();
        found.extend(disks(
            context,
            last.as_ref().and_then(|run| run.file.as_deref()),
        ));
        found.push(backup(last, good, now));
        found.push(audit_chain(store::last_check(&mut read).await?, now));
        found.push(purge(::jobs::last_done(&mut read, RETENTION).await?, now));
        found.push(dead_jobs(&::jobs::counts(&mut read).await?));
        found.push(messages(&messaging::under_way(&mut read).await?, now));
        let lines = audit::latest(&mut read, &audit::Filter::default(), 1).await?;
        found.push(clock(context, lines.first().map(|line| line.at), now));
        Ok::<_, web::Error>(found)
    };
    judged.await.unwrap_or_else(|error| {
        let sentence = format!("La base ne répond pas, ou pas comme elle devrait : {error}.");
        vec![Check::new("Base de données", Level::Bad, sentence)]
    })
}

/// The name of the engine.
pub(crate) fn engine(context: &Context) -> &'static str {
    match context.db.engine() {
        db::Engine::Sqlite => "SQLite",
        db::Engine::Postgres => "PostgreSQL",
    }
}

async fn schema(context: &Context) -> Result<Check> {
    const NAME: &str = "Schéma";
    Ok(
        match db::migration::state(&context.db, &context.schema).await? {
            State::UpToDate => Check::new(NAME, Level::Ok, "À jour."),
            State::Behind(steps) => Check::new(
                NAME,
                Level::Bad,
                format!(
                    "En retard ; lancez « preau migrate » : {}.",
                    steps.join(", ")
                ),
            ),
            State::Unknown(steps) => Check::new(
                NAME,
                Level::Bad,
                format!(
                    "La base vient d'une autre version de Préau, qui seule doit la servir : {}.",
                    steps.join(", ")
                ),
            ),
        },
    )
}

fn key(context: &Context, unreadable: usize) -> Check {
    const NAME: &str = "Clé";
    let (purpose, row, clear) = (Purpose::ProviderPassword, "doctor", b"essai");
    let sealed = context.keys.seal(purpose, row, clear);
    let opened: std::result::Result<_, SecretError> = context.keys.open(purpose, row, &sealed);
    match opened {
        Ok(opened) if opened == clear && unreadable > 0 => Check::new(
            NAME,
            Level::Bad,
            format!(
                "{} sous une clé qui n'est pas dans le trousseau : remettez-la, ou faites \
                 ressaisir ces mots de passe.",
                fr::plural(
                    unreadable as u64,
                    "mot de passe de fournisseur est scellé",
                    "mots de passe de fournisseur sont scellés"
                )
            ),
        ),
        Ok(opened) if opened == clear => Check::new(
            NAME,
            Level::Ok,
            format!(
                "La clé {} scelle et ouvre. Gardez-en une copie hors de la machine.",
                context.keys.current_id()
            ),
        ),
        _ => Check::new(NAME, Level::Bad, "La clé n'ouvre pas ce qu'elle scelle."),
    }
}

/// Room where the database grows, and where backups go.
fn disks(context: &Context, backup: Option<&str>) -> Vec<Check> {
    let folder = |file: &Path| file.parent().map(Path::to_path_buf);
    let database = context.db.sqlite_path().and_then(folder);
    let backups = backup.and_then(|file| folder(Path::new(file)));
    let places: [(&'static str, Option<PathBuf>); 2] = [
        ("Disque de la base", database),
        ("Disque des sauvegardes", backups),
    ];
    places
        .into_iter()
        .filter_map(|(name, folder)| Some(disk(name, &folder?)))
        .collect()
}

fn disk(name: &'static str, folder: &Path) -> Check {
    const LITTLE: u64 = 5_000_000_000;
    const TOO_LITTLE: u64 = 500_000_000;
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    match rustix::fs::statvfs(folder) {
        Err(error) => Check::new(
            name,
            Level::Warn,
            format!("« {} » n'est pas lisible : {error}.", folder.display()),
        ),
        Ok(found) => {
            let free = found.f_bavail.saturating_mul(found.f_frsize);
            let level = match free {
                free if free < TOO_LITTLE => Level::Bad,
                free if free < LITTLE => Level::Warn,
                _ => Level::Ok,
            };
            Check::new(name, level, format!("{} libres.", fr::bytes(free)))
        }
    }
}

fn backup(
    last: Option<store::BackupRun>,
    good: Option<store::BackupRun>,
    now: DateTime<Utc>,
) -> Check {
    const NAME: &str = "Sauvegarde";
    let Some(last) = last else {
        return Check::new(
            NAME,
            Level::Bad,
            "Aucune sauvegarde n'a encore été faite. Donnez un dossier dans la configuration, ou \
             lancez « preau backup ».",
        );
    };
    let when = good.as_ref().map_or("aucune".to_owned(), |run| at(run.at));
    let recent = good.is_some_and(|run| now - run.at < Duration::hours(26));
    let sentence = format!("Dernière bonne sauvegarde : {when}.");
    match (recent, last.verified) {
        (true, true) => Check::new(NAME, Level::Ok, sentence),
        (recent, false) => Check::new(
            NAME,
            if recent { Level::Warn } else { Level::Bad },
            format!(
                "{sentence} La dernière tentative a échoué : {}",
                last.sentence
            ),
        ),
        (false, true) => Check::new(
            NAME,
            Level::Bad,
            format!("{sentence} Elle a plus d'un jour : voyez « {BACKUP} » dans les travaux."),
        ),
    }
}

fn audit_chain(last: Option<store::AuditCheck>, now: DateTime<Utc>) -> Check {
    const NAME: &str = "Journal d'audit";
    match last {
        None => Check::new(
            NAME,
            Level::Warn,
            "La chaîne n'a pas encore été relue ; elle l'est chaque nuit à 4 h.",
        ),
        Some(check) => {
            let level = match (check.whole, now - check.at < Duration::hours(26)) {
                (false, _) => Level::Bad,
                (true, false) => Level::Warn,
                (true, true) => Level::Ok,
            };
            Check::new(
                NAME,
                level,
                format!("{} Relue {}.", check.sentence, at(check.at)),
            )
        }
    }
}

fn purge(last: Option<::jobs::Finished>, now: DateTime<Utc>) -> Check {
    const NAME: &str = "Effacement";
    match last {
        None => Check::new(
            NAME,
            Level::Warn,
            "Les données trop anciennes n'ont pas encore été effacées ; elles le sont chaque nuit \
             à 3 h.",
        ),
        Some(done) => {
            let recent = now - done.finished_at < Duration::hours(26);
            let level = if recent { Level::Ok } else { Level::Warn };
            let when = at(done.finished_at);
            Check::new(
                NAME,
                level,
                format!("Données trop anciennes effacées {when}."),
            )
        }
    }
}

fn dead_jobs(counts: &::jobs::Counts) -> Check {
    const NAME: &str = "Travaux";
    match counts.dead {
        0 => Check::new(NAME, Level::Ok, "Aucun travail abandonné."),
        dead => Check::new(
            NAME,
            Level::Warn,
            format!(
                "{} : voyez la page « État du système ».",
                fr::plural(
                    dead.unsigned_abs(),
                    "travail abandonné",
                    "travaux abandonnés"
                )
            ),
        ),
    }
}

fn messages(under_way: &messaging::UnderWay, now: DateTime<Utc>) -> Check {
    const NAME: &str = "SMS";
    let waiting = fr::plural(
        under_way.queued.unsigned_abs(),
        "SMS diffusé attend de partir",
        "SMS diffusés attendent de partir",
    );
    match under_way.queued_since {
        Some(since) if now - since > Duration::minutes(15) => Check::new(
            NAME,
            Level::Warn,
            format!(
                "{waiting} depuis {}. Voyez si le fournisseur répond.",
                at(since)
            ),
        ),
        _ => Check::new(NAME, Level::Ok, format!("{waiting}.")),
    }
}

fn clock(context: &Context, newest: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Check {
    const NAME: &str = "Horloge";
    let shifted = context.clock.is_shifted();
    if newest.is_some_and(|newest| newest > now + Duration::minutes(1)) {
        let sentence = "L'horloge a reculé : le journal porte des heures à venir. Réglez-la (NTP).";
        Check::new(NAME, Level::Bad, sentence)
    } else if shifted && context.mode() == Mode::Live {
        let sentence = "L'horloge est décalée, ce qui n'est fait que pour la démonstration.";
        Check::new(NAME, Level::Bad, sentence)
    } else {
        let which = if shifted {
            " (de la démonstration)"
        } else {
            ""
        };
        Check::new(NAME, Level::Ok, format!("Il est {}{which}.", at(now)))
    }
}

/// An instant, as the operator says it.
pub(crate) fn at(instant: DateTime<Utc>) -> String {
    fr::moment(
        instant
            .with_timezone(&chrono_tz::Europe::Paris)
            .naive_local(),
    )
}
