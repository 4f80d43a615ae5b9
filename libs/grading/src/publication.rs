//! When families see an assessment: a rule of days, in the school's own time.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use education::Zone;

/// How a school publishes marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// « Au fil de l'eau »: from 0:00 on the day after an assessment's publication date.
    Continuous,
    /// « À l'échéance »: from 0:00 on the day after a date set for a MEF and a division, those whose
    /// publication date is not later.
    AtTerm,
}

/// What the rule reads of an assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assessment {
    /// Its publication date.
    pub publication: NaiveDate,
    /// Since when it exists.
    pub known_since: DateTime<Utc>,
}

/// The modes that a school has had, from the first.
///
/// What families have seen stays: a school that goes from one mode to the other hides nothing. Only
/// who moves a publication date to a later day, or removes a date that has passed, hides again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationRule {
    first: Mode,
    changes: Vec<(DateTime<Utc>, Mode)>,
}

impl PublicationRule {
    /// The rule of a school that has chosen once, or has not.
    pub fn new(first: Mode) -> Self {
        Self {
            first,
            changes: Vec::new(),
        }
    }

    /// The same, with another mode from a moment on. Moments may come in any order.
    #[must_use]
    pub fn then(mut self, from: DateTime<Utc>, mode: Mode) -> Self {
        self.changes.push((from, mode));
        self.changes.sort_by_key(|(from, _)| *from);
        self
    }

    /// The mode at a moment.
    pub fn mode(&self, now: DateTime<Utc>) -> Mode {
        let until = self.changes.iter().take_while(|(from, _)| *from <= now);
        until.last().map_or(self.first, |(_, mode)| *mode)
    }

    /// Whether families see an assessment. `dates` are those of the pupil's own MEF and division, also
    /// for what a group was given; a pair without a date shows nothing.
    pub fn shows(
        &self,
        assessment: Assessment,
        dates: &[NaiveDate],
        zone: Zone,
        now: DateTime<Utc>,
    ) -> bool {
        let begun = self.changes.iter().filter(|(from, _)| *from <= now);
        // Each reign ends just before the next one begins; the last is not over.
        let ends = begun
            .clone()
            .map(|(from, _)| *from - TimeDelta::nanoseconds(1));
        let modes = std::iter::once(self.first).chain(begun.clone().map(|(_, mode)| *mode));
        let reigns = modes.zip(ends.chain(std::iter::once(now)));
        let mut known = reigns.filter(|(_, last)| assessment.known_since <= *last);
        known.any(|(mode, last)| {
            let day = last.with_timezone(&zone.0).date_naive();
            seen_on(mode, assessment.publication, dates, day)
        })
    }

    /// The first day on which families see an assessment, by the mode of now; none, while no date is set.
    /// For who types it.
    pub fn expected(
        &self,
        publication: NaiveDate,
        dates: &[NaiveDate],
        now: DateTime<Utc>,
    ) -> Option<NaiveDate> {
        let day = match self.mode(now) {
            Mode::Continuous => Some(publication),
            Mode::AtTerm => {
                let later = dates.iter().filter(|date| publication <= **date);
                later.min().copied()
            }
        };
        day?.checked_add_days(Days::new(1))
    }
}

