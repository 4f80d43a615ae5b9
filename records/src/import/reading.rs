//! From the files to the workbook: row by row, none twice in memory.

use super::{
    AnomalyKind, Progress,
    files::{Files, Kind, Named, Reading, Refusal, Taken},
    onde::{Extractions, LARGEST},
    staged::{self, Batch},
    workbook::Workbook,
};
use education::{Uai, school_year_of};
use serde_json::{Value, json};
use siecle::{About, Individual, ReadError, Row, SchoolInfo, Service, StaffKey};
use std::{
    collections::HashMap,
    io::{Read, Seek},
};
use tokio::sync::mpsc::Sender;

/// Rows sent to the workbook at once.
const AT_ONCE: usize = 400;

/// What is known of the files once they are read, but for their many rows.
#[derive(Debug)]
pub(super) struct FilesRead {
    uai: Uai,
    school_year: i64,
    taken: Vec<Taken>,
    small: Small,
    onde: Extractions,
    unused: Vec<String>,
}

/// The rows that are few.
#[derive(Debug, Default)]
struct Small {
    divisions: Vec<Named>,
    groups: Vec<Named>,
    mefs: Vec<(String, String)>,
    subjects: Vec<(String, String, String)>,
    school: Option<SchoolInfo>,
    individuals: Vec<Individual>,
    services: Vec<Service>,
    illegible_staff: Vec<StaffKey>,
}

impl FilesRead {
    pub(super) fn with(self, workbook: Workbook) -> Files {
        Files {
            uai: self.uai,
            school_year: self.school_year,
            taken: self.taken,
            divisions: self.small.divisions,
            groups: self.small.groups,
            mefs: self.small.mefs,
            subjects: self.small.subjects,
            school: self.small.school,
            individuals: self.small.individuals,
            services: self.small.services,
            illegible_staff: self.small.illegible_staff,
            new_staff: HashMap::new(),
            onde: self.onde,
            unused: self.unused,
            workbook,
        }
    }
}

/// What the files read so far have in common.
#[derive(Debug, Default)]
struct Together {
    whose: Option<(Uai, i64)>,
    taken: Vec<Taken>,
}

impl Together {
    /// One more file: of the same school and year, and of another kind.
    fn take(&mut self, uai: Uai, year: i64, taken: Taken) -> Result<(), Refusal> {
        match &self.whose {
            None => self.whose = Some((uai, year)),
            Some((other, _)) if *other != uai => {
                return Err(Refusal::SeveralSchools(other.clone(), uai));
            }
            Some((_, other)) if *other != year => return Err(Refusal::SeveralYears(*other, year)),
            Some(_) => {}
        }
        if self.taken.iter().any(|other| other.kind == taken.kind) {
            return Err(Refusal::Twice(taken.kind));
        }
        self.taken.push(taken);
        Ok(())
    }
}

/// Reads all files, one after the other, and checks that they belong together.
pub(super) fn read_all<R: Read + Seek>(
    files: Vec<(String, R)>,
    how: &Reading,
    sender: &Sender<Batch>,
    progress: &Progress,
) -> Result<FilesRead, Refusal> {
    let mut together = Together::default();
    let mut unused = Vec::new();
    let mut onde = Extractions::default();
    let mut rows = Rows::new(sender, progress);
    for (name, mut input) in files {
        if is_onde(&mut input) {
            let kind = read_onde(&name, input, how, &mut onde, &mut rows)?;
            let uai = how.school.clone().ok_or(Refusal::WhoseSchool)?;
            let taken = Taken {
                kind,
                exported_at: how.today.and_time(chrono::NaiveTime::MIN),
                exported_on: how.today,
                dated: false,
            };
            together.take(uai, i64::from(school_year_of(how.today)), taken)?;
            continue;
        }
        let unreadable = |error: ReadError| Refusal::Unreadable {
            name: name.clone(),
            reason: error.to_string(),
        };
        let mut reader = match siecle::open(input, &how.limits) {
            Ok(reader) => reader,
            Err(ReadError::NotUsed(what)) => {
                unused.push(format!("« {name} » ({what})"));
                continue;
            }
            Err(error) => return Err(unreadable(error)),
        };
        let kind = match reader.kind() {
            siecle::Kind::Pupils => Kind::Pupils,
            siecle::Kind::Guardians => Kind::Guardians,
            siecle::Kind::Structures => Kind::Structures,
            siecle::Kind::Nomenclature => Kind::Nomenclature,
            siecle::Kind::Commons => Kind::Commons,
            siecle::Kind::Staff => Kind::Staff,
        };
        for row in &mut reader {
            rows.take(kind, row.map_err(unreadable)?);
        }
        let header = reader.finish().map_err(unreadable)?;
        let uai = Uai::parse(&header.uai, how.uais).map_err(|error| Refusal::WrongUai {
            name: name.clone(),
            reason: error.to_string(),
        })?;
        let taken = Taken {
            kind,
            exported_at: header.timestamp,
            exported_on: header.exported_on,
            dated: header.dated,
        };
        together.take(uai, i64::from(header.school_year), taken)?;
    }
    together.taken.sort_by_key(|taken| taken.kind);
    let small = rows.finish();
    let (uai, school_year) = together.whose.ok_or(Refusal::NoFile)?;
    Ok(FilesRead {
        uai,
        school_year,
        taken: together.taken,
        small,
        onde,
        unused,
    })
}

