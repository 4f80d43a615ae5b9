//! A collective entry that was made: who has an entry by it, who was left out, « Annuler ces
//! saisies ».

use super::HREF;
use crate::{
    pages::entry::words::terms_words,
    store::{
        absence::Absence,
        collective::{self, Collective},
        entries::{self, Listed},
    },
};
use audit::Line;
use axum::{
    extract::{Path, State},
    response::Response,
};
use db::in_write;
use education::{Id, Pupil};
use frame::Page;
use identity::{At, SchoolLife};
use maud::{Markup, html};
use records::PupilRow;
use std::collections::HashMap;
use ui::{
    Button, Column, Empty, Icon, Link, Notice, Table, Tag, Tone, button_bar, definitions, fr, p,
    post_button, section,
};
use web::{Context, Error, Input, Result, see_other};

fn count(count: i64, one: &str, many: &str) -> String {
    fr::plural(count.unsigned_abs(), one, many)
}

fn moment(at: &At<SchoolLife>, when: chrono::DateTime<chrono::Utc>) -> String {
    fr::moment(when.with_timezone(&at.school_place().zone.0).naive_local())
}

/// The latest ones, under the list to choose from.
pub(super) async fn latest(at: &At<SchoolLife>, context: &Context) -> Result<Markup> {
    let mut read = context.db.read().await?;
    let made = collective::latest(&mut read, at).await?;
    let people: Vec<_> = made.iter().map(|one| one.account).collect();
    let names = identity::names_of(&mut read, &people).await?;
    drop(read);
    let table = Table::new("Saisies collectives, les plus récentes d'abord")
        .columns([
            Column::new("Saisie"),
            Column::new("Classe ou groupe"),
            Column::number("Élèves"),
            Column::new("Par"),
        ])
        .empty(Empty::new("Aucune saisie collective cette année"))
        .rows(&made, |row, one| {
            row.head(Link::new(
                &format!("{HREF}/{}", one.id),
                &moment(at, one.recorded_at),
            ));
            row.cell(html! {
                (one.chosen)
                @if one.undone_at.is_some() { " " (Tag::new("Annulée", Tone::Neutral)) }
            });
            row.cell(fr::number(one.recorded.unsigned_abs()));
            row.cell(names.get(&one.account).map_or("", String::as_str));
        });
    Ok(section("Saisies collectives", html! { (table) }))
}

/// Who was ticked, in the order of lists.
async fn ticked(
    at: &At<SchoolLife>,
    context: &Context,
    id: Id<Collective>,
) -> Result<Vec<(PupilRow, Option<Listed>)>> {
    let mut read = context.db.read().await?;
    let pupils = collective::pupils(&mut read, at, id).await?;
    let ids: Vec<Id<Pupil>> = pupils.iter().map(|(pupil, _)| *pupil).collect();
    let mut named = records::pupils_of(&mut read, at, &ids).await?;
    let given = entries::of_collective(&mut read, at, id).await?;
    drop(read);
    let mut given: HashMap<Id<Absence>, Listed> =
        given.into_iter().map(|entry| (entry.id, entry)).collect();
    let mut rows: Vec<(PupilRow, Option<Listed>)> = pupils
        .into_iter()
        .filter_map(|(pupil, entry)| {
            let entry = entry.and_then(|id| given.remove(&id));
            Some((named.remove(&pupil)?, entry))
        })
        .collect();
    rows.sort_by_cached_key(|(pupil, _)| education::sort_key(&pupil.list_name()));
    Ok(rows)
}

