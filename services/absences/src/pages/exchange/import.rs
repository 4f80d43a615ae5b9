//! « Importer », first step: a table is given and read; nothing changes yet.

use super::{FILE, HREF, page};
use crate::{
    model::exchange::{self, File},
    store::exchange::draft,
};
use axum::{
    extract::{Multipart, State},
    response::Response,
};
use db::in_write;
use identity::{At, SchoolLifeSettings};
use std::io::{Read as _, Seek as _, SeekFrom};
use web::{Context, Error, Input, Invalid, Result, Upload, see_other};

/// A table of 16 MB, and what a form puts around it.
pub(super) const LARGEST_UPLOAD: usize = 17 << 20;
/// Signs of a file's name that are kept.
const LONGEST_NAME: usize = 200;

const UPLOAD: Upload = Upload {
    field: FILE,
    most: 1,
    too_large: "Ce fichier dépasse 16 Mo : exportez une période plus courte.",
};

pub(crate) async fn submit(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    upload: Multipart,
) -> Result<Response> {
    let mut invalid = Invalid::default();
    let again = Input::default();
    let (name, mut file) = match UPLOAD.receive(upload).await? {
        Ok(mut given) => given.pop().ok_or(Error::NotFound)?,
        Err(invalid) => {
            return page(&at, &context, (&again, None), &invalid, Invalid::STATUS).await;
        }
    };
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).map_err(Error::of_file)?;
    file.read_to_end(&mut bytes).map_err(Error::of_file)?;
    let refused = match read(bytes.clone()).await? {
        Ok(file) if file.lines.is_empty() && file.misfits.is_empty() => {
            Some("ce tableau n'a aucune ligne sous ses titres".to_owned())
        }
        Ok(_) => None,
        Err(why) => Some(why),
    };
    if let Some(why) = refused {
        invalid.add(FILE, format!("« {name} » : {why}."));
        return page(&at, &context, (&again, None), &invalid, Invalid::STATUS).await;
    }
    let name: String = name.chars().take(LONGEST_NAME).collect();
    let now = context.clock.now();
    let kept = in_write!(context.db, Error, |tx| {
        Ok(draft::keep(tx, &at, (&name, &bytes), now).await?)
    })?;
    Ok(see_other(format!("{HREF}/{kept}")))
}

/// Reads a table beside the pages: one of 16 MB keeps a processor busy.
pub(super) async fn read(bytes: Vec<u8>) -> Result<std::result::Result<File, String>> {
    let reading = tokio::task::spawn_blocking(move || exchange::read(&bytes));
    reading.await.map_err(Error::internal)
}
