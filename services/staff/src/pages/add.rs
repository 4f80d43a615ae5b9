//! « Ajouter une personne »: a school-life assistant, a secretary, whom STS does not know.

use super::{
    everybody, list,
    slips::{self, Made},
};
use crate::{
    model::{
        function::givable,
        new_person::{self, CIVILITIES},
        opening::ANOTHER,
        person::Person,
    },
    store::{self, access, batch},
};
use audit::Line;
use axum::{extract::State, http::StatusCode, response::Response};
use db::in_write;
use frame::Page;
use identity::{At, StaffAccounts};
use maud::html;
use ui::{Button, Checkbox, ErrorSummary, Field, Form, Select, Width, button_bar};
use web::{Context, Error, FormId, Input, Invalid, Result};

pub(crate) const HREF: &str = "/personnels/ajout";

pub(crate) async fn show(
    at: At<StaffAccounts>,
    State(context): State<Context>,
) -> Result<Response> {
    let (input, invalid) = (Input::default(), Invalid::default());
    page(&at, &context, &input, &invalid, StatusCode::OK).await
}

async fn page(
    at: &At<StaffAccounts>,
    context: &Context,
    input: &Input,
    invalid: &Invalid,
    status: StatusCode,
) -> Result<Response> {
    let functions = givable(at.functions()).map(|function| (function.code(), function.label()));
    let form_id = FormId::of(input).0.to_string();
    let body = html! {
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (Form::post(HREF, html! {
            (Select::new("civilite", "Civilité").options(CIVILITIES)
                .selected(input.text("civilite")))
            (Field::text("nom", "Nom").value(input.text("nom")).required().maxlength(60)
                .width(Width::Medium).error(invalid.on("nom")))
            (Field::text("prenom", "Prénom").value(input.text("prenom")).required().maxlength(60)
                .width(Width::Medium).error(invalid.on("prenom")))
            (Select::new("fonction", "Fonction").option("", "À choisir").options(functions)
                .selected(input.text("fonction")).required()
                .description("Elle dit ce que le compte ouvrira ici.")
                .error(invalid.on("fonction")))
            @if invalid.on(ANOTHER).is_some() || input.is_ticked(ANOTHER) {
                (Checkbox::new(ANOTHER, "C'est une autre personne, du même nom")
                    .checked(input.is_ticked(ANOTHER)).error(invalid.on(ANOTHER)))
            }
            (button_bar(html! {
                (Button::primary("Ajouter et ouvrir le compte"))
                (Button::secondary("Annuler").href(list::HREF))
            }))
        }).hidden(FormId::FIELD, &form_id))
    };
    Page::new(at, "Ajouter une personne")
        .under("staff", HREF)
        .intro(
            "Pour qui n'est pas dans STS : assistants d'éducation, secrétaires. Les autres viennent \
             avec l'import.",
        )
        .status(status)
        .show(context, body)
        .await
}

pub(crate) async fn submit(
    at: At<StaffAccounts>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let (now, form) = (context.clock.now(), FormId::of(&input));
    let made = in_write!(context.db, Error, |tx| {
        if let Some(before) = batch::made(tx, &at, form).await? {
            return Ok(Ok(Made::Before(before)));
        }
        let people = store::people(tx, &at, now).await?;
        let (new, function) = match new_person::parse(&input, &people, at.functions()) {
            Ok(right) => right,
            Err(invalid) => return Ok(Err(invalid)),
        };
        let id = records::add_staff(tx, &at, &new, now).await?;
        let line = Line::new(at.actor(), "staff.added").on("staff", id);
        audit::note(tx, now, &line).await?;
        batch::note(tx, &at, form, &[id.uuid()], now).await?;
        let people = store::people(tx, &at, now).await?;
        let added: Option<&Person> = people.iter().find(|person| person.id() == id.uuid());
        let added = added.ok_or(Error::NotFound)?;
        let slip = access::open(tx, &at, added, function, now).await?;
        Ok(Ok(Made::Slips(vec![slip])))
    })?;
    match made {
        Ok(Made::Slips(made)) => slips::show(&at, &context, &made).await,
        Ok(Made::Before(made_for)) => {
            let people = everybody(&context, &at).await?;
            slips::shown_before(&at, &context, &people, &made_for).await
        }
        Err(invalid) => page(&at, &context, &input, &invalid, Invalid::STATUS).await,
    }
}
