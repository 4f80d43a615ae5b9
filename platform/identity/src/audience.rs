//! The audiences as types, for the first argument of handlers: `At<SchoolLife>`.

use admission::Audience;

/// An audience, as a type.
pub trait For: Send + Sync + 'static {
    /// Which one.
    const AUDIENCE: Audience;
    /// Whether it exists only at a school.
    const AT_SCHOOL: bool;
}

/// An audience that exists only at a school: its admission has a school to give.
pub trait AtSchool: For {}

macro_rules! audiences {
    ($($(#[$doc:meta])* $name:ident $(: $school:ident)?;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl For for $name {
            const AUDIENCE: Audience = Audience::$name;
            const AT_SCHOOL: bool = audiences!(@school $($school)?);
        }
        $(impl $school for $name {})?
    )*
        /// Those that exist only at a school.
        #[cfg(test)]
        pub(crate) fn at_school() -> impl Iterator<Item = Audience> {
            let all = [$(($name::AUDIENCE, $name::AT_SCHOOL)),*];
            all.into_iter().filter(|(_, school)| *school).map(|(audience, _)| audience)
        }
    };
    (@school) => { false };
    (@school AtSchool) => { true };
}

audiences! {
    /// See [`Audience::SignedIn`].
    SignedIn;
    /// See [`Audience::SchoolLife`].
    SchoolLife: AtSchool;
    /// See [`Audience::RollCall`].
    RollCall: AtSchool;
    /// See [`Audience::Marks`].
    Marks: AtSchool;
    /// See [`Audience::AllMarks`].
    AllMarks: AtSchool;
    /// See [`Audience::MarksSettings`].
    MarksSettings: AtSchool;
    /// See [`Audience::FamilyOpening`].
    FamilyOpening: AtSchool;
    /// See [`Audience::ActivationCodes`].
    ActivationCodes: AtSchool;
    /// See [`Audience::SchoolLifeSettings`].
    SchoolLifeSettings: AtSchool;
    /// See [`Audience::PupilFiles`].
    PupilFiles: AtSchool;
    /// See [`Audience::PupilFilesWriting`].
    PupilFilesWriting: AtSchool;
    /// See [`Audience::PupilFilesSettings`].
    PupilFilesSettings: AtSchool;
    /// See [`Audience::RegisterImport`].
    RegisterImport: AtSchool;
    /// See [`Audience::StaffAccounts`].
    StaffAccounts: AtSchool;
    /// See [`Audience::SchoolInformation`].
    SchoolInformation: AtSchool;
    /// See [`Audience::SchoolInformationWriting`].
    SchoolInformationWriting: AtSchool;
    /// See [`Audience::Operator`].
    Operator;
    /// See [`Audience::DataProtection`].
    DataProtection;
    /// See [`Audience::AuditReading`].
    AuditReading;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: every audience of schools is a right that a head gives and withdraws, and nothing else
    /// is one.
    #[test]
    fn every_audience_of_schools_is_a_right() {
        let mut rights: Vec<Audience> = admission::rights().map(|right| right.audience).collect();
        let mut schools: Vec<Audience> = at_school().collect();
        rights.sort();
        schools.sort();
        assert_eq!(rights, schools);
    }
}
