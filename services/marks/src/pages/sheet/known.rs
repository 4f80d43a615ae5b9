//! What the pages of a class know: its pupils, what was marked, by which rules.

use crate::{
    model::{AssessmentRow, Cell, Column, Sheet, publication::Pair, seen},
    pages::courses::{Shown, visible},
    store::{
        assessment::{self, Stored},
        mark, publication, settings,
    },
};
use chrono::NaiveDate;
use education::{Id, Pupil};
use grading::{Average, Mark};
use identity::{At, Marks};
use records::PupilRow;
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap};
use timetable::{Class, Cut, Period, Periods};
use ui::fr;
use web::{Context, Error, Input, Result};

/// What is asked for when all parts of the year are.
pub(crate) const YEAR: &str = "annee";

/// A class in a subject.
pub(crate) struct Known {
    pub(crate) course: Shown,
    pub(crate) pupils: Vec<PupilRow>,
    /// All that count, of the whole year.
    pub(super) all: Vec<Stored>,
    /// Those of the part of the year that is shown.
    pub(super) of_period: Vec<Stored>,
    /// Those that are shown: all of them, or the one that is asked for.
    pub(super) assessments: Vec<Stored>,
    /// Their marks, and how they are counted.
    pub(crate) sheet: Sheet,
    /// How the year of each of them is cut.
    pub(crate) cuts: HashMap<Id<Pupil>, Cut>,
    /// The parts of the year of these pupils.
    pub(crate) periods: Vec<Period>,
    /// From when families see each assessment, in words.
    pub(super) seen: HashMap<Id<AssessmentRow>, String>,
    /// The one that is shown; none for the whole year.
    pub(crate) period: Option<Period>,
}

impl Known {
    pub(crate) async fn of(at: &At<Marks>, context: &Context, input: &Input) -> Result<Self> {
        let today = at.today(context.clock.now());
        let mut read = context.db.read().await?;
        let course = visible(&mut read, at, today).await?.into_iter();
        let mut course = course.filter(|course| course.key.value() == input.text("cours"));
        let course = course.next().ok_or(Error::NotFound)?;
        let pupils = match &course.key.class {
            Class::Division(code) => {
                records::pupils_in_division(&mut read, at, today, code).await?
            }
            Class::Group(code) => records::pupils_in_group(&mut read, at, today, code).await?,
        };
        let programs = records::program_of_each(&mut read, at, today).await?;
        let periods = timetable::periods(&mut read, at, today).await?;
        let cut_of = |pupil: &PupilRow| periods.cut_of(programs.get(&pupil.id).map(String::as_str));
        let cut_of_each: HashMap<Id<Pupil>, Cut> = pupils
            .iter()
            .map(|pupil| (pupil.id, cut_of(pupil)))
            .collect();
        let cuts: BTreeSet<Cut> = cut_of_each.values().copied().collect();
        let all = assessment::of_course(&mut read, at, &course.key, today).await?;
        let all: Vec<Stored> = all.into_iter().filter(|stored| !stored.withdrawn).collect();
        let ids: Vec<_> = all.iter().map(|stored| stored.id).collect();
        let marks = mark::of_assessments(&mut read, at, &ids).await?;
        let rules = settings::rules(&mut read, at).await?;
        let publication = publication::publication(&mut read, at, today).await?;
        let roster = records::roster(&mut read, at, today).await?;
        drop(read);
        let pair = |pupil: &PupilRow| {
            let division = roster.get(&pupil.id)?.clone()?;
            let mef = programs.get(&pupil.id).cloned().unwrap_or_default();
            Some(Pair { mef, division })
        };
        let pairs: BTreeSet<Pair> = pupils.iter().filter_map(pair).collect();
        let here = (at.school_place().zone, context.clock.now());
        let seen = all.iter().map(|stored| {
            let assessment = grading::Assessment {
                publication: stored.assessment.publication,
                known_since: stored.created_at,
            };
            (stored.id, seen(&publication, &pairs, assessment, here))
        });
        let seen = seen.collect();
        let day = input.text("jour").parse().unwrap_or(today);
        let period = asked(input.text("periode"), &periods, &cuts, day);
        let of_period = |stored: &&Stored| {
            let counts = |period: Period| stored.assessment.period(&periods, period.cut) == period;
            period.is_none_or(counts)
        };
        let of_period: Vec<Stored> = all.iter().filter(of_period).cloned().collect();
        let alone = |stored: &&Stored| stored.id.to_string() == input.text("evaluation");
        let assessments = match of_period.iter().find(alone) {
            Some(one) => vec![one.clone()],
            None => of_period.clone(),
        };
        Ok(Self {
            sheet: Sheet {
                rules,
                columns: columns(&assessments),
                marks,
            },
            periods: cuts.iter().flat_map(|cut| periods.of(*cut)).collect(),
            cuts: cut_of_each,
            seen,
            course,
            pupils,
            all,
            of_period,
            assessments,
            period,
        })
    }

