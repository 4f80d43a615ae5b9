//! A contradiction between what was typed here and what the register says since: a person chooses.

use crate::{
    consent::Origin,
    guardian_file::guardian_files,
    guardian_write::{save_link, save_person},
    pupil_file::{is_here, pupil_record},
    pupil_write,
    typed::{self, Field, Kind, Typed as _},
};
use audit::Line;
use chrono::{DateTime, Utc};
use db::Write;
use education::{Id, Pupil};
use identity::{At, PupilFilesWriting};
use sms::NumberPolicy;
use uuid::Uuid;
use web::{Error, Result};

/// What the person chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// « Garder la saisie ».
    Typed,
    /// « Prendre la valeur de l'export ».
    Register,
}

/// Settles a field of a pupil's record, of one of their guardians, or of a link to them. False
/// when somebody had settled it already.
#[expect(
    clippy::too_many_arguments,
    reason = "the parts of one sentence: who, of whom, what, how, when"
)]
pub async fn settle(
    write: &mut Write,
    at: &At<PupilFilesWriting>,
    pupil: Id<Pupil>,
    field: Field,
    subject: Uuid,
    choice: Choice,
    numbers: NumberPolicy,
    now: DateTime<Utc>,
) -> Result<bool> {
    if !is_here(write, at, at.today(now), pupil).await? {
        return Err(Error::NotFound);
    }
    let files = guardian_files(write, at, pupil).await?;
    let file = files.iter().find(|file| match field.kind() {
        Kind::Pupil => false,
        Kind::Guardian => file.of.guardian.uuid() == subject,
        Kind::Link => file.link_id == subject,
    });
    if file.is_none() && (field.kind() != Kind::Pupil || subject != pupil.uuid()) {
        return Err(Error::NotFound);
    }
    let Some(said) = typed::register_value(write, field, subject).await? else {
        return Ok(false);
    };
    match choice {
        Choice::Typed => typed::keep(write, field, subject).await?,
        Choice::Register => {
            match (field.kind(), file) {
                (Kind::Guardian, Some(file)) => {
                    let mut data = file.data.clone();
                    data.put(field, &said, numbers);
                    save_person(write, at, file, &data, Origin::Export, now).await?;
                }
                (Kind::Link, Some(file)) => {
                    let mut link = file.link.clone();
                    link.put(field, &said, numbers);
                    save_link(write, file, &link).await?;
                }
                _ => {
                    let stored = pupil_record(write, at, pupil).await?;
                    let stored = stored.ok_or(Error::NotFound)?;
                    let mut data = stored.data.clone();
                    data.put(field, &said, numbers);
                    let origin = Origin::Export;
                    pupil_write::save(write, at, pupil, &stored, &data, origin, now).await?;
                }
            }
            typed::forget(write, field, subject).await?;
        }
    }
    let act = match choice {
        Choice::Typed => "conflict.kept",
        Choice::Register => "conflict.taken",
    };
    let line = Line::new(at.actor(), act).on("pupil", pupil);
    audit::note(write, now, &line.detail(field.label())).await?;
    Ok(true)
}
