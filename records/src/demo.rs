//! One fictitious pupil, for the access matrix and for tests of services.

use crate::{Staff, import, school};
use chrono::{DateTime, Utc};
use db::{Read, sql};
use education::{Guardian, Id, Pupil, School, school_year_of};
use siecle::generate::{self, Plan};
use std::io::Cursor;
use web::{Context, Error, Result};

/// A pupil of class 5B with a guardian who accepts text messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// The pupil.
    pub pupil: Id<Pupil>,
    /// Their légal 1.
    pub guardian: Id<Guardian>,
}

/// Imports a tiny fictitious export into a declared school, unless it has pupils already, and
/// gives the first pupil by name: with the known pupils of [`generate::SHOWCASE`], ABADIE Clara.
pub async fn example(context: &Context, at: Id<School>) -> Result<Example> {
    let mut read = context.db.read().await?;
    if let Some(example) = first(&mut read, at).await? {
        return Ok(example);
    }
    let school = school(&mut read, at).await?.ok_or(Error::NotFound)?;
    drop(read);
    let files = tiny_export(school.uai.as_str(), context.clock.now());
    let files = files
        .named()
        .map(|(name, bytes)| (name.to_owned(), Cursor::new(bytes.to_vec())));
    import::files_for_program(context, files.into(), &import::Options::default()).await?;
    let mut read = context.db.read().await?;
    first(&mut read, at).await?.ok_or(Error::NotFound)
}

/// The same school with its staff, unless somebody teaches there already: who teaches a class, the
/// first of them by name.
pub async fn taught(context: &Context, at: Id<School>) -> Result<Id<Staff>> {
    example(context, at).await?;
    let mut read = context.db.read().await?;
    if let Some(teacher) = first_teacher(&mut read, at).await? {
        return Ok(teacher);
    }
    let school = school(&mut read, at).await?.ok_or(Error::NotFound)?;
    drop(read);
    let files = tiny_export(school.uai.as_str(), context.clock.now());
    let staff = vec![("sts.xml".to_owned(), Cursor::new(files.staff))];
    import::files_for_program(context, staff, &import::Options::default()).await?;
    let mut read = context.db.read().await?;
    first_teacher(&mut read, at).await?.ok_or(Error::NotFound)
}

async fn first_teacher(read: &mut Read, at: Id<School>) -> Result<Option<Id<Staff>>> {
    let found = sql!(
        "SELECT s.id FROM teaching t JOIN staff s ON s.id = t.staff WHERE t.school = $1 \
         AND t.division IS NOT NULL AND t.ended_on IS NULL \
         ORDER BY EXISTS (SELECT 1 FROM principal_teacher p \
                          WHERE p.staff = t.staff AND p.division = t.division) DESC, \
         s.surname, s.first_name, s.id LIMIT 1"
    )
    .bind(at)
    .optional::<(Id<Staff>,)>(read)
    .await?;
    Ok(found.map(|(id,)| id))
}

/// Keys are those of the académie: another school gets others.
fn tiny_export(uai: &str, now: DateTime<Utc>) -> generate::Files {
    let number: i64 = uai
        .get(..7)
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0);
    let year = school_year_of(now.date_naive());
    let mut plan = Plan::college(uai, year, now.naive_utc() - chrono::Duration::days(1));
    plan.pupils = 3;
    plan.divisions = vec!["5B".into()];
    plan.id_offset = number % 100_000 * 30;
    generate::files(&plan)
}

async fn first(read: &mut Read, at: Id<School>) -> Result<Option<Example>> {
    let found = sql!(
        "SELECT e.pupil, l.guardian FROM enrolment e \
         JOIN guardianship l ON l.pupil = e.pupil JOIN guardian g ON g.id = l.guardian \
         WHERE e.school = $1 AND e.left_on IS NULL AND e.division IS NOT NULL \
         AND l.ended_on IS NULL AND l.legal_rank = 1 AND g.accepts_sms AND g.mobile IS NOT NULL \
         ORDER BY e.name_key, e.pupil, l.guardian LIMIT 1"
    )
    .bind(at)
    .optional::<(Id<Pupil>, Id<Guardian>)>(read)
    .await?;
    Ok(found.map(|(pupil, guardian)| Example { pupil, guardian }))
}
