//! The address that shows in the window of an envelope.
//!
//! Where: NF Z 11-001, for DL envelopes (110 × 220 mm) whose window of 45 × 100 mm stands 20 mm
//! from the right and from the bottom; an A4 page folded at 99 and 198 mm. KOMA-Script's `NF.lco`
//! gives the same field (100 to 200 mm from the left, 35 to 80 mm from the top) and the same
//! folds. A folded page moves in its envelope by 10 mm sideways and 11 mm in height: what is
//! below is what shows wherever the page has slid.
//!
//! How: NF Z 10-011 as La Poste explains it (Service national de l'adresse, « les 6 règles d'or ») :
//! six lines at most and a seventh for a foreign country, 38 characters a line, the lines of the
//! place in capitals, without accents or punctuation.

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A rectangle of the page, in millimetres from its left and top edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Area {
    /// Left edge.
    pub left: u16,
    /// Top edge.
    pub top: u16,
    /// Right edge.
    pub right: u16,
    /// Bottom edge.
    pub bottom: u16,
}

/// What shows in the window wherever the page has slid: the address stays inside.
pub const SHOWN: Area = Area {
    left: 100,
    top: 45,
    right: 190,
    bottom: 79,
};

/// What shows when the page has slid: nothing else is printed here.
pub const REACHED: Area = Area {
    left: 90,
    top: 34,
    right: 200,
    bottom: 90,
};

/// Where the page is folded, in millimetres from its top.
pub const FOLDS: [u16; 2] = [99, 198];

/// Lines of an address in France.
pub const LINES: usize = 6;

/// Characters of a line.
pub const WIDTH: usize = 38;

/// An address that fits: at most [`LINES`] lines (one more abroad) of at most [`WIDTH`]
/// characters, none of them empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Recipient(Vec<String>);

/// Why an address cannot stand in a window, in words for who must put it right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// Nobody's name.
    #[error("Le nom du destinataire manque.")]
    NoName,
    /// Not one line of a place.
    #[error("L'adresse manque.")]
    NoPlace,
    /// A word that no line can hold.
    #[error("Un mot de l'adresse dépasse 38 caractères.")]
    LongWord,
    /// Too much, even cut at the blanks.
    #[error("L'adresse ne tient pas en six lignes de 38 caractères.")]
    TooMuch,
}

impl Recipient {
    /// An address in France: the lines of the person (« M. et Mme Zéphyrin Ducasse », « Bât. B »),
    /// printed as they are, then those of the place, the post code and the town last, which are
    /// put in capitals. A line that is too long is cut at a blank.
    pub fn new<S: AsRef<str>>(person: &[S], place: &[S]) -> Result<Self, Misfit> {
        Self::fit(person, place, LINES)
    }

    /// An address abroad: as [`Recipient::new`], the country being the last line of the place.
    pub fn abroad<S: AsRef<str>>(person: &[S], place: &[S]) -> Result<Self, Misfit> {
        Self::fit(person, place, LINES + 1)
    }

    /// The lines, from top to bottom.
    pub fn lines(&self) -> &[String] {
        &self.0
    }

    fn fit<S: AsRef<str>>(person: &[S], place: &[S], most: usize) -> Result<Self, Misfit> {
        let person = cut(person.iter().map(|line| line.as_ref().to_owned()))?;
        if person.is_empty() {
            return Err(Misfit::NoName);
        }
        let place = cut(place.iter().map(|line| capitals(line.as_ref())))?;
        if place.is_empty() {
            return Err(Misfit::NoPlace);
        }
        let lines = [person, place].concat();
        if lines.len() > most {
            return Err(Misfit::TooMuch);
        }
        Ok(Self(lines))
    }
}

/// Lines of at most [`WIDTH`] characters, cut at blanks, without the empty ones.
fn cut(lines: impl Iterator<Item = String>) -> Result<Vec<String>, Misfit> {
    let mut fitted: Vec<String> = Vec::new();
    for line in lines {
        let mut current = String::new();
        for word in line.split(|c: char| c.is_whitespace() || c.is_control()) {
            let length = word.chars().count();
            if length > WIDTH {
                return Err(Misfit::LongWord);
            }
            if !current.is_empty() && current.chars().count() + 1 + length > WIDTH {
                fitted.push(std::mem::take(&mut current));
            }
            if !current.is_empty() && !word.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        if !current.is_empty() {
            fitted.push(current);
        }
    }
    Ok(fitted)
}

/// « 9 bis, rue de l'Œuvre » → « 9 BIS RUE DE L OEUVRE »: what sorting machines read best.
fn capitals(line: &str) -> String {
    line.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_uppercase)
        .flat_map(|c| match c {
            'Œ' => vec!['O', 'E'],
            'Æ' => vec!['A', 'E'],
            c if c.is_alphanumeric() => vec![c],
            _ => vec![' '],
        })
        .collect()
}

