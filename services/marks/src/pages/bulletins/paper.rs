//! Bulletins on paper: one page each, most often.

use crate::model::{Bulletin, Line};
use chrono::NaiveDate;
use print::{Block, Body, Column, Document, Report, Table, strong, words};
use ui::fr;

/// The bulletins of a class, or one of them. `settled`, the day on which each was; none for a draft.
pub(crate) fn document(
    title: String,
    bulletins: &[(&Bulletin, Option<NaiveDate>)],
    today: NaiveDate,
) -> Document {
    let school = bulletins.first().map(|(one, _)| one.school.clone());
    let reports = bulletins.iter().map(|(one, settled)| report(one, *settled));
    Document {
        title,
        author: school.unwrap_or_default(),
        date: today,
        body: Body::Reports(reports.collect()),
    }
}

fn report(of: &Bulletin, settled: Option<NaiveDate>) -> Report {
    let mut blocks = Vec::new();
    if !of.principals.is_empty() {
        blocks.push(Block::text(answered(&of.principals)));
    }
    blocks.push(Block::Table(table(of)));
    if let Some(away) = of.away() {
        blocks.push(Block::text(away));
    }
    blocks.push(Block::Heading("Appréciation du conseil de classe".into()));
    blocks.push(Block::text(match of.council.as_str() {
        "" => "Le conseil de classe ne s'est pas encore prononcé.",
        said => said,
    }));
    blocks.push(Block::text(match settled {
        Some(day) => format!("Bulletin arrêté le {}.", fr::date_full(day)),
        None => "Projet : ce bulletin n'est pas encore arrêté.".to_owned(),
    }));
    Report {
        title: format!("Bulletin du {}", of.period),
        subtitle: format!(
            "{} · {} · {} · année scolaire {}",
            of.pupil, of.class, of.school, of.year
        ),
        wide: false,
        blocks,
    }
}

/// « Professeur principal : MARTIN Anne. »
pub(super) fn answered(principals: &[String]) -> String {
    let who = match principals.len() {
        1 => "Professeur principal",
        _ => "Professeurs principaux",
    };
    format!("{who} : {}.", principals.join(", "))
}

fn table(of: &Bulletin) -> Table {
    let overall = Line {
        subject: "Moyenne générale".into(),
        teachers: String::new(),
        figures: of.overall.clone(),
        appreciation: String::new(),
    };
    let rows: Vec<&Line> = of.lines.iter().chain([&overall]).collect();
    let columns = [
        Column::words("Discipline", |line: &&Line| subject(line)).share(13),
        Column::numbers("Moyenne", |line: &&Line| line.figures.average.clone()).share(5),
        Column::numbers("Classe", |line: &&Line| line.figures.class.clone()).share(5),
        Column::numbers("De… à…", |line: &&Line| span(line)).share(5),
        Column::words("Appréciation", |line: &&Line| line.appreciation.clone()).share(22),
    ];
    Table::new("Résultats", &columns, &rows)
}

/// « Mathématiques (MARTIN Anne) ».
fn subject(line: &Line) -> String {
    match line.teachers.as_str() {
        "" => line.subject.clone(),
        teachers => format!("{} ({teachers})", line.subject),
    }
}

/// The averages of the class, from the lowest to the highest: « 4 – 18,5 ».
pub(super) fn span(line: &Line) -> String {
    match (line.figures.lowest.as_str(), line.figures.highest.as_str()) {
        ("", _) | (_, "") => String::new(),
        (lowest, highest) => format!("{lowest} – {highest}"),
    }
}

/// The sheet that lies before the council: a line for each pupil, lying on its long side.
pub(super) fn council(title: String, bulletins: &[&Bulletin], today: NaiveDate) -> Document {
    let subjects: Vec<&str> = {
        let mut all: Vec<&str> = bulletins
            .iter()
            .flat_map(|one| &one.lines)
            .filter(|line| !line.figures.average.is_empty())
            .map(|line| line.subject.as_str())
            .collect();
        all.sort_by_cached_key(|subject| education::sort_key(subject));
        all.dedup();
        all
    };
    let mut columns = vec![Column::words("Élève", |one: &&Bulletin| {
        one.pupil.clone()
    })];
    columns.extend(subjects.iter().map(|subject| {
        let subject = (*subject).to_owned();
        Column::numbers(subject.clone(), move |one: &&Bulletin| {
            let line = one.lines.iter().find(|line| line.subject == subject);
            line.map_or_else(String::new, |line| line.figures.average.clone())
        })
    }));
    columns.push(Column::numbers("Générale", |one: &&Bulletin| {
        one.overall.average.clone()
    }));
    if bulletins.iter().any(|one| one.away.is_some()) {
        columns.push(Column::numbers("Absences", |one: &&Bulletin| {
            one.away
                .map_or_else(String::new, |away| away.missed.to_string())
        }));
    }
    let mut blocks = vec![Block::Table(Table::new("Moyennes", &columns, bulletins))];
    blocks.push(Block::Heading("Appréciations".into()));
    for one in bulletins {
        blocks.push(Block::Paragraph(vec![
            strong(format!("{} : ", one.pupil)),
            words(match one.council.as_str() {
                "" => "………………………………………………………………",
                said => said,
            }),
        ]));
    }
    let first = bulletins.first();
    Document {
        title: title.clone(),
        author: first.map_or_else(String::new, |one| one.school.clone()),
        date: today,
        body: Body::Report(Report {
            title,
            subtitle: first.map_or_else(String::new, |one| {
                format!("{} · année scolaire {}", one.school, one.year)
            }),
            wide: true,
            blocks,
        }),
    }
}
