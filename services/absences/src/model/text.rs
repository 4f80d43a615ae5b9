//! The text of a message, with its variables.

use super::terms::Terms;
use std::fmt::Write as _;
use thiserror::Error;
use ui::fr;

/// The variables, and what each stands for.
pub(crate) const VARIABLES: [(&str, &str); 9] = [
    ("etablissement", "le nom de l'établissement"),
    ("eleve", "le prénom et le nom de l'élève"),
    ("prenom", "le prénom seul"),
    ("classe", "la classe"),
    ("nature", "« absence », « retard », « départ »…"),
    (
        "periode",
        "la période, par exemple « le 24/11 de 8h30 à 17h05 »",
    ),
    (
        "motif",
        "le motif enregistré, s'il est publié aux familles ; « non communiqué » sinon",
    ),
    (
        "delai",
        "le délai de réponse de l'action, par exemple « 2 jours »",
    ),
    ("emetteur", "l'émetteur de l'action"),
];

/// Why a text is refused.
#[derive(Debug, PartialEq, Eq, Error)]
pub(crate) enum TemplateError {
    #[error("Écrivez le texte du message.")]
    Empty,
    #[error("Le texte est trop long : {0} caractères au plus.")]
    TooLong(usize),
    #[error("« {{{0}}} » n'est pas une variable : choisissez-en une de la liste.")]
    Unknown(String),
    #[error("Une accolade ouverte n'est pas refermée.")]
    Unclosed,
}

/// A text with variables in braces, all of them known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template(String);

/// What the variables stand for, this time.
#[derive(Debug, Clone)]
pub(crate) struct Values<'v> {
    pub(crate) school: &'v str,
    pub(crate) first_name: &'v str,
    pub(crate) surname: &'v str,
    pub(crate) division: &'v str,
    pub(crate) terms: Terms,
    /// The words of the reason, when the family may read them.
    pub(crate) reason: Option<&'v str>,
    /// Days that the family has to answer.
    pub(crate) days: i64,
    pub(crate) sender: String,
}

impl Template {
    /// Of this many characters at most.
    pub(crate) fn parse(text: &str, longest: usize) -> Result<Self, TemplateError> {
        let text = &one_sign(text.trim());
        if text.is_empty() {
            return Err(TemplateError::Empty);
        }
        if text.chars().count() > longest {
            return Err(TemplateError::TooLong(longest));
        }
        pieces(
            text,
            |_| (),
            |name| {
                let known = VARIABLES.iter().any(|(variable, _)| *variable == name);
                if known {
                    Ok(())
                } else {
                    Err(TemplateError::Unknown(name.to_owned()))
                }
            },
        )?;
        Ok(Self(text.to_owned()))
    }

