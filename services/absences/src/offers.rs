//! What this service tells others of pupils, by the types of `exchange`.

use crate::{
    model::{
        half_days::Rule,
        statistics::{By, Entry, Key, figures},
        wording::List,
    },
    store::{child, entries, school_time::SchoolTime, wording},
};
use chrono::{DateTime, NaiveDate, Utc};
use education::{Id, Pupil};
use exchange::{HalfDays, HalfDaysCount, NewAbsences};
use identity::{At, Child, Marks};
use std::collections::{HashMap, HashSet};
use ui::fr;
use web::{Context, Offers, Result, heavy};

pub(crate) fn give(offers: Offers) -> Offers {
    offers
        .with(HalfDaysCount(|context, at, pupils, days| {
            Box::pin(half_days(context, at, pupils, days))
        }))
        .with(NewAbsences(|context, child, since| {
            Box::pin(news(context, child, since))
        }))
}

/// What was recorded since, and stands: « 1 absence », « 2 retards ».
async fn news(context: &Context, child: &Child, since: DateTime<Utc>) -> Result<Vec<String>> {
    let mut read = context.db.read().await?;
    let counted = child::recorded_since(&mut read, child, since).await?;
    Ok(counted
        .into_iter()
        .map(|(kind, count)| fr::plural(count, kind.noun(), kind.nouns()))
        .collect())
}

/// As bilans count them: gross, without meals, nights and outings of the school.
async fn half_days(
    context: &Context,
    at: &At<Marks>,
    pupils: &[Id<Pupil>],
    days: (NaiveDate, NaiveDate),
) -> Result<HashMap<Id<Pupil>, HalfDays>> {
    let wanted: HashSet<Id<Pupil>> = pupils.iter().copied().collect();
    let reasons = wording::begun(context, at, List::Reasons).await?;
    let time = SchoolTime::of(at, context, days.0).await?;
    let mut read = context.db.read().await?;
    let listed = entries::standing_between(&mut read, at, days.0, days.1).await?;
    drop(read);
    let counts = |entry: &entries::Listed| {
        wanted.contains(&entry.pupil) && wording::counts(&reasons, &entry.terms)
    };
    let entries: Vec<Entry> = listed
        .into_iter()
        .filter(counts)
        .map(|entry| Entry {
            pupil: entry.pupil,
            division: None,
            terms: entry.terms,
            noon: entry.noon,
        })
        .collect();
    let now = context.clock.now();
    let local = now.with_timezone(&at.school_place().zone.0).naive_local();
    let counted = heavy(move || {
        let lessons = |pupil, day| time.lessons_of(pupil, day);
        figures(&entries, By::Pupil, days, &lessons, Rule::Gross, local)
    })
    .await?;
    let of_pupils = counted.into_iter().filter_map(|(key, figures)| match key {
        Key::Pupil(pupil) => Some((
            pupil,
            HalfDays {
                missed: figures.half_days,
                unjustified: figures.unjustified,
                latenesses: figures.latenesses,
            },
        )),
        _ => None,
    });
    Ok(of_pupils.collect())
}
