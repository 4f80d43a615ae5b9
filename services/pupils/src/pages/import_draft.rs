//! « Import des registres », second step: what would change, then « Accepter »; then what changed. The
//! work is done behind the page, which can be left.

use super::import::HREF;
use audit::Line;
use axum::{
    extract::{Path, State as Ctx},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Duration, Utc};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, RegisterImport};
use maud::{Markup, Render as _, html};
use records::{
    draft::{self, Draft, Kept, State},
    import::{Anomaly, AnomalyKind, Report},
};
use ui::{
    Alert, Button, Column, Form, Icon, Live, Notice, Table, button_bar, definitions, details, fr,
    p, section,
};
use web::{Context, Csv, Error, Input, Result, attachment, see_other};

/// Anomalies read at once for the file.
const PIECE: i64 = 1_000;

pub(crate) async fn show(
    at: At<RegisterImport>,
    Ctx(context): Ctx<Context>,
    Path(draft): Path<String>,
    input: Input,
) -> Result<Response> {
    let (id, kept) = find(&context, &at, &draft).await?;
    let title = match &kept.state {
        State::Reading(..) => "Comparaison en cours",
        State::Refused(_) => "Fichiers refusés",
        State::Ready { .. } => "Avant d'importer",
        State::Applying(..) => "Import en cours",
        State::Done(_) => "Import fait",
    };
    let report = match &kept.state {
        State::Ready { report, .. } | State::Done(report) => Some(report),
        _ => None,
    };
    if report.is_some() {
        // Anomalies name people: a look at them leaves a line, as a list does.
        let line = Line::new(at.actor(), "import.seen").on("import", id);
        context.audit.look(context.clock.now(), line).await?;
    }
    let notice = match &kept.state {
        State::Done(_) => Some(Notice::success("L'import est fait.")),
        State::Ready { changed: true, .. } => Some(Notice::warning(
            "La base a changé depuis le dépôt : voici les différences d'aujourd'hui.",
        )),
        _ if input.is_ticked("perdu") => Some(Notice::warning(
            "Ces fichiers ont été déposés il y a plus d'une heure : déposez-les de nouveau.",
        )),
        _ => None,
    };
    let page = Page::new(&at, title)
        .under("pupils", HREF)
        .from("Import des registres", HREF)
        .notice(notice);
    let page = match report {
        Some(report) => page.intro(files(report)),
        None => page,
    };
    page.show(&context, body(id, &kept, context.clock.now()))
        .await
}

