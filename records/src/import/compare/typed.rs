//! What somebody typed here, against what the export says: see
//! `docs/decisions/0007-what-is-typed-here-stays.md`.

use super::{
    Comparison, Export,
    rows::{GuardianRow, LinkRow, PupilRow},
};
use crate::{
    address::Address,
    import::{Anomaly, AnomalyKind},
    typed::{self, Field, Kind, Verdict, flag, guardian as g, link as l, pupil as p},
};
use db::{Result, Write, sql};
use education::Id;
use std::collections::HashMap;
use uuid::Uuid;

/// What was typed of the rows of a piece: for each, the fields and what the register said.
pub(super) type TypedHere = HashMap<Uuid, Vec<(Field, String)>>;

/// What an import does with a typed field, once its row is written.
#[derive(Debug)]
pub(super) enum Note {
    /// The field is the register's again.
    Forget(Field, Uuid),
    /// The register has come to say what the person answered.
    Agree(Field, Uuid, String),
    /// The register says something new, which a person must look at.
    Tell(Field, Uuid, String),
}

/// A row with fields that may be typed.
pub(super) trait Typable {
    fn text(&self, field: Field) -> String;
    /// Takes a field as it is in another row.
    fn copy(&mut self, field: Field, from: &Self);
}

fn text(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}

fn address(json: &Option<serde_json::Value>) -> String {
    Address::stored(json.clone()).map_or_else(String::new, |address| address.canonical())
}

impl Typable for PupilRow {
    fn text(&self, field: Field) -> String {
        match field {
            p::FAMILY_NAME => self.family_name.clone(),
            p::USAGE_NAME => text(&self.usage_name),
            p::FIRST_NAME => self.first_name.clone(),
            p::OTHER_FIRST_NAMES => self.other_first_names.clone(),
            p::BORN_ON => self.born_on.map_or_else(String::new, |day| day.to_string()),
            p::SEX => text(&self.sex),
            p::ADDRESS => address(&self.address),
            p::HOME_PHONE => text(&self.home_phone),
            p::MOBILE => text(&self.mobile_typed),
            p::EMAIL => text(&self.email),
            p::ACCEPTS_SMS => flag(self.accepts_sms),
            _ => String::new(),
        }
    }

    fn copy(&mut self, field: Field, from: &Self) {
        let from = from.clone();
        match field {
            p::FAMILY_NAME => self.family_name = from.family_name,
            p::USAGE_NAME => self.usage_name = from.usage_name,
            p::FIRST_NAME => (self.first_name, self.first_key) = (from.first_name, from.first_key),
            p::OTHER_FIRST_NAMES => self.other_first_names = from.other_first_names,
            p::BORN_ON => self.born_on = from.born_on,
            p::SEX => self.sex = from.sex,
            p::ADDRESS => self.address = from.address,
            p::HOME_PHONE => self.home_phone = from.home_phone,
            p::MOBILE => (self.mobile_typed, self.mobile) = (from.mobile_typed, from.mobile),
            p::EMAIL => self.email = from.email,
            p::ACCEPTS_SMS => self.accepts_sms = from.accepts_sms,
            _ => {}
        }
    }
}

impl Typable for GuardianRow {
    fn text(&self, field: Field) -> String {
        match field {
            g::CIVILITY => text(&self.civility),
            g::SURNAME => self.surname.clone(),
            g::FIRST_NAME => self.first_name.clone(),
            g::SHARES_CONTACT => flag(self.shares_contact),
            g::ADDRESS => address(&self.address),
            g::HOME_PHONE => text(&self.home_phone),
            g::WORK_PHONE => text(&self.work_phone),
            g::MOBILE => text(&self.mobile_typed),
            g::EMAIL => text(&self.email),
            g::ACCEPTS_SMS => flag(self.accepts_sms),
            _ => String::new(),
        }
    }

    fn copy(&mut self, field: Field, from: &Self) {
        let from = from.clone();
        match field {
            g::CIVILITY => self.civility = from.civility,
            g::SURNAME => self.surname = from.surname,
            g::FIRST_NAME => self.first_name = from.first_name,
            g::SHARES_CONTACT => self.shares_contact = from.shares_contact,
            g::ADDRESS => self.address = from.address,
            g::HOME_PHONE => self.home_phone = from.home_phone,
            g::WORK_PHONE => self.work_phone = from.work_phone,
            g::MOBILE => (self.mobile_typed, self.mobile) = (from.mobile_typed, from.mobile),
            g::EMAIL => self.email = from.email,
            g::ACCEPTS_SMS => {
                self.accepts_sms = from.accepts_sms;
                self.consent_source = from.consent_source;
                self.consent_at = from.consent_at;
            }
            _ => {}
        }
    }
}

