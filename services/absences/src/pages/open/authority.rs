//! The file of one pupil for the academic authority: what was missed in a month, what the reasons
//! are, what the school did. One pupil at a time, and each one leaves a trace (Code de l'éducation,
//! art. L131-8 and R131-7). The head refers a family: the direction and the CPE make it.

use crate::{
    model::{
        family::Told,
        half_days::{Counted, Half, REPORTED_FROM, Rule, half_days},
        scope::Scope,
        wording::List,
    },
    pages::entry::terms_words,
    store::{
        entries::{self, Listed},
        pupil_notice,
        school_time::SchoolTime,
        wording,
    },
};
use audit::Line;
use axum::{
    extract::{Path, State},
    response::Response,
};
use chrono::{Datelike as _, Months, NaiveDate};
use education::{Id, Pupil, school_year_of};
use identity::{At, SchoolLifeSettings};
use messaging::About;
use print::{Block, Body, Column, Document, Report, Table, strong, words};
use records::{GuardianOf, PupilFile};
use ui::fr;
use web::{Context, Error, Input, Result, attachment};

/// The address of a pupil's file, of a month by its first day.
pub(super) fn href(pupil: Id<Pupil>, month: NaiveDate) -> String {
    format!("/absences/seuils/{pupil}?mois={month}")
}

pub(crate) async fn file(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(pupil): Path<Id<Pupil>>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let today = at.today(now);
    let asked = input.text("mois").parse::<NaiveDate>().unwrap_or(today);
    // Entries of another school year are not kept.
    if school_year_of(asked) != school_year_of(today) {
        return Err(Error::NotFound);
    }
    let month = asked.with_day(1).unwrap_or(asked);
    let next = month.checked_add_months(Months::new(1)).unwrap_or(month);
    let last = next.pred_opt().unwrap_or(next).min(today.max(month));
    let reasons = wording::begun(&context, &at, List::Reasons).await?;
    let time = SchoolTime::of(&at, &context, month).await?;
    let mut read = context.db.read().await?;
    let file = records::pupil(&mut read, &at, today, pupil).await?;
    let file = file.ok_or(Error::NotFound)?;
    let guardians = records::guardians_of(&mut read, &at, pupil).await?;
    let mut listed = entries::standing_between(&mut read, &at, month, last).await?;
    // Meals and nights are no lessons.
    listed.retain(|entry| {
        entry.pupil == pupil
            && entry.terms.scope == Scope::Lessons
            && !wording::with_the_school(&reasons, entry.terms.reason)
    });
    let mut told = Vec::new();
    for entry in &listed {
        let about = pupil_notice::about_family(&mut read, &at, entry.id.uuid()).await?;
        told.extend(
            about
                .into_iter()
                .filter(|message| Told::has_left(message.medium, message.state)),
        );
    }
    drop(read);
    let local = now.with_timezone(&at.school_place().zone.0).naive_local();
    let counted = |entry: &Listed| Counted::of(&entry.terms, entry.noon, local);
    let absences: Vec<Counted> = listed.iter().filter_map(counted).collect();
    let lessons = |day| time.lessons_of(pupil, day);
    let missed = half_days(&absences, &lessons, Rule::Gross);
    let of_month = missed
        .into_iter()
        .filter(|((day, _), _)| (day.year(), day.month()) == (month.year(), month.month()));
    let reason_of = |entry: &Listed| {
        let line = reasons
            .iter()
            .find(|line| Some(line.id) == entry.terms.reason);
        match line {
            None => "sans motif".to_owned(),
            Some(line) => line.wording.outside().to_owned(),
        }
    };
    let shown = Shown {
        school: at.school_place().label.clone(),
        zone: at.school_place().zone,
        month,
        pupil: file,
        guardians,
        half_days: of_month.collect(),
        entries: listed
            .iter()
            .map(|entry| (entry.clone(), reason_of(entry)))
            .collect(),
        told,
    };
    let line = Line::new(at.actor(), "authority.file").on("pupil", pupil);
    context
        .audit
        .look(now, line.detail(month.to_string()))
        .await?;
    let pdf = context.print(shown.document(today)).await?;
    let name = format!("absences-{}-{}.pdf", month.format("%Y-%m"), pupil);
    Ok(attachment(&name, "application/pdf", pdf.bytes))
}

struct Shown {
    school: String,
    zone: education::Zone,
    month: NaiveDate,
    pupil: PupilFile,
    guardians: Vec<GuardianOf>,
    half_days: Vec<((NaiveDate, Half), bool)>,
    entries: Vec<(Listed, String)>,
    told: Vec<About>,
}

