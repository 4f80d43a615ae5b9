//! Without a pupil: the search, and what was typed today.

use super::{
    HREF,
    words::{state_words, terms_words},
};
use crate::{
    pages::division::Divisions,
    store::entries::{self, Listed},
};
use axum::response::Response;
use frame::Page;
use identity::{At, SchoolLife};
use maud::{Markup, html};
use records::{PupilFile, PupilRow, PupilSearch};
use ui::{Column, Empty, Field, Filters, Link, Notice, Table, Width, p, section};
use web::{Context, Input, Result};

/// Pupils that a search shows.
const FOUND: usize = 30;

pub(super) async fn page(
    at: &At<SchoolLife>,
    context: &Context,
    input: &Input,
) -> Result<Response> {
    let now = context.clock.now();
    let today = at.today(now);
    let mut read = context.db.read().await?;
    let divisions = Divisions::of(&mut read, at).await?;
    let wanted = PupilSearch {
        surname: input.text("nom").to_owned(),
        first_name: input.text("prenom").to_owned(),
        divisions: divisions.codes(input.text("classe")),
    };
    let asked = wanted != PupilSearch::default();
    let found = if asked {
        records::search_pupils(&mut read, at, today, &wanted, None, FOUND)
            .await?
            .rows
    } else {
        Vec::new()
    };
    let midnight = today
        .and_time(chrono::NaiveTime::MIN)
        .and_local_timezone(at.place().zone().0);
    let since = midnight.earliest().map_or(now, |at| at.to_utc());
    let entries = entries::recorded_since(&mut read, at, since).await?;
    let mut named = Vec::with_capacity(entries.len());
    for entry in &entries {
        if let Some(pupil) = records::pupil(&mut read, at, today, entry.pupil).await? {
            named.push((entry, pupil));
        }
    }
    drop(read);
    let body = html! {
        (Filters::new(HREF, html! {
            (Field::search("nom", "Nom").value(input.text("nom")).width(Width::Medium))
            (Field::search("prenom", "Prénom").value(input.text("prenom")).width(Width::Medium))
            (divisions.select("classe", "Classe", input.text("classe")))
        }).search("Chercher"))
        @if asked { (results(&found)) }
        (section("Saisies du jour", today_entries(&named)))
    };
    let done = (input.text("fait") == "annulee").then(|| Notice::success("La saisie est annulée."));
    Page::new(at, "Absences et retards")
        .under("absences", HREF)
        .intro("Cherchez l'élève ; les premières lettres du nom suffisent.")
        .notice(done)
        .show(context, body)
        .await
}

fn results(found: &[PupilRow]) -> Markup {
    html! {
        (Table::new("Élèves trouvés")
            .columns([Column::new("Élève"), Column::new("Division")])
            .empty(Empty::new("Aucun élève ne correspond")
                .why("Vérifiez l'orthographe, ou cherchez avec moins de lettres."))
            .rows(found, |row, pupil| {
                row.head(Link::new(&format!("{HREF}?eleve={}", pupil.id), &pupil.list_name()));
                row.cell(pupil.division.as_deref().unwrap_or("sans classe"));
            }))
        @if found.len() == FOUND {
            (p(format!("Seuls les {FOUND} premiers sont affichés : précisez la recherche.")))
        }
    }
}

fn today_entries(entries: &[(&Listed, PupilFile)]) -> Markup {
    html! {
        (Table::new("Absences saisies aujourd'hui")
            .columns([Column::new("Élève"), Column::new("Division"), Column::new("Absence"),
                Column::new("Message")])
            .empty(Empty::new("Aucune absence n'a été saisie aujourd'hui"))
            .rows(entries, |row, (entry, pupil)| {
                row.head(Link::new(&format!("{HREF}?eleve={}", entry.pupil), &pupil.list_name()));
                row.cell(pupil.division.as_deref().unwrap_or_default());
                row.cell(html! {
                    (Link::new(&format!("/absences/{}", entry.id), &terms_words(&entry.terms)))
                });
                row.cell(state_words(entry));
            }))
    }
}
