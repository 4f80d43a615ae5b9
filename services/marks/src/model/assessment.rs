//! An assessment, as a teacher describes it.

use chrono::NaiveDate;
use education::school_year_of;
use grading::{Coefficient, OutOf};
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
    pub(crate) coefficient: Coefficient,
    pub(crate) out_of: OutOf,
}

impl Assessment {
    /// Reads the form: « titre », « jour », « publication », « coefficient », « sur ». Days are those of
    /// the school year of `today`.
    pub(crate) fn parse(input: &Input, today: NaiveDate) -> Result<Self, Invalid> {
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
        let coefficient =
            invalid.check("coefficient", Coefficient::parse(input.text("coefficient")));
        let out_of = invalid.check("sur", OutOf::parse(input.text("sur")));
        match (on, publication, coefficient, out_of, invalid.is_empty()) {
            (Some(on), Some(publication), Some(coefficient), Some(out_of), true) => Ok(Self {
                title,
                on,
                publication,
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
        Assessment::parse(&input, "2026-11-24".parse().unwrap())
    }

    /// Invariant: what is typed is read back into the same form; each wrong field says what to do.
    #[test]
    fn an_assessment_is_judged_field_by_field() {
        let good = parse(&[("coefficient", "0,5")]).unwrap();
        let again = Assessment::parse(&Input::of(good.typed()), good.on);
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
}
