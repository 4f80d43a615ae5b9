//! « Couleurs »: by which a week tells the kinds of entries apart. Their letters do so first.

use super::terms::Kind;
use ui::Hue;
use web::{Input, Invalid};

/// One colour a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Colors([Hue; Kind::ALL.len()]);

/// The program's own.
impl Default for Colors {
    fn default() -> Self {
        Self(Kind::ALL.map(|kind| match kind {
            Kind::Absence => Hue::Red,
            Kind::Lateness => Hue::Orange,
            Kind::Departure => Hue::Blue,
            Kind::Exemption => Hue::Violet,
            Kind::Infirmary => Hue::Green,
            Kind::Exclusion => Hue::Grey,
        }))
    }
}

impl Colors {
    /// The colour of a kind.
    pub(crate) fn of(&self, kind: Kind) -> Hue {
        let mut all = Kind::ALL.into_iter().zip(self.0);
        all.find(|(known, _)| *known == kind)
            .map_or(Hue::Grey, |(_, hue)| hue)
    }

    /// As a row keeps them.
    pub(crate) fn words(&self) -> String {
        let word = |kind: Kind| format!("{}={}", kind.code(), self.of(kind).code());
        Kind::ALL.map(word).join(" ")
    }

    /// Of a row: words that this version does not know are left out, and a kind without a colour
    /// has the program's own.
    pub(crate) fn stored(words: &str) -> Self {
        let own = Self::default();
        Self(Kind::ALL.map(|kind| {
            let of_kind = words.split(' ').filter_map(|word| word.split_once('='));
            let mut of_kind = of_kind.filter(|(code, _)| *code == kind.code());
            let hue = of_kind.find_map(|(_, hue)| Hue::from_code(hue));
            hue.unwrap_or_else(|| own.of(kind))
        }))
    }

    /// Reads the form: one field a kind.
    pub(crate) fn parse(input: &Input) -> Result<Self, Invalid> {
        let mut invalid = Invalid::default();
        let hues = Kind::ALL.map(|kind| {
            let field = field_of(kind);
            let hue = Hue::from_code(input.text(field));
            let hue = invalid.check(field, hue.ok_or("Choisissez une couleur."));
            hue.unwrap_or(Hue::Grey)
        });
        match invalid.is_empty() {
            true => Ok(Self(hues)),
            false => Err(invalid),
        }
    }
}

/// The field by which the colour of a kind is chosen.
pub(crate) fn field_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Absence => "couleur_absence",
        Kind::Lateness => "couleur_retard",
        Kind::Departure => "couleur_depart",
        Kind::Exemption => "couleur_dispense",
        Kind::Infirmary => "couleur_infirmerie",
        Kind::Exclusion => "couleur_exclusion",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// Invariant: the program's own colours tell all kinds apart.
    #[test]
    fn kinds_begin_with_colours_of_their_own() {
        let own = Colors::default();
        let hues: HashSet<Hue> = Kind::ALL.map(|kind| own.of(kind)).into();
        assert_eq!(hues.len(), Kind::ALL.len());
    }

    /// Invariant: what a row keeps reads back; a word that is not known changes nothing.
    #[test]
    fn colours_read_back() {
        for hue in Hue::ALL {
            for kind in Kind::ALL {
                let input = Kind::ALL.map(|other| {
                    let of_other = match other == kind {
                        true => hue,
                        false => Colors::default().of(other),
                    };
                    (field_of(other), of_other.code())
                });
                let chosen = Colors::parse(&Input::of(input)).unwrap();
                assert_eq!(chosen.of(kind), hue);
                assert_eq!(Colors::stored(&chosen.words()), chosen);
            }
        }
        let read = Colors::stored("retard=pink later=red retard=yellow absence");
        assert_eq!(read.of(Kind::Lateness), Hue::Yellow);
        assert_eq!(read.of(Kind::Absence), Hue::Red);
        assert_eq!(Colors::stored(""), Colors::default());
    }

    /// Invariant: a kind without a colour of the palette is refused on its own field.
    #[test]
    fn each_kind_has_a_colour() {
        for kind in Kind::ALL {
            for wrong in ["", "pink", "#ff0000"] {
                let own = Colors::default();
                let mut input = Input::of(Kind::ALL.map(|k| (field_of(k), own.of(k).code())));
                input.set(field_of(kind), wrong);
                let refused = Colors::parse(&input).unwrap_err();
                assert_eq!(refused.all().len(), 1);
                assert!(refused.on(field_of(kind)).is_some(), "{kind:?} {wrong}");
            }
        }
    }
}
