//! What families see of the marks of a pupil: what the school has published, as it stands now.

use super::{
    Assessment,
    publication::{Pair, Publication},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use education::Zone;
use grading::{Counted, Mark};

/// What a mark said, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Said {
    /// Nothing, where it was emptied.
    pub(crate) mark: Option<Mark>,
    pub(crate) since: DateTime<Utc>,
}

/// A mark of a pupil with all that it has said, as the school keeps it: not yet what families see.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    /// The code of the subject.
    pub(crate) subject: String,
    pub(crate) assessment: Assessment,
    /// Since when the assessment exists.
    pub(crate) known_since: DateTime<Utc>,
    /// The oldest first; the last is what it says now.
    pub(crate) said: Vec<Said>,
}

/// A mark that families see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) subject: String,
    pub(crate) assessment: Assessment,
    /// Nothing, where what they had seen was taken away.
    pub(crate) mark: Option<Mark>,
    /// Since when it says something else than what they had seen.
    pub(crate) modified: Option<DateTime<Utc>>,
}

impl Seen {
    /// As averages count it; nothing for what does not.
    pub(crate) fn counted(&self) -> Option<Counted> {
        Some(Counted {
            points: self.mark?.points()?,
            out_of: self.assessment.out_of,
            coefficient: self.assessment.coefficient,
        })
    }
}

/// By what it is judged whether the family of a pupil sees a mark.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sight<'a> {
    publication: &'a Publication,
    dates: &'a [NaiveDate],
    zone: Zone,
}

impl<'a> Sight<'a> {
    /// `dates` are those of the pupil's own pair: see [`dates_of`].
    pub(crate) fn new(publication: &'a Publication, dates: &'a [NaiveDate], zone: Zone) -> Self {
        Self {
            publication,
            dates,
            zone,
        }
    }

    fn shows(&self, kept: &Kept, at: DateTime<Utc>) -> bool {
        let assessment = grading::Assessment {
            publication: kept.assessment.publication,
            known_since: kept.known_since,
        };
        let rule = &self.publication.rule;
        rule.shows(assessment, self.dates, self.zone, at)
    }

    /// Whether what the family sees of it now is not what it saw then.
    pub(crate) fn is_new(&self, kept: &Kept, then: DateTime<Utc>) -> bool {
        !self.shows(kept, then) || kept.said.last().is_some_and(|last| last.since > then)
    }

    /// What the family sees of it now; `None` for nothing.
    pub(crate) fn of(&self, kept: Kept, now: DateTime<Utc>) -> Option<Seen> {
        if !self.shows(&kept, now) {
            return None;
        }
        let last = *kept.said.last()?;
        let ends = kept.said.iter().skip(1).map(|next| next.since);
        let mut before = kept.said.iter().zip(ends);
        let seen_otherwise = before.any(|(said, end)| {
            let at_the_end = end - TimeDelta::nanoseconds(1);
            said.mark.is_some() && said.mark != last.mark && self.shows(&kept, at_the_end)
        });
        if last.mark.is_none() && !seen_otherwise {
            return None;
        }
        Some(Seen {
            subject: kept.subject,
            assessment: kept.assessment,
            mark: last.mark,
            modified: seen_otherwise.then_some(last.since),
        })
    }
}

