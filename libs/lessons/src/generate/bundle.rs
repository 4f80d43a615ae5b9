//! What is to be placed in the week: lessons that go together, each with its teacher.

use super::{Division, Need, Plan, SERVICE, Shape};
use crate::lesson::{ClassPart, Subject, Weeks};

/// Lessons that take place at once, or the one in weeks A and the other in weeks B.
pub(super) struct Bundle {
    /// Those whom it takes, by their place in the plan.
    pub(super) divisions: Vec<usize>,
    pub(super) weeks: Weeks,
    pub(super) periods: usize,
    pub(super) parts: Vec<Part>,
}

pub(super) struct Part {
    pub(super) classes: Vec<ClassPart>,
    pub(super) subject: Subject,
    pub(super) teacher: Option<usize>,
    pub(super) weeks: Weeks,
}

/// Everything that is to be placed, each part with its teacher.
pub(super) fn bundles(plan: &Plan) -> Vec<Bundle> {
    let mut hands = Hands {
        plan,
        load: vec![0; plan.teachers.len()],
    };
    let mut bundles = Vec::new();
    for need in &plan.needs {
        let classes = plan.divisions.iter().enumerate();
        let classes: Vec<(usize, &Division)> = classes
            .filter(|(_, division)| division.level == need.level)
            .collect();
        let subject = subject(&need.code, &need.label);
        match &need.shape {
            Shape::Groups {
                with,
                label,
                lessons,
            } => {
                for pair in classes.chunks(2) {
                    bundles.extend(groups(&mut hands, need, pair, (with, label), *lessons));
                }
            }
            Shape::Halves {
                with,
                label,
                periods,
            } => {
                for class in &classes {
                    let other = self::subject(with, label);
                    bundles.push(halves(&mut hands, *class, [&subject, &other], *periods));
                }
            }
            Shape::Fortnight => {
                for (index, (at, division)) in classes.iter().enumerate() {
                    let weeks = [Weeks::First, Weeks::Second][index % 2];
                    let teacher = hands.pick(&need.code, 1);
                    bundles.push(whole(*at, division, &subject, teacher, (weeks, 1)));
                }
            }
            Shape::Whole { lessons, periods } => {
                for (at, division) in &classes {
                    let teacher = hands.pick(&need.code, lessons * periods);
                    let one = || whole(*at, division, &subject, teacher, (Weeks::Every, *periods));
                    bundles.extend((0..*lessons).map(|_| one()));
                }
            }
        }
    }
    bundles
}

/// Who teaches what, and how much already.
struct Hands<'p> {
    plan: &'p Plan,
    load: Vec<usize>,
}

impl Hands<'_> {
    /// The least busy of the subject, who then has so many periods more; nobody beyond a service.
    fn pick(&mut self, subject: &str, periods: usize) -> Option<usize> {
        let all = self.plan.teachers.iter().enumerate();
        let able = all
            .filter(|(_, one)| one.subject == subject)
            .map(|(index, _)| index);
        let index = able.min_by_key(|index| (self.load[*index], *index))?;
        if self.load[index] + periods > SERVICE + 3 {
            return None;
        }
        self.load[index] += periods;
        Some(index)
    }
}

fn subject(code: &str, label: &str) -> Subject {
    Subject {
        code: Some(code.to_owned()),
        label: Some(label.to_owned()),
    }
}

fn part(division: &Division, group: Option<String>) -> ClassPart {
    ClassPart {
        division: Some(division.code.clone()),
        group,
    }
}

fn whole(
    at: usize,
    division: &Division,
    subject: &Subject,
    teacher: Option<usize>,
    (weeks, periods): (Weeks, usize),
) -> Bundle {
    Bundle {
        divisions: vec![at],
        weeks,
        periods,
        parts: vec![Part {
            classes: vec![part(division, None)],
            subject: subject.clone(),
            teacher,
            weeks,
        }],
    }
}

/// Each half has one subject in weeks A and the other in weeks B.
fn halves(
    hands: &mut Hands<'_>,
    (at, division): (usize, &Division),
    subjects: [&Subject; 2],
    periods: usize,
) -> Bundle {
    let mut parts = Vec::new();
    for (index, subject) in subjects.into_iter().enumerate() {
        let teacher = hands.pick(subject.code.as_deref().unwrap_or_default(), periods);
        for (turn, weeks) in [Weeks::First, Weeks::Second].into_iter().enumerate() {
            let group = format!("{} GR{}", division.code, (index + turn) % 2 + 1);
            parts.push(Part {
                classes: vec![part(division, Some(group))],
                subject: subject.clone(),
                teacher,
                weeks,
            });
        }
    }
    Bundle {
        divisions: vec![at],
        weeks: Weeks::Every,
        periods,
        parts,
    }
}

/// Two groups across one or two classes, named as EDT names them by itself.
fn groups(
    hands: &mut Hands<'_>,
    need: &Need,
    pair: &[(usize, &Division)],
    (with, label): (&str, &str),
    lessons: usize,
) -> Vec<Bundle> {
    let number = pair.first().map_or(0, |(at, _)| at + 1);
    let group = |code: &str| format!("{}{code}GR.{number}", need.level);
    let both = [(&*need.code, &*need.label), (with, label)];
    let teachers = both.map(|(code, _)| hands.pick(code, lessons));
    let made = |_| Bundle {
        divisions: pair.iter().map(|(at, _)| *at).collect(),
        weeks: Weeks::Every,
        periods: 1,
        parts: both
            .iter()
            .zip(teachers)
            .map(|((code, label), teacher)| Part {
                classes: pair
                    .iter()
                    .map(|(_, one)| part(one, Some(group(code))))
                    .collect(),
                subject: subject(code, label),
                teacher,
                weeks: Weeks::Every,
            })
            .collect(),
    };
    (0..lessons).map(made).collect()
}
