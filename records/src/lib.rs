//! The register that every service reads: schools, classes, pupils, their guardians; and the
//! import of the national exports that fills it.
//!
//! Whoever reads a school's data holds an admission at that school ([`identity::At`]), which
//! is bound in the SQL: nobody fetches another school's pupil by its identifier.

mod address;
mod child;
mod child_class;
mod consent;
mod course;
pub mod demo;
mod detach;
pub mod draft;
mod extra;
mod families;
mod guardian;
mod guardian_data;
mod guardian_file;
mod guardian_write;
mod identity_card;
pub mod import;
mod import_job;
mod manifest;
mod own_contact;
pub mod photo;
mod pupil;
mod pupil_file;
mod pupil_write;
mod roster;
mod school;
mod schooling;
mod settle;
mod staff;
pub mod typed;

pub use address::{Address, FRANCE};
pub use child::{
    ChildEnrolment, ChildName, child_enrolment, child_name, holder_name, pupils_of_guardian,
};
pub use child_class::{ChildClass, ChildCourse, child_class, subject_labels};
pub use consent::{Answer, Origin, Whose, answers};
pub use course::{Course, courses};
pub use detach::{attach, detach};
pub use extra::{Asked, Extra, Extras, answered_extras, ask, asked};
pub use families::{SchoolPupil, birth_of, school_links, school_pupils};
pub use guardian::{
    AboutContact, ConsentSource, Contact, Contacts, GuardianOf, contact_of, contacts_of,
    guardians_of,
};
pub use guardian_data::{GuardianData, LinkData};
pub use guardian_file::{Detached, GuardianFile, Stamp, guardian_file, guardian_files};
pub use guardian_write::{GuardianForm, add_guardian, change_guardian};
pub use identity_card::{IdentityCard, identity_cards};
pub use import_job::kinds as jobs;
pub use manifest::manifest;
pub use own_contact::{AboutPupil, OwnContact, own_contacts_of};
pub use pupil::{
    Division, Page, PupilFile, PupilRow, PupilSearch, Sex, divisions, groups, pupil,
    pupils_in_division, pupils_in_group, search_pupils,
};
pub use pupil_file::{PupilData, PupilRecord, pupil_record};
pub use pupil_write::{Saved, change_pupil};
pub use roster::{group_members, groups_of, program_of_each, programs, pupils_of, roster};
pub use school::{SchoolFile, declare_school, school, school_by_uai};
pub use schooling::{Previous, Schooling, options_and_groups, schoolings};
pub use settle::{Choice, settle};
pub use staff::{
    NewStaff, Post, Staff, StaffMember, Taught, add_staff, attach_account, staff, staff_names,
    staff_of_account,
};
