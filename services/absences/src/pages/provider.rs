//! « Paramétrages → Fournisseur de services »: read, then « Modifier ».

use axum::{extract::State, http::StatusCode, response::Response};
use db::in_write;
use frame::Page;
use identity::{At, SchoolLifeSettings};
use maud::{Markup, html};
use messaging::{
    Contract, Test,
    pages::{ContractView, contract as form, filled, told, typed},
};
use sms::MobileNumber;
use ui::{
    Alert, Button, ErrorSummary, Field, Form, Icon, Notice, button_bar, definitions, p, section,
};
use web::{Context, Error, Input, Invalid, Result, see_other};

const HREF: &str = "/absences/fournisseur";
const EDIT: &str = "/absences/fournisseur/modification";
const TEST: &str = "/absences/fournisseur/essai";

pub(crate) async fn show(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    view(&at, &context, &input, &Invalid::default(), StatusCode::OK).await
}

async fn view(
    at: &At<SchoolLifeSettings>,
    context: &Context,
    input: &Input,
    invalid: &Invalid,
    status: StatusCode,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let contract = messaging::contract(&mut read, at).await?;
    let providers = messaging::providers(&mut read).await?;
    let by_academy = messaging::academy_sends(&mut read).await?;
    let can_send = messaging::can_send(&mut read, at.school()).await?;
    let last = messaging::last_test(&mut read, at).await?;
    drop(read);
    let body = html! {
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        @if by_academy {
            (Alert::info("L'académie envoie les SMS de tous les établissements").body(p(
                "Il n'y a rien à saisir ici.")))
        } @else {
            (definitions(told(&contract, &providers)))
            @if contract.provider.is_none() {
                (Alert::info("Aucun SMS ne peut partir").body(p(
                    "Votre établissement souscrit un abonnement auprès d'un fournisseur, qui vous \
                     donne une clé d'identification et un mot de passe. Saisissez-les ici.")))
            }
            (button_bar(Button::primary("Modifier").href(EDIT)))
        }
        @if can_send {
            (section("Essai", test(at, last.as_ref(), input, invalid)))
        }
    };
    let done = (input.text("fait") == "oui").then(|| {
        Notice::success(match contract.provider {
            Some(_) => "Le fournisseur de services est enregistré.",
            None => "Aucun fournisseur : les SMS diffusés attendront qu'il y en ait un.",
        })
    });
    Page::new(at, "Fournisseur de services")
        .under("absences", HREF)
        .intro("Par qui passent les SMS de votre établissement.")
        .notice(done)
        .status(status)
        .show(context, body)
        .await
}

/// « Tester »: one message, to a number that one types, and what became of the last one.
fn test(
    at: &At<SchoolLifeSettings>,
    last: Option<&Test>,
    input: &Input,
    invalid: &Invalid,
) -> Markup {
    let zone = at.school_place().zone.0;
    html! {
        @if let Some(last) = last {
            (p(html! {
                "Dernier essai, le " (last.at.with_timezone(&zone).format("%d/%m/%Y à %H:%M"))
                ", au " (last.recipient) " : " (last.state.label())
                @if let Some(reason) = &last.reason { " (" (reason) ")" } "."
            }))
            @if !last.state.is_final() {
                (button_bar(Button::secondary("Mettre à jour").icon(Icon::RefreshCw).href(HREF)))
            }
        }
        (Form::post(TEST, html! {
            (Field::tel("mobile", "Envoyer un SMS d'essai au").required()
                .description("Votre propre mobile, par exemple. L'essai compte comme un SMS.")
                .value(input.text("mobile").to_owned()).error(invalid.on("mobile")))
            (button_bar(Button::secondary("Tester").icon(Icon::Send)))
        }))
    }
}

pub(crate) async fn send_test(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    // In between, somebody chose « Aucun »: the page says so, and has no field for a number.
    if !messaging::can_send(&mut context.db.read().await?, at.school()).await? {
        return Ok(see_other(HREF));
    }
    let mut invalid = Invalid::default();
    let number = MobileNumber::parse(input.text("mobile"), context.mode().numbers());
    let Some(number) = invalid.check("mobile", number) else {
        return view(&at, &context, &input, &invalid, Invalid::STATUS).await;
    };
    let now = context.clock.now();
    in_write!(context.db, Error, |tx| {
        messaging::send_test(tx, &at, number, now).await
    })?;
    Ok(see_other(format!("{HREF}#essai")))
}

pub(crate) async fn edit(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let contract = messaging::contract(&mut read, &at).await?;
    let by_academy = messaging::academy_sends(&mut read).await?;
    drop(read);
    if by_academy {
        return Ok(see_other(HREF));
    }
    let (input, none) = (filled(&contract), Invalid::default());
    page(&at, &context, &contract, &input, &none, StatusCode::OK).await
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
                (definitions(told(contract, &providers).into_iter().take(2)))
            }))
        }
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (form(&ContractView {
            providers: &providers,
            contract,
            input,
            invalid,
            none: "Choisir « Aucun » arrête l'envoi : les SMS diffusés attendront.",
            action: EDIT,
            back: HREF,
        }))
    };
    Page::new(at, "Modification des paramètres du fournisseur de service")
        .under("absences", HREF)
        .from("Fournisseur de services", HREF)
        .status(status)
        .show(context, body)
        .await
}

pub(crate) async fn save(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let contract = messaging::contract(&mut read, &at).await?;
    let providers = messaging::providers(&mut read).await?;
    let by_academy = messaging::academy_sends(&mut read).await?;
    drop(read);
    if by_academy {
        return Ok(see_other(HREF));
    }
    let (form, invalid) = typed(&input, &providers, &contract);
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
            let status = StatusCode::CONFLICT;
            page(&at, &context, &latest, &input, &invalid, status).await
        }
        Err(error) => Err(error),
    }
}
