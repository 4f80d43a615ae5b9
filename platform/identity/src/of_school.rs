//! What proves a school, whether the person works there or has a child there.

use crate::{
    admission::{At, SchoolPlace},
    audience::AtSchool,
    family_link::Child,
};

/// A proof that names a school: an admission at one, or the pages of a child of it. What a school
/// tells all whom it admits (its week, its calendar, the parts of its year) is read by either; what
/// is about people asks for one of the two.
pub trait OfSchool: sealed::Proof + Send + Sync {
    /// The school, with its name and zone.
    fn its_school(&self) -> &SchoolPlace;
}

impl<A: AtSchool> OfSchool for At<A> {
    fn its_school(&self) -> &SchoolPlace {
        self.school_place()
    }
}

impl OfSchool for Child {
    fn its_school(&self) -> &SchoolPlace {
        self.place()
    }
}

/// Nobody else proves a school.
mod sealed {
    pub trait Proof {}
    impl<A: crate::audience::AtSchool> Proof for crate::admission::At<A> {}
    impl Proof for crate::family_link::Child {}
}