    pub(super) fn ids(&self) -> Vec<Id<Pupil>> {
        self.pupils.iter().map(|pupil| pupil.id).collect()
    }

    /// The columns of the whole year: what was typed on a page may be of another part of it by now.
    pub(super) fn every_column(&self) -> Vec<Column> {
        columns(&self.all)
    }

    /// The cells of the whole year.
    pub(super) fn cells(&self) -> impl Iterator<Item = Cell> {
        let pupils = self.ids();
        let columns = self.all.iter().map(|stored| stored.id);
        columns.flat_map(move |column| pupils.clone().into_iter().map(move |pupil| (column, pupil)))
    }

    /// What a cell says.
    pub(super) fn said(&self, cell: Cell) -> String {
        words(self.sheet.marks.get(&cell).copied())
    }

    /// « ABADIE Clara, Contrôle (20/11/2026, sur 20) ».
    pub(super) fn about(&self, (assessment, pupil): Cell) -> String {
        let pupil = self.pupils.iter().find(|row| row.id == pupil);
        let assessment = self.all.iter().find(|stored| stored.id == assessment);
        let name = pupil.map_or(String::new(), PupilRow::list_name);
        match assessment {
            Some(stored) => format!("{name}, {}", headed(stored)),
            None => name,
        }
    }

    pub(crate) fn shown(&self, average: Option<Average>) -> String {
        self.sheet.rules.shown(average.as_ref())
    }

    /// The averages of pupils, of assessments and of the class, under the names that the page gives them.
    pub(super) fn averages(&self) -> Map<String, Value> {
        let pupils = self.ids();
        let mut averages = Map::new();
        for pupil in &pupils {
            let average = self.shown(self.sheet.of_pupil(*pupil));
            averages.insert(pupil.to_string(), average.into());
        }
        for column in &self.sheet.columns {
            let average = self.shown(self.sheet.of_column(column, &pupils));
            averages.insert(column.id.to_string(), average.into());
        }
        let class = self.shown(self.sheet.of_class(&pupils));
        averages.insert("classe".to_owned(), class.into());
        averages
    }

    /// What is asked for, as addresses write it.
    pub(super) fn period_code(&self) -> String {
        self.period.map_or(YEAR.to_owned(), |period| period.code())
    }

    /// Where the sheet of this part of the year is.
    pub(super) fn href(&self) -> String {
        format!("/notes/carnet?{}", self.asked())
    }

    /// Where the average of a pupil is explained.
    pub(super) fn explained(&self, pupil: Id<Pupil>) -> String {
        format!("/notes/carnet/{pupil}?{}", self.asked())
    }

    pub(super) fn asked(&self) -> String {
        Input::of(self.fields()).encoded()
    }

    /// What is asked for, as a form sends it.
    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("cours", self.course.key.value()),
            ("periode", self.period_code()),
            ("evaluation", self.alone()),
        ]
    }

    /// The assessment that is shown alone; nothing when all are.
    pub(super) fn alone(&self) -> String {
        match self.assessments.as_slice() {
            [one] if self.of_period.len() > 1 => one.id.to_string(),
            _ => String::new(),
        }
    }
}

/// The part of the year that is asked for; else that of a day, for the first of the pupils' cuts.
fn asked(code: &str, periods: &Periods, cuts: &BTreeSet<Cut>, day: NaiveDate) -> Option<Period> {
    if code == YEAR {
        return None;
    }
    let first = cuts.first().copied().unwrap_or(Cut::Trimesters);
    let asked = periods
        .coded(code)
        .filter(|period| cuts.contains(&period.cut));
    Some(asked.unwrap_or_else(|| periods.on(first, day)))
}

fn columns(assessments: &[Stored]) -> Vec<Column> {
    let columns = assessments.iter().map(|stored| Column {
        id: stored.id,
        out_of: stored.assessment.out_of,
        coefficient: stored.assessment.coefficient,
    });
    columns.collect()
}

/// « Contrôle (20/11/2026, sur 20) ».
pub(super) fn headed(stored: &Stored) -> String {
    let of = &stored.assessment;
    let day = fr::date_short(of.on);
    format!("{} ({day}, sur {})", of.title, of.out_of)
}

/// As a cell shows it.
pub(super) fn words(mark: Option<Mark>) -> String {
    mark.map_or(String::new(), |mark| mark.to_string())
}
