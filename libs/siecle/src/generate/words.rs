//! Names of people and places. The lists are written for this crate; any likeness is chance.

use std::sync::LazyLock;

use super::dice::Dice;

macro_rules! list {
    ($name:ident, $file:literal) => {
        static $name: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
            include_str!($file)
                .lines()
                .filter(|line| !line.is_empty())
                .collect()
        });
    };
}

list!(SURNAMES, "names/surnames.txt");
list!(GIRLS, "names/girls.txt");
list!(BOYS, "names/boys.txt");
list!(WOMEN, "names/women.txt");
list!(MEN, "names/men.txt");

/// Name, postal code, code of the commune.
pub type Town = (&'static str, &'static str, &'static str);

/// Towns that do not exist, in a department that does not exist.
const TOWNS: [Town; 12] = [
    ("SAINT-AUBIN-LES-TILLEULS", "99110", "99001"),
    ("VILLENEUVE-SUR-ORLE", "99200", "99002"),
    ("BELMONT-LE-PRÉ", "99210", "99003"),
    ("LA FERTÉ-AUX-CHÊNES", "99140", "99004"),
    ("SAINTE-CÉCILE-EN-VAL", "99300", "99005"),
    ("MONTCOURT", "99100", "99006"),
    ("FONTAINE-L'ÉVÊQUE", "99220", "99007"),
    ("CHÂTEAUNEUF-D'ARMANCE", "99400", "99008"),
    ("LE VIEUX-BŒUF", "99160", "99009"),
    ("ROCHEBRUNE", "99500", "99010"),
    ("PONT-SAINT-LÉGER", "99120", "99011"),
    ("LES GRANDES HAIES", "99310", "99012"),
];

const STREETS: [&str; 24] = [
    "rue des Tilleuls",
    "rue de la Préfecture",
    "avenue de la République",
    "rue du Vœu",
    "impasse des Lilas",
    "rue de l'Église",
    "chemin du Moulin",
    "place du Marché",
    "rue Jean-Jaurès",
    "allée des Érables",
    "boulevard Carnot",
    "rue de l'Abreuvoir",
    "rue des Écoles",
    "route de Montcourt",
    "rue du Général-Leclerc",
    "quai de l'Orle",
    "rue Olympe-de-Gouges",
    "cité des Jardins",
    "rue du Cœur-Volant",
    "rue Marie-Curie",
    "sentier des Vignes",
    "rue du Faubourg",
    "square Aimé-Césaire",
    "rue de la Gare",
];

/// A family name, in capitals.
pub fn surname(dice: &mut Dice) -> &'static str {
    dice.pick(&SURNAMES)
}

/// First name of a pupil.
pub fn child(dice: &mut Dice, girl: bool) -> &'static str {
    dice.pick(if girl { &GIRLS } else { &BOYS })
}

/// First name of a guardian: of another generation.
pub fn adult(dice: &mut Dice, woman: bool) -> &'static str {
    dice.pick(if woman { &WOMEN } else { &MEN })
}

/// A town that does not exist.
pub fn town(dice: &mut Dice) -> Town {
    TOWNS[dice.below(TOWNS.len())]
}

/// Number and street, of no town in particular.
pub fn street(dice: &mut Dice) -> String {
    let number = 1 + dice.below(140);
    let repeat = if dice.per_mille(60) { " bis" } else { "" };
    format!("{number}{repeat} {}", dice.pick(&STREETS))
}

/// An address at a domain that receives nothing.
pub fn email(dice: &mut Dice, first_name: &str, surname: &str) -> String {
    let domain = dice.pick(&["example.fr", "example.fr", "example.fr", "courriel.invalid"]);
    format!("{}.{}@{domain}", plain(first_name), plain(surname))
}

/// Lower case letters without accents, hyphens kept.
fn plain(name: &str) -> String {
    let mut out = String::new();
    for c in name.to_lowercase().chars() {
        match c {
            'a'..='z' | '-' => out.push(c),
            'à' | 'â' | 'ä' | 'ã' => out.push('a'),
            'ç' => out.push('c'),
            'é' | 'è' | 'ê' | 'ë' => out.push('e'),
            'î' | 'ï' => out.push('i'),
            'ô' | 'ö' => out.push('o'),
            'ù' | 'û' | 'ü' => out.push('u'),
            'œ' => out.push_str("oe"),
            ' ' => out.push('-'),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn lists_are_long_clean_and_writable() {
        let lists = [
            (&SURNAMES, 250),
            (&GIRLS, 120),
            (&BOYS, 120),
            (&WOMEN, 60),
            (&MEN, 60),
        ];
        for (list, least) in lists {
            assert!(list.len() >= least);
            assert_eq!(list.iter().collect::<HashSet<_>>().len(), list.len());
            for name in list.iter() {
                assert_eq!(*name, name.trim());
                assert!(
                    !encoding_rs::ISO_8859_15.encode(name).2,
                    "{name} is not in ISO-8859-15"
                );
            }
        }
    }

    #[test]
    fn addresses_are_plain() {
        assert_eq!(plain("Anne-Zoé"), "anne-zoe");
        assert_eq!(plain("DE LA RUE"), "de-la-rue");
        assert_eq!(plain("LEBŒUF N'GUESSAN"), "leboeuf-nguessan");
    }
}