impl Typable for LinkRow {
    fn text(&self, field: Field) -> String {
        let number = |value: Option<i64>| value.map_or_else(String::new, |n| n.to_string());
        match field {
            l::KINSHIP => number(self.kinship),
            l::LEGAL_RANK => number(self.legal_rank),
            l::FINANCIAL => flag(self.financial),
            l::CORRESPONDENT => flag(self.correspondent),
            _ => String::new(),
        }
    }

    fn copy(&mut self, field: Field, from: &Self) {
        match field {
            l::KINSHIP => self.kinship = from.kinship,
            l::LEGAL_RANK => self.legal_rank = from.legal_rank,
            l::FINANCIAL => self.financial = from.financial,
            l::CORRESPONDENT => self.correspondent = from.correspondent,
            _ => {}
        }
    }
}

impl Comparison<'_> {
    /// What was typed of these.
    pub(super) async fn typed_here(&mut self, kind: Kind, subjects: &[Uuid]) -> Result<TypedHere> {
        let ids: Vec<Id<()>> = subjects.iter().map(|id| Id::from(*id)).collect();
        let rows = sql!(
            sqlite: "SELECT subject, field, register_value FROM typed_field WHERE kind = $1 \
                     AND subject IN (SELECT unhex(value) FROM json_each($2))",
            postgres: "SELECT subject, field, register_value FROM typed_field WHERE kind = $1 \
                       AND subject = ANY($2)",
        )
        .bind(kind.code())
        .bind(&ids[..])
        .all::<(Uuid, String, String)>(self.hand.read())
        .await?;
        let mut typed = TypedHere::new();
        for (subject, code, said) in rows {
            if let Some(field) = Field::of(kind, &code) {
                typed.entry(subject).or_default().push((field, said));
            }
        }
        Ok(typed)
    }

    /// Leaves what was typed in the row to write; says what becomes of it, and tells what the
    /// export contradicts.
    pub(super) fn leave_typed<T: Typable>(
        &mut self,
        (subject, line, what): (Uuid, i64, String),
        typed: &TypedHere,
        stored: &T,
        wanted: &mut T,
        notes: &mut Vec<Note>,
    ) {
        for (field, said) in typed.get(&subject).into_iter().flatten() {
            let (here, exported) = (stored.text(*field), wanted.text(*field));
            match field.judge(&here, Some(said), &exported) {
                Verdict::Take => {
                    // Both say the same, in the words of the person who typed.
                    wanted.copy(*field, stored);
                    notes.push(Note::Forget(*field, subject));
                }
                Verdict::Keep => {
                    wanted.copy(*field, stored);
                    if !field.same(said, &exported) {
                        notes.push(Note::Agree(*field, subject, exported));
                    }
                }
                Verdict::KeepAndTell => {
                    wanted.copy(*field, stored);
                    let kind = match *field {
                        g::ACCEPTS_SMS | p::ACCEPTS_SMS => AnomalyKind::Consent,
                        _ => AnomalyKind::Conflict,
                    };
                    let sentence = format!(
                        "{} : l'export dit « {} » ; « {} », saisi ici, est gardé.",
                        capitalized(field.label()),
                        field.words(&exported),
                        field.words(&here)
                    );
                    let line = Some(line).filter(|line| *line > 0);
                    let told = Anomaly::new(kind, line, what.clone(), sentence);
                    self.anomalies.push(told);
                    notes.push(Note::Tell(*field, subject, exported));
                }
            }
        }
    }
}

/// Writes what became of the typed fields of a piece.
pub(super) async fn write_notes(tx: &mut Write, notes: Vec<Note>, export: Export) -> Result<()> {
    for note in notes {
        match note {
            Note::Forget(field, subject) => typed::forget(tx, field, subject).await?,
            Note::Agree(field, subject, exported) => {
                typed::register_says(tx, field, subject, &exported, None).await?;
            }
            Note::Tell(field, subject, exported) => {
                let as_of = Some(export.as_of);
                typed::register_says(tx, field, subject, &exported, as_of).await?;
            }
        }
    }
    Ok(())
}

fn capitalized(label: &str) -> String {
    let mut letters = label.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
