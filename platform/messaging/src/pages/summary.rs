//! « Synthèse SMS ».

use super::{Addresses, Shown, tabs};
use crate::{Month, MonthLine, Summary, TabCounts};
use chrono::NaiveDate;
use maud::{Markup, Render as _, html};
use ui::{Button, Column, Empty, Icon, Refreshed, Table, button_bar, fr, muted};
use web::WATCH;

/// What it needs to be drawn.
#[derive(Debug)]
pub struct SummaryView<'a> {
    /// The figures.
    pub summary: &'a Summary,
    /// How many in each tab.
    pub counts: TabCounts,
    /// The addresses of the queue.
    pub at: Addresses,
    /// What says that it is still looked at: see [`web::watch`].
    pub watch: &'a str,
}

struct Line<'a> {
    action: String,
    date: String,
    figures: &'a MonthLine,
}

/// The tabs, and the table by month and action.
pub fn summary(view: &SummaryView<'_>) -> Markup {
    let year = view.summary.school_year;
    let mut lines: Vec<Line<'_>> = view.summary.months.iter().flat_map(of_month).collect();
    if !lines.is_empty() {
        lines.push(Line {
            action: format!("Total de l'année scolaire {year}-{}", year + 1),
            date: String::new(),
            figures: &view.summary.total,
        });
    }
    let here = format!("{}?onglet={}", view.at.follow, Shown::Summary.key());
    let again = format!("{here}&{WATCH}={}", view.watch);
    let of_year = &view.summary.total;
    let says = format!(
        "{} sur {}.",
        fr::plural(
            u64::try_from(of_year.delivered).unwrap_or(0),
            "SMS délivré",
            "SMS délivrés"
        ),
        fr::number(u64::try_from(of_year.total).unwrap_or(0))
    );
    let body = html! {
        (tabs(view.at, view.counts, Some(Shown::Summary)))
        (Table::new("Synthèse des SMS envoyés, par mois et par action")
            .columns([Column::new("Action"), Column::new("Date"), Column::number("Nb délivré"),
                Column::number("Nb total"), Column::number("Nb de parties")])
            .empty(Empty::new("Aucun SMS envoyé cette année scolaire")
                .why("Les SMS sont comptés ici dès qu'ils sont diffusés."))
            .rows(&lines, |row, line| {
                row.head(&line.action);
                row.cell(&line.date);
                for figure in [line.figures.delivered, line.figures.total, line.figures.parts] {
                    row.cell(fr::number(u64::try_from(figure).unwrap_or(0)));
                }
            }))
        (muted("Un SMS long est transmis en plusieurs parties, que le fournisseur compte chacune."))
        (button_bar(Button::secondary("Mettre à jour").icon(Icon::RefreshCw).href(&here)))
    };
    Refreshed::new("sms", &again, &says, body).render()
}

fn of_month(month: &Month) -> impl Iterator<Item = Line<'_>> {
    let day = NaiveDate::parse_from_str(&format!("{}-01", month.month), "%Y-%m-%d").ok();
    let date = day.map_or_else(
        || month.month.clone(),
        |day| day.format("%m/%Y").to_string(),
    );
    let name = day.map_or_else(|| month.month.clone(), fr::month_year);
    let lines = month.lines.iter().map(move |figures| Line {
        action: figures.topic.clone(),
        date: date.clone(),
        figures,
    });
    lines.chain(std::iter::once(Line {
        action: format!("Total {name}"),
        date: String::new(),
        figures: &month.total,
    }))
}
