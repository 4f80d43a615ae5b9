//! The audiences as types, for the first argument of handlers: `At<SchoolLife>`.

use admission::{Audience, Family};
use std::marker::PhantomData;

/// An audience, as a type.
pub trait For: Send + Sync + 'static {
    /// Which one.
    const AUDIENCE: Audience;
    /// Whether it exists only at a school.
    const AT_SCHOOL: bool;
    /// Whose pages they are, where the address names a pupil.
    const CHILD: Option<OfChild> = None;
    /// Whether the pupil is nobody: the school looks at what it opens (« voir comme un parent »).
    const PREVIEW: bool = false;
}

/// The pages of a pupil, as families see them.
#[derive(Debug, Clone, Copy)]
pub struct OfChild {
    /// To whom they are open.
    pub to: Family,
    /// The service that the school must have opened, as its manifest words it; `None`: none.
    pub service: Option<&'static str>,
}

/// What a school opens to families, as a type: `At<GuardianOf<Absences>>`.
pub trait Opened: Send + Sync + 'static {
    /// The service's word, as its manifest declares it; `None` for what needs no opening.
    const SERVICE: Option<&'static str>;
}

/// Pages of a family that need no service to be open.
#[derive(Debug, Clone, Copy)]
pub struct Always;

impl Opened for Always {
    const SERVICE: Option<&'static str> = None;
}

/// See [`Audience::GuardianOf`]: admitted to the child named `{child}` in the address, while the link
/// lives and the service is open.
#[derive(Debug, Clone, Copy)]
pub struct GuardianOf<S>(PhantomData<S>);

/// See [`Audience::PupilSelf`]: admitted to oneself, named `{own}` in the address, in the same way.
#[derive(Debug, Clone, Copy)]
pub struct PupilSelf<S>(PhantomData<S>);

/// What a guardian reads, of a child who is nobody, for whoever opens the school's services.
#[derive(Debug, Clone, Copy)]
pub struct GuardianPreview<S>(PhantomData<S>);

/// What a pupil reads, in the same way.
#[derive(Debug, Clone, Copy)]
pub struct PupilPreview<S>(PhantomData<S>);

/// An audience of families: its admission has a child to give, and not the school, whose stores ask
/// for [`AtSchool`].
pub trait OfFamily: For {}

macro_rules! families {
    ($($name:ident: $family:ident;)*) => {$(
        impl<S: Opened> For for $name<S> {
            const AUDIENCE: Audience = Audience::$name;
            const AT_SCHOOL: bool = false;
            const CHILD: Option<OfChild> = Some(OfChild { to: Family::$family, service: S::SERVICE });
        }
        impl<S: Opened> OfFamily for $name<S> {}
    )*};
}

families! {
    GuardianOf: Guardian;
    PupilSelf: Pupil;
}

macro_rules! previews {
    ($($name:ident: $family:ident;)*) => {$(
        impl<S: Opened> For for $name<S> {
            const AUDIENCE: Audience = Audience::FamilyOpening;
            const AT_SCHOOL: bool = true;
            const CHILD: Option<OfChild> = Some(OfChild { to: Family::$family, service: S::SERVICE });
            const PREVIEW: bool = true;
        }
        impl<S: Opened> OfFamily for $name<S> {}
    )*};
}

previews! {
    GuardianPreview: Guardian;
    PupilPreview: Pupil;
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
