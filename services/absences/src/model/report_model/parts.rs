//! What a model is made of: rows, a period, columns, an order.

use crate::model::statistics::By;

/// Of whom, or of what, the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rows {
    Pupils,
    /// Pupils, then the absences of each, with their reasons.
    Details,
    Classes,
    Levels,
    /// The school, month by month.
    School,
}

impl Rows {
    pub(crate) const ALL: [Self; 5] = [
        Self::Pupils,
        Self::Details,
        Self::Classes,
        Self::Levels,
        Self::School,
    ];

    /// The word kept in the database and sent by forms.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Pupils => "pupils",
            Self::Details => "details",
            Self::Classes => "classes",
            Self::Levels => "levels",
            Self::School => "school",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Pupils => "Par élève",
            Self::Details => "Par élève, avec le détail des absences",
            Self::Classes => "Par classe",
            Self::Levels => "Par niveau",
            Self::School => "Par établissement, mois par mois",
        }
    }

    pub(crate) fn by(self) -> By {
        match self {
            Self::Pupils | Self::Details => By::Pupil,
            Self::Classes => By::Class,
            Self::Levels => By::Level,
            Self::School => By::Month,
        }
    }

    pub(crate) fn are_pupils(self) -> bool {
        self.by() == By::Pupil
    }

    pub(super) fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rows| rows.code() == code)
    }
}

/// Over how long; which one, is chosen at printing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Span {
    Month,
    Term,
    Year,
    Between,
}

impl Span {
    pub(crate) const ALL: [Self; 4] = [Self::Month, Self::Term, Self::Year, Self::Between];

    /// The word kept in the database and sent by forms.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Term => "term",
            Self::Year => "year",
            Self::Between => "between",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Month => "Un mois",
            Self::Term => "Un trimestre",
            Self::Year => "L'année scolaire",
            Self::Between => "Entre deux dates",
        }
    }

    pub(super) fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|span| span.code() == code)
    }
}

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Measure {
    /// Pupils who were absent or late.
    Pupils,
    /// Half-days, one as soon as a lesson is missed.
    Gross,
    /// Half-days, one when half of the time of lessons is missed.
    Computed,
    /// Gross half-days without a legitimate reason.
    Unjustified,
    Latenesses,
    /// Minutes of lateness.
    Minutes,
    Absences,
    Departures,
    Exemptions,
    Infirmary,
    Exclusions,
}

impl Measure {
    pub(crate) const ALL: [Self; 11] = [
        Self::Pupils,
        Self::Gross,
        Self::Computed,
        Self::Unjustified,
        Self::Latenesses,
        Self::Minutes,
        Self::Absences,
        Self::Departures,
        Self::Exemptions,
        Self::Infirmary,
        Self::Exclusions,
    ];

    /// The word kept in the database and sent by forms.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Pupils => "concerned",
            Self::Gross => "gross",
            Self::Computed => "computed",
            Self::Unjustified => "unjustified",
            Self::Latenesses => "latenesses",
            Self::Minutes => "minutes",
            Self::Absences => "absences",
            Self::Departures => "departures",
            Self::Exemptions => "exemptions",
            Self::Infirmary => "infirmary",
            Self::Exclusions => "exclusions",
        }
    }

    /// The title of the column.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Pupils => "Élèves",
            Self::Gross => "Demi-journées (brut)",
            Self::Computed => "Demi-journées (calculé)",
            Self::Unjustified => "Sans motif légitime",
            Self::Latenesses => "Retards",
            Self::Minutes => "Minutes de retard",
            Self::Absences => "Absences",
            Self::Departures => "Départs",
            Self::Exemptions => "Dispenses",
            Self::Infirmary => "Infirmerie",
            Self::Exclusions => "Exclusions",
        }
    }

    /// What it counts, for who chooses it and under the table on paper.
    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::Pupils => "Ceux qui ont été absents ou en retard.",
            Self::Gross => "Une demi-journée compte dès qu'un cours y est manqué, même en partie.",
            Self::Computed => {
                "Une demi-journée compte quand la moitié au moins du temps de cours est manquée."
            }
            Self::Unjustified => "Demi-journées brutes dont le motif n'est pas légitime.",
            Self::Latenesses => "Ceux qui commencent dans la période.",
            Self::Minutes => "La durée des retards, ajoutée.",
            Self::Absences => "Saisies de nature « Absence » qui commencent dans la période.",
            Self::Departures => "Saisies de nature « Départ ».",
            Self::Exemptions => "Saisies de nature « Dispense ».",
            Self::Infirmary => "Passages à l'infirmerie.",
            Self::Exclusions => "Saisies de nature « Exclusion ».",
        }
    }

    pub(super) fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.code() == code)
    }
}

/// In which order rows come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// By name; months as they follow each other.
    Name,
    /// Pupils by class, then by name.
    Class,
    /// The largest first, then by name.
    Most(Measure),
}

impl Order {
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let most = Measure::ALL.into_iter().map(Self::Most);
        [Self::Name, Self::Class].into_iter().chain(most)
    }

    /// The word kept in the database and sent by forms.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Class => "class",
            Self::Most(measure) => measure.code(),
        }
    }

    pub(crate) fn label(self) -> String {
        match self {
            Self::Name => "Par nom, ou par mois".to_owned(),
            Self::Class => "Par classe, puis par nom".to_owned(),
            Self::Most(measure) => format!("{}, du plus grand au plus petit", measure.label()),
        }
    }

    pub(super) fn of(code: &str) -> Option<Self> {
        Self::all().find(|order| order.code() == code)
    }
}
