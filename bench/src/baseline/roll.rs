//! « Appel »: the lesson that is asked for, its class, who is missing.

use super::{
    Answer, Pools, failed,
    rows::{Bind, Row, Visit, day_of, enter, entries, look, notes, rows, written},
};
use anyhow::{Context as _, Result};
use axum::{
    extract::{Query, State},
    http::HeaderMap,
};
use maud::{DOCTYPE, Markup, html};
use std::collections::{HashMap, HashSet};

pub(super) async fn roll(
    State(pools): State<Pools>,
    Query(asked): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Answer {
    page(&pools, &asked, &headers).await.map_err(failed)
}

async fn page(
    pools: &Pools,
    asked: &HashMap<String, String>,
    headers: &HeaderMap,
) -> Result<Markup> {
    let date = asked.get("jour").context("a day")?;
    let wanted = asked.get("cours").context("a lesson")?;
    let mut read = pools.readers.acquire().await?;
    let visit = enter(&mut read, headers).await?;
    let day = day_of(&mut read, &visit, date).await?;
    let lesson = day
        .lessons
        .iter()
        .find(|lesson| written(lesson.id(0)) == *wanted);
    let lesson = lesson.context("the lesson")?;
    let class = day
        .classes
        .iter()
        .find(|class| class.id(0) == lesson.id(0))
        .context("a class")?;
    let of_class = [
        Bind::Id(&visit.school),
        Bind::Text(date),
        Bind::Text(class.text(2)),
    ];
    let pupils = match class.text(1) {
        "division" => rows(
            &mut read,
            "SELECT p.id, COALESCE(p.usage_name, p.family_name) AS surname, p.first_name, \
                    d.code AS division, e.name_key \
             FROM division d JOIN enrolment e ON e.division = d.id JOIN pupil p ON p.id = e.pupil \
             WHERE d.school = $1 AND e.school = $1 AND d.code = $3 \
             AND (e.left_on IS NULL OR e.left_on > $2) \
             ORDER BY e.name_key, e.pupil",
            &of_class,
        ),
        _ => rows(
            &mut read,
            "SELECT p.id, COALESCE(p.usage_name, p.family_name) AS surname, p.first_name, \
                    d.code AS division, e.name_key \
             FROM teaching_group g JOIN group_member m ON m.teaching_group = g.id \
             JOIN enrolment e ON e.id = m.enrolment JOIN pupil p ON p.id = e.pupil \
             LEFT JOIN division d ON d.id = e.division \
             WHERE g.school = $1 AND e.school = $1 AND g.code = $3 AND g.ended_on IS NULL \
             AND (e.left_on IS NULL OR e.left_on > $2) \
             ORDER BY e.name_key, e.pupil",
            &of_class,
        ),
    }
    .await?;
    let called = rows(
        &mut read,
        "SELECT id, slot, label, from_time, called_at, called_by \
         FROM roll WHERE school = $1 AND day = $2 AND slot = $3",
        &[
            Bind::Id(&visit.school),
            Bind::Text(date),
            Bind::Text(wanted),
        ],
    )
    .await?;
    let known = entries(&mut read, &visit, date).await?;
    drop(read);
    let label = format!("{} · {}", class.text(2), lesson.text(5));
    look(pools, &visit, "roll.seen", &label).await?;
    let mut read = pools.readers.acquire().await?;
    let news = notes(&mut read, &visit).await?.len();
    drop(read);
    let away: HashSet<&[u8]> = known
        .iter()
        .filter(|entry| entry.text(7) == "cours" && entry.text(20).is_empty())
        .map(|entry| entry.id(1))
        .collect();
    Ok(view(
        &visit,
        (&label, date, wanted),
        &pupils,
        &away,
        called.len() + news,
    ))
}

fn view(
    visit: &Visit,
    (label, date, lesson): (&str, &str, &str),
    pupils: &[Row],
    away: &HashSet<&[u8]>,
    news: usize,
) -> Markup {
    html! {
        (DOCTYPE)
        html lang="fr" {
            head { meta charset="utf-8"; title { "Appel · " (label) } }
            body {
                header { (visit.place) " " (visit.who) " " (news) }
                main {
                    h1 { "Appel · " (label) }
                    form class="p-form p-roll" method="post" action="/absences/appel" {
                        input type="hidden" name="cours" value=(lesson);
                        input type="hidden" name="jour" value=(date);
                        @for pupil in pupils { input type="hidden" name="eleves" value=(written(pupil.id(0))); }
                        div class="p-roll-rows" {
                            @for pupil in pupils { (one(pupil, away.contains(pupil.id(0)))) }
                        }
                        button class="ds-button" type="submit" { "Enregistrer l'appel" }
                    }
                }
            }
        }
    }
}

fn one(pupil: &Row, away: bool) -> Markup {
    let id = written(pupil.id(0));
    let name = format!("{} {}", pupil.text(1), pupil.text(2));
    html! {
        fieldset class="p-roll-row" {
            legend { (name) }
            @if away { p class="p-roll-note" { "Absent plus tôt dans la journée." } }
            div class="p-roll-touch" {
                label class="p-roll-key" for={ "absent-" (id) } data-color="danger" {
                    input type="checkbox" id={ "absent-" (id) } name="absents" value=(id) checked[away] data-roll-of=(id);
                    span { "Absent" span class="ds-sr-only" { " : " (name) } }
                }
                label class="p-roll-key" for={ "retard-" (id) } data-color="warning" {
                    input type="checkbox" id={ "retard-" (id) } name="retards" value=(id) data-roll-of=(id);
                    span { "Retard" span class="ds-sr-only" { " : " (name) } }
                }
                select class="ds-input p-roll-minutes" name={ "minutes-" (id) } aria-label={ "Minutes de retard : " (name) } {
                    @for minutes in [5, 10, 15, 20, 30, 45] { option value=(minutes) { (minutes) " min" } }
                }
            }
        }
    }
}
