//! An entry of the page: its title, and what it says, by its kind.

use super::contact::Contact;
use sms::NumberPolicy;
use web::{Input, Invalid};

/// An entry, for its identifier.
#[derive(Debug, Clone, Copy)]
pub(crate) enum EntryRow {}

/// What an entry is; the parts of the page, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Contact,
    Place,
    Hours,
    Text,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Contact, Self::Place, Self::Hours, Self::Text];

    /// The word kept in the database and sent by forms.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Place => "lieu",
            Self::Hours => "horaires",
            Self::Text => "texte",
        }
    }

    /// The kind of a word.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Signs of what is said, but for a contact.
    pub(crate) fn longest(self) -> usize {
        match self {
            Self::Contact => 0,
            Self::Place | Self::Hours => 500,
            Self::Text => 2_000,
        }
    }
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    Contact(Contact),
    /// How to come there, in lines.
    Place(String),
    /// When it is open, in lines.
    Hours(String),
    /// Whatever else, in lines.
    Text(String),
}

/// An entry, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// « Secrétariat », « Infirmerie »…
    pub(crate) title: String,
    pub(crate) said: Said,
}

/// Signs of a title.
pub(crate) const LONGEST_TITLE: usize = 80;

impl Entry {
    /// Which kind it is.
    pub(crate) fn kind(&self) -> Kind {
        match self.said {
            Said::Contact(_) => Kind::Contact,
            Said::Place(_) => Kind::Place,
            Said::Hours(_) => Kind::Hours,
            Said::Text(_) => Kind::Text,
        }
    }

    /// Reads the form of an entry of this kind.
    pub(crate) fn parse(kind: Kind, input: &Input, numbers: NumberPolicy) -> Result<Self, Invalid> {
        let mut invalid = Invalid::default();
        let title = invalid.required(input, "titre", "Indiquez un intitulé.");
        at_most(&mut invalid, "titre", &title, LONGEST_TITLE);
        let said = match kind {
            Kind::Contact => Said::Contact(Contact::read(input, numbers, &mut invalid)),
            Kind::Place => Said::Place(words(kind, input, &mut invalid)),
            Kind::Hours => Said::Hours(words(kind, input, &mut invalid)),
            Kind::Text => Said::Text(words(kind, input, &mut invalid)),
        };
        match invalid.is_empty() {
            true => Ok(Self { title, said }),
            false => Err(invalid),
        }
    }

    /// As its form is filled.
    pub(crate) fn typed(&self) -> Vec<(&'static str, String)> {
        let mut typed = vec![("titre", self.title.clone())];
        match &self.said {
            Said::Contact(contact) => typed.extend([
                ("personne", contact.who.clone()),
                ("telephone", shown(contact.phone)),
                (
                    "courriel",
                    shown(contact.mail.as_ref().map(mail::Address::as_str)),
                ),
                ("lieu", contact.place.clone()),
            ]),
            Said::Place(words) | Said::Hours(words) | Said::Text(words) => {
                typed.push(("texte", words.clone()));
            }
        }
        typed
    }
}

fn shown(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Lines, whatever browser sent them.
fn words(kind: Kind, input: &Input, invalid: &mut Invalid) -> String {
    let text = invalid.required(input, "texte", "Écrivez ce qu'il faut savoir.");
    let text = text.replace("\r\n", "\n");
    at_most(invalid, "texte", &text, kind.longest());
    text
}

/// Refuses what is longer.
pub(super) fn at_most(invalid: &mut Invalid, field: &'static str, text: &str, longest: usize) {
    if text.chars().count() > longest {
        invalid.add(
            field,
            format!("C'est trop long : {longest} caractères au plus."),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(kind: Kind, fields: &[(&'static str, &str)]) -> Result<Entry, Invalid> {
        let fields = fields
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        Entry::parse(kind, &Input::of(fields), NumberPolicy::Demo)
    }

    /// Invariant: a contact has a title and at least one way to be reached; a number and an address are
    /// ones that exist; each limit is what its sentence says.
    #[test]
    fn a_contact_can_be_reached() {
        let who = "é".repeat(80);
        for fields in [
            &[("titre", "Vie scolaire"), ("telephone", "0199000010")][..],
            &[
                ("titre", "Vie scolaire"),
                ("courriel", "vie.scolaire@exemple.fr"),
            ],
            &[("titre", "Vie scolaire"), ("lieu", "Bâtiment A")],
            &[("titre", "Vie scolaire"), ("personne", &who)],
        ] {
            assert!(parse(Kind::Contact, fields).is_ok(), "{fields:?}");
        }
        let (long, title, place) = ("é".repeat(81), "é".repeat(81), "é".repeat(121));
        for (field, fields) in [
            ("titre", &[("titre", ""), ("telephone", "0199000010")][..]),
            ("titre", &[("titre", &title), ("telephone", "0199000010")]),
            ("telephone", &[("titre", "A")]),
            ("telephone", &[("titre", "A"), ("telephone", "0199")]),
            ("telephone", &[("titre", "A"), ("telephone", "0142345678")]),
            ("courriel", &[("titre", "A"), ("courriel", "exemple.fr")]),
            ("personne", &[("titre", "A"), ("personne", &long)]),
            ("lieu", &[("titre", "A"), ("lieu", &place)]),
        ] {
            let refused = parse(Kind::Contact, fields).unwrap_err();
            assert_eq!(refused.all().len(), 1, "{fields:?}");
            assert!(refused.on(field).is_some(), "{fields:?}");
        }
    }

    /// Invariant: what is not a contact has words, as many as its limit and no more.
    #[test]
    fn the_others_have_words() {
        for (kind, longest) in [(Kind::Place, 500), (Kind::Hours, 500), (Kind::Text, 2_000)] {
            let of = |length: usize| parse(kind, &[("titre", "A"), ("texte", &"é".repeat(length))]);
            assert_eq!(of(longest).unwrap().kind(), kind);
            assert!(of(longest + 1).unwrap_err().on("texte").is_some());
            assert!(of(0).unwrap_err().on("texte").is_some());
        }
        let lines = parse(Kind::Hours, &[("titre", "A"), ("texte", "lundi\r\nmardi")]).unwrap();
        assert_eq!(lines.said, Said::Hours("lundi\nmardi".into()));
    }

    /// Invariant: what a form is filled with reads back as the same entry; words of kinds stay theirs.
    #[test]
    fn an_entry_reads_back() {
        let contact = parse(
            Kind::Contact,
            &[
                ("titre", "Infirmerie"),
                ("personne", "Mme Exemple"),
                ("telephone", "01 99 00 00 12"),
                ("courriel", "infirmerie@exemple.fr"),
                ("lieu", "Rez-de-chaussée"),
            ],
        )
        .unwrap();
        let text = parse(Kind::Text, &[("titre", "Parking"), ("texte", "a\nb")]).unwrap();
        for entry in [contact, text] {
            let read = Entry::parse(entry.kind(), &Input::of(entry.typed()), NumberPolicy::Demo);
            assert_eq!(read.as_ref(), Ok(&entry));
        }
        let codes = Kind::ALL.map(Kind::code);
        assert_eq!(codes, ["contact", "lieu", "horaires", "texte"]);
        assert_eq!(codes.map(Kind::from_code), Kind::ALL.map(Some));
        assert_eq!(Kind::from_code("autre"), None);
    }
}
