//! A fictitious pupil.

use chrono::{Datelike, Days, NaiveDate};

use super::{Plan, dice::Dice, words};

#[derive(Debug, Clone)]
pub(crate) struct Pupil {
    pub(crate) id: i64,
    pub(crate) school_number: usize,
    pub(crate) ine: Option<String>,
    pub(crate) family_name: String,
    pub(crate) first_name: String,
    pub(crate) second_name: Option<String>,
    pub(crate) girl: bool,
    pub(crate) born_on: NaiveDate,
    pub(crate) commune: &'static str,
    pub(crate) mef: &'static str,
    pub(crate) regime: &'static str,
    pub(crate) repeats: bool,
    pub(crate) entered_on: NaiveDate,
    pub(crate) left_on: Option<NaiveDate>,
    pub(crate) divisions: Vec<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) options: Vec<(&'static str, &'static str)>,
}

/// One level of secondary school.
pub(crate) struct Level {
    pub(crate) letter: char,
    pub(crate) mef: &'static str,
    pub(crate) formation: &'static str,
    pub(crate) label: &'static str,
    pub(crate) print_label: &'static str,
    /// The age that most pupils reach in the year when the school year begins.
    age: i32,
}

pub(crate) const LEVELS: [Level; 7] = [
    Level {
        letter: '6',
        mef: "10010012110",
        formation: "6EME",
        label: "6EME",
        print_label: "6ème",
        age: 11,
    },
    Level {
        letter: '5',
        mef: "10110001110",
        formation: "5EME",
        label: "5EME",
        print_label: "5ème",
        age: 12,
    },
    Level {
        letter: '4',
        mef: "10210001110",
        formation: "4EME",
        label: "4EME",
        print_label: "4ème",
        age: 13,
    },
    Level {
        letter: '3',
        mef: "10310019110",
        formation: "3EME",
        label: "3EME",
        print_label: "3ème",
        age: 14,
    },
    Level {
        letter: '2',
        mef: "20010018110",
        formation: "2NDE",
        label: "2NDE GENERALE ET TECHNO",
        print_label: "2nde générale et technologique",
        age: 15,
    },
    Level {
        letter: '1',
        mef: "20111010110",
        formation: "1ERE",
        label: "1ERE GENERALE",
        print_label: "1ère générale",
        age: 16,
    },
    Level {
        letter: 'T',
        mef: "20211010110",
        formation: "TERM",
        label: "TERMINALE GENERALE",
        print_label: "Terminale générale",
        age: 17,
    },
];

/// The level of a class; 6ème when its code tells nothing.
pub(crate) fn level(division: &str) -> &'static Level {
    let letter = division.chars().next();
    LEVELS
        .iter()
        .find(|level| Some(level.letter) == letter)
        .unwrap_or(&LEVELS[0])
}

/// Code, short code, label, label for print, hours a week.
pub(crate) const SUBJECTS: [[&str; 5]; 10] = [
    ["020700", "FRANC", "FRANCAIS", "Français", "4.50"],
    ["061300", "MATHS", "MATHEMATIQUES", "Mathématiques", "3.50"],
    [
        "043700",
        "HIGEO",
        "HISTOIRE-GEOGRAPHIE",
        "Histoire-géographie",
        "3.00",
    ],
    [
        "062900",
        "SVT",
        "SCIENCES VIE & TERRE",
        "Sciences de la vie et de la Terre",
        "1.50",
    ],
    [
        "100100",
        "EPS",
        "EDUCATION PHYSIQUE & SPORTIVE",
        "Éducation physique et sportive",
        "3.00",
    ],
    ["030201", "AGL1", "ANGLAIS LV1", "Anglais LV1", "3.00"],
    ["030602", "ESP2", "ESPAGNOL LV2", "Espagnol LV2", "2.50"],
    ["030102", "ALL2", "ALLEMAND LV2", "Allemand LV2", "2.50"],
    ["030702", "ITA2", "ITALIEN LV2", "Italien LV2", "2.50"],
    [
        "020300",
        "LCALA",
        "LANGUES ET CULTURES DE L'ANTIQUITE LATIN",
        "Langues et cultures de l'Antiquité : latin",
        "1.00",
    ],
];

