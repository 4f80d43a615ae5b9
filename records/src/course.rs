//! What is taught to whom, and by whom: the services of STS.

use crate::{Staff, staff::current_year};
use chrono::NaiveDate;
use db::{Read, sql};
use education::{Id, sort_key};
use identity::{At, AtSchool};
use std::collections::BTreeMap;

/// A subject that is taught to a class or a group, this school year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// The class, by its code; `None` for a group.
    pub division: Option<String>,
    /// The group, by its code; `None` for a class.
    pub group: Option<String>,
    /// The code of the subject, in the national list.
    pub subject: String,
    /// The words of the subject, or its code when the register has none.
    pub label: String,
    /// Who teaches it.
    pub teachers: Vec<Id<Staff>>,
}

/// A row of the register: teacher, subject, its words, class, group.
type Row = (Id<Staff>, String, String, Option<String>, Option<String>);

/// What is taught at the school that day, by class then subject.
pub async fn courses<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    today: NaiveDate,
) -> db::Result<Vec<Course>> {
    let year = current_year(read, at, today).await?;
    let rows = sql!(
        "SELECT t.staff, t.subject, \
         COALESCE(NULLIF(m.label, ''), NULLIF(m.short_label, ''), t.subject), d.code, g.code \
         FROM teaching t LEFT JOIN subject m ON m.code = t.subject \
         LEFT JOIN division d ON d.id = t.division \
         LEFT JOIN teaching_group g ON g.id = t.teaching_group \
         WHERE t.school = $1 AND t.school_year = $2 AND (t.ended_on IS NULL OR t.ended_on > $3) \
         AND (d.id IS NOT NULL OR g.id IS NOT NULL)"
    )
    .bind(at.school())
    .bind(year)
    .bind(today)
    .all::<Row>(read)
    .await?;
    let mut courses: BTreeMap<(String, String, bool, String), Course> = BTreeMap::new();
    for (staff, subject, label, division, group) in rows {
        let class = division.as_deref().or(group.as_deref()).unwrap_or_default();
        let key = (
            sort_key(class),
            sort_key(&label),
            division.is_none(),
            subject.clone(),
        );
        let course = courses.entry(key).or_insert_with(|| Course {
            division,
            group,
            subject,
            label,
            teachers: Vec::new(),
        });
        if !course.teachers.contains(&staff) {
            course.teachers.push(staff);
        }
    }
    Ok(courses.into_values().collect())
}
