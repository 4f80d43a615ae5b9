//! The register that every service reads: schools, classes, pupils, their guardians; and the
//! import of the national exports that fills it.
//!
//! Whoever reads a school's data holds an admission at that school ([`identity::At`]), which
//! is bound in the SQL: nobody fetches another school's pupil by its identifier.

pub mod demo;
pub mod draft;
mod guardian;
pub mod import;
mod import_job;
mod manifest;
mod pupil;
mod school;

pub use guardian::{ConsentSource, Contact, GuardianOf, contact_of, guardians_of};
pub use import_job::kinds as jobs;
pub use manifest::manifest;
pub use pupil::{
    Division, Page, PupilFile, PupilRow, PupilSearch, Sex, divisions, pupil, pupils_in_division,
    search_pupils,
};
pub use school::{SchoolFile, declare_school, school, school_by_uai};
