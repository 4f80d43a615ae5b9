//! The people of a school: who works there this year, what they teach to whom, and the account
//! that was opened for them.

use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, Write, sql};
use education::{Account, Id, list_name, school_year_of, search_key, sort_key};
use identity::{At, AtSchool, StaffAccounts};
use std::collections::{BTreeMap, HashMap};

/// Somebody who works at schools.
#[derive(Debug, Clone, Copy)]
pub enum Staff {}

/// Somebody who works at the school this year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// Which one.
    pub id: Id<Staff>,
    /// Whether STS knows them; otherwise somebody of the school added them.
    pub in_sts: bool,
    /// *Civilité*, as the register writes it.
    pub civility: Option<String>,
    /// Surname.
    pub surname: String,
    /// First name; may be empty.
    pub first_name: String,
    /// The account that was opened for them, here or at another school.
    pub account: Option<Id<Account>>,
    /// What they do here.
    pub posts: Vec<Post>,
    /// What they teach here, by subject.
    pub teaches: Vec<Taught>,
    /// The classes that they answer for (*professeur principal*).
    pub principal_of: Vec<String>,
}

impl StaffMember {
    /// « PERRIN Claire ».
    pub fn list_name(&self) -> String {
        list_name(&self.surname, &self.first_name)
    }
}

/// What somebody does at the school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// FONCTION of STS: ENS, DIR, EDU…
    pub function: String,
    /// The disciplines for which they were hired.
    pub disciplines: Vec<String>,
}

/// A subject that somebody teaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taught {
    /// Its words, or its code when the register has no words for it.
    pub subject: String,
    /// To which classes and groups, in order.
    pub to: Vec<String>,
}

/// Somebody whom no file names: a school-life assistant, a secretary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStaff {
    /// *Civilité*; `None` when it is not said.
    pub civility: Option<String>,
    /// Surname.
    pub surname: String,
    /// First name.
    pub first_name: String,
    /// What they do, in the codes of STS.
    pub function: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<Staff>,
    in_sts: bool,
    civility: Option<String>,
    surname: String,
    first_name: String,
    account: Option<Id<Account>>,
    function: String,
    disciplines: serde_json::Value,
}

/// The people who work at the school this year, by name: those of the last STS, and those who
/// were added here.
pub async fn staff<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    today: NaiveDate,
) -> db::Result<Vec<StaffMember>> {
    let year = current_year(read, at, today).await?;
    let rows = sql!(
        "SELECT s.id, s.sts_key IS NOT NULL AS in_sts, s.civility, s.surname, s.first_name, \
         s.account, p.function, p.disciplines FROM post p JOIN staff s ON s.id = p.staff \
         WHERE p.school = $1 AND p.school_year = $2 AND (p.ended_on IS NULL OR p.ended_on > $3) \
         ORDER BY s.name_key, s.id, p.function"
    )
    .bind(at.school())
    .bind(year)
    .bind(today)
    .all::<Row>(read)
    .await?;
    let mut teaches = teachings(read, at, year, today).await?;
    let mut principal_of = principal_teachers(read, at, year, today).await?;
    let mut people: Vec<StaffMember> = Vec::new();
    for row in rows {
        let post = Post {
            function: row.function,
            disciplines: labels(&row.disciplines),
        };
        match people.last_mut() {
            Some(last) if last.id == row.id => last.posts.push(post),
            _ => people.push(StaffMember {
                id: row.id,
                in_sts: row.in_sts,
                civility: row.civility,
                surname: row.surname,
                first_name: row.first_name,
                account: row.account,
                posts: vec![post],
                teaches: teaches.remove(&row.id).unwrap_or_default(),
                principal_of: principal_of.remove(&row.id).unwrap_or_default(),
            }),
        }
    }
    Ok(people)
}

/// The names of whoever works at the school or has worked there: what was written about a lesson
/// outlives a post.
pub async fn staff_names<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
) -> db::Result<HashMap<Id<Staff>, String>> {
    let rows = sql!(
        "SELECT s.id, s.surname, s.first_name FROM staff s \
         WHERE EXISTS (SELECT 1 FROM post p WHERE p.staff = s.id AND p.school = $1)"
    )
    .bind(at.school())
    .all::<(Id<Staff>, String, String)>(read)
    .await?;
    let named = rows.into_iter();
    Ok(named
        .map(|(id, surname, first_name)| (id, list_name(&surname, &first_name)))
        .collect())
}

/// The person of the register for whom an account was opened, if they work at the school.
pub async fn staff_of_account<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    account: Id<Account>,
    today: NaiveDate,
) -> db::Result<Option<Id<Staff>>> {
    let found = sql!(
        "SELECT s.id FROM staff s WHERE s.account = $2 AND EXISTS (SELECT 1 FROM post p \
         WHERE p.staff = s.id AND p.school = $1 AND (p.ended_on IS NULL OR p.ended_on > $3))"
    )
    .bind(at.school())
    .bind(account)
    .bind(today)
    .optional::<(Id<Staff>,)>(read)
    .await?;
    Ok(found.map(|(id,)| id))
}

