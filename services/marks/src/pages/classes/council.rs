//! « Conseils de classe »: the averages of a class in a part of the year, subject by subject.

use super::{Class, asked, choice, nobody, visible};
use crate::{
    model::{Averages, Marked, Rules, Weights},
    store::{mark, settings},
};
use audit::Line;
use axum::{extract::State, response::Response};
use frame::Page;
use grading::Counted;
use identity::{At, Marks};
use maud::{Markup, html};
use records::PupilRow;
use std::collections::{BTreeSet, HashMap};
use timetable::{Cut, Period};
use ui::{Column, Empty, Filters, Icon, Select, Table, section};
use web::{Context, Input, Result};

pub(crate) const HREF: &str = "/notes/conseil";

/// What becomes of a class in a part of the year.
struct Known {
    class: Class,
    periods: Vec<Period>,
    period: Period,
    pupils: Vec<PupilRow>,
    rules: Rules,
    averages: Averages,
}

impl Known {
    async fn of(at: &At<Marks>, context: &Context, input: &Input, class: Class) -> Result<Self> {
        let today = at.today(context.clock.now());
        let mut read = context.db.read().await?;
        let pupils = records::pupils_in_division(&mut read, at, today, &class.code).await?;
        let programs = records::program_of_each(&mut read, at, today).await?;
        let periods = timetable::periods(&mut read, at, today).await?;
        let weights: HashMap<String, Weights> = settings::weights(&mut read, at, today).await?;
        let rules = settings::rules(&mut read, at).await?;
        let program = |pupil| programs.get(&pupil).map(String::as_str);
        let cut_of = |pupil: &PupilRow| periods.cut_of(program(pupil.id));
        let cuts: BTreeSet<Cut> = pupils.iter().map(cut_of).collect();
        let first = cuts.first().copied().unwrap_or(Cut::Trimesters);
        let asked = periods
            .coded(input.text("periode"))
            .filter(|period| cuts.contains(&period.cut));
        let period = asked.unwrap_or_else(|| periods.on(first, today));
        // A class of two cuts has two councils: who is cut otherwise is in the other one.
        let pupils: Vec<PupilRow> = pupils
            .into_iter()
            .filter(|pupil| cuts.is_empty() || cut_of(pupil) == period.cut)
            .collect();
        let ids: Vec<_> = pupils.iter().map(|pupil| pupil.id).collect();
        let marks = mark::of_pupils(&mut read, at, &ids, today).await?;
        drop(read);
        let marks = marks
            .into_iter()
            .filter(|mark| mark.assessment.period(&periods, period.cut) == period);
        let marks: Vec<Marked> = marks
            .map(|mark| Marked {
                pupil: mark.pupil,
                subject: mark.subject,
                counted: Counted {
                    points: mark.points,
                    out_of: mark.assessment.out_of,
                    coefficient: mark.assessment.coefficient,
                },
            })
            .collect();
        let none = Weights::default();
        let weight = |pupil, subject: &str| {
            let of_program = program(pupil).and_then(|mef| weights.get(mef));
            of_program.unwrap_or(&none).of(subject)
        };
        Ok(Self {
            averages: Averages::of(&marks, &rules, weight),
            periods: cuts.iter().flat_map(|cut| periods.of(*cut)).collect(),
            class,
            period,
            pupils,
            rules,
        })
    }

    /// The subjects in which there are averages, by their words.
    fn subjects(&self) -> Vec<(String, String)> {
        let labels: HashMap<&str, &str> = self
            .class
            .courses
            .iter()
            .map(|course| (course.subject.as_str(), course.label.as_str()))
            .collect();
        let subjects = self.averages.subjects().into_iter().map(|code| {
            let label = labels.get(code).copied().unwrap_or(code);
            (code.to_owned(), label.to_owned())
        });
        let mut subjects: Vec<_> = subjects.collect();
        subjects.sort_by_cached_key(|(_, label)| education::sort_key(label));
        subjects
    }

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
        Some(class) => Some(Known::of(&at, &context, &input, class).await?),
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
            (section(&format!("{} · {}", known.class.code, known.period.label()), known.table()))
        } @else { (nobody()) }
    };
    Page::new(&at, "Conseils de classe")
        .under("marks", HREF)
        .intro("Les moyennes de chaque élève, par discipline, avec celles de la classe.")
        .show(&context, body)
        .await
}
