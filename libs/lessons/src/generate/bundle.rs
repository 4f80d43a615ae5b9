//! What is to be placed in the week: lessons that go together, each with its teacher.

use super::{Division, Plan, SERVICE, Shape, Taught};
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
        match &need.shape {
            Shape::Groups { groups, lessons } => {
                for pair in classes.chunks(2) {
                    bundles.extend(together(&mut hands, pair, groups, *lessons));
                }
            }
            Shape::Halves { subjects, periods } => {
                for class in &classes {
                    bundles.push(halves(&mut hands, *class, subjects, *periods));
                }
            }
            Shape::Fortnight { subject } => {
                for (index, (at, division)) in classes.iter().enumerate() {
                    let weeks = [Weeks::First, Weeks::Second][index % 2];
                    let teacher = hands.pick(&subject.code, 1);
                    bundles.push(whole(*at, division, subject, teacher, (weeks, 1)));
                }
            }
            Shape::Whole {
                subject,
                lessons,
                periods,
            } => {
                for (at, division) in &classes {
                    let teacher = hands.pick(&subject.code, lessons * periods);
                    let one = || whole(*at, division, subject, teacher, (Weeks::Every, *periods));
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

fn subject(taught: &Taught) -> Subject {
    Subject {
        code: Some(taught.code.clone()),
        label: Some(taught.label.clone()),
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
    taught: &Taught,
    teacher: Option<usize>,
    (weeks, periods): (Weeks, usize),
) -> Bundle {
    Bundle {
        divisions: vec![at],
        weeks,
        periods,
        parts: vec![Part {
            classes: vec![part(division, None)],
            subject: subject(taught),
            teacher,
            weeks,
        }],
    }
}

/// Each half has one subject in weeks A and the other in weeks B.
fn halves(
    hands: &mut Hands<'_>,
    (at, division): (usize, &Division),
    subjects: &[Taught; 2],
    periods: usize,
) -> Bundle {
    let mut parts = Vec::new();
    for (index, taught) in subjects.iter().enumerate() {
        let teacher = hands.pick(&taught.code, periods);
        for (turn, weeks) in [Weeks::First, Weeks::Second].into_iter().enumerate() {
            let group = format!("{} GR{}", division.code, (index + turn) % 2 + 1);
            parts.push(Part {
                classes: vec![part(division, Some(group))],
                subject: subject(taught),
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

/// Groups across one or two classes, all at once.
fn together(
    hands: &mut Hands<'_>,
    pair: &[(usize, &Division)],
    groups: &[(Taught, String)],
    lessons: usize,
) -> Vec<Bundle> {
    let teachers: Vec<Option<usize>> = groups
        .iter()
        .map(|(taught, _)| hands.pick(&taught.code, lessons))
        .collect();
    let made = |_| Bundle {
        divisions: pair.iter().map(|(at, _)| *at).collect(),
        weeks: Weeks::Every,
        periods: 1,
        parts: groups
            .iter()
            .zip(&teachers)
            .map(|((taught, name), teacher)| Part {
                classes: pair
                    .iter()
                    .map(|(_, one)| part(one, Some(name.clone())))
                    .collect(),
                subject: subject(taught),
                teacher: *teacher,
                weeks: Weeks::Every,
            })
            .collect(),
    };
    (0..lessons).map(made).collect()
}
