//! « Anomalies »: the lines that are left out, and those worth a look.

use super::{
    HREF,
    draft::{deposit, judged, lines as lines_of},
};
use crate::{
    model::exchange::{Judged, Remark, RemarkKind},
    store::exchange::draft::Draft,
};
use audit::Line;
use axum::{
    extract::{Path, State},
    response::Response,
};
use education::Id;
use identity::{At, SchoolLifeSettings};
use maud::{Markup, html};
use std::collections::BTreeMap;
use ui::{Button, Column, Icon, Table, button_bar, details, fr, p};
use web::{Context, Error, Result, csv_download, csv_file};

/// Sentences of a kind that the page shows; the file has all of them.
const SHOWN: usize = 50;

/// What a file would do, in numbers.
pub(super) fn counted(judged: &Judged) -> [(&'static str, String); 4] {
    let number = |count: usize| fr::number(count as u64);
    let (add, present, refused) = (judged.add.len(), judged.present, judged.refused);
    [
        ("Lignes lues", number(add + present + refused)),
        ("À ajouter", number(add)),
        ("Déjà là", number(present)),
        ("Laissées de côté", number(refused)),
    ]
}

/// Remarks by kind, each sentence once.
pub(super) fn shown(id: Id<Draft>, all: &[Remark]) -> Markup {
    let of = |kind| all.iter().filter(move |one| one.kind == kind).collect();
    html! {
        (button_bar(Button::secondary("Télécharger les anomalies (CSV)")
            .icon(Icon::Download).download().href(&format!("{HREF}/{id}/anomalies"))))
        @for kind in RemarkKind::ALL {
            @let of_kind: Vec<&Remark> = of(kind);
            @if !of_kind.is_empty() { (of_one_kind(kind, &of_kind)) }
        }
    }
}

/// What becomes of a line.
fn becomes(kind: RemarkKind) -> &'static str {
    match kind.refuses() {
        true => "laissée de côté",
        false => "ajoutée, à vérifier",
    }
}

/// « 2 lignes laissées de côté ».
fn lines(kind: RemarkKind, count: usize) -> String {
    let (one, many) = match kind.refuses() {
        true => ("ligne laissée de côté", "lignes laissées de côté"),
        false => ("ligne à vérifier", "lignes à vérifier"),
    };
    fr::plural(count as u64, one, many)
}

fn of_one_kind(kind: RemarkKind, of_kind: &[&Remark]) -> Markup {
    let mut by_sentence: BTreeMap<&str, Vec<&Remark>> = BTreeMap::new();
    for remark in of_kind {
        by_sentence.entry(&remark.what).or_default().push(remark);
    }
    let shown: Vec<_> = by_sentence.iter().take(SHOWN).collect();
    details(
        &format!("{} : {}", kind.label(), lines(kind, of_kind.len())),
        html! {
            (Table::new(kind.label())
                .columns([Column::new("Ce qui a été trouvé"), Column::number("Lignes"),
                    Column::new("La première")])
                .rows(&shown, |row, (what, lines)| {
                    row.head(*what);
                    row.cell(fr::number(lines.len() as u64));
                    row.cell(lines.first().map_or(String::new(), |first| {
                        format!("ligne {}, {}", first.line, first.who)
                    }));
                }))
            @if by_sentence.len() > shown.len() {
                (p(format!("Seules les {SHOWN} premières sont affichées ; le fichier CSV les a toutes.")))
            }
        },
    )
}

/// All the remarks, as a file.
pub(crate) async fn download(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<Draft>>,
) -> Result<Response> {
    let mut kept = deposit(&at, &context, id).await?.ok_or(Error::NotFound)?;
    let now = context.clock.now();
    let remarks = match kept.remarks() {
        Some(remarks) => remarks,
        None => {
            let file = lines_of(&mut kept).await?;
            let mut read = context.db.read().await?;
            judged(&mut read, &at, &file, now).await?.judged.remarks
        }
    };
    let mut csv = csv_file()?;
    csv.row(["Ligne", "Élève", "Anomalie", "Ce qui a été trouvé", "Suite"])
        .map_err(Error::of_file)?;
    for remark in &remarks {
        let line = remark.line.to_string();
        let cells = [
            &line,
            &remark.who,
            remark.kind.label(),
            &remark.what,
            becomes(remark.kind),
        ];
        csv.row(cells).map_err(Error::of_file)?;
    }
    let line = Line::new(at.actor(), "absences.import_seen").on("absence_import", id);
    context.audit.look(now, line).await?;
    csv_download("anomalies-absences.csv", csv)
}