impl Shown {
    fn document(&self, today: NaiveDate) -> Document {
        let name = self.pupil.list_name();
        Document {
            title: format!("Absences de {name}, {}", fr::month_year(self.month)),
            author: self.school.clone(),
            date: today,
            body: Body::Report(Report {
                title: "Signalement d'absences".to_owned(),
                subtitle: format!("{} · {}", self.school, fr::month_year(self.month)),
                wide: false,
                blocks: self.blocks(today),
            }),
        }
    }

    fn blocks(&self, today: NaiveDate) -> Vec<Block> {
        let unjustified = self
            .half_days
            .iter()
            .filter(|(_, legitimate)| !legitimate)
            .count();
        let count = fr::plural(unjustified as u64, "demi-journée", "demi-journées");
        let mut blocks = vec![
            Block::Paragraph(vec![strong("Élève : "), words(self.who())]),
            Block::List(self.guardians.iter().map(guardian).collect()),
            Block::Paragraph(vec![
                strong(count),
                words(format!(
                    " sans motif légitime dans le mois, sur {} d'absence. La loi demande de saisir \
                     l'autorité à partir de {REPORTED_FROM} (Code de l'éducation, art. L131-8).",
                    fr::plural(self.half_days.len() as u64, "demi-journée", "demi-journées")
                )),
            ]),
        ];
        let days = [
            Column::words("Jour", |row: &((NaiveDate, Half), bool)| {
                fr::date_long(row.0.0)
            }),
            Column::words(
                "Demi-journée",
                |row: &((NaiveDate, Half), bool)| match row.0.1 {
                    Half::Morning => "matin".to_owned(),
                    Half::Afternoon => "après-midi".to_owned(),
                },
            ),
            Column::words(
                "Motif légitime",
                |row: &((NaiveDate, Half), bool)| match row.1 {
                    true => "oui".to_owned(),
                    false => "non".to_owned(),
                },
            ),
        ];
        blocks.push(Block::Heading("Demi-journées manquées".to_owned()));
        blocks.push(Block::Table(Table::new(
            "Demi-journées manquées",
            &days,
            &self.half_days,
        )));
        let entries = [
            Column::words("Absence", |row: &(Listed, String)| {
                terms_words(&row.0.terms)
            }),
            Column::words("Motif", |row: &(Listed, String)| row.1.clone()),
        ];
        blocks.push(Block::Heading("Absences et motifs".to_owned()));
        blocks.push(Block::Table(Table::new(
            "Absences et motifs",
            &entries,
            &self.entries,
        )));
        blocks.push(Block::Heading("Contacts avec la famille".to_owned()));
        blocks.push(self.contacts());
        blocks.push(Block::Heading(
            "Mesures prises par l'établissement".to_owned(),
        ));
        blocks.push(Block::text("À compléter par le chef d'établissement."));
        blocks.push(Block::text(format!("Fait le {}.", fr::date_full(today))));
        blocks
    }

    fn who(&self) -> String {
        let born = self.pupil.born_on.map(fr::date_short);
        let born = born.map_or(String::new(), |born| format!(", né(e) le {born}"));
        let division = self.pupil.division.as_deref().unwrap_or("sans classe");
        format!("{}{born}, {division}", self.pupil.list_name())
    }

    fn contacts(&self) -> Block {
        let called = self
            .entries
            .iter()
            .filter(|(entry, _)| entry.terms.informed);
        let called = called.map(|(entry, _)| {
            let what = terms_words(&entry.terms);
            vec![words(format!(
                "La famille a informé l'établissement : {what}."
            ))]
        });
        let told = self.told.iter().map(|message| {
            let local = message.state_at.with_timezone(&self.zone.0).naive_local();
            let state = message.medium.state_label(message.state).to_lowercase();
            vec![words(format!(
                "{} à {} : {state}, {}.",
                message.topic,
                message.recipient_label,
                fr::moment(local)
            ))]
        });
        let all: Vec<Vec<print::Run>> = told.chain(called).collect();
        match all.is_empty() {
            true => Block::text("Aucun contact n'est enregistré dans le mois."),
            false => Block::List(all),
        }
    }
}

fn guardian(guardian: &GuardianOf) -> Vec<print::Run> {
    vec![words(format!(
        "{}, {}",
        guardian.list_name(),
        guardian.label()
    ))]
}