fn seen_on(mode: Mode, publication: NaiveDate, dates: &[NaiveDate], day: NaiveDate) -> bool {
    match mode {
        Mode::Continuous => publication < day,
        Mode::AtTerm => dates.iter().any(|date| publication <= *date && *date < day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Mode::{AtTerm, Continuous};
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn moment(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn zone(name: &str) -> Zone {
        name.parse().unwrap()
    }

    fn assessment(publication: &str) -> Assessment {
        Assessment {
            publication: day(publication),
            known_since: moment("2026-09-01T08:00:00Z"),
        }
    }

    const PARIS: &str = "Europe/Paris";

    /// Invariant: « au fil de l'eau », from 0:00 of the school's own day after the publication date.
    #[test]
    fn as_it_goes() {
        let rule = PublicationRule::new(Continuous);
        let shown = |zone_name, now| {
            rule.shows(assessment("2026-11-24"), &[], zone(zone_name), moment(now))
        };
        for (zone, now, seen) in [
            (PARIS, "2026-11-24T12:00:00Z", false),
            (PARIS, "2026-11-24T22:59:59Z", false),
            (PARIS, "2026-11-24T23:00:00Z", true),
            ("Indian/Reunion", "2026-11-24T19:59:59Z", false),
            ("Indian/Reunion", "2026-11-24T20:00:00Z", true),
            ("America/Martinique", "2026-11-25T03:59:59Z", false),
            ("America/Martinique", "2026-11-25T04:00:00Z", true),
            ("Pacific/Noumea", "2026-11-24T13:00:00Z", true),
            ("Pacific/Tahiti", "2026-11-25T09:59:59Z", false),
            ("Pacific/Tahiti", "2026-11-25T10:00:00Z", true),
        ] {
            assert_eq!(shown(zone, now), seen, "{zone} {now}");
        }
        // Summer time: midnight is at 22:00.
        let may = rule.shows(
            assessment("2027-05-10"),
            &[],
            zone(PARIS),
            moment("2027-05-10T22:00:00Z"),
        );
        assert!(may);
    }

    /// Invariant: « à l'échéance », from 0:00 of the day after a date, what is not published later than
    /// it; without a date, nothing; several dates, each in its turn.
    #[test]
    fn at_a_date() {
        let rule = PublicationRule::new(AtTerm);
        let dates = [day("2026-11-27"), day("2027-03-05")];
        let shown = |publication, dates: &[NaiveDate], now| {
            rule.shows(assessment(publication), dates, zone(PARIS), moment(now))
        };
        for (publication, now, seen) in [
            ("2026-10-02", "2026-11-27T22:59:59Z", false),
            ("2026-10-02", "2026-11-27T23:00:00Z", true),
            ("2026-11-27", "2026-11-27T23:00:00Z", true),
            ("2026-11-28", "2026-12-15T12:00:00Z", false),
            ("2026-11-28", "2027-03-05T23:00:00Z", true),
            ("2026-10-02", "2027-06-01T12:00:00Z", true),
            ("2027-03-06", "2027-07-01T12:00:00Z", false),
        ] {
            assert_eq!(shown(publication, &dates, now), seen, "{publication} {now}");
        }
        assert!(!shown("2026-10-02", &[], "2027-07-01T12:00:00Z"));
        // A future date that is removed hides nothing; one that has passed hides what it showed.
        assert!(shown("2026-10-02", &dates[..1], "2026-12-01T12:00:00Z"));
        assert!(!shown("2026-10-02", &dates[1..], "2026-12-01T12:00:00Z"));
    }

    /// Invariant: a school that changes its mode in the middle of a period hides nothing that families
    /// have seen, and shows at once what the other mode shows.
    #[test]
    fn a_change_in_the_middle() {
        let changed = moment("2026-11-10T13:00:00Z");
        let dates = [day("2026-12-04")];
        let shown = |rule: &PublicationRule, assessment, now| {
            rule.shows(assessment, &dates, zone(PARIS), moment(now))
        };
        let to_term = PublicationRule::new(Continuous).then(changed, AtTerm);
        for (publication, now, seen) in [
            // Seen on 10 November already, or not yet.
            ("2026-11-09", "2026-11-20T12:00:00Z", true),
            ("2026-11-10", "2026-11-20T12:00:00Z", false),
            ("2026-11-10", "2026-12-04T22:59:59Z", false),
            ("2026-11-10", "2026-12-04T23:00:00Z", true),
            ("2026-12-05", "2027-01-10T12:00:00Z", false),
        ] {
            assert_eq!(
                shown(&to_term, assessment(publication), now),
                seen,
                "{publication} {now}"
            );
        }
        let to_continuous = PublicationRule::new(AtTerm).then(changed, Continuous);
        assert!(!shown(
            &to_continuous,
            assessment("2026-11-09"),
            "2026-11-10T12:59:59Z"
        ));
        assert!(shown(
            &to_continuous,
            assessment("2026-11-09"),
            "2026-11-10T13:00:00Z"
        ));
        assert!(!shown(
            &to_continuous,
            assessment("2026-11-10"),
            "2026-11-10T13:00:00Z"
        ));
        // What did not exist was not seen: a date of October typed in November waits for the term.
        let late = Assessment {
            known_since: moment("2026-11-10T13:00:00Z"),
            ..assessment("2026-10-05")
        };
        assert!(!shown(&to_term, late, "2026-11-20T12:00:00Z"));
        assert!(shown(&to_term, late, "2026-12-04T23:00:00Z"));
        // There and back within a day: the mode of now, and what was seen in between.
        let back = to_term
            .clone()
            .then(moment("2026-11-10T15:00:00Z"), Continuous);
        assert!(shown(
            &back,
            assessment("2026-11-15"),
            "2026-11-15T23:00:00Z"
        ));
        let reversed = PublicationRule::new(Continuous)
            .then(moment("2026-11-10T15:00:00Z"), Continuous)
            .then(changed, AtTerm);
        assert_eq!(reversed, back);
        assert_eq!(back.mode(changed), AtTerm);
        assert_eq!(back.mode(moment("2026-11-10T12:59:59Z")), Continuous);
        // A change that is announced is not one yet.
        assert!(shown(
            &to_term,
            assessment("2026-11-05"),
            "2026-11-06T12:00:00Z"
        ));
    }

    /// Invariant: who types an assessment is told the day on which families see it.
    #[test]
    fn the_day_is_told() {
        let now = moment("2026-11-20T12:00:00Z");
        let dates = [day("2027-03-05"), day("2026-11-27")];
        let continuous = PublicationRule::new(Continuous);
        assert_eq!(
            continuous.expected(day("2026-11-24"), &[], now),
            Some(day("2026-11-25"))
        );
        let term = PublicationRule::new(AtTerm);
        assert_eq!(
            term.expected(day("2026-11-24"), &dates, now),
            Some(day("2026-11-28"))
        );
        assert_eq!(
            term.expected(day("2026-11-28"), &dates, now),
            Some(day("2027-03-06"))
        );
        assert_eq!(term.expected(day("2027-03-06"), &dates, now), None);
    }

    proptest! {
        /// Invariant: what families see, they go on seeing, whatever the modes become; and never before
        /// the day after the publication date.
        #[test]
        fn what_is_seen_stays(
            publication in 0..200_i64, known in 0..250_i64, dates in prop::collection::vec(0..250_i64, 0..3),
            changes in prop::collection::vec((0..6_000_i64, any::<bool>()), 0..4), first: bool,
            hours in prop::collection::vec(0..6_500_i64, 2),
        ) {
            let begin = moment("2026-09-01T00:00:00Z");
            let on = |days: i64| begin.date_naive() + TimeDelta::days(days);
            let mode = |continuous| if continuous { Continuous } else { AtTerm };
            let rule = changes.iter().fold(PublicationRule::new(mode(first)), |rule, (hour, continuous)| {
                rule.then(begin + TimeDelta::hours(*hour), mode(*continuous))
            });
            let assessment = Assessment { publication: on(publication), known_since: begin + TimeDelta::days(known) };
            let dates: Vec<NaiveDate> = dates.into_iter().map(on).collect();
            let zone = zone(PARIS);
            let seen = |hour: i64| rule.shows(assessment, &dates, zone, begin + TimeDelta::hours(hour));
            let (sooner, later) = (hours[0].min(hours[1]), hours[0].max(hours[1]));
            prop_assert!(!seen(sooner) || seen(later));
            let local = (begin + TimeDelta::hours(sooner)).with_timezone(&zone.0).date_naive();
            prop_assert!(!seen(sooner) || assessment.publication < local);
        }
    }
}
