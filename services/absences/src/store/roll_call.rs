//! A roll, called: kept as it was sent, once, with what becomes of entries by it.

use crate::{
    model::{
        period::Period,
        roll::{Deed, Known, Said, Standing, deeds},
        scope::Scope,
        taught::Taught,
        terms::{Kind, Terms},
    },
    store::{
        absence::{self, Absence},
        entries::{self, Listed},
        roll::{self, Mark, RollRow},
    },
};
use audit::Line;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use db::{Write, sql};
use education::{Id, Pupil};
use identity::{At, RollCall};
use std::collections::HashMap;
use timetable::Week;
use uuid::Uuid;
use web::{FormId, Result};

/// A lesson on a day, whose roll is called.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    pub(crate) day: NaiveDate,
    /// One roll for each: the lesson, or the class and the hour.
    pub(crate) key: String,
    /// « 5B · Mathématiques ».
    pub(crate) label: String,
    pub(crate) period: Period,
    /// By whom and of what; nothing, where there is no timetable.
    pub(crate) taught: Taught,
}

/// A roll as it was sent.
pub(crate) struct Call<'c> {
    /// Made where it was called: the same one twice counts once.
    pub(crate) id: FormId,
    pub(crate) slot: &'c Slot,
    /// Everybody who is on the roll, with what is said of each.
    pub(crate) said: Vec<(Id<Pupil>, Said)>,
    pub(crate) week: &'c Week,
}

/// Calls a roll. False when this call had already been received: nothing changed.
pub(crate) async fn call(
    write: &mut Write,
    at: &At<RollCall>,
    call: &Call<'_>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let known = sql!("SELECT id FROM roll_call WHERE id = $1")
        .bind(call.id.0)
        .optional::<(Uuid,)>(write)
        .await?;
    if known.is_some() {
        return Ok(false);
    }
    let roll = upsert(write, at, call, now).await?;
    keep(write, at, roll, call, now).await?;
    let marks = roll::marks(write, roll).await?;
    let marks: HashMap<Id<Pupil>, Mark> = marks.into_iter().map(|m| (m.pupil, m)).collect();
    let mut entries: HashMap<Id<Pupil>, Vec<Listed>> = HashMap::new();
    for entry in entries::touching(write, at, call.slot.day).await? {
        entries.entry(entry.pupil).or_default().push(entry);
    }
    for (pupil, said) in &call.said {
        let (entries, mark) = (entries.remove(pupil).unwrap_or_default(), marks.get(pupil));
        if *said == Said::Present && mark.is_none() && entries.is_empty() {
            continue;
        }
        settle(
            write,
            at,
            (roll, call),
            (*pupil, *said),
            &entries,
            mark,
            now,
        )
        .await?;
    }
    let line = Line::new(at.actor(), "roll.called").on("roll", roll);
    audit::note(write, now, &line.detail(call.slot.label.clone())).await?;
    Ok(true)
}

async fn upsert(
    write: &mut Write,
    at: &At<RollCall>,
    call: &Call<'_>,
    now: DateTime<Utc>,
) -> db::Result<Id<RollRow>> {
    let id: Id<RollRow> = Id::new();
    let (id,) = sql!(
        "INSERT INTO roll (id, school, day, slot, label, from_time, to_time, expected, version, \
         called_at, called_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10) \
         ON CONFLICT (school, day, slot) DO UPDATE SET version = roll.version + 1, \
         label = excluded.label, expected = excluded.expected, called_at = excluded.called_at, \
         called_by = excluded.called_by RETURNING id"
    )
    .bind(id)
    .bind(at.school())
    .bind(call.slot.day)
    .bind(call.slot.key.as_str())
    .bind(call.slot.label.as_str())
    .bind(call.slot.period.from().time())
    .bind(call.slot.period.to().time())
    .bind(i64::try_from(call.said.len()).unwrap_or(i64::MAX))
    .bind(now)
    .bind(at.person().account)
    .one::<(Id<RollRow>,)>(write)
    .await?;
    Ok(id)
}

