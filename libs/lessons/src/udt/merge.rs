//! Slots of a class, put together again: several classes, several teachers, several hours.

use std::collections::BTreeMap;

use chrono::{NaiveTime, TimeDelta};

use crate::{bells, lesson::Lesson};

/// Between which hours slots lie: the bells, or what the file itself shows.
pub(super) struct Grid<'a> {
    bells: &'a [NaiveTime],
    starts: Vec<NaiveTime>,
}

impl<'a> Grid<'a> {
    pub(super) fn of(bells: &'a [NaiveTime], slots: &[Lesson]) -> Self {
        let mut starts: Vec<NaiveTime> = slots.iter().map(|slot| slot.start).collect();
        starts.sort_unstable();
        starts.dedup();
        Self { bells, starts }
    }

    /// The end of the slot that begins then: the next bell, the next hour of the file if it is one
    /// slot away, or else an hour later.
    pub(super) fn end(&self, start: NaiveTime) -> NaiveTime {
        let periods = bells::periods(self.bells);
        if let Some((_, to)) = periods.iter().find(|(from, _)| *from == start) {
            return *to;
        }
        let next = self.starts.iter().find(|next| **next > start);
        let slot = TimeDelta::minutes(25)..=TimeDelta::minutes(70);
        let next = next.filter(|next| slot.contains(&(**next - start)));
        let hour = || bells::end(&[], start, 60).unwrap_or(start);
        next.copied().unwrap_or_else(hour)
    }
}

/// What is one lesson at one hour: the classes of a teacher, who is in one place; those of a group
/// across classes that nobody teaches; the teachers of one part of a class in one room.
pub(super) fn together(slots: Vec<Lesson>) -> Vec<Lesson> {
    let mut by_teacher: BTreeMap<_, Lesson> = BTreeMap::new();
    for (index, slot) in slots.into_iter().enumerate() {
        let across = slot.classes.first().and_then(|part| part.group.clone());
        // Nobody teaches and no group joins them: each is its own.
        let alone = (slot.teachers.is_empty() && across.is_none()).then_some(index);
        let group = across.filter(|_| slot.teachers.is_empty());
        let who = (slot.teachers.clone(), group, alone);
        let when = (slot.day.num_days_from_monday(), slot.start, slot.end);
        join(
            &mut by_teacher,
            (when, slot.weeks, slot.subject.clone(), who),
            slot,
        );
    }
    let mut by_room: BTreeMap<_, Lesson> = BTreeMap::new();
    for (index, mut lesson) in by_teacher.into_values().enumerate() {
        lesson.classes.sort();
        let taught = !lesson.rooms.is_empty() && !lesson.teachers.is_empty();
        let alone = (!taught).then_some(index);
        let place = (lesson.classes.clone(), lesson.rooms.clone(), alone);
        let when = (lesson.day.num_days_from_monday(), lesson.start, lesson.end);
        join(
            &mut by_room,
            (when, lesson.weeks, lesson.subject.clone(), place),
            lesson,
        );
    }
    by_room.into_values().collect()
}

fn join<K: Ord>(all: &mut BTreeMap<K, Lesson>, key: K, lesson: Lesson) {
    let Some(known) = all.get_mut(&key) else {
        all.insert(key, lesson);
        return;
    };
    known.row = known.row.min(lesson.row);
    add(&mut known.classes, lesson.classes);
    add(&mut known.teachers, lesson.teachers);
    add(&mut known.rooms, lesson.rooms);
}

fn add<T: PartialEq>(known: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if !known.contains(&one) {
            known.push(one);
        }
    }
}

/// Slots that follow each other, all else the same, are one lesson.
pub(super) fn lasting(slots: Vec<Lesson>) -> Vec<Lesson> {
    let mut chains: BTreeMap<_, Vec<Lesson>> = BTreeMap::new();
    for slot in slots {
        let who = (
            slot.classes.clone(),
            slot.teachers.clone(),
            slot.rooms.clone(),
        );
        let when = (slot.day.num_days_from_monday(), slot.weeks);
        let chain = chains.entry((when, slot.subject.clone(), who)).or_default();
        chain.push(slot);
    }
    let mut lessons = Vec::new();
    for mut chain in chains.into_values() {
        chain.sort_by_key(|slot| (slot.start, slot.end));
        for slot in chain {
            match lessons.last_mut() {
                Some(last) if follows(last, &slot) => {
                    last.end = slot.end;
                    last.row = last.row.min(slot.row);
                }
                _ => lessons.push(slot),
            }
        }
    }
    lessons
}

fn follows(last: &Lesson, slot: &Lesson) -> bool {
    let same = (last.day, last.weeks, &last.classes, &last.subject)
        == (slot.day, slot.weeks, &slot.classes, &slot.subject)
        && (&last.teachers, &last.rooms) == (&slot.teachers, &slot.rooms);
    same && bells::is_break(last.end, slot.start)
}
