//! The form of a provider.

use super::{
    provider_typed::{FIELDS, HTTP, SMPP, Typed},
    providers::HREF,
};
use maud::{Markup, html};
use messaging::{Protocol, Provider, pages::callback_paths};
use sms::{IdNormalisation, http::callback::Auth};
use ui::{
    Button, Choices, ErrorSummary, Field, Form, Select, Width, button_bar, code, definitions,
    fieldset, p, section,
};
use web::Invalid;

/// The fields.
pub(crate) fn form(
    action: &str,
    known: Option<&Provider>,
    typed: &Typed,
    invalid: &Invalid,
) -> Markup {
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
    };
    let protocol = match typed.text("protocole") {
        "" => SMPP,
        chosen => chosen,
    };
    let secret = match known.is_some_and(|known| known.has_callback_secret) {
        true => "Un secret est enregistré ; laissez vide pour le garder.",
        false => {
            "Seize signes au moins. En voici un, tiré au sort : donnez-le au fournisseur \
             maintenant, il ne sera plus affiché. S'il vous en impose un, saisissez le sien."
        }
    };
    let version = typed.version.to_string();
    html! {
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (Form::post(action, html! {
            (text("nom").required())
            (Choices::one("protocole", label("protocole"))
                .option(SMPP, "SMPP : un centre de messages")
                .option(HTTP, "HTTP : des demandes que vous décrivez")
                .selected(protocol)
                .error(invalid.on("protocole"))
                .description("Remplissez la partie qui correspond ; l'autre n'est pas lue."))
            (fieldset("Par SMPP", html! {
                (text("hote").description("Par exemple smpp.exemple.fr."))
                (number("port"))
            }))
            (fieldset("Par HTTP", html! {
                (Field::textarea("description", label("description")).rows(14)
                    .value(typed.text("description")).error(invalid.on("description"))
                    .description("En JSON : l'adresse, la demande, le sens des réponses et des \
                        rappels. Le guide de l'exploitation en donne deux modèles. N'y écrivez ni \
                        clé ni mot de passe : {cle} et {motdepasse} sont ceux de chaque \
                        établissement."))
                (Field::text("secret", "Secret des rappels").autocomplete("off")
                    .value(typed.secret.as_str()).error(invalid.on("secret")).description(secret))
            }))
            (fieldset("Ses limites", html! {
                (number("fenetre").required().description("SMS d'une session qui peuvent attendre \
                    leur réponse en même temps : 10 convient presque toujours."))
                (number("debit").required().description("0 : sans limite."))
                (number("debit_total").description("Toutes sessions réunies ; 0 : sans limite."))
                (number("sessions").required()
                    .description("Établissements connectés en même temps."))
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

/// The addresses that an operator gives to a provider that calls us; nothing for the others.
pub(crate) fn callbacks(known: &Provider, public_url: &str) -> Markup {
    let Ok(Protocol::Http(described)) = known.protocol() else {
        return html! {};
    };
    let declared = described.declared();
    let status = declared
        .status_callback
        .as_ref()
        .map(|told| &told.request.auth);
    let inbound = declared
        .inbound_callback
        .as_ref()
        .map(|told| &told.request.auth);
    let [receipts, replies] = callback_paths(known.id);
    let calls: Vec<(&str, Markup)> = [
        ("Accusés de réception", receipts, status),
        ("Réponses des familles", replies, inbound),
    ]
    .into_iter()
    .filter_map(|(what, path, auth)| {
        let path = format!("{}{path}", public_url.trim_end_matches('/'));
        Some((what, address(&path, auth?)))
    })
    .collect();
    match calls.is_empty() {
        true => html! {},
        false => section(
            "Rappels",
            html! {
                (p("Donnez ces adresses au fournisseur. Ce qu'il y apporte est enregistré avant \
                    d'être acquitté ; un appel qui ne prouve pas son origine est refusé."))
                (definitions(calls))
            },
        ),
    }
}

fn address(path: &str, auth: &Auth) -> Markup {
    html! {
        @match auth {
            Auth::Path => { (code(format!("{path}/"))) " suivi du secret" },
            Auth::Query(name) => { (code(format!("{path}?{name}="))) " suivi du secret" },
            Auth::Header(header) => {
                (code(path)) " ; le secret vient dans l'en-tête " (code(&header.name))
            },
            Auth::Hmac(hmac) => {
                (code(path)) " ; la signature vient dans l'en-tête " (code(&hmac.header))
            },
        }
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
