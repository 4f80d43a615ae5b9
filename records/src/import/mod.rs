//! The import of a school's SIECLE exports, together.
//!
//! Three steps. The files are read to their end into a workbook on the disk ([`read_files`]):
//! one that cannot be read changes nothing. What only the rows together tell is settled there.
//! Then each piece of the workbook is compared with what is stored, and written in one
//! transaction; a dry run compares on a connection that cannot write.

mod anomaly;
mod compare;
mod files;
mod onde;
mod progress;
mod reading;
mod report;
mod settle;
mod staged;
mod workbook;

pub use anomaly::{Anomaly, AnomalyKind};
pub use files::{Files, Kind, Reading, Refusal, read_files};
pub use progress::{Progress, Step};
pub use report::{Change, Counts, Differences, FileTaken, Report};

use crate::{
    draft::{self, Draft},
    school::{declare_school, school_by_uai, zone_of},
};
use audit::{Actor, Line};
use chrono::{DateTime, NaiveDateTime, Utc};
use compare::{Hand, Rules, TheSchool};
use db::{Read, Write, in_write, sql};
use education::{Id, SchoolKind, Uai};
use jobs::JobRun;
use siecle::Limits;
use std::{collections::HashMap, io, sync::Arc};
use uuid::Uuid;
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
    /// The name of that school, when the files do not say it.
    pub name: Option<String>,
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

/// Imports for the program itself: command line, demo.
pub async fn for_program(
    context: &Context,
    files: &mut Files,
    options: &Options,
    progress: &Progress,
) -> Result<Outcome> {
    let by = Request {
        actor: Actor::PROGRAM,
        options,
        deposit: None,
    };
    run(context, &by, files, progress).await
}

/// Reads files and imports them, for the program itself.
pub async fn files_for_program<R: io::Read + io::Seek + Send + 'static>(
    context: &Context,
    files: Vec<(String, R)>,
    options: &Options,
) -> Result<Outcome> {
    let progress = Arc::new(Progress::default());
    let how = reading(context, Limits::default(), options.only_school.clone());
    match read_files(files, how, &progress).await? {
        Ok(mut files) => for_program(context, &mut files, options, &progress).await,
        Err(refusal) => Ok(Outcome::Refused(refusal)),
    }
}

/// How files are read here and now.
pub fn reading(context: &Context, limits: Limits, school: Option<Uai>) -> Reading {
    let zone = school.as_ref().map(zone_of).unwrap_or_default();
    Reading {
        uais: context.mode().uais(),
        limits,
        today: context.clock.now().with_timezone(&zone.0).date_naive(),
        school,
    }
}

/// A deposit that somebody accepted.
pub(crate) struct ForDeposit<'d> {
    pub(crate) job: &'d JobRun,
    pub(crate) draft: Id<Draft>,
    pub(crate) actor: Actor,
    pub(crate) uai: &'d Uai,
    /// What was shown to whom accepted.
    pub(crate) shown: Option<&'d Report>,
}

/// Imports what was accepted, when it is still what was shown: otherwise nothing is written,
/// and [`Outcome::NeedsConfirmation`] says what would change now. The deposit is done in the
/// same transaction.
pub(crate) async fn for_deposit(
    context: &Context,
    deposit: &ForDeposit<'_>,
    files: &mut Files,
    progress: &Progress,
) -> Result<Outcome> {
    let options = |dry_run| Options {
        dry_run,
        allow_endings: true,
        only_school: Some(deposit.uai.clone()),
        create_school: false,
        name: None,
    };
    let request = |options| Request {
        actor: deposit.actor,
        options,
        deposit: Some(deposit),
    };
    let (look, write) = (options(true), options(false));
    match run(context, &request(&look), files, progress).await? {
        Outcome::DryRun(report) if !deposit.agreed(&report) => {
            return Ok(Outcome::NeedsConfirmation(report));
        }
        Outcome::DryRun(_) => {}
        other => return Ok(other),
    }
    run(context, &request(&write), files, progress).await
}

