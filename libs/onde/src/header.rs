//! The first line: what the file is, and where each thing stands in a row.

use std::collections::HashMap;

use csv::{ByteRecord, ReaderBuilder};
use education::search_key;

use crate::{
    charset::{self, Charset},
    error::ReadError,
    fields::{clean, shown},
};

pub(crate) const SEPARATOR: u8 = b';';

/// What a file is, told by the names of its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Pupils, their addresses, their class.
    Pupils,
    /// Guardians, and the names of their children.
    Guardians,
}

impl Kind {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Pupils => "des élèves",
            Self::Guardians => "des responsables",
        }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Column {
    PupilName,
    PupilUsage,
    PupilFirst,
    BornOn,
    Sex,
    Ine,
    Street(u8),
    PostalCode(u8),
    Town(u8),
    Country(u8),
    Cycle,
    Level,
    ClassLabel,
    ClassId,
    Associations,
    Photo,
    Passage,
    Civility,
    Usage,
    Name,
    First,
    Email,
    HomePhone,
    WorkPhone,
    Extension,
    MobilePhone,
    ChildUsage,
    ChildName,
    ChildFirst,
    ChildClass,
}

use Column::*;

/// What is repeated for each child of a guardian.
pub(crate) const CHILD: [Column; 4] = [ChildUsage, ChildName, ChildFirst, ChildClass];

/// The address of a guardian, who has one; those of a pupil are 1 and 2.
pub(crate) const OWN: u8 = 0;

/// Titles as [`search_key`] leaves them: without case, accents, blanks or punctuation.
const PUPILS: [(Column, &[&str]); 21] = [
    (PupilName, &["nomeleve", "nomdeleleve", "nomdefamilleeleve"]),
    (PupilUsage, &["nomdusageeleve", "nomusageeleve"]),
    (PupilFirst, &["prenomeleve", "prenomdeleleve"]),
    (BornOn, &["datenaissance", "datedenaissance"]),
    (Sex, &["sexe"]),
    (Ine, &["ine", "identifiantnationaleleve"]),
    (Street(1), &["adresse1"]),
    (PostalCode(1), &["cp1", "codepostal1"]),
    (Town(1), &["commune1", "ville1"]),
    (Country(1), &["pays1"]),
    (Street(2), &["adresse2"]),
    (PostalCode(2), &["cp2", "codepostal2"]),
    (Town(2), &["commune2", "ville2"]),
    (Country(2), &["pays2"]),
    (Cycle, &["cycle"]),
    (Level, &["niveau"]),
    (ClassLabel, &["libelleclasse", "classe"]),
    (ClassId, &["identifiantclasse"]),
    (Associations, &["autorisationassociations"]),
    (Photo, &["autorisationphoto"]),
    (Passage, &["decisiondepassage"]),
];

const GUARDIANS: [(Column, &[&str]); 17] = [
    (Civility, &["civiliteresponsable"]),
    (Usage, &["nomusageresponsable", "nomdusageresponsable"]),
    (Name, &["nomresponsable", "nomdefamilleresponsable"]),
    (First, &["prenomresponsable"]),
    (Street(OWN), &["adresseresponsable"]),
    (PostalCode(OWN), &["cpresponsable", "codepostalresponsable"]),
    (Town(OWN), &["communeresponsable", "villeresponsable"]),
    (Country(OWN), &["pays", "paysresponsable"]),
    (Email, &["courriel", "courrielresponsable"]),
    (HomePhone, &["telephonedomicile"]),
    (WorkPhone, &["telephonetravail"]),
    (Extension, &["numerodeposte"]),
    (MobilePhone, &["telephoneportable"]),
    (ChildUsage, &["nomdusageenfant", "nomusageenfant"]),
    (ChildName, &["nomdefamilleenfant", "nomenfant"]),
    (ChildFirst, &["prenomenfant"]),
    (
        ChildClass,
        &["classesenfants", "classesenfant", "classeenfant"],
    ),
];

/// The column of that title in a file of that kind.
fn column(kind: Kind, key: &str) -> Option<Column> {
    let table: &[(Column, &[&str])] = match kind {
        Kind::Pupils => &PUPILS,
        Kind::Guardians => &GUARDIANS,
    };
    let found = table.iter().find(|(_, keys)| keys.contains(&key));
    found.map(|(column, _)| *column)
}

/// Titles are those of ONDE if two are known, of which one says of whom.
fn kind(keys: &[String]) -> Option<Kind> {
    let score = |kind| {
        let known = keys.iter().filter_map(|key| column(kind, key));
        let known: Vec<Column> = known.collect();
        let telling = |column: &Column| {
            matches!(column, PupilName | PupilUsage | PupilFirst)
                || matches!(column, Civility | Usage | Name | First)
                || CHILD.contains(column)
        };
        (known.len() > 1 && known.iter().any(telling)).then_some(known.len())
    };
    let scores = [Kind::Pupils, Kind::Guardians].map(|kind| (score(kind), kind));
    let (score, kind) = scores.into_iter().max_by_key(|(score, _)| *score)?;
    score.map(|_| kind)
}

