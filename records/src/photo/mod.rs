//! Photographs of pupils: given one by one or in an archive, made small, kept by the school that
//! put them, for the people who may open the pupil's record there.

mod archive;
mod deposit;
pub mod fiction;
mod job;
mod picture;
mod store;

pub use deposit::{Deposit, LeftAside, Report, State, Withdrawn, find, keep, withdraw};
pub(crate) use job::{JOB, kind as job};
pub use picture::{Picture, PictureError};
pub use store::{Kept, can_be_named, has, picture, remove, save};
