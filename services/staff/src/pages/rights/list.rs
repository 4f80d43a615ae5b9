//! « Droits sur les applications »: everybody who has access here, an application a column.

use super::href;
use crate::{
    model::{
        granting::Held,
        person::{Person, opened},
    },
    pages,
    store::granted,
};
use admission::{Application, Function};
use audit::Line;
use axum::{extract::State, response::Response};
use education::{search_key, sort_key};
use frame::Page;
use identity::{AccountHere, At, StaffAccounts};
use maud::{Markup, html};
use ui::{Column, Empty, Field, Filters, Link, Select, Table, Width, p};
use web::{Context, Input, Result};

pub(crate) const HREF: &str = "/personnels/droits";

/// Somebody who has access here.
struct Row<'p> {
    person: &'p Person,
    account: &'p AccountHere,
    held: Held,
}

pub(crate) async fn show(
    at: At<StaffAccounts>,
    State(context): State<Context>,
    query: Input,
) -> Result<Response> {
    let people = pages::everybody(&context, &at).await?;
    let (decided, _) = granted::decided(&mut context.db.read().await?, &at).await?;
    let (wanted, function) = (
        search_key(query.text("nom")),
        Function::from_code(query.text("fonction")),
    );
    let mut rows: Vec<Row<'_>> = people
        .iter()
        .filter_map(|person| {
            let account = person.account.as_ref().filter(|one| !one.closed)?;
            let (surname, first_name) = person.names();
            let named = [
                format!("{surname} {first_name}"),
                format!("{first_name} {surname}"),
            ];
            let shown = !account.here.is_empty()
                && named.iter().any(|name| search_key(name).contains(&wanted))
                && function.is_none_or(|function| account.here.contains(&function));
            shown.then(|| Row {
                person,
                account,
                held: Held::of(account, &decided),
            })
        })
        .collect();
    rows.sort_by_cached_key(|row| (sort_key(&row.person.list_name()), row.person.id()));
    // A list leaves one line, with its scope.
    let line = Line::new(at.actor(), "rights.listed").detail(format!("{} personnes", rows.len()));
    context.audit.look(context.clock.now(), line).await?;
    let body = html! {
        (p("Une fonction ouvre des droits à toutes les personnes qui l'exercent. La direction en donne \
            ou en retire à une personne, dans cet établissement seulement."))
        (filters(&query, function))
        (table(&rows))
    };
    Page::new(&at, "Droits sur les applications")
        .under("staff", HREF)
        .intro(
            "Ce que chaque personne peut faire ici. Son nom mène au détail, et à « Pourquoi cette \
                personne y a-t-elle accès\u{a0}? ».",
        )
        .show(&context, body)
        .await
}

fn filters(query: &Input, function: Option<Function>) -> Markup {
    let functions = Function::ALL.into_iter().filter(|f| !f.of_academy());
    let name = query.text("nom");
    let narrows = !name.is_empty() || function.is_some();
    html! {
        (Filters::new(HREF, html! {
            (Field::search("nom", "Nom ou prénom").value(name).width(Width::Medium))
            (Select::new("fonction", "Fonction ici").option("", "Toutes")
                .options(functions.map(|f| (f.code(), f.label())))
                .selected(function.map_or("", Function::code)))
        }).clear(narrows.then_some(HREF)))
    }
}

fn table(rows: &[Row<'_>]) -> Markup {
    let columns = [Column::new("Nom"), Column::new("Fonction ici")];
    let applications = Application::ALL.map(|one| Column::new(one.label()));
    let table = Table::new("Droits sur les applications")
        .wide()
        .columns(columns.into_iter().chain(applications))
        .empty(
            Empty::new("Personne ne correspond")
                .why("Seules les personnes qui ont un accès ici sont dans cette liste."),
        )
        .rows(rows, |row, line| {
            row.head(Link::new(&href(line.person), &line.person.list_name()));
            row.cell(opened(&line.account.here));
            for application in Application::ALL {
                row.cell(cell(&line.held, application));
            }
        });
    html! { (table) }
}

/// « 2 sur 3 », « Rien, modifié ».
fn cell(held: &Held, application: Application) -> String {
    let share = held.share(application);
    match held.differs_in(application) {
        true => format!("{share}, modifié"),
        false => share,
    }
}
