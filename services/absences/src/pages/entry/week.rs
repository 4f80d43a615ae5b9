//! The pupil's week, as the original guide shows it below the form: bells down, days across.

use super::{HREF, known::Known, words::terms_words};
use crate::{
    model::{
        colors::Colors,
        grid::{Cell, days_from, monday_of, row_of, rows},
        period::Period,
        scope::Scope,
        terms::{Kind, Terms},
    },
    pages::colors::{all_marks, mark},
    store::{colors, entries::Listed},
};
use chrono::{Datelike as _, Days, NaiveDate, NaiveTime};
use education::school_year_of;
use identity::{At, SchoolLife};
use maud::{Markup, html};
use timetable::{Calendar, day_code};
use ui::{Button, WeekCell, WeekGrid, button_bar, fr, section};
use web::{Context, Input, Result};

/// A week, read.
pub(super) struct ShownWeek {
    monday: NaiveDate,
    today: NaiveDate,
    calendar: Calendar,
    colors: Colors,
}

impl ShownWeek {
    /// The week that is asked for, or that of today.
    pub(super) async fn of(at: &At<SchoolLife>, context: &Context, query: &Input) -> Result<Self> {
        let today = at.today(context.clock.now());
        let asked = query.text("semaine").parse::<NaiveDate>().ok();
        let near = asked.filter(|day| (*day - today).num_days().abs() <= 366);
        let monday = monday_of(near.unwrap_or(today));
        let calendar = timetable::calendar(context, at, school_year_of(monday)).await?;
        let colors = colors::of(&mut context.db.read().await?, at).await?;
        Ok(Self {
            monday,
            today,
            calendar,
            colors: colors.colors,
        })
    }

    /// What has no end is shown until tonight.
    fn so_far(&self, mut terms: Terms) -> Terms {
        let tonight = self.today.succ_opt().unwrap_or(self.today);
        let tonight = tonight.and_time(NaiveTime::MIN);
        if terms.open_end {
            let from = terms.period.from();
            terms.period = Period::stored(from, tonight.max(from));
        }
        terms
    }

    pub(super) fn shown(&self, known: &Known) -> Markup {
        let entries: Vec<&Listed> = known
            .absences
            .iter()
            .filter(|entry| entry.cancelled_at.is_none())
            .collect();
        let terms: Vec<Terms> = entries
            .iter()
            .map(|entry| self.so_far(entry.terms))
            .collect();
        let caption = format!("Semaine du {}", fr::date_long(self.monday));
        let mut grid = WeekGrid::new(&caption);
        for day in days_from(self.monday) {
            let code = day_code(day.weekday()).unwrap_or_default();
            grid = grid.day(
                format!("{code} {}", day.day()),
                fr::date_long(day).to_string(),
            );
        }
        let drawn = |cells: Vec<Cell>| {
            let cells = cells.into_iter().map(|cell| match cell {
                Cell::Free => WeekCell::Free,
                Cell::Shut(why) => WeekCell::Shut(why),
                Cell::Entry(place) => WeekCell::Marked(entries.get(place).map_or_else(
                    || mark(&self.colors, Kind::Absence, String::new()),
                    |entry| {
                        mark(&self.colors, entry.terms.kind, terms_words(&entry.terms))
                            .href(format!("/absences/{}", entry.id))
                    },
                )),
            });
            cells.collect::<Vec<_>>()
        };
        for (bell, cells) in rows(&self.calendar, self.monday, &terms) {
            grid = grid.row(bell.format("%H:%M").to_string(), drawn(cells));
        }
        for scope in [Scope::Meal, Scope::Night] {
            let cells = row_of(scope, &self.calendar, self.monday, &terms);
            let typed = cells.iter().any(|cell| matches!(cell, Cell::Entry(_)));
            // The regime may have changed since.
            if typed || known.scopes(None).contains(&scope) {
                grid = grid.row(scope.label(), drawn(cells));
            }
        }
        let grid = grid.legend(all_marks(&self.colors));
        let to = |monday: Option<NaiveDate>| {
            let monday = monday.unwrap_or(self.monday);
            format!("{HREF}?eleve={}&semaine={monday}", known.pupil.id)
        };
        section(
            &caption,
            html! {
                (grid)
                (button_bar(html! {
                    (Button::tertiary("Semaine précédente").small()
                        .href(&to(self.monday.checked_sub_days(Days::new(7)))))
                    (Button::tertiary("Semaine suivante").small()
                        .href(&to(self.monday.checked_add_days(Days::new(7)))))
                }))
            },
        )
    }
}
