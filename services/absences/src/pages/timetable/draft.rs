//! « Importer », second step: what would change, from which day, then « Appliquer ».

use super::{
    HREF,
    form::first_day,
    import::IMPORT,
    reading::{Files, Refused},
};
use crate::model::timetable_file::{Matched, Remark, RemarkKind};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::NaiveDate;
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, SchoolLifeSettings};
use maud::{Markup, html};
use std::collections::BTreeMap;
use timetable::{LessonDraft, Replaced};
use ui::{
    Alert, Button, Column, ErrorSummary, Field, Form, Icon, Table, button_bar, definitions,
    details, fr, p, section,
};
use web::{Context, Csv, Error, Input, Invalid, Result, attachment, see_other};

/// Remarks of a kind that the page shows; the file has all of them.
const SHOWN: usize = 50;

/// A deposit, read again: nothing once it is taken; why, when the register is no more what it was.
async fn read(
    at: &At<SchoolLifeSettings>,
    context: &Context,
    id: Id<LessonDraft>,
) -> Result<Option<std::result::Result<Matched, Refused>>> {
    let mut files = Files::begin(context, at).await?;
    let names = timetable::lesson_draft(&mut context.db.read().await?, at, id).await?;
    let names = names.ok_or(Error::NotFound)?;
    if names.is_empty() {
        return Ok(None);
    }
    for (place, name) in names.iter().enumerate() {
        let mut connection = context.db.read().await?;
        let bytes = timetable::lesson_draft_file(&mut connection, at, id, place).await?;
        drop(connection);
        let Some(bytes) = bytes else { return Ok(None) };
        if let Err(refused) = files.add(name, bytes).await? {
            return Ok(Some(Err(refused)));
        }
    }
    files.matched().await.map(Some)
}

pub(crate) async fn show(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<LessonDraft>>,
) -> Result<Response> {
    let today = at.today(context.clock.now());
    match read(&at, &context, id).await? {
        None => Ok(lost()),
        Some(Err(refused)) => refusal(&at, &context, &refused).await,
        Some(Ok(matched)) => {
            let input = Input::of([("du", today.to_string())]);
            let shown = Shown {
                id,
                matched: &matched,
                since: today,
                status: StatusCode::OK,
            };
            let invalid = Invalid::default();
            shown.page(&at, &context, &input, &invalid).await
        }
    }
}

fn lost() -> Response {
    see_other(format!("{IMPORT}?perdu=1"))
}

async fn refusal(
    at: &At<SchoolLifeSettings>,
    context: &Context,
    refused: &str,
) -> Result<Response> {
    let body = html! {
        (Alert::danger("Rien n'a été changé").body(p(refused)))
        (button_bar(Button::primary("Déposer d'autres fichiers").href(IMPORT)))
    };
    Page::new(at, "Fichiers refusés")
        .under("absences", HREF)
        .from("Emplois du temps", HREF)
        .status(Invalid::STATUS)
        .show(context, body)
        .await
}

pub(crate) async fn apply(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<LessonDraft>>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let today = at.today(now);
    let matched = match read(&at, &context, id).await? {
        // A double click: it is done.
        None => return Ok(lost()),
        Some(Err(refused)) => return refusal(&at, &context, &refused).await,
        Some(Ok(matched)) => matched,
    };
    let mut invalid = Invalid::default();
    let since = invalid.check("du", first_day(input.text("du"), today));
    let seen = input.text("vu") == matched.print();
    let (Some(since), true) = (since, seen) else {
        let shown = Shown {
            id,
            matched: &matched,
            since: since.unwrap_or(today),
            status: match seen {
                true => Invalid::STATUS,
                false => StatusCode::CONFLICT,
            },
        };
        return shown.page(&at, &context, &input, &invalid).await;
    };
    let done = in_write!(context.db, Error, |tx| {
        if !timetable::take_lesson_draft(tx, &at, id).await? {
            return Ok(None);
        }
        let lessons = &matched.lessons;
        let replaced = timetable::replace_imported(tx, &at, lessons, since, now).await?;
        Ok(Some(replaced))
    })?;
    Ok(match done {
        None => lost(),
        Some(Replaced { added, ended, kept }) => see_other(format!(
            "{HREF}?fait=import&nouveaux={added}&termines={ended}&inchanges={kept}"
        )),
    })
}

struct Shown<'s> {
    id: Id<LessonDraft>,
    matched: &'s Matched,
    since: NaiveDate,
    status: StatusCode,
}

