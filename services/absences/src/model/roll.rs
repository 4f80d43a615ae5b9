//! The roll of a lesson: what is said of each pupil, and what becomes of entries by it. What the
//! office has typed or touched is never undone by a roll: both are shown.

use super::{
    period::Period,
    terms::{Kind, Terms},
};
use chrono::{Datelike as _, Duration, NaiveDate, NaiveDateTime, NaiveTime};
use timetable::Week;

/// What a roll says of a pupil.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Present,
    Absent,
    /// Came so many minutes after the beginning.
    Late(i64),
}

impl Said {
    /// The word that rows keep and forms send.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Absent => "absent",
            Self::Late(_) => "retard",
        }
    }

    pub(crate) fn minutes(self) -> Option<i64> {
        match self {
            Self::Late(minutes) => Some(minutes),
            Self::Present | Self::Absent => None,
        }
    }

    /// Of a row, or of what a form sent; minutes beyond those of the lesson are an absence.
    pub(crate) fn of(code: &str, minutes: Option<i64>, lesson: Period) -> Option<Self> {
        let length = (lesson.to() - lesson.from()).num_minutes();
        match (code, minutes) {
            ("present", _) => Some(Self::Present),
            ("absent", _) => Some(Self::Absent),
            ("retard", Some(minutes)) if (1..length).contains(&minutes) => {
                Some(Self::Late(minutes))
            }
            _ => None,
        }
    }
}

/// An entry, as a roll sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known<I> {
    pub(crate) id: I,
    pub(crate) kind: Kind,
    pub(crate) period: Period,
    pub(crate) minutes: Option<i64>,
    /// Nobody but rolls has written it.
    pub(crate) of_rolls: bool,
    pub(crate) cancelled: bool,
}

/// What stands about a pupil when a roll is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing<I> {
    /// The entry that this roll made or prolonged, and when it ended before that.
    pub(crate) mine: Option<(Known<I>, Option<NaiveDateTime>)>,
    /// Another entry that says where the pupil is during the lesson.
    pub(crate) other: Option<I>,
    /// The absence of the lesson before, which goes on.
    pub(crate) before: Option<I>,
}

/// What is done to entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed<I> {
    /// A new entry.
    Record(Terms),
    /// An absence goes on until then.
    Prolong(I, NaiveDateTime),
    /// An absence that this roll had prolonged ends as before.
    Shorten(I, NaiveDateTime),
    /// An entry that this roll had made is taken back.
    TakeBack(I),
    /// The entry that is there says it, or says otherwise: it stays, and both are shown.
    Leave(Option<I>),
}

/// What a roll does to the entries of a pupil, in order; the last one says which entry it is tied to.
pub(crate) fn deeds<I: Copy>(said: Said, lesson: Period, standing: &Standing<I>) -> Vec<Deed<I>> {
    let Some((mine, ended)) = standing.mine else {
        return match said {
            Said::Present => vec![Deed::Leave(standing.other)],
            _ => vec![fresh(said, lesson, standing)],
        };
    };
    let same = match said {
        Said::Present => false,
        Said::Absent => mine.kind == Kind::Absence,
        Said::Late(minutes) => mine.kind == Kind::Lateness && mine.minutes == Some(minutes),
    };
    if same || mine.cancelled || !mine.of_rolls {
        return vec![Deed::Leave(Some(mine.id))];
    }
    // A later roll has prolonged it: what it says of that hour is not this roll's.
    if mine.period.to() > lesson.to() {
        return vec![Deed::Leave(Some(mine.id))];
    }
    let undo = match ended {
        Some(ended) => Deed::Shorten(mine.id, ended),
        None => Deed::TakeBack(mine.id),
    };
    let next = match said {
        Said::Present => Deed::Leave(None),
        _ => fresh(said, lesson, standing),
    };
    vec![undo, next]
}

/// Who is not there, or was late, and of whom this roll had said nothing.
fn fresh<I: Copy>(said: Said, lesson: Period, standing: &Standing<I>) -> Deed<I> {
    match (said, standing.other, standing.before) {
        (_, Some(other), _) => Deed::Leave(Some(other)),
        (Said::Absent, None, Some(before)) => Deed::Prolong(before, lesson.to()),
        (Said::Late(minutes), ..) => Deed::Record(Terms {
            kind: Kind::Lateness,
            minutes: Some(minutes),
            observed: true,
            ..Terms::absence(Period::stored(
                lesson.from(),
                lesson.from() + Duration::minutes(minutes),
            ))
        }),
        _ => Deed::Record(Terms {
            observed: true,
            ..Terms::absence(lesson)
        }),
    }
}

/// The hours of a day between two bells, from when to when, until the end of the day; lunch is none.
pub(crate) fn hours_between_bells(week: &Week, day: NaiveDate) -> Vec<(NaiveTime, NaiveTime)> {
    let end = week.end_of(day.weekday());
    let pairs = week.bells().windows(2).map(|pair| (pair[0], pair[1]));
    pairs
        .filter(|(from, to)| end.is_some_and(|end| *to <= end) && !week.is_break(*from, *to))
        .collect()
}

/// How long after its beginning a roll that is not called is looked for.
pub(crate) const EXPECTED_WITHIN: Duration = Duration::minutes(15);

/// How long before its beginning a roll may be called: pupils come in.
pub(crate) const NOT_BEFORE: Duration = Duration::minutes(10);

