//! A morning of rolls, for benches: most lessons of the first two hours are called.

use crate::{
    model::roll::Said,
    pages::roll::lesson::{Asked, Day, find},
    store::roll_call::{self, Call},
};
use chrono::{NaiveDate, NaiveTime};
use db::in_write;
use identity::{At, RollCall};
use web::{Context, Error, FormId, Result};

/// What a morning left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Morning {
    /// How many rolls were called.
    pub rolls: usize,
    /// Where the roll of a lesson that nobody has called is.
    pub open: String,
}

/// Calls the rolls of the first two hours of a day that has begun, but for one in four: in each two
/// pupils are away, one is late. Needs a timetable; none, when the school is closed that day or has
/// no lesson that nobody called.
pub async fn morning(
    context: &Context,
    at: &At<RollCall>,
    date: NaiveDate,
) -> Result<Option<Morning>> {
    let now = context.clock.now();
    let day = Day::of(at, context, &date.to_string(), now).await?;
    let mut hours: Vec<NaiveTime> = day.lessons.iter().map(|one| one.terms.from).collect();
    hours.sort_unstable();
    hours.dedup();
    hours.truncate(2);
    let (mut rolls, mut open) = (0, None);
    let early = |hour: NaiveTime| hours.contains(&hour);
    for (n, lesson) in day.lessons.iter().enumerate() {
        let asked = Asked::Lesson(lesson.id);
        let found = find(at, context, &day, &asked).await?;
        let Ok(found) = found else { continue };
        if !early(lesson.terms.from) || n % 4 == 3 {
            if found.pupils.len() >= 25 && !early(lesson.terms.from) {
                open = open.or(Some(asked.address(date)));
            }
            continue;
        }
        let said = found.pupils.iter().enumerate().map(|(rank, pupil)| {
            let said = match rank % 30 {
                3 | 17 => Said::Absent,
                9 => Said::Late(10),
                _ => Said::Present,
            };
            (pupil.id, said)
        });
        let call = Call {
            id: FormId::new(),
            slot: &found.slot,
            said: said.collect(),
            week: &day.calendar.week,
        };
        in_write!(context.db, Error, |tx| {
            roll_call::call(tx, at, &call, now).await
        })?;
        rolls += 1;
    }
    Ok(open.map(|open| Morning { rolls, open }))
}