/// Where each of [`CHILD`] stands in a row, for one child.
pub(crate) type Places = [Option<usize>; CHILD.len()];

/// Titles of one file: sixty children are more than any family has.
const MAX_COLUMNS: usize = 256;

/// Where each thing stands in a row.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) kind: Kind,
    titles: Vec<String>,
    columns: Vec<Option<Column>>,
    at: HashMap<Column, usize>,
    children: Vec<Places>,
}

impl Layout {
    pub(crate) fn read(record: &ByteRecord, charset: Charset) -> Result<Self, ReadError> {
        if record.len() > MAX_COLUMNS {
            return Err(ReadError::TooManyColumns(record.len()));
        }
        let titles: Vec<String> = record
            .iter()
            .map(|title| shown(&clean(&charset.decode(title)).unwrap_or_default()))
            .collect();
        let keys: Vec<String> = titles.iter().map(|title| search_key(title)).collect();
        let kind = kind(&keys).ok_or(ReadError::NotOnde)?;
        let columns: Vec<Option<Column>> = keys.iter().map(|key| column(kind, key)).collect();
        let (mut at, mut children) = (HashMap::new(), Vec::<Places>::new());
        for (index, column) in columns.iter().enumerate() {
            let Some(column) = *column else { continue };
            let Some(rank) = CHILD.iter().position(|other| *other == column) else {
                at.entry(column).or_insert(index);
                continue;
            };
            // All children have the same titles: the n-th of a title is the n-th child's.
            match children.iter_mut().find(|child| child[rank].is_none()) {
                Some(child) => child[rank] = Some(index),
                None => {
                    let mut child = Places::default();
                    child[rank] = Some(index);
                    children.push(child);
                }
            }
        }
        let layout = Self {
            kind,
            titles,
            columns,
            at,
            children,
        };
        match layout.missing() {
            Some(column) => Err(ReadError::MissingColumn { kind, column }),
            None => Ok(layout),
        }
    }

    /// The first title that such a file cannot do without.
    fn missing(&self) -> Option<&'static str> {
        let required: &[(Column, &str)] = match self.kind {
            Kind::Pupils => &[(PupilName, "Nom élève"), (PupilFirst, "Prénom élève")],
            Kind::Guardians => &[
                (Name, "Nom responsable"),
                (ChildName, "Nom de famille enfant"),
                (ChildFirst, "Prénom enfant"),
            ],
        };
        let mut required = required.iter();
        let missing = required.find(|(column, _)| !self.columns.contains(&Some(*column)));
        missing.map(|(_, title)| *title)
    }

    /// How many fields a row should have.
    pub(crate) fn width(&self) -> usize {
        self.columns.len()
    }

    pub(crate) fn at(&self, column: Column) -> Option<usize> {
        self.at.get(&column).copied()
    }

    /// The place under the header that rules a place of a row: beyond the header, the last child's
    /// columns go on.
    fn ruling(&self, index: usize) -> Option<usize> {
        match index.checked_sub(self.width()) {
            None => Some(index),
            Some(beyond) if self.ends_with_a_child() => {
                Some(self.width() - CHILD.len() + beyond % CHILD.len())
            }
            Some(_) => None,
        }
    }

    /// What stands at that place of a row.
    pub(crate) fn column(&self, index: usize) -> Option<Column> {
        self.columns[self.ruling(index)?]
    }

    /// The title over that place, as the file has it.
    pub(crate) fn title(&self, index: usize) -> &str {
        self.ruling(index).map_or("", |index| &self.titles[index])
    }

    /// Where each child stands in a row of that many fields.
    pub(crate) fn children(&self, fields: usize) -> impl Iterator<Item = Places> {
        let beyond = if self.ends_with_a_child() {
            self.width()..fields
        } else {
            0..0
        };
        let child = move |first: usize| {
            CHILD.map(|wanted| {
                (first..first + CHILD.len()).find(|index| self.column(*index) == Some(wanted))
            })
        };
        let more = beyond.step_by(CHILD.len()).map(child);
        self.children.iter().copied().chain(more)
    }

    /// Whether the last columns are those of one child, so that it is known what would follow.
    pub(crate) fn ends_with_a_child(&self) -> bool {
        let last = self.columns.last_chunk::<{ CHILD.len() }>();
        last.is_some_and(|last| CHILD.iter().all(|column| last.contains(&Some(*column))))
    }
}

/// Whether a file that begins so is one of ONDE's, as opposed to an XML or a zip. 512 bytes are
/// enough; they may stop anywhere.
pub fn is_onde(first_bytes: &[u8]) -> bool {
    let bytes = first_bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(first_bytes);
    let mut reader = ReaderBuilder::new()
        .delimiter(SEPARATOR)
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let mut record = ByteRecord::new();
    if !reader.read_byte_record(&mut record).unwrap_or(false) {
        return false;
    }
    let charset = charset::guess(bytes);
    let titles = record
        .iter()
        .map(|title| search_key(&charset.decode(title)));
    kind(&titles.collect::<Vec<_>>()).is_some()
}
