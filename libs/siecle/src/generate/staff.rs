//! Who works at a fictitious school. Everybody is computed from their number, so that nobody has
//! to be kept in memory.

use chrono::{Days, NaiveDate};

use super::{
    KnownMember, Plan,
    dice::Dice,
    programme::{COMMON, SUBJECTS, Subject, subjects},
    words,
};

/// Throws for staff: apart from those of families.
const STAFF: u64 = 1 << 42;
/// Hours that somebody teaches in a week.
const WEEK: usize = 18;

/// Somebody who works there.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) id: i64,
    pub(crate) local: bool,
    pub(crate) woman: bool,
    pub(crate) family_name: &'static str,
    /// Before a marriage.
    pub(crate) birth_name: Option<&'static str>,
    pub(crate) first_name: &'static str,
    pub(crate) born_on: NaiveDate,
    pub(crate) work: Work,
}

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// Directs, leads the school-life office, keeps the library, watches over: by the code.
    Office(&'static str),
    /// The so many-th who teaches that subject.
    Teaches(&'static Subject, usize),
    /// On long leave: no function any more, and services still name them.
    Away,
}

/// How many do what.
pub(crate) struct Team<'a> {
    plan: &'a Plan,
    offices: Vec<&'static str>,
    /// For each subject, how many teach it.
    teachers: Vec<(&'static Subject, usize)>,
}

impl<'a> Team<'a> {
    pub(crate) fn of(plan: &'a Plan) -> Self {
        let pupils = plan.pupils;
        let counts = [
            ("DIR", 1 + pupils / 400),
            ("EDU", 1 + pupils / 300),
            ("DOC", 1 + pupils / 1500),
            ("SUR", 2 + pupils / 100),
        ];
        let offices = counts
            .into_iter()
            .flat_map(|(function, count)| std::iter::repeat_n(function, count));
        let classes = plan.divisions.len();
        let teachers = subjects(plan).enumerate().map(|(index, subject)| {
            // Groups are few: one or two people lead all those of a subject.
            let count = if index < COMMON {
                classes.div_ceil(classes_each(subject))
            } else {
                1 + classes / 24
            };
            (subject, count)
        });
        Self {
            plan,
            offices: offices.collect(),
            teachers: teachers.collect(),
        }
    }

    /// Who directs.
    pub(crate) fn head(&self) -> Member {
        self.member(0, Work::Office("DIR"))
    }

    /// Everybody, the head first, who is away last.
    pub(crate) fn members(&self) -> impl Iterator<Item = Member> {
        let offices = self.offices.iter().map(|function| Work::Office(function));
        let teachers = self
            .teachers
            .iter()
            .flat_map(|(subject, count)| (0..*count).map(|turn| Work::Teaches(subject, turn)));
        offices
            .chain(teachers)
            .chain([Work::Away])
            .enumerate()
            .map(|(number, work)| self.member(number, work))
    }

    /// Who teaches a common subject to a class.
    pub(crate) fn teacher_of(&self, subject: &Subject, class: usize) -> Member {
        self.teacher(subject, class / classes_each(subject))
    }

    /// The so many-th who teaches that subject.
    pub(crate) fn teacher(&self, subject: &Subject, turn: usize) -> Member {
        let mut number = self.offices.len();
        for (one, count) in &self.teachers {
            if one[0] == subject[0] {
                let turn = turn % count;
                return self.member(number + turn, Work::Teaches(one, turn));
            }
            number += count;
        }
        self.away()
    }

    /// Who is on long leave.
    pub(crate) fn away(&self) -> Member {
        let teachers: usize = self.teachers.iter().map(|(_, count)| count).sum();
        self.member(self.offices.len() + teachers, Work::Away)
    }

    fn member(&self, number: usize, work: Work) -> Member {
        let plan = self.plan;
        let mut dice = Dice::new(plan.seed, STAFF + number as u64);
        let woman = dice.per_mille(570);
        // Who was hired by the school has a number that somebody else has nationally.
        let local = matches!(work, Work::Teaches(..)) && number % 15 == 14;
        let shown = if local { number - 1 } else { number };
        let first_day = NaiveDate::from_ymd_opt(plan.school_year - 26, 1, 1).unwrap_or_default();
        let mut member = Member {
            id: 50_000 + plan.id_offset + shown as i64,
            local,
            woman,
            family_name: words::surname(&mut dice),
            birth_name: (woman && dice.per_mille(350)).then(|| words::surname(&mut dice)),
            first_name: words::adult(&mut dice, woman),
            born_on: first_day - Days::new(dice.below(13_000) as u64),
            work,
        };
        if let Some(known) = self.known(number, work) {
            member.woman = known.woman;
            member.family_name = known.surname;
            member.birth_name = None;
            member.first_name = known.first_name;
        }
        member
    }

    /// Who bears a name that the plan gives: the first of each function, in the plan's order.
    fn known(&self, number: usize, work: Work) -> Option<&KnownMember> {
        let (function, first) = match work {
            Work::Office(code) => (code, self.offices.iter().position(|one| *one == code)?),
            Work::Teaches(..) => ("ENS", self.offices.len()),
            Work::Away => return None,
        };
        let known = &self.plan.known_staff;
        let mut of_function = known.iter().filter(|known| known.function == function);
        of_function.nth(number - first)
    }
}

/// How many classes one person teaches that subject to.
pub(crate) fn classes_each(subject: &Subject) -> usize {
    let hours: f64 = subject[4].parse().unwrap_or(3.0);
    ((WEEK as f64 / hours) as usize).max(1)
}

/// A class of which somebody is the main teacher, and whether only during September.
pub(crate) fn main_classes(plan: &Plan, subject: &Subject, turn: usize) -> Vec<(usize, bool)> {
    let Some(index) = SUBJECTS[..COMMON]
        .iter()
        .position(|one| one[0] == subject[0])
    else {
        return Vec::new();
    };
    let each = classes_each(subject);
    let classes = turn * each..((turn + 1) * each).min(plan.divisions.len());
    classes
        .filter_map(|class| {
            let now = class % COMMON == index;
            let before = replaced(class) && (class + 1) % COMMON == index;
            (now || before).then_some((class, before))
        })
        .collect()
}

/// Whether a class got another main teacher in October.
pub(crate) fn replaced(class: usize) -> bool {
    class % 20 == 7
}
