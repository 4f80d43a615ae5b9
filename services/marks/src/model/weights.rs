//! What each subject weighs in the overall average, by programme (« Coefficients »).

use grading::Coefficient;
use std::collections::BTreeMap;
use web::Input;

/// The weights of the subjects of a programme: what is not here weighs one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Weights {
    by_subject: BTreeMap<String, Coefficient>,
    /// The version that was shown; 0 for a programme of which nobody has said anything.
    pub(crate) version: i64,
}

/// The name of the field of a subject.
pub(crate) fn field_of(subject: &str) -> String {
    format!("c.{subject}")
}

impl Weights {
    /// What a subject weighs.
    pub(crate) fn of(&self, subject: &str) -> Coefficient {
        self.by_subject
            .get(subject)
            .copied()
            .unwrap_or(Coefficient::ONE)
    }

    /// Reads the fields of these subjects; those that cannot be read, each with why. What the form says
    /// nothing of stays as it was.
    pub(crate) fn parse(
        &self,
        input: &Input,
        subjects: &[&str],
    ) -> Result<Self, Vec<(String, String)>> {
        let (mut weights, mut wrong) = (self.by_subject.clone(), Vec::new());
        for subject in subjects {
            let field = field_of(subject);
            let Some((_, text)) = input.fields().iter().find(|(name, _)| *name == field) else {
                continue;
            };
            match Coefficient::parse(text) {
                Ok(Coefficient::ONE) => {
                    weights.remove(*subject);
                }
                Ok(weight) => {
                    weights.insert((*subject).to_owned(), weight);
                }
                Err(why) => wrong.push((field, why.to_string())),
            }
        }
        let version = input.text("version").parse().unwrap_or(0);
        match wrong.is_empty() {
            true => Ok(Self {
                by_subject: weights,
                version,
            }),
            false => Err(wrong),
        }
    }

    /// As a row keeps them: « 020700=250 030201=300 », in hundredths.
    pub(crate) fn kept(&self) -> String {
        let one = |(subject, weight): (&String, &Coefficient)| {
            format!("{subject}={}", weight.hundredths())
        };
        self.by_subject
            .iter()
            .map(one)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Of a row.
    pub(crate) fn stored(kept: &str, version: i64) -> Self {
        let one = |word: &str| {
            let (subject, weight) = word.split_once('=')?;
            let weight = Coefficient::of(weight.parse().ok()?).ok()?;
            Some((subject.to_owned(), weight))
        };
        Self {
            by_subject: kept.split(' ').filter_map(one).collect(),
            version,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: weights are kept as they are typed; a form that is silent on a subject changes nothing of
    /// it, and one wrong field stops all.
    #[test]
    fn weights_are_kept_as_they_are_typed() {
        let subjects = ["020700", "030201", "061300"];
        let before = Weights::stored("020700=250 999999=0", 4);
        assert_eq!(before.of("020700").to_string(), "2,5");
        assert_eq!(before.of("030201"), Coefficient::ONE);
        let input = Input::of([("c.020700", "1"), ("c.030201", "3,5"), ("version", "4")]);
        let after = before.parse(&input, &subjects).unwrap();
        assert_eq!(after.kept(), "030201=350 999999=0");
        assert_eq!(Weights::stored(&after.kept(), 4), after);
        let input = Input::of([("c.020700", "2"), ("c.030201", "x"), ("c.061300", "101")]);
        let wrong = before.parse(&input, &subjects).unwrap_err();
        let fields: Vec<&str> = wrong.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["c.030201", "c.061300"]);
        assert_eq!(Weights::stored("", 0), Weights::default());
    }
}
