//! « Conseils de classe »: the averages of a class in a part of the year, subject by subject.

use super::{asked, choice, nobody, period::Council, visible};
use crate::pages::appreciations;
use audit::Line;
use axum::{extract::State, response::Response};
use frame::Page;
use identity::{At, Marks};
use maud::{Markup, html};
use ui::{Column, Empty, Filters, Icon, Select, Table, button_bar, section};
use web::{Context, Input, Result};

pub(crate) const HREF: &str = "/notes/conseil";

impl Council {
    fn table(&self) -> Markup {
        let subjects = self.subjects();
        if subjects.is_empty() {
            let why = format!("Aucune note ne compte au {}.", self.period.label());
            return html! { (Empty::new("Pas encore de moyenne").icon(Icon::NotebookPen).why(&why)) };
        }
        let columns = std::iter::once(Column::new("Élève"))
            .chain(subjects.iter().map(|(_, label)| Column::number(label)))
            .chain([Column::number("Moyenne générale")]);
        let ids: Vec<_> = self.pupils.iter().map(|pupil| pupil.id).collect();
        let together = |subject| self.averages.together(&self.rules, &ids, subject);
        let figures: Vec<_> = subjects
            .iter()
            .map(|(code, _)| together(Some(code.as_str())))
            .chain([together(None)])
            .collect();
        let lines = ["Moyenne de la classe", "La plus basse", "La plus haute"];
        let pupils = self.pupils.iter().map(Ok);
        let rows = pupils.chain((0..lines.len()).map(Err));
        Table::new("Moyennes de la classe")
            .wide()
            .columns(columns)
            .rows(rows, |row, line| match line {
                Ok(pupil) => {
                    row.head(pupil.list_name());
                    for (code, _) in &subjects {
                        row.cell(self.rules.shown(self.averages.of_subject(pupil.id, code)));
                    }
                    row.cell(self.rules.shown(self.averages.overall(pupil.id)));
                }
                Err(n) => {
                    row.head(lines[n]);
                    for figures in &figures {
                        let shown = figures.as_ref().map(|figures| {
                            [&figures.average, &figures.lowest, &figures.highest][n]
                        });
                        row.cell(self.rules.shown(shown));
                    }
                }
            })
    }
}

pub(crate) async fn show(
    at: At<Marks>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let classes = visible(&mut context.db.read().await?, &at, at.today(now)).await?;
    let codes: Vec<String> = classes.iter().map(|class| class.code.clone()).collect();
    let known = match asked(classes, input.text("classe"))? {
        Some(class) => Some(Council::of(&at, &context, &input, class).await?),
        None => None,
    };
    if let Some(known) = &known {
        let line = Line::new(at.actor(), "marks.seen").detail(known.class.code.clone());
        context.audit.look(now, line).await?;
    }
    let body = html! {
        @if let Some(known) = &known {
            (Filters::new(HREF, html! {
                (choice(&codes, &known.class.code))
                (Select::new("periode", "Période").selected(known.period.code())
                    .options(known.periods.iter().map(|period| (period.code(), period.label()))))
            }).search("Afficher"))
            @if known.class.answers { (button_bar(appreciations::button(&known.href_of(appreciations::council::HREF)))) }
            (section(&format!("{} · {}", known.class.code, known.period.label()), known.table()))
        } @else { (nobody()) }
    };
    Page::new(&at, "Conseils de classe")
        .under("marks", HREF)
        .intro("Les moyennes de chaque élève, par discipline, avec celles de la classe.")
        .show(&context, body)
        .await
}
