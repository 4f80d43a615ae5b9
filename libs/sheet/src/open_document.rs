//! OpenDocument workbooks (ISO/IEC 26300): which archive is one, and its contents, never more of
//! them than allowed.

mod paragraphs;
mod table;
mod value;

use std::io::{Cursor, Read};

use zip::{ZipArchive, result::ZipError};

use crate::{Limits, refusal::Refusal, rows::Row};

type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

const BEGIN: &[u8] = b"PK\x03\x04";
/// What an archive with nothing in it begins with.
const NOTHING: &[u8] = b"PK\x05\x06";
/// What stands before each name of an archive.
const NAME: &[u8] = b"PK\x01\x02";
/// Many times what a workbook has: pictures, charts.
const MOST_NAMES: usize = 4096;

const CONTENT: &str = "content.xml";
/// How the kind of a spreadsheet begins; a template has a longer one.
const KIND: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// Whether it is an archive, or the very beginning of one.
pub(crate) fn is_archive(bytes: &[u8]) -> bool {
    let cut = bytes.len() > 1 && BEGIN.starts_with(bytes);
    cut || bytes.starts_with(BEGIN) || bytes.starts_with(NOTHING)
}

/// All rows but blank ones of its first sheet.
pub(crate) fn rows(bytes: &[u8], limits: &Limits) -> Result<Vec<Row>, Refusal> {
    // Names weigh more in memory than in the archive.
    let names = bytes.windows(NAME.len()).filter(|piece| *piece == NAME);
    if names.count() > MOST_NAMES {
        return Err(Refusal::NoSheet);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| explain(&error))?;
    let has = |archive: &Archive<'_>, name| archive.index_for_name(name).is_some();
    if archive
        .file_names_raw()
        .any(|name| name.starts_with(b"xl/"))
    {
        return Err(Refusal::Excel);
    }
    if let Some(kind) = part(&mut archive, "mimetype", limits)? {
        let kind = String::from_utf8_lossy(&kind).trim().to_owned();
        if !matches!(kind.strip_prefix(KIND), Some("" | "-template")) {
            return Err(Refusal::NoSheet);
        }
    }
    // What holds the whole workbook when all of it is encrypted, since ODF 1.4.
    if has(&archive, "encrypted-package") {
        return Err(Refusal::Protected);
    }
    let manifest = part(&mut archive, "META-INF/manifest.xml", limits)?.unwrap_or_default();
    if String::from_utf8_lossy(&manifest).contains("encryption-data") {
        return Err(Refusal::Protected);
    }
    drop(manifest);
    let content = part(&mut archive, CONTENT, limits)?.ok_or(Refusal::NoSheet)?;
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&content);
    if !content.trim_ascii_start().starts_with(b"<") {
        return Err(Refusal::Protected);
    }
    let content = std::str::from_utf8(content).map_err(|_| Refusal::Damaged)?;
    table::rows(content, limits)
}

/// A part of the archive, if it is there. Its end is reached only if its sum is right.
fn part(
    archive: &mut Archive<'_>,
    name: &str,
    limits: &Limits,
) -> Result<Option<Vec<u8>>, Refusal> {
    let entry = match archive.by_name(name) {
        Err(ZipError::FileNotFound) => return Ok(None),
        entry => entry.map_err(|error| explain(&error))?,
    };
    let mut bytes = Vec::new();
    // What an archive says of its sizes is not believed.
    let most = u64::try_from(limits.bytes).unwrap_or(u64::MAX);
    entry
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|_| Refusal::Damaged)?;
    match bytes.len() > limits.bytes {
        true => Err(Refusal::TooLargeUnpacked(limits.bytes)),
        false => Ok(Some(bytes)),
    }
}

fn explain(error: &ZipError) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Refusal::Protected,
        _ => Refusal::Damaged,
    }
}

#[cfg(test)]
mod tests;