impl ForDeposit<'_> {
    fn agreed(&self, report: &Report) -> bool {
        self.shown
            .is_some_and(|shown| shown.differences == report.differences)
    }
}

/// Who asks for what.
struct Request<'r> {
    actor: Actor,
    options: &'r Options,
    deposit: Option<&'r ForDeposit<'r>>,
}

async fn run(
    context: &Context,
    by: &Request<'_>,
    files: &mut Files,
    progress: &Progress,
) -> Result<Outcome> {
    let options = by.options;
    let now = context.clock.now();
    let zone = zone_of(&files.uai);
    let local = now.with_timezone(&zone.0).naive_local();
    for taken in files.taken.iter_mut().filter(|taken| !taken.dated) {
        (taken.exported_at, taken.exported_on) = (local, local.date());
    }
    let numbers = context.mode().numbers();
    let rules = |school: &TheSchool| Rules {
        now,
        today: now.with_timezone(&school.zone.0).date_naive(),
        numbers,
    };
    if options.dry_run || !options.allow_endings {
        let mut read = context.db.read().await?;
        let known = Known::load(&mut read, files, options.name.as_deref()).await?;
        if let Err(refusal) = judge(files, options, &known) {
            return Ok(Outcome::Refused(refusal));
        }
        stage_onde(files, &mut read, &known.school).await?;
        let rules = rules(&known.school);
        let hand = Hand::Dry(&mut read);
        let report = compare::run(files, hand, known.school, rules, progress).await?;
        if options.dry_run {
            return Ok(Outcome::DryRun(report));
        }
        if report.differences.endings() > 0 {
            return Ok(Outcome::NeedsConfirmation(report));
        }
    }
    in_write!(context.db, Error, |tx| {
        let mut known = Known::load(tx, files, options.name.as_deref()).await?;
        if let Err(refusal) = judge(files, options, &known) {
            return Ok(Outcome::Refused(refusal));
        }
        if known.school.id.is_none() {
            let (name, kind) = (&known.school.name, known.school.kind);
            known.school.id = Some(declare_school(tx, &files.uai, name, kind, now).await?);
        }
        let school = known.school.clone();
        stage_onde(files, tx, &school).await?;
        let rules = rules(&school);
        let hand = Hand::Real(&mut *tx);
        let report = compare::run(files, hand, known.school, rules, progress).await?;
        let unseen = report.differences.endings() > 0 && !options.allow_endings;
        if unseen || by.deposit.is_some_and(|deposit| !deposit.agreed(&report)) {
            // Somebody changed the base since it was compared.
            return Err(Error::Conflict(
                "La base a changé pendant l'import : recommencez.".into(),
            ));
        }
        note(tx, files, &school, &report, by.actor, now).await?;
        if let Some(deposit) = by.deposit {
            deposit.job.fence(tx).await?;
            draft::done(tx, deposit.draft, &report, files).await?;
        }
        Ok(Outcome::Applied(report))
    })
}

/// The rows that only make sense beside those that are stored.
async fn stage_onde(files: &mut Files, read: &mut Read, school: &TheSchool) -> db::Result<()> {
    let Files { onde, workbook, .. } = files;
    onde::stage(onde, workbook, read, school.id).await
}

/// What is known of the school and of its earlier imports.
struct Known {
    school: TheSchool,
    last: HashMap<String, NaiveDateTime>,
    /// School year of the last file that was taken.
    last_year: Option<i64>,
}

