//! How a school publishes marks to families (« Paramétrage consultation notes »).

use chrono::NaiveDate;
use grading::{Mode, PublicationRule};
use std::collections::{BTreeMap, BTreeSet};
use ui::fr;

/// What forms and rows write, what pages say, and what it does.
pub(crate) const MODES: [(Mode, &str, &str, &str); 2] = [
    (
        Mode::Continuous,
        "fil",
        "Au fil de l'eau",
        "Une note est visible le lendemain de la date de publication que l'enseignant a saisie. Ce choix concerne \
         toutes les formations et toutes les classes.",
    ),
    (
        Mode::AtTerm,
        "echeance",
        "À l'échéance",
        "Les notes publiées jusqu'à une date sont visibles le lendemain de cette date, que vous fixez par formation \
         et par classe. Sans date, rien n'est visible.",
    ),
];

/// The word of a mode.
pub(crate) fn code(mode: Mode) -> &'static str {
    let found = MODES.iter().find(|(one, ..)| *one == mode);
    found.map_or("", |(_, code, ..)| code)
}

/// The mode of a word.
pub(crate) fn mode(code: &str) -> Option<Mode> {
    let found = MODES.iter().find(|(_, one, ..)| *one == code);
    found.map(|(mode, ..)| *mode)
}

/// « Au fil de l'eau ».
pub(crate) fn label(mode: Mode) -> &'static str {
    let found = MODES.iter().find(|(one, ..)| *one == mode);
    found.map_or("", |(_, _, label, _)| label)
}

/// A programme (MEF) and a class: what a date is set for. Who has no programme has an empty one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Pair {
    /// « 10110001110 », or nothing.
    pub(crate) mef: String,
    /// « 5B ».
    pub(crate) division: String,
}

impl Pair {
    /// As forms write it: « 10110001110/5B ».
    pub(crate) fn value(&self) -> String {
        format!("{}/{}", self.mef, self.division)
    }
}

/// The days set for each pair.
pub(crate) type Dates = BTreeMap<Pair, BTreeSet<NaiveDate>>;

/// How a school publishes marks.
#[derive(Debug, Clone)]
pub(crate) struct Publication {
    /// A school that has chosen nothing has dates, and none of them.
    pub(crate) rule: PublicationRule,
    /// What stands now; none as long as nobody has chosen.
    pub(crate) mode: Option<Mode>,
    /// How many times somebody has chosen.
    pub(crate) version: i64,
    pub(crate) dates: Dates,
}

/// Whether a date that is taken away has shown something to families: from the day after it on.
pub(crate) fn has_shown(date: NaiveDate, today: NaiveDate) -> bool {
    date < today
}

/// « vendredi 4 décembre 2026 : 5A, 5B », for the history; classes in their order.
pub(crate) fn told(date: NaiveDate, pairs: &[Pair]) -> String {
    let mut classes: Vec<&str> = pairs.iter().map(|pair| pair.division.as_str()).collect();
    classes.sort_by_cached_key(|code| education::sort_key(code));
    classes.dedup();
    format!("{} : {}", fr::date_full(date), classes.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: words of modes, kept in rows, stay theirs; each has its own.
    #[test]
    fn words_of_modes_stay() {
        assert_eq!(MODES.map(|(_, code, ..)| code), ["fil", "echeance"]);
        for (one, code_of, label_of, _) in MODES {
            assert_eq!(
                (code(one), label(one), mode(code_of)),
                (code_of, label_of, Some(one))
            );
        }
        assert_eq!(mode("autre"), None);
    }

    /// Invariant: a date shows from the day after it: until then, taking it away hides nothing.
    #[test]
    fn a_date_shows_the_day_after() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-24");
        for (date, shown) in [
            ("2026-11-23", true),
            ("2026-11-24", false),
            ("2026-11-25", false),
        ] {
            assert_eq!(has_shown(day(date), today), shown, "{date}");
        }
        let pair = |mef: &str, division: &str| Pair {
            mef: mef.into(),
            division: division.into(),
        };
        let pairs = [pair("1", "5B"), pair("2", "5B"), pair("1", "5A")];
        assert_eq!(
            told(day("2026-12-04"), &pairs),
            "vendredi 4 décembre 2026 : 5A, 5B"
        );
    }
}