    /// Of a row that was judged when it was written.
    pub(crate) fn stored(text: String) -> Self {
        Self(one_sign(&text))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it has a variable.
    pub(crate) fn says(&self, variable: &str) -> bool {
        self.0.contains(&format!("{{{variable}}}"))
    }

    /// The text, its variables replaced.
    pub(crate) fn fill(&self, values: &Values<'_>) -> String {
        let filled = std::cell::RefCell::new(String::with_capacity(160));
        let done = pieces(
            &self.0,
            |text| filled.borrow_mut().push_str(text),
            |name| {
                let mut filled = filled.borrow_mut();
                // « absence de Aurélien » is not what a family reads.
                let named = matches!(name, "eleve" | "prenom") && fr::elides(values.first_name);
                if named && (filled.ends_with(" de ") || *filled == "de ") {
                    let before = filled.len() - 2;
                    filled.truncate(before);
                    filled.push('\'');
                }
                let _ = match name {
                    "etablissement" => write!(filled, "{}", values.school),
                    "eleve" => write!(filled, "{} {}", values.first_name, values.surname),
                    "prenom" => write!(filled, "{}", values.first_name),
                    "classe" => write!(filled, "{}", values.division),
                    "nature" => write!(filled, "{}", values.terms.noun()),
                    "periode" => write!(filled, "{}", values.terms.short()),
                    "motif" => write!(filled, "{}", values.reason.unwrap_or("non communiqué")),
                    "delai" => {
                        let days = values.days.unsigned_abs();
                        write!(filled, "{}", fr::plural(days, "jour", "jours"))
                    }
                    _ => write!(filled, "{}", values.sender),
                };
                Ok(())
            },
        );
        debug_assert_eq!(done, Ok(()), "a stored template is whole");
        filled.into_inner()
    }
}

/// Browsers end a line by two signs, and an empty line between them makes a paragraph.
fn one_sign(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// Walks through a text: what stands between variables, and the variables.
fn pieces<'t>(
    text: &'t str,
    mut plain: impl FnMut(&'t str),
    mut variable: impl FnMut(&'t str) -> Result<(), TemplateError>,
) -> Result<(), TemplateError> {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        plain(before);
        let (name, after) = after.split_once('}').ok_or(TemplateError::Unclosed)?;
        variable(name)?;
        rest = after;
    }
    plain(rest);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{message_template::MessageTemplate, period::Period};
    use chrono::NaiveDate;
    use messaging::Medium;
    use proptest::prelude::*;

    fn values() -> Values<'static> {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let at = |hour, minute| day.and_hms_opt(hour, minute, 0).unwrap();
        Values {
            school: "Collège Les Tilleuls",
            first_name: "Léo",
            surname: "BERTIN",
            division: "5B",
            terms: Terms::absence(Period::new(at(8, 30), at(17, 5)).unwrap()),
            reason: Some("Maladie"),
            days: 2,
            sender: "01 99 00 00 10".into(),
        }
    }

    /// Invariant: the text a family gets says who, what, when and what to do, in one part.
    #[test]
    fn the_default_text_says_all_in_one_part() {
        let text = MessageTemplate::first(Medium::Sms).body.fill(&values());
        assert_eq!(
            text,
            "Collège Les Tilleuls : absence de Léo BERTIN (5B) le 24/11 de 8h30 à 17h05. \
             Merci d'appeler le 01 99 00 00 10."
        );
        let prepared = sms::prepare(&text, sms::TextPolicy::Plain).unwrap();
        assert_eq!(prepared.parts.len(), 1);
    }

    /// Invariant: a family reads « d'Aurélien », and « de Léo ».
    #[test]
    fn a_name_is_elided_after_de() {
        let text = |text: &str, first_name| {
            let values = Values {
                first_name,
                ..values()
            };
            Template::parse(text, 600).unwrap().fill(&values)
        };
        assert_eq!(
            text("absence de {prenom}.", "Aurélien"),
            "absence d'Aurélien."
        );
        assert_eq!(text("de {eleve}", "Éléonore"), "d'Éléonore BERTIN");
        assert_eq!(text("absence de {prenom}", "Léo"), "absence de Léo");
        assert_eq!(
            text("grade {prenom}, vide {eleve}", "Inès"),
            "grade Inès, vide Inès BERTIN"
        );
    }

    /// Invariant: each variable stands for what the page says that it does.
    #[test]
    fn each_variable_has_its_value() {
        let filled = VARIABLES.map(|(name, _)| {
            let text = Template::parse(&format!("{OPEN}{name}}}"), 600).unwrap();
            text.fill(&values())
        });
        let said = [
            "Collège Les Tilleuls",
            "Léo BERTIN",
            "Léo",
            "5B",
            "absence",
            "le 24/11 de 8h30 à 17h05",
            "Maladie",
            "2\u{a0}jours",
            "01 99 00 00 10",
        ];
        assert_eq!(filled, said);
    }

    #[test]
    fn a_text_has_its_limit() {
        assert!(Template::parse(&"é".repeat(600), 600).is_ok());
        assert_eq!(
            Template::parse(&"é".repeat(601), 600).unwrap_err(),
            TemplateError::TooLong(600)
        );
    }

    #[test]
    fn an_unknown_variable_is_named() {
        let refused = Template::parse("Bonjour {papa}", 600).unwrap_err();
        assert_eq!(refused, TemplateError::Unknown("papa".into()));
        assert_eq!(
            Template::parse("Bonjour {eleve", 600).unwrap_err(),
            TemplateError::Unclosed
        );
        assert_eq!(
            Template::parse("  ", 600).unwrap_err(),
            TemplateError::Empty
        );
    }

    const OPEN: char = '{';

    proptest! {
        /// Invariant: what is accepted can be filled, and leaves no variable behind.
        #[test]
        fn an_accepted_text_can_be_filled(text in "[a-z {}]{1,60}") {
            if let Ok(template) = Template::parse(&text, 600) {
                let filled = template.fill(&values());
                prop_assert!(!filled.contains(OPEN));
            }
        }
    }
}
