//! What the files change: each piece of them compared with what is stored, and written in the
//! same go when it is no dry run. Pieces, because a school of 100,000 fits in no memory.

mod classes;
mod guardians;
mod leavers;
mod link_ends;
mod links;
mod pupils;
mod rows;
mod staff;
mod typed;
mod write;

use super::{Anomaly, Counts, Differences, FileTaken, Files, Kind, Progress, Report, Step};
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};
use db::{Read, Result, Write};
use education::{Id, School, SchoolKind, Zone};
use sms::{MobileNumber, NumberPolicy};
use std::collections::HashMap;
use uuid::Uuid;

/// Pupils, or persons, of one piece.
const PIECE: i64 = 400;

/// The connection: one that reads only says what would change.
#[derive(Debug)]
pub(super) enum Hand<'h> {
    /// A dry run.
    Dry(&'h mut Read),
    /// The import.
    Real(&'h mut Write),
}

impl Hand<'_> {
    pub(super) fn read(&mut self) -> &mut Read {
        match self {
            Self::Dry(read) => read,
            Self::Real(write) => write,
        }
    }

    pub(super) fn write(&mut self) -> Option<&mut Write> {
        match self {
            Self::Dry(_) => None,
            Self::Real(write) => Some(write),
        }
    }
}

/// The school of the files, known or not yet.
#[derive(Debug, Clone)]
pub(super) struct TheSchool {
    pub(super) id: Option<Id<School>>,
    pub(super) new: bool,
    pub(super) name: String,
    pub(super) kind: SchoolKind,
    pub(super) zone: Zone,
}

impl TheSchool {
    /// An instant that a file tells in local time. In the hour that comes twice, the first.
    pub(super) fn instant(&self, local: NaiveDateTime) -> DateTime<Utc> {
        let found = self.zone.0.from_local_datetime(&local).earliest();
        found.map_or_else(|| local.and_utc(), |instant| instant.to_utc())
    }
}

/// What the rules need besides the files and the rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
    pub(super) numbers: NumberPolicy,
}

impl Rules {
    /// A mobile to which something can be sent; a sentence when nothing can.
    fn usable_mobile(self, typed: &str) -> std::result::Result<String, String> {
        match MobileNumber::parse(typed, self.numbers) {
            Ok(number) => Ok(number.e164()),
            Err(error) => Err(format!(
                "Mobile « {typed} » : {error} Aucun SMS n'y sera envoyé."
            )),
        }
    }
}

/// A file of the import, and when it was made.
#[derive(Debug, Clone, Copy)]
struct Export {
    as_of: DateTime<Utc>,
    day: NaiveDate,
}

/// A comparison under way.
struct Comparison<'c> {
    files: &'c mut Files,
    hand: Hand<'c>,
    school: TheSchool,
    rules: Rules,
    progress: &'c Progress,
    differences: Differences,
    counts: Counts,
    anomalies: Vec<Anomaly>,
    /// Classes and groups of the school year, by code.
    divisions: HashMap<String, Uuid>,
    groups: HashMap<String, Uuid>,
}

/// Compares, and writes when the hand can.
pub(super) async fn run(
    files: &mut Files,
    hand: Hand<'_>,
    school: TheSchool,
    rules: Rules,
    progress: &Progress,
) -> Result<Report> {
    files.workbook.start_again().await?;
    let mut comparison = Comparison {
        files,
        hand,
        school,
        rules,
        progress,
        differences: Differences::default(),
        counts: Counts::default(),
        anomalies: Vec::new(),
        divisions: HashMap::new(),
        groups: HashMap::new(),
    };
    comparison.all().await?;
    comparison.report().await
}

impl Comparison<'_> {
    async fn all(&mut self) -> Result<()> {
        self.nomenclature().await?;
        self.classes().await?;
        self.progress.begins(Step::Pupils);
        match self.export(Kind::Pupils) {
            Some(export) => {
                self.pupils(export).await?;
                self.leavers(export).await?;
            }
            None => self.pupils_as_they_are().await?,
        }
        if let Some(export) = self.export(Kind::Guardians) {
            self.progress.begins(Step::Guardians);
            self.guardians(export).await?;
            self.progress.begins(Step::Links);
            self.links(export).await?;
        }
        if let Some(export) = self.export(Kind::Staff) {
            self.staff(export).await?;
            self.teachings(export).await?;
        }
        Ok(())
    }

    fn export(&self, kind: Kind) -> Option<Export> {
        // A school has one register or the other.
        let of_onde = match kind {
            Kind::Pupils => Some(Kind::OndePupils),
            Kind::Guardians => Some(Kind::OndeGuardians),
            _ => None,
        };
        let taken = self.files.of(kind);
        let taken = taken.or_else(|| of_onde.and_then(|kind| self.files.of(kind)));
        taken.map(|taken| Export {
            as_of: self.school.instant(taken.exported_at),
            day: taken.exported_on,
        })
    }

    /// Puts aside what was found, before it weighs.
    async fn put_aside(&mut self) -> Result<()> {
        let found = std::mem::take(&mut self.anomalies);
        self.files.workbook.tell(found).await
    }

    async fn report(mut self) -> Result<Report> {
        self.put_aside().await?;
        let files = self.files.taken.iter().map(|taken| FileTaken {
            kind: taken.kind,
            exported_at: taken.exported_at,
        });
        let files = files.collect();
        let workbook = &mut self.files.workbook;
        let counts = workbook.anomaly_counts().await?;
        let mut shown = Vec::new();
        for (kind, _) in &counts {
            let some = workbook
                .anomalies(Some(*kind), 0, super::report::SHOWN)
                .await?;
            shown.extend(some.into_iter().map(|(_, anomaly)| anomaly));
        }
        Ok(Report {
            uai: self.files.uai.to_string(),
            school: self.school.name,
            new_school: self.school.new,
            school_year: self.files.school_year,
            files,
            unused: self.files.unused.clone(),
            dry_run: matches!(self.hand, Hand::Dry(_)),
            differences: self.differences,
            counts: self.counts,
            anomaly_counts: counts,
            anomalies: shown,
        })
    }
}