/// Keeps what was sent, as it was.
async fn keep(
    write: &mut Write,
    at: &At<RollCall>,
    roll: Id<RollRow>,
    call: &Call<'_>,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let others = call.said.iter().filter(|(_, said)| *said != Said::Present);
    let words: Vec<String> = others
        .map(|(pupil, said)| match said.minutes() {
            Some(minutes) => format!("{pupil}={}/{minutes}", said.code()),
            None => format!("{pupil}={}", said.code()),
        })
        .collect();
    sql!(
        "INSERT INTO roll_call (id, roll, called_at, called_by, said) VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(call.id.0)
    .bind(roll)
    .bind(now)
    .bind(at.person().account)
    .bind(words.join(" "))
    .run(write)
    .await?;
    Ok(())
}

/// What the roll says of a pupil, written; and what becomes of their entries.
async fn settle(
    write: &mut Write,
    at: &At<RollCall>,
    (roll, call): (Id<RollRow>, &Call<'_>),
    (pupil, said): (Id<Pupil>, Said),
    entries: &[Listed],
    mark: Option<&Mark>,
    now: DateTime<Utc>,
) -> Result<()> {
    let lesson = call.slot.period;
    let standing = standing(call, entries, mark);
    let mut tied: Option<(Id<Absence>, bool, Option<NaiveDateTime>)> = None;
    let find = |id| entries.iter().find(|entry| entry.id == id);
    for deed in deeds(said, lesson, &standing) {
        tied = match deed {
            Deed::Record(terms) => {
                let id: Id<Absence> = Id::new();
                let new = (id, FormId::new());
                let told = (&terms, &call.slot.taught);
                absence::insert(write, at, new, pupil, told, true, now).await?;
                Some((id, true, None))
            }
            Deed::Prolong(id, to) => {
                let ended = find(id).map(|entry| entry.terms.period.to());
                if let Some(entry) = find(id) {
                    let taught = entry.taught.and(&call.slot.taught);
                    end(write, at, entry, (to, &taught), now).await?;
                }
                Some((id, true, ended))
            }
            Deed::Shorten(id, to) => {
                if let Some(entry) = find(id) {
                    let taught = taught_until(write, at, entry, to).await?;
                    end(write, at, entry, (to, &taught), now).await?;
                }
                None
            }
            Deed::TakeBack(id) => {
                absence::cancel(write, at, id, now).await?;
                None
            }
            Deed::Leave(None) => None,
            Deed::Leave(Some(id)) => {
                let kept = mark.filter(|mark| mark.absence == Some(id) && mark.own);
                let ended = kept.and_then(|mark| mark.ended_before);
                let ended = ended.map(|ended| call.slot.day.and_time(ended));
                Some((id, kept.is_some(), ended))
            }
        };
    }
    if said == Said::Present && tied.is_none() {
        sql!("DELETE FROM roll_mark WHERE roll = $1 AND pupil = $2")
            .bind(roll)
            .bind(pupil)
            .run(write)
            .await?;
        return Ok(());
    }
    sql!(
        "INSERT INTO roll_mark (roll, pupil, state, minutes, absence, own, ended_before) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (roll, pupil) DO UPDATE SET \
         state = excluded.state, minutes = excluded.minutes, absence = excluded.absence, \
         own = excluded.own, ended_before = excluded.ended_before"
    )
    .bind(roll)
    .bind(pupil)
    .bind(said.code())
    .bind(said.minutes())
    .bind(tied.map(|(id, ..)| id))
    .bind(tied.is_some_and(|(_, own, _)| own))
    .bind(tied.and_then(|(.., ended)| ended).map(|ended| ended.time()))
    .run(write)
    .await?;
    Ok(())
}

/// Gives an entry of rolls another end.
async fn end(
    write: &mut Write,
    at: &At<RollCall>,
    entry: &Listed,
    (to, taught): (NaiveDateTime, &Taught),
    now: DateTime<Utc>,
) -> db::Result<()> {
    let terms = Terms {
        period: Period::stored(entry.terms.period.from(), to),
        ..entry.terms
    };
    absence::rewrite(write, at, entry, (&terms, taught), true, now).await
}

/// By whom and of what an entry was when it ended then: before the lesson that is taken out of it.
async fn taught_until(
    write: &mut Write,
    at: &At<RollCall>,
    entry: &Listed,
    to: NaiveDateTime,
) -> db::Result<Taught> {
    let changes = entries::changes(write, at, entry.id).await?;
    let mut said = changes.into_iter().rev().filter_map(|change| change.said);
    let then = said.find(|(terms, _)| terms.period.to() == to);
    Ok(then.map_or_else(|| entry.taught.clone(), |(_, taught)| taught))
}

fn standing(call: &Call<'_>, entries: &[Listed], mark: Option<&Mark>) -> Standing<Id<Absence>> {
    let lesson = call.slot.period;
    let mine = mark.filter(|mark| mark.own).and_then(|mark| {
        let entry = entries
            .iter()
            .find(|entry| Some(entry.id) == mark.absence)?;
        let ended = mark.ended_before.map(|ended| call.slot.day.and_time(ended));
        Some((known(entry), ended))
    });
    let mine_id = mine.map(|(entry, _)| entry.id);
    let stands = |entry: &&Listed| {
        entry.cancelled_at.is_none()
            && Some(entry.id) != mine_id
            && entry.terms.kind.excludes_others()
            && entry.terms.scope == Scope::Lessons
    };
    let other = entries.iter().filter(stands).find(|entry| {
        let period = entry.terms.period;
        period.from() < lesson.to() && lesson.from() < period.to()
    });
    let before = entries.iter().filter(stands).find(|entry| {
        let period = entry.terms.period;
        known(entry).of_rolls
            && entry.terms.kind == Kind::Absence
            && period.to().date() == call.slot.day
            && period.to() <= lesson.from()
            && call.week.is_break(period.to().time(), lesson.from().time())
    });
    Standing {
        mine,
        other: other.map(|entry| entry.id),
        before: before.map(|entry| entry.id),
    }
}

fn known(entry: &Listed) -> Known<Id<Absence>> {
    Known {
        id: entry.id,
        kind: entry.terms.kind,
        period: entry.terms.period,
        minutes: entry.terms.minutes,
        of_rolls: entry.roll_version == Some(entry.version),
        cancelled: entry.cancelled_at.is_some(),
    }
}

/// Somebody was reminded that a roll is not called; the first time counts.
pub(crate) async fn remind(
    write: &mut Write,
    at: &At<identity::SchoolLife>,
    slot: &Slot,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let noted = sql!(
        "INSERT INTO roll_reminder (school, day, slot, reminded_at, reminded_by) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (school, day, slot) DO NOTHING"
    )
    .bind(at.school())
    .bind(slot.day)
    .bind(slot.key.as_str())
    .bind(now)
    .bind(at.person().account)
    .run(write)
    .await?;
    if noted == 1 {
        let line = Line::new(at.actor(), "roll.reminded").detail(slot.label.clone());
        audit::note(write, now, &line).await?;
    }
    Ok(noted == 1)
}
