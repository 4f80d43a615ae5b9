//! The timetables of the demo's schools: made for their own classes and teachers, written as the
//! editors export them, and imported as a head would.

use super::{accounts, progress, seed::Schools};
use anyhow::{Result, bail};
use chrono::{NaiveDate, NaiveTime, Weekday};
use education::{Account, Id, School, school_year_of, sort_key};
use identity::{At, SchoolLifeSettings};
use lessons::generate::{self, Need, Plan, SchoolKind, Shape, Staff, Taught};
use records::StaffMember;
use timetable::Week;
use web::Context;

/// From EDT at the collège, from UnDeuxTEMPS at the lycée.
pub(super) async fn import(context: &Context, schools: Schools) -> Result<()> {
    let head = accounts::account(context, accounts::HEAD).await?;
    of_college(context, (schools.college, head)).await?;
    let cpe = accounts::account(context, accounts::CPE).await?;
    let lycee = (schools.lycee, cpe);
    of_school(context, lycee, SchoolKind::Lycee, "udt_cours.txt").await
}

/// The timetable of a collège, for its own classes and teachers, as EDT writes it; imported by
/// somebody who may.
pub async fn of_college(context: &Context, school: (Id<School>, Id<Account>)) -> Result<()> {
    of_school(context, school, SchoolKind::College, "EXP_COURS.txt").await
}

async fn of_school(
    context: &Context,
    (school, account): (Id<School>, Id<Account>),
    kind: SchoolKind,
    name: &str,
) -> Result<()> {
    let now = context.clock.now();
    let mut read = context.db.read().await?;
    let at = At::<SchoolLifeSettings>::admit(&mut read, account, Some(school), now).await?;
    let today = at.today(now);
    let divisions = records::divisions(&mut read, &at).await?;
    let staff = records::staff(&mut read, &at, today).await?;
    let week = timetable::week(&mut read, &at).await?;
    drop(read);
    let codes: Vec<String> = divisions.into_iter().map(|one| one.code).collect();
    let mut plan = Plan::school(kind, &codes);
    plan.teachers = teachers(&plan.needs, &staff);
    let bells = lunchless(&mut plan, &week);
    let lessons = at_their_hours(generate::timetable(&plan).lessons, &week);
    let file = match kind {
        SchoolKind::College => generate::edt(&lessons, &bells),
        SchoolKind::Lycee => generate::udt(&lessons, &bells),
    };
    let Some(first) = NaiveDate::from_ymd_opt(school_year_of(today), 9, 1) else {
        bail!("le 1er septembre manque");
    };
    let file = (name, file);
    let (replaced, _) = absences::demo::timetable_files::import(context, &at, file, first).await?;
    let place = &at.school_place().label;
    progress(&format!("{place} : {} cours par semaine", replaced.added));
    Ok(())
}

/// Those who teach a subject of the plan, as the editors write them.
fn teachers(needs: &[Need], staff: &[StaffMember]) -> Vec<Staff> {
    let mut taught = Vec::new();
    for need in needs {
        match &need.shape {
            Shape::Whole { subject, .. } | Shape::Fortnight { subject } => taught.push(subject),
            Shape::Halves { subjects, .. } => taught.extend(subjects),
            Shape::Groups { groups, .. } => taught.extend(groups.iter().map(|(one, _)| one)),
        }
    }
    let teacher = |person: &StaffMember| {
        let mut subjects = person.teaches.iter().map(|one| words(&one.subject));
        let subject = subjects.find_map(|subject| {
            let same = |one: &&&Taught| words(&one.label) == subject || words(&one.code) == subject;
            taught.iter().find(same).map(|one| one.code.clone())
        })?;
        Some(Staff {
            surname: person.surname.to_uppercase(),
            first_name: person.first_name.clone(),
            subject,
        })
    };
    staff.iter().filter_map(teacher).collect()
}

/// What tells a subject: « Sciences de la vie et de la Terre » and « SCIENCES VIE & TERRE » are one,
/// and who teaches « SVT (spécialité) » teaches « SVT ».
fn words(subject: &str) -> Vec<String> {
    const NONE: [&str; 4] = ["de", "la", "et", "specialite"];
    let key = sort_key(subject);
    let words = key.split(' ').filter(|word| !NONE.contains(word));
    words.map(str::to_owned).collect()
}

/// Gives the plan the hours of the school, without its lunch: the generator knows none, so that
/// the afternoon follows the morning at once. Gives the bells of the school.
fn lunchless(plan: &mut Plan, week: &Week) -> Vec<NaiveTime> {
    let bells = week.bells().to_vec();
    let pause = pause(week);
    plan.bells = bells
        .iter()
        .map(|bell| match *bell > week.noon() {
            true => *bell - pause,
            false => *bell,
        })
        .collect();
    let periods = |day: Weekday| {
        let end = week.end_of(day)?;
        let ends = bells.iter().filter(|bell| **bell <= end).count();
        let lunch = usize::from(end > week.noon());
        Some((day, ends.saturating_sub(1 + lunch)))
    };
    plan.days = Week::days().filter_map(periods).collect();
    bells
}

/// The two bells around the school's noon.
fn lunch(week: &Week) -> Option<(NaiveTime, NaiveTime)> {
    let around = |pair: &&[NaiveTime]| pair[0] <= week.noon() && week.noon() < pair[1];
    let pair = week.bells().windows(2).find(around)?;
    Some((pair[0], pair[1]))
}

/// How long lunch takes.
fn pause(week: &Week) -> chrono::TimeDelta {
    lunch(week).map_or(chrono::TimeDelta::zero(), |(from, to)| to - from)
}

/// Lessons at the hours of the school; what would go on over lunch is parted by it.
fn at_their_hours(made: Vec<lessons::Lesson>, week: &Week) -> Vec<lessons::Lesson> {
    let Some((noon, again)) = lunch(week) else {
        return made;
    };
    let pause = again - noon;
    let mut all = Vec::new();
    for mut lesson in made {
        if lesson.start >= noon {
            lesson.start += pause;
        } else if lesson.end > noon {
            let after = lessons::Lesson {
                start: again,
                end: lesson.end + pause,
                ..lesson.clone()
            };
            all.push(after);
            lesson.end = noon;
            all.push(lesson);
            continue;
        }
        if lesson.end > noon {
            lesson.end += pause;
        }
        all.push(lesson);
    }
    all
}
