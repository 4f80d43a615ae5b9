//! What guardians sent to explain absences, and that waits for the school.

use super::Asked;
use crate::{
    pages::{entry::terms_words, justification},
    store::{
        entries::{self, Listed},
        justification::{Justification, waiting},
    },
};
use education::{Id, Pupil};
use identity::{At, SchoolLife};
use maud::{Markup, html};
use records::PupilRow;
use ui::{Button, Column, Empty, Icon, Link, Table, Tag, Tone, fr};
use web::{Context, Result};

/// What was sent, about what, of whom.
pub(super) struct Received(Justification, Listed, PupilRow);

/// Those of the classes that are asked for, the oldest first.
pub(super) async fn of(
    at: &At<SchoolLife>,
    context: &Context,
    asked: &Asked,
) -> Result<Vec<Received>> {
    let mut read = context.db.read().await?;
    let sent = waiting(&mut read, at).await?;
    let pupils: Vec<Id<Pupil>> = sent.iter().map(|one| one.pupil).collect();
    let pupils = records::pupils_of(&mut read, at, &pupils).await?;
    let mut received = Vec::new();
    for one in sent {
        let entry = entries::one(&mut read, at, one.absence).await?;
        let pupil = pupils.get(&one.pupil).cloned();
        let Some((entry, pupil)) = entry.zip(pupil) else {
            continue;
        };
        if asked.takes(pupil.division.as_deref()) {
            received.push(Received(one, entry, pupil));
        }
    }
    Ok(received)
}

pub(super) fn table(at: &At<SchoolLife>, received: &[Received]) -> Markup {
    let zone = at.school_place().zone.0;
    let table = Table::new("Explications des familles")
        .columns([
            Column::new("Élève"),
            Column::new("Classe"),
            Column::new("Saisie"),
            Column::new("Reçue"),
            Column::actions("Gestes"),
        ])
        .empty(
            Empty::new("Aucune explication n'attend de réponse")
                .icon(Icon::CircleCheck)
                .why("Ce que les responsables envoient par les télé-services arrive ici."),
        )
        .rows(received, |row, Received(one, entry, pupil)| {
            let name = pupil.list_name();
            row.head(Link::new(
                &format!("/absences/saisie?eleve={}", pupil.id),
                &name,
            ));
            row.cell(pupil.division.as_deref().unwrap_or("sans classe"));
            row.cell(terms_words(&entry.terms));
            row.cell(html! {
                (fr::moment(one.sent_at.with_timezone(&zone).naive_local()))
                @if one.has_photo { " " (Tag::new("Photo", Tone::Neutral)) }
            });
            row.cell(
                Button::tertiary("Examiner")
                    .about(&name)
                    .small()
                    .href(&justification::href(one.id)),
            );
        });
    html! { (table) }
}