/// The year of the last STS; before any, that of the day.
pub(crate) async fn current_year<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    today: NaiveDate,
) -> db::Result<i64> {
    let (year,) = sql!(
        "SELECT MAX(p.school_year) FROM post p JOIN staff s ON s.id = p.staff \
         WHERE p.school = $1 AND s.sts_key IS NOT NULL"
    )
    .bind(at.school())
    .one::<(Option<i64>,)>(read)
    .await?;
    Ok(year.unwrap_or_else(|| i64::from(school_year_of(today))))
}

fn labels(disciplines: &serde_json::Value) -> Vec<String> {
    let all = disciplines.as_array().into_iter().flatten();
    let words = all.filter_map(|one| one["label"].as_str().or_else(|| one["code"].as_str()));
    words.map(str::to_owned).collect()
}

async fn teachings<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    year: i64,
    today: NaiveDate,
) -> db::Result<HashMap<Id<Staff>, Vec<Taught>>> {
    let rows = sql!(
        "SELECT t.staff, COALESCE(NULLIF(m.label, ''), NULLIF(m.short_label, ''), t.subject), \
         COALESCE(d.code, g.code, '') FROM teaching t LEFT JOIN subject m ON m.code = t.subject \
         LEFT JOIN division d ON d.id = t.division \
         LEFT JOIN teaching_group g ON g.id = t.teaching_group \
         WHERE t.school = $1 AND t.school_year = $2 AND (t.ended_on IS NULL OR t.ended_on > $3)"
    )
    .bind(at.school())
    .bind(year)
    .bind(today)
    .all::<(Id<Staff>, String, String)>(read)
    .await?;
    let mut by_person: HashMap<Id<Staff>, BTreeMap<String, Vec<String>>> = HashMap::new();
    for (staff, subject, to) in rows {
        let subjects = by_person.entry(staff).or_default();
        let all = subjects.entry(subject).or_default();
        if !to.is_empty() {
            all.push(to);
        }
    }
    let sorted = by_person.into_iter().map(|(staff, subjects)| {
        let taught = subjects.into_iter().map(|(subject, mut to)| {
            to.sort_by_cached_key(|code| sort_key(code));
            to.dedup();
            Taught { subject, to }
        });
        (staff, taught.collect())
    });
    Ok(sorted.collect())
}

async fn principal_teachers<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    year: i64,
    today: NaiveDate,
) -> db::Result<HashMap<Id<Staff>, Vec<String>>> {
    let rows = sql!(
        "SELECT DISTINCT t.staff, d.code FROM principal_teacher t \
         JOIN division d ON d.id = t.division \
         WHERE d.school = $1 AND d.school_year = $2 AND (t.ends_on IS NULL OR t.ends_on >= $3)"
    )
    .bind(at.school())
    .bind(year)
    .bind(today)
    .all::<(Id<Staff>, String)>(read)
    .await?;
    let mut by_person: HashMap<Id<Staff>, Vec<String>> = HashMap::new();
    for (staff, division) in rows {
        by_person.entry(staff).or_default().push(division);
    }
    for divisions in by_person.values_mut() {
        divisions.sort_by_cached_key(|code| sort_key(code));
    }
    Ok(by_person)
}

/// Adds somebody whom STS does not know to the school. No import ends them.
pub async fn add_staff(
    write: &mut Write,
    at: &At<StaffAccounts>,
    new: &NewStaff,
    now: DateTime<Utc>,
) -> db::Result<Id<Staff>> {
    let id: Id<Staff> = Id::new();
    let year = current_year(write, at, at.today(now)).await?;
    let key = format!(
        "{} {}",
        search_key(&new.surname),
        search_key(&new.first_name)
    );
    sql!(
        "INSERT INTO staff (id, civility, surname, first_name, name_key, as_of, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $6)"
    )
    .bind(id)
    .bind(new.civility.clone())
    .bind(new.surname.as_str())
    .bind(new.first_name.as_str())
    .bind(key)
    .bind(now)
    .run(write)
    .await?;
    sql!(
        "INSERT INTO post (id, staff, school, school_year, function, disciplines, as_of) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(uuid::Uuid::now_v7())
    .bind(id)
    .bind(at.school())
    .bind(year)
    .bind(new.function.as_str())
    .bind(serde_json::Value::Array(Vec::new()))
    .bind(now)
    .run(write)
    .await?;
    Ok(id)
}

/// Says which account is somebody's, who has none yet; false when they have one, or do not work
/// at the school.
pub async fn attach_account(
    write: &mut Write,
    at: &At<StaffAccounts>,
    staff: Id<Staff>,
    account: Id<Account>,
) -> db::Result<bool> {
    let changed = sql!(
        "UPDATE staff SET account = $2 WHERE id = $1 AND account IS NULL \
         AND EXISTS (SELECT 1 FROM post p WHERE p.staff = staff.id AND p.school = $3)"
    )
    .bind(staff)
    .bind(account)
    .bind(at.school())
    .run(write)
    .await?;
    Ok(changed == 1)
}
