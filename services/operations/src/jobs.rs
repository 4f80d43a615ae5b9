//! What happens without a person: purge, backup, verification of the audit.

use crate::{
    backup::{self, BackupError, Plan},
    retention,
    sealer::verify_audit,
    store::{BackupRun, note_backup},
};
use ::jobs::Kind;
use ::manifest::Manifest;
use db::in_write;
use secrets::KeyRing;
use std::sync::Arc;
use ui::fr;
use web::{Context, Error, Result};

/// The kind of the nightly purge.
pub(crate) const RETENTION: &str = "retention";
/// The kind of the nightly backup.
pub(crate) const BACKUP: &str = "backup";
/// The kind of the verification of the audit.
pub(crate) const AUDIT: &str = "audit";

/// The words of a kind of this service; the kind itself for others.
pub(crate) fn words(kind: &str) -> &str {
    match kind {
        RETENTION => "Effacement des données trop anciennes",
        BACKUP => "Sauvegarde",
        AUDIT => "Vérification du journal d'audit",
        other => other,
    }
}

/// The kinds: backup at 2:00 (when there is a plan), purge at 3:00, so that what it takes away
/// was backed up an hour before, then the audit at 4:00.
pub fn jobs(manifests: Arc<[Manifest]>, backup: Option<Plan>) -> Vec<Kind> {
    let purge = Kind::new(RETENTION, move |context: Context, job| {
        let manifests = manifests.clone();
        async move { retention::purge(&context, &manifests, &job).await }
    });
    let audit = Kind::new(AUDIT, |context: Context, _| async move {
        let now = context.clock.now();
        Ok(verify_audit(&context.db, &context.keys, now)
            .await?
            .sentence)
    });
    let mut kinds = vec![purge.daily_at(3, 0), audit.daily_at(4, 0)];
    if let Some(plan) = backup {
        let plan = Arc::new(plan);
        let backup = Kind::new(BACKUP, move |context: Context, _| {
            let plan = plan.clone();
            async move { back_up(&context, &plan).await }
        });
        kinds.push(backup.daily_at(2, 0).max_attempts(3));
    }
    kinds
}

/// Makes a backup, verifies it by restoring it, notes what came out, and forgets the old ones.
pub async fn back_up(context: &Context, plan: &Plan) -> Result<String> {
    let (run, error) = match tried(context, plan, &context.keys).await {
        (run, None) => (run, None),
        (mut run, Some(error)) => {
            run.sentence = error.to_string();
            (run, Some(error))
        }
    };
    in_write!(context.db, Error, |tx| { Ok(note_backup(tx, &run).await?) })?;
    if let Some(error) = error {
        return Err(Error::internal(error));
    }
    let gone = backup::forget_old(&plan.folder).map_err(Error::internal)?;
    Ok(match gone {
        0 => run.sentence,
        n => format!(
            "{} {}",
            run.sentence,
            fr::plural(n as u64, "ancienne ôtée.", "anciennes ôtées.")
        ),
    })
}

async fn tried(context: &Context, plan: &Plan, keys: &KeyRing) -> (BackupRun, Option<BackupError>) {
    let now = context.clock.now();
    let mut run = BackupRun {
        at: now,
        file: None,
        size: 0,
        verified: false,
        sentence: String::new(),
    };
    let made = match backup::create(&context.db, plan, keys, now).await {
        Ok(made) => made,
        Err(error) => return (run, Some(error)),
    };
    run.file = Some(made.path.display().to_string());
    run.size = i64::try_from(made.sidecar.size).unwrap_or(i64::MAX);
    match backup::verify(&made.path, keys, Some(&plan.database_url)).await {
        Ok(verified) => {
            run.verified = true;
            run.sentence = format!(
                "Restaurée dans une base temporaire et trouvée entière : {}, {} ; clé {}.",
                fr::plural(verified.tables as u64, "table", "tables"),
                fr::plural(verified.rows.unsigned_abs(), "ligne", "lignes"),
                verified.sidecar.key_id,
            );
            (run, None)
        }
        Err(error) => (run, Some(error)),
    }
}