impl TryFrom<Vec<String>> for Recipient {
    type Error = Misfit;

    /// Reads back what was kept: lines that already fit.
    fn try_from(lines: Vec<String>) -> Result<Self, Misfit> {
        if lines.is_empty() {
            return Err(Misfit::NoName);
        }
        if lines.len() > LINES + 1 || lines.iter().any(|line| line.chars().count() > WIDTH) {
            return Err(Misfit::TooMuch);
        }
        Ok(Self(lines))
    }
}

impl From<Recipient> for Vec<String> {
    fn from(recipient: Recipient) -> Self {
        recipient.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: [&str; 2] = ["9 bis, rue de l'Œuvre-Sèche", "99120 Vinzelle-lès-Eaux"];

    /// Invariant: the lines of the place are those that sorting machines read; a person's name
    /// stays as it is written.
    #[test]
    fn the_place_is_in_capitals_and_the_person_is_not() {
        let fitted = Recipient::new(&["M. et Mme Zéphyrin Ducasse", " "], &HOME).unwrap();
        assert_eq!(
            fitted.lines(),
            [
                "M. et Mme Zéphyrin Ducasse",
                "9 BIS RUE DE L OEUVRE SECHE",
                "99120 VINZELLE LES EAUX"
            ]
        );
    }

    /// Invariant: nothing of an address is lost. What is too long goes on in the next line, and
    /// an address that fits in no window is said not to.
    #[test]
    fn what_does_not_fit_is_said() {
        let long = "Résidence des Tilleuls argentés, bâtiment C, escalier 4";
        let fitted = Recipient::new(&["Mme Ducasse"], &[long, HOME[1]]).unwrap();
        assert_eq!(
            fitted.lines()[1..3],
            ["RESIDENCE DES TILLEULS ARGENTES", "BATIMENT C ESCALIER 4"]
        );
        let exact = "A".repeat(WIDTH);
        assert_eq!(
            Recipient::new(&[&exact], &[&exact]).unwrap().lines(),
            [exact.clone(), exact.clone()]
        );
        let (person, none): (&[&str], &[&str]) = (&["Mme Ducasse"], &["", "\t "]);
        assert_eq!(Recipient::new(none, &HOME), Err(Misfit::NoName));
        assert_eq!(Recipient::new(person, none), Err(Misfit::NoPlace));
        assert_eq!(
            Recipient::new(&["Mme"], &[&"A".repeat(WIDTH + 1)]),
            Err(Misfit::LongWord)
        );
        assert_eq!(Recipient::new(person, &[long; 3]), Err(Misfit::TooMuch));
        let six = ["Rue A", "Lieu B", "Boîte C", "Cité D", "99120 Vinzelle"];
        assert_eq!(Recipient::new(person, &six).unwrap().lines().len(), LINES);
        let seven = [&six[..], &["Allemagne"]].concat();
        assert_eq!(Recipient::new(person, &seven), Err(Misfit::TooMuch));
        let abroad = Recipient::abroad(person, &seven).unwrap();
        assert_eq!(abroad.lines().last().unwrap(), "ALLEMAGNE");
    }

    /// Invariant: an address that was kept is read back as it was; one that no window shows is not.
    #[test]
    fn what_is_kept_still_fits() {
        let fitted = Recipient::new(&["Mme Ducasse"], &HOME).unwrap();
        let kept: Vec<String> = fitted.clone().into();
        assert_eq!(Recipient::try_from(kept), Ok(fitted));
        assert!(Recipient::try_from(Vec::new()).is_err());
        assert!(Recipient::try_from(vec!["A".repeat(WIDTH + 1)]).is_err());
        assert!(Recipient::try_from(vec!["A".to_owned(); LINES + 2]).is_err());
    }
}
