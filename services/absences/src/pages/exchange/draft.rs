//! « Importer », second step: what would be added, then « Importer », then what was.

use super::{
    HREF,
    import::read,
    register::register,
    remarks::{counted, shown},
    undo,
};
use crate::{
    model::{
        exchange::{File, Judged, judge},
        wording::List,
    },
    store::{
        exchange::{
            draft::{self, Draft, Kept},
            export, import,
        },
        wording,
    },
};
use audit::Line;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, in_write};
use education::Id;
use frame::Page;
use identity::{At, SchoolLifeSettings};
use maud::html;
use std::sync::Arc;
use ui::{Alert, Button, Form, Icon, button_bar, definitions, p, section};
use web::{Context, Error, Input, Result, heavy, see_other};

/// A deposit: nothing once it is forgotten.
pub(super) async fn deposit(
    at: &At<SchoolLifeSettings>,
    context: &Context,
    id: Id<Draft>,
) -> Result<Option<Kept>> {
    Ok(draft::find(&mut context.db.read().await?, at, id).await?)
}

/// The lines of a deposit, as long as it has them.
pub(super) async fn lines(kept: &mut Kept) -> Result<Arc<File>> {
    // It was read when it came: a later version of the program may read it otherwise.
    let file = read(std::mem::take(&mut kept.bytes)).await?;
    Ok(Arc::new(file.map_err(Error::internal)?))
}

/// What somebody who looks at a deposit accepts.
pub(crate) async fn seen(
    at: &At<SchoolLifeSettings>,
    context: &Context,
    id: Id<Draft>,
) -> Result<String> {
    let mut kept = deposit(at, context, id).await?.ok_or(Error::NotFound)?;
    let file = lines(&mut kept).await?;
    let now = context.clock.now();
    let seen = judged(&mut context.db.read().await?, at, &file, now).await?;
    Ok(seen.print)
}

/// What a file would do, judged at a moment.
pub(super) struct Seen {
    pub(super) judged: Judged,
    /// What a person accepts.
    print: String,
    /// What the school had then, from a day on.
    mark: (NaiveDate, export::Mark),
}

/// A file against what the school has now. Its lines are judged beside the pages.
pub(super) async fn judged(
    read: &mut Read,
    at: &At<SchoolLifeSettings>,
    file: &Arc<File>,
    now: DateTime<Utc>,
) -> Result<Seen> {
    let register = register(read, at, now).await?;
    let from = register.first_day;
    // Before what it is the mark of: what comes in between shows.
    let mark = (from, export::mark(read, at, from).await?);
    let present = export::present(read, at, from).await?;
    let file = Arc::clone(file);
    let judging = move || {
        let judged = judge(&file, &register, &present);
        let print = judged.print();
        (judged, print)
    };
    let (judged, print) = heavy(judging).await?;
    Ok(Seen {
        judged,
        print,
        mark,
    })
}

pub(crate) async fn show(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<Draft>>,
    input: Input,
) -> Result<Response> {
    let done = import::one(&mut context.db.read().await?, &at, id).await?;
    if let Some(done) = done {
        return undo::done(&at, &context, &done, &input).await;
    }
    match deposit(&at, &context, id).await? {
        None => Err(Error::NotFound),
        Some(kept) if kept.taken => {
            // Accepted just now.
            let done = import::one(&mut context.db.read().await?, &at, id).await?;
            undo::done(&at, &context, &done.ok_or(Error::NotFound)?, &input).await
        }
        Some(mut kept) => {
            let file = lines(&mut kept).await?;
            before(&at, &context, id, (&kept, &file), StatusCode::OK).await
        }
    }
}

/// What the file would add.
async fn before(
    at: &At<SchoolLifeSettings>,
    context: &Context,
    id: Id<Draft>,
    (kept, file): (&Kept, &Arc<File>),
    status: StatusCode,
) -> Result<Response> {
    let now = context.clock.now();
    // A school that has no list yet begins with those of the program.
    wording::begun(context, at, List::Reasons).await?;
    wording::begun(context, at, List::Proofs).await?;
    let Seen { judged, print, .. } = judged(&mut context.db.read().await?, at, file, now).await?;
    // Remarks name pupils.
    let line = Line::new(at.actor(), "absences.import_seen").on("absence_import", id);
    context.audit.look(now, line).await?;
    let cancel = Button::secondary("Abandonner").href(HREF);
    let body = html! {
        @if status == StatusCode::CONFLICT {
            (Alert::warning("Les saisies ont changé depuis").body(p("Voici ce que le fichier \
                ajouterait maintenant.")))
        }
        (definitions(counted(&judged)))
        @if judged.add.is_empty() {
            (p("Ce fichier n'ajoute rien."))
            (button_bar(cancel))
        } @else {
            (p("Aucune famille ne sera prévenue : un import n'envoie ni ne prépare aucun message."))
            (Form::post(&format!("{HREF}/{id}/importer"), button_bar(html! {
                (Button::primary("Importer").icon(Icon::Check))
                (cancel)
            })).hidden("vu", &print))
        }
        @if !judged.remarks.is_empty() {
            (section("Anomalies", shown(id, &judged.remarks)))
        }
    };
    Page::new(at, "Avant d'importer")
        .under("absences", HREF)
        .from("Import/Export", HREF)
        .intro(format!(
            "Rien n'est encore changé. Fichier : {}.",
            kept.name
        ))
        .status(status)
        .show(context, body)
        .await
}

/// What accepting a deposit gave.
enum Applied {
    Done,
    /// Somebody accepted it before: it is done.
    Already,
    /// It would not do any more what was shown.
    Changed,
}

pub(crate) async fn apply(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<Draft>>,
    input: Input,
) -> Result<Response> {
    let page = format!("{HREF}/{id}");
    let Some(mut kept) = deposit(&at, &context, id).await? else {
        let done = import::one(&mut context.db.read().await?, &at, id).await?;
        return match done {
            Some(_) => Ok(see_other(page)),
            None => Err(Error::NotFound),
        };
    };
    if kept.taken {
        return Ok(see_other(page));
    }
    let file = lines(&mut kept).await?;
    let now = context.clock.now();
    let seen = judged(&mut context.db.read().await?, &at, &file, now).await?;
    let applied = in_write!(context.db, Error, |tx| {
        // Before it is judged: what another has just written is what it says.
        if draft::is_taken(tx, &at, id).await? {
            return Ok(Applied::Already);
        }
        // Judged again where it is written only if something has come in between: what is there
        // since was not seen by anybody, and others wait meanwhile.
        let (from, mark) = &seen.mark;
        let again;
        let seen = if export::mark(tx, &at, *from).await? == *mark {
            &seen
        } else {
            again = judged(tx, &at, &file, now).await?;
            &again
        };
        if seen.print != input.text("vu") {
            return Ok(Applied::Changed);
        }
        if !draft::take(tx, &at, id, &seen.judged.remarks).await? {
            return Ok(Applied::Already);
        }
        import::write(tx, &at, (id, &kept.name), &seen.judged, now).await?;
        Ok(Applied::Done)
    })?;
    match applied {
        Applied::Done => Ok(see_other(format!("{page}?fait=import"))),
        Applied::Already => Ok(see_other(page)),
        Applied::Changed => before(&at, &context, id, (&kept, &file), StatusCode::CONFLICT).await,
    }
}
