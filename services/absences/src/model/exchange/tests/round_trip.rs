//! Any entries, any bytes.

use super::*;
use crate::model::{
    period::Period,
    scope::Scope,
    terms::{Kind, LATEST},
};
use chrono::Duration;
use proptest::{collection::vec, option, prelude::*, sample::Index};

/// Texts that somebody may have typed: formulas, marks, quotes, line ends, separators.
fn text(longest: usize) -> impl Strategy<Value = String> {
    let odd = prop_oneof![
        4 => any::<char>(),
        3 => prop::sample::select(vec!['=', '+', '-', '@', '\'', '"', ';', '\n', '\r', '\t', ',',
            'é', ' ', '\u{a0}', '\u{feff}']),
    ];
    vec(odd, 1..=longest).prop_map(String::from_iter)
}

#[derive(Debug, Clone)]
struct Drawn {
    pupil: Index,
    kind: usize,
    day: i64,
    minute: i64,
    length: i64,
    flags: [bool; 7],
    scope: usize,
    teacher: Option<Index>,
    subject: Option<String>,
    reason: Option<Index>,
    proof: Option<Index>,
    typed: (Option<i64>, String),
    withdrawn: Option<(i64, String)>,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let name = || prop_oneof![Just(String::new()), text(140)];
    (
        (
            any::<Index>(),
            0usize..6,
            0i64..300,
            0i64..1_440,
            1i64..6_000,
        ),
        (0usize..3, option::of(any::<Index>()), option::of(text(140))),
        (
            any::<[bool; 7]>(),
            option::of(any::<Index>()),
            option::of(any::<Index>()),
        ),
        (option::of(0i64..500_000), name()),
        option::of((0i64..500_000, name())),
    )
        .prop_map(
            |(
                (pupil, kind, day, minute, length),
                (scope, teacher, subject),
                (flags, reason, proof),
                typed,
                withdrawn,
            )| {
                Drawn {
                    pupil,
                    kind,
                    day,
                    minute,
                    length,
                    flags,
                    scope,
                    teacher,
                    subject,
                    reason,
                    proof,
                    typed,
                    withdrawn,
                }
            },
        )
}

impl Drawn {
    /// An entry as the program may hold it.
    fn entry<'r>(&self, register: &'r Register) -> Exported<'r> {
        let cards: Vec<&IdentityCard> = register.pupils.cards().collect();
        let [open_end, legitimate, informed, observed, closed, by_roll, _] = self.flags;
        let kind = Kind::ALL[self.kind];
        let moment = |minutes: i64| at(day(8, 1), 0, 0) + Duration::minutes(minutes);
        let from = moment(self.day * 1_440 + self.minute);
        let late = kind == Kind::Lateness;
        let length = if late {
            1 + self.length % LATEST
        } else {
            self.length
        };
        let scope = Some(Scope::ALL[self.scope]).filter(|scope| scope.takes(kind));
        let scope = scope.unwrap_or(Scope::Lessons);
        let of_lessons = scope == Scope::Lessons;
        let open_end = open_end && !late && of_lessons;
        // On the bells of then: some other hours of the same days.
        let from = match of_lessons {
            true => from,
            false => from.date().and_time(NaiveTime::MIN) + Duration::minutes(self.minute / 2),
        };
        let length = match scope {
            Scope::Lessons => length,
            Scope::Meal => 1 + self.length % 700,
            Scope::Night => 1_440 + self.length % 700,
        };
        let people = register.teachers.ids();
        let teacher = self
            .teacher
            .filter(|_| of_lessons && !people.is_empty())
            .map(|chosen| *chosen.get(&people));
        let id = |of: &Wordings, chosen: Option<Index>| {
            let ids = of.ids();
            chosen
                .filter(|_| !ids.is_empty())
                .map(|chosen| *chosen.get(&ids))
        };
        let (withdrawn_at, withdrawn_by) = self.withdrawn.clone().unzip();
        Exported {
            card: cards[self.pupil.index(cards.len())],
            terms: Terms {
                kind,
                scope,
                period: match open_end {
                    true => Period::open(from),
                    false => Period::stored(from, from + Duration::minutes(length)),
                },
                open_end,
                minutes: late.then_some(length),
                reason: id(&register.reasons, self.reason),
                proof: id(&register.proofs, self.proof),
                legitimate,
                informed,
                observed,
                closed,
            },
            taught: Taught {
                teacher,
                subject: self.subject.clone().filter(|_| of_lessons),
            },
            noon: NaiveTime::from_hms_opt(11 + u32::try_from(self.day % 4).unwrap(), 30, 0)
                .unwrap(),
            facts: Facts {
                by_roll,
                typed_at: self.typed.0.map(moment),
                typed_by: self.typed.1.clone(),
                withdrawn_at: withdrawn_at.map(moment),
                withdrawn_by: withdrawn_by.unwrap_or_default(),
            },
        }
    }
}

