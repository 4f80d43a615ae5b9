//! What holds the service: schema, key, disks, clock.

use super::{Check, Level, at};
use chrono::{DateTime, Duration, Utc};
use db::migration::State;
use secrets::{Purpose, SecretError};
use std::path::{Path, PathBuf};
use ui::fr;
use web::{Context, Mode, Result};

pub(super) async fn schema(context: &Context) -> Result<Check> {
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
            State::Ahead(steps) | State::Unknown(steps) => Check::new(
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

pub(super) fn key(context: &Context, unreadable: usize) -> Check {
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
pub(super) fn disks(context: &Context, backup: Option<&str>) -> Vec<Check> {
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

pub(super) fn clock(context: &Context, newest: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Check {
    const NAME: &str = "Horloge";
    let shifted = context.clock.is_shifted();
    let live = context.mode() == Mode::Live;
    // The demonstration's clock goes back at each start.
    if live && newest.is_some_and(|newest| newest > now + Duration::minutes(1)) {
        let sentence = "L'horloge a reculé : le journal porte des heures à venir. Réglez-la (NTP).";
        Check::new(NAME, Level::Bad, sentence)
    } else if shifted && live {
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
