//! The bulletins of a child: word for word as they were settled, from the day of their publication.

use super::{BULLETINS, HOME, look, name_of, page, tabs};
use crate::{
    pages::bulletins::{one, paper},
    store::of_child::{self, Published},
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use education::search_key;
use identity::{At, Child, OfFamily};
use maud::html;
use ui::{Button, Column, Empty, Icon, Link, Table, fr, p, section};
use web::{Context, Error, Result, attachment};

pub(crate) async fn show<A: OfFamily>(
    at: At<A>,
    State(context): State<Context>,
) -> Result<Response> {
    let child = at.child();
    let name = name_of(&context, child).await?;
    let now = look(&at, &context, "marks.family_read", "bulletins".to_owned()).await?;
    let mut read = context.db.read().await?;
    let published = of_child::bulletins(&mut read, child, at.today(now)).await?;
    drop(read);
    let body = html! {
        (tabs(child, BULLETINS))
        (section("Bulletins", html! {
            (Table::new("Bulletins publiés")
                .columns([Column::new("Bulletin"), Column::new("Classe"), Column::new("Publié le"), Column::new("Télécharger")])
                .empty(Empty::new("Aucun bulletin n'est publié")
                    .icon(Icon::NotebookPen)
                    .why("L'établissement publie chaque bulletin à la date qu'il choisit, en général après le conseil de classe."))
                .rows(&published, |row, one| {
                    let (href, pdf) = (href(child, one), format!("{}/pdf", href(child, one)));
                    let title = title(one);
                    row.head(Link::new(&href, &title));
                    row.cell(one.bulletin.class.as_str());
                    row.cell(fr::date_full(one.on));
                    row.cell(Link::new(&pdf, "PDF").about(&title).icon(Icon::Download).download());
                }))
            @if !published.is_empty() {
                (p("Conservez les bulletins : ils peuvent vous être demandés, et l'établissement ne les garde ici que l'année en cours et la précédente."))
            }
        }))
    };
    page(&at, &name, "Bulletins")
        .from("Notes", child.href(HOME))
        .show(&context, body)
        .await
}

/// The text equivalent of the file.
pub(crate) async fn one<A: OfFamily>(
    at: At<A>,
    State(context): State<Context>,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response> {
    let child = at.child();
    let name = name_of(&context, child).await?;
    let one = found(&at, &context, &key).await?;
    look(&at, &context, "bulletin.family_read", key).await?;
    let pdf = format!("{}/pdf", href(child, &one));
    let body = html! {
        (p(format!("Bulletin arrêté le {}.", fr::date_full(at.today(one.settled_at)))))
        (one::read(&one.bulletin))
    };
    page(&at, &name, title(&one))
        .from("Notes", child.href(HOME))
        .from("Bulletins", child.href(BULLETINS))
        .actions(html! {
            (Button::secondary("Bulletin (PDF)").icon(Icon::Download).download().href(&pdf))
        })
        .show(&context, body)
        .await
}

pub(crate) async fn pdf<A: OfFamily>(
    at: At<A>,
    State(context): State<Context>,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response> {
    let one = found(&at, &context, &key).await?;
    let now = look(&at, &context, "bulletin.family_downloaded", key).await?;
    let of = &one.bulletin;
    let title = format!("Bulletin du {}, {}", of.period, of.pupil);
    let settled = Some(at.today(one.settled_at));
    let document = paper::document(title, &[(of, settled)], at.today(now));
    let pdf = context.print(document).await?;
    let name = search_key(&format!("bulletin {} {}", of.pupil, of.period)).replace(' ', "-");
    Ok(attachment(
        &format!("{name}.pdf"),
        "application/pdf",
        pdf.bytes,
    ))
}

/// One that is published by now; another one is not found, whether it exists or not.
async fn found<A: OfFamily>(at: &At<A>, context: &Context, key: &str) -> Result<Published> {
    let today = at.today(context.clock.now());
    let mut read = context.db.read().await?;
    let published = of_child::bulletins(&mut read, at.child(), today).await?;
    let mut published = published.into_iter();
    published.find(|one| one.key == key).ok_or(Error::NotFound)
}

fn href(child: &Child, one: &Published) -> String {
    child.href(&format!("{BULLETINS}/{}", one.key))
}

/// « Bulletin du 1er trimestre 2026-2027 ».
fn title(one: &Published) -> String {
    format!("Bulletin du {} {}", one.bulletin.period, one.bulletin.year)
}
