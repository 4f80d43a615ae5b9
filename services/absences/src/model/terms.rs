//! What an entry says: of which kind, from when to when, why, and how far it is settled.

use super::{period::Period, wording::WordingRow};
use education::Id;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Absence,
    /// Came late, by so many minutes.
    Lateness,
    /// Left before the end.
    Departure,
    /// Need not come to some lessons.
    Exemption,
    Infirmary,
    Exclusion,
}

impl Kind {
    pub(crate) const ALL: [Self; 6] = [
        Self::Absence,
        Self::Lateness,
        Self::Departure,
        Self::Exemption,
        Self::Infirmary,
        Self::Exclusion,
    ];

    /// The word kept in the database and sent by forms.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Absence => "absence",
            Self::Lateness => "retard",
            Self::Departure => "depart",
            Self::Exemption => "dispense",
            Self::Infirmary => "infirmerie",
            Self::Exclusion => "exclusion",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Absence => "Absence",
            Self::Lateness => "Retard",
            Self::Departure => "Départ",
            Self::Exemption => "Dispense",
            Self::Infirmary => "Infirmerie",
            Self::Exclusion => "Exclusion",
        }
    }

    /// As it stands inside a sentence.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Absence => "absence",
            Self::Lateness => "retard",
            Self::Departure => "départ",
            Self::Exemption => "dispense",
            Self::Infirmary => "passage à l'infirmerie",
            Self::Exclusion => "exclusion",
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Of a row: one that a later version wrote is shown as the widest one.
    pub(crate) fn stored(code: &str) -> Self {
        Self::from_code(code).unwrap_or(Self::Absence)
    }

    /// Whether the pupil cannot be elsewhere at the same time: only an exemption says nothing of
    /// where the pupil is.
    pub(crate) fn excludes_others(self) -> bool {
        self != Self::Exemption
    }
}

/// The longest lateness, in minutes: later than that, it is an absence.
pub(crate) const LATEST: i64 = 240;

/// What an entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Terms {
    pub(crate) kind: Kind,
    pub(crate) period: Period,
    /// « Fin inconnue »: the period ends at the latest that may be.
    pub(crate) open_end: bool,
    /// Of a lateness.
    pub(crate) minutes: Option<i64>,
    pub(crate) reason: Option<Id<WordingRow>>,
    pub(crate) proof: Option<Id<WordingRow>>,
    /// « Motif légitime ».
    pub(crate) legitimate: bool,
    /// « Établissement informé ».
    pub(crate) informed: bool,
    /// « Absence constatée ».
    pub(crate) observed: bool,
    /// « Classé ».
    pub(crate) closed: bool,
}

impl Terms {
    /// An absence of which nothing more is known.
    pub(crate) fn absence(period: Period) -> Self {
        Self {
            kind: Kind::Absence,
            period,
            open_end: false,
            minutes: None,
            reason: None,
            proof: None,
            legitimate: false,
            informed: false,
            observed: false,
            closed: false,
        }
    }

    /// « Absence du 24/11/26 08:30 au 24/11/26 17:05 », as the original program writes it; « Retard
    /// du 24/11/26 08:30 (10 min) ».
    pub(crate) fn event(&self) -> String {
        let kind = self.kind.label();
        let from = self.period.from().format("%d/%m/%y %H:%M");
        match self.minutes {
            Some(minutes) => format!("{kind} du {from} ({minutes} min)"),
            None if self.open_end => format!("{kind} depuis le {from}"),
            None => format!("{kind} {}", self.period.event()),
        }
    }

    /// « le 24/11 de 8h30 à 17h05 », for a text message; « le 24/11 à 8h30 (10 min) ».
    pub(crate) fn short(&self) -> String {
        let from = self.period.from().format("%d/%m à %-Hh%M");
        match self.minutes {
            Some(minutes) => format!("le {from} ({minutes} min)"),
            None if self.open_end => format!("depuis le {from}"),
            None => self.period.short(),
        }
    }

    /// Whether a message about these terms would say something else about those.
    pub(crate) fn told_otherwise(&self, other: &Self) -> bool {
        (self.kind, self.period, self.open_end, self.minutes)
            != (other.kind, other.period, other.open_end, other.minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Duration, NaiveDate};

    fn terms() -> Terms {
        let from = NaiveDate::from_ymd_opt(2026, 11, 24)
            .and_then(|day| day.and_hms_opt(8, 30, 0))
            .unwrap();
        Terms::absence(Period::new(from, from + Duration::hours(4)).unwrap())
    }

    #[test]
    fn what_has_no_end_is_said_without_one() {
        let late = Terms {
            kind: Kind::Lateness,
            minutes: Some(10),
            ..terms()
        };
        assert_eq!(late.event(), "Retard du 24/11/26 08:30 (10 min)");
        assert_eq!(late.short(), "le 24/11 à 8h30 (10 min)");
        assert_eq!(
            terms().event(),
            "Absence du 24/11/26 08:30 au 24/11/26 12:30"
        );
        let open = Terms {
            open_end: true,
            ..terms()
        };
        assert_eq!(open.event(), "Absence depuis le 24/11/26 08:30");
        assert_eq!(open.short(), "depuis le 24/11 à 8h30");
        assert!(open.told_otherwise(&terms()));
    }

    /// Invariant: what a family was told changes with the kind, the hours and the minutes alone.
    #[test]
    fn only_what_is_told_makes_a_message_wrong() {
        let before = terms();
        let settled = Terms {
            closed: true,
            legitimate: true,
            reason: Some(Id::new()),
            ..before
        };
        assert!(!before.told_otherwise(&settled));
        let kind = Kind::Departure;
        assert!(before.told_otherwise(&Terms { kind, ..before }));
        let minutes = Some(5);
        assert!(before.told_otherwise(&Terms { minutes, ..before }));
        let period = Period::new(
            before.period.from(),
            before.period.to() + Duration::hours(1),
        );
        let period = period.unwrap();
        assert!(before.told_otherwise(&Terms { period, ..before }));
    }

    /// Invariant: the word of a kind, kept in databases, reads back.
    #[test]
    fn a_kind_reads_back_from_its_word() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
        }
        assert_eq!(Kind::from_code("autre"), None);
    }
}
