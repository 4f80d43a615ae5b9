//! What is taught: levels, subjects, groups.

use super::{Plan, SchoolKind, dice::Dice};

/// One level of secondary school.
pub(crate) struct Level {
    pub(crate) letter: char,
    pub(crate) mef: &'static str,
    pub(crate) formation: &'static str,
    pub(crate) label: &'static str,
    pub(crate) print_label: &'static str,
    /// The age that most pupils reach in the year when the school year begins.
    pub(crate) age: i32,
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

/// The technological branch of a lycée: the classes whose code ends with F.
pub(crate) const TECHNOLOGICAL: [Level; 2] = [
    Level {
        letter: '1',
        mef: "21131030110",
        formation: "1STMG",
        label: "1ERE STMG",
        print_label: "1ère STMG",
        age: 16,
    },
    Level {
        letter: 'T',
        mef: "21231031110",
        formation: "TSTMG",
        label: "TERMINALE STMG",
        print_label: "Terminale STMG",
        age: 17,
    },
];

/// The level of a class; 6ème when its code tells nothing.
pub(crate) fn level(division: &str) -> &'static Level {
    let letter = division.chars().next();
    let same = |level: &&Level| Some(level.letter) == letter;
    let technological = TECHNOLOGICAL.iter().filter(|_| division.ends_with('F'));
    technological
        .chain(&LEVELS)
        .find(same)
        .unwrap_or(&LEVELS[0])
}

/// Those of the school's classes, each once.
pub(crate) fn levels(plan: &Plan) -> Vec<&'static Level> {
    let taught = |one: &&Level| plan.divisions.iter().any(|code| level(code).mef == one.mef);
    LEVELS.iter().chain(&TECHNOLOGICAL).filter(taught).collect()
}

/// Code, short code, label, label for print, hours a week.
pub(crate) type Subject = [&'static str; 5];

/// What everybody may learn. The first six are taught to whole classes.
pub(crate) const SUBJECTS: [Subject; 10] = [
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

/// How many of [`SUBJECTS`] are taught to whole classes.
pub(crate) const COMMON: usize = 6;

/// What a lycée adds from the 1ère on, each in a group of its own.
pub(crate) const SPECIALITIES: [Subject; 6] = [
    [
        "061303",
        "MATSP",
        "MATHEMATIQUES SPECIALITE",
        "Mathématiques (spécialité)",
        "4.00",
    ],
    [
        "065501",
        "PHCSP",
        "PHYSIQUE-CHIMIE SPECIALITE",
        "Physique-chimie (spécialité)",
        "4.00",
    ],
    [
        "062903",
        "SVTSP",
        "SCIENCES VIE & TERRE SPECIALITE",
        "SVT (spécialité)",
        "4.00",
    ],
    [
        "051301",
        "SESSP",
        "SCIENCES ECONOMIQUES ET SOCIALES",
        "SES (spécialité)",
        "4.00",
    ],
    [
        "043801",
        "HGGSP",
        "HIST.-GEO. GEOPOLITIQUE SC. PO.",
        "HGGSP (spécialité)",
        "4.00",
    ],
    [
        "020801",
        "HLPSP",
        "HUMANITES LITTERATURE PHILOSOPHIE",
        "HLP (spécialité)",
        "4.00",
    ],
];

const LATIN: &str = "020300";
/// Second language: subject, and what its group is called.
const LANGUAGES: [(&str, &str); 3] = [("030602", "ESP"), ("030102", "ALL"), ("030702", "ITA")];

/// What the school teaches.
pub(crate) fn subjects(plan: &Plan) -> impl Iterator<Item = &'static Subject> {
    let more: &[Subject] = match plan.kind {
        SchoolKind::College => &[],
        SchoolKind::Lycee => &SPECIALITIES,
    };
    SUBJECTS.iter().chain(more)
}

/// How many specialities a pupil of that level has.
fn specialities(level: &Level) -> usize {
    let general = LEVELS.iter().any(|one| one.mef == level.mef);
    match level.letter {
        '1' if general => 3,
        'T' if general => 2,
        _ => 0,
    }
}

/// The teaching groups of a level: code, and subject.
pub(crate) fn groups(level: &Level) -> impl Iterator<Item = (String, &'static str)> {
    let letter = level.letter;
    let more = if specialities(level) > 0 {
        &SPECIALITIES[..]
    } else {
        &[]
    };
    LANGUAGES
        .iter()
        .map(|(subject, name)| (*name, *subject))
        .chain([("LAT", LATIN)])
        .chain(more.iter().map(|[code, short, ..]| (*short, *code)))
        .map(move |(name, subject)| (format!("{letter}{name}1"), subject))
}

/// What one pupil of that level learns besides the common core, and in which groups.
#[derive(Debug, Default)]
pub(crate) struct Choices {
    /// Subject, and how it was chosen.
    pub(crate) options: Vec<(&'static str, &'static str)>,
    pub(crate) groups: Vec<String>,
}

/// Chosen by chance.
pub(crate) fn choices(dice: &mut Dice, level: &Level) -> Choices {
    let (language, name) = LANGUAGES[[0, 0, 0, 1, 2][dice.below(5)]];
    let mut choices = Choices {
        options: vec![("030201", "S"), (language, "O")],
        groups: vec![format!("{}{name}1", level.letter)],
    };
    if dice.per_mille(150) {
        choices.options.push((LATIN, "F"));
        choices.groups.push(format!("{}LAT1", level.letter));
    }
    let first = dice.below(SPECIALITIES.len());
    for turn in 0..specialities(level) {
        let [code, short, ..] = SPECIALITIES[(first + turn) % SPECIALITIES.len()];
        choices.options.push((code, "O"));
        choices.groups.push(format!("{}{short}1", level.letter));
    }
    choices
}
