//! The marks of nobody: what a school looks at to see what its families read.

use super::{Assessment, Kept, Said};
use chrono::{DateTime, Days, NaiveDate, Utc};
use grading::{Coefficient, Mark, OutOf, Points};

/// An assessment of a fortnight ago, one of last week, one that is published in ten days: the school's rule
/// says what is seen of them.
const GIVEN: [(&str, i64, i64, u32); 3] = [
    ("Contrôle", -14, -14, 1400),
    ("Devoir à la maison", -8, -7, 1150),
    ("Contrôle à venir", -1, 10, 1650),
];

fn day(today: NaiveDate, days: i64) -> NaiveDate {
    let far = Days::new(days.unsigned_abs());
    let moved = match days < 0 {
        true => today.checked_sub_days(far),
        false => today.checked_add_days(far),
    };
    moved.unwrap_or(today)
}

/// Of these subjects, by their codes.
pub(crate) fn marks<'s>(
    subjects: impl Iterator<Item = &'s str>,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Vec<Kept> {
    let since = now - chrono::Duration::days(15);
    let Ok(coefficient) = Coefficient::of(100) else {
        return Vec::new();
    };
    subjects
        .flat_map(|subject| {
            GIVEN
                .iter()
                .filter_map(move |(title, on, publication, points)| {
                    let points = Points::of(*points, OutOf::TWENTY).ok()?;
                    Some(Kept {
                        subject: subject.to_owned(),
                        assessment: Assessment {
                            title: (*title).to_owned(),
                            on: day(today, *on),
                            publication: day(today, *publication),
                            period: None,
                            coefficient,
                            out_of: OutOf::TWENTY,
                        },
                        known_since: since,
                        said: vec![Said {
                            mark: Some(Mark::Points(points)),
                            since,
                        }],
                    })
                })
        })
        .collect()
}
