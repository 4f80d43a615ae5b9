//! What the crate promises, seen from outside.
//!
//! Property tests run 256 cases (fewer where a case is a whole school); before a release,
//! `PROPTEST_CASES=2560 cargo test -p siecle` runs ten times as many.

mod commons;
mod containers;
mod encodings;
mod families;
mod generator;
mod hostile;
mod properties;
mod rates;
mod round_trip;
mod rows;
mod speed;
mod staff;
mod streaming;
mod whole;

use std::io::{Cursor, Read, Seek};

use chrono::{NaiveDate, NaiveDateTime};
use siecle::{
    Address, Anomaly, Division, Group, Header, Individual, Kind, Limits, Link, Mef, Person,
    Placement, Pupil, PupilOptions, ReadError, RejectedRow, Row, SchoolInfo, Service, Subject,
    YearBounds, generate::Plan,
};

/// A whole file, sorted by kind of row.
#[derive(Debug, Clone, PartialEq)]
struct Export {
    kind: Kind,
    header: Header,
    pupils: Vec<Pupil>,
    placements: Vec<Placement>,
    options: Vec<PupilOptions>,
    addresses: Vec<Address>,
    persons: Vec<Person>,
    links: Vec<Link>,
    divisions: Vec<Division>,
    groups: Vec<Group>,
    mefs: Vec<Mef>,
    subjects: Vec<Subject>,
    schools: Vec<SchoolInfo>,
    year_bounds: Vec<YearBounds>,
    individuals: Vec<Individual>,
    services: Vec<Service>,
    rejected: Vec<RejectedRow>,
    doubts: Vec<Anomaly>,
}

fn read(bytes: &[u8]) -> Result<Export, ReadError> {
    read_within(Cursor::new(bytes), &Limits::default())
}

fn read_within(input: impl Read + Seek, limits: &Limits) -> Result<Export, ReadError> {
    let mut rows = siecle::open(input, limits)?;
    let kind = rows.kind();
    let read = rows.by_ref().collect::<Result<Vec<_>, _>>()?;
    let mut export = Export {
        kind,
        header: rows.finish()?,
        pupils: Vec::new(),
        placements: Vec::new(),
        options: Vec::new(),
        addresses: Vec::new(),
        persons: Vec::new(),
        links: Vec::new(),
        divisions: Vec::new(),
        groups: Vec::new(),
        mefs: Vec::new(),
        subjects: Vec::new(),
        schools: Vec::new(),
        year_bounds: Vec::new(),
        individuals: Vec::new(),
        services: Vec::new(),
        rejected: Vec::new(),
        doubts: Vec::new(),
    };
    for row in read {
        match row {
            Row::Pupil(row) => export.pupils.push(*row),
            Row::Placement(row) => export.placements.push(row),
            Row::Options(row) => export.options.push(row),
            Row::Address(row) => export.addresses.push(row),
            Row::Person(row) => export.persons.push(*row),
            Row::Link(row) => export.links.push(row),
            Row::Division(row) => export.divisions.push(row),
            Row::Group(row) => export.groups.push(row),
            Row::Mef(row) => export.mefs.push(row),
            Row::Subject(row) => export.subjects.push(row),
            Row::School(row) => export.schools.push(*row),
            Row::YearBounds(row) => export.year_bounds.push(row),
            Row::Individual(row) => export.individuals.push(*row),
            Row::Service(row) => export.services.push(row),
            Row::Rejected(row) => export.rejected.push(row),
            Row::Doubt(row) => export.doubts.push(row),
        }
    }
    Ok(export)
}

impl Export {
    /// The first class that the file gives a pupil.
    fn division(&self, pupil_id: i64) -> Option<&str> {
        let placements = self.placements.iter();
        placements
            .filter(|placement| placement.pupil_id == pupil_id)
            .find_map(|placement| placement.divisions.first())
            .map(String::as_str)
    }
}

fn of_kind(kind: Kind, bytes: &[u8]) -> Export {
    match read(bytes) {
        Ok(export) if export.kind == kind => export,
        other => panic!("not a file of {kind:?}: {other:?}"),
    }
}

fn pupils(bytes: &[u8]) -> Export {
    of_kind(Kind::Pupils, bytes)
}

fn guardians(bytes: &[u8]) -> Export {
    of_kind(Kind::Guardians, bytes)
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a date of the tests exists")
}

fn exported_at() -> NaiveDateTime {
    day(2026, 9, 15)
        .and_hms_opt(7, 30, 5)
        .expect("a time of the tests exists")
}

fn college() -> Plan {
    Plan::college("0990001N", 2026, exported_at())
}

const PARAMETERS: &str = "<PARAMETRES><UAJ>0990001N</UAJ><ANNEE_SCOLAIRE>2026</ANNEE_SCOLAIRE>\
     <DATE_EXPORT>15/09/2026</DATE_EXPORT><HORODATAGE>15/09/2026 07:30:05</HORODATAGE></PARAMETRES>";

/// A whole file around these sections, in UTF-8.
fn document(root: &str, sections: &str) -> String {
    format!("<{root} VERSION=\"2.1\">\n{PARAMETERS}\n<DONNEES>{sections}</DONNEES>\n</{root}>")
}

/// A file of pupils with one pupil of that name.
fn one_pupil(name: &str) -> String {
    document(
        "BEE_ELEVES",
        &format!(
            "<ELEVES><ELEVE ELEVE_ID=\"1\"><NOM_DE_FAMILLE>{name}</NOM_DE_FAMILLE>\
             <PRENOM>Zoé</PRENOM></ELEVE></ELEVES>"
        ),
    )
}
