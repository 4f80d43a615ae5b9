//! What a bilan counts, with its words: as a table of the page, as a file.

use super::asked::Asked;
use crate::{
    model::{
        report::{Count, Named, Values, count, sort},
        report_model::{Measure, Rows},
        scope::Scope,
        statistics::{Entry, Key},
        terms::Terms,
        wording::List,
    },
    store::{
        entries,
        school_time::SchoolTime,
        wording::{self, Stored},
    },
};
use education::{Id, Pupil};
use identity::{At, SchoolLife};
use maud::Markup;
use records::PupilRow;
use std::collections::HashMap;
use ui::{Column, Empty, Icon, Table, fr};
use web::{Cell, Context, FileForm, Result, TableFile, heavy};

/// The rows, in the order of the model.
pub(super) struct Counted {
    pub(super) rows: Vec<Named>,
    pub(super) total: Values,
    /// The entries of each pupil and why, where the model asks for them.
    pub(super) details: HashMap<Id<Pupil>, Vec<(Terms, String)>>,
}

impl Counted {
    pub(super) async fn of(at: &At<SchoolLife>, context: &Context, asked: &Asked) -> Result<Self> {
        let reasons = wording::begun(context, at, List::Reasons).await?;
        let (from, to) = asked.days;
        let time = SchoolTime::of(at, context, from).await?;
        let mut read = context.db.read().await?;
        let listed = entries::standing_between(&mut read, at, from, to).await?;
        let ids: Vec<Id<Pupil>> = listed.iter().map(|entry| entry.pupil).collect();
        let pupils = records::pupils_of(&mut read, at, &ids).await?;
        drop(read);
        let entries: Vec<Entry> = listed
            .into_iter()
            .filter_map(|entry| {
                let division = pupils.get(&entry.pupil)?.division.clone();
                // Who missed a meal or a night was there; who is on an outing is not absent.
                let asked_for = entry.terms.scope == Scope::Lessons
                    && !wording::with_the_school(&reasons, entry.terms.reason);
                (asked_for && asked.takes(entry.pupil, division.as_deref())).then_some(Entry {
                    pupil: entry.pupil,
                    division,
                    terms: entry.terms,
                    noon: entry.noon,
                })
            })
            .collect();
        let now = context.clock.now();
        let local = now.with_timezone(&at.school_place().zone.0).naive_local();
        let (model, days) = (asked.model.model.clone(), asked.days);
        // A year of a large school is counted away from the pages, when its turn comes.
        let (entries, Count { rows, total }) = heavy(move || {
            let lessons = |pupil, day| time.lessons_of(pupil, day);
            let counted = count(&entries, &model, days, &lessons, local);
            (entries, counted)
        })
        .await?;
        let mut details: HashMap<Id<Pupil>, Vec<(Terms, String)>> = HashMap::new();
        if asked.model.model.rows == Rows::Details {
            for entry in &entries {
                let why = reason(&reasons, &entry.terms);
                details
                    .entry(entry.pupil)
                    .or_default()
                    .push((entry.terms, why));
            }
        }
        let mut rows: Vec<Named> = rows
            .into_iter()
            .map(|(key, values)| named(key, values, &pupils))
            .collect();
        sort(&mut rows, asked.model.model.order);
        Ok(Self {
            rows,
            total,
            details,
        })
    }

    /// How long the document would be: lines of its tables, and titles of pupils.
    pub(super) fn lines(&self) -> usize {
        let detailed = self.detailed();
        self.rows.len()
            + detailed
                .map(|(_, entries)| entries.len() + 1)
                .sum::<usize>()
    }

    /// The pupils who have a row, in its order, with their entries.
    pub(super) fn detailed(&self) -> impl Iterator<Item = (&Named, &[(Terms, String)])> {
        self.rows.iter().filter_map(|row| match &row.key {
            Key::Pupil(id) => self
                .details
                .get(id)
                .map(|entries| (row, entries.as_slice())),
            _ => None,
        })
    }

    pub(super) fn table(&self, asked: &Asked) -> Markup {
        let model = &asked.model.model;
        let titles = titles(asked);
        let (words, numbers) = titles.split_at(titles.len() - model.measures().len());
        let columns = words.iter().map(|title| Column::new(title));
        let columns = columns.chain(numbers.iter().map(|title| Column::number(title)));
        let total = (!self.rows.is_empty()).then_some(None);
        Table::new(&model.name)
            .columns(columns)
            .empty(
                Empty::new("Rien à compter")
                    .icon(Icon::ChartColumn)
                    .why("Aucune saisie de cette période ne concerne ces colonnes."),
            )
            .rows(self.rows.iter().map(Some).chain(total), |row, named| {
                row.head(named.map_or("Total", |named| named.label.as_str()));
                if model.rows.are_pupils() {
                    row.cell(named.map_or("", class));
                }
                let values = named.map_or(&self.total, |named| &named.values);
                for measure in model.measures() {
                    row.cell(ui::number(values.of(*measure)));
                }
            })
    }

    /// The same table; without its total, which a spreadsheet makes.
    pub(super) fn file(&self, form: FileForm, asked: &Asked) -> Result<TableFile> {
        let model = &asked.model.model;
        let mut file = TableFile::new(form, &model.name, &titles(asked))?;
        for row in &self.rows {
            let first = match row.key {
                Key::Month(day) => Cell::Month(day),
                _ => Cell::text(row.label.as_str()),
            };
            let class = model.rows.are_pupils().then(|| Cell::text(class(row)));
            let numbers = model.measures().iter();
            let numbers = numbers.map(|measure| Cell::count(row.values.of(*measure)));
            file.row(std::iter::once(first).chain(class).chain(numbers))?;
        }
        Ok(file)
    }
}

pub(super) fn class(row: &Named) -> &str {
    row.class.as_deref().unwrap_or("sans classe")
}

/// The titles of the columns.
pub(super) fn titles(asked: &Asked) -> Vec<&'static str> {
    let model = &asked.model.model;
    let own = match model.rows.are_pupils() {
        true => vec!["Élève", "Classe"],
        false => vec![model.rows.by().label()],
    };
    let measures = model.measures().iter().copied().map(Measure::label);
    own.into_iter().chain(measures).collect()
}

fn named(key: Key, values: Values, pupils: &HashMap<Id<Pupil>, PupilRow>) -> Named {
    let pupil = match &key {
        Key::Pupil(id) => pupils.get(id),
        _ => None,
    };
    let label = match &key {
        Key::Pupil(_) => pupil.map(PupilRow::list_name).unwrap_or_default(),
        Key::Class(Some(code)) => code.clone(),
        Key::Level(Some(level)) => format!("Divisions en {level}"),
        Key::Class(None) | Key::Level(None) => "Sans classe".to_owned(),
        Key::Month(day) => fr::month_year(*day),
        Key::Reason(_) => String::new(),
    };
    Named {
        key,
        label,
        class: pupil.and_then(|pupil| pupil.division.clone()),
        values,
    }
}

/// Why, as paper that leaves the office may say it.
fn reason(reasons: &[Stored], terms: &Terms) -> String {
    let line = reasons.iter().find(|line| Some(line.id) == terms.reason);
    let Some(line) = line else {
        return "sans motif".to_owned();
    };
    line.wording.outside().to_owned()
}
