//! When a lesson ends of which a file says only how long it is called.

use chrono::{NaiveTime, TimeDelta};

/// Between two bells nearer than this, in minutes, lies a break.
const BREAK: i64 = 25;

/// Whether so short a time separates both that no lesson takes place in between.
pub(crate) fn is_break(from: NaiveTime, to: NaiveTime) -> bool {
    from <= to && to - from < TimeDelta::minutes(BREAK)
}

/// The periods between bells, breaks left out.
pub(crate) fn periods(bells: &[NaiveTime]) -> Vec<(NaiveTime, NaiveTime)> {
    let pairs = bells.windows(2).map(|pair| (pair[0], pair[1]));
    pairs
        .filter(|(from, to)| from < to && !is_break(*from, *to))
        .collect()
}

/// The end of what lasts so many minutes by name. Whole hours that begin at a bell are periods;
/// anything else is time. None past midnight, and for no time at all.
pub(crate) fn end(bells: &[NaiveTime], start: NaiveTime, minutes: u32) -> Option<NaiveTime> {
    if minutes == 0 || minutes >= 24 * 60 {
        return None;
    }
    let whole = minutes.is_multiple_of(60).then_some(minutes as usize / 60);
    let by_bells = whole.and_then(|count| {
        let periods = periods(bells);
        let first = periods.iter().position(|(from, _)| *from == start)?;
        periods.get(first + count - 1).map(|(_, to)| *to)
    });
    by_bells.or_else(|| {
        let (end, days) = start.overflowing_add_signed(TimeDelta::minutes(i64::from(minutes)));
        (days == 0).then_some(end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).expect("an hour")
    }

    /// Invariant: whole hours from a bell are periods, breaks not counted; all else is time.
    #[test]
    fn an_hour_is_a_period() {
        let bells = [at(8, 0), at(8, 55), at(9, 50), at(10, 5), at(11, 0)];
        assert_eq!(end(&bells, at(8, 0), 60), Some(at(8, 55)));
        assert_eq!(end(&bells, at(8, 55), 120), Some(at(11, 0)), "over a break");
        assert_eq!(end(&bells, at(8, 0), 180), Some(at(11, 0)));
        assert_eq!(end(&bells, at(10, 5), 120), Some(at(12, 5)), "no such bell");
        assert_eq!(end(&bells, at(8, 10), 60), Some(at(9, 10)), "from no bell");
        assert_eq!(end(&bells, at(8, 0), 90), Some(at(9, 30)));
        assert_eq!(end(&[], at(23, 0), 60), None, "past midnight");
        assert_eq!(end(&bells, at(8, 0), 0), None);
    }
}
