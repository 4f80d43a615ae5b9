//! Pupils who have reached the law's threshold: four half-days without a legitimate reason in a
//! calendar month.

use super::{Asked, authority};
use crate::{
    model::{
        half_days::{Counted, REPORTED_FROM, Rule, half_days},
        wording::List,
    },
    store::{
        entries::{self, Listed},
        school_time::SchoolTime,
        wording,
    },
};
use admission::Audience;
use chrono::{DateTime, Datelike as _, Months, NaiveDate, Utc};
use education::{Id, Pupil};
use identity::{At, SchoolLife};
use maud::{Markup, html};
use records::PupilRow;
use std::collections::BTreeMap;
use ui::{Column, Empty, Icon, Link, Table, fr, p};
use web::{Context, Result};

/// Somebody who has reached the threshold.
pub(super) struct Reached {
    pupil: PupilRow,
    month: NaiveDate,
    half_days: usize,
}

pub(super) struct Thresholds {
    pub(super) pupils: Vec<Reached>,
    months: [NaiveDate; 2],
    /// Whether who looks may make the file for the authority.
    refers: bool,
}

/// Those who have reached it this month or the one before.
pub(super) async fn of(
    at: &At<SchoolLife>,
    context: &Context,
    asked: &Asked,
    now: DateTime<Utc>,
) -> Result<Thresholds> {
    let month = asked.today.with_day(1).unwrap_or(asked.today);
    let before = month.checked_sub_months(Months::new(1)).unwrap_or(month);
    let local = now.with_timezone(&at.school_place().zone.0).naive_local();
    let time = SchoolTime::of(at, context, before).await?;
    let reasons = wording::begun(context, at, List::Reasons).await?;
    let mut read = context.db.read().await?;
    let entries = entries::standing_between(&mut read, at, before, asked.today).await?;
    let mut by_pupil: BTreeMap<Id<Pupil>, Vec<Counted>> = BTreeMap::new();
    let absent = |entry: &&Listed| !wording::with_the_school(&reasons, entry.terms.reason);
    for entry in entries.iter().filter(absent) {
        let counted = Counted::of(&entry.terms, entry.noon, local);
        by_pupil.entry(entry.pupil).or_default().extend(counted);
    }
    let mut reached = Vec::new();
    for (pupil, absences) in by_pupil {
        let lessons = |day| time.lessons_of(pupil, day);
        let missed = half_days(&absences, &lessons, Rule::Gross);
        for of in [month, before] {
            let of_month = missed.iter().filter(|((day, _), legitimate)| {
                !**legitimate && (day.year(), day.month()) == (of.year(), of.month())
            });
            let count = of_month.count();
            if count >= REPORTED_FROM {
                reached.push((pupil, of, count));
            }
        }
    }
    let ids: Vec<Id<Pupil>> = reached.iter().map(|(pupil, ..)| *pupil).collect();
    let names = records::pupils_of(&mut read, at, &ids).await?;
    let mut pupils: Vec<Reached> = reached
        .into_iter()
        .filter_map(|(pupil, month, half_days)| {
            let pupil = names.get(&pupil)?.clone();
            asked.takes(pupil.division.as_deref()).then_some(Reached {
                pupil,
                month,
                half_days,
            })
        })
        .collect();
    pupils.sort_by_cached_key(|reached| {
        (
            std::cmp::Reverse(reached.month),
            std::cmp::Reverse(reached.half_days),
            reached.pupil.sort_key().to_owned(),
        )
    });
    Ok(Thresholds {
        pupils,
        months: [before, month],
        refers: at.also(Audience::SchoolLifeSettings),
    })
}

impl Thresholds {
    pub(super) fn table(&self) -> Markup {
        let [before, month] = self.months.map(fr::month_year);
        html! {
            (p(format!(
                "Quatre demi-journées sans motif légitime dans un mois : le chef d'établissement saisit \
                 l'autorité académique (Code de l'éducation, art. L131-8). Ici : {before} et {month}."
            )))
            (Table::new("Élèves au-delà du seuil")
                .columns([Column::new("Élève"), Column::new("Classe"), Column::new("Mois"),
                    Column::number("Demi-journées sans motif légitime"), Column::actions("Fichier")])
                .empty(Empty::new("Aucun élève n'a atteint le seuil").icon(Icon::CircleCheck))
                .rows(&self.pupils, |row, reached| {
                    let href = format!("/absences/saisie?eleve={}", reached.pupil.id);
                    row.head(Link::new(&href, &reached.pupil.list_name()));
                    row.cell(reached.pupil.division.as_deref().unwrap_or("sans classe"));
                    row.cell(fr::month_year(reached.month));
                    row.cell(ui::number(reached.half_days as u64));
                    row.cell(html! {
                        @if self.refers {
                            (Link::new(&authority::href(reached.pupil.id, reached.month),
                                "Fichier pour l'autorité (PDF)").about(&reached.pupil.list_name())
                                .icon(Icon::FileText).download())
                        }
                    });
                }))
        }
    }
}
