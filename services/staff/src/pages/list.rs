//! « Personnels et comptes »: who works here, what they teach, who has no account.

use super::{everybody, href};
use crate::model::{
    function::givable,
    opening::{self, PERSON, Problems, function_field},
    person::{Person, STATES, State, View, opened, principal, taught},
};
use audit::Line;
use axum::{extract::State as Ctx, http::StatusCode, response::Response};
use chrono::{DateTime, Utc};
use education::{SchoolKind, Zone};
use frame::Page;
use identity::{At, StaffAccounts};
use maud::{Markup, html};
use ui::{
    Button, Column, Direction, Empty, ErrorSummary, Field, Filters, Form, Icon, Link, Notice,
    Select, Table, Tag, Width, button_bar, fr, lead, main_action, muted, p, selection_count,
};
use web::{Context, FormId, Input, Result};

pub(crate) const HREF: &str = "/personnels";

pub(crate) async fn show(
    at: At<StaffAccounts>,
    Ctx(context): Ctx<Context>,
    input: Input,
) -> Result<Response> {
    let people = everybody(&context, &at).await?;
    page(&at, &context, &people, &input, &Problems::new()).await
}

/// The list, for the first time, or again with what is wrong in its form.
pub(super) async fn page(
    at: &At<StaffAccounts>,
    context: &Context,
    people: &[Person],
    input: &Input,
    problems: &Problems,
) -> Result<Response> {
    let now = context.clock.now();
    let view = View::of(input);
    let shown = view.apply(people, now);
    // A list leaves one line, with its scope.
    let scope = format!("compte « {} », {} personnes", view.account, shown.len());
    let line = Line::new(at.actor(), "staff.listed").detail(scope);
    context.audit.look(now, line).await?;
    let body = if people.iter().all(|person| person.staff.is_none()) && !view.narrows() {
        let here = records::school(&mut context.db.read().await?, at.school()).await?;
        let primary = here.is_some_and(|school| school.kind == SchoolKind::Ecole);
        html! {
            (nobody_yet(at, primary))
            @if !shown.is_empty() { (form(at, &view, &shown, input, problems, now)) }
        }
    } else {
        html! {
            (summary(people, now))
            (filters(&view))
            (form(at, &view, &shown, input, problems, now))
        }
    };
    let whole = problems.iter().find(|(field, _)| field.is_empty());
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        web::Invalid::STATUS
    };
    Page::new(at, "Personnels et comptes")
        .under("staff", HREF)
        .intro("Qui travaille ici cette année, et ce que leur compte ouvre.")
        .notice(whole.map(|(_, sentence)| Notice::warning(sentence.clone())))
        .status(status)
        .show(context, body)
        .await
}

fn nobody_yet(at: &At<StaffAccounts>, primary: bool) -> Markup {
    let empty = Empty::new("Aucun personnel n'est encore connu ici").icon(Icon::Users);
    html! {
        @if primary {
            (Empty::new("Ajoutez les personnes de l'école").icon(Icon::Users)
                .why("STS ne connaît pas les écoles : chaque personne s'ajoute à la main, et son \
                      compte est ouvert en même temps.")
                .action(Button::primary("Ajouter une personne").href(super::add::HREF)))
        } @else if at.also(admission::Audience::RegisterImport) {
            (empty.why("Les personnels viennent de STS : importez l'export de l'établissement. Vous \
                        pouvez aussi ajouter une personne à la main.")
                .action(Button::primary("Importer STS").href("/eleves/import")))
        } @else {
            (empty.why("Les personnels viennent de STS : le secrétariat peut l'importer."))
        }
    }
}

fn summary(people: &[Person], now: DateTime<Utc>) -> Markup {
    let listed = View::of(&Input::default()).apply(people, now).len() as u64;
    let without = people.iter().filter(|person| person.is_to_open(now));
    let without = without.count() as u64;
    lead(format!(
        "{}, dont {} sans compte.",
        fr::plural(listed, "personne", "personnes"),
        fr::number(without)
    ))
}

fn filters(view: &View) -> Markup {
    html! {
        (Filters::new(HREF, html! {
            (Field::search("nom", "Nom ou prénom").value(&view.name).width(Width::Medium))
            (Select::new("compte", "Compte").options(STATES).selected(&view.account))
        }).clear(view.narrows().then_some(HREF)))
    }
}

fn address(path: &str, view: &View, sort: &str, direction: Direction) -> String {
    let query = serde_html_form::to_string(view.fields(sort, direction)).unwrap_or_default();
    format!("{path}?{query}")
}