/// Whether a file is one of ONDE's, by its beginning; it is left at its beginning.
fn is_onde<R: Read + Seek>(input: &mut R) -> bool {
    let mut first = Vec::new();
    let read = input.by_ref().take(16 * 1024).read_to_end(&mut first);
    input.rewind().is_ok() && read.is_ok() && onde::is_onde(&first)
}

/// Reads one of ONDE's extractions, whose rows are few.
fn read_onde<R: Read + Seek>(
    name: &str,
    input: R,
    how: &Reading,
    into: &mut Extractions,
    rows: &mut Rows<'_>,
) -> Result<Kind, Refusal> {
    let unreadable = |error: onde::ReadError| Refusal::Unreadable {
        name: name.to_owned(),
        reason: error.to_string(),
    };
    let limits = onde::Limits {
        size: how.limits.inflated,
        ..onde::Limits::default()
    };
    let mut reader = onde::open(input, &limits).map_err(unreadable)?;
    let kind = match reader.kind() {
        onde::Kind::Pupils => Kind::OndePupils,
        onde::Kind::Guardians => Kind::OndeGuardians,
    };
    for row in &mut reader {
        rows.progress.row_read();
        match row.map_err(unreadable)? {
            onde::Row::Pupil(row) => {
                if let Some(level) = row.level {
                    let label = level.label().to_owned();
                    if !rows.small.mefs.iter().any(|(code, _)| *code == label) {
                        rows.small.mefs.push((label.clone(), label));
                    }
                }
                into.pupils.push(*row);
            }
            onde::Row::Guardian(row) => into.guardians.push(*row),
            onde::Row::Rejected(row) => {
                into.illegible.extend(row.about);
                rows.tell(AnomalyKind::Rejected, row.line, &row.what, &row.reason);
            }
            onde::Row::Doubt(row) => {
                rows.tell(AnomalyKind::Doubtful, row.line, &row.what, &row.reason);
            }
        }
        if into.pupils.len().max(into.guardians.len()) > LARGEST {
            return Err(Refusal::TooManyRows(name.to_owned()));
        }
    }
    reader.finish().map_err(unreadable)?;
    Ok(kind)
}

/// Rows on their way to the workbook.
struct Rows<'r> {
    sender: &'r Sender<Batch>,
    progress: &'r Progress,
    waiting: HashMap<&'static str, Vec<Value>>,
    small: Small,
}

impl<'r> Rows<'r> {
    fn new(sender: &'r Sender<Batch>, progress: &'r Progress) -> Self {
        Self {
            sender,
            progress,
            waiting: HashMap::new(),
            small: Small::default(),
        }
    }

    fn take(&mut self, file: Kind, row: Row) {
        self.progress.row_read();
        match row {
            Row::Pupil(row) => self.put("pupil", staged::pupil(*row)),
            Row::Placement(row) => self.put("placement", staged::placement(row)),
            Row::Options(row) => self.put("choice", staged::options(row)),
            Row::Address(row) => {
                if let Some(row) = staged::address(file.code(), row) {
                    self.put("address", row);
                }
            }
            Row::Person(row) => self.put("person", staged::person(*row)),
            Row::Link(row) => self.put("link", staged::link(&row)),
            Row::Division(row) => self.small.divisions.push((row.code, row.label)),
            Row::Group(row) => self.small.groups.push((row.code, row.label)),
            Row::Mef(row) => {
                if let Some(label) = row.print_label.or(row.label) {
                    self.small.mefs.push((row.code.to_uppercase(), label));
                }
            }
            Row::Subject(row) => {
                let short = row.short_label.clone().or_else(|| row.label.clone());
                if let Some(short) = short {
                    let label = row
                        .print_label
                        .or(row.label)
                        .unwrap_or_else(|| short.clone());
                    self.small.subjects.push((row.code, short, label));
                }
            }
            Row::School(row) => self.small.school = Some(*row),
            // The school's calendar is typed elsewhere.
            Row::YearBounds(_) => {}
            Row::Individual(row) => self.small.individuals.push(*row),
            Row::Service(row) => self.small.services.push(row),
            Row::Rejected(row) => {
                match row.about {
                    Some(About::Pupil(id)) => self.put("illegible", json!([id, null])),
                    Some(About::Person(id)) => self.put("illegible", json!([null, id])),
                    Some(About::Link { pupil, person }) => {
                        self.put("illegible", json!([pupil, person]));
                    }
                    Some(About::Staff(key)) => self.small.illegible_staff.push(key),
                    None => {}
                }
                self.tell(AnomalyKind::Rejected, row.line, &row.what, &row.reason);
            }
            Row::Doubt(row) => self.tell(AnomalyKind::Doubtful, row.line, &row.what, &row.reason),
        }
    }

    fn tell(&mut self, kind: AnomalyKind, line: u64, what: &str, sentence: &str) {
        self.put("anomaly", json!([0, kind.code(), line, what, sentence]));
    }

    fn put(&mut self, table: &'static str, row: Value) {
        let rows = self.waiting.entry(table).or_default();
        rows.push(row);
        if rows.len() == AT_ONCE {
            let rows = std::mem::take(rows);
            self.send(Batch { table, rows });
        }
    }

    /// Nobody listens any more when the workbook failed: its error is the one that is told.
    fn send(&self, batch: Batch) {
        let _ = self.sender.blocking_send(batch);
    }

    fn finish(mut self) -> Small {
        for (table, rows) in std::mem::take(&mut self.waiting) {
            self.send(Batch { table, rows });
        }
        self.small
    }
}
