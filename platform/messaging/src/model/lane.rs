//! Lanes: what sort of message it is decides how it is sent.

use chrono::Duration;

/// A lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// An alert: before everything else, at any hour, and rather twice than not at all.
    Crisis,
    /// A code that a person has just asked for, and waits for: at any hour, useless soon.
    Code,
    /// A mail that somebody was promised: it rings nowhere.
    Notice,
    /// A test of the school's contract, that somebody has just asked for.
    Test,
    /// What opens the school's pages to a family: a person has just sent it to many, and it can wait for
    /// the morning.
    Access,
    /// A notice of absence: a person releases it, and it is sent at most once.
    Absence,
}

/// What is done with a message that was written, and of which nothing more is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Nothing: a person decides. Two notices of one absence would worry a family.
    AtMostOnce,
    /// It is sent again, as long as it is of use: the double is counted and shown.
    AtLeastOnce,
}

impl Lane {
    /// All of them, those that go first before the others.
    pub const ALL: [Self; 6] = [
        Self::Crisis,
        Self::Code,
        Self::Notice,
        Self::Test,
        Self::Access,
        Self::Absence,
    ];

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Crisis => "crisis",
            Self::Code => "code",
            Self::Notice => "notice",
            Self::Test => "test",
            Self::Access => "access",
            Self::Absence => "absence",
        }
    }

    /// Whether it waits for a person, under « SMS à diffuser ».
    pub fn needs_release(self) -> bool {
        self == Self::Absence
    }

    /// Whether nobody wants it at night, nor more of it than the school pays for.
    pub fn can_wait(self) -> bool {
        matches!(self, Self::Access | Self::Absence)
    }

    /// Whether it goes by the académie's contract, and by no school's.
    pub fn is_of_the_academy(self) -> bool {
        self == Self::Code
    }

    /// How long it is of use at most, whatever its service says.
    pub fn longest_use(self) -> Option<Duration> {
        (self == Self::Code).then_some(Duration::minutes(10))
    }

    /// What a doubt makes of it.
    pub fn delivery(self) -> Delivery {
        match self {
            Self::Crisis => Delivery::AtLeastOnce,
            Self::Code | Self::Notice | Self::Test | Self::Access | Self::Absence => {
                Delivery::AtMostOnce
            }
        }
    }
}

impl TryFrom<String> for Lane {
    type Error = String;
    fn try_from(code: String) -> Result<Self, String> {
        let mut all = Self::ALL.into_iter();
        all.find(|lane| lane.code() == code)
            .ok_or(format!("unknown lane {code}"))
    }
}
