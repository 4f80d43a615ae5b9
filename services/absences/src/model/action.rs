//! Actions: what an absence triggers (« Paramétrages → Actions »).

use super::{message_template::MessageTemplateRow, text::TemplateError};
use education::Id;
use messaging::Medium;
use sms::{NumberPolicy, Sender};
use web::{Input, Invalid};

/// An action, for its identifier.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ActionRow {}

/// « Traitement »: what an action does.
pub(crate) fn treatment(medium: Medium) -> &'static str {
    match medium {
        Medium::Sms => "Envoi de SMS",
        Medium::Mail => "Envoi de courriel",
        Medium::Letter => "Envoi de courrier",
    }
}

/// A template that an action may have: which, and by what means it goes.
pub(crate) type Templates<'t> = &'t [(Id<MessageTemplateRow>, Medium)];

/// The fields of an action, judged.
#[derive(Debug, Clone)]
pub(crate) struct Action {
    pub(crate) short_label: String,
    pub(crate) long_label: String,
    pub(crate) response_days: i64,
    /// « Traitement ».
    pub(crate) medium: Medium,
    /// « Modèle de document ».
    pub(crate) template: Id<MessageTemplateRow>,
    pub(crate) sender: Sender,
    pub(crate) provider_code: String,
}

impl Action {
    /// Reads the form of the guide: « Libellé court », « Libellé long », « Délai de réponse du
    /// responsable avant alerte », « Traitement », « Modèle de document », « Emetteur », « Code
    /// Fournisseur de Service ».
    pub(crate) fn parse(
        input: &Input,
        numbers: NumberPolicy,
        templates: Templates<'_>,
    ) -> Result<Self, Invalid> {
        let mut invalid = Invalid::default();
        let short_label = label(&mut invalid, input, "libelle_court", 20);
        let long_label = label(&mut invalid, input, "libelle_long", 60);
        let days = invalid.check("delai", days(input.text("delai")));
        let medium = invalid.check(
            "traitement",
            Medium::from_code(input.text("traitement"))
                .ok_or("Choisissez un traitement de la liste."),
        );
        let template = invalid.check("modele", template(input.text("modele"), medium, templates));
        let sender = invalid.check("emetteur", sender(input.text("emetteur"), numbers));
        let provider_code = input.text("code").to_owned();
        if provider_code.chars().count() > 20 {
            invalid.add("code", "Ce code est trop long : 20 caractères au plus.");
        }
        match (days, medium, template, sender) {
            (Some(response_days), Some(medium), Some(template), Some(sender))
                if invalid.is_empty() =>
            {
                Ok(Self {
                    short_label,
                    long_label,
                    response_days,
                    medium,
                    template,
                    sender,
                    provider_code: if provider_code.is_empty() {
                        "0".into()
                    } else {
                        provider_code
                    },
                })
            }
            _ => Err(invalid),
        }
    }
}

fn label(invalid: &mut Invalid, input: &Input, field: &'static str, longest: usize) -> String {
    let text = invalid.required(input, field, "Indiquez un libellé.");
    if text.chars().count() > longest {
        invalid.add(
            field,
            format!("Ce libellé est trop long : {longest} caractères au plus."),
        );
    }
    text
}

fn template(
    text: &str,
    medium: Option<Medium>,
    templates: Templates<'_>,
) -> Result<Id<MessageTemplateRow>, String> {
    let chosen = text.parse::<Id<MessageTemplateRow>>().ok();
    let found = templates.iter().find(|(id, _)| Some(*id) == chosen);
    let (id, of) = found.ok_or("Choisissez un modèle de la liste.")?;
    match medium {
        Some(medium) if medium != *of => Err(format!(
            "C'est un modèle de {} : choisissez un modèle de {}, ou un autre traitement.",
            of.one(),
            medium.one()
        )),
        _ => Ok(*id),
    }
}

fn days(text: &str) -> Result<i64, &'static str> {
    match text.parse() {
        Ok(days) if (0..=30).contains(&days) => Ok(days),
        _ => Err("Indiquez un nombre de jours, de 0 à 30."),
    }
}

fn sender(text: &str, numbers: NumberPolicy) -> Result<Sender, String> {
    let sender = Sender::parse(text).map_err(|error| error.to_string())?;
    if let Sender::Number(number) = &sender {
        numbers.check(*number).map_err(|error| error.to_string())?;
    }
    Ok(sender)
}

