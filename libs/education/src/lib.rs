//! The words of French education as types: identifiers that cannot be mixed up,
//! and the rules that everybody who handles them needs. No I/O.

mod calendar;
mod holidays;
mod id;
mod identifier;
mod name;
mod place;
#[cfg(feature = "sqlx")]
mod row;

pub use calendar::{is_public_holiday, public_holidays, school_year_of};
pub use holidays::{Holiday, HolidayZone, local_holidays};
pub use id::{Academy, Account, Guardian, Id, Pupil, School};
pub use identifier::{IdentifierError, Ine, MefCode, Uai, UaiPolicy};
pub use name::{list_name, search_key, sort_key};
pub use place::{SchoolKind, Zone};
