//! Fictitious marks, made through the public functions.

mod bulletin;

use crate::{
    model::{Assessment, CourseKey, Judged, Topic, publication::Pair},
    store::{
        appreciation,
        assessment::{self, Stored},
        bulletin::{Of, publication as published_on},
        mark::{self, Conflicting},
        publication, settings,
    },
};
use admission::Function;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Write, in_write};
use education::{Account, Id, School};
use grading::Mark;
use identity::{At, Marks};
use manifest::Examples;
use records::{Course, Staff};
use std::{collections::HashSet, pin::Pin};
use timetable::Class;
use web::{Context, Error, FormId, Input, Result};

/// What the demo's classes were given: title, days ago, coefficient, out of.
const GIVEN: [(&str, u64, &str, &str); 3] = [
    ("Contrôle n° 1", 40, "2", "20"),
    ("Interrogation", 20, "1", "10"),
    ("Contrôle n° 2", 7, "2", "20"),
];

/// How many courses of a school have marks, beside those of whoever has an account.
const COURSES: usize = 12;

/// See [`manifest::Manifest::demo`]. A school that is set up by somebody else than its head begins
/// without marks, and so does one of which nobody knows who teaches what.
pub(crate) fn begin(
    context: Context,
    school: Id<School>,
    account: Id<Account>,
) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> {
    Box::pin(async move {
        let now = context.clock.now();
        let mut read = context.db.read().await?;
        let at = match At::<Marks>::admit(&mut read, account, Some(school), now).await {
            Err(Error::Forbidden) => return Ok(()),
            admitted => admitted?,
        };
        let today = at.today(now);
        let courses = records::courses(&mut read, &at, today).await?;
        let staff = records::staff(&mut read, &at, today).await?;
        let with_account = staff.into_iter().filter(|member| member.account.is_some());
        let with_account: HashSet<Id<Staff>> = with_account.map(|member| member.id).collect();
        let of_divisions = courses
            .into_iter()
            .filter(|course| course.division.is_some());
        let chosen = of_divisions.enumerate().filter(|(rank, course)| {
            *rank < COURSES || course.teachers.iter().any(|id| with_account.contains(id))
        });
        let mut taught = Vec::new();
        for (_, course) in chosen {
            let code = course.division.unwrap_or_default();
            let pupils = records::pupils_in_division(&mut read, &at, today, &code).await?;
            let key = CourseKey {
                class: Class::Division(code),
                subject: course.subject,
            };
            taught.push((key, pupils));
        }
        drop(read);
        for (key, pupils) in &taught {
            in_write!(context.db, Error, |tx| {
                for given in GIVEN {
                    give(tx, &at, key, given, now).await?;
                }
                let mut cells = Vec::new();
                for (column, stored) in assessment::of_course(tx, &at, key, today)
                    .await?
                    .iter()
                    .enumerate()
                {
                    for (row, pupil) in pupils.iter().enumerate() {
                        let wanted = Mark::parse(&said(row, column), stored.assessment.out_of);
                        cells.push(Judged {
                            cell: (stored.id, pupil.id),
                            shown: String::new(),
                            wanted: wanted.map_err(Error::internal)?,
                        });
                    }
                }
                mark::write(tx, &at, &cells, Conflicting::StopAll, now).await?;
                Ok(())
            })?;
        }
        Ok(())
    })
}

/// What a cell of the demo says: most often points, sometimes why there are none.
fn said(row: usize, column: usize) -> String {
    match (row * 7 + column * 3) % 23 {
        0 => "abs".to_owned(),
        1 => "disp".to_owned(),
        2 => "N.not".to_owned(),
        3 => String::new(),
        // From 0 to 9,5: points of what is out of 10, and half of those out of 20.
        n => {
            let of_ten = (n * 37 + row * 11) % 20;
            let points = if column == 1 { of_ten } else { 6 + of_ten };
            format!(
                "{},{}",
                points / 2 + if column == 1 { 0 } else { 3 },
                points % 2 * 5
            )
        }
    }
}

async fn give(
    write: &mut Write,
    at: &At<Marks>,
    key: &CourseKey,
    (title, ago, coefficient, out_of): (&str, u64, &str, &str),
    now: DateTime<Utc>,
) -> Result<()> {
    let today = at.today(now);
    let day = today
        .checked_sub_days(chrono::Days::new(ago))
        .unwrap_or(today);
    let form = Input::of([
        ("titre", title.to_owned()),
        ("jour", day.to_string()),
        ("publication", day.to_string()),
        ("coefficient", coefficient.to_owned()),
        ("sur", out_of.to_owned()),
    ]);
    // A school year that has just begun has no day so far back.
    let periods = timetable::periods(write, at, today).await?;
    let Ok(assessment) = Assessment::parse(&form, today, &periods) else {
        return Ok(());
    };
    Ok(assessment::add(write, at, FormId::new(), (key, &assessment), now).await?)
}

