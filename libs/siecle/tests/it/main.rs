//! What the crate promises, seen from outside.
//!
//! Property tests run 256 cases (fewer where a case is a whole school); before a release,
//! `PROPTEST_CASES=2560 cargo test -p siecle` runs ten times as many.

mod containers;
mod encodings;
mod hostile;
mod properties;
mod rates;
mod round_trip;
mod rows;
mod speed;

use std::io::Cursor;

use chrono::{NaiveDate, NaiveDateTime};
use siecle::{Export, GuardiansFile, PupilsFile, ReadError, generate::Plan};

fn read(bytes: &[u8]) -> Result<Export, ReadError> {
    siecle::read(Cursor::new(bytes))
}

fn pupils(bytes: &[u8]) -> PupilsFile {
    match read(bytes) {
        Ok(Export::Pupils(file)) => file,
        other => panic!("not a file of pupils: {other:?}"),
    }
}

fn guardians(bytes: &[u8]) -> GuardiansFile {
    match read(bytes) {
        Ok(Export::Guardians(file)) => file,
        other => panic!("not a file of guardians: {other:?}"),
    }
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
