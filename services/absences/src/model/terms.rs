//! What an entry says: of which kind, from when to when, why, and how far it is settled.

use super::{period::Period, scope::Scope, wording::WordingRow};
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

    /// The same, of several.
    pub(crate) fn nouns(self) -> &'static str {
        match self {
            Self::Absence => "absences",
            Self::Lateness => "retards",
            Self::Departure => "départs",
            Self::Exemption => "dispenses",
            Self::Infirmary => "passages à l'infirmerie",
            Self::Exclusion => "exclusions",
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
    /// What it is about: what follows is of lessons, unless it says otherwise.
    pub(crate) scope: Scope,
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
            scope: Scope::Lessons,
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

    /// « Absence », « Absence à la demi-pension ».
    pub(crate) fn title(&self) -> String {
        format!("{}{}", self.kind.label(), self.scope.after(self.kind))
    }

    /// The same, as it stands inside a sentence.
    pub(crate) fn noun(&self) -> String {
        format!("{}{}", self.kind.noun(), self.scope.after(self.kind))
    }

    /// « Absence du 24/11/26 08:30 au 24/11/26 17:05 », as the original program writes it; « Retard
    /// du 24/11/26 08:30 (10 min) »; « Absence à l'internat du 24/11/26 au 25/11/26 ».
    pub(crate) fn event(&self) -> String {
        let (title, period) = (self.title(), self.period);
        let from = period.from().format("%d/%m/%y %H:%M");
        match (self.scope, self.minutes) {
            (Scope::Meal, _) => format!("{title} du {}", period.from().format("%d/%m/%y")),
            (Scope::Night, _) => format!(
                "{title} du {} au {}",
                period.from().format("%d/%m/%y"),
                period.to().format("%d/%m/%y")
            ),
            (_, Some(minutes)) => format!("{title} du {from} ({minutes} min)"),
            (_, None) if self.open_end => format!("{title} depuis le {from}"),
            (_, None) => format!("{title} {}", period.event()),
        }
    }

    /// « le 24/11 de 8h30 à 17h05 », for a text message; « le 24/11 à 8h30 (10 min) »; « la nuit du
    /// 24/11 au 25/11 ».
    pub(crate) fn short(&self) -> String {
        let period = self.period;
        let from = period.from().format("%d/%m à %-Hh%M");
        match (self.scope, self.minutes) {
            (Scope::Meal, _) => format!("le {}", period.from().format("%d/%m")),
            (Scope::Night, _) => format!(
                "la nuit du {} au {}",
                period.from().format("%d/%m"),
                period.to().format("%d/%m")
            ),
            (_, Some(minutes)) => format!("le {from} ({minutes} min)"),
            (_, None) if self.open_end => format!("depuis le {from}"),
            (_, None) => period.short(),
        }
    }

    /// Whether any message about these terms would say something else about those. Of the motif only
    /// some messages speak: what each said of it is kept with it.
    pub(crate) fn told_otherwise(&self, other: &Self) -> bool {
        let said = |terms: &Self| {
            let days = (terms.period.from().date(), terms.period.to().date());
            // Of a meal or a night, the day alone is said.
            let hours = (terms.scope == Scope::Lessons).then_some(terms.period);
            (
                terms.kind,
                terms.scope,
                days,
                hours,
                terms.open_end,
                terms.minutes,
            )
        };
        said(self) != said(other)
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

    /// Invariant: a meal or a night is said by its day alone.
    #[test]
    fn a_meal_and_a_night_have_days() {
        let day = terms().period.from().date();
        let of = |scope: Scope, kind| Terms {
            kind,
            scope,
            period: scope.period(&timetable::Week::default(), day).unwrap(),
            ..terms()
        };
        let meal = of(Scope::Meal, Kind::Absence);
        assert_eq!(meal.event(), "Absence à la demi-pension du 24/11/26");
        assert_eq!(
            (meal.noun(), meal.short()),
            ("absence à la demi-pension".into(), "le 24/11".into())
        );
        let night = of(Scope::Night, Kind::Exclusion);
        assert_eq!(
            night.event(),
            "Exclusion de l'internat du 24/11/26 au 25/11/26"
        );
        assert_eq!(night.noun(), "exclusion de l'internat");
        assert_eq!(night.short(), "la nuit du 24/11 au 25/11");
        // Other bells are no other meal.
        let other = Period::stored(meal.period.from() + Duration::minutes(5), meal.period.to());
        assert!(!meal.told_otherwise(&Terms {
            period: other,
            ..meal
        }));
        let period = Period::stored(meal.period.from() - Duration::days(1), meal.period.to());
        assert!(meal.told_otherwise(&Terms { period, ..meal }));
        let scope = Scope::Lessons;
        assert!(meal.told_otherwise(&Terms { scope, ..meal }));
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
