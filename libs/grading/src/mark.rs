//! What a teacher types in a cell.

use crate::{OutOf, Points, TypedError};
use std::fmt;

/// A mark, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Points, which count.
    Points(Points),
    /// « abs »: the pupil was not there.
    Absent,
    /// « disp »: the pupil did not have to.
    Exempt,
    /// « N.not »: the pupil was there, and is not marked.
    NotMarked,
}

/// The words of a cell, without case, points and spaces: the first of each is how it is written.
const WORDS: [(Mark, &str, &[&str]); 3] = [
    (Mark::Absent, "abs", &["abs", "absent", "absente"]),
    (
        Mark::Exempt,
        "disp",
        &["disp", "dispensé", "dispensée", "dispense", "dispensee"],
    ),
    (
        Mark::NotMarked,
        "N.not",
        &["nnot", "nonnoté", "nonnotée", "nonnote", "nonnotee"],
    ),
];

impl Mark {
    /// Reads a cell; nothing for one that is empty.
    ///
    /// # Errors
    /// What is neither points nor one of the words, and more points than there are.
    pub fn parse(text: &str, out_of: OutOf) -> Result<Option<Self>, TypedError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            return Points::parse(text, out_of).map(|points| Some(Self::Points(points)));
        }
        let letters = text.chars().filter(|c| *c != '.' && !c.is_whitespace());
        let said: String = letters.flat_map(char::to_lowercase).collect();
        let known = WORDS
            .iter()
            .find(|(.., ways)| ways.contains(&said.as_str()));
        known.map(|(mark, ..)| Some(*mark)).ok_or(TypedError::Mark)
    }

    /// The points, for what counts.
    pub fn points(self) -> Option<Points> {
        match self {
            Self::Points(points) => Some(points),
            Self::Absent | Self::Exempt | Self::NotMarked => None,
        }
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match WORDS.iter().find(|(mark, ..)| mark == self) {
            Some((_, word, _)) => f.write_str(word),
            None => self.points().map_or(Ok(()), |points| points.fmt(f)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: a cell takes points, « abs », « disp », « N.not » however they are typed, and nothing
    /// else; what it shows is read the same again.
    #[test]
    fn a_cell_takes_points_and_three_words() {
        let twenty = OutOf::TWENTY;
        let read = |text: &str| Mark::parse(text, twenty);
        for text in ["", "  ", "\u{a0}"] {
            assert_eq!(read(text), Ok(None));
        }
        for (mark, ways) in [
            (Mark::Absent, ["abs", "ABS.", " Absent "]),
            (Mark::Exempt, ["disp", "Disp.", "dispensée"]),
            (Mark::NotMarked, ["N.not", "n not", "NON NOTÉ"]),
        ] {
            for way in ways {
                assert_eq!(read(way), Ok(Some(mark)), "{way}");
            }
            assert_eq!(read(&mark.to_string()), Ok(Some(mark)));
            assert_eq!(mark.points(), None);
        }
        let mark = read("15.25").unwrap().unwrap();
        assert_eq!(
            (mark.to_string().as_str(), read("15,25")),
            ("15,25", Ok(Some(mark)))
        );
        assert_eq!(
            read("20"),
            Ok(Some(Mark::Points(Points::of(2000, twenty).unwrap())))
        );
        assert_eq!(read("20,01"), Err(TypedError::Above(twenty)));
        assert_eq!(read("12,5a"), Err(TypedError::Number));
        for text in ["-1", "a", "ab s x", "=1+1", "note", "absents"] {
            assert_eq!(read(text), Err(TypedError::Mark), "{text}");
        }
    }
}
