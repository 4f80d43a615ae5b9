//! « Groupes de divisions »: named sets of divisions, chosen as a division is.

use education::search_key;
use web::{Input, Invalid};

/// A group, for its identifier.
#[derive(Debug, Clone, Copy)]
pub(crate) enum GroupRow {}

/// Signs of a name.
pub(crate) const LONGEST: u16 = 60;

/// Divisions of a group: more than a school has.
const MOST: usize = 200;

/// A group, judged: a name, and at least one division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DivisionGroup {
    pub(crate) name: String,
    /// Codes, as the register writes them: « 5B ».
    pub(crate) divisions: Vec<String>,
}

impl DivisionGroup {
    /// Of a row.
    pub(crate) fn stored(name: String, lines: &str) -> Self {
        let divisions = lines.lines().map(ToOwned::to_owned).collect();
        Self { name, divisions }
    }

    /// As a row keeps its divisions.
    pub(crate) fn lines(&self) -> String {
        self.divisions.join("\n")
    }

    /// Reads the form of a group: « Nom », and boxes, one for each of the codes that are `offered`.
    pub(crate) fn parse(input: &Input, offered: &[String]) -> Result<Self, Invalid> {
        let mut invalid = Invalid::default();
        let name = invalid.required(input, "nom", "Indiquez un nom.");
        if name.chars().count() > usize::from(LONGEST) {
            let sentence = format!("Ce nom est trop long : {LONGEST} caractères au plus.");
            invalid.add("nom", sentence);
        }
        // Nothing that a name is compared by: no one could tell it from another.
        if !name.is_empty() && search_key(&name).is_empty() {
            invalid.add(
                "nom",
                "Indiquez un nom qui contient une lettre ou un chiffre.",
            );
        }
        let ticked = |code: &&String| input.all("divisions").any(|typed| typed == code.trim());
        let divisions: Vec<String> = offered.iter().filter(ticked).take(MOST).cloned().collect();
        let known = |typed: &str| offered.iter().any(|code| code.trim() == typed);
        if !input.all("divisions").all(known) {
            invalid.add("divisions", "Choisissez des divisions de la liste.");
        } else if divisions.is_empty() {
            invalid.add("divisions", "Choisissez au moins une division.");
        }
        match invalid.is_empty() {
            true => Ok(Self { name, divisions }),
            false => Err(invalid),
        }
    }

    /// Whether a person would take one name for the other: accents, case and spaces do not count.
    pub(crate) fn is_named_as(&self, other: &Self) -> bool {
        search_key(&self.name) == search_key(&other.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(codes: &[&str]) -> Vec<String> {
        codes.iter().map(|code| (*code).to_owned()).collect()
    }

    fn parse(name: &str, ticked: &[&str]) -> Result<DivisionGroup, Invalid> {
        let ticked = ticked.iter().map(|code| ("divisions", *code));
        let input = Input::of(std::iter::once(("nom", name)).chain(ticked));
        DivisionGroup::parse(&input, &codes(&["6A", "6B", "3 A"]))
    }

    /// Invariant: a group has a name and at least one division of the list, each once, in its order.
    #[test]
    fn a_group_has_a_name_and_divisions() {
        let group = parse("Sixièmes", &["6B", "6A", "6B"]).unwrap();
        assert_eq!(group.divisions, codes(&["6A", "6B"]));
        assert!(parse(&"é".repeat(60), &["6A"]).is_ok());
        for (name, ticked, field) in [
            ("", &["6A"][..], "nom"),
            ("…", &["6A"], "nom"),
            (&"é".repeat(61), &["6A"], "nom"),
            ("Sixièmes", &[], "divisions"),
            ("Sixièmes", &[""], "divisions"),
            ("Sixièmes", &["6A", "5B"], "divisions"),
        ] {
            let refused = parse(name, ticked).unwrap_err();
            assert!(refused.on(field).is_some(), "{name} {ticked:?}");
        }
    }

    /// Invariant: what a row keeps reads back, spaces inside codes too.
    #[test]
    fn divisions_read_back() {
        let group = parse("Mélange", &["6A", "3 A"]).unwrap();
        let read = DivisionGroup::stored(group.name.clone(), &group.lines());
        assert_eq!(read, group);
    }

    /// Invariant: two names that a person reads as one are one.
    #[test]
    fn names_are_compared_as_read() {
        let named = |name: &str| parse(name, &["6A"]).unwrap();
        assert!(named("Sixièmes").is_named_as(&named("SIXIEMES ")));
        assert!(!named("Sixièmes").is_named_as(&named("Cinquièmes")));
    }
}
