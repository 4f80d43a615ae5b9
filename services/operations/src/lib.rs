//! « Exploitation »: what the operator and the data-protection officer of an académie need.
//!
//! Pages: state of the system, providers of text messages, audit, register of processing,
//! accessibility, health. By night: [`jobs`] (backup, purge, verification of the audit). For
//! the command line: [`backup`], [`doctor()`], [`verify_audit`], [`rotate_secrets`].

mod acts;
pub mod backup;
mod doctor;
mod examples;
mod health;
mod jobs;
mod manifest;
mod pages;
mod retention;
mod rotate;
mod sealer;
mod store;

pub use doctor::{Check, Level, doctor};
pub use health::{Health, health};
pub use jobs::{back_up, jobs};
pub use manifest::manifest;
pub use rotate::{Rotated, rotate_secrets};
pub use sealer::{seal_audit, verify_audit};
pub use store::{AuditCheck, BackupRun, backups, last_check, last_good_backup, note_backup};
