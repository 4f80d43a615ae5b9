//! « Paramétrages → Jours fermés »: the State's calendar, what the school adds to it and takes out.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::NaiveDate;
use db::in_write;
use education::{Id, school_year_of};
use frame::Page;
use identity::{At, SchoolLifeSettings};
use maud::html;
use timetable::{Calendar, Closure, NewClosure};
use ui::{
    Alert, Button, Column, Empty, ErrorSummary, Field, Form, Notice, Table, button_bar, columns,
    fr, p, post_button, section,
};
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/absences/jours-fermes";

pub(crate) async fn show(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let none = Invalid::default();
    page(
        &at,
        &context,
        &Input::default(),
        &none,
        StatusCode::OK,
        &input,
    )
    .await
}

pub(crate) async fn add(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let year = school_year_of(at.today(now));
    let mut invalid = Invalid::default();
    let mut day = |field: &'static str| {
        let typed = input.text(field);
        let day = NaiveDate::parse_from_str(typed, "%Y-%m-%d")
            .or_else(|_| NaiveDate::parse_from_str(typed, "%d/%m/%Y"));
        invalid.check(
            field,
            day.map_err(|_| "Indiquez une date, par exemple 27/11/2026."),
        )
    };
    let from = day("du");
    // One day alone needs no end.
    let to = match input.text("au") {
        "" => from,
        _ => day("au"),
    };
    if let (Some(from), Some(to)) = (from, to) {
        match NewClosure::of_school(input.text("libelle"), from, to, year) {
            Ok(new) => {
                let form = FormId::of(&input);
                in_write!(context.db, Error, |tx| {
                    Ok(timetable::add_closure(tx, &at, form, year, &new, now).await?)
                })?;
                return Ok(see_other(format!("{HREF}?fait=ajout")));
            }
            Err(error) => {
                let field = match error {
                    timetable::ClosureError::NoName | timetable::ClosureError::LongName => {
                        "libelle"
                    }
                    timetable::ClosureError::Backwards => "au",
                    timetable::ClosureError::OutOfYear(_) => "du",
                };
                invalid.add(field, error);
            }
        }
    }
    let none = Input::default();
    page(&at, &context, &input, &invalid, Invalid::STATUS, &none).await
}

/// Takes days out of those that are closed, or puts them back.
pub(crate) async fn keep(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<Closure>>,
    input: Input,
) -> Result<Response> {
    let (closed, now) = (input.text("ferme") == "oui", context.clock.now());
    let known = in_write!(context.db, Error, |tx| {
        Ok(match closed {
            true => timetable::restore_closure(tx, &at, id, now).await?,
            false => timetable::remove_closure(tx, &at, id, now).await?,
        })
    })?;
    let done = if closed { "ferme" } else { "ouvert" };
    match known {
        true => Ok(see_other(format!("{HREF}?fait={done}"))),
        false => Err(Error::NotFound),
    }
}

async fn page(
    at: &At<SchoolLifeSettings>,
    context: &Context,
    input: &Input,
    invalid: &Invalid,
    status: StatusCode,
    query: &Input,
) -> Result<Response> {
    let year = school_year_of(at.today(context.clock.now()));
    let calendar = timetable::calendar(context, at, year).await?;
    let field = |field: Field<'static>, name: &str| {
        field
            .value(input.text(name).to_owned())
            .error(invalid.on(name).map(ToOwned::to_owned))
    };
    let body = html! {
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        @if !calendar.holidays_known {
            (Alert::info("Les vacances de votre académie ne sont pas fournies").body(p(
                "Préau connaît celles des zones A, B et C, de la Corse et de La Réunion pour 2026-2027. \
                 Ajoutez ci-dessous celles de votre académie.")))
        }
        (table(&calendar))
        (section("Fermer d'autres jours", Form::post(HREF, html! {
            (field(Field::text("libelle", "Pourquoi").required().maxlength(60)
                .description("Par exemple : journée pédagogique, pont, brevet blanc."), "libelle"))
            (columns([
                html! { (field(Field::date("du", "Du").required(), "du")) },
                html! { (field(Field::date("au", "Au").description("Vide : ce jour seul."), "au")) },
            ]))
            (button_bar(Button::primary("Ajouter")))
        }).hidden(FormId::FIELD, &FormId::of(input).0.to_string())))
    };
    let done = match query.text("fait") {
        "ajout" => Some(Notice::success(
            "C'est ajouté : aucun cours n'est attendu ces jours-là.",
        )),
        "ouvert" => Some(Notice::success(
            "Ces jours comptent comme des jours de cours.",
        )),
        "ferme" => Some(Notice::success(
            "L'établissement est à nouveau fermé ces jours-là.",
        )),
        _ => None,
    };
    Page::new(at, "Jours fermés")
        .under("absences", HREF)
        .intro(format!(
            "Année scolaire {year}-{} : les jours sans cours ne comptent ni dans les délais, ni dans les \
             demi-journées.",
            year + 1
        ))
        .notice(done)
        .status(status)
        .show(context, body)
        .await
}

fn table(calendar: &Calendar) -> ui::Markup {
    Table::new("Jours fermés")
        .columns([
            Column::new("Jours"),
            Column::new("Pourquoi"),
            Column::new("Source"),
            Column::actions("Acte"),
        ])
        .empty(Empty::new("Aucun jour fermé").why("Ajoutez les vacances et les jours fériés."))
        .rows(&calendar.closures, |row, closure| {
            let days = days(closure);
            row.head(&days);
            row.cell(if closure.removed {
                format!("{} (ouvert ici)", closure.name)
            } else {
                closure.name.clone()
            });
            row.cell(closure.origin.label());
            let (act, closed) = match closure.removed {
                true => ("Fermer à nouveau", "oui"),
                false => ("Retirer", "non"),
            };
            row.cell(post_button(
                &format!("{HREF}/{}", closure.id),
                Button::tertiary(act).about(closure.name.as_str()).small(),
                &[("ferme", closed)],
            ));
        })
}

fn days(closure: &Closure) -> String {
    match closure.from == closure.to {
        true => fr::date_long(closure.from).to_string(),
        false => format!(
            "du {} au {}",
            fr::date_long(closure.from),
            fr::date_long(closure.to)
        ),
    }
}
