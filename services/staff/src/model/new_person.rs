//! « Ajouter une personne »: somebody whom STS does not know.

use super::{function, opening::ANOTHER, person::Person};
use admission::Function;
use education::search_key;
use records::NewStaff;
use web::{Input, Invalid};

/// Value, words.
pub(crate) const CIVILITIES: [(&str, &str); 3] =
    [("", "Non précisée"), ("MME", "Madame"), ("M.", "Monsieur")];

/// A name is at most this long.
const LONGEST: usize = 60;

/// Who to add, and what the account opens.
pub(crate) fn parse(
    input: &Input,
    people: &[Person],
    held: &[Function],
) -> Result<(NewStaff, Function), Invalid> {
    let mut invalid = Invalid::default();
    let surname = name(&mut invalid, input, "nom", "Indiquez le nom.");
    let first_name = name(&mut invalid, input, "prenom", "Indiquez le prénom.");
    let civility = CIVILITIES
        .iter()
        .find(|(value, _)| *value == input.text("civilite"))
        .map_or("", |(value, _)| *value);
    let function = function::chosen(held, input.text("fonction"));
    if function.is_none() {
        invalid.add("fonction", "Choisissez la fonction.");
    }
    let same = |person: &&Person| {
        let (known, known_first) = person.names();
        search_key(known) == search_key(&surname)
            && search_key(known_first) == search_key(&first_name)
    };
    if invalid.on("nom").is_none()
        && !input.is_ticked(ANOTHER)
        && people.iter().any(|person| same(&person))
    {
        invalid.add(
            ANOTHER,
            "Une personne de ce nom est déjà ici. Cochez la case si c'est quelqu'un d'autre.",
        );
    }
    match function {
        Some(function) if invalid.is_empty() => Ok((
            NewStaff {
                civility: (!civility.is_empty()).then(|| civility.to_owned()),
                surname,
                first_name,
                function: function::sts_code(function).to_owned(),
            },
            function,
        )),
        _ => Err(invalid),
    }
}

fn name(invalid: &mut Invalid, input: &Input, field: &'static str, sentence: &str) -> String {
    let name = invalid.required(input, field, sentence);
    if name.chars().count() > LONGEST {
        invalid.add(field, format!("{LONGEST} caractères au plus."));
    } else if !name.is_empty() && search_key(&name).is_empty() {
        invalid.add(field, "Un nom contient au moins une lettre.");
    }
    name
}
