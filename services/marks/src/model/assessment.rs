//! An assessment, as a teacher describes it.

use chrono::NaiveDate;
use education::school_year_of;
use grading::{Coefficient, OutOf};
use timetable::{Cut, Period, Periods};
use web::{Input, Invalid};

/// An assessment, for its identifier.
#[derive(Debug, Clone, Copy)]
pub(crate) enum AssessmentRow {}

/// Signs of a title.
pub(crate) const LONGEST: u16 = 60;

/// An assessment, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assessment {
    pub(crate) title: String,
    pub(crate) on: NaiveDate,
    /// Families see it the day after, at the earliest.
    pub(crate) publication: NaiveDate,
    /// The code of the part of the year in which it counts; that of its day, when nobody chose.
    pub(crate) period: Option<String>,
    pub(crate) coefficient: Coefficient,
    pub(crate) out_of: OutOf,
}

impl Assessment {
    /// The part of the year in which it counts, for whose year is cut so.
    pub(crate) fn period(&self, periods: &Periods, cut: Cut) -> Period {
        let chosen = self.period.as_deref().and_then(|code| periods.coded(code));
        let of_theirs = chosen.filter(|period| period.cut == cut);
        of_theirs.unwrap_or_else(|| periods.on(cut, self.on))
    }

    /// Reads the form: « titre », « jour », « publication », « periode », « coefficient », « sur ». Days
    /// are those of the school year of `today`.
    pub(crate) fn parse(
        input: &Input,
        today: NaiveDate,
        periods: &Periods,
    ) -> Result<Self, Invalid> {
        let mut invalid = Invalid::default();
        let title = invalid.required(input, "titre", "Indiquez un titre.");
        if title.chars().count() > usize::from(LONGEST) {
            let sentence = format!("Ce titre est trop long : {LONGEST} caractères au plus.");
            invalid.add("titre", sentence);
        }
        let year = school_year_of(today);
        let mut day = |field: &'static str| {
            let day = input.text(field).parse::<NaiveDate>();
            let day = invalid.check(field, day.map_err(|_| "Indiquez une date."))?;
            let held = (school_year_of(day) == year).then_some(day);
            invalid.check(
                field,
                held.ok_or("Choisissez un jour de cette année scolaire."),
            )
        };
        let (on, publication) = (day("jour"), day("publication"));
        if on
            .zip(publication)
            .is_some_and(|(on, publication)| publication < on)
        {
            invalid.add(
                "publication",
                "Les notes ne se publient pas avant le jour de l'évaluation.",
            );
        }
        let period = match input.text("periode") {
            "" => None,
            code => {
                let known = periods
                    .coded(code)
                    .ok_or("Choisissez une période de la liste.");
                invalid.check("periode", known).map(|period| period.code())
            }
        };
        let coefficient =
            invalid.check("coefficient", Coefficient::parse(input.text("coefficient")));
        let out_of = invalid.check("sur", OutOf::parse(input.text("sur")));
        match (on, publication, coefficient, out_of, invalid.is_empty()) {
            (Some(on), Some(publication), Some(coefficient), Some(out_of), true) => Ok(Self {
                title,
                on,
                publication,
                period,
                coefficient,
                out_of,
            }),
            _ => Err(invalid),
        }
    }

    /// As its form holds it.
    pub(crate) fn typed(&self) -> Vec<(&'static str, String)> {
        vec![
            ("titre", self.title.clone()),
            ("jour", self.on.to_string()),
            ("publication", self.publication.to_string()),
            ("periode", self.period.clone().unwrap_or_default()),
            ("coefficient", self.coefficient.to_string()),
            ("sur", self.out_of.to_string()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(fields: &[(&str, &str)]) -> Result<Assessment, Invalid> {
        let first = [
            ("titre", "Contrôle"),
            ("jour", "2026-11-20"),
            ("publication", "2026-11-24"),
            ("coefficient", "1"),
            ("sur", "20"),
        ];
        let mut input = Input::of(first);
        for (field, value) in fields {
            input.set(field, value);
        }
        Assessment::parse(&input, "2026-11-24".parse().unwrap(), &Periods::first(2026))
    }

    /// Invariant: what is typed is read back into the same form; each wrong field says what to do.
    #[test]
    fn an_assessment_is_judged_field_by_field() {
        let good = parse(&[("coefficient", "0,5")]).unwrap();
        let again = Assessment::parse(&Input::of(good.typed()), good.on, &Periods::first(2026));
        assert_eq!(again, Ok(good));
        for (field, value, sentence) in [
            ("titre", "", "Indiquez un titre."),
            ("jour", "", "Indiquez une date."),
            (
                "jour",
                "2026-07-20",
                "Choisissez un jour de cette année scolaire.",
            ),
            (
                "publication",
                "2027-09-02",
                "Choisissez un jour de cette année scolaire.",
            ),
            (
                "publication",
                "2026-11-19",
                "Les notes ne se publient pas avant le jour de l'évaluation.",
            ),
            (
                "coefficient",
                "x",
                "Écrivez un nombre, avec deux décimales au plus.",
            ),
            ("coefficient", "101", "Le coefficient est de 100 au plus."),
            ("sur", "0", "Une évaluation est notée sur 1 à 1000."),
            (
                "periode",
                "trimestre-4",
                "Choisissez une période de la liste.",
            ),
        ] {
            let wrong = parse(&[(field, value)]).unwrap_err();
            assert_eq!(
                wrong.all(),
                [(field, sentence.to_owned())],
                "{field} {value}"
            );
        }
        let long = "x".repeat(61);
        assert!(
            parse(&[("titre", &long)])
                .unwrap_err()
                .on("titre")
                .unwrap()
                .contains("60")
        );
        assert!(parse(&[("titre", &long[1..])]).is_ok());
    }

    /// Invariant: an assessment counts in the part of the year of its day, unless the teacher chose another
    /// of the same cut: who is cut otherwise keeps that of the day.
    #[test]
    fn it_counts_where_the_teacher_says() {
        let periods = Periods::first(2026);
        let of =
            |assessment: &Assessment| Cut::ALL.map(|cut| assessment.period(&periods, cut).code());
        let plain = parse(&[]).unwrap();
        assert_eq!(of(&plain), ["trimestre-1", "semestre-1"]);
        let later = parse(&[("periode", "trimestre-2")]).unwrap();
        assert_eq!(of(&later), ["trimestre-2", "semestre-1"]);
    }
}