impl Known {
    async fn load(read: &mut Read, files: &Files, name: Option<&str>) -> db::Result<Self> {
        let school = match school_by_uai(read, &files.uai).await? {
            Some(known) => TheSchool {
                id: Some(known.id),
                new: false,
                name: known.name,
                kind: known.kind,
                zone: known.zone,
            },
            None => TheSchool {
                id: None,
                new: true,
                name: name_of(files, name),
                kind: guess_kind(files),
                zone: zone_of(&files.uai),
            },
        };
        let runs = sql!(
            "SELECT kind, MAX(exported_at), MAX(school_year) FROM import_run \
             WHERE school = $1 GROUP BY kind"
        )
        .bind(school.id)
        .all::<(String, DateTime<Utc>, i64)>(read)
        .await?;
        let local = |at: &DateTime<Utc>| at.with_timezone(&school.zone.0).naive_local();
        Ok(Self {
            last_year: runs.iter().map(|(_, _, year)| *year).max(),
            last: runs
                .iter()
                .map(|(kind, at, _)| (kind.clone(), local(at)))
                .collect(),
            school,
        })
    }
}

/// What refuses files that could be read.
fn judge(files: &Files, options: &Options, known: &Known) -> std::result::Result<(), Refusal> {
    let other = options.only_school.as_ref();
    if let Some(expected) = other.filter(|uai| **uai != files.uai) {
        return Err(Refusal::OtherSchool {
            found: files.uai.clone(),
            expected: expected.clone(),
        });
    }
    if known.school.id.is_none() && !options.create_school {
        return Err(Refusal::UnknownSchool(files.uai.clone()));
    }
    if let Some(last) = known.last_year.filter(|last| files.school_year < *last) {
        return Err(Refusal::OlderYear {
            year: files.school_year,
            last,
        });
    }
    for taken in files.taken.iter().filter(|taken| taken.dated) {
        let last = known.last.get(taken.kind.code()).copied();
        if let Some(last) = last.filter(|last| taken.exported_at < *last) {
            return Err(Refusal::Older {
                kind: taken.kind,
                exported_at: taken.exported_at,
                last,
            });
        }
    }
    Ok(())
}

/// Notes what was taken, and by whom.
async fn note(
    tx: &mut Write,
    files: &Files,
    school: &TheSchool,
    report: &Report,
    actor: Actor,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let counts = serde_json::json!({
        "differences": report.differences,
        "counts": report.counts,
        "anomalies": report.anomaly_counts,
    });
    for taken in &files.taken {
        sql!(
            "INSERT INTO import_run (id, school, kind, exported_at, school_year, account, \
             imported_at, counts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        )
        .bind(Uuid::now_v7())
        .bind(school.id)
        .bind(taken.kind.code())
        .bind(school.instant(taken.exported_at))
        .bind(files.school_year)
        .bind(actor.account)
        .bind(now)
        .bind(counts.clone())
        .run(tx)
        .await?;
    }
    let actor = Actor {
        school: school.id,
        ..actor
    };
    let change = report.differences.pupils;
    let detail = format!(
        "{} ; élèves : {} ajoutés, {} modifiés, {} terminés",
        files.uai, change.added, change.changed, change.ended
    );
    let line = Line::new(actor, "register.imported").detail(detail);
    let line = match school.id {
        Some(id) => line.on("school", id),
        None => line,
    };
    audit::note(tx, now, &line).await
}

/// The name of a school that is not known yet: as its own file of commons says, or the operator.
fn name_of(files: &Files, said: Option<&str>) -> String {
    let named = files.school.as_ref().and_then(|school| school.name.clone());
    let named = named.or_else(|| said.map(str::to_owned));
    named.unwrap_or_else(|| format!("Établissement {}", files.uai))
}

/// The kind of a school that the files only name, from the words of its programmes.
fn guess_kind(files: &Files) -> SchoolKind {
    let of_onde = |kind| matches!(kind, Kind::OndePupils | Kind::OndeGuardians);
    if files.taken.iter().any(|taken| of_onde(taken.kind)) {
        return SchoolKind::Ecole;
    }
    let mut labels = files.mefs.iter().map(|(_, label)| label);
    let upper = labels.any(|label| label.starts_with(['2', '1', 'T']));
    if upper {
        SchoolKind::Lycee
    } else {
        SchoolKind::College
    }
}
