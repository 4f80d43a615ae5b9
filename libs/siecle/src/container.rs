//! A bare XML file or a zip with one in it, told apart by the first bytes: names lie.

use std::io::{self, Read, Seek, SeekFrom, Take};

use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive, result::ZipError};

use crate::{
    Limits,
    error::{Breach, ReadError, breach},
    fields::shown,
};

/// How many names of an archive are told.
const SHOWN: usize = 5;

pub(crate) enum Container<R> {
    Bare(R),
    Zip(Box<ZipArchive<R>>, usize),
}

impl<R: Read + Seek> Container<R> {
    pub(crate) fn open(mut input: R) -> Result<Self, ReadError> {
        let mut magic = Vec::with_capacity(4);
        input.seek(SeekFrom::Start(0)).map_err(ReadError::Io)?;
        input
            .by_ref()
            .take(4)
            .read_to_end(&mut magic)
            .map_err(ReadError::Io)?;
        input.seek(SeekFrom::Start(0)).map_err(ReadError::Io)?;
        if magic.is_empty() {
            return Err(ReadError::Empty);
        }
        if !matches!(magic.as_slice(), b"PK\x03\x04" | b"PK\x05\x06") {
            return Ok(Self::Bare(input));
        }
        let archive = ZipArchive::new(input).map_err(zip_error)?;
        let index = only_export(&archive)?;
        Ok(Self::Zip(Box::new(archive), index))
    }

    /// The XML from its first byte, never more of it than allowed. In a zip, its end is reached
    /// only if the sum of the archive is right.
    pub(crate) fn first_pass(&mut self, limits: &Limits) -> Result<impl Read + '_, ReadError> {
        let inner: Box<dyn Read + '_> = match self {
            Self::Bare(input) => {
                input.seek(SeekFrom::Start(0)).map_err(ReadError::Io)?;
                Box::new(input)
            }
            Self::Zip(archive, index) => Box::new(archive.by_index(*index).map_err(zip_error)?),
        };
        Ok(Capped::new(inner, limits))
    }

    /// The same XML from its first byte, with the input that it comes from. What
    /// [`Container::first_pass`] has proved is not proved again.
    pub(crate) fn second_pass(self, limits: &Limits) -> Result<Capped<Source<R>>, ReadError> {
        let source = match self {
            Self::Bare(mut input) => {
                input.seek(SeekFrom::Start(0)).map_err(ReadError::Io)?;
                Source::Bare(input)
            }
            Self::Zip(mut archive, index) => {
                let entry = archive.by_index(index).map_err(zip_error)?;
                let (size, method) = (entry.compressed_size(), entry.compression());
                let start = entry
                    .data_start()
                    .ok_or_else(|| ReadError::Zip("son contenu est introuvable".to_owned()))?;
                drop(entry);
                let mut input = archive.into_inner();
                input.seek(SeekFrom::Start(start)).map_err(ReadError::Io)?;
                let contents = input.take(size);
                match method {
                    CompressionMethod::Stored => Source::Stored(contents),
                    CompressionMethod::Deflated => Source::Deflated(DeflateDecoder::new(contents)),
                    other => return Err(ReadError::Zip(format!("compression {other} inconnue"))),
                }
            }
        };
        Ok(Capped::new(source, limits))
    }

    /// What a failure of [`Container::first_pass`] means here: in a zip, damage.
    pub(crate) fn explain(&self, error: io::Error) -> ReadError {
        match (breach(&error), self) {
            (Some(known), _) => known,
            (None, Self::Zip(..)) => ReadError::Zip(error.to_string()),
            (None, Self::Bare(_)) => ReadError::Io(error),
        }
    }
}

/// The one entry that is an export; what computers add by themselves does not count.
fn only_export<R: Read + Seek>(archive: &ZipArchive<R>) -> Result<usize, ReadError> {
    let mut found = Vec::new();
    for (index, name) in archive.file_names_raw().enumerate() {
        let name = String::from_utf8_lossy(name).into_owned();
        if is_export(&name) {
            found.push((index, name));
        }
    }
    match found.as_slice() {
        [] => Err(ReadError::NoXml),
        [(index, _)] => Ok(*index),
        _ => Err(ReadError::SeveralXml(
            found
                .iter()
                .take(SHOWN)
                .map(|(_, name)| shown(name))
                .collect(),
        )),
    }
}

fn is_export(name: &str) -> bool {
    let mut parts = name.split(['/', '\\']).peekable();
    let mut last = "";
    while let Some(part) = parts.next() {
        if part == ".." || part == "__MACOSX" {
            return false;
        }
        if parts.peek().is_none() {
            last = part;
        }
    }
    let lower = last.to_ascii_lowercase();
    lower.ends_with(".xml") && !lower.starts_with('.')
}

fn zip_error(error: ZipError) -> ReadError {
    ReadError::Zip(match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            "elle demande un mot de passe".to_owned()
        }
        other => other.to_string(),
    })
}

/// Where the XML comes from, and how it is packed.
pub(crate) enum Source<R> {
    Bare(R),
    Stored(Take<R>),
    Deflated(DeflateDecoder<Take<R>>),
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Bare(input) => input.read(buffer),
            Self::Stored(contents) => contents.read(buffer),
            Self::Deflated(contents) => contents.read(buffer),
        }
    }
}

/// Like `Read::take`, but passing the limit is an error instead of a quiet end.
pub(crate) struct Capped<R> {
    inner: R,
    limit: u64,
    left: u64,
}

impl<R> Capped<R> {
    fn new(inner: R, limits: &Limits) -> Self {
        Self {
            inner,
            limit: limits.inflated,
            left: limits.inflated,
        }
    }
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| Breach::TooLarge(self.limit).into_io())?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::is_export;

    #[test]
    fn only_real_exports_count() {
        assert!(is_export("ElevesSansAdresses.xml"));
        assert!(is_export("export/ELEVES.XML"));
        for name in [
            "__MACOSX/._Eleves.xml",
            "../Eleves.xml",
            "a/../b.xml",
            "._b.xml",
            "lisez.txt",
            "x/",
        ] {
            assert!(!is_export(name), "{name}");
        }
    }
}
