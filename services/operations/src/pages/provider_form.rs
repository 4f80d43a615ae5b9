//! The form of a provider: what is typed, its rules, its fields.

use super::providers::HREF;
use maud::{Markup, html};
use messaging::{Provider, ProviderForm};
use sms::IdNormalisation;
use ui::{Button, ErrorSummary, Field, Form, Select, Width, button_bar, fieldset};
use web::{Input, Invalid};

/// The fields: name, label.
const FIELDS: [(&str, &str); 10] = [
    ("nom", "Nom"),
    ("hote", "Hôte"),
    ("port", "Port"),
    ("fenetre", "Fenêtre"),
    ("debit", "SMS par seconde"),
    ("sessions", "Sessions au plus"),
    ("identifiants", "Identifiants des accusés"),
    ("courriel", "Contact courriel"),
    ("telephone", "Contact téléphonique"),
    ("informations", "Informations"),
];

/// What was typed, field by field.
pub(crate) struct Typed {
    values: [String; 10],
    pub(crate) version: i64,
}

impl Typed {
    pub(crate) fn of_input(input: &Input) -> Self {
        Self {
            values: FIELDS.map(|(field, _)| input.text(field).to_owned()),
            version: input.text("version").parse().unwrap_or(0),
        }
    }

    pub(crate) fn of_form(form: &ProviderForm, version: i64) -> Self {
        Self {
            values: [
                form.name.clone(),
                form.host.clone(),
                form.port.to_string(),
                form.window.to_string(),
                form.per_second.to_string(),
                form.max_sessions.to_string(),
                form.id_rule.word().to_owned(),
                form.contact_email.clone(),
                form.contact_phone.clone(),
                form.information_url.clone(),
            ],
            version,
        }
    }

    pub(crate) fn of_provider(known: &Provider) -> Self {
        Self::of_form(&form_of(known), known.version)
    }

    fn text(&self, field: &str) -> &str {
        FIELDS
            .iter()
            .zip(&self.values)
            .find(|((name, _), _)| *name == field)
            .map_or("", |(_, value)| value)
    }

    /// Label, value.
    pub(crate) fn fields(&self) -> Vec<(&'static str, &str)> {
        let labels = FIELDS.iter().map(|(_, label)| *label);
        labels.zip(self.values.iter().map(String::as_str)).collect()
    }

    /// The form, or what is wrong, field by field.
    pub(crate) fn judge(&self) -> Result<ProviderForm, Invalid> {
        let mut invalid = Invalid::default();
        let text = |field: &str| self.text(field).to_owned();
        if self.text("nom").is_empty() {
            invalid.add(
                "nom",
                "Donnez le nom sous lequel les établissements le choisiront.",
            );
        }
        let host = self.text("hote");
        if host.is_empty()
            || host.contains(|sign: char| !(sign.is_ascii_alphanumeric() || ".-:".contains(sign)))
        {
            let sentence = "Donnez le nom ou l'adresse de la machine, par exemple smpp.exemple.fr.";
            invalid.add("hote", sentence);
        }
        let mut number = |field: &'static str, least: u16, most: u16| {
            let judged = self.text(field).parse::<u16>().ok();
            let judged = judged.filter(|n| (least..=most).contains(n));
            let sentence = format!("Donnez un nombre de {least} à {most}.");
            invalid.check(field, judged.ok_or(sentence)).unwrap_or(0)
        };
        let port = number("port", 1, u16::MAX);
        let window = number("fenetre", 1, 100);
        let per_second = number("debit", 0, 1_000);
        let max_sessions = number("sessions", 1, 1_000);
        let id_rule = match self.text("identifiants") {
            "" => IdNormalisation::Exact,
            word => {
                let judged = word.parse::<IdNormalisation>();
                let judged = judged.map_err(|_| "Choisissez une règle dans la liste.");
                invalid
                    .check("identifiants", judged)
                    .unwrap_or(IdNormalisation::Exact)
            }
        };
        let email = self.text("courriel");
        if !email.is_empty() && !email.contains('@') {
            invalid.add(
                "courriel",
                "Donnez une adresse complète, par exemple aide@exemple.fr.",
            );
        }
        let url = self.text("informations");
        if !url.is_empty() && !url.starts_with("https://") && !url.starts_with("http://") {
            invalid.add(
                "informations",
                "Donnez une adresse qui commence par https://.",
            );
        }
        match invalid.is_empty() {
            false => Err(invalid),
            true => Ok(ProviderForm {
                name: text("nom"),
                host: text("hote"),
                port,
                contact_email: text("courriel"),
                contact_phone: text("telephone"),
                information_url: text("informations"),
                window,
                per_second,
                max_sessions,
                id_rule,
            }),
        }
    }
}

