//! The import of a school's SIECLE exports, together: what would change, then the change.
//!
//! Two steps that do not mix: [`plan`] compares the files with what is stored and says every
//! row to write; [`apply`] writes them, in one transaction. A dry run stops after the first.

mod anomaly;
mod apply;
mod files;
mod plan;
mod report;
mod rows;
mod state;

pub use anomaly::{Anomaly, AnomalyKind};
pub use files::{Files, Kind, Refusal, read_files};
pub use report::{Change, Counts, Differences, FileTaken, Report};

use audit::Actor;
use db::in_write;
use education::{SchoolKind, Uai};
use identity::{At, RegisterImport};
use web::{Context, Error, Result};

/// What may be done with the files.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only says what would change.
    pub dry_run: bool,
    /// Whether pupils and links that are not in the files any more may end without a question.
    pub allow_endings: bool,
    /// Refuses the files of any other school.
    pub only_school: Option<Uai>,
    /// Declares a school that is not known yet.
    pub create_school: bool,
}

/// What became of the files.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// All is written.
    Applied(Report),
    /// Nothing is written: it was a dry run.
    DryRun(Report),
    /// Nothing is written: pupils or links would end, and nobody allowed it.
    NeedsConfirmation(Report),
    /// Nothing is written; the refusal says why, in French.
    Refused(Refusal),
}

/// Imports for somebody, who accepts files of the school where they work and no other.
/// [`Outcome::NeedsConfirmation`] does not come back: the page shows the endings and asks.
pub async fn for_person(
    context: &Context,
    at: &At<RegisterImport>,
    files: &Files,
    dry_run: bool,
) -> Result<Outcome> {
    let here = Uai::parse(&at.school_place().uai, education::UaiPolicy::Demo);
    let options = Options {
        dry_run,
        allow_endings: true,
        only_school: Some(here.map_err(Error::internal)?),
        create_school: false,
    };
    run(context, at.actor(), files, &options).await
}

/// Imports for the program itself: command line, demo.
pub async fn for_program(context: &Context, files: &Files, options: &Options) -> Result<Outcome> {
    run(context, Actor::PROGRAM, files, options).await
}

async fn run(context: &Context, actor: Actor, files: &Files, options: &Options) -> Result<Outcome> {
    let now = context.clock.now();
    let numbers = context.mode().numbers();
    if options.dry_run {
        let mut read = context.db.read().await?;
        let state = state::load(&mut read, files).await?;
        return Ok(match judge(files, options, &state) {
            Err(refusal) => Outcome::Refused(refusal),
            Ok(()) => Outcome::DryRun(plan::of(files, &state, now, numbers).report(files, &state)),
        });
    }
    in_write!(context.db, Error, |tx| {
        let state = state::load(tx, files).await?;
        if let Err(refusal) = judge(files, options, &state) {
            return Ok(Outcome::Refused(refusal));
        }
        let plan = plan::of(files, &state, now, numbers);
        let mut report = plan.report(files, &state);
        if report.differences.endings() > 0 && !options.allow_endings {
            return Ok(Outcome::NeedsConfirmation(report));
        }
        report.dry_run = false;
        apply::write(tx, files, &state, &plan, &report, actor, now).await?;
        Ok(Outcome::Applied(report))
    })
}

/// What refuses files that could be read.
fn judge(
    files: &Files,
    options: &Options,
    state: &state::State,
) -> std::result::Result<(), Refusal> {
    if let Some(expected) = options
        .only_school
        .as_ref()
        .filter(|uai| **uai != files.uai)
    {
        return Err(Refusal::OtherSchool {
            found: files.uai.clone(),
            expected: expected.clone(),
        });
    }
    if !state.school.is_known() && !options.create_school {
        return Err(Refusal::UnknownSchool(files.uai.clone()));
    }
    if let Some(last) = state.last_year.filter(|last| files.school_year < *last) {
        return Err(Refusal::OlderYear {
            year: files.school_year,
            last,
        });
    }
    for (kind, exported_at) in files.taken() {
        if let Some(last) = state.last(kind).filter(|last| exported_at < *last) {
            return Err(Refusal::Older {
                kind,
                exported_at,
                last,
            });
        }
    }
    Ok(())
}

/// The kind of a school that the files only name, from the words of its programmes.
fn guess_kind(files: &Files) -> SchoolKind {
    let labels = files.nomenclature.iter().flat_map(|file| &file.mefs);
    let upper = labels
        .filter_map(|mef| mef.label.as_deref())
        .any(|label| label.starts_with(['2', '1']) || label.starts_with("T"));
    if upper {
        SchoolKind::Lycee
    } else {
        SchoolKind::College
    }
}
