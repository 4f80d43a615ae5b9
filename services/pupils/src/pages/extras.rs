//! « Données demandées aux responsables »: nothing is asked unless the head says what for.

use super::list;
use crate::model::extras::{fields, filled, parse};
use axum::{extract::State, http::StatusCode, response::Response};
use db::in_write;
use frame::Page;
use identity::{At, PupilFilesSettings};
use maud::{Markup, html};
use records::{Asked, Extra};
use ui::{
    Button, Checkbox, Confirm, ErrorSummary, Field, Form, Notice, button_bar, fieldset, fr,
    list as bullets,
};
use web::{Context, Error, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/eleves/donnees-demandees";

pub(crate) async fn show(
    at: At<PupilFilesSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let asked = records::asked(&mut context.db.read().await?, &at).await?;
    let done = match (input.text("fait"), input.text("effacees").parse::<u64>()) {
        ("modification", Ok(erased)) if erased > 0 => Some(Notice::success(format!(
            "C'est enregistré ; {}.",
            fr::plural(erased, "réponse est effacée", "réponses sont effacées")
        ))),
        ("modification", _) => Some(Notice::success("C'est enregistré.")),
        _ => None,
    };
    let body = form(&filled(&asked), &Invalid::default());
    page(&at, &context, body, done, StatusCode::OK).await
}

pub(crate) async fn save(
    at: At<PupilFilesSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let wanted = match parse(&input) {
        Ok(wanted) => wanted,
        Err(invalid) => {
            let body = form(&input, &invalid);
            return page(&at, &context, body, None, Invalid::STATUS).await;
        }
    };
    if !input.is_ticked("confirme") {
        let lost = lost(&at, &context, &wanted).await?;
        if !lost.is_empty() {
            return confirm(&at, &context, &input, &lost).await;
        }
    }
    let now = context.clock.now();
    let erased = in_write!(context.db, Error, |tx| {
        Ok(records::ask(tx, &at, &wanted, now).await?)
    })?;
    Ok(see_other(format!(
        "{HREF}?fait=modification&effacees={erased}"
    )))
}

/// What is asked no more and had answers, in words.
async fn lost(
    at: &At<PupilFilesSettings>,
    context: &Context,
    wanted: &[Asked],
) -> Result<Vec<String>> {
    let mut read = context.db.read().await?;
    let asked = records::asked(&mut read, at).await?;
    let mut lost = Vec::new();
    for extra in asked.iter().map(|asked| asked.extra) {
        if wanted.iter().any(|wanted| wanted.extra == extra) {
            continue;
        }
        let answers = records::answered_extras(&mut read, at, extra).await?;
        if answers > 0 {
            let count = fr::plural(answers.unsigned_abs(), "réponse", "réponses");
            lost.push(format!("{} : {count}", extra.label()));
        }
    }
    Ok(lost)
}

async fn confirm(
    at: &At<PupilFilesSettings>,
    context: &Context,
    input: &Input,
    lost: &[String],
) -> Result<Response> {
    let loss = "Les réponses déjà saisies seront effacées, sauf si un autre établissement de \
                l'académie les demande aussi.";
    let confirm = Confirm::new(loss, "Ne plus demander et effacer", HREF, HREF).body(bullets(lost));
    let kept = input.fields().iter();
    let confirm = kept.fold(confirm, |confirm, (name, value)| {
        confirm.hidden(name, value)
    });
    let body = html! { (confirm.hidden("confirme", "oui")) };
    page(at, context, body, None, StatusCode::OK).await
}

async fn page(
    at: &At<PupilFilesSettings>,
    context: &Context,
    body: Markup,
    done: Option<Notice>,
    status: StatusCode,
) -> Result<Response> {
    Page::new(at, "Données demandées aux responsables")
        .under("pupils", HREF)
        .from("Fiches individuelles", list::HREF)
        .intro(
            "Par défaut, rien de ceci n'est demandé aux familles. Ne cochez que ce qui sert, et \
             dites à quoi : la finalité est montrée sur la fiche.",
        )
        .notice(done)
        .status(status)
        .show(context, body)
        .await
}

fn form(input: &Input, invalid: &Invalid) -> Markup {
    html! {
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (Form::post(HREF, html! {
            @for extra in Extra::ALL {
                @let (switch, purpose) = fields(extra);
                (fieldset(extra.label(), html! {
                    (Checkbox::new(switch, "Demander cette donnée").checked(input.is_ticked(switch)))
                    (Field::textarea(purpose, "Finalité").value(input.text(purpose)).rows(2)
                        .maxlength(300)
                        .description("À quoi cette donnée sert, dans les mots que les \
                                      responsables liront.")
                        .error(invalid.on(purpose)))
                }))
            }
            (button_bar(Button::primary("Valider")))
        }))
    }
}
