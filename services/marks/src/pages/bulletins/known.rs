//! The bulletins of a class in a part of the year: as they would be now, and as they were settled.

use crate::{
    model::{Away, Bulletin, Line, Shown, Topic},
    pages::classes::{self, period::Council},
    store::{
        appreciation,
        bulletin::{self, Of, Publication, Settled},
    },
};
use chrono::NaiveDate;
use education::{Id, Pupil, school_year_of};
use exchange::{HalfDays, HalfDaysCount};
use grading::Average;
use identity::{At, Marks};
use records::{Course, PupilRow};
use std::collections::{BTreeMap, HashMap};
use web::{Context, Error, Input, Result};

/// The bulletins of a class.
pub(super) struct Known {
    pub(super) council: Council,
    pub(super) publication: Publication,
    pub(super) all: Vec<OfPupil>,
    pub(super) today: NaiveDate,
}

/// The bulletin of a pupil.
pub(super) struct OfPupil {
    pub(super) id: Id<Pupil>,
    /// As it would be now.
    pub(super) draft: Bulletin,
    pub(super) settled: Option<Settled>,
}

/// How far a bulletin is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Nobody has settled it.
    Draft,
    Settled,
    /// Something was written since.
    Behind,
}

impl OfPupil {
    pub(super) fn state(&self) -> State {
        match &self.settled {
            None => State::Draft,
            Some(settled) if settled.bulletin == self.draft => State::Settled,
            Some(_) => State::Behind,
        }
    }

    /// What is printed: as it was settled, else as it would be.
    pub(super) fn bulletin(&self) -> &Bulletin {
        match &self.settled {
            Some(settled) => &settled.bulletin,
            None => &self.draft,
        }
    }
}

impl Known {
    /// The bulletins of the class that is asked for, among those that this person may see whole; `None`
    /// where none is asked for and they have none.
    pub(super) async fn of(
        at: &At<Marks>,
        context: &Context,
        input: &Input,
    ) -> Result<(Vec<String>, Option<Self>)> {
        let today = at.today(context.clock.now());
        let classes = classes::visible(&mut context.db.read().await?, at, today).await?;
        let codes = classes.iter().map(|class| class.code.clone()).collect();
        let Some(class) = classes::asked(classes, input.text("classe"))? else {
            return Ok((codes, None));
        };
        let council = Council::of(at, context, input, class).await?;
        Ok((codes, Some(Self::within(at, context, council).await?)))
    }

    /// The same, of a class and a part of the year that must be named.
    pub(super) async fn named(at: &At<Marks>, context: &Context, input: &Input) -> Result<Self> {
        if input.text("classe").is_empty() {
            return Err(Error::NotFound);
        }
        let (_, known) = Self::of(at, context, input).await?;
        known.ok_or(Error::NotFound)
    }

    async fn within(at: &At<Marks>, context: &Context, council: Council) -> Result<Self> {
        let today = at.today(context.clock.now());
        let period = council.period.code();
        let ids: Vec<Id<Pupil>> = council.pupils.iter().map(|pupil| pupil.id).collect();
        let days = (council.period.from, council.period.to);
        let away = match context.offers.get::<HalfDaysCount>() {
            Some(count) => Some((count.0)(context, at, &ids, days).await?),
            None => None,
        };
        let mut read = context.db.read().await?;
        let said = appreciation::of_pupils(&mut read, at, (&period, today), &ids).await?;
        let mut groups: HashMap<Id<Pupil>, Vec<String>> = HashMap::new();
        for (pupil, group) in records::group_members(&mut read, at).await? {
            groups.entry(pupil).or_default().push(group);
        }
        let of = Of {
            division: &council.class.code,
            period: &period,
            today,
        };
        let mut settled = bulletin::settled(&mut read, at, of, &ids).await?;
        let publication = bulletin::publication(&mut read, at, of).await?;
        drop(read);
        let year = school_year_of(today);
        let around = Around {
            school: &at.school_place().label,
            year: format!("{year}-{}", year + 1),
            council: &council,
            ids: &ids,
            said: &said,
            groups: &groups,
            away: away.as_ref(),
        };
        let all = council.pupils.iter().map(|pupil| OfPupil {
            id: pupil.id,
            draft: around.bulletin(pupil),
            settled: settled.remove(&pupil.id),
        });
        Ok(Self {
            all: all.collect(),
            publication,
            council,
            today,
        })
    }