impl From<TemplateError> for String {
    fn from(error: TemplateError) -> Self {
        error.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMS: &str = "01990000-0000-7000-8000-000000000001";
    const MAIL: &str = "01990000-0000-7000-8000-000000000002";

    fn parse(input: &Input, numbers: NumberPolicy) -> Result<Action, Invalid> {
        let templates = [(SMS, Medium::Sms), (MAIL, Medium::Mail)];
        let templates = templates.map(|(id, medium)| (id.parse().unwrap(), medium));
        Action::parse(input, numbers, &templates)
    }

    /// Invariant: an action has a template of its own means, or says which it needs.
    #[test]
    fn the_template_goes_by_the_means_of_the_action() {
        let mail = form(&[("traitement", "mail"), ("modele", MAIL)]);
        assert_eq!(
            parse(&mail, NumberPolicy::Demo).unwrap().medium,
            Medium::Mail
        );
        let mixed = parse(&form(&[("traitement", "mail")]), NumberPolicy::Demo).unwrap_err();
        let sentence =
            "C'est un modèle de SMS : choisissez un modèle de courriel, ou un autre traitement.";
        assert_eq!(mixed.on("modele"), Some(sentence));
        let none = parse(&form(&[("modele", "")]), NumberPolicy::Demo).unwrap_err();
        assert_eq!(none.on("modele"), Some("Choisissez un modèle de la liste."));
    }

    fn form(changes: &[(&str, &str)]) -> Input {
        let fields = [
            ("libelle_court", "SMS"),
            ("libelle_long", "Envoi de SMS"),
            ("delai", "2"),
            ("traitement", "sms"),
            ("modele", SMS),
            ("emetteur", "01 99 00 00 10"),
            ("code", "0"),
        ];
        Input::of(fields.map(|(name, value)| {
            (
                name,
                changes
                    .iter()
                    .find(|(n, _)| *n == name)
                    .map_or(value, |(_, v)| v),
            )
        }))
    }

    #[test]
    fn the_action_of_the_guide_is_accepted() {
        let action = parse(&form(&[]), NumberPolicy::Demo).unwrap();
        assert_eq!(
            (action.response_days, action.provider_code.as_str()),
            (2, "0")
        );
    }

    #[test]
    fn each_wrong_field_has_its_sentence() {
        let wrong = [
            ("libelle_court", ""),
            ("delai", "deux"),
            ("emetteur", ""),
            ("modele", "x"),
        ];
        let invalid = parse(&form(&wrong), NumberPolicy::Demo).unwrap_err();
        for (field, _) in wrong {
            assert!(invalid.on(field).is_some(), "{field}");
        }
    }

    /// Invariant: what is too long or too late is refused on its field, at the exact limit.
    #[test]
    fn each_field_has_its_limit() {
        let limits = [
            ("libelle_court", "é".repeat(20), "é".repeat(21)),
            ("libelle_long", "é".repeat(60), "é".repeat(61)),
            ("delai", "30".to_owned(), "31".to_owned()),
            ("delai", "0".to_owned(), "-1".to_owned()),
            ("code", "7".repeat(20), "7".repeat(21)),
        ];
        for (field, last, beyond) in limits {
            let typed = |value: &str| parse(&form(&[(field, value)]), NumberPolicy::Demo);
            assert!(typed(&last).is_ok(), "{field}: {last}");
            let refused = typed(&beyond).unwrap_err();
            assert!(refused.on(field).is_some(), "{field}: {beyond}");
        }
    }

    #[test]
    fn without_a_code_it_is_zero() {
        let action = parse(&form(&[("code", "")]), NumberPolicy::Demo).unwrap();
        assert_eq!(action.provider_code, "0");
    }

    /// Invariant: in live mode, no number reserved for fiction; in the demo, no other.
    #[test]
    fn the_sender_follows_the_mode() {
        let live = parse(&form(&[]), NumberPolicy::Live).unwrap_err();
        assert!(live.on("emetteur").is_some());
        let real = form(&[("emetteur", "03 80 44 84 00")]);
        assert!(
            parse(&real, NumberPolicy::Demo)
                .unwrap_err()
                .on("emetteur")
                .is_some()
        );
    }
}
