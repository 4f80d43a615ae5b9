//! What happens behind the import page: the comparison of a deposit, then the import itself.

use crate::{
    draft::{self, Draft},
    import::{self, Files, Outcome, Progress},
};
use audit::Actor;
use db::in_write;
use education::{Id, Uai};
use jobs::{JobRun, Kind};
use siecle::Limits;
use std::{sync::Arc, time::Duration};
use web::{Context, Error, Result};

/// The kind of job that reads and compares.
pub(crate) const COMPARE: &str = "import-compare";
/// The kind of job that imports.
pub(crate) const APPLY: &str = "import-apply";

/// How often the page is told how far it is.
const PACE: Duration = Duration::from_secs(1);

/// The kinds of jobs of the register.
pub fn kinds() -> Vec<Kind> {
    vec![
        Kind::new(COMPARE, |context: Context, job| async move {
            compare(&context, &job).await
        }),
        Kind::new(APPLY, |context: Context, job| async move {
            apply(&context, &job).await
        }),
        crate::photo::job(),
    ]
}

/// Runs some work while the page is told what is being done, and how many rows of it are.
pub(crate) async fn telling<T>(
    context: &Context,
    id: Id<Draft>,
    now: impl Fn() -> (&'static str, u64),
    work: impl Future<Output = T>,
) -> T {
    let note = async || {
        let (step, rows) = now();
        let told: Result<()> = in_write!(context.db, Error, |tx| {
            draft::note_progress(tx, id, step, rows).await
        });
        if let Err(error) = told {
            // The work goes on: only its telling is late.
            tracing::debug!(%error, "progress of a deposit not noted");
        }
    };
    // That it has begun, before anything else.
    note().await;
    let tell = async {
        loop {
            tokio::time::sleep(PACE).await;
            note().await;
        }
    };
    tokio::select! {
        done = work => done,
        () = tell => unreachable!("the loop above has no end"),
    }
}

async fn read(
    context: &Context,
    id: Id<Draft>,
    school: &Uai,
    progress: &Arc<Progress>,
) -> Result<std::result::Result<Files, import::Refusal>> {
    let files = draft::files(&mut context.db.read().await?, id).await?;
    let how = import::reading(context, Limits::for_page(), Some(school.clone()));
    import::read_files(files, how, progress).await
}

async fn compare(context: &Context, job: &JobRun) -> Result<String> {
    let id = draft::of(job)?;
    let found = draft::of_job(&mut context.db.read().await?, id, "reading").await?;
    let Some(deposited) = found else {
        return Ok("déjà comparé, ou trop ancien".into());
    };
    let progress = Arc::new(Progress::default());
    let work = async {
        let mut files = match read(context, id, &deposited.uai, &progress).await? {
            Ok(files) => files,
            Err(refusal) => return Ok((None, Outcome::Refused(refusal))),
        };
        let options = import::Options {
            dry_run: true,
            only_school: Some(deposited.uai.clone()),
            ..import::Options::default()
        };
        let outcome = import::for_program(context, &mut files, &options, &progress).await?;
        Result::Ok((Some(files), outcome))
    };
    let (mut files, outcome) = telling(context, id, || progress.words(), work).await?;
    in_write!(context.db, Error, |tx| {
        job.fence(tx).await?;
        match (&mut files, &outcome) {
            (_, Outcome::Refused(refusal)) => draft::refuse(tx, id, &refusal.to_string()).await,
            (Some(files), Outcome::DryRun(report)) => {
                draft::show(tx, id, report, files, false).await
            }
            _ => Err(Error::internal("a dry run that is none")),
        }
    })?;
    Ok(match outcome {
        Outcome::Refused(_) => "refusé".into(),
        _ => "comparé".into(),
    })
}

async fn apply(context: &Context, job: &JobRun) -> Result<String> {
    let id = draft::of(job)?;
    let found = draft::of_job(&mut context.db.read().await?, id, "applying").await?;
    let Some(deposited) = found else {
        return Ok("déjà fait".into());
    };
    let progress = Arc::new(Progress::default());
    let work = async {
        let mut files = match read(context, id, &deposited.uai, &progress).await? {
            Ok(files) => files,
            Err(refusal) => return Ok((None, Outcome::Refused(refusal))),
        };
        let by = import::ForDeposit {
            job,
            draft: id,
            actor: Actor {
                account: Some(deposited.account),
                school: Some(deposited.school),
            },
            uai: &deposited.uai,
            shown: deposited.shown.as_ref(),
        };
        let outcome = import::for_deposit(context, &by, &mut files, &progress).await?;
        Result::Ok((Some(files), outcome))
    };
    let (mut files, outcome) = telling(context, id, || progress.words(), work).await?;
    match (&mut files, outcome) {
        (_, Outcome::Applied(report)) => Ok(format!(
            "importé : {} élèves présents",
            report.counts.present
        )),
        (_, Outcome::Refused(refusal)) => {
            in_write!(context.db, Error, |tx| {
                job.fence(tx).await?;
                draft::refuse(tx, id, &refusal.to_string()).await
            })?;
            Ok("refusé".into())
        }
        (Some(files), Outcome::NeedsConfirmation(report) | Outcome::DryRun(report)) => {
            in_write!(context.db, Error, |tx| {
                job.fence(tx).await?;
                draft::show(tx, id, &report, files, true).await
            })?;
            Ok("la base avait changé : montré de nouveau".into())
        }
        (None, _) => Err(Error::internal("an import without files")),
    }
}
