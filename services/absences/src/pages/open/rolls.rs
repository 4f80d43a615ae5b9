//! Rolls that were not called, as far back as they still may be.

use super::Asked;
use crate::{
    model::roll::STILL,
    pages::{
        day,
        roll::{self, lesson::Day},
    },
    store::roll_call::Slot,
};
use chrono::{DateTime, Utc};
use identity::{At, SchoolLife};
use maud::{Markup, html};
use timetable::{Class, Lesson};
use ui::{Column, Empty, Icon, Link, Table, fr, p};
use web::{Context, Result};

/// The lessons of the last days whose roll was not called, the latest day first.
pub(super) async fn missing(
    at: &At<SchoolLife>,
    context: &Context,
    asked: &Asked,
    now: DateTime<Utc>,
) -> Result<Vec<(Lesson, Slot)>> {
    let mut missing = Vec::new();
    let days = asked.today.iter_days().rev();
    for date in days.take_while(|day| (asked.today - *day).num_days() <= STILL) {
        let day = Day::of(at, context, &date.to_string(), now).await?;
        let of_class = |class: &Class| asked.takes(Some(class.code()));
        let late = day::late(&day).into_iter();
        missing.extend(late.filter(|(lesson, _)| lesson.terms.classes.iter().any(of_class)));
    }
    Ok(missing)
}

pub(super) fn table(missing: &[(Lesson, Slot)]) -> Markup {
    let table = Table::new("Appels non faits")
        .columns([
            Column::new("Jour"),
            Column::new("Heure"),
            Column::new("Classe"),
            Column::new("Cours"),
            Column::actions("Gestes"),
        ])
        .empty(
            Empty::new("Aucun appel ne manque")
                .icon(Icon::CircleCheck)
                .why("Les appels attendus sont ceux de l'emploi du temps, depuis sept jours."),
        )
        .rows(missing.iter().take(day::SHOWN), |row, (lesson, slot)| {
            row.cell(fr::date_long(slot.day));
            row.cell(fr::time(lesson.terms.from));
            row.head(lesson.to_whom());
            row.cell(&lesson.terms.subject);
            let href = format!("{}?cours={}&jour={}", roll::HREF, slot.key, slot.day);
            row.cell(Link::new(&href, "Faire l'appel").about(&slot.label));
        });
    html! {
        (table)
        @if missing.len() > day::SHOWN {
            (p(format!("Seuls les {} derniers sont affichés, sur {} : choisissez une classe.", day::SHOWN,
                fr::number(missing.len() as u64))))
        }
    }
}
