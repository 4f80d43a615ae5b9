//! How a school computes its averages (« Calcul des moyennes »).

use grading::{Average, Coefficient, Rounding, Step, Weighing, average_of};
use web::{Input, Invalid};

/// The rules of a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rules {
    pub(crate) weighing: Weighing,
    pub(crate) rounding: Rounding,
    /// Averages of averages are made of those that are shown, and not of what is exact.
    pub(crate) of_shown: bool,
    /// The version that was shown; 0 for a school that has not chosen.
    pub(crate) version: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            weighing: Weighing::Twenty,
            rounding: Rounding::HUNDREDTH,
            of_shown: false,
            version: 0,
        }
    }
}

/// What forms and rows write, and what pages say.
pub(crate) const WEIGHINGS: [(Weighing, &str, &str); 2] = [
    (
        Weighing::Twenty,
        "vingt",
        "Chaque note est ramenée sur 20, puis pèse son coefficient",
    ),
    (
        Weighing::Points,
        "points",
        "Chaque point pèse autant : une note sur 10 pèse la moitié d'une note sur 20",
    ),
];

/// The same, of what averages are rounded to.
pub(crate) const STEPS: [(Step, &str, &str); 4] = [
    (Step::Hundredth, "centieme", "Au centième (12,34)"),
    (Step::Tenth, "dixieme", "Au dixième (12,3)"),
    (Step::Half, "demi", "Au demi-point (12,5)"),
    (Step::Unit, "unite", "Au point (12)"),
];

/// The same, of the side to which they are.
pub(crate) const SIDES: [(bool, &str, &str); 2] = [
    (false, "proche", "Au plus proche"),
    (true, "dessus", "Au-dessus"),
];

/// The same, of what averages of averages are made of.
pub(crate) const SOURCES: [(bool, &str, &str); 2] = [
    (
        false,
        "exactes",
        "Des moyennes exactes, arrondies une seule fois",
    ),
    (
        true,
        "affichees",
        "Des moyennes arrondies, telles qu'elles s'affichent",
    ),
];

/// The code of a value.
pub(crate) fn code<T: PartialEq>(
    known: &[(T, &'static str, &'static str)],
    value: T,
) -> &'static str {
    let found = known.iter().find(|(one, ..)| *one == value);
    found.map_or("", |(_, code, _)| code)
}

/// The value of a code.
pub(crate) fn coded<T: Copy>(known: &[(T, &'static str, &'static str)], code: &str) -> Option<T> {
    known
        .iter()
        .find(|(_, one, _)| *one == code)
        .map(|(value, ..)| *value)
}

impl Rules {
    /// Reads the form: « ponderation », « arrondi », « sens », « source ».
    pub(crate) fn parse(input: &Input) -> Result<Self, Invalid> {
        let mut invalid = Invalid::default();
        let weighing = coded(&WEIGHINGS, input.text("ponderation"));
        let weighing = invalid.check("ponderation", weighing.ok_or(CHOOSE));
        let step = invalid.check(
            "arrondi",
            coded(&STEPS, input.text("arrondi")).ok_or(CHOOSE),
        );
        let up = invalid.check("sens", coded(&SIDES, input.text("sens")).ok_or(CHOOSE));
        let of_shown = coded(&SOURCES, input.text("source"));
        let of_shown = invalid.check("source", of_shown.ok_or(CHOOSE));
        match (weighing, step, up, of_shown) {
            (Some(weighing), Some(step), Some(up), Some(of_shown)) => Ok(Self {
                weighing,
                rounding: Rounding { step, up },
                of_shown,
                version: input.text("version").parse().unwrap_or(0),
            }),
            _ => Err(invalid),
        }
    }

    /// As the form holds them.
    pub(crate) fn typed(&self) -> Vec<(&'static str, String)> {
        vec![
            ("ponderation", code(&WEIGHINGS, self.weighing).to_owned()),
            ("arrondi", code(&STEPS, self.rounding.step).to_owned()),
            ("sens", code(&SIDES, self.rounding.up).to_owned()),
            ("source", code(&SOURCES, self.of_shown).to_owned()),
            ("version", self.version.to_string()),
        ]
    }

    /// As pages show an average; nothing when there is none.
    pub(crate) fn shown(&self, average: Option<&Average>) -> String {
        average.map_or_else(String::new, |average| {
            average.rounded(self.rounding).to_string()
        })
    }

    /// The average of averages: of subjects for a pupil, of pupils for a class.
    pub(crate) fn average_of<'a>(
        &self,
        averages: impl IntoIterator<Item = (&'a Average, Coefficient)>,
    ) -> Option<Average> {
        let made_of = averages
            .into_iter()
            .map(|(average, weight)| match self.of_shown {
                true => (Average::from(average.rounded(self.rounding)), weight),
                false => (average.clone(), weight),
            });
        let made_of: Vec<_> = made_of.collect();
        average_of(made_of.iter().map(|(average, weight)| (average, *weight)))
    }
}

const CHOOSE: &str = "Choisissez une des réponses.";

#[cfg(test)]
mod tests {
    use super::*;
    use grading::{Counted, OutOf, Points, average};

    /// Invariant: each rule is read as it is written; what is none is refused where it stands.
    #[test]
    fn rules_are_read_as_they_are_written() {
        for (weighing, ..) in WEIGHINGS {
            for (step, ..) in STEPS {
                for (up, ..) in SIDES {
                    for (of_shown, ..) in SOURCES {
                        let rounding = Rounding { step, up };
                        let rules = Rules {
                            weighing,
                            rounding,
                            of_shown,
                            version: 3,
                        };
                        assert_eq!(Rules::parse(&Input::of(rules.typed())), Ok(rules));
                    }
                }
            }
        }
        for field in ["ponderation", "arrondi", "sens", "source"] {
            let mut input = Input::of(Rules::default().typed());
            input.set(field, "autre");
            let wrong = Rules::parse(&input).unwrap_err();
            assert_eq!(wrong.all(), [(field, CHOOSE.to_owned())]);
        }
    }

    /// Invariant: the rules decide what is shown, and of what an average of averages is made.
    #[test]
    fn rules_decide() {
        let third = |n: u32| {
            let out_of = OutOf::of(300).unwrap();
            let points = Points::of(n * 100, out_of).unwrap();
            average(
                &[Counted {
                    points,
                    out_of,
                    coefficient: Coefficient::ONE,
                }],
                Weighing::Twenty,
            )
            .unwrap()
        };
        // 6,666… and 13,333…: together 10; of what a unit shows, 7 and 14 if up, 10,5.
        let (low, high) = (third(1), third(2));
        let rounding = Rounding {
            step: Step::Unit,
            up: true,
        };
        let exact = Rules {
            rounding,
            ..Rules::default()
        };
        let shown = Rules {
            of_shown: true,
            ..exact
        };
        assert_eq!(exact.shown(Some(&low)), "7");
        assert_eq!(exact.shown(None), "");
        let both = || [(&low, Coefficient::ONE), (&high, Coefficient::ONE)];
        let told = |rules: Rules| {
            let hundredths = Rules::default();
            hundredths.shown(rules.average_of(both()).as_ref())
        };
        assert_eq!(told(exact), "10");
        assert_eq!(told(shown), "10,5");
        assert_eq!(exact.average_of([]), None);
    }
}
