//! From when families see an assessment, for who types it.

use super::publication::{Pair, Publication};
use chrono::{DateTime, Utc};
use education::Zone;
use grading::Assessment;
use std::collections::BTreeSet;
use ui::fr;

/// In words: « visible », « à partir du mercredi 25 novembre », « pas de date fixée »; « selon les classes » where
/// the pupils of a group are not all told on the same day.
pub(crate) fn seen(
    publication: &Publication,
    pairs: &BTreeSet<Pair>,
    assessment: Assessment,
    (zone, now): (Zone, DateTime<Utc>),
) -> String {
    let of_pair = |pair: &Pair| {
        let dates = publication.dates.get(pair);
        let dates: Vec<_> = dates.into_iter().flatten().copied().collect();
        if publication.rule.shows(assessment, &dates, zone, now) {
            return "visible".to_owned();
        }
        match publication
            .rule
            .expected(assessment.publication, &dates, now)
        {
            Some(day) => format!("à partir du {}", fr::date_long(day)),
            None => "pas de date fixée".to_owned(),
        }
    };
    let words: BTreeSet<String> = pairs.iter().map(of_pair).collect();
    match words.len() {
        0 => String::new(),
        1 => words.into_iter().collect(),
        _ => "selon les classes".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::publication::Dates;
    use grading::{Mode, PublicationRule};

    /// Invariant: what is told is what families see: each pupil by their own class and programme.
    #[test]
    fn what_is_told_is_what_is_seen() {
        let day = |text: &str| text.parse().unwrap();
        let moment = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let pair = |division: &str| Pair {
            mef: "1".into(),
            division: division.into(),
        };
        let both: BTreeSet<Pair> = [pair("5A"), pair("5B")].into();
        let one: BTreeSet<Pair> = [pair("5A")].into();
        let dates: Dates = [(pair("5A"), [day("2026-12-04")].into())].into();
        let publication = |mode| Publication {
            rule: PublicationRule::new(Mode::AtTerm).then(moment("2026-09-01T08:00:00Z"), mode),
            mode: Some(mode),
            version: 1,
            dates: dates.clone(),
        };
        let told = |mode, pairs: &BTreeSet<Pair>, now| {
            let assessment = Assessment {
                publication: day("2026-11-24"),
                known_since: moment("2026-11-20T08:00:00Z"),
            };
            let here = ("Europe/Paris".parse().unwrap(), moment(now));
            seen(&publication(mode), pairs, assessment, here)
        };
        let (noon, later) = ("2026-11-24T12:00:00Z", "2026-12-05T12:00:00Z");
        assert_eq!(
            told(Mode::Continuous, &both, noon),
            "à partir du mercredi 25 novembre"
        );
        assert_eq!(told(Mode::Continuous, &both, later), "visible");
        assert_eq!(
            told(Mode::AtTerm, &one, noon),
            "à partir du samedi 5 décembre"
        );
        assert_eq!(
            told(Mode::AtTerm, &[pair("5B")].into(), noon),
            "pas de date fixée"
        );
        assert_eq!(told(Mode::AtTerm, &both, later), "selon les classes");
        assert_eq!(told(Mode::AtTerm, &one, later), "visible");
        assert_eq!(told(Mode::AtTerm, &BTreeSet::new(), later), "");
    }
}
