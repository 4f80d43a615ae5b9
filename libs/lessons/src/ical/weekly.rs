//! From dated events to lessons of the week.
//!
//! A calendar of EDT or PRONOTE has one event a date. Those of one course, day and hour are one
//! lesson; the weeks in which they stand tell whether it takes place in all of them, or every other.
//! Weeks A and B are not named in the file: here, odd weeks of ISO 8601 come first. In a year that
//! has a week 53, schools go on alternating or follow the numbers: what explains more is believed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, Weekday};
use chrono_tz::Tz;
use education::search_key;

use super::{
    event::Event,
    moment::{self, Moment},
    parity::{Parity, Year},
    rule,
    text::{self, Content},
};
use crate::{
    lesson::{Lesson, Reading, Weeks},
    refusal::{Misfit, Reason},
};

/// One date of a lesson, or the first of a rule.
struct Dated {
    row: u64,
    monday: NaiveDate,
    day: Weekday,
    start: NaiveTime,
    end: NaiveTime,
    content: Content,
}

impl Dated {
    fn lesson(&self, day: Weekday, weeks: Weeks) -> Lesson {
        let content = self.content.clone();
        Lesson {
            row: self.row,
            day,
            start: self.start,
            end: self.end,
            weeks,
            classes: content.classes,
            subject: content.subject,
            teachers: content.teachers,
            rooms: content.rooms,
        }
    }
}

/// The weeks of one lesson.
type Slot = (String, u8, NaiveTime, NaiveTime);

pub(super) fn read(events: &[Event], zone: Tz) -> Reading {
    let mut reading = Reading::default();
    let mut groups: BTreeMap<Slot, Vec<Dated>> = BTreeMap::new();
    let (mut weeks, mut begun) = (BTreeSet::new(), BTreeSet::new());
    for event in events {
        let told = place(event, zone);
        if let Some(monday) = told
            .as_ref()
            .ok()
            .map(|dated| dated.monday)
            .or(cancelled(event, zone))
        {
            begun.insert(monday);
            if event.get("RRULE").is_none() {
                weeks.insert(monday);
            }
        }
        let lessons = told.and_then(|dated| {
            usual(event)?;
            match event.get("RRULE") {
                Some(rule) => repeated(&dated, &rule.value).map(Some),
                None => {
                    let slot = (course(event), number(dated.day), dated.start, dated.end);
                    groups.entry(slot).or_default().push(dated);
                    Ok(None)
                }
            }
        });
        match lessons {
            Ok(lessons) => reading.lessons.extend(lessons.into_iter().flatten()),
            Err(reason) => reading.misfits.push(Misfit {
                row: event.line,
                reason,
            }),
        }
    }
    let mondays = |dates: &Vec<Dated>| dates.iter().map(|dated| dated.monday).collect();
    let stands: Vec<BTreeSet<NaiveDate>> = groups.values().map(mondays).collect();
    let year = Year::of(&weeks, &stands);
    for (dates, stands) in groups.values().zip(&stands) {
        let (Some(first), told) = (dates.first(), mostly(dates)) else {
            continue;
        };
        let lesson = match (year.weeks(stands), told) {
            (None, _) => Err(Reason::OneOff),
            (_, told) if told.content.classes.is_empty() => Err(Reason::NoClass),
            (Some(weeks), told) => Ok(Lesson {
                row: first.row,
                ..told.lesson(told.day, weeks)
            }),
        };
        reading.take(first.row, lesson);
    }
    reading.lessons = joined(reading.lessons);
    if reading
        .lessons
        .iter()
        .any(|lesson| lesson.weeks != Weeks::Every)
    {
        reading.first_week = begun.first().map(|monday| match year.class(*monday) {
            Weeks::Second => *monday + TimeDelta::days(7),
            _ => *monday,
        });
    }
    reading
}

fn number(day: Weekday) -> u8 {
    day.num_days_from_monday() as u8
}

/// When and what, or why it is no lesson.
fn place(event: &Event, zone: Tz) -> Result<Dated, Reason> {
    let start = event.get("DTSTART").ok_or(Reason::Unplaced)?;
    let wrong = || Reason::UnknownHour(start.value.chars().take(40).collect());
    let Moment::At(start) = moment::parse(start, zone).ok_or_else(wrong)? else {
        return Err(Reason::NotALesson);
    };
    let end = match event.get("DTEND") {
        Some(end) => match moment::parse(end, zone) {
            Some(Moment::At(end)) => Some(end),
            _ => None,
        },
        None => moment::duration(event.value("DURATION"))
            .and_then(|duration| start.checked_add_signed(duration)),
    };
    let end = end.filter(|end| *end > start && end.date() == start.date());
    let end = end.ok_or_else(wrong)?;
    let day = start.weekday();
    if day == Weekday::Sun && event.get("RRULE").is_none() {
        return Err(Reason::UnknownDay("dimanche".to_owned()));
    }
    let back = TimeDelta::days(i64::from(number(day)));
    Ok(Dated {
        row: event.line,
        monday: start.date().checked_sub_signed(back).ok_or_else(wrong)?,
        day,
        start: start.time(),
        end: end.time(),
        content: text::content(event),
    })
}

