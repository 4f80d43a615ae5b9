//! « Délai des codes ».

use crate::{
    model::codes::Rules,
    store::codes::rules::{rules, save as keep},
};
use axum::{extract::State, http::StatusCode, response::Response};
use db::in_write;
use frame::Page;
use identity::{ActivationCodes, At};
use maud::html;
use ui::{Alert, Button, ErrorSummary, Field, Form, Notice, Width, button_bar, p};
use web::{Context, Error, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/teleservices/codes/delai";

pub(crate) async fn show(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let rules = rules(&mut context.db.read().await?, &at).await?;
    let done = input
        .is_ticked("fait")
        .then(|| Notice::success("Le délai est enregistré."));
    page(
        &at,
        &context,
        &rules.days.to_string(),
        rules,
        Shown {
            done,
            ..Shown::default()
        },
    )
    .await
}

#[derive(Default)]
struct Shown {
    done: Option<Notice>,
    invalid: Invalid,
    conflict: bool,
}

async fn page(
    at: &At<ActivationCodes>,
    context: &Context,
    typed: &str,
    rules: Rules,
    shown: Shown,
) -> Result<Response> {
    let status = match (shown.conflict, shown.invalid.is_empty()) {
        (true, _) => StatusCode::CONFLICT,
        (false, false) => Invalid::STATUS,
        (false, true) => StatusCode::OK,
    };
    let errors = shown
        .invalid
        .all()
        .iter()
        .map(|(field, text)| (*field, text.as_str()));
    let version = rules.version.to_string();
    let body = html! {
        (ErrorSummary::new(errors))
        @if shown.conflict {
            (Alert::warning("Le délai a changé entre-temps").body(p(format!(
                "Il est maintenant de {} jours. Le vôtre est encore dans le champ : enregistrez-le s'il doit le \
                 remplacer.", rules.days))))
        }
        (Form::post(HREF, html! {
            (Field::number(Rules::DAYS, "Jours pendant lesquels un code peut servir").required().min("7").max("365")
                .width(Width::Short).value(typed.to_owned()).error(shown.invalid.on(Rules::DAYS))
                .description("De 7 à 365. Le délai repart quand le code est notifié ; les codes déjà faits gardent le leur."))
            (button_bar(Button::primary("Enregistrer")))
        }).hidden("version", &version))
    };
    Page::new(at, "Délai des codes")
        .under("teleservices", HREF)
        .intro("Un code qui n'a pas servi dans ce délai ne sert plus.")
        .notice(shown.done)
        .status(status)
        .show(context, body)
        .await
}

pub(crate) async fn save(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let version = input.text("version").parse().unwrap_or(0);
    let days = match Rules::parse(&input) {
        Ok(days) => days,
        Err(invalid) => {
            let known = Rules {
                version,
                ..Rules::default()
            };
            let shown = Shown {
                invalid,
                ..Shown::default()
            };
            return page(&at, &context, input.text(Rules::DAYS), known, shown).await;
        }
    };
    let saved = in_write!(context.db, Error, |tx| {
        Ok(keep(tx, &at, days, version, now).await?)
    })?;
    let latest = rules(&mut context.db.read().await?, &at).await?;
    // The same again has no quarrel.
    if saved || latest.days == days {
        return Ok(see_other(format!("{HREF}?fait=1")));
    }
    let shown = Shown {
        conflict: true,
        ..Shown::default()
    };
    page(&at, &context, input.text(Rules::DAYS), latest, shown).await
}
