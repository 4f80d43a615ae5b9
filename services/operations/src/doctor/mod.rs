//! What `doctor` says: whether each thing that must hold does, in a sentence each.

mod machine;
mod unattended;

use crate::{jobs::RETENTION, sealer::verify_audit, store};
use chrono::{DateTime, Utc};
use ui::fr;
use web::Context;

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
        found.push(machine::schema(context).await?);
        let unreadable = messaging::readable_passwords(&mut read, &context.keys)
            .await?
            .1;
        found.push(machine::key(context, unreadable));
        let good = store::last_good_backup(&mut read).await?;
        let last = store::backups(&mut read, 1).await?.pop();
        found.extend(machine::disks(
            context,
            last.as_ref().and_then(|run| run.file.as_deref()),
        ));
        found.push(unattended::backup(last, good, now));
        found.push(unattended::audit_chain(
            store::last_check(&mut read).await?,
            now,
        ));
        found.push(unattended::purge(
            ::jobs::last_done(&mut read, RETENTION).await?,
            now,
        ));
        found.push(unattended::dead_jobs(&::jobs::counts(&mut read).await?));
        found.push(unattended::messages(
            &messaging::under_way(&mut read).await?,
            now,
        ));
        let lines = audit::latest(&mut read, &audit::Filter::default(), 1).await?;
        found.push(machine::clock(
            context,
            lines.first().map(|line| line.at),
            now,
        ));
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

/// An instant, as the operator says it.
pub(crate) fn at(instant: DateTime<Utc>) -> String {
    fr::moment(
        instant
            .with_timezone(&chrono_tz::Europe::Paris)
            .naive_local(),
    )
}
