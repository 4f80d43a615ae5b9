//! « Import SIECLE », second step: what would change, then « Accepter »; then what changed.

use super::import::{self, HREF};
use audit::Line;
use axum::{
    extract::{Path, State},
    response::Response,
};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, RegisterImport};
use maud::{Markup, html};
use records::{
    draft::{self, Draft, Kept},
    import::{Anomaly, Outcome, Report},
};
use ui::{
    Alert, Button, Column, Form, Icon, Notice, Table, button_bar, definitions, details, fr, p,
    section,
};
use web::{Context, Error, Input, Result, see_other};

/// Anomalies of one kind that the page shows.
const SHOWN: usize = 200;

pub(crate) async fn show(
    at: At<RegisterImport>,
    State(context): State<Context>,
    Path(draft): Path<String>,
    input: Input,
) -> Result<Response> {
    let id: Id<Draft> = draft.parse().map_err(|_| Error::NotFound)?;
    let mut read = context.db.read().await?;
    let kept = draft::find(&mut read, &at, id)
        .await?
        .ok_or(Error::NotFound)?;
    drop(read);
    // Anomalies name people: a look at them leaves a line, as a list does.
    let line = Line::new(at.actor(), "import.seen").on("import", id);
    context
        .audit
        .look(context.clock.now(), line)
        .await
        .map_err(Error::internal)?;
    let notice = match (kept.accepted_at, input.text("etat")) {
        (Some(_), _) => Some(Notice::success("L'import est fait.")),
        (None, "change") => Some(Notice::warning(
            "La base a changé depuis le dépôt : voici les différences d'aujourd'hui.",
        )),
        _ => None,
    };
    let title = if kept.accepted_at.is_some() {
        "Import fait"
    } else {
        "Avant d'importer"
    };
    Page::new(&at, title)
        .under("pupils", HREF)
        .from("Import SIECLE", HREF)
        .intro(files(&kept.report))
        .notice(notice)
        .show(&context, body(id, &kept))
        .await
}

/// « Élèves et Responsables du 20/11/2026, année 2026-2027 ».
fn files(report: &Report) -> String {
    let named = report.files.iter().map(|file| {
        format!(
            "{} du {}",
            file.kind.label(),
            fr::date_short(file.exported_at.date())
        )
    });
    let named: Vec<String> = named.collect();
    let year = crate::model::school_year(report.school_year);
    format!("{}, année scolaire {year}.", fr::list(&named))
}

fn body(id: Id<Draft>, kept: &Kept) -> Markup {
    let report = &kept.report;
    html! {
        @if kept.accepted_at.is_none() { (question(id, report)) }
        (section("Différences", differences(report)))
        (section("Comptes", definitions(report.counts.named().map(|(name, count)| {
            (name, fr::number(count))
        }))))
        @if !report.unused.is_empty() {
            (section("Fichiers laissés de côté", ui::list(report.unused.iter())))
        }
        @if !report.anomalies.is_empty() { (section("Anomalies", anomalies(report))) }
    }
}

fn question(id: Id<Draft>, report: &Report) -> Markup {
    let (pupils, links) = (
        report.differences.pupils.ended,
        report.differences.links.ended,
    );
    html! {
        @if pupils + links > 0 {
            (Alert::warning("Des fiches prendront fin").body(p(format!(
                "{} et {}, parce qu'ils ne sont plus dans les fichiers ou y portent une date de \
                 sortie. Vérifiez que c'est bien voulu.",
                fr::plural(pupils, "élève sera noté sorti", "élèves seront notés sortis"),
                fr::plural(links, "lien familial prendra fin", "liens familiaux prendront fin"),
            ))))
        }
        @if report.differences.are_none() {
            (p("Ces fichiers ne changent rien : tout est déjà à jour."))
        }
        (Form::post(&format!("{HREF}/{id}/accepter"), button_bar(html! {
            (Button::primary("Accepter").icon(Icon::Check))
            (Button::secondary("Abandonner").href(HREF))
        })))
    }
}

fn differences(report: &Report) -> Markup {
    html! {
        (Table::new(if report.dry_run { "Ce qui changerait" } else { "Ce qui a changé" })
            .columns([Column::new("Fiches"), Column::number("Ajoutées"),
                Column::number("Modifiées"), Column::number("Terminées")])
            .rows(&report.differences.named(), |row, (name, change)| {
                row.head(*name);
                row.cell(fr::number(change.added));
                row.cell(fr::number(change.changed));
                row.cell(fr::number(change.ended));
            }))
    }
}

fn anomalies(report: &Report) -> Markup {
    html! {
        @for (kind, count) in report.anomaly_counts() {
            @let of_kind = report.anomalies.iter().filter(|anomaly| anomaly.kind == kind);
            @let shown: Vec<&Anomaly> = of_kind.take(SHOWN).collect();
            (details(&format!("{} : {}", kind.label(), fr::number(count as u64)), html! {
                (Table::new(kind.label())
                    .columns([Column::new("Sur"), Column::new("Ce qui a été trouvé")])
                    .rows(&shown, |row, anomaly| {
                        row.head(&anomaly.what);
                        row.cell(&anomaly.sentence);
                    }))
                @if count > SHOWN {
                    (p(format!("Seules les {SHOWN} premières sont affichées.")))
                }
            }))
        }
    }
}

pub(crate) async fn accept(
    at: At<RegisterImport>,
    State(context): State<Context>,
    Path(draft): Path<String>,
) -> Result<Response> {
    let id: Id<Draft> = draft.parse().map_err(|_| Error::NotFound)?;
    let now = context.clock.now();
    let mut read = context.db.read().await?;
    let kept = draft::find(&mut read, &at, id)
        .await?
        .ok_or(Error::NotFound)?;
    if kept.accepted_at.is_some() {
        // A double click: it is done.
        return Ok(see_other(format!("{HREF}/{id}")));
    }
    let mut files = draft::files(&mut read, &at, now, id).await?;
    drop(read);
    if files.is_empty() {
        return Ok(see_other(format!("{HREF}?perdu=1")));
    }
    let files = match import::read(&context, &mut files).await? {
        Ok(files) => files,
        Err(refusal) => return Err(Error::Conflict(refusal.to_string())),
    };
    let shown = kept.report.differences;
    match records::import::for_person(&context, &at, &files, true).await? {
        Outcome::Refused(refusal) => return Err(Error::Conflict(refusal.to_string())),
        Outcome::DryRun(report) if report.differences != shown => {
            in_write!(context.db, Error, |tx| {
                draft::show_again(tx, &at, id, &report).await
            })?;
            return Ok(see_other(format!("{HREF}/{id}?etat=change")));
        }
        _ => {}
    }
    match records::import::for_person(&context, &at, &files, false).await? {
        Outcome::Refused(refusal) => Err(Error::Conflict(refusal.to_string())),
        Outcome::Applied(report) | Outcome::DryRun(report) | Outcome::NeedsConfirmation(report) => {
            in_write!(context.db, Error, |tx| {
                draft::accepted(tx, &at, now, id, &report).await
            })?;
            Ok(see_other(format!("{HREF}/{id}")))
        }
    }
}
