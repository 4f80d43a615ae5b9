//! What the crate promises, seen from outside.

mod hostile;
mod misfits;
mod properties;
mod rates;
mod reading;
mod round_trip;

use std::io::Cursor;

use chrono::NaiveDate;
use onde::{Anomaly, Guardian, Kind, Limits, Pupil, ReadError, RejectedRow, Row};

/// A whole file, sorted by kind of row.
#[derive(Debug, Clone, PartialEq)]
struct Extraction {
    kind: Kind,
    pupils: Vec<Pupil>,
    guardians: Vec<Guardian>,
    rejected: Vec<RejectedRow>,
    doubts: Vec<Anomaly>,
}

fn read(bytes: impl AsRef<[u8]>) -> Result<Extraction, ReadError> {
    read_within(bytes.as_ref(), &Limits::default())
}

fn read_within(bytes: &[u8], limits: &Limits) -> Result<Extraction, ReadError> {
    let mut rows = onde::open(Cursor::new(bytes), limits)?;
    let mut extraction = Extraction {
        kind: rows.kind(),
        pupils: Vec::new(),
        guardians: Vec::new(),
        rejected: Vec::new(),
        doubts: Vec::new(),
    };
    for row in &mut rows {
        match row? {
            Row::Pupil(row) => extraction.pupils.push(*row),
            Row::Guardian(row) => extraction.guardians.push(*row),
            Row::Rejected(row) => extraction.rejected.push(row),
            Row::Doubt(row) => extraction.doubts.push(row),
        }
    }
    rows.finish()?;
    Ok(extraction)
}

#[track_caller]
fn whole(bytes: impl AsRef<[u8]>) -> Extraction {
    read(bytes).unwrap_or_else(|error| panic!("{error}"))
}

fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

const PUPILS: &str = "Nom élève;Nom d'usage élève;Prénom élève;Date naissance;Sexe;INE;Adresse1;Cp1;\
     Commune1;Pays1;Adresse2;Cp2;Commune2;Pays2; Cycle;Niveau;Libellé classe;Identifiant classe;\
     Attestation fournie;Autorisation associations;Autorisation photo;Décision de passage";
const GUARDIANS: &str = "Civilité Responsable;Nom usage responsable;Nom responsable;Prénom \
     responsable;Adresse responsable;CP responsable;Commune responsable;Pays;Courriel;Téléphone \
     domicile;Téléphone travail;Téléphone portable";
const CHILD: &str = ";Nom d'usage enfant;Nom de famille enfant;Prénom enfant;Classes enfants";

const ZOE: &str = "LEFÈVRE;;Zoé;03/02/2018;F;990000001zy;12 rue du Vœu;99100;MONTCOURT;FRANCE;4 \
     impasse Vide;99200;VILLENEUVE-SUR-ORLE;FRANCE;CYCLE II;CE2;CE1 - CE2 M. CONTE;90002;Oui;Non;\
     Oui;";
const ADA: &str = "MME;;LEFÈVRE;Ada;12 rue du Vœu;99100;MONTCOURT;FRANCE;ada@example.fr;\
     0199000001;;06 39 98 00 01;;LEFÈVRE;Zoé;CE2";

/// A file of pupils with these rows.
fn pupils(rows: &[&str]) -> String {
    format!("{PUPILS}\n{}\n", rows.join("\n"))
}

/// A file of guardians with these rows, whose header has places for that many children.
fn guardians(children: usize, rows: &[&str]) -> String {
    format!(
        "{GUARDIANS}{}\n{}\n",
        CHILD.repeat(children),
        rows.join("\n")
    )
}