/// A week of lessons, were this one cancelled.
fn cancelled(event: &Event, zone: Tz) -> Option<NaiveDate> {
    let told = place(event, zone).ok()?;
    matches!(usual(event), Err(Reason::Cancelled)).then_some(told.monday)
}

/// Whether the event shows what takes place in most weeks.
fn usual(event: &Event) -> Result<(), Reason> {
    let category = search_key(&text::unescape(event.value("CATEGORIES")));
    let status = event.value("STATUS").trim();
    if category.contains("annule") || status.eq_ignore_ascii_case("CANCELLED") {
        return Err(Reason::Cancelled);
    }
    if category.contains("ferie") {
        return Err(Reason::NotALesson);
    }
    if category.contains("exceptionnel") || event.get("RECURRENCE-ID").is_some() {
        return Err(Reason::OneOff);
    }
    Ok(())
}

/// What makes two dates dates of one lesson: the course's number, which is in the identifiers of
/// Index Éducation (`Cours-<course>-<week>-<stamp>-Index-Education`), or else the same texts.
fn course(event: &Event) -> String {
    let uid = event.value("UID").trim();
    let parts: Vec<&str> = uid.split('-').collect();
    match parts[..] {
        ["Cours", course, _, .., "Education"] if uid.ends_with("-Index-Education") => {
            format!("Cours-{course}")
        }
        _ => ["SUMMARY", "LOCATION", "DESCRIPTION"]
            .map(|name| event.value(name))
            .join("\n"),
    }
}

/// What most dates say; of two, the earlier.
fn mostly(dates: &[Dated]) -> &Dated {
    let mut counts: BTreeMap<&Content, (usize, &Dated)> = BTreeMap::new();
    for dated in dates {
        let entry = counts.entry(&dated.content).or_insert((0, dated));
        entry.0 += 1;
        if (dated.monday, dated.row) < (entry.1.monday, entry.1.row) {
            entry.1 = dated;
        }
    }
    let rank =
        |(count, dated): &(usize, &Dated)| (*count, std::cmp::Reverse((dated.monday, dated.row)));
    counts
        .into_values()
        .max_by_key(rank)
        .map_or(&dates[0], |(_, dated)| dated)
}

/// The lessons of a rule.
fn repeated(dated: &Dated, rule: &str) -> Result<Vec<Lesson>, Reason> {
    let unknown = || Reason::Rule(rule.chars().take(80).collect());
    let rule = rule::parse(rule).ok_or_else(unknown)?;
    if dated.content.classes.is_empty() {
        return Err(Reason::NoClass);
    }
    let weeks = match rule.other {
        true => Parity::Iso.class(dated.monday),
        false => Weeks::Every,
    };
    let days = if rule.days.is_empty() {
        vec![dated.day]
    } else {
        rule.days
    };
    if days.contains(&Weekday::Sun) {
        return Err(Reason::UnknownDay("dimanche".to_owned()));
    }
    Ok(days.iter().map(|day| dated.lesson(*day, weeks)).collect())
}

/// The same in both weeks, under two numbers, is every week.
fn joined(mut lessons: Vec<Lesson>) -> Vec<Lesson> {
    lessons.sort_by_key(|lesson| lesson.row);
    let mut kept: BTreeMap<(u8, NaiveTime, NaiveTime, Content), usize> = BTreeMap::new();
    let mut all: Vec<Lesson> = Vec::new();
    for lesson in lessons {
        let content = Content {
            classes: lesson.classes.clone(),
            subject: lesson.subject.clone(),
            teachers: lesson.teachers.clone(),
            rooms: lesson.rooms.clone(),
        };
        let key = (number(lesson.day), lesson.start, lesson.end, content);
        match kept.get(&key).and_then(|index| all.get_mut(*index)) {
            Some(known) if known.weeks == lesson.weeks => {}
            Some(known) => known.weeks = Weeks::Every,
            None => {
                kept.insert(key, all.len());
                all.push(lesson);
            }
        }
    }
    all
}
