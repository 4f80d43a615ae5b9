//! The archive of a photographer, or of another program: one picture a pupil, named by the number
//! that the pupil has in the school (ELENOET).

use super::{Picture, PictureError};
use std::{
    fs::File,
    io::{self, Read as _},
};
use thiserror::Error;
use zip::{ZipArchive, result::ZipError};

/// Files in an archive, at most: three times the largest school.
const MOST_FILES: usize = 10_000;

/// Why a whole archive is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(super) enum Refused {
    #[error("Ce fichier n'est pas une archive ZIP, ou il est incomplet.")]
    NotAnArchive,
    #[error("L'archive est protégée par un mot de passe : refaites-la sans.")]
    Locked,
    #[error("L'archive a plus de 10 000 fichiers : déposez celle d'un seul établissement.")]
    TooMany,
    #[error("L'archive ne contient aucun fichier.")]
    Empty,
    #[error("L'archive a attendu trop longtemps son tour : déposez-la de nouveau.")]
    Gone,
}

/// Why one file of it is left aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(super) enum Aside {
    #[error("Le nom du fichier n'est pas un numéro d'élève (ELENOET), comme 1234.jpg.")]
    NotANumber,
    #[error("Ce fichier de l'archive est abîmé.")]
    Damaged,
    #[error("{0}")]
    Picture(#[from] PictureError),
}

/// An archive that was opened.
pub(super) struct Archive(ZipArchive<File>);

/// One file of an archive.
pub(super) struct Found {
    /// Its name, with its folders.
    pub(super) name: String,
    /// The pupil's number and the picture.
    pub(super) picture: Result<(u64, Picture), Aside>,
}

impl Archive {
    pub(super) fn open(file: File) -> Result<Self, Refused> {
        let archive = ZipArchive::new(file).map_err(|_| Refused::NotAnArchive)?;
        match archive.len() {
            0 => Err(Refused::Empty),
            len if len > MOST_FILES => Err(Refused::TooMany),
            _ => Ok(Self(archive)),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// One file of the archive; nothing for a folder, or for what systems put beside pictures.
    /// Reads, decodes and makes small: heavy work.
    pub(super) fn read(&mut self, index: usize) -> Result<Option<Found>, Refused> {
        let name = match self.0.name_for_index(index) {
            Some(Ok(name)) => name.into_owned(),
            _ => format!("fichier n° {}", index + 1),
        };
        let mut entry = match self.0.by_index(index) {
            Ok(entry) => entry,
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err(Refused::Locked);
            }
            Err(_) => {
                let picture = Err(Aside::Damaged);
                return Ok(Some(Found { name, picture }));
            }
        };
        if entry.is_dir() || is_of_a_system(&name) {
            return Ok(None);
        }
        let picture = number(&name)
            .ok_or(Aside::NotANumber)
            .and_then(|number| Ok((number, Picture::read(&bytes(&mut entry)?)?)));
        Ok(Some(Found { name, picture }))
    }
}

/// Never more than a picture may have, whatever the archive says of its size.
fn bytes(entry: &mut impl io::Read) -> Result<Vec<u8>, Aside> {
    let mut bytes = Vec::new();
    entry
        .take(Picture::LARGEST_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| Aside::Damaged)?;
    Ok(bytes)
}

fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// What macOS and Windows add on their own.
fn is_of_a_system(name: &str) -> bool {
    let base = base_name(name);
    name.starts_with("__MACOSX/") || base.starts_with('.') || base == "Thumbs.db"
}

/// `photos/00123.JPG` is 123: other programs pad the number.
pub(super) fn number(name: &str) -> Option<u64> {
    let (stem, _) = base_name(name).rsplit_once('.')?;
    if stem.is_empty() || !stem.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    stem.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Picture, bytes, number};
    use std::io::{self, Read as _};

    /// Invariant: a name is a number or nothing; none is guessed out of something else.
    #[test]
    fn only_numbers_are_numbers() {
        assert_eq!(number("1234.jpg"), Some(1234));
        assert_eq!(number("6A/00042.JPEG"), Some(42));
        assert_eq!(number("C:\\photos\\7.png"), Some(7));
        for name in [
            "1234",
            "DUPONT.jpg",
            "12a.jpg",
            "-3.jpg",
            "+3.jpg",
            "1 2.jpg",
            ".jpg",
            "1.2.jpg",
            "99999999999999999999999.jpg",
            "١٢.jpg",
            "",
        ] {
            assert_eq!(number(name), None, "{name}");
        }
    }

    /// Invariant: no more is unpacked than what is refused as too large, whatever is packed.
    #[test]
    fn no_more_is_unpacked_than_a_picture_may_have() {
        let mut endless = io::repeat(0).take(Picture::LARGEST_FILE * 2);
        let unpacked = bytes(&mut endless).map(|bytes| bytes.len() as u64);
        assert_eq!(unpacked, Ok(Picture::LARGEST_FILE + 1));
    }
}
