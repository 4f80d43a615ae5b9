//! The bulletin of a pupil, as a page and as a PDF: the same words.

use super::{
    known::{Known, OfPupil, State},
    paper,
};
use crate::model::{Bulletin, Line};
use audit::Line as Act;
use axum::{
    extract::{Path, State as Given},
    response::Response,
};
use chrono::NaiveDate;
use education::{Id, Pupil, search_key};
use frame::Page;
use identity::{At, Marks};
use maud::{Markup, html};
use ui::{Alert, Button, Column, Icon, Table, fr, p, section};
use web::{Context, Error, Input, Result, attachment, see_other};

pub(crate) async fn show(
    at: At<Marks>,
    Given(context): Given<Context>,
    Path(id): Path<Id<Pupil>>,
    input: Input,
) -> Result<Response> {
    if input.text("classe").is_empty() {
        return Ok(see_other(super::HREF));
    }
    let known = Known::named(&at, &context, &input).await?;
    let one = found(&known, id)?;
    look(&at, &context, id, "bulletin.seen").await?;
    let href = known.council.href_of(&format!("{}/{id}/pdf", super::HREF));
    let settled = match &one.settled {
        None => String::new(),
        Some(settled) => {
            let mut read = context.db.read().await?;
            let names = identity::names_of(&mut read, &[settled.by]).await?;
            let on = settled.at.with_timezone(&at.school_place().zone.0);
            let by = names.get(&settled.by).map(|name| format!(" par {name}"));
            format!("{}{}", fr::moment(on.naive_local()), by.unwrap_or_default())
        }
    };
    let of = one.bulletin();
    let body = html! {
        @match one.state() {
            State::Draft => {
                (Alert::info("Projet").body(p("Ce bulletin n'est pas encore arrêté : il suit les notes et les appréciations.")))
            }
            State::Settled => { (p(format!("Arrêté le {settled}."))) }
            State::Behind => {
                (Alert::warning("Des notes ou des appréciations ont changé depuis").body(p(format!(
                    "Voici le bulletin tel qu'il a été arrêté le {settled}. La direction peut l'arrêter à nouveau."
                ))))
            }
        }
        (read(of))
    };
    Page::new(&at, of.pupil.clone())
        .under("marks", super::HREF)
        .from("Bulletins", super::HREF)
        .intro(format!("Bulletin du {} · {}", of.period, of.class))
        .actions(html! {
            (Button::secondary("Bulletin (PDF)").icon(Icon::Download).download().href(&href))
            (Button::secondary("Revenir à la classe").href(&known.href()))
        })
        .show(&context, body)
        .await
}

pub(crate) async fn pdf(
    at: At<Marks>,
    Given(context): Given<Context>,
    Path(id): Path<Id<Pupil>>,
    input: Input,
) -> Result<Response> {
    if input.text("classe").is_empty() {
        return Ok(see_other(super::HREF));
    }
    let known = Known::named(&at, &context, &input).await?;
    let one = found(&known, id)?;
    look(&at, &context, id, "bulletin.printed").await?;
    let of = one.bulletin();
    let title = format!("Bulletin du {}, {}", of.period, of.pupil);
    let settled = settled_on(&at, one);
    let document = paper::document(title, &[(of, settled)], known.today);
    let pdf = context.print(document).await?;
    let name = search_key(&format!("bulletin {} {}", of.pupil, of.period)).replace(' ', "-");
    Ok(attachment(
        &format!("{name}.pdf"),
        "application/pdf",
        pdf.bytes,
    ))
}

fn found(known: &Known, id: Id<Pupil>) -> Result<&OfPupil> {
    let one = known.all.iter().find(|one| one.id == id);
    one.ok_or(Error::NotFound)
}

async fn look(at: &At<Marks>, context: &Context, id: Id<Pupil>, act: &'static str) -> Result<()> {
    let line = Act::new(at.actor(), act).on("pupil", id);
    Ok(context.audit.look(context.clock.now(), line).await?)
}

/// The day on which a bulletin was settled, in the zone of its school.
pub(super) fn settled_on(at: &At<Marks>, one: &OfPupil) -> Option<NaiveDate> {
    let settled = one.settled.as_ref()?;
    Some(
        settled
            .at
            .with_timezone(&at.school_place().zone.0)
            .date_naive(),
    )
}

/// What it says, for who reads it on a screen.
pub(crate) fn read(of: &Bulletin) -> Markup {
    let overall = Line {
        subject: "Moyenne générale".into(),
        teachers: String::new(),
        figures: of.overall.clone(),
        appreciation: String::new(),
    };
    html! {
        @if !of.principals.is_empty() { (p(paper::answered(&of.principals))) }
        (Table::new("Résultats")
            .columns([Column::new("Discipline"), Column::new("Enseignant"), Column::number("Moyenne"),
                Column::number("Classe"), Column::number("De la plus basse à la plus haute"), Column::new("Appréciation")])
            .rows(of.lines.iter().chain([&overall]), |row, line| {
                row.head(line.subject.as_str());
                row.cell(line.teachers.as_str());
                row.cell(line.figures.average.as_str());
                row.cell(line.figures.class.as_str());
                row.cell(paper::span(line));
                row.cell(line.appreciation.as_str());
            }))
        @if let Some(away) = of.away() { (p(away)) }
        (section("Appréciation du conseil de classe", p(match of.council.as_str() {
            "" => "Le conseil de classe ne s'est pas encore prononcé.",
            said => said,
        })))
    }
}
