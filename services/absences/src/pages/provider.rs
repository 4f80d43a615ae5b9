//! « Paramétrages → Fournisseur de services »: read, then « Modifier ».

use axum::{extract::State, http::StatusCode, response::Response};
use db::in_write;
use frame::Page;
use identity::{At, SchoolLifeSettings};
use maud::{Markup, html};
use messaging::{Contract, ContractForm, Provider};
use ui::{
    Alert, Button, Column, Empty, ErrorSummary, Field, Form, Notice, Select, Table, Width,
    button_bar, definitions, p, section,
};
use web::{Context, Error, Input, Invalid, Result, see_other};

const HREF: &str = "/absences/fournisseur";
const EDIT: &str = "/absences/fournisseur/modification";

pub(crate) async fn show(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let contract = messaging::contract(&mut read, &at).await?;
    let providers = messaging::providers(&mut read).await?;
    drop(read);
    let chosen = providers
        .iter()
        .find(|provider| Some(provider.id) == contract.provider);
    let none = "aucune".to_owned();
    let or_none = |text: &str| {
        if text.is_empty() {
            none.clone()
        } else {
            text.to_owned()
        }
    };
    let body = html! {
        (definitions([
            ("Nom du fournisseur de service", chosen.map_or("AUCUN".to_owned(), |p| p.name.clone())),
            ("Clé d'identification", or_none(&contract.key)),
            ("Mot de passe",
                if contract.has_password { "enregistré, jamais affiché".into() } else { none.clone() }),
            ("Option 1", or_none(&contract.option_1)),
            ("Option 2", or_none(&contract.option_2)),
        ]))
        @if chosen.is_none() {
            (Alert::info("Aucun SMS ne peut partir").body(p(
                "Votre établissement souscrit un abonnement auprès d'un fournisseur, qui vous donne \
                 une clé d'identification et un mot de passe. Saisissez-les ici.")))
        }
        (button_bar(Button::primary("Modifier").href(EDIT)))
    };
    let done = (input.text("fait") == "oui").then(|| {
        Notice::success(match chosen {
            Some(_) => "Le fournisseur de services est enregistré.",
            None => "Aucun fournisseur : les SMS diffusés attendront qu'il y en ait un.",
        })
    });
    Page::new(&at, "Fournisseur de services")
        .under("absences", HREF)
        .intro("Par qui passent les SMS de votre établissement.")
        .notice(done)
        .show(&context, body)
        .await
}

fn filled(contract: &Contract) -> Input {
    Input::of([
        (
            "fournisseur",
            contract
                .provider
                .map(|id| id.to_string())
                .unwrap_or_default(),
        ),
        ("cle", contract.key.clone()),
        ("option_1", contract.option_1.clone()),
        ("option_2", contract.option_2.clone()),
        ("version", contract.version.to_string()),
    ])
}

pub(crate) async fn edit(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
) -> Result<Response> {
    let contract = messaging::contract(&mut context.db.read().await?, &at).await?;
    let input = filled(&contract);
    page(
        &at,
        &context,
        &contract,
        &input,
        &Invalid::default(),
        StatusCode::OK,
    )
    .await
}

async fn page(
    at: &At<SchoolLifeSettings>,
    context: &Context,
    contract: &Contract,
    input: &Input,
    invalid: &Invalid,
    status: StatusCode,
) -> Result<Response> {
    let providers = messaging::providers(&mut context.db.read().await?).await?;
    let body = html! {
        @if status == StatusCode::CONFLICT {
            (Alert::warning("Ces paramètres ont été modifiés entre-temps").body(html! {
                (p("Voici ce qui est enregistré maintenant. Votre saisie est conservée ci-dessous : \
                    validez-la pour le remplacer."))
                (definitions([
                    ("Nom du fournisseur de service", providers.iter()
                        .find(|provider| Some(provider.id) == contract.provider)
                        .map_or("AUCUN", |provider| provider.name.as_str())),
                    ("Clé d'identification", contract.key.as_str()),
                ]))
            }))
        }
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (section("Les fournisseurs", known(&providers)))
        (form(&providers, contract, input, invalid))
    };
    Page::new(at, "Modification des paramètres du fournisseur de service")
        .under("absences", HREF)
        .from("Fournisseur de services", HREF)
        .status(status)
        .show(context, body)
        .await
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

fn form(providers: &[Provider], contract: &Contract, input: &Input, invalid: &Invalid) -> Markup {
    let list: Vec<(String, &str)> = providers
        .iter()
        .map(|provider| (provider.id.to_string(), provider.name.as_str()))
        .collect();
    let password = if contract.has_password {
        "Un mot de passe est enregistré ; laissez vide pour le garder."
    } else {
        "Le mot de passe que le fournisseur vous a donné."
    };
    html! {
        (Form::post(EDIT, html! {
            (Select::new("fournisseur", "Nom du fournisseur de service").option("", "Aucun")
                .options(list.iter().map(|(value, label)| (value.as_str(), *label)))
                .selected(input.text("fournisseur"))
                .description("Choisir « Aucun » arrête l'envoi : les SMS diffusés attendront.")
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
                (Button::secondary("Annuler").href(HREF))
                (Button::primary("Valider"))
            }))
        }).hidden("version", input.text("version")))
    }
}

pub(crate) async fn save(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let contract = messaging::contract(&mut read, &at).await?;
    let providers = messaging::providers(&mut read).await?;
    drop(read);
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
    let mut invalid = form.judge(contract.has_password);
    if provider.is_none() && !wanted.is_empty() {
        invalid.add("fournisseur", "Choisissez un fournisseur de la liste.");
    }
    if !invalid.is_empty() {
        return page(&at, &context, &contract, &input, &invalid, Invalid::STATUS).await;
    }
    let now = context.clock.now();
    let saved = in_write!(context.db, Error, |tx| {
        messaging::save_contract(tx, &context.keys, &at, &form, now).await
    });
    match saved {
        Ok(()) => Ok(see_other("/absences/fournisseur?fait=oui")),
        Err(Error::Conflict(_)) => {
            let latest = messaging::contract(&mut context.db.read().await?, &at).await?;
            let mut input = input;
            input.set("version", &latest.version.to_string());
            page(
                &at,
                &context,
                &latest,
                &input,
                &invalid,
                StatusCode::CONFLICT,
            )
            .await
        }
        Err(error) => Err(error),
    }
}
