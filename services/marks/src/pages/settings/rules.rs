//! « Paramétrages → Calcul des moyennes ».

use super::{conflict, saved};
use crate::{
    model::{
        Rules,
        rules::{SIDES, SOURCES, STEPS, WEIGHINGS},
    },
    store::settings,
};
use axum::{extract::State, http::StatusCode, response::Response};
use db::in_write;
use frame::Page;
use identity::{At, MarksSettings};
use maud::html;
use ui::{Button, Choices, ErrorSummary, Form, button_bar};
use web::{Context, Error, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/notes/calcul";

pub(crate) async fn show(
    at: At<MarksSettings>,
    State(context): State<Context>,
    query: Input,
) -> Result<Response> {
    let rules = settings::rules(&mut context.db.read().await?, &at).await?;
    let (filled, none) = (Input::of(rules.typed()), Invalid::default());
    page(
        &at,
        &context,
        (&filled, &query),
        (&rules, &none),
        StatusCode::OK,
    )
    .await
}

pub(crate) async fn save(
    at: At<MarksSettings>,
    State(context): State<Context>,
    mut input: Input,
) -> Result<Response> {
    let none = Input::default();
    let wanted = match Rules::parse(&input) {
        Ok(wanted) => wanted,
        Err(invalid) => {
            let rules = settings::rules(&mut context.db.read().await?, &at).await?;
            let known = (&rules, &invalid);
            return page(&at, &context, (&input, &none), known, Invalid::STATUS).await;
        }
    };
    let now = context.clock.now();
    let saved = in_write!(context.db, Error, |tx| {
        Ok(settings::save_rules(tx, &at, &wanted, now).await?)
    })?;
    let known = settings::rules(&mut context.db.read().await?, &at).await?;
    let version = known.version;
    // Whoever wrote the same has no quarrel, this form sent twice for one.
    if saved || known == (Rules { version, ..wanted }) {
        return Ok(see_other(format!("{HREF}?fait=oui")));
    }
    input.set("version", &version.to_string());
    let invalid = Invalid::default();
    let known = (&known, &invalid);
    page(&at, &context, (&input, &none), known, StatusCode::CONFLICT).await
}

async fn page(
    at: &At<MarksSettings>,
    context: &Context,
    (input, query): (&Input, &Input),
    (rules, invalid): (&Rules, &Invalid),
    status: StatusCode,
) -> Result<Response> {
    let choices =
        |field: &'static str, legend: &'static str, options: Vec<(&'static str, &'static str)>| {
            let choices = Choices::one(field, legend)
                .selected(input.text(field))
                .error(invalid.on(field));
            options.into_iter().fold(choices, |choices, (code, label)| {
                choices.option(code, label)
            })
        };
    let body = html! {
        @if status == StatusCode::CONFLICT { (conflict(told(rules))) }
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (Form::post(HREF, html! {
            (choices("ponderation", PARTS[0], words(&WEIGHINGS)))
            (choices("arrondi", PARTS[1], words(&STEPS)))
            (choices("sens", PARTS[2], words(&SIDES)))
            (choices("source", PARTS[3], words(&SOURCES)))
            (button_bar(html! { (Button::primary("Valider")) }))
        }).hidden("version", input.text("version")))
    };
    Page::new(at, "Calcul des moyennes")
        .under("marks", HREF)
        .intro("Les mêmes règles pour toutes les classes. Les notes ne changent pas : les moyennes suivent aussitôt.")
        .notice(saved(query, "C'est enregistré : les moyennes suivent ces règles."))
        .status(status)
        .show(context, body)
        .await
}

const PARTS: [&str; 4] = [
    "Notes qui ne sont pas sur 20",
    "Arrondi des moyennes affichées",
    "Sens de l'arrondi",
    "Moyennes générales et de classe",
];

fn words<T: Copy>(known: &[(T, &'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    known
        .iter()
        .map(|(_, code, label)| (*code, *label))
        .collect()
}

fn told(rules: &Rules) -> Vec<(&'static str, String)> {
    fn label<T: PartialEq>(known: &[(T, &'static str, &'static str)], value: T) -> String {
        let found = known.iter().find(|(one, ..)| *one == value);
        found.map_or("", |(.., label)| label).to_owned()
    }
    vec![
        (PARTS[0], label(&WEIGHINGS, rules.weighing)),
        (PARTS[1], label(&STEPS, rules.rounding.step)),
        (PARTS[2], label(&SIDES, rules.rounding.up)),
        (PARTS[3], label(&SOURCES, rules.of_shown)),
    ]
}
