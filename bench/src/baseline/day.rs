//! « La journée »: who is missing, which families know, which rolls are not called.

use super::{
    Answer, Pools, failed,
    rows::{Bind, Day, Row, Visit, day_of, enter, entries, look, notes, rows, written},
};
use anyhow::{Context as _, Result};
use axum::{
    extract::{Query, State},
    http::HeaderMap,
};
use maud::{DOCTYPE, Markup, html};
use std::collections::{HashMap, HashSet};

/// Rolls that the page shows.
const SHOWN: usize = 50;

pub(super) async fn day(
    State(pools): State<Pools>,
    Query(asked): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Answer {
    page(&pools, &asked, &headers).await.map_err(failed)
}

const PUPILS: &str = "SELECT p.id, COALESCE(p.usage_name, p.family_name) AS surname, p.first_name, \
    d.code AS division, e.name_key FROM enrolment e JOIN pupil p ON p.id = e.pupil \
    LEFT JOIN division d ON d.id = e.division \
    WHERE e.school = $1 AND e.pupil IN (SELECT unhex(value) FROM json_each($2)) \
    ORDER BY e.school_year";

async fn page(
    pools: &Pools,
    asked: &HashMap<String, String>,
    headers: &HeaderMap,
) -> Result<Markup> {
    let date = asked.get("jour").context("a day")?;
    let mut read = pools.readers.acquire().await?;
    let visit = enter(&mut read, headers).await?;
    let school = || Bind::Id(&visit.school);
    let day = day_of(&mut read, &visit, date).await?;
    drop(read);
    look(pools, &visit, "day.seen", date).await?;
    let mut read = pools.readers.acquire().await?;
    let known = entries(&mut read, &visit, date).await?;
    let reasons = rows(
        &mut read,
        "SELECT id, label, flags, version, ended_at FROM absence_wording \
         WHERE school = $1 AND list = $2 ORDER BY id",
        &[school(), Bind::Text("reason")],
    )
    .await?;
    let missing = ["absence", "depart", "exclusion"];
    let away: Vec<&Row> = known
        .iter()
        .filter(|entry| entry.text(20).is_empty() && missing.contains(&entry.text(6)))
        .collect();
    let pupils = rows(
        &mut read,
        PUPILS,
        &[
            school(),
            Bind::Ids(away.iter().map(|entry| entry.id(1)).collect()),
        ],
    )
    .await?;
    let subjects = || Bind::Ids(away.iter().map(|entry| entry.id(0)).collect());
    let alone = rows(
        &mut read,
        "SELECT p.message FROM absence_pupil_notice p \
         JOIN absence a ON a.id = p.absence WHERE a.school = $1 \
         AND a.id IN (SELECT unhex(value) FROM json_each($2)) \
         AND NOT EXISTS (SELECT 1 FROM absence_notice n WHERE n.message = p.message)",
        &[school(), subjects()],
    )
    .await?;
    let states = rows(
        &mut read,
        "SELECT subject, id, medium, state FROM message WHERE school = $1 AND service = $2 \
         AND subject IN (SELECT unhex(value) FROM json_each($3))",
        &[school(), Bind::Text("absences"), subjects()],
    )
    .await?;
    let groups = rows(
        &mut read,
        "SELECT id, name, divisions, version, ended_at FROM absence_division_group \
         WHERE school = $1 ORDER BY id",
        &[school()],
    )
    .await?;
    let divisions = rows(
        &mut read,
        "SELECT code, label FROM division WHERE school = $1 AND ended_on IS NULL \
         AND school_year = (SELECT MAX(school_year) FROM division WHERE school = $1)",
        &[school()],
    )
    .await?;
    let actions = rows(
        &mut read,
        "SELECT a.id, a.short_label, a.long_label, a.response_days, a.treatment, \
         a.message_template, t.label AS template_label, t.subject, t.body, t.letterhead, \
         t.signatory, a.sender, a.provider_code, a.version FROM absence_action a \
         JOIN absence_message_template t ON t.id = a.message_template \
         WHERE a.school = $1 AND a.ended_at IS NULL ORDER BY a.short_label, a.id",
        &[school()],
    )
    .await?;
    let contract = rows(
        &mut read,
        "SELECT version FROM contract WHERE school IN ($1, $2) AND provider IS NOT NULL \
         AND account_key <> '' AND password <> '' LIMIT 1",
        &[school(), Bind::Id(&[0; 16])],
    )
    .await?;
    let marks = rows(
        &mut read,
        "SELECT m.roll, m.pupil, m.state, m.minutes, m.absence, m.own, m.ended_before \
         FROM roll_mark m JOIN roll r ON r.id = m.roll WHERE r.school = $1 AND r.day = $2 \
         ORDER BY r.from_time, m.pupil",
        &[school(), Bind::Text(date)],
    )
    .await?;
    let year = i64::from(education::school_year_of(date.parse()?));
    let has_lessons = rows(
        &mut read,
        "SELECT 1 FROM lesson WHERE school = $1 AND school_year = $2 \
         AND (until IS NULL OR until > $3) LIMIT 1",
        &[school(), Bind::Int(year), Bind::Text(date)],
    )
    .await?;
    let staff = rows(
        &mut read,
        "SELECT s.id, s.surname, s.first_name FROM staff s \
         WHERE EXISTS (SELECT 1 FROM post p WHERE p.staff = s.id AND p.school = $1)",
        &[school()],
    )
    .await?;
    let marked = rows(
        &mut read,
        PUPILS,
        &[
            school(),
            Bind::Ids(marks.iter().map(|mark| mark.id(1)).collect()),
        ],
    )
    .await?;
    let counts = menu(&mut read, &visit).await?;
    let news = notes(&mut read, &visit).await?.len();
    drop(read);
    let shown = Shown {
        visit: &visit,
        day: &day,
        away: &away,
        pupils: pupils.iter().map(|pupil| (pupil.id(0), pupil)).collect(),
        told: states
            .iter()
            .map(|state| (state.id(0), state.text(3)))
            .collect(),
        divisions: &divisions,
        staff: staff.iter().map(|one| (one.id(0), one)).collect(),
        told_apart: reasons.len()
            + alone.len()
            + groups.len()
            + actions.len()
            + contract.len()
            + has_lessons.len(),
        marked: marked.len() + news,
        counts: &counts,
    };
    Ok(shown.view())
}

/// The counts of the menu.
async fn menu(read: &mut sqlx::SqliteConnection, visit: &Visit) -> Result<Vec<i64>> {
    let school = || Bind::Id(&visit.school);
    let service = || Bind::Text("absences");
    let waiting = rows(
        read,
        "SELECT medium, COUNT(*) FROM message \
         WHERE school = $1 AND service = $2 AND state = 'prepared' GROUP BY medium",
        &[school(), service()],
    )
    .await?;
    let in_doubt = rows(
        read,
        "SELECT medium, COUNT(*) FROM message \
         WHERE school = $1 AND service = $2 AND state = 'in_doubt' GROUP BY medium",
        &[school(), service()],
    )
    .await?;
    let cancelled = rows(
        read,
        "SELECT a.id FROM absence a WHERE a.school = $1 AND a.cancelled_at >= $2 \
         AND a.corrected_at IS NULL \
         AND (EXISTS (SELECT 1 FROM absence_notice n WHERE n.absence = a.id) \
         OR EXISTS (SELECT 1 FROM absence_pupil_notice p WHERE p.absence = a.id))",
        &[school(), Bind::Text(&visit.now)],
    )
    .await?;
    let told = rows(
        read,
        "SELECT COUNT(DISTINCT subject) FROM message WHERE school = $1 AND service = $2 \
         AND state IN ('sending', 'accepted', 'in_doubt', 'delivered') \
         AND subject IN (SELECT unhex(value) FROM json_each($3))",
        &[
            school(),
            service(),
            Bind::Ids(cancelled.iter().map(|one| one.id(0)).collect()),
        ],
    )
    .await?;
    let replies = rows(
        read,
        "SELECT COUNT(*) FROM reply WHERE school = $1 AND handled_at IS NULL",
        &[school()],
    )
    .await?;
    let counted = waiting.iter().chain(&in_doubt).map(|row| row.int(1));
    Ok(counted
        .chain(told.iter().chain(&replies).map(|row| row.int(0)))
        .collect())
}

struct Shown<'s> {
    visit: &'s Visit,
    day: &'s Day,
    away: &'s [&'s Row],
    pupils: HashMap<&'s [u8], &'s Row>,
    told: HashMap<&'s [u8], &'s str>,
    divisions: &'s [Row],
    staff: HashMap<&'s [u8], &'s Row>,
    told_apart: usize,
    marked: usize,
    counts: &'s [i64],
}

