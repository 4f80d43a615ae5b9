//! « Historique »: who opened and closed what, when; the last change of each is undone here.

use super::{Names, moment, opening, service_name};
use crate::{model::told, store::opening as store};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::{DateTime, Utc};
use db::in_write;
use education::{Account, Id};
use frame::Page;
use identity::{At, FamilyOpening, OpeningChange, Undone};
use maud::{Markup, html};
use ui::{Alert, Button, Column, Empty, Table, button_bar, definitions, p, post_button};
use web::{Context, Error, Result, see_other};

pub(crate) const HREF: &str = "/teleservices/historique";

/// More than a head changes in two years; the rest is in the audit.
const AT_MOST: i64 = 500;

/// A line: when, who, what, and what its button undoes.
struct Row {
    at: DateTime<Utc>,
    by: Id<Account>,
    what: String,
    undone: Option<Id<OpeningChange>>,
}

pub(crate) async fn show(
    at: At<FamilyOpening>,
    State(context): State<Context>,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let offers = store::offers(&mut read, &at).await?;
    let openings = identity::openings(&mut read, at.school()).await?;
    let changes = identity::opening_changes(&mut read, &at, AT_MOST).await?;
    let choices = store::choices(&mut read, &at, AT_MOST).await?;
    let accounts = changes.iter().map(|change| change.by);
    let accounts = accounts.chain(choices.iter().map(|chosen| chosen.by));
    let names = Names::read(&mut read, accounts).await?;
    drop(read);
    let mut rows: Vec<Row> = changes
        .iter()
        .filter_map(|change| {
            let name = service_name(&context, &change.service)?;
            let known = openings.of(&change.service, change.to);
            let last = known.is_some_and(|known| known.version == change.version);
            Some(Row {
                at: change.at,
                by: change.by,
                what: told(name, change.to, change.open),
                undone: (last && offers).then_some(change.id),
            })
        })
        .collect();
    rows.extend(choices.iter().map(|chosen| Row {
        at: chosen.at,
        by: chosen.by,
        what: format!(
            "Choix de l'établissement\u{a0}: «\u{a0}{}\u{a0}»",
            chosen.choice.label()
        ),
        undone: None,
    }));
    rows.sort_by_key(|row| std::cmp::Reverse(row.at));
    Page::new(&at, "Historique")
        .under("teleservices", HREF)
        .intro("Chaque changement de l'ouverture, avec sa date et son auteur. Le dernier de chaque service \
                s'annule\u{a0}; l'annuler est aussi un changement.")
        .show(&context, html! { (table(&at, &rows, &names)) })
        .await
}

fn table(at: &At<FamilyOpening>, rows: &[Row], names: &Names) -> Markup {
    let table = Table::new("Changements de l'ouverture")
        .columns([
            Column::new("Quand"),
            Column::new("Qui"),
            Column::new("Changement"),
            Column::actions("Acte"),
        ])
        .empty(
            Empty::new("Rien n'a encore changé")
                .why("Aucun télé-service n'a été ouvert ici.")
                .action(Button::secondary("Ouverture des télé-services").href(opening::HREF)),
        )
        .rows(rows, |row, line| {
            row.head(moment(at, line.at));
            row.cell(names.of(line.by));
            row.cell(line.what.as_str());
            row.cell(html! {
                @if let Some(change) = line.undone {
                    (post_button(&format!("{HREF}/{change}/annulation"),
                        Button::tertiary("Annuler ce changement").about(&line.what).small(), &[]))
                }
            });
        });
    html! { (table) }
}

/// « Annuler ce changement ».
pub(crate) async fn undo(
    at: At<FamilyOpening>,
    State(context): State<Context>,
    Path(change): Path<Id<OpeningChange>>,
) -> Result<Response> {
    let now = context.clock.now();
    let undone = in_write!(context.db, Error, |tx| {
        opening::may_open(store::offers(tx, &at).await?)?;
        Ok(identity::undo_opening(tx, &at, change, now).await?)
    })?;
    match undone {
        Undone::Done => Ok(see_other(format!("{}?fait=annulation", opening::HREF))),
        Undone::Unknown => Err(Error::NotFound),
        Undone::ChangedSince(change, last) => changed_since(&at, &context, &change, &last).await,
    }
}

/// Both changes: the one that was to be undone, and the last one.
async fn changed_since(
    at: &At<FamilyOpening>,
    context: &Context,
    change: &OpeningChange,
    last: &OpeningChange,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let names = Names::read(&mut read, [change.by, last.by].into_iter()).await?;
    drop(read);
    let name = service_name(context, &change.service).ok_or(Error::NotFound)?;
    let said = |one: &OpeningChange| {
        let what = told(name, one.to, one.open);
        format!("{what}, par {}, {}", names.of(one.by), moment(at, one.at))
    };
    let body = html! {
        (Alert::warning("Ce service a changé depuis").body(html! {
            (p("Rien n'est annulé\u{a0}: décidez d'après ce qui est enregistré maintenant."))
            (definitions([("Ce changement", said(change)), ("Le dernier", said(last))]))
        }))
        (button_bar(html! {
            (Button::primary("Ouverture des télé-services").href(opening::HREF))
            (Button::secondary("Historique").href(HREF))
        }))
    };
    Page::new(at, "Historique")
        .under("teleservices", HREF)
        .status(StatusCode::CONFLICT)
        .show(context, body)
        .await
}
