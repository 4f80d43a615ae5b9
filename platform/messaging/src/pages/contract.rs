//! The contract by which messages leave: what is typed, and its form. A school's and the
//! académie's are typed alike.

use crate::{Contract, ContractForm, Provider};
use maud::{Markup, html};
use ui::{Button, Column, Empty, Field, Form, Select, Table, Width, button_bar, section};
use web::{Input, Invalid};

/// What the form shows.
#[derive(Debug)]
pub struct ContractView<'v> {
    /// Those that may be chosen.
    pub providers: &'v [Provider],
    /// What is kept.
    pub contract: &'v Contract,
    /// What is typed.
    pub input: &'v Input,
    /// What is wrong with it.
    pub invalid: &'v Invalid,
    /// What choosing « Aucun » does.
    pub none: &'v str,
    /// Where it is sent.
    pub action: &'v str,
    /// Where « Annuler » leads.
    pub back: &'v str,
}

/// What a contract holds, as its form shows it; the password is never shown.
pub fn filled(contract: &Contract) -> Input {
    let provider = contract.provider.map(|id| id.to_string());
    Input::of([
        ("fournisseur", provider.unwrap_or_default()),
        ("cle", contract.key.clone()),
        ("option_1", contract.option_1.clone()),
        ("option_2", contract.option_2.clone()),
        ("version", contract.version.to_string()),
    ])
}

/// Reads what was typed, and judges it.
pub fn typed(
    input: &Input,
    providers: &[Provider],
    contract: &Contract,
) -> (ContractForm, Invalid) {
    let wanted = input.text("fournisseur");
    let provider = providers
        .iter()
        .find(|provider| provider.id.to_string() == wanted);
    let form = ContractForm {
        provider: provider.map(|provider| provider.id),
        key: input.text("cle").to_owned(),
        password: input.raw("motdepasse").to_owned(),
        option_1: input.text("option_1").to_owned(),
        option_2: input.text("option_2").to_owned(),
        version: input.text("version").parse().unwrap_or(0),
    };
    let mut invalid = form.judge(provider, contract.has_password);
    if provider.is_none() && !wanted.is_empty() {
        invalid.add("fournisseur", "Choisissez un fournisseur de la liste.");
    }
    (form, invalid)
}

/// « Nom du fournisseur de service », « Clé d'identification »… of a contract.
pub fn told(contract: &Contract, providers: &[Provider]) -> [(&'static str, String); 5] {
    let chosen = providers
        .iter()
        .find(|provider| Some(provider.id) == contract.provider);
    let or_none = |text: &str| match text {
        "" => "aucune".to_owned(),
        text => text.to_owned(),
    };
    let password = match contract.has_password {
        true => "enregistré, jamais affiché",
        false => "aucun",
    };
    [
        (
            "Nom du fournisseur de service",
            chosen.map_or("AUCUN".to_owned(), |provider| provider.name.clone()),
        ),
        ("Clé d'identification", or_none(&contract.key)),
        ("Mot de passe", password.to_owned()),
        ("Option 1", or_none(&contract.option_1)),
        ("Option 2", or_none(&contract.option_2)),
    ]
}

/// The providers, then the form.
pub fn contract(view: &ContractView<'_>) -> Markup {
    html! {
        (section("Les fournisseurs", known(view.providers)))
        (form(view))
    }
}

fn known(providers: &[Provider]) -> Markup {
    html! {
        (Table::new("Informations concernant les fournisseurs de service")
            .columns([Column::new("Nom du fournisseur"), Column::new("Contact courriel"),
                Column::new("Contact téléphonique"), Column::new("Informations fournisseur")])
            .empty(Empty::new("Aucun fournisseur n'est déclaré")
                .why("L'assistance de l'académie déclare les fournisseurs."))
            .rows(providers, |row, provider| {
                row.head(provider.name.as_str());
                row.cell(provider.contact_email.as_str());
                row.cell(provider.contact_phone.as_str());
                row.cell(provider.information_url.as_str());
            }))
    }
}

fn form(view: &ContractView<'_>) -> Markup {
    let ContractView { input, invalid, .. } = view;
    let list: Vec<(String, &str)> = view
        .providers
        .iter()
        .map(|provider| (provider.id.to_string(), provider.name.as_str()))
        .collect();
    let password = if view.contract.has_password {
        "Un mot de passe est enregistré ; laissez vide pour le garder."
    } else {
        "Le mot de passe que le fournisseur vous a donné."
    };
    html! {
        (Form::post(view.action, html! {
            (Select::new("fournisseur", "Nom du fournisseur de service").option("", "Aucun")
                .options(list.iter().map(|(value, label)| (value.as_str(), *label)))
                .selected(input.text("fournisseur"))
                .description(view.none)
                .error(invalid.on("fournisseur")))
            (Field::text("cle", "Clé d'identification").value(input.text("cle")).width(Width::Medium)
                .autocomplete("off").error(invalid.on("cle")))
            (Field::password("motdepasse", "Mot de passe").description(password)
                .autocomplete("new-password").error(invalid.on("motdepasse")))
            (Field::text("option_1", "Option 1").value(input.text("option_1")).width(Width::Medium)
                .error(invalid.on("option_1")))
            (Field::text("option_2", "Option 2").value(input.text("option_2")).width(Width::Medium)
                .error(invalid.on("option_2")))
            (button_bar(html! {
                (Button::secondary("Annuler").href(view.back))
                (Button::primary("Valider"))
            }))
        }).hidden("version", input.text("version")))
    }
}
