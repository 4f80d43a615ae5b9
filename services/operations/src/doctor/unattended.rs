//! What happens without a person: backup, audit, purge, work given up, messages.

use super::{Check, Level, at};
use crate::{jobs::BACKUP, store};
use chrono::{DateTime, Duration, Utc};
use ui::fr;

pub(super) fn backup(
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

pub(super) fn audit_chain(last: Option<store::AuditCheck>, now: DateTime<Utc>) -> Check {
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

pub(super) fn purge(last: Option<::jobs::Finished>, now: DateTime<Utc>) -> Check {
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

pub(super) fn dead_jobs(counts: &::jobs::Counts) -> Check {
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

pub(super) fn messages(under_way: &messaging::UnderWay, now: DateTime<Utc>) -> Check {
    const NAME: &str = "SMS";
    let waiting = fr::plural(
        (under_way.queued + under_way.held).unsigned_abs(),
        "SMS diffusé attend de partir",
        "SMS diffusés attendent de partir",
    );
    match under_way.waits_since {
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