/// For how many days a roll may still be called.
pub(crate) const STILL: i64 = 7;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(hour: u32, minute: u32) -> NaiveDateTime {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        day.and_hms_opt(hour, minute, 0).unwrap()
    }

    fn lesson() -> Period {
        Period::stored(at(9, 25), at(10, 20))
    }

    fn nothing() -> Standing<u8> {
        Standing {
            mine: None,
            other: None,
            before: None,
        }
    }

    fn mine(kind: Kind, from: NaiveDateTime, to: NaiveDateTime) -> Known<u8> {
        Known {
            id: 7,
            kind,
            period: Period::stored(from, to),
            minutes: (kind == Kind::Lateness).then_some(5),
            of_rolls: true,
            cancelled: false,
        }
    }

    #[test]
    fn who_is_missing_gets_an_entry_of_the_lesson() {
        let [Deed::Record(terms)] = deeds(Said::Absent, lesson(), &nothing())[..] else {
            panic!("one entry");
        };
        assert_eq!((terms.kind, terms.period), (Kind::Absence, lesson()));
        assert!(terms.observed && !terms.open_end && !terms.closed);
        let [Deed::Record(terms)] = deeds(Said::Late(10), lesson(), &nothing())[..] else {
            panic!("one entry");
        };
        assert_eq!((terms.kind, terms.minutes), (Kind::Lateness, Some(10)));
        assert_eq!(terms.period, Period::stored(at(9, 25), at(9, 35)));
        assert_eq!(
            deeds(Said::Present, lesson(), &nothing()),
            [Deed::Leave(None)]
        );
    }

    /// Invariant: an absence goes on from lesson to lesson, and ends as before when the roll is
    /// corrected.
    #[test]
    fn an_absence_goes_on_and_is_cut_again() {
        let before = Standing {
            before: Some(3),
            ..nothing()
        };
        assert_eq!(
            deeds(Said::Absent, lesson(), &before),
            [Deed::Prolong(3, at(10, 20))]
        );
        let prolonged = Standing {
            mine: Some((mine(Kind::Absence, at(8, 30), at(10, 20)), Some(at(9, 25)))),
            ..nothing()
        };
        let cut = [Deed::Shorten(7, at(9, 25)), Deed::Leave(None)];
        assert_eq!(deeds(Said::Present, lesson(), &prolonged), cut);
        let deeds_of = deeds(Said::Late(5), lesson(), &prolonged);
        assert!(matches!(
            deeds_of[..],
            [Deed::Shorten(7, _), Deed::Record(_)]
        ));
        // Late: the absence of the lesson before ended with it.
        assert!(matches!(
            deeds(Said::Late(5), lesson(), &before)[..],
            [Deed::Record(_)]
        ));
        let further = Standing {
            mine: Some((mine(Kind::Absence, at(8, 30), at(11, 35)), Some(at(9, 25)))),
            ..nothing()
        };
        assert_eq!(
            deeds(Said::Present, lesson(), &further),
            [Deed::Leave(Some(7))]
        );
    }

    #[test]
    fn minutes_are_those_of_the_lesson() {
        assert_eq!(Said::of("retard", Some(54), lesson()), Some(Said::Late(54)));
        for minutes in [None, Some(0), Some(55), Some(-3)] {
            assert_eq!(Said::of("retard", minutes, lesson()), None);
        }
        assert_eq!(Said::of("malade", None, lesson()), None);
        for said in [Said::Present, Said::Absent, Said::Late(12)] {
            assert_eq!(Said::of(said.code(), said.minutes(), lesson()), Some(said));
        }
    }

    fn said() -> impl Strategy<Value = Said> {
        prop_oneof![
            Just(Said::Present),
            Just(Said::Absent),
            (1i64..50).prop_map(Said::Late)
        ]
    }

    proptest! {
        /// Invariant: what the office has typed, touched or taken back is not written by a roll.
        #[test]
        fn what_the_office_wrote_stays(said in said(), touched: bool, lateness: bool, before: bool) {
            let kind = if lateness { Kind::Lateness } else { Kind::Absence };
            let entry = Known {
                of_rolls: !touched,
                cancelled: !touched,
                ..mine(kind, at(9, 25), at(10, 20))
            };
            let standing = Standing { mine: Some((entry, None)), other: None, before: before.then_some(1) };
            prop_assert_eq!(deeds(said, lesson(), &standing), vec![Deed::Leave(Some(7))]);
            let standing = Standing { mine: None, other: Some(9), before: before.then_some(1) };
            prop_assert_eq!(deeds(said, lesson(), &standing), vec![Deed::Leave(Some(9))]);
        }

        /// Invariant: the same roll called twice changes nothing the second time.
        #[test]
        fn twice_is_once(minutes in 1i64..50, late: bool) {
            let (said, kind, to) = match late {
                true => (Said::Late(minutes), Kind::Lateness, at(9, 25) + Duration::minutes(minutes)),
                false => (Said::Absent, Kind::Absence, at(10, 20)),
            };
            let entry = Known { minutes: late.then_some(minutes), ..mine(kind, at(9, 25), to) };
            let standing = Standing { mine: Some((entry, None)), ..nothing() };
            prop_assert_eq!(deeds(said, lesson(), &standing), vec![Deed::Leave(Some(7))]);
        }
    }
}
