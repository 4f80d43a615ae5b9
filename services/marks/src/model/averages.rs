//! The averages of pupils in a part of the year: by subject, and overall.

use super::Rules;
use education::{Id, Pupil};
use grading::{Average, Coefficient, Counted, average};
use std::collections::{BTreeMap, HashMap};

/// A mark that counts, and for what.
#[derive(Debug, Clone)]
pub(crate) struct Marked {
    pub(crate) pupil: Id<Pupil>,
    /// The code of the subject: of a class or of a group, it is one subject.
    pub(crate) subject: String,
    pub(crate) counted: Counted,
}

/// What becomes of a class in a subject, or overall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) average: Average,
    pub(crate) lowest: Average,
    pub(crate) highest: Average,
}

/// The averages of pupils.
#[derive(Debug, Clone, Default)]
pub(crate) struct Averages {
    by_subject: HashMap<Id<Pupil>, BTreeMap<String, Average>>,
    overall: HashMap<Id<Pupil>, Average>,
}

impl Averages {
    /// Of what was marked; `weight` says what a subject weighs for a pupil.
    pub(crate) fn of(
        marked: &[Marked],
        rules: &Rules,
        weight: impl Fn(Id<Pupil>, &str) -> Coefficient,
    ) -> Self {
        let mut counted: HashMap<Id<Pupil>, BTreeMap<&str, Vec<Counted>>> = HashMap::new();
        for mark in marked {
            let subjects = counted.entry(mark.pupil).or_default();
            subjects
                .entry(&mark.subject)
                .or_default()
                .push(mark.counted);
        }
        let mut averages = Self::default();
        for (pupil, subjects) in counted {
            let of_subjects = subjects.into_iter().filter_map(|(subject, marks)| {
                Some((subject.to_owned(), average(&marks, rules.weighing)?))
            });
            let of_subjects: BTreeMap<String, Average> = of_subjects.collect();
            let weighed = of_subjects
                .iter()
                .map(|(subject, average)| (average, weight(pupil, subject)));
            if let Some(overall) = rules.average_of(weighed) {
                averages.overall.insert(pupil, overall);
            }
            averages.by_subject.insert(pupil, of_subjects);
        }
        averages
    }

    /// Of a pupil in a subject.
    pub(crate) fn of_subject(&self, pupil: Id<Pupil>, subject: &str) -> Option<&Average> {
        self.by_subject.get(&pupil)?.get(subject)
    }

    /// Of a pupil, overall.
    pub(crate) fn overall(&self, pupil: Id<Pupil>) -> Option<&Average> {
        self.overall.get(&pupil)
    }

    /// The subjects in which somebody has an average.
    pub(crate) fn subjects(&self) -> Vec<&str> {
        let all = self.by_subject.values().flat_map(BTreeMap::keys);
        let mut all: Vec<&str> = all.map(String::as_str).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Of pupils together, in a subject or overall: each weighs the same.
    pub(crate) fn together(
        &self,
        rules: &Rules,
        pupils: &[Id<Pupil>],
        subject: Option<&str>,
    ) -> Option<Figures> {
        let averages = pupils.iter().filter_map(|pupil| match subject {
            Some(subject) => self.of_subject(*pupil, subject),
            None => self.overall(*pupil),
        });
        let averages: Vec<&Average> = averages.collect();
        let weigh_the_same = averages.iter().map(|average| (*average, Coefficient::ONE));
        Some(Figures {
            average: rules.average_of(weigh_the_same)?,
            lowest: averages.iter().copied().min()?.clone(),
            highest: averages.iter().copied().max()?.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use grading::{OutOf, Points};

    fn marked(pupil: Id<Pupil>, subject: &str, points: u32, coefficient: u32) -> Marked {
        Marked {
            pupil,
            subject: subject.to_owned(),
            counted: Counted {
                points: Points::of(points * 100, OutOf::TWENTY).unwrap(),
                out_of: OutOf::TWENTY,
                coefficient: Coefficient::of(coefficient * 100).unwrap(),
            },
        }
    }

    /// Invariant: subjects are averaged, then weighed by the pupil's own weights; a subject without a mark,
    /// or that weighs nothing, is in no overall average; a class is its pupils who have one.
    #[test]
    fn subjects_then_overall() {
        let [clara, hugo, ines]: [Id<Pupil>; 3] = std::array::from_fn(|_| Id::new());
        let marks = [
            marked(clara, "maths", 10, 1),
            marked(clara, "maths", 16, 2),
            marked(clara, "latin", 20, 1),
            marked(hugo, "maths", 8, 1),
            marked(hugo, "chant", 19, 1),
            marked(ines, "chant", 3, 0),
        ];
        let rules = Rules::default();
        let weight = |pupil, subject: &str| match (pupil == clara, subject) {
            (true, "maths") => Coefficient::of(300).unwrap(),
            (false, "chant") => Coefficient::of(0).unwrap(),
            _ => Coefficient::ONE,
        };
        let averages = Averages::of(&marks, &rules, weight);
        let said = |average: Option<&Average>| rules.shown(average);
        assert_eq!(said(averages.of_subject(clara, "maths")), "14");
        // 14 three times, 20 once.
        assert_eq!(said(averages.overall(clara)), "15,5");
        assert_eq!(said(averages.overall(hugo)), "8");
        assert_eq!(said(averages.of_subject(hugo, "chant")), "19");
        assert_eq!(said(averages.of_subject(hugo, "latin")), "");
        assert_eq!(said(averages.of_subject(ines, "chant")), "");
        assert_eq!(averages.overall(ines), None);
        assert_eq!(averages.subjects(), ["chant", "latin", "maths"]);
        let all = [clara, hugo, ines];
        let class = averages.together(&rules, &all, None).unwrap();
        let told =
            [&class.average, &class.lowest, &class.highest].map(|average| said(Some(average)));
        assert_eq!(told, ["11,75", "8", "15,5"]);
        assert_eq!(averages.together(&rules, &[ines], None), None);
        assert_eq!(
            averages
                .together(&rules, &all, Some("chant"))
                .map(|f| said(Some(&f.average))),
            Some("19".into())
        );
    }
}
