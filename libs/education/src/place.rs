//! Kinds of schools, and the zone in which their hours are told.

use chrono_tz::Tz;
use std::str::FromStr;

/// What kind of school it is; it decides which words its people use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SchoolKind {
    /// Nursery or primary school, led by a *directeur*.
    Ecole,
    /// Lower secondary school.
    College,
    /// Upper secondary school.
    Lycee,
}

impl SchoolKind {
    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ecole => "ecole",
            Self::College => "college",
            Self::Lycee => "lycee",
        }
    }
}

impl FromStr for SchoolKind {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        [Self::Ecole, Self::College, Self::Lycee]
            .into_iter()
            .find(|k| k.code() == code)
            .ok_or(())
    }
}

/// The time zone in which a place lives: Europe/Paris, or one of the overseas zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(pub Tz);

impl Default for Zone {
    fn default() -> Self {
        Self(chrono_tz::Europe::Paris)
    }
}

impl Zone {
    /// The zone of a school, by the department that begins its UAI.
    pub fn of_department(department: &str) -> Self {
        Self(match department {
            "971" | "977" | "978" => chrono_tz::America::Guadeloupe,
            "972" => chrono_tz::America::Martinique,
            "973" => chrono_tz::America::Cayenne,
            "974" => chrono_tz::Indian::Reunion,
            "975" => chrono_tz::America::Miquelon,
            "976" | "985" => chrono_tz::Indian::Mayotte,
            "983" | "988" => chrono_tz::Pacific::Noumea,
            "984" | "987" => chrono_tz::Pacific::Tahiti,
            "986" => chrono_tz::Pacific::Wallis,
            _ => chrono_tz::Europe::Paris,
        })
    }

    /// The IANA name, as kept in the database.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

impl FromStr for Zone {
    type Err = chrono_tz::ParseError;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        name.parse().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: the word of a kind, kept in databases, stays its word and reads back.
    #[test]
    fn a_kind_reads_back_from_its_word() {
        for (kind, code) in [
            (SchoolKind::Ecole, "ecole"),
            (SchoolKind::College, "college"),
            (SchoolKind::Lycee, "lycee"),
        ] {
            assert_eq!((kind.code(), code.parse()), (code, Ok(kind)));
        }
        assert_eq!("Lycee".parse::<SchoolKind>(), Err(()));
    }

    /// Invariant: a school overseas lives at its own hours; any other lives at those of Paris.
    #[test]
    fn each_department_has_its_hours() {
        for (department, zone) in [
            ("021", "Europe/Paris"),
            ("099", "Europe/Paris"),
            ("620", "Europe/Paris"),
            ("971", "America/Guadeloupe"),
            ("972", "America/Martinique"),
            ("973", "America/Cayenne"),
            ("974", "Indian/Reunion"),
            ("975", "America/Miquelon"),
            ("976", "Indian/Mayotte"),
            ("977", "America/Guadeloupe"),
            ("978", "America/Guadeloupe"),
            ("983", "Pacific/Noumea"),
            ("984", "Pacific/Tahiti"),
            ("985", "Indian/Mayotte"),
            ("986", "Pacific/Wallis"),
            ("987", "Pacific/Tahiti"),
            ("988", "Pacific/Noumea"),
        ] {
            let found = Zone::of_department(department);
            assert_eq!(found.name(), zone, "{department}");
            assert_eq!(zone.parse(), Ok(found));
        }
    }
}