/// The days set for the pupil's own programme and class: also for what a group was given.
pub(crate) fn dates_of(
    publication: &Publication,
    (mef, division): (Option<&str>, Option<&str>),
) -> Vec<NaiveDate> {
    let Some(division) = division else {
        return Vec::new();
    };
    let pair = Pair {
        mef: mef.unwrap_or_default().to_owned(),
        division: division.to_owned(),
    };
    let dates = publication.dates.get(&pair);
    dates.into_iter().flatten().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::publication::Dates;
    use grading::{Coefficient, Mode, OutOf, PublicationRule};

    fn moment(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn publication(mode: Mode) -> Publication {
        let pair = Pair {
            mef: "1".into(),
            division: "5A".into(),
        };
        let dates: Dates = [(pair, ["2026-12-04".parse().unwrap()].into())].into();
        Publication {
            rule: PublicationRule::new(Mode::AtTerm).then(moment("2026-09-01T08:00:00Z"), mode),
            mode: Some(mode),
            version: 1,
            dates,
        }
    }

    /// Each text: what it says, since when; nothing for a cell that was emptied.
    fn kept(said: &[(&str, &str)]) -> Kept {
        let said = said.iter().map(|(text, since)| Said {
            mark: Mark::parse(text, OutOf::TWENTY).unwrap(),
            since: moment(since),
        });
        Kept {
            subject: "maths".into(),
            assessment: Assessment {
                title: "Contrôle".into(),
                on: "2026-11-20".parse().unwrap(),
                publication: "2026-11-24".parse().unwrap(),
                period: None,
                coefficient: Coefficient::ONE,
                out_of: OutOf::TWENTY,
            },
            known_since: moment("2026-11-20T08:00:00Z"),
            said: said.collect(),
        }
    }

    /// Invariant: a mark is seen from the day that the school's rule says, by the pupil's own pair, in the
    /// school's own time; before, nothing of it is.
    #[test]
    fn a_mark_is_seen_from_its_day() {
        let paris: Zone = "Europe/Paris".parse().unwrap();
        let one = [("12", "2026-11-21T08:00:00Z")];
        for (mode, pair, now, seen) in [
            (Mode::Continuous, ("1", "5A"), "2026-11-24T22:59:59Z", false),
            (Mode::Continuous, ("1", "5A"), "2026-11-24T23:00:00Z", true),
            (Mode::Continuous, ("2", "5B"), "2026-11-24T23:00:00Z", true),
            (Mode::AtTerm, ("1", "5A"), "2026-12-04T22:59:59Z", false),
            (Mode::AtTerm, ("1", "5A"), "2026-12-04T23:00:00Z", true),
            (Mode::AtTerm, ("1", "5B"), "2026-12-04T23:00:00Z", false),
            (Mode::AtTerm, ("2", "5A"), "2026-12-04T23:00:00Z", false),
        ] {
            let publication = publication(mode);
            let dates = dates_of(&publication, (Some(pair.0), Some(pair.1)));
            let sight = Sight::new(&publication, &dates, paris);
            let found = sight.of(kept(&one), moment(now));
            assert_eq!(found.is_some(), seen, "{mode:?} {pair:?} {now}");
        }
        assert!(dates_of(&publication(Mode::AtTerm), (Some("1"), None)).is_empty());
    }

    /// Invariant: what is corrected after families have seen it says so; what was corrected before, or is
    /// written for the first time, does not; what was taken away is told, when it had been seen.
    #[test]
    fn a_correction_is_told_to_who_saw() {
        let (publication, paris) = (publication(Mode::Continuous), "Europe/Paris".parse());
        let sight = Sight::new(&publication, &[], paris.unwrap());
        let now = moment("2026-11-30T08:00:00Z");
        let (before, after, last) = (
            "2026-11-24T22:59:00Z",
            "2026-11-25T08:00:00Z",
            "2026-11-26T08:00:00Z",
        );
        let typed = "2026-11-21T08:00:00Z";
        for (said, shown, modified) in [
            (vec![("12", typed)], Some("12"), None),
            (vec![("12", typed), ("13", before)], Some("13"), None),
            (vec![("12", typed), ("13", after)], Some("13"), Some(after)),
            (
                vec![("12", typed), ("abs", after)],
                Some("abs"),
                Some(after),
            ),
            // Written late: nobody had seen anything.
            (vec![("13", after)], Some("13"), None),
            (vec![("", typed), ("13", after)], Some("13"), None),
            // Emptied before anybody saw it, or after.
            (vec![("12", typed), ("", before)], None, None),
            (vec![("12", typed), ("", after)], Some(""), Some(after)),
            (
                vec![("12", typed), ("", after), ("13", last)],
                Some("13"),
                Some(last),
            ),
            (
                vec![("12", typed), ("", after), ("12", last)],
                Some("12"),
                None,
            ),
        ] {
            let seen = sight.of(kept(&said), now);
            let words = |seen: &Seen| seen.mark.map_or(String::new(), |mark| mark.to_string());
            assert_eq!(seen.as_ref().map(words).as_deref(), shown, "{said:?}");
            let told = seen.and_then(|seen| seen.modified);
            assert_eq!(told, modified.map(moment), "{said:?}");
        }
    }
}
