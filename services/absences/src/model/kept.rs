//! What an entry said before it was changed, as its history keeps it.

use super::{
    period::Period,
    scope::Scope,
    taught::Taught,
    terms::{Kind, Terms},
    wording::WordingRow,
};
use chrono::NaiveDateTime;
use education::Id;
use records::Staff;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Kept {
    kind: String,
    from: NaiveDateTime,
    to: NaiveDateTime,
    /// Not in what was kept before there was one.
    #[serde(default)]
    open_end: bool,
    minutes: Option<i64>,
    reason: Option<Id<WordingRow>>,
    proof: Option<Id<WordingRow>>,
    legitimate: bool,
    informed: bool,
    observed: bool,
    closed: bool,
    /// Likewise.
    #[serde(default)]
    teacher: Option<Id<Staff>>,
    #[serde(default)]
    subject: Option<String>,
    #[serde(default)]
    scope: Option<String>,
}

/// A text that [`read`] gives back whole.
pub(crate) fn written(terms: &Terms, taught: &Taught) -> String {
    let kept = Kept {
        kind: terms.kind.code().to_owned(),
        from: terms.period.from(),
        to: terms.period.to(),
        open_end: terms.open_end,
        minutes: terms.minutes,
        reason: terms.reason,
        proof: terms.proof,
        legitimate: terms.legitimate,
        informed: terms.informed,
        observed: terms.observed,
        closed: terms.closed,
        teacher: taught.teacher,
        subject: taught.subject.clone(),
        scope: Some(terms.scope.code().to_owned()),
    };
    serde_json::to_string(&kept).unwrap_or_default()
}

/// What was kept; `None` for what another version of the program wrote in its own way.
pub(crate) fn read(kept: &str) -> Option<(Terms, Taught)> {
    let kept: Kept = serde_json::from_str(kept).ok()?;
    let terms = Terms {
        kind: Kind::from_code(&kept.kind)?,
        scope: match kept.scope.as_deref() {
            None => Scope::Lessons,
            Some(code) => Scope::from_code(code)?,
        },
        period: Period::stored(kept.from, kept.to),
        open_end: kept.open_end,
        minutes: kept.minutes,
        reason: kept.reason,
        proof: kept.proof,
        legitimate: kept.legitimate,
        informed: kept.informed,
        observed: kept.observed,
        closed: kept.closed,
    };
    let taught = Taught {
        teacher: kept.teacher,
        subject: kept.subject,
    };
    Some((terms, taught))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::terms::LATEST;
    use chrono::{Duration, NaiveDate};
    use proptest::prelude::*;

    /// Invariant: what was kept before there were teachers is still read.
    #[test]
    fn what_an_older_version_kept_is_read() {
        let kept = r#"{"kind":"retard","from":"2026-11-24T08:30:00","to":"2026-11-24T08:40:00",
            "minutes":10,"reason":null,"proof":null,"legitimate":false,"informed":true,
            "observed":false,"closed":false}"#;
        let (terms, taught) = read(kept).unwrap();
        assert_eq!((terms.kind, terms.minutes), (Kind::Lateness, Some(10)));
        assert!(terms.informed && !terms.open_end);
        assert_eq!(terms.scope, Scope::Lessons);
        assert_eq!(taught, Taught::default());
        assert_eq!(read("{}"), None);
    }

    proptest! {
        /// Invariant: what the history keeps reads back whole.
        #[test]
        fn history_keeps_all(
            kind in 0usize..6,
            scope in 0usize..3,
            minutes in proptest::option::of(1i64..LATEST),
            flags in any::<[bool; 8]>(),
            length in 1i64..2_000,
            subject in proptest::option::of("\\PC{1,60}"),
        ) {
            let [with_reason, with_proof, legitimate, informed, observed, closed, open_end, by] = flags;
            let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
            let from = day.and_hms_opt(8, 30, 0).unwrap();
            let told = Terms {
                kind: Kind::ALL[kind],
                scope: Scope::ALL[scope],
                period: Period::stored(from, from + Duration::hours(length)),
                open_end,
                minutes,
                reason: with_reason.then(Id::new),
                proof: with_proof.then(Id::new),
                legitimate,
                informed,
                observed,
                closed,
            };
            let taught = Taught { teacher: by.then(Id::new), subject };
            prop_assert_eq!(read(&written(&told, &taught)), Some((told, taught)));
        }
    }
}
