//! The brake: a release that would say of too many pupils at once that they are absent is asked
//! about, with figures. It is most often a mistake, and families must not learn it by telephone.

/// How many may be declared absent on a day before a person is asked again, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brake {
    /// Of a class.
    pub class: i64,
    /// Of the school.
    pub school: i64,
}

/// Of whom, how many would be declared absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The class; none for the school.
    pub class: Option<String>,
    /// Pupils declared absent on that day, those of earlier releases with them.
    pub absent: i64,
    /// Pupils in all.
    pub of: i64,
}

impl Declared {
    /// Their share, in percent, rounded down.
    pub fn percent(&self) -> i64 {
        self.absent * 100 / self.of.max(1)
    }

    fn passes(&self, percent: i64) -> bool {
        self.absent * 100 > percent * self.of
    }
}

impl Default for Brake {
    fn default() -> Self {
        Self {
            class: Self::CLASS,
            school: Self::SCHOOL,
        }
    }
}

impl Brake {
    /// Of a class, at most: a school may only lower it.
    pub const CLASS: i64 = 40;
    /// Of a school, at most.
    pub const SCHOOL: i64 = 15;
    /// In smaller classes and schools, two absences are many, and usual.
    pub const SMALLEST: i64 = 10;

    /// What a person must be asked about, the school first.
    pub fn alarms(self, declared: impl IntoIterator<Item = Declared>) -> Vec<Declared> {
        let mut alarms: Vec<Declared> = declared
            .into_iter()
            .filter(|declared| {
                let percent = if declared.class.is_some() {
                    self.class
                } else {
                    self.school
                };
                declared.of >= Self::SMALLEST && declared.passes(percent)
            })
            .collect();
        alarms.sort_by(|one, other| one.class.cmp(&other.class));
        alarms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(class: Option<&str>, absent: i64, of: i64) -> Declared {
        Declared {
            class: class.map(Into::into),
            absent,
            of,
        }
    }

    /// Invariant: more than the share, and not as much, in classes and schools of ten or more.
    #[test]
    fn more_than_the_share_is_asked_about() {
        let all = [
            declared(Some("5B"), 11, 26),
            declared(Some("6A"), 10, 25),
            declared(Some("ULIS"), 9, 9),
            declared(Some("4C"), 5, 10),
            declared(None, 91, 600),
            declared(None, 3, 9),
        ];
        let classes = |alarms: Vec<Declared>| -> Vec<String> {
            let name = |alarm: Declared| alarm.class.unwrap_or_default();
            alarms.into_iter().map(name).collect()
        };
        assert_eq!(
            classes(Brake::default().alarms(all.clone())),
            ["", "4C", "5B"]
        );
        let at_its_share = [declared(None, 90, 600)];
        assert!(Brake::default().alarms(at_its_share.clone()).is_empty());
        let lower = Brake {
            class: 10,
            school: 14,
        };
        assert_eq!(classes(lower.alarms(at_its_share)), [""]);
        assert_eq!(classes(lower.alarms(all)), ["", "4C", "5B", "6A"]);
        assert_eq!(declared(None, 91, 600).percent(), 15);
    }
}