async fn find(
    context: &Context,
    at: &At<RegisterImport>,
    draft: &str,
) -> Result<(Id<Draft>, Kept)> {
    let id: Id<Draft> = draft.parse().map_err(|_| Error::NotFound)?;
    let mut read = context.db.read().await?;
    let kept = draft::find(&mut read, at, id).await?;
    Ok((id, kept.ok_or(Error::NotFound)?))
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

fn body(id: Id<Draft>, kept: &Kept, now: DateTime<Utc>) -> Markup {
    match &kept.state {
        State::Reading(step, rows) | State::Applying(step, rows) => {
            let rows = (*rows, "ligne", "lignes");
            waiting(
                &format!("{HREF}/{id}"),
                step,
                rows,
                lasts(kept.created_at, now),
            )
        }
        State::Refused(why) => html! {
            (Alert::danger("Rien n'a été changé").body(p(why)))
            (button_bar(Button::primary("Déposer d'autres fichiers").href(HREF)))
        },
        State::Ready { report, .. } => html! {
            (question(id, report))
            (found(id, report))
        },
        State::Done(report) => found(id, report),
    }
}

/// What is being done to a deposit, whose page this is, and how many of its rows are done. The
/// region asks again by itself; without JavaScript, a link does. Who waits for longer than such
/// work takes is told what to do.
pub(super) fn waiting(
    page: &str,
    step: &str,
    (rows, one, many): (u64, &str, &str),
    lasts: bool,
) -> Markup {
    let region = format!("{page}/avancement");
    let step = if step.is_empty() {
        "Les fichiers attendent leur tour"
    } else {
        step
    };
    let told = if rows == 0 {
        format!("{step}…")
    } else {
        format!("{step} : {}.", fr::plural(rows, one, many))
    };
    let body = html! {
        (Alert::info("C'est en cours").body(html! {
            (p(told))
            (p("Vous pouvez quitter cette page et y revenir : le travail continue sans vous."))
        }))
        @if lasts {
            (Alert::warning("C'est plus long que d'habitude").body(p("Rien n'est perdu et rien n'est \
                fait à moitié. Prévenez l'assistance, ou déposez de nouveau les fichiers.")))
        }
    };
    Live::new("avancement", &region, page, body)
        .every(2)
        .render()
}

/// Whether a deposit made then should be done by now.
pub(super) fn lasts(made: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - made > Duration::hours(2)
}

/// The region alone, while there is something to wait for; then the page whole.
pub(crate) async fn progress(
    at: At<RegisterImport>,
    Ctx(context): Ctx<Context>,
    Path(draft): Path<String>,
) -> Result<Response> {
    let (id, kept) = find(&context, &at, &draft).await?;
    Ok(match &kept.state {
        State::Reading(step, rows) | State::Applying(step, rows) => {
            let rows = (*rows, "ligne", "lignes");
            let lasts = lasts(kept.created_at, context.clock.now());
            waiting(&format!("{HREF}/{id}"), step, rows, lasts).into_response()
        }
        _ => (StatusCode::OK, [("HX-Redirect", format!("{HREF}/{id}"))]).into_response(),
    })
}

fn found(id: Id<Draft>, report: &Report) -> Markup {
    html! {
        (section("Différences", differences(report)))
        (endings(id, report))
        (section("Comptes", definitions(report.counts.named().map(|(name, count)| {
            (name, fr::number(count))
        }))))
        @if !report.unused.is_empty() {
            (section("Fichiers laissés de côté", ui::list(report.unused.iter())))
        }
        @if report.anomaly_counts.iter().any(|(kind, _)| !is_ending(*kind)) {
            (section("Anomalies", anomalies(id, report)))
        }
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

/// What is no anomaly: it is told apart, since families lose pages by it.
fn is_ending(kind: AnomalyKind) -> bool {
    kind == AnomalyKind::Ending
}

/// Who is responsible for whom no more, by their names: a mistake of the register is seen before it closes pages.
fn endings(id: Id<Draft>, report: &Report) -> Markup {
    let kind = AnomalyKind::Ending;
    let count = report.anomaly_counts.iter().find(|(of, _)| is_ending(*of));
    let shown = report.anomalies.iter().filter(|one| is_ending(one.kind));
    let shown: Vec<&Anomaly> = shown.collect();
    html! {
        @if let Some((_, count)) = count {
            (section(kind.label(), html! {
                (Table::new(kind.label())
                    .columns([Column::new("Élève"), Column::new("Ce qui change")])
                    .rows(&shown, |row, one| {
                        row.head(&one.what);
                        row.cell(&one.sentence);
                    }))
                @if *count > shown.len() as u64 {
                    (p(format!("Les {} premiers sur {} sont affichés ; le fichier CSV les a tous.",
                        shown.len(), fr::number(*count))))
                    (as_file(id))
                }
            }))
        }
    }
}

fn as_file(id: Id<Draft>) -> Markup {
    button_bar(
        Button::secondary("Télécharger toutes les anomalies (CSV)")
            .icon(Icon::Download)
            .href(&format!("{HREF}/{id}/anomalies")),
    )
}

fn anomalies(id: Id<Draft>, report: &Report) -> Markup {
    html! {
        (as_file(id))
        @for (kind, count) in report.anomaly_counts.iter().filter(|(kind, _)| !is_ending(*kind)) {
            (details(&format!("{} : {}", kind.label(), fr::number(*count)), named(report, *kind, *count)))
        }
    }
}

fn named(report: &Report, kind: AnomalyKind, count: u64) -> Markup {
    let of_kind = report
        .anomalies
        .iter()
        .filter(|anomaly| anomaly.kind == kind);
    let shown: Vec<&Anomaly> = of_kind.collect();
    html! {
        (Table::new(kind.label())
            .columns([Column::new("Sur"), Column::number("Ligne"),
                Column::new("Ce qui a été trouvé")])
            .rows(&shown, |row, anomaly| {
                row.head(&anomaly.what);
                row.cell(anomaly.line.map_or(String::new(), |line| line.to_string()));
                row.cell(&anomaly.sentence);
            }))
        @if count > shown.len() as u64 {
            (p(format!("Seules les {} premières sont affichées ; le fichier CSV les a \
                        toutes.", shown.len())))
        }
    }
}

/// All the anomalies, as a file.
pub(crate) async fn download(
    at: At<RegisterImport>,
    Ctx(context): Ctx<Context>,
    Path(draft): Path<String>,
) -> Result<Response> {
    let (id, _) = find(&context, &at, &draft).await?;
    let mut read = context.db.read().await?;
    let mut csv = Csv::new(Vec::new());
    csv.row(Anomaly::COLUMNS).map_err(Error::internal)?;
    let mut after = 0;
    loop {
        let some = draft::anomalies(&mut read, &at, id, None, after, PIECE).await?;
        let Some((last, _)) = some.last() else { break };
        after = *last;
        for (_, anomaly) in &some {
            csv.row(anomaly.cells()).map_err(Error::internal)?;
        }
    }
    drop(read);
    let line = Line::new(at.actor(), "import.exported").on("import", id);
    let now = context.clock.now();
    context.audit.look(now, line).await?;
    Ok(attachment(
        &format!("anomalies-{}.csv", at.today(now)),
        "text/csv; charset=utf-8",
        csv.finish().map_err(Error::internal)?,
    ))
}

pub(crate) async fn accept(
    at: At<RegisterImport>,
    Ctx(context): Ctx<Context>,
    Path(draft): Path<String>,
) -> Result<Response> {
    let (id, kept) = find(&context, &at, &draft).await?;
    let now = context.clock.now();
    let accepted = in_write!(context.db, Error, |tx| {
        draft::accept(tx, &at, now, id).await
    })?;
    let too_old = matches!(kept.state, State::Ready { .. }) && draft::is_too_old(&kept, now);
    if !accepted && too_old {
        return Ok(see_other(format!("{HREF}?perdu=1")));
    }
    // Not accepted otherwise: a double click, and it is under way.
    Ok(see_other(format!("{HREF}/{id}")))
}
