//! What is written reads back, whatever stands in it; what is wrong is told.

mod cases;
mod lesson_and_scope;
mod round_trip;

use super::*;
use crate::model::{
    taught::Taught,
    terms::Terms,
    wording::{Flags, Wording, WordingRow},
};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use education::{Id, Pupil};
use records::{IdentityCard, Staff};
use std::collections::HashMap;

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn at(d: NaiveDate, hour: u32, minute: u32) -> NaiveDateTime {
    d.and_hms_opt(hour, minute, 0).unwrap()
}

fn card(family: &str, first: &str) -> IdentityCard {
    IdentityCard {
        id: Id::new(),
        ine: None,
        eleve_id: None,
        family_name: family.into(),
        usage_name: None,
        first_name: first.into(),
        born_on: None,
        division: Some("5B".into()),
        left_on: None,
    }
}

fn register(cards: Vec<IdentityCard>, reasons: &[(&str, &str)], proofs: &[&str]) -> Register {
    let line = |label: &str, flags: &str| {
        let wording = Wording {
            label: label.to_owned(),
            flags: Flags::stored(flags),
        };
        (Id::<WordingRow>::new(), wording)
    };
    Register {
        pupils: Directory::new(cards),
        reasons: Wordings::new(reasons.iter().map(|(label, flags)| line(label, flags))),
        proofs: Wordings::new(proofs.iter().map(|label| line(label, ""))),
        teachers: teachers(&[]),
        week: timetable::Week::default(),
        first_day: day(8, 1),
        today: day(11, 24),
    }
}

/// People who work at the school, by surname and first name.
fn teachers(people: &[(&str, &str)]) -> Teachers {
    let people: Vec<(Id<Staff>, &str, &str)> = people
        .iter()
        .map(|(surname, first_name)| (Id::new(), *surname, *first_name))
        .collect();
    let names = people.iter().map(|(id, surname, first_name)| {
        let name = format!("{} {first_name}", surname.to_uppercase());
        (*id, name.trim().to_owned())
    });
    let working = people.iter().map(|(id, surname, first_name)| {
        let owned = |text: &str| text.to_owned();
        (*id, owned(surname), owned(first_name))
    });
    Teachers::new(names.collect(), working)
}

fn school() -> Register {
    let mut clara = card("Abadie", "Clara");
    clara.ine = Some("099000001AA".into());
    clara.eleve_id = Some(1_001);
    clara.born_on = NaiveDate::from_ymd_opt(2014, 5, 3);
    let mut hugo = card("ABEL", "Hugo Paul");
    hugo.left_on = Some(day(11, 1));
    let mut twin = card("Twin", "Alix");
    twin.born_on = NaiveDate::from_ymd_opt(2014, 1, 1);
    let mut other = card("TWIN", "Alix");
    other.born_on = NaiveDate::from_ymd_opt(2013, 1, 1);
    let mut school = register(
        vec![clara, hugo, twin, other],
        &[
            ("Maladie de l'élève", "legitimate health"),
            ("Stage", "legitimate settled"),
        ],
        &["Certificat médical"],
    );
    school.teachers = teachers(&[
        ("Durand", "Paul"),
        ("Dupré", "Anne"),
        ("Dupre", "Anne"),
        ("Homo", "Nyme"),
        ("Homo", "Nyme"),
    ]);
    school
}

const HEADER: &str =
    "Nom;Prénom;Nature;Date de début;Heure de début;Date de fin;Heure de fin;Minutes;Motif";

fn judged(register: &Register, text: &str, present: &[Present]) -> Judged {
    judge(&read(text.as_bytes()).unwrap(), register, present)
}

/// What is added, what was there, what is left out.
fn counts(judged: &Judged) -> (usize, usize, usize) {
    (judged.add.len(), judged.present, judged.refused)
}

/// What one line gives: what it adds, or why it does not.
fn one(line: &str) -> Result<Terms, RemarkKind> {
    let judged = judged(&school(), &format!("{HEADER}\n{line}\n"), &[]);
    match judged.add.as_slice() {
        [new] => Ok(new.terms),
        _ => Err(judged.remarks[0].kind),
    }
}

fn bytes(register: &Register, entries: &[Exported<'_>], secrets: Secrets) -> Vec<u8> {
    let mut csv = web::Csv::new(Vec::new());
    csv.row(TITLES).unwrap();
    for entry in entries {
        csv.row(row(entry, register, secrets)).unwrap();
    }
    csv.finish().unwrap()
}

/// What was added, as it would be exported.
fn exported<'r>(register: &'r Register, judged: &Judged) -> Vec<Exported<'r>> {
    let cards: HashMap<Id<Pupil>, &IdentityCard> = register
        .pupils
        .cards()
        .map(|card| (card.id, card))
        .collect();
    let entries = judged.add.iter().map(|new| Exported {
        card: cards[&new.pupil],
        terms: new.terms,
        taught: new.taught.clone(),
        noon: new.noon,
        facts: new.facts.clone(),
    });
    entries.collect()
}