fn form_of(known: &Provider) -> ProviderForm {
    let number = |n: i64| u16::try_from(n).unwrap_or(u16::MAX);
    ProviderForm {
        name: known.name.clone(),
        host: known.host.clone(),
        port: known.port,
        contact_email: known.contact_email.clone(),
        contact_phone: known.contact_phone.clone(),
        information_url: known.information_url.clone(),
        window: number(known.window),
        per_second: number(known.per_second),
        max_sessions: number(known.max_sessions),
        id_rule: known.id_rule.0,
    }
}

/// Whether a provider is already what a form says.
pub(crate) fn is(known: &Provider, form: &ProviderForm) -> bool {
    form_of(known) == *form
}

/// The fields.
pub(crate) fn form(action: &str, typed: &Typed, invalid: &Invalid) -> Markup {
    let label = |field: &str| {
        let found = FIELDS.iter().find(|(name, _)| *name == field);
        found.map_or("", |(_, label)| *label)
    };
    let text = |field: &'static str| {
        Field::text(field, label(field))
            .value(typed.text(field))
            .error(invalid.on(field))
    };
    let number = |field: &'static str| {
        Field::number(field, label(field))
            .value(typed.text(field))
            .error(invalid.on(field))
            .width(Width::Short)
            .required()
    };
    let version = typed.version.to_string();
    html! {
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (Form::post(action, html! {
            (text("nom").required())
            (fieldset("Son centre de messages (protocole SMPP)", html! {
                (text("hote").required().description("Par exemple smpp.exemple.fr."))
                (number("port"))
                (number("fenetre").description("SMS d'une session qui peuvent attendre leur \
                    réponse en même temps : 10 convient presque toujours."))
                (number("debit").description("Pour une session ; 0 : sans limite."))
                (number("sessions").description("Établissements connectés en même temps."))
                (Select::new("identifiants", label("identifiants"))
                    .options(IdNormalisation::ALL.map(|rule| (rule.word(), rule_words(rule))))
                    .selected(typed.text("identifiants")).error(invalid.on("identifiants"))
                    .description("« Tels quels », sauf si les accusés de réception restent sans \
                        SMS correspondant."))
            }))
            (fieldset("À qui s'adresser", html! {
                (Field::email("courriel", label("courriel")).value(typed.text("courriel"))
                    .error(invalid.on("courriel")))
                (Field::tel("telephone", label("telephone")).value(typed.text("telephone"))
                    .error(invalid.on("telephone")))
                (text("informations").description("L'adresse d'une page, qui sera montrée aux \
                    établissements."))
            }))
            (button_bar(html! {
                (Button::primary("Enregistrer"))
                (Button::secondary("Retour").href(HREF))
            }))
        }).hidden("version", &version))
    }
}

fn rule_words(rule: IdNormalisation) -> &'static str {
    match rule {
        IdNormalisation::Exact => "Tels quels",
        IdNormalisation::IgnoreCase => "Sans distinguer majuscules et minuscules",
        IdNormalisation::IgnoreLeadingZeros => "Sans les zéros du début",
        IdNormalisation::HexThenDecimal => "Hexadécimal à l'envoi, décimal dans l'accusé",
        IdNormalisation::DecimalThenHex => "Décimal à l'envoi, hexadécimal dans l'accusé",
    }
}
