//! The search of the banner: pages of the services open to the person and, for who reads
//! records, pupils.

use audit::Line;
use axum::{extract::State, response::Response};
use education::search_key;
use frame::Page;
use identity::{At, PupilFiles, SignedIn};
use maud::{Markup, html};
use records::{PupilRow, PupilSearch};
use ui::{Column, Empty, Icon, Link, Table, list, p, section};
use web::{Context, Input, Result};

/// Pupils shown; more are a matter for « Fiches individuelles ».
const FOUND: usize = 20;

pub(crate) async fn show(
    at: At<SignedIn>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let query = input.text("q");
    let pages = pages(&at, &context, query);
    let pupils = pupils(&at, &context, query).await?;
    let nothing = pages.is_empty() && pupils.as_ref().is_none_or(Vec::is_empty);
    let body = html! {
        @if query.is_empty() {
            (Empty::new("Que cherchez-vous ?").icon(Icon::Search)
                .why("Tapez le début d'un nom, ou le titre d'une page, dans le champ en haut."))
        } @else if nothing {
            (Empty::new("Rien ne correspond").icon(Icon::Search)
                .why("Vérifiez l'orthographe, ou cherchez avec moins de lettres."))
        } @else {
            @if let Some(pupils) = pupils.filter(|pupils| !pupils.is_empty()) {
                (section("Élèves", found(&pupils)))
            }
            @if !pages.is_empty() {
                (section("Pages", list(pages.iter().map(|(label, href)| Link::new(href, label)))))
            }
        }
    };
    Page::new(&at, "Recherche")
        .under("", "/recherche")
        .searched(query.to_owned())
        .show(&context, body)
        .await
}

/// The pages open to the person whose title, or whose service's name, holds what is asked; and the
/// tools of every page.
fn pages(at: &At<SignedIn>, context: &Context, query: &str) -> Vec<(String, &'static str)> {
    let asked = search_key(query);
    if asked.is_empty() {
        return Vec::new();
    }
    let services = context.services.iter();
    let entries = services.flat_map(|service| {
        let entries = service.entries_for(at.rights());
        entries.map(|entry| (format!("{} – {}", service.name, entry.label), entry.href))
    });
    let tools = context.tools.iter();
    let tools = tools.filter(|tool| at.also(tool.audience));
    entries
        .chain(tools.map(|tool| (tool.label.to_owned(), tool.href)))
        .filter(|(label, _)| search_key(label).contains(&asked))
        .collect()
}

/// `None` for who may not read records here.
async fn pupils(
    at: &At<SignedIn>,
    context: &Context,
    query: &str,
) -> Result<Option<Vec<PupilRow>>> {
    let now = context.clock.now();
    let school = at.place().school().map(|school| school.id);
    let may = at.also(admission::Audience::PupilFiles) && school.is_some();
    if !may || search_key(query).is_empty() {
        return Ok(None);
    }
    let mut read = context.db.read().await?;
    let at = At::<PupilFiles>::admit(&mut read, at.person().account, school, now).await?;
    let mut rows = Vec::new();
    for search in readings(query) {
        rows = records::search_pupils(&mut read, &at, at.today(now), &search, None, FOUND)
            .await?
            .rows;
        if !rows.is_empty() {
            break;
        }
    }
    drop(read);
    let line = Line::new(at.actor(), "pupil.listed");
    let line = line.detail(format!("recherche, {} élèves", rows.len()));
    context.audit.look(now, line).await?;
    Ok(Some(rows))
}

/// A surname; else a surname and the beginning of a first name, in either order.
fn readings(query: &str) -> Vec<PupilSearch> {
    let named = |surname: &str, first_name: &str| PupilSearch {
        surname: surname.to_owned(),
        first_name: first_name.to_owned(),
        divisions: Vec::new(),
    };
    let mut readings = vec![named(query, "")];
    if let Some((before, last)) = query.trim().rsplit_once(' ') {
        readings.push(named(before, last));
    }
    if let Some((first, after)) = query.trim().split_once(' ') {
        readings.push(named(after, first));
    }
    readings
}

fn found(pupils: &[PupilRow]) -> Markup {
    html! {
        (Table::new("Élèves trouvés")
            .columns([Column::new("Élève"), Column::new("Classe")])
            .rows(pupils, |row, pupil| {
                let href = format!("{}/{}", super::list::HREF, pupil.id);
                row.head(Link::new(&href, &pupil.list_name()));
                row.cell(pupil.division.as_deref().unwrap_or("sans classe"));
            }))
        @if pupils.len() == FOUND {
            (p(format!("Seuls les {FOUND} premiers sont affichés : précisez la recherche.")))
        }
    }
}
