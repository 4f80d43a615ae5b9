//! Which pupil a line names.

use super::line::Who;
use chrono::NaiveDate;
use education::search_key;
use records::IdentityCard;
use std::collections::HashMap;

/// The pupils of the school, by all that a file may name them by.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    cards: Vec<Known>,
    by_ine: HashMap<String, Vec<usize>>,
    by_number: HashMap<i64, Vec<usize>>,
    by_name: HashMap<(String, String), Vec<usize>>,
}

#[derive(Debug)]
struct Known {
    card: IdentityCard,
    ine: Option<String>,
    surnames: Vec<String>,
    first_name: String,
}

fn ine(text: &str) -> String {
    text.replace(' ', "").to_uppercase()
}

impl Directory {
    pub(crate) fn new(cards: Vec<IdentityCard>) -> Self {
        let mut directory = Self::default();
        for (place, card) in cards.into_iter().enumerate() {
            let known = Known {
                ine: card.ine.as_deref().map(ine).filter(|ine| !ine.is_empty()),
                surnames: std::iter::once(&card.family_name)
                    .chain(&card.usage_name)
                    .map(|name| search_key(name))
                    .collect(),
                first_name: search_key(&card.first_name),
                card,
            };
            if let Some(ine) = &known.ine {
                directory.by_ine.entry(ine.clone()).or_default().push(place);
            }
            if let Some(number) = known.card.eleve_id {
                directory.by_number.entry(number).or_default().push(place);
            }
            for surname in &known.surnames {
                let name = (surname.clone(), known.first_name.clone());
                let places = directory.by_name.entry(name).or_default();
                // Both of a pupil's names may be the same.
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
            directory.cards.push(known);
        }
        directory
    }

    /// Everybody.
    pub(crate) fn cards(&self) -> impl Iterator<Item = &IdentityCard> {
        self.cards.iter().map(|known| &known.card)
    }

    /// Whom a line of that day names; a sentence when that is nobody, or several. All that the line
    /// says of them must fit: a table that was sorted by one column alone gives entries to others.
    pub(super) fn find(&self, who: &Who, day: NaiveDate) -> Result<&IdentityCard, String> {
        let name = (search_key(&who.surname), search_key(&who.first_name));
        let named = || {
            let whole = !name.0.is_empty() && !name.1.is_empty();
            whole.then(|| self.by_name.get(&name)).flatten()
        };
        let number = who.number.and_then(|number| self.by_number.get(&number));
        let places = self.by_ine.get(&who.ine).or(number).or_else(named);
        let Some(places) = places else {
            let known = [&who.ine, &who.surname, &who.first_name];
            return Err(
                match known.iter().all(|text| text.is_empty()) && who.number.is_none() {
                    true => "La ligne ne dit pas de quel élève il s'agit.".to_owned(),
                    false => "Aucun élève de l'établissement n'a ce numéro ou ce nom.".to_owned(),
                },
            );
        };
        let mut found: Vec<&Known> = places
            .iter()
            .filter_map(|place| self.cards.get(*place))
            .filter(|known| known.fits(who, &name))
            .collect();
        if found.is_empty() {
            return Err(
                "Le numéro, le nom et la date de naissance ne désignent pas le même \
                        élève : corrigez la ligne, ou videz ce qui n'est plus exact."
                    .to_owned(),
            );
        }
        if found.len() > 1 {
            let there = |known: &&Known| known.card.left_on.is_none_or(|left| left > day);
            let present: Vec<&Known> = found.iter().copied().filter(there).collect();
            found = if present.len() == 1 { present } else { found };
        }
        match found.as_slice() {
            [one] => Ok(&one.card),
            _ => Err(
                "Plusieurs élèves répondent à ce nom : ajoutez l'INE ou la date de \
                      naissance."
                    .to_owned(),
            ),
        }
    }
}

impl Known {
    fn fits(&self, who: &Who, (surname, first_name): &(String, String)) -> bool {
        let same = |said: bool, fits: bool| !said || fits;
        // « Léo » and « Léo Paul » are one.
        let begins = self.first_name.starts_with(first_name.as_str())
            || first_name.starts_with(self.first_name.as_str());
        let born = who.born_on.zip(self.card.born_on).map(|(a, b)| a == b);
        // A surname changes, and is corrected here or there; twins have the same but no first name.
        let renamed = !first_name.is_empty() && begins && born == Some(true);
        let by_ine = self.ine.as_ref().is_none_or(|ine| *ine == who.ine);
        let by_number = self.card.eleve_id.is_none_or(|id| who.number == Some(id));
        same(!who.ine.is_empty(), by_ine)
            && same(who.number.is_some(), by_number)
            && same(
                !surname.is_empty(),
                self.surnames.contains(surname) || renamed,
            )
            && same(!first_name.is_empty(), begins)
            && born != Some(false)
    }
}
