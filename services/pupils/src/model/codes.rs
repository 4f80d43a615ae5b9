//! Codes of the national nomenclatures that a record shows or offers.

use siecle::{Kinship, Regime, RegimeKind};

/// Codes and words.
pub(crate) type Codes = &'static [(&'static str, &'static str)];

/// *Civilité*, as the register writes it.
pub(crate) const CIVILITIES: Codes = &[("MME", "Mme"), ("M.", "M.")];

/// *Situation emploi*.
pub(crate) const EMPLOYMENTS: Codes = &[
    ("1", "Occupe un emploi"),
    ("2", "Au chômage"),
    ("3", "Préretraité, retraité ou retiré"),
    ("4", "Sans activité professionnelle"),
];

/// *Profession*: the categories (PCS) of the families' form.
pub(crate) const OCCUPATIONS: Codes = &[
    ("10", "Agriculteurs exploitants"),
    ("21", "Artisans"),
    ("22", "Commerçants et assimilés"),
    ("23", "Chefs d'entreprise de dix salariés ou plus"),
    ("31", "Professions libérales"),
    ("33", "Cadres de la fonction publique"),
    ("34", "Professeurs et professions scientifiques"),
    (
        "35",
        "Professions de l'information, des arts et des spectacles",
    ),
    ("37", "Cadres administratifs et commerciaux d'entreprise"),
    ("38", "Ingénieurs et cadres techniques d'entreprise"),
    ("42", "Professeurs des écoles et assimilés"),
    (
        "43",
        "Professions intermédiaires de la santé et du travail social",
    ),
    ("44", "Clergé, religieux"),
    ("45", "Professions intermédiaires de la fonction publique"),
    ("46", "Professions intermédiaires des entreprises"),
    ("47", "Techniciens"),
    ("48", "Contremaîtres, agents de maîtrise"),
    (
        "52",
        "Employés et agents de service de la fonction publique",
    ),
    ("53", "Policiers et militaires"),
    ("54", "Employés administratifs d'entreprise"),
    ("55", "Employés de commerce"),
    ("56", "Personnels des services aux particuliers"),
    ("62", "Ouvriers qualifiés de l'industrie"),
    ("63", "Ouvriers qualifiés de l'artisanat"),
    ("64", "Chauffeurs"),
    (
        "65",
        "Ouvriers qualifiés de la manutention, du magasinage et du transport",
    ),
    ("67", "Ouvriers non qualifiés de l'industrie"),
    ("68", "Ouvriers non qualifiés de l'artisanat"),
    ("69", "Ouvriers agricoles"),
    ("71", "Anciens agriculteurs exploitants"),
    ("72", "Anciens artisans, commerçants, chefs d'entreprise"),
    ("74", "Anciens cadres"),
    ("75", "Anciennes professions intermédiaires"),
    ("77", "Anciens employés"),
    ("78", "Anciens ouvriers"),
    ("81", "Chômeurs n'ayant jamais travaillé"),
    ("82", "Personnes sans activité professionnelle"),
    ("99", "Non renseignée"),
];

/// The links that may be chosen, in the order of the national codes.
const KINSHIPS: [u16; 11] = [10, 20, 37, 38, 39, 41, 42, 50, 51, 70, 90];

/// Code and words of each link that may be chosen.
pub(crate) fn kinships() -> impl Iterator<Item = (String, &'static str)> {
    let labelled = |code: u16| Some((code.to_string(), Kinship(code).label()?));
    KINSHIPS.into_iter().filter_map(labelled)
}

/// The words of a code, or the code.
pub(crate) fn words<'w>(codes: &'w [(&'w str, &'w str)], code: &'w str) -> &'w str {
    let known = codes.iter().find(|(known, _)| *known == code);
    known.map_or(code, |(_, words)| words)
}

/// « Mme »: SIECLE shouts, in several ways.
pub(crate) fn civility(code: &str) -> &str {
    match code {
        "MLLE" | "MADAME" => "Mme",
        "MONSIEUR" | "M" => "M.",
        code => words(CIVILITIES, code),
    }
}

/// `CODE_REGIME`.
pub(crate) fn regime(code: &str) -> String {
    let regime = Regime {
        code: code.to_owned(),
    };
    match regime.kind() {
        Some(RegimeKind::Day) => "externe libre".into(),
        Some(RegimeKind::SupervisedDay) => "externe surveillé".into(),
        Some(RegimeKind::HalfBoard) => "demi-pensionnaire".into(),
        Some(RegimeKind::Boarder) => "interne".into(),
        Some(RegimeKind::BoarderOutside) => "interne externé".into(),
        Some(RegimeKind::Lodged) => "interne hébergé".into(),
        Some(RegimeKind::HalfBoardElsewhere) => "demi-pensionnaire hors de l'établissement".into(),
        None => format!("régime n° {code}"),
    }
}

/// `CODE_STATUT`.
pub(crate) fn status(code: &str) -> &str {
    words(&[("ST", "scolaire"), ("AP", "apprenti")], code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_words_and_unknown_ones_stay() {
        assert_eq!(
            words(OCCUPATIONS, "23"),
            "Chefs d'entreprise de dix salariés ou plus"
        );
        assert_eq!(words(EMPLOYMENTS, "9"), "9");
        assert_eq!(civility("MLLE"), "Mme");
        assert_eq!(regime("29"), "demi-pensionnaire");
        assert_eq!(regime("9"), "régime n° 9");
        assert_eq!(kinships().next(), Some(("10".into(), "mère")));
        assert_eq!(kinships().count(), KINSHIPS.len());
    }
}
