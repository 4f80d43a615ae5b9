//! Who a person is, which functions they hold where, and what that opens.
//!
//! [`At<A>`](At) is the proof that somebody may: only this crate makes it, and every store
//! that holds a school's or a person's data asks for it.

mod account;
mod accounts_here;
mod admission;
mod audience;
mod example;
mod family_link;
mod first_access;
mod manifest;
mod of_school;
mod opening;
mod pages;
mod password;
mod password_link;
mod right;
mod session;
mod sign_in;
mod tenure;
mod throttle;

pub use account::{AccountError, Login, NewAccount, find_login, is_open, names_of, open_account};
pub use accounts_here::{AccountHere, accounts_here, free_login};
pub use admission::{At, Person, Place, SchoolPlace};
pub use audience::{
    ActivationCodes, AllMarks, Always, AtSchool, AuditReading, DataProtection, FamilyOpening, For,
    GuardianOf, GuardianPreview, Marks, MarksSettings, OfFamily, Opened, Operator, PupilFiles,
    PupilFilesSettings, PupilFilesWriting, PupilPreview, PupilSelf, RegisterImport, RollCall,
    SchoolInformation, SchoolInformationWriting, SchoolLife, SchoolLifeSettings, SignedIn,
    StaffAccounts,
};
pub use example::example_account;
pub use family_link::{
    Child, FamilyLink, FamilyPair, Holder, LinkEnd, children_of, end_guardian_links, end_link,
    end_links, guardians_with_access, needs_code, open_link, reopen_links,
};
pub use first_access::{
    FIRST_ACCESS_MINUTES, FirstAccess, Opened as OpenedAccount, Tries, begin_first_access,
    first_access, is_login_free,
};
pub use manifest::manifest;
pub use of_school::OfSchool;
pub use opening::{
    Opening, OpeningChange, Openings, Undone, WantedOpening, close_all, is_service_open,
    opening_changes, openings, set_openings, undo_opening,
};
pub use password::{PasswordError, choose_password, judge as judge_password};
pub use password_link::issue_password_link;
pub use right::{RightException, exceptions_here, right_changes, set_rights};
pub use session::{COOKIE, SignedInSession, last_visit, open_session};
pub use tenure::{declare_place, end_tenures, grant, zones};