fn form(
    at: &At<StaffAccounts>,
    view: &View,
    shown: &[&Person],
    input: &Input,
    problems: &Problems,
    now: DateTime<Utc>,
) -> Markup {
    let on_fields = problems.iter().filter(|(field, _)| !field.is_empty());
    let kept = view.fields(view.sort, view.direction);
    let csv = address("/personnels/export", view, view.sort, view.direction);
    let form_id = FormId::of(input).0.to_string();
    let ticked: Vec<&str> = input.all(PERSON).collect();
    let form = Form::post(
        "/personnels/comptes",
        html! {
            (table(at, view, shown, input, problems, now))
            @if !shown.is_empty() {
                (selection_count(PERSON, ticked.len() as u64, "personne sélectionnée",
                    "personnes sélectionnées"))
                (main_action(html! {
                    (Button::primary("Ouvrir les comptes sélectionnés").icon(Icon::KeyRound))
                    (Button::secondary("Nouveaux liens").about("pour les personnes sélectionnées \
                        qui n'ont pas choisi de mot de passe").formaction("/personnels/liens"))
                }))
            }
        },
    );
    let form = kept
        .iter()
        .fold(form, |form, (name, value)| form.hidden(name, value));
    html! {
        (ErrorSummary::new(on_fields.map(|(field, text)| (field.as_str(), text.as_str()))))
        (form.hidden(FormId::FIELD, &form_id))
        @if !shown.is_empty() {
            (button_bar(Button::secondary("Télécharger la liste (CSV)").icon(Icon::Download)
                .href(&csv)))
        }
    }
}

fn table(
    at: &At<StaffAccounts>,
    view: &View,
    shown: &[&Person],
    input: &Input,
    problems: &Problems,
    now: DateTime<Utc>,
) -> Markup {
    let ticked: Vec<&str> = input.all(PERSON).collect();
    let zone = at.place().zone();
    Table::new("Personnels")
        .columns([
            Column::new("Nom").sort("nom"),
            Column::new("Fonction").sort("fonction"),
            Column::new("Enseigne"),
            Column::new("Compte").sort("compte"),
            Column::new("Ce que le compte ouvre ici"),
        ])
        .sorted(view.sort, view.direction, |key, way| {
            address(HREF, view, key, way)
        })
        .select(PERSON)
        .empty(
            Empty::new("Personne ne correspond")
                .why("Vérifiez l'orthographe, ou changez le filtre.")
                .action(Button::secondary("Tout afficher").href(HREF)),
        )
        .rows(shown.iter(), |row, person| {
            let (id, name) = (person.id().to_string(), person.list_name());
            row.select(&id, &name, ticked.contains(&id.as_str()));
            row.head(Link::new(&href(person), &name));
            row.cell(person.functions());
            row.cell(teaches(person));
            row.cell(account(person, zone, now));
            row.cell(opens(at, person, input, problems, now));
        })
}

fn teaches(person: &Person) -> Markup {
    let Some(staff) = &person.staff else {
        return html! {};
    };
    html! {
        @for one in &staff.teaches { (p(taught(one))) }
        @if let Some(principal) = principal(staff) { (p(principal)) }
    }
}

/// The state, the login, until when the link works.
pub(super) fn account(person: &Person, zone: Zone, now: DateTime<Utc>) -> Markup {
    let state = person.state(now);
    let (label, tone) = state.label();
    let until = person
        .account
        .as_ref()
        .and_then(|account| account.link_until);
    html! {
        (Tag::new(label, tone))
        @if let Some(account) = &person.account { (p(&account.login)) }
        @if let (State::LinkWaiting, Some(until)) = (state, until) {
            (muted(format!("Lien valable jusqu'au {}",
                fr::date_short(until.with_timezone(&zone.0).date_naive()))))
        }
    }
}

/// What it opens; for who has none, what it would.
fn opens(
    at: &At<StaffAccounts>,
    person: &Person,
    input: &Input,
    problems: &Problems,
    now: DateTime<Utc>,
) -> Markup {
    if !person.is_to_open(now) {
        let here = person.account.as_ref().map(|account| opened(&account.here));
        return html! { (here.unwrap_or_default()) };
    }
    let field = function_field(person.id());
    let label = format!("Fonction de {}", person.list_name());
    let error = problems.iter().find(|(on, _)| *on == field);
    html! { (choice(at, person, &field, &label, input).label_hidden()
    .error(error.map(|(_, sentence)| sentence.as_str()))) }
}

/// The functions that one may give to somebody, the one that goes with their post chosen.
pub(super) fn choice<'a>(
    at: &At<StaffAccounts>,
    person: &Person,
    field: &'a str,
    label: &'a str,
    input: &Input,
) -> Select<'a> {
    let held = at.functions();
    let words = |function: admission::Function| {
        let suggested = opening::is_suggested(person, function);
        match suggested {
            true => format!("{} (proposé)", function.label()),
            false => function.label().to_owned(),
        }
    };
    let options: Vec<(&str, String)> = givable(held).map(|f| (f.code(), words(f))).collect();
    let chosen = match input.is_ticked(field) {
        true => input.text(field).to_owned(),
        false => opening::proposed(person, held).map_or_else(String::new, |f| f.code().to_owned()),
    };
    Select::new(field, label)
        .option("", "À choisir")
        .options(options)
        .selected(chosen)
}