pub(crate) async fn show(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<Collective>>,
    input: Input,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let made = collective::one(&mut read, &at, id).await?;
    let made = made.ok_or(Error::NotFound)?;
    let names = identity::names_of(&mut read, &[made.account]).await?;
    drop(read);
    let line = Line::new(at.actor(), "collective.seen").on("absence_collective", id);
    context.audit.look(context.clock.now(), line).await?;
    let rows = ticked(&at, &context, id).await?;
    let (given, left_out): (Vec<_>, Vec<_>) = rows.iter().partition(|(_, entry)| entry.is_some());
    let mut told = vec![
        ("Classe ou groupe", made.chosen.clone()),
        ("Saisie", moment(&at, made.recorded_at)),
    ];
    told.extend(names.get(&made.account).map(|name| ("Par", name.clone())));
    if let Some(undone) = made.undone_at {
        told.push(("Annulée", moment(&at, undone)));
    }
    let body = html! {
        (definitions(told))
        (button_bar(html! { (Button::secondary("Saisie collective").href(HREF)) }))
        @if !left_out.is_empty() {
            (section("Laissés de côté", html! {
                (p("Une autre saisie couvre déjà une partie de cette période : ils n'en ont pas eu de nouvelle."))
                (Table::new("Élèves laissés de côté")
                    .columns([Column::new("Élève"), Column::new("Division")])
                    .rows(&left_out, |row, (pupil, _)| {
                        let saisies = format!("/absences/saisie?eleve={}", pupil.id);
                        row.head(Link::new(&saisies, &pupil.list_name()));
                        row.cell(pupil.division.as_deref().unwrap_or_default());
                    }))
            }))
        }
        (section("Saisies enregistrées", html! {
            (Table::new("Saisies enregistrées")
                .columns([Column::new("Élève"), Column::new("Division"), Column::new("Saisie")])
                .empty(Empty::new("Personne n'a eu de saisie"))
                .rows(&given, |row, (pupil, entry)| {
                    row.head(pupil.list_name());
                    row.cell(pupil.division.as_deref().unwrap_or_default());
                    row.cell(html! { @if let Some(entry) = entry { (of_entry(entry)) } });
                }))
        }))
        @if made.undone_at.is_none() && made.standing > 0 {
            (section("Annuler ces saisies", html! {
                (p("La sortie n'a pas lieu, la classe n'était pas la bonne : toutes ces saisies seront \
                    annulées, et leur historique le dira. Celles qui ont été modifiées, ou dont la famille \
                    ou l'élève a été prévenu depuis, restent."))
                (post_button(&format!("{HREF}/{id}/annulation"),
                    Button::danger("Annuler ces saisies").icon(Icon::X), &[]))
            }))
        }
    };
    Page::new(&at, "Saisie collective faite")
        .under("absences", HREF)
        .from("Saisie collective", HREF)
        .notice(notice(&made, left_out.len(), input.text("fait")))
        .show(&context, body)
        .await
}

fn of_entry(entry: &Listed) -> Markup {
    html! {
        (Link::new(&format!("/absences/{}", entry.id), &terms_words(&entry.terms)))
        @if entry.cancelled_at.is_some() { " " (Tag::new("Saisie annulée", Tone::Neutral)) }
    }
}

fn notice(made: &Collective, left_out: usize, done: &str) -> Option<Notice> {
    let recorded = count(made.recorded, "saisie enregistrée", "saisies enregistrées");
    match (done, left_out, made.standing) {
        ("saisie", 0, _) => Some(Notice::success(format!("{recorded}."))),
        ("saisie", n, _) => Some(Notice::warning(format!(
            "{recorded}. {} : une autre saisie couvre déjà une partie de cette période.",
            fr::plural(
                n as u64,
                "élève est laissé de côté",
                "élèves sont laissés de côté"
            )
        ))),
        ("annulation", _, 0) => Some(Notice::success("Ces saisies sont annulées.")),
        ("annulation", _, standing) => Some(Notice::warning(format!(
            "C'est annulé. {} : quelqu'un y a travaillé depuis.",
            count(standing, "saisie reste", "saisies restent")
        ))),
        _ => None,
    }
}

pub(crate) async fn undo(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<Collective>>,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let made = collective::one(&mut read, &at, id).await?;
    drop(read);
    made.ok_or(Error::NotFound)?;
    let now = context.clock.now();
    let undone = in_write!(context.db, Error, |tx| {
        Ok(collective::undo(tx, &at, id, now).await?)
    })?;
    Ok(see_other(match undone {
        true => format!("{HREF}/{id}?fait=annulation"),
        // A double click.
        false => format!("{HREF}/{id}"),
    }))
}