    pub(super) fn href(&self) -> String {
        self.council.href_of(super::HREF)
    }

    /// « 5B · 1er trimestre ».
    pub(super) fn title(&self) -> String {
        let (class, period) = (&self.council.class.code, self.council.period.label());
        format!("{class} · {period}")
    }

    pub(super) fn count(&self, state: State) -> usize {
        self.all.iter().filter(|one| one.state() == state).count()
    }
}

/// What the bulletins of a class are made of.
struct Around<'a> {
    school: &'a str,
    year: String,
    council: &'a Council,
    ids: &'a [Id<Pupil>],
    said: &'a HashMap<(Id<Pupil>, String), String>,
    groups: &'a HashMap<Id<Pupil>, Vec<String>>,
    away: Option<&'a HashMap<Id<Pupil>, HalfDays>>,
}

impl Around<'_> {
    fn bulletin(&self, pupil: &PupilRow) -> Bulletin {
        let council = self.council;
        let away = self.away.map(|of| {
            let away = of.get(&pupil.id).copied().unwrap_or_default();
            Away {
                missed: away.missed,
                unjustified: away.unjustified,
                latenesses: away.latenesses,
            }
        });
        Bulletin {
            school: self.school.to_owned(),
            year: self.year.clone(),
            period: council.period.label(),
            class: council.class.code.clone(),
            pupil: pupil.list_name(),
            principals: council.class.principals.clone(),
            lines: self.lines(pupil.id),
            overall: self.figures(council.averages.overall(pupil.id), None),
            away,
            council: self.said_of(pupil.id, Topic::COUNCIL),
        }
    }

    fn said_of(&self, pupil: Id<Pupil>, subject: &str) -> String {
        let said = self.said.get(&(pupil, subject.to_owned()));
        said.cloned().unwrap_or_default()
    }

    /// What is taught to the pupil, and what they have an average or an appreciation in all the same.
    fn lines(&self, pupil: Id<Pupil>) -> Vec<Line> {
        let none = Vec::new();
        let groups = self.groups.get(&pupil).unwrap_or(&none);
        let mine = |course: &&Course| match &course.group {
            Some(group) => groups.contains(group),
            None => true,
        };
        let mut taught: BTreeMap<&str, Vec<&Course>> = BTreeMap::new();
        for course in self.council.class.courses.iter().filter(mine) {
            taught.entry(&course.subject).or_default().push(course);
        }
        for subject in self.council.averages.subjects() {
            if self.council.averages.of_subject(pupil, subject).is_some() {
                taught.entry(subject).or_default();
            }
        }
        let labels: HashMap<String, String> = self.council.subjects().into_iter().collect();
        let mut lines: Vec<Line> = taught
            .into_iter()
            .map(|(subject, courses)| {
                let label = courses.first().map(|course| course.label.clone());
                let label = label.or_else(|| labels.get(subject).cloned());
                let mut teachers: Vec<_> = courses
                    .iter()
                    .flat_map(|course| course.teachers.iter().copied())
                    .collect();
                teachers.sort_unstable();
                teachers.dedup();
                let average = self.council.averages.of_subject(pupil, subject);
                Line {
                    subject: label.unwrap_or_else(|| subject.to_owned()),
                    teachers: self.council.class.named(&teachers),
                    figures: self.figures(average, Some(subject)),
                    appreciation: self.said_of(pupil, subject),
                }
            })
            .collect();
        lines.sort_by_cached_key(|line| education::sort_key(&line.subject));
        lines
    }

    fn figures(&self, average: Option<&Average>, subject: Option<&str>) -> Shown {
        let rules = &self.council.rules;
        let together = self.council.averages.together(rules, self.ids, subject);
        let together = together.as_ref();
        Shown {
            average: rules.shown(average),
            class: rules.shown(together.map(|figures| &figures.average)),
            lowest: rules.shown(together.map(|figures| &figures.lowest)),
            highest: rules.shown(together.map(|figures| &figures.highest)),
        }
    }
}
