//! Lessons in the week, so that nobody and nothing is in two places at once.

use std::collections::{HashMap, HashSet};

use chrono::NaiveTime;
use siecle::generate::dice::Dice;

use super::{
    Plan, Timetable,
    bundle::{Part, bundles},
};
use crate::lesson::{Lesson, Teacher, Weeks};

/// Both kinds of weeks are two bits.
fn bits(weeks: Weeks) -> u8 {
    match weeks {
        Weeks::Every => 3,
        Weeks::First => 1,
        Weeks::Second => 2,
    }
}

/// When something is taken: by index and slot, in which weeks.
#[derive(Default)]
struct Diary(HashMap<(usize, usize), u8>);

impl Diary {
    fn is_free(&self, who: usize, mut slots: std::ops::Range<usize>, weeks: Weeks) -> bool {
        let taken = |slot| self.0.get(&(who, slot)).copied().unwrap_or(0);
        slots.all(|slot| taken(slot) & bits(weeks) == 0)
    }

    fn take(&mut self, who: usize, slots: std::ops::Range<usize>, weeks: Weeks) {
        for slot in slots {
            *self.0.entry((who, slot)).or_default() |= bits(weeks);
        }
    }
}

pub(super) fn place(plan: &Plan, periods: &[(NaiveTime, NaiveTime)]) -> Timetable {
    let mut dice = Dice::new(plan.seed, 32);
    let mut bundles = bundles(plan);
    // What is hardest to place comes first; the rest in any order, the same for a seed.
    dice.shuffle(&mut bundles);
    bundles.sort_by_key(|one| std::cmp::Reverse((one.parts.len(), one.periods)));
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for (day, (_, length)) in plan.days.iter().enumerate() {
        starts.extend((0..(*length).min(periods.len())).map(|period| (day, period)));
    }
    let (mut classes, mut teachers, mut rooms) =
        (Diary::default(), Diary::default(), Diary::default());
    let mut taught: HashSet<(usize, usize, Option<String>)> = HashSet::new();
    let mut made = Timetable::default();
    for bundle in bundles {
        // Early in the day rather than late: days have no holes that nobody needs.
        dice.shuffle(&mut starts);
        starts.sort_by_key(|(_, period)| period / 2);
        let fits = |(day, period): &&(usize, usize)| {
            let Some(slots) = slots(plan, periods, *day, *period, bundle.periods) else {
                return false;
            };
            let free = |who: &usize| classes.is_free(*who, slots.clone(), bundle.weeks);
            let new = |part: &Part| {
                let mut whom = bundle.divisions.iter();
                whom.all(|who| !taught.contains(&(*who, *day, part.subject.code.clone())))
            };
            let teacher = |part: &Part| {
                part.teacher
                    .is_none_or(|who| teachers.is_free(who, slots.clone(), part.weeks))
            };
            bundle.divisions.iter().all(free)
                && bundle.parts.iter().all(|part| new(part) && teacher(part))
        };
        let roomy = |(day, period): &&(usize, usize)| {
            let slots = slots(plan, periods, *day, *period, bundle.periods);
            let room = |part| room(plan, &rooms, slots.as_ref()?, part, bundle.divisions[0]);
            bundle.parts.iter().all(|part| room(part).is_some())
        };
        // Rather without a room than not at all.
        let found = starts.iter().find(|start| fits(start) && roomy(start));
        let found = found.or_else(|| starts.iter().find(fits)).copied();
        let slot = found.and_then(|(day, period)| {
            Some((
                day,
                period,
                slots(plan, periods, day, period, bundle.periods)?,
            ))
        });
        let Some((day, period, slots)) = slot else {
            let codes = bundle
                .divisions
                .iter()
                .map(|who| plan.divisions[*who].code.clone());
            let subject = bundle
                .parts
                .first()
                .and_then(|part| part.subject.code.clone());
            made.unplaced
                .push((codes.collect(), subject.unwrap_or_default()));
            continue;
        };
        for who in &bundle.divisions {
            classes.take(*who, slots.clone(), bundle.weeks);
        }
        for part in bundle.parts {
            for who in &bundle.divisions {
                taught.insert((*who, day, part.subject.code.clone()));
            }
            if let Some(who) = part.teacher {
                teachers.take(who, slots.clone(), part.weeks);
            }
            let room = room(plan, &rooms, &slots, &part, bundle.divisions[0]);
            if let Some(room) = room {
                rooms.take(room, slots.clone(), part.weeks);
            }
            let teacher = part.teacher.map(|who| &plan.teachers[who]);
            made.lessons.push(Lesson {
                row: 0,
                day: plan.days[day].0,
                start: periods[period].0,
                end: periods[period + bundle.periods - 1].1,
                weeks: part.weeks,
                classes: part.classes,
                subject: part.subject,
                teachers: teacher
                    .map(|one| Teacher::named(&one.surname, &one.first_name))
                    .into_iter()
                    .collect(),
                rooms: room
                    .map(|room| plan.rooms[room].name.clone())
                    .into_iter()
                    .collect(),
            });
        }
    }
    made.lessons.sort_by(|a, b| {
        let when = |one: &Lesson| (one.day.num_days_from_monday(), one.start, one.weeks);
        (when(a), &a.classes, &a.subject).cmp(&(when(b), &b.classes, &b.subject))
    });
    made.unplaced.sort();
    made
}

/// The slots of so many periods from there; none beyond the end of the day.
fn slots(
    plan: &Plan,
    periods: &[(NaiveTime, NaiveTime)],
    day: usize,
    period: usize,
    count: usize,
) -> Option<std::ops::Range<usize>> {
    let end = plan.days[day].1.min(periods.len());
    let first = day * periods.len() + period;
    (count > 0 && period + count <= end).then(|| first..first + count)
}

/// A free room: one of the subject's, or else a plain one, the class's own if it can be.
fn room(
    plan: &Plan,
    taken: &Diary,
    slots: &std::ops::Range<usize>,
    part: &Part,
    class: usize,
) -> Option<usize> {
    let own = plan
        .rooms
        .iter()
        .any(|room| room.subject == part.subject.code);
    let fits = |index: &usize| {
        let room = &plan.rooms[*index];
        let right = if own {
            room.subject == part.subject.code
        } else {
            room.subject.is_none()
        };
        right && taken.is_free(*index, slots.clone(), part.weeks)
    };
    let count = plan.rooms.len();
    (0..count).map(|index| (index + class) % count).find(fits)
}