impl Shown<'_> {
    async fn page(
        &self,
        at: &At<SchoolLifeSettings>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
    ) -> Result<Response> {
        let lessons = &self.matched.lessons;
        let mut read = context.db.read().await?;
        let would = timetable::would_replace(&mut read, at, lessons, self.since).await?;
        drop(read);
        let print = self.matched.print();
        let body = html! {
            @if self.status == StatusCode::CONFLICT {
                (Alert::warning("La base a changé depuis").body(p("Voici ce que les fichiers \
                    changeraient maintenant.")))
            }
            (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
            (definitions(counts(self.matched, would)))
            @if would.added + would.ended == 0 {
                (p("Ces fichiers ne changent rien : tout est déjà à jour."))
            }
            (Form::post(&format!("{IMPORT}/{}/appliquer", self.id), html! {
                (Field::date("du", "Appliquer à partir du").required().value(input.text("du").to_owned())
                    .description("Les cours d'un import plus ancien qui ne sont pas dans ces fichiers \
                                  prennent fin ce jour-là. Les cours saisis ici restent.")
                    .error(invalid.on("du")))
                (button_bar(html! {
                    (Button::primary("Appliquer").icon(Icon::Check))
                    (Button::secondary("Abandonner").href(HREF))
                }))
            }).hidden("vu", &print))
            @if !self.matched.remarks.is_empty() {
                (section("Ce qui n'a pas été compris", remarks(self.id, &self.matched.remarks)))
            }
        };
        Page::new(at, "Avant d'importer")
            .under("absences", HREF)
            .from("Emplois du temps", HREF)
            .intro("Rien n'est encore changé.")
            .status(self.status)
            .show(context, body)
            .await
    }
}

fn counts(matched: &Matched, would: Replaced) -> [(&'static str, String); 5] {
    let number = |count: usize| fr::number(count as u64).to_string();
    [
        ("Cours lus", number(matched.read)),
        ("Nouveaux", number(would.added)),
        ("Terminés", number(would.ended)),
        ("Inchangés", number(would.kept)),
        ("Laissés de côté", number(matched.left_out)),
    ]
}

/// Remarks by kind, each sentence once with its lines.
fn remarks(id: Id<LessonDraft>, all: &[Remark]) -> Markup {
    html! {
        (button_bar(Button::secondary("Télécharger toutes les remarques (CSV)")
            .icon(Icon::Download).href(&format!("{IMPORT}/{id}/remarques"))))
        @for kind in RemarkKind::ALL {
            @let of_kind: Vec<&Remark> = all.iter().filter(|one| one.kind == kind).collect();
            @if !of_kind.is_empty() { (of_one_kind(kind, &of_kind)) }
        }
    }
}

fn of_one_kind(kind: RemarkKind, of_kind: &[&Remark]) -> Markup {
    let mut by_sentence: BTreeMap<&str, Vec<&Remark>> = BTreeMap::new();
    for remark in of_kind {
        by_sentence.entry(&remark.what).or_default().push(remark);
    }
    let shown: Vec<_> = by_sentence.iter().take(SHOWN).collect();
    details(
        &format!(
            "{} : {}",
            kind.label(),
            fr::number(by_sentence.len() as u64)
        ),
        html! {
            (Table::new(kind.label())
                .columns([Column::new("Ce que dit le fichier"), Column::number("Lignes"),
                    Column::new("La première")])
                .rows(&shown, |row, (what, lines)| {
                    row.head(*what);
                    row.cell(fr::number(lines.len() as u64));
                    row.cell(lines.first().map_or(String::new(), |first| {
                        format!("ligne {} de « {} »", first.row, first.file)
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
    Path(id): Path<Id<LessonDraft>>,
) -> Result<Response> {
    let matched = read(&at, &context, id).await?.ok_or(Error::NotFound)?;
    let matched = matched.map_err(|_| Error::NotFound)?;
    let mut csv = Csv::new(Vec::new());
    csv.row(["Fichier", "Ligne", "Nature", "Ce qui a été trouvé"])
        .map_err(Error::internal)?;
    for remark in &matched.remarks {
        let line = remark.row.to_string();
        csv.row([&remark.file, &line, remark.kind.label(), &remark.what])
            .map_err(Error::internal)?;
    }
    Ok(attachment(
        "remarques-emploi-du-temps.csv",
        "text/csv; charset=utf-8",
        csv.finish().map_err(Error::internal)?,
    ))
}
