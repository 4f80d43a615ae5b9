//! What the page of marks knows of a child: what is published, and the part of the year that is asked for.

use crate::{
    model::{Averages, Marked, Rules, Seen, Sight, Weights, dates_of, preview},
    store::{of_child, publication, settings},
};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use education::sort_key;
use grading::{Average, Mode};
use identity::Child;
use records::ChildClass;
use std::collections::BTreeSet;
use timetable::Period;
use ui::fr;
use web::{Context, Input, Result};

/// What is asked for when the whole year is.
pub(super) const YEAR: &str = "annee";
/// The beginning of what asks for a month: « mois-2026-11 ».
const MONTH: &str = "mois-";

/// The part of the year that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Period(Period),
    /// By its first day.
    Month(NaiveDate),
    Year,
}

impl Part {
    pub(super) fn code(self) -> String {
        match self {
            Self::Period(period) => period.code(),
            Self::Month(first) => format!("{MONTH}{}", first.format("%Y-%m")),
            Self::Year => YEAR.to_owned(),
        }
    }

    /// « 1er trimestre », « novembre 2026 », « toute l'année ».
    pub(super) fn label(self) -> String {
        match self {
            Self::Period(period) => period.label(),
            Self::Month(first) => fr::month_year(first),
            Self::Year => "toute l'année".to_owned(),
        }
    }
}

/// A subject in which there are marks.
pub(super) struct Subject {
    pub(super) code: String,
    pub(super) label: String,
    /// Who teaches it to the child, by name.
    pub(super) teachers: String,
    /// The oldest first.
    pub(super) marks: Vec<Seen>,
    /// Of these marks.
    pub(super) average: Option<Average>,
}

/// What the page says.
pub(super) struct Known {
    pub(super) part: Part,
    pub(super) periods: Vec<Period>,
    /// The first days of the months in which there are marks, and of that of today.
    pub(super) months: Vec<NaiveDate>,
    /// The subjects in which there are marks this year: code and words, by their words.
    pub(super) all: Vec<(String, String)>,
    /// The one that is asked for alone.
    pub(super) alone: Option<String>,
    /// Those that are shown.
    pub(super) subjects: Vec<Subject>,
    /// Of all subjects; none where one is shown alone.
    pub(super) overall: Option<Average>,
    pub(super) rules: Rules,
    pub(super) weights: Weights,
    /// How the school publishes marks; none as long as nobody has chosen.
    pub(super) mode: Option<Mode>,
    /// The first day on which what is published until then will be seen, by the dates of the child's class.
    pub(super) next: Option<NaiveDate>,
}

impl Known {
    pub(super) async fn of(
        context: &Context,
        child: &Child,
        input: &Input,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let zone = child.place().zone;
        let today = now.with_timezone(&zone.0).date_naive();
        let mut read = context.db.read().await?;
        let class = records::child_class(&mut read, child, today).await?;
        let labels = records::subject_labels(&mut read).await?;
        let kept = match child.is_fictitious() {
            true => preview::marks(taught(&class), today, now),
            false => of_child::marks(&mut read, child, today).await?,
        };
        let publication = publication::of_child(&mut read, child, today).await?;
        let periods = timetable::periods(&mut read, child, today).await?;
        let rules = settings::rules_of_child(&mut read, child).await?;
        let program = (class.mef.as_deref(), today);
        let weights = settings::weights_of_child(&mut read, child, program).await?;
        drop(read);
        let dates = dates_of(
            &publication,
            (class.mef.as_deref(), class.division.as_deref()),
        );
        let sight = Sight::new(&publication, &dates, zone);
        // From here on, what is not published is not known any more.
        let seen = kept.into_iter().filter_map(|kept| sight.of(kept, now));
        let seen: Vec<Seen> = seen.collect();
        let cut = periods.cut_of(class.mef.as_deref());
        let mut months: BTreeSet<NaiveDate> =
            seen.iter().map(|one| month(one.assessment.on)).collect();
        months.insert(month(today));
        let asked = input.text("periode");
        let part = match (asked, asked.strip_prefix(MONTH)) {
            (YEAR, _) => Part::Year,
            (_, Some(text)) => match format!("{text}-01").parse() {
                Ok(first) => Part::Month(first),
                Err(_) => Part::Period(periods.on(cut, today)),
            },
            (code, None) => {
                let coded = periods.coded(code).filter(|period| period.cut == cut);
                Part::Period(coded.unwrap_or_else(|| periods.on(cut, today)))
            }
        };
        if let Part::Month(first) = part {
            months.insert(first);
        }
        let label = |code: &str| labels.get(code).cloned().unwrap_or_else(|| code.to_owned());
        let codes: BTreeSet<&str> = seen.iter().map(|one| one.subject.as_str()).collect();
        let mut all: Vec<(String, String)> = codes
            .into_iter()
            .map(|code| (code.to_owned(), label(code)))
            .collect();
        all.sort_by_cached_key(|(_, label)| sort_key(label));
        let alone = all.iter().find(|(code, _)| code == input.text("matiere"));
        let alone = alone.map(|(code, _)| code.clone());
        let in_part = |one: &&Seen| match part {
            Part::Year => true,
            Part::Month(first) => month(one.assessment.on) == first,
            Part::Period(period) => one.assessment.period(&periods, cut) == period,
        };
        let of_part: Vec<&Seen> = seen.iter().filter(in_part).collect();
        let pupil = child.pupil();
        let marked = of_part.iter().filter_map(|one| {
            Some(Marked {
                pupil,
                subject: one.subject.clone(),
                counted: one.counted()?,
            })
        });
        let marked: Vec<Marked> = marked.collect();
        let averages = Averages::of(&marked, &rules, |_, subject| weights.of(subject));
        let shown = all
            .iter()
            .filter(|(code, _)| alone.as_ref().is_none_or(|alone| alone == code));
        let subjects = shown.filter_map(|(code, label)| {
            let of_subject = of_part.iter().filter(|one| one.subject == *code);
            let marks: Vec<Seen> = of_subject.copied().cloned().collect();
            (!marks.is_empty()).then(|| Subject {
                teachers: teachers(&class, code),
                average: averages.of_subject(pupil, code).cloned(),
                code: code.clone(),
                label: label.clone(),
                marks,
            })
        });
        Ok(Self {
            subjects: subjects.collect(),
            overall: match alone {
                Some(_) => None,
                None => averages.overall(pupil).cloned(),
            },
            part,
            periods: periods.of(cut).into_iter().collect(),
            months: months.into_iter().collect(),
            all,
            alone,
            rules,
            weights,
            mode: publication.mode,
            next: match publication.mode {
                Some(Mode::AtTerm) => {
                    let to_come = dates.iter().filter(|date| **date >= today).min();
                    to_come.and_then(NaiveDate::succ_opt)
                }
                _ => None,
            },
        })
    }
}

/// Some of what is taught to the child, each subject once: French where nobody knows.
fn taught(class: &ChildClass) -> impl Iterator<Item = &str> {
    let codes: BTreeSet<&str> = class
        .courses
        .iter()
        .map(|one| one.subject.as_str())
        .collect();
    let unknown = codes.is_empty().then_some("FRANC");
    codes.into_iter().take(3).chain(unknown)
}

fn month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// Who teaches a subject to the child, by name.
fn teachers(class: &ChildClass, subject: &str) -> String {
    let courses = class.courses.iter().filter(|one| one.subject == subject);
    let mut names: Vec<&str> = Vec::new();
    for name in courses.flat_map(|course| &course.teachers) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names.join(", ")
}