const LATIN: &str = "020300";
/// Second language: subject, and what its group is called.
const LANGUAGES: [(&str, &str); 3] = [("030602", "ESP"), ("030102", "ALL"), ("030702", "ITA")];

/// Codes of the teaching groups of a level.
pub(crate) fn groups(level: &Level) -> impl Iterator<Item = String> {
    let letter = level.letter;
    LANGUAGES
        .iter()
        .map(|(_, name)| *name)
        .chain(["LAT"])
        .map(move |name| format!("{letter}{name}1"))
}

impl Pupil {
    /// Someone of that class, without any of the oddities of real files.
    pub(crate) fn imagine(dice: &mut Dice, plan: &Plan, number: usize, division: &str) -> Self {
        let level = level(division);
        let girl = dice.per_mille(495);
        let repeats = dice.per_mille(40);
        let year = plan.school_year - level.age - i32::from(repeats);
        let first_day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
        let born_on = first_day + Days::new(dice.below(365) as u64);
        let language = LANGUAGES[[0, 0, 0, 1, 2][dice.below(5)]];
        let mut options = vec![("030201", "S"), (language.0, "O")];
        let mut groups = vec![format!("{}{}1", level.letter, language.1)];
        if dice.per_mille(150) {
            options.push((LATIN, "F"));
            groups.push(format!("{}LAT1", level.letter));
        }
        let ordinal = plan.id_offset + number as i64;
        Self {
            id: 1_000_000 + ordinal,
            school_number: 1 + number,
            // Nine digits and two letters, from the end of a series that is never given.
            ine: Some(format!("{:09}ZZ", 990_000_000 + ordinal % 10_000_000)),
            family_name: String::new(),
            first_name: words::child(dice, girl).to_owned(),
            second_name: dice
                .per_mille(400)
                .then(|| words::child(dice, girl).to_owned()),
            girl,
            born_on,
            commune: words::town(dice).2,
            mef: level.mef,
            regime: dice.pick(&["2", "2", "2", "24", "0", "0", "1", "3"]),
            repeats,
            entered_on: NaiveDate::from_ymd_opt(plan.school_year, 9, 1).unwrap_or_default(),
            left_on: None,
            divisions: vec![division.to_owned()],
            groups,
            options,
        }
    }

    /// What real files do to some pupils. Exclusive of each other, so that rates are plain.
    pub(crate) fn spoil(&mut self, dice: &mut Dice, plan: &Plan) {
        let exported = plan.exported_at.date();
        match dice.below(1000) {
            // Left, still attached to a class; in early autumn, someone of the year before.
            0..10 => {
                let left = exported - Days::new(1 + dice.below(30) as u64);
                self.left_on = Some(left);
                if left < self.entered_on {
                    self.entered_on = self.entered_on - Days::new(365);
                }
            }
            // Is going to leave.
            10..13 => self.left_on = Some(exported + Days::new(5 + dice.below(30) as u64)),
            // Not placed yet.
            13..33 => {
                self.divisions.clear();
                self.groups.clear();
            }
            // Attached twice.
            33..35 => {
                let other = plan
                    .divisions
                    .iter()
                    .find(|other| !self.divisions.contains(other));
                self.divisions.extend(other.cloned());
            }
            // Newcomer without a national identifier.
            35..45 => self.ine = None,
            // Typed by hand.
            45..48 => self.ine = self.ine.as_ref().map(|ine| ine.to_lowercase()),
            48..50 => self.family_name = format!("'{}'", self.family_name),
            _ => {}
        }
    }

    /// Same day for two children of a family in one level.
    pub(crate) fn twin_of(&mut self, other: &Pupil) {
        if self.born_on.year() == other.born_on.year() {
            self.born_on = other.born_on;
        }
    }
}
