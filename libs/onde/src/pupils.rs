//! The extraction of pupils.

use std::collections::VecDeque;

use chrono::NaiveDate;
use siecle::Sex;

use crate::{
    fields::{self, Level},
    header::{Column, Layout},
    misfit,
    report::{About, Cells, Reading, describe},
    rows::Row,
};

/// One pupil.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pupil {
    /// Where the row begins in the file.
    pub line: u64,
    /// Nom élève.
    pub family_name: String,
    /// Nom d'usage élève.
    pub usage_name: Option<String>,
    /// Prénom élève.
    pub first_name: String,
    /// Date naissance.
    pub born_on: Option<NaiveDate>,
    /// Sexe.
    pub sex: Option<Sex>,
    /// INE, in capitals; newcomers have none yet, older files have no such column. Not judged here.
    pub ine: Option<String>,
    /// Adresse1 and Adresse2, those that are filled. Two: the parents live apart.
    pub addresses: Vec<Address>,
    /// Cycle, as written: "MATERNELLE", "CYCLE II", "CYCLE III".
    pub cycle: Option<String>,
    /// Niveau. One class may hold several.
    pub level: Option<Level>,
    /// Libellé classe: free text ("CE1 - CE2 Mme X").
    pub class_label: Option<String>,
    /// Identifiant classe: the stable key of a class.
    pub class_id: Option<String>,
    /// Autorisation photo.
    pub photo_allowed: Option<bool>,
    /// Autorisation associations: whether parents' associations may have the address.
    pub associations_allowed: Option<bool>,
    /// Décision de passage, as written.
    pub passage: Option<String>,
}

impl Pupil {
    /// The name a pupil is called by.
    pub fn display_name(&self) -> &str {
        self.usage_name.as_deref().unwrap_or(&self.family_name)
    }
}

/// A postal address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Adresse, line by line.
    pub lines: Vec<String>,
    /// Cp.
    pub postal_code: Option<String>,
    /// Commune, in older files Ville.
    pub town: Option<String>,
    /// Pays, in words.
    pub country: Option<String>,
}

/// The address of that number, if something could be written on an envelope.
pub(crate) fn address(row: &Reading<'_>, number: u8) -> Option<Address> {
    let address = Address {
        lines: row.lines(Column::Street(number)),
        postal_code: row.text(Column::PostalCode(number)),
        town: row.name(Column::Town(number)),
        country: row.name(Column::Country(number)),
    };
    let empty = address.lines.is_empty() && address.town.is_none();
    (!empty).then_some(address)
}

pub(crate) fn take(layout: &Layout, cells: Cells<'_>, ready: &mut VecDeque<Row>) {
    let text = |column| cells.text(layout.at(column)?);
    let (family_name, first_name) = (text(Column::PupilName), text(Column::PupilFirst));
    let words = [
        text(Column::PupilUsage).or_else(|| family_name.clone()),
        first_name.clone(),
    ];
    let about = About::Pupil {
        ine: ine(text(Column::Ine)),
        family_name,
        first_name,
    };
    let mut reading = Reading::new(layout, cells, describe("élève", words), about);
    let read = misfit::judge(&mut reading).and_then(|()| pupil(&mut reading));
    reading.settle(read.map(Box::new).map(Row::Pupil), ready);
}

fn pupil(row: &mut Reading<'_>) -> Result<Pupil, String> {
    let first_name = row.name(Column::PupilFirst).ok_or("Le prénom manque.")?;
    Ok(Pupil {
        line: row.cells.line,
        family_name: row.family_name(Column::PupilName, Column::PupilUsage)?,
        usage_name: row.name(Column::PupilUsage),
        first_name,
        born_on: row.parsed(Column::BornOn, fields::date),
        sex: row.parsed(Column::Sex, fields::sex),
        ine: ine(row.text(Column::Ine)),
        addresses: [1, 2]
            .into_iter()
            .filter_map(|number| address(row, number))
            .collect(),
        cycle: row.name(Column::Cycle),
        level: row.parsed(Column::Level, Level::parse),
        class_label: row.name(Column::ClassLabel),
        class_id: row.text(Column::ClassId),
        photo_allowed: row.parsed(Column::Photo, fields::yes_no),
        associations_allowed: row.parsed(Column::Associations, fields::yes_no),
        passage: row.text(Column::Passage),
    })
}

fn ine(value: Option<String>) -> Option<String> {
    value.map(|ine| ine.to_uppercase())
}
