//! Codes of the national nomenclatures, kept raw beside what they are known to mean.

/// `CODE_SEXE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// `1`.
    Male,
    /// `2`.
    Female,
}

impl Sex {
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        match code {
            "1" | "M" => Some(Self::Male),
            "2" | "F" => Some(Self::Female),
            _ => None,
        }
    }
}

/// `CODE_REGIME`: how a pupil lunches and sleeps. Programs disagree on the finer codes, hence the
/// raw one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Regime {
    /// As written, "21" for instance.
    pub code: String,
}

/// What the first digit of a [`Regime`] means (as GEPI and Triade read it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegimeKind {
    /// 0, externe libre.
    Day,
    /// 1, externe surveillé.
    SupervisedDay,
    /// 2, demi-pensionnaire.
    HalfBoard,
    /// 3, interne.
    Boarder,
    /// 4, interne externé.
    BoarderOutside,
    /// 5, interne hébergé.
    Lodged,
    /// 6, demi-pensionnaire hors de l'établissement.
    HalfBoardElsewhere,
}

impl Regime {
    /// Its meaning, if the code is a known one.
    pub fn kind(&self) -> Option<RegimeKind> {
        Some(match self.code.as_bytes().first()? {
            b'0' => RegimeKind::Day,
            b'1' => RegimeKind::SupervisedDay,
            b'2' => RegimeKind::HalfBoard,
            b'3' => RegimeKind::Boarder,
            b'4' => RegimeKind::BoarderOutside,
            b'5' => RegimeKind::Lodged,
            b'6' => RegimeKind::HalfBoardElsewhere,
            _ => return None,
        })
    }
}

/// `CODE_PARENTE`: what a guardian is to the pupil (codes as listed by GEPI; older files have
/// others, which keep their number and have no label).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kinship(
    /// The code as written.
    pub u16,
);

impl Kinship {
    /// Mère.
    pub const MOTHER: Self = Self(10);
    /// Père.
    pub const FATHER: Self = Self(20);
    /// Aide sociale à l'enfance.
    pub const CHILD_WELFARE: Self = Self(51);
    /// The adult pupil in person.
    pub const PUPIL: Self = Self(70);

    /// The French words of a known code.
    pub fn label(self) -> Option<&'static str> {
        Some(match self.0 {
            10 => "mère",
            20 => "père",
            37 => "fratrie",
            38 => "ascendant",
            39 => "autre membre de la famille",
            41 => "éducateur",
            42 => "assistant familial",
            50 => "tuteur",
            51 => "aide sociale à l’enfance",
            70 => "élève lui-même",
            90 => "autre cas",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_digit_of_a_regime_decides() {
        let kind = |code: &str| {
            Regime {
                code: code.to_owned(),
            }
            .kind()
        };
        assert_eq!(kind("2"), Some(RegimeKind::HalfBoard));
        assert_eq!(kind("29"), Some(RegimeKind::HalfBoard));
        assert_eq!(kind("0"), Some(RegimeKind::Day));
        assert_eq!(kind("9"), None);
        assert_eq!(kind("É"), None);
        assert_eq!(kind(""), None);
    }
}
