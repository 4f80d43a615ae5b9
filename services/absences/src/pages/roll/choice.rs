//! Which roll to call, when none is under way: the lessons of the day, or a class and an hour.

use super::{
    HREF,
    lesson::{Asked, Day, Refused, hours},
};
use crate::model::roll::NOT_BEFORE;
use axum::{http::StatusCode, response::Response};
use frame::Page;
use identity::{At, RollCall};
use maud::{Markup, html};
use timetable::Class;
use ui::{Alert, Empty, Field, Filters, Link, Select, Tag, Tone, fr, list, p, section};
use web::{Context, Input, Invalid, Result};

pub(super) async fn page(
    at: &At<RollCall>,
    context: &Context,
    day: &Day,
    input: &Input,
    refused: Option<Refused>,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let divisions = records::divisions(&mut read, at).await?;
    let groups = records::groups(&mut read, at).await?;
    let has_lessons = timetable::has_lessons(&mut read, at, day.date).await?;
    drop(read);
    let divisions = divisions.into_iter().map(|d| Class::Division(d.code));
    let groups = groups.into_iter().map(|g| Class::Group(g.code));
    let classes: Vec<Class> = divisions.chain(groups).collect();
    let options = classes.iter().map(|class| {
        let label = match class {
            Class::Division(code) => code.clone(),
            Class::Group(code) => format!("Groupe {code}"),
        };
        (class.value(), label)
    });
    let hours: Vec<(String, String)> = hours(day)
        .into_iter()
        .map(|(label, from, _)| (from.format("%H:%M").to_string(), label))
        .collect();
    let now = day.now.time();
    let current = hours.iter().rev().find(|(from, _)| {
        chrono::NaiveTime::parse_from_str(from, "%H:%M").is_ok_and(|from| from <= now)
    });
    let hour = match input.text("heure") {
        "" => current.map_or("", |(from, _)| from.as_str()),
        asked => asked,
    };
    let why = match day.calendar.closed_for(day.date) {
        Some(closure) => format!("L'établissement est fermé : {}.", closure.name),
        None => format!("Il n'y a pas cours le {}.", fr::date_long(day.date)),
    };
    let body = html! {
        @if let Some(refused) = &refused {
            (Alert::warning("Cet appel ne peut pas être fait").body(p(refused.to_string())))
        }
        @if hours.is_empty() {
            (Empty::new("Pas de cours ce jour-là").why(&why))
        } @else {
            (links_of_day(day, None))
            @if has_lessons && day.mine().next().is_none() {
                (p("Vous n'avez pas de cours à l'emploi du temps ce jour-là."))
            }
        }
        (section("Une classe et une heure", html! {
            (Filters::new(HREF, html! {
                (Select::new("classe", "Classe ou groupe").option("", "Choisissez")
                    .options(options).selected(input.text("classe")))
                (Select::new("heure", "Heure").options(hours.iter().map(|(value, label)| (value.as_str(), label.as_str())))
                    .selected(hour))
                (Field::date("jour", "Jour").value(day.date.to_string()))
            }).search("Ouvrir l'appel"))
        }))
    };
    let status = match refused {
        Some(_) => Invalid::STATUS,
        None => StatusCode::OK,
    };
    Page::new(at, "Appel")
        .under("absences", HREF)
        .intro("Un appel sans absent s'enregistre aussi : il dit que tout le monde est là.")
        .status(status)
        .show(context, body)
        .await
}

/// The lessons of who asks, that day.
pub(super) fn links_of_day(day: &Day, current: Option<&str>) -> Markup {
    let links: Vec<Markup> = day
        .mine()
        .map(|lesson| {
            let id = lesson.id.to_string();
            let words = format!(
                "{} à {} · {} · {}",
                fr::time(lesson.terms.from),
                fr::time(lesson.terms.to),
                lesson.to_whom(),
                lesson.terms.subject
            );
            let href = format!("{HREF}?{}", Asked::Lesson(lesson.id).query(day.date));
            let opens = day.date.and_time(lesson.terms.from) - NOT_BEFORE;
            html! {
                @if current == Some(id.as_str()) { strong { (words) } }
                @else if day.now < opens { (words) " : s'ouvre à " (fr::time(opens.time())) }
                @else { (Link::new(&href, &words)) }
                @if day.has_called(&id) { " " (Tag::new("Appel fait", Tone::Success)) }
                @else if day.reminded.contains_key(&id) {
                    " " (Tag::new("La vie scolaire attend cet appel", Tone::Warning))
                }
            }
        })
        .collect();
    match links.is_empty() {
        true => html! {},
        false => section(
            &format!("Vos cours, {}", fr::date_long(day.date)),
            list(links),
        ),
    }
}