/// See [`manifest::Manifest::examples`].
pub(crate) fn examples(
    context: Context,
    school: Id<School>,
) -> Pin<Box<dyn Future<Output = Result<Examples>> + Send>> {
    Box::pin(async move {
        let now = context.clock.now();
        let teacher = records::demo::taught(&context, school).await?;
        let head = identity::example_account(&context, "notes", Function::Head, school).await?;
        let bulletin = bulletin::published(&context, school, head).await?;
        let mut read = context.db.read().await?;
        let at = At::<Marks>::admit(&mut read, head, Some(school), now).await?;
        let today = at.today(now);
        let courses = records::courses(&mut read, &at, today).await?;
        let staff = records::staff(&mut read, &at, today).await?;
        let person = staff.into_iter().find(|member| member.id == teacher);
        let answered = person.map_or(Vec::new(), |member| member.principal_of);
        let of_theirs =
            |course: &Course| course.division.is_some() && course.teachers.contains(&teacher);
        // Best of a class for which they answer: they speak for its council too.
        let stranger = |course: &Course| {
            !course
                .division
                .as_ref()
                .is_some_and(|code| answered.contains(code))
        };
        let course = courses.into_iter().filter(of_theirs).min_by_key(stranger);
        let course = course.ok_or(Error::NotFound)?;
        let code = course.division.unwrap_or_default();
        let pupils = records::pupils_in_division(&mut read, &at, today, &code).await?;
        let first = pupils.first().ok_or(Error::NotFound)?;
        let (pupil, name) = (first.id, first.list_name());
        let periods = timetable::periods(&mut read, &at, today).await?;
        let rules = settings::rules(&mut read, &at).await?;
        let programs = records::programs(&mut read, &at, today).await?;
        let (program, _) = programs.into_iter().next().ok_or(Error::NotFound)?;
        let weights = settings::weights(&mut read, &at, today).await?;
        let weights = weights.get(&program).map_or(0, |weights| weights.version);
        let said =
            appreciation::of_pupils(&mut read, &at, ("trimestre-1", today), &[pupil]).await?;
        let said = |subject: &str| {
            let text = said.get(&(pupil, subject.to_owned()));
            text.cloned().unwrap_or_default()
        };
        let of = Of {
            division: &code,
            period: "trimestre-1",
            today,
        };
        let bulletins = published_on(&mut read, &at, of).await?;
        let publication = publication::publication(&mut read, &at, today).await?;
        let pair = Pair {
            mef: records::program_of_each(&mut read, &at, today)
                .await?
                .remove(&pupil)
                .unwrap_or_default(),
            division: code.clone(),
        };
        let (text, council) = (said(&course.subject), said(Topic::COUNCIL));
        drop(read);
        let key = CourseKey {
            class: Class::Division(code),
            subject: course.subject,
        };
        in_write!(context.db, Error, |tx| {
            // One that counts, whatever became of the one before.
            let mut last = counting(tx, &at, &key, today).await?;
            if last.is_none() {
                give(tx, &at, &key, ("Exemple", 0, "1", "20"), now).await?;
                last = counting(tx, &at, &key, today).await?;
            }
            let last = last.ok_or(Error::NotFound)?;
            let cell = (last.id, pupil);
            let known = mark::of_assessments(tx, &at, &[last.id]).await?;
            let shown = known
                .get(&cell)
                .map_or(String::new(), |mark| mark.to_string());
            Ok(vec![
                ("course", key.value()),
                ("assessment", last.id.to_string()),
                ("assessment_version", last.version.to_string()),
                ("marked_pupil", pupil.to_string()),
                ("marked_class", key.class.code().to_owned()),
                ("text_subject", key.subject.clone()),
                ("text_shown", text.clone()),
                ("council_shown", council.clone()),
                ("bulletin", bulletin.clone()),
                ("bulletins_day", bulletins.on.unwrap_or(today).to_string()),
                ("bulletins_version", bulletins.version.to_string()),
                ("publication_version", publication.version.to_string()),
                ("publication_pair", pair.value()),
                ("mark_shown", shown),
                ("lesson_day", today.to_string()),
                (
                    "marks_table",
                    format!("Élève;{}\n{name};11\n", last.assessment.title),
                ),
                ("periods_version", periods.version.to_string()),
                ("rules_version", rules.version.to_string()),
                ("weighed_program", program.clone()),
                ("weights_version", weights.to_string()),
            ])
        })
    })
}

/// The last assessment that is not withdrawn.
async fn counting(
    write: &mut Write,
    at: &At<Marks>,
    key: &CourseKey,
    today: NaiveDate,
) -> Result<Option<Stored>> {
    let given = assessment::of_course(write, at, key, today).await?;
    Ok(given.into_iter().rfind(|stored| !stored.withdrawn))
}