/// Nobody is in two places: that holds of what the program has.
fn apart<'r>(entries: Vec<Exported<'r>>) -> Vec<Exported<'r>> {
    let mut kept: Vec<Exported<'r>> = Vec::new();
    for entry in entries {
        let (terms, standing) = (entry.terms, entry.facts.withdrawn_at.is_none());
        let clash = standing
            && terms.kind.excludes_others()
            && kept.iter().any(|other| {
                other.card.id == entry.card.id
                    && other.facts.withdrawn_at.is_none()
                    && other.terms.kind.excludes_others()
                    && other.terms.scope == terms.scope
                    && other.terms.period.from() < terms.period.to()
                    && other.terms.period.to() > terms.period.from()
            });
        if !clash {
            kept.push(entry);
        }
    }
    kept
}

fn drawn_school() -> impl Strategy<Value = Register> {
    let names = vec((text(20), text(20), 0i64..3_000), 1..6);
    let labels = || vec(text(60), 0..6);
    let people = vec((text(20), text(20)), 0..6);
    (names, labels(), labels(), people).prop_map(|(names, reasons, proofs, people)| {
        let cards = names
            .into_iter()
            .zip(1i64..)
            .map(|((family, first, born), number)| {
                let mut card = card(&family, &first);
                card.born_on =
                    Some(NaiveDate::from_ymd_opt(2008, 1, 1).unwrap() + Duration::days(born));
                card.eleve_id = (number % 2 == 0).then_some(number);
                card.ine = (number % 2 == 1).then(|| format!("{number:09}AA"));
                card.division = Some(first);
                card
            });
        let reasons: Vec<(&str, &str)> = reasons.iter().map(|label| (label.as_str(), "")).collect();
        let proofs: Vec<&str> = proofs.iter().map(String::as_str).collect();
        let mut register = register(cards.collect(), &reasons, &proofs);
        // As the register holds people: with a name.
        let people: Vec<(&str, &str)> = people
            .iter()
            .map(|(surname, first_name)| (surname.as_str(), first_name.as_str()))
            .filter(|(surname, _)| !sheet::clean(surname).is_empty())
            .collect();
        register.teachers = teachers(&people);
        register
    })
}

proptest! {
    /// Invariant: an export, imported where there is nothing, is exported the same, byte for byte,
    /// whatever was typed; imported once more, it adds nothing.
    #[test]
    fn an_export_comes_back_the_same(
        (register, drawn) in (drawn_school(), vec(drawn(), 0..40)),
    ) {
        let entries = drawn.iter().map(|drawn| drawn.entry(&register)).collect();
        let entries = apart(entries);
        let file = bytes(&register, &entries, Secrets::Told);
        let judged = judge(&read(&file).unwrap(), &register, &[]);
        prop_assert_eq!(counts(&judged), (entries.len(), 0, 0), "{:?}", judged.remarks);
        let back = exported(&register, &judged);
        for (entry, back) in entries.iter().zip(&back) {
            prop_assert_eq!((back.terms.scope, back.terms.period), (entry.terms.scope, entry.terms.period));
            prop_assert_eq!(back.taught.teacher, entry.taught.teacher);
            let seen = entry.taught.subject.as_deref().map(sheet::clean).filter(|text| !text.is_empty());
            prop_assert_eq!(back.taught.subject.is_some(), seen.is_some());
        }
        let again = bytes(&register, &back, Secrets::Told);
        prop_assert!(again == file, "{}\n{}", String::from_utf8_lossy(&file), String::from_utf8_lossy(&again));
        let present: Vec<Present> = back
            .iter()
            .map(|entry| Present {
                pupil: entry.card.id,
                terms: entry.terms,
                taught: entry.taught.clone(),
                withdrawn: entry.facts.withdrawn_at.is_some(),
            })
            .collect();
        let twice = judge(&read(&file).unwrap(), &register, &present);
        prop_assert_eq!(counts(&twice), (0, entries.len(), 0));
    }

    /// Invariant: whatever the bytes, they are read or refused, and each line is judged once.
    #[test]
    fn any_bytes_are_judged(bytes in vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
        let mut whole = format!("{}\n", TITLES.join(";")).into_bytes();
        whole.extend(bytes);
        if let Ok(file) = read(&whole) {
            let lines = file.lines.len() + file.misfits.len();
            let judged = judge(&file, &school(), &[]);
            prop_assert_eq!(judged.add.len() + judged.present + judged.refused, lines);
        }
    }

    /// The same, of cells that stand where they are read.
    #[test]
    fn any_cells_are_judged(cells in vec(text(12), TITLES.len())) {
        let mut csv = web::Csv::new(Vec::new());
        csv.row(TITLES).unwrap();
        csv.row(cells).unwrap();
        let file = read(&csv.finish().unwrap()).unwrap();
        let judged = judge(&file, &school(), &[]);
        prop_assert_eq!(judged.add.len() + judged.refused, 1);
    }
}
