//! What becomes of a class in a part of the year: its pupils and their averages.

use super::Class;
use crate::{
    model::{Averages, Marked, Rules, Weights},
    store::{mark, settings},
};
use grading::Counted;
use identity::{At, Marks};
use records::PupilRow;
use std::collections::{BTreeSet, HashMap};
use timetable::{Cut, Period};
use web::{Context, Input, Result};

/// What becomes of a class in a part of the year.
pub(crate) struct Council {
    pub(crate) class: Class,
    pub(crate) periods: Vec<Period>,
    pub(crate) period: Period,
    pub(crate) pupils: Vec<PupilRow>,
    pub(crate) rules: Rules,
    pub(crate) averages: Averages,
}

impl Council {
    pub(crate) async fn of(
        at: &At<Marks>,
        context: &Context,
        input: &Input,
        class: Class,
    ) -> Result<Self> {
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

    /// Where another page about this class and this part of the year is.
    pub(crate) fn href_of(&self, page: &str) -> String {
        let asked = [
            ("classe", self.class.code.clone()),
            ("periode", self.period.code()),
        ];
        format!("{page}?{}", Input::of(asked).encoded())
    }

    /// The subjects in which there are averages, by their words.
    pub(crate) fn subjects(&self) -> Vec<(String, String)> {
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
}
