//! « Import fait »: what a table brought, and « Annuler cet import ».

use super::HREF;
use crate::store::exchange::{
    draft::{self, Draft},
    import::{self, Import},
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, SchoolLifeSettings};
use maud::html;
use ui::{Button, Icon, Notice, button_bar, definitions, fr, p, post_button, section};
use web::{Context, Error, Input, Result, see_other};

fn number(count: i64) -> String {
    fr::number(count.unsigned_abs())
}

/// The page of a table that was imported.
pub(super) async fn done(
    at: &At<SchoolLifeSettings>,
    context: &Context,
    done: &Import,
    input: &Input,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let names = identity::names_of(&mut read, &[done.account]).await?;
    let file = draft::find(&mut read, at, done.id).await?;
    drop(read);
    let zone = at.school_place().zone.0;
    let when =
        |when: chrono::DateTime<chrono::Utc>| fr::moment(when.with_timezone(&zone).naive_local());
    let by = names.get(&done.account);
    let mut told = vec![
        ("Fichier", done.name.clone()),
        ("Importé", when(done.imported_at)),
        ("Par", by.map_or("quelqu'un".to_owned(), Clone::clone)),
        ("Saisies ajoutées", number(done.added)),
        ("Déjà là", number(done.present)),
        ("Laissées de côté", number(done.refused)),
    ];
    if let Some(undone) = done.undone_at {
        told.push(("Import annulé", when(undone)));
        told.push(("Saisies annulées", number(done.undone)));
        told.push(("Saisies gardées", number(done.left_standing)));
    }
    let notice = match input.text("fait") {
        "import" => Some(Notice::success(
            "L'import est fait. Aucune famille n'a été prévenue.",
        )),
        "annulation" => Some(Notice::success("L'import est annulé.")),
        _ => None,
    };
    let anomalies = format!("{HREF}/{}/anomalies", done.id);
    let body = html! {
        (definitions(told))
        (button_bar(html! {
            (Button::secondary("Import/Export").href(HREF))
            @if file.is_some() && done.refused > 0 {
                (Button::secondary("Télécharger les anomalies (CSV)").icon(Icon::Download)
                    .download().href(&anomalies))
            }
        }))
        @if done.undone_at.is_none() && done.added > 0 {
            (section("Annuler cet import", html! {
                (p("Les saisies que ce fichier a ajoutées seront annulées ; leur historique le dira. \
                    Celles qui ont été modifiées, ou dont la famille ou l'élève a été prévenu depuis, \
                    restent. Déposer de nouveau le fichier les ajoute de nouveau."))
                (post_button(&format!("{HREF}/{}/annulation", done.id),
                    Button::danger("Annuler cet import").icon(Icon::X), &[]))
            }))
        }
    };
    Page::new(at, "Import fait")
        .under("absences", HREF)
        .from("Import/Export", HREF)
        .notice(notice)
        .show(context, body)
        .await
}

pub(crate) async fn undo(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<Draft>>,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let known = import::one(&mut read, &at, id).await?.is_some()
        || draft::find(&mut read, &at, id).await?.is_some();
    drop(read);
    if !known {
        return Err(Error::NotFound);
    }
    let now = context.clock.now();
    let undone = in_write!(context.db, Error, |tx| {
        Ok(import::undo(tx, &at, id, now).await?)
    })?;
    Ok(see_other(match undone {
        true => format!("{HREF}/{id}?fait=annulation"),
        // A double click, or nothing that was done.
        false => format!("{HREF}/{id}"),
    }))
}
