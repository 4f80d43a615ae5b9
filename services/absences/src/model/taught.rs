//! « Enseignant » and « Discipline »: which lesson an entry is about, when it is about one.

use education::Id;
use records::Staff;
use timetable::Lesson;

/// By whom and of what; nothing, where nobody said it or where there are several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Taught {
    pub(crate) teacher: Option<Id<Staff>>,
    /// As the timetable writes it.
    pub(crate) subject: Option<String>,
}

impl Taught {
    /// Of the lessons that a period touches: those of one lesson, and of one teacher, are known;
    /// of several, nothing is.
    pub(crate) fn of(lessons: &[&Lesson]) -> Self {
        let [lesson] = lessons else {
            return Self::default();
        };
        Self {
            teacher: match lesson.terms.teachers[..] {
                [teacher] => Some(teacher),
                _ => None,
            },
            subject: Some(lesson.terms.subject.clone()),
        }
    }

    /// What a form holds, once its hours are others: what the timetable had proposed follows the
    /// hours, what a person chose stays.
    pub(crate) fn following(self, proposed: &Self, now: &Self) -> Self {
        fn one<T: PartialEq + Clone>(
            held: Option<T>,
            was: &Option<T>,
            now: &Option<T>,
        ) -> Option<T> {
            if held == *was { now.clone() } else { held }
        }
        Self {
            teacher: one(self.teacher, &proposed.teacher, &now.teacher),
            subject: one(self.subject, &proposed.subject, &now.subject),
        }
    }

    /// Of an absence that goes on during another lesson: what both have in common.
    pub(crate) fn and(&self, next: &Self) -> Self {
        Self {
            teacher: self.teacher.filter(|id| next.teacher == Some(*id)),
            subject: self
                .subject
                .clone()
                .filter(|_| self.subject == next.subject),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{NaiveDate, NaiveTime, Weekday};
    use proptest::prelude::*;
    use timetable::{Class, LessonTerms, Weeks};

    fn lesson(subject: &str, teachers: &[Id<Staff>]) -> Lesson {
        let at = |hour| NaiveTime::from_hms_opt(hour, 30, 0).unwrap();
        Lesson {
            id: Id::new(),
            terms: LessonTerms {
                day: Weekday::Tue,
                from: at(8),
                to: at(9),
                weeks: Weeks::Every,
                subject: subject.into(),
                room: String::new(),
                classes: vec![Class::Division("5B".into())],
                teachers: teachers.to_vec(),
            },
            since: NaiveDate::from_ymd_opt(2026, 9, 1).unwrap(),
            until: None,
            imported: false,
            version: 1,
        }
    }

    /// Invariant: what is proposed is true of the whole period: of one lesson its subject, and its
    /// teacher if there is one; of none or several, nothing.
    #[test]
    fn one_lesson_says_by_whom_and_of_what() {
        let (anne, luc) = (Id::new(), Id::new());
        let maths = lesson("Mathématiques", &[anne]);
        let both = lesson("Physique-chimie", &[anne, luc]);
        let nobody = lesson("Étude", &[]);
        assert_eq!(Taught::of(&[]), Taught::default());
        assert_eq!(Taught::of(&[&maths, &both]), Taught::default());
        let of = |lesson| Taught::of(&[lesson]);
        let told = |teacher, subject: &str| Taught {
            teacher,
            subject: Some(subject.into()),
        };
        assert_eq!(of(&maths), told(Some(anne), "Mathématiques"));
        assert_eq!(of(&both), told(None, "Physique-chimie"));
        assert_eq!(of(&nobody), told(None, "Étude"));
    }

    fn taught() -> impl Strategy<Value = Taught> {
        let teachers = [1_u128, 2].map(|n| Id::from(uuid::Uuid::from_u128(n)));
        (0usize..3, 0usize..3).prop_map(move |(teacher, subject)| Taught {
            teacher: teachers.get(teacher).copied(),
            subject: ["Anglais", "Arts plastiques"]
                .get(subject)
                .map(|s| (*s).to_owned()),
        })
    }

    proptest! {
        /// Invariant: a choice is never overwritten, what was proposed never outlives its hours, and
        /// hours that do not change change nothing.
        #[test]
        fn a_choice_stays_and_a_proposal_follows(held in taught(), was in taught(), now in taught()) {
            let after = held.clone().following(&was, &now);
            let teacher = if held.teacher == was.teacher { now.teacher } else { held.teacher };
            prop_assert_eq!(after.teacher, teacher);
            prop_assert_eq!(after.subject == held.subject, held.subject != was.subject || now.subject == was.subject);
            prop_assert_eq!(held.clone().following(&was, &was), held);
        }

        /// Invariant: what is said of two lessons is true of each.
        #[test]
        fn of_two_lessons_what_both_have(first in taught(), next in taught()) {
            let both = first.and(&next);
            for one in [&first, &next] {
                prop_assert!(both.teacher.is_none() || both.teacher == one.teacher);
                prop_assert!(both.subject.is_none() || both.subject == one.subject);
            }
            prop_assert_eq!(first.and(&first), first);
        }
    }
}
