//! The hours when no family's telephone rings for what can wait until morning.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Timelike as _};

/// Quiet hours: from an hour of the evening until one of the morning, in the school's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    /// When they begin.
    pub from: NaiveTime,
    /// When they end: that minute is not one of them. The same as `from`: there are none.
    pub until: NaiveTime,
}

impl Default for QuietHours {
    /// From 20:00 to 7:30.
    fn default() -> Self {
        Self {
            from: NaiveTime::MIN + chrono::Duration::hours(20),
            until: NaiveTime::MIN + chrono::Duration::minutes(7 * 60 + 30),
        }
    }
}

impl QuietHours {
    /// When those that hold at that instant end; none outside of them.
    pub fn end_after<Z: TimeZone>(self, now: &DateTime<Z>) -> Option<DateTime<Z>> {
        let (day, time) = (now.date_naive(), now.time());
        let over_midnight = self.until < self.from;
        let until = match over_midnight {
            true if time >= self.from => day.checked_add_days(Days::new(1))?,
            true if time < self.until => day,
            false if self.from <= time && time < self.until => day,
            _ => return None,
        };
        let zone = now.timezone();
        // Where the clock jumps over that hour, the first that exists after it.
        let end = (0..=120).find_map(|minutes| {
            let local = until.and_time(self.until) + chrono::Duration::minutes(minutes);
            zone.from_local_datetime(&local).earliest()
        })?;
        // In the hour that comes twice it may be over and begin again: never in the past.
        (end > *now).then_some(end)
    }

    /// « 20 h 00 à 7 h 30 »; none when there are none.
    pub fn label(self) -> Option<String> {
        let hour = |time: NaiveTime| format!("{} h {:02}", time.hour(), time.minute());
        (self.from != self.until).then(|| format!("{} à {}", hour(self.from), hour(self.until)))
    }
}

/// The first instant of the month after that day, where the school is.
pub(crate) fn next_month<Z: TimeZone>(day: NaiveDate, zone: &Z) -> Option<DateTime<Z>> {
    use chrono::Datelike as _;
    let first = day
        .with_day(1)?
        .checked_add_months(chrono::Months::new(1))?;
    zone.from_local_datetime(&first.and_time(NaiveTime::MIN))
        .earliest()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Tz;
    use proptest::prelude::*;

    fn at(zone: Tz, text: &str) -> DateTime<Tz> {
        let instant: DateTime<chrono::Utc> = text.parse().expect("an instant");
        instant.with_timezone(&zone)
    }

    /// Invariant: quiet hours hold in the school's own zone, over midnight, and over the nights
    /// when the clock changes.
    #[test]
    fn quiet_hours_are_those_of_the_school() {
        use chrono_tz::{Europe::Paris, Indian::Reunion};
        let hours = QuietHours::default();
        for (zone, now, end) in [
            (Paris, "2026-11-24T18:59:59Z", None),
            (Paris, "2026-11-24T19:00:00Z", Some("2026-11-25T06:30:00Z")),
            (Paris, "2026-11-25T02:00:00Z", Some("2026-11-25T06:30:00Z")),
            (Paris, "2026-11-25T06:30:00Z", None),
            (
                Reunion,
                "2026-11-24T16:00:00Z",
                Some("2026-11-25T03:30:00Z"),
            ),
            (Reunion, "2026-11-24T07:00:00Z", None),
            // The night when the clock goes back lasts an hour more; that when it goes on, less.
            (Paris, "2026-10-24T20:00:00Z", Some("2026-10-25T06:30:00Z")),
            (Paris, "2027-03-27T20:00:00Z", Some("2027-03-28T05:30:00Z")),
        ] {
            let found = hours.end_after(&at(zone, now));
            assert_eq!(found, end.map(|end| at(zone, end)), "{zone} {now}");
        }
        let none = QuietHours {
            from: hours.until,
            ..hours
        };
        assert_eq!(none.end_after(&at(Paris, "2026-11-24T23:00:00Z")), None);
        assert_eq!(
            (hours.label(), none.label()),
            (Some("20 h 00 à 7 h 30".into()), None)
        );
        let at_noon = QuietHours {
            from: hours.until,
            until: hours.from,
        };
        assert_eq!(at_noon.end_after(&at(Paris, "2026-11-24T23:00:00Z")), None);
        assert!(
            at_noon
                .end_after(&at(Paris, "2026-11-24T12:00:00Z"))
                .is_some()
        );
        // An hour that does not exist ends them when the clock has jumped over it.
        let night = QuietHours {
            from: hours.from,
            until: NaiveTime::MIN + chrono::Duration::minutes(150),
        };
        assert_eq!(
            night.end_after(&at(Paris, "2027-03-27T22:00:00Z")),
            Some(at(Paris, "2027-03-28T01:00:00Z"))
        );
        // One that comes twice ends them the first time.
        assert_eq!(
            night.end_after(&at(Paris, "2026-10-24T22:00:00Z")),
            Some(at(Paris, "2026-10-25T00:30:00Z"))
        );
    }

    proptest! {
        /// Invariant: whatever the hours and the zone, the end comes after, within a day, and
        /// nothing is quiet then.
        #[test]
        fn what_is_held_leaves(
            zone in prop::sample::select(vec![
                chrono_tz::Europe::Paris, chrono_tz::America::Miquelon, chrono_tz::Pacific::Tahiti,
            ]),
            instant in 1_767_225_600i64..1_830_297_600,
            from in 0u32..1440,
            until in 0u32..1440,
        ) {
            let time = |minute| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).expect("a time");
            let hours = QuietHours { from: time(from), until: time(until) };
            let now = zone.timestamp_opt(instant, 0).single().expect("an instant");
            if let Some(end) = hours.end_after(&now) {
                prop_assert!(end > now && end - now <= chrono::Duration::hours(25));
                prop_assert_eq!(hours.end_after(&end), None);
            }
        }
    }
}