impl Shown<'_> {
    fn view(&self) -> Markup {
        let called: HashSet<&str> = self.day.rolls.iter().map(|roll| roll.text(1)).collect();
        let late = self
            .day
            .lessons
            .iter()
            .filter(|lesson| !called.contains(&*written(lesson.id(0))));
        html! {
            (DOCTYPE)
            html lang="fr" {
                head { meta charset="utf-8"; title { "La journée" } }
                body {
                    header { (self.visit.place) " " (self.visit.who) " " (self.told_apart) " " (self.marked) }
                    nav { @for count in self.counts { a href="/absences/sms" { "(" (count) ")" } } }
                    main {
                        h1 { "La journée" }
                        form method="get" action="/absences/jour" {
                            input type="date" name="jour" value=(self.day.date);
                            select name="classe" { @for one in self.divisions { option value=(one.text(0)) { (one.text(0)) } } }
                            button type="submit" { "Filtrer" }
                        }
                        form method="post" action="/absences/jour" {
                            table class="ds-table p-table" {
                                thead { tr { th scope="col" { "Élève" } th scope="col" { "Classe" } th scope="col" { "Ce qui est saisi" } th scope="col" { "Famille" } th scope="col" { "Gestes" } } }
                                tbody { @for entry in self.away { (self.row(entry)) } }
                            }
                        }
                        form method="post" action="/absences/jour" {
                            table class="ds-table p-table" {
                                thead { tr { th scope="col" { "Heure" } th scope="col" { "Classe" } th scope="col" { "Cours" } th scope="col" { "Enseignant" } th scope="col" { "Gestes" } } }
                                tbody { @for lesson in late.take(SHOWN) { (self.late(lesson)) } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn row(&self, entry: &Row) -> Markup {
        let id = written(entry.id(0));
        let pupil = self.pupils.get(entry.id(1));
        let name = pupil.map_or(String::new(), |one| {
            format!("{} {}", one.text(1), one.text(2))
        });
        let told = self
            .told
            .get(entry.id(0))
            .copied()
            .unwrap_or("pas prévenue");
        html! {
            tr role="row" id={ "absence-" (id) } {
                td class="p-select" role="cell" { span class="ds-field" { input class="ds-input" type="checkbox" name="absences" value=(id) id={ "absences-" (id) } aria-label={ "Sélectionner " (name) }; } }
                th scope="row" role="rowheader" { a class="ds-link" href={ "/absences/jour?jour=" (self.day.date) "&classe=&heure=jour&fiche=" (id) "#a-cote" } { (name) } }
                td role="cell" data-label="Classe" { div { (pupil.map_or("", |one| one.text(3))) } }
                td role="cell" data-label="Ce qui est saisi" { div { a class="ds-link" href={ "/absences/" (id) } { (entry.text(6)) ", de " (entry.text(3)) " à " (entry.text(5)) } } }
                td role="cell" data-label="Famille" { div { span class="ds-tag" data-color="danger" { (told) } } }
                td class="p-actions" role="cell" { div {
                    button class="ds-button p-button-small" type="submit" data-variant="tertiary" name="prevenir" value=(id) { span { "Prévenir" span class="ds-sr-only" { ", " (name) } } }
                    button class="ds-button p-button-small" type="submit" data-variant="tertiary" name="appele" value=(id) { span { "A appelé" span class="ds-sr-only" { ", " (name) } } }
                } }
            }
        }
    }

    fn late(&self, lesson: &Row) -> Markup {
        let id = written(lesson.id(0));
        let class = self
            .day
            .classes
            .iter()
            .find(|class| class.id(0) == lesson.id(0));
        let teacher = self
            .day
            .teachers
            .iter()
            .find(|one| one.id(0) == lesson.id(0));
        let teacher = teacher.and_then(|one| self.staff.get(one.id(1)));
        let teacher = teacher.map_or("pas d'enseignant indiqué".to_owned(), |one| {
            format!("{} {}", one.text(1), one.text(2))
        });
        let what = format!(
            "{} · {}",
            class.map_or("", |class| class.text(2)),
            lesson.text(5)
        );
        html! {
            tr role="row" id={ "appel-" (id) } {
                td role="cell" data-label="Heure" { div { (lesson.text(2)) } }
                th scope="row" role="rowheader" { (class.map_or("", |class| class.text(2))) }
                td role="cell" data-label="Cours" { div { (lesson.text(5)) } }
                td role="cell" data-label="Enseignant" { div { (teacher) } }
                td class="p-actions" role="cell" { div {
                    a class="ds-link" href={ "/absences/appel?cours=" (id) "&jour=" (self.day.date) } { "Faire l'appel" span class="ds-sr-only" { ", " (what) } }
                    button class="ds-button p-button-small" type="submit" data-variant="tertiary" name="rappeler" value=(id) { span { "Rappeler" span class="ds-sr-only" { ", " (what) } } }
                } }
            }
        }
    }
}
