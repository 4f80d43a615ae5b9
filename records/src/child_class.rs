//! The class of a pupil and who teaches it, as the pages of their family show them.

use crate::child::enrolled_as;
use chrono::NaiveDate;
use db::{Read, sql};
use education::{Id, list_name, sort_key};
use identity::Child;
use std::collections::{BTreeMap, HashMap};

/// Where a child learns, and with whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChildClass {
    /// The class, by its code; `None` for who has none.
    pub division: Option<String>,
    /// The programme, by its code.
    pub mef: Option<String>,
    /// Who answers for the class (*professeurs principaux*), by name.
    pub principals: Vec<String>,
    /// What is taught to the child, in the class and in their groups, by subject.
    pub courses: Vec<ChildCourse>,
}

/// A subject that is taught to a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildCourse {
    /// The code of the subject, in the national list.
    pub subject: String,
    /// Its words, or its code when the register has none.
    pub label: String,
    /// The group, by its code; `None` for the whole class.
    pub group: Option<String>,
    /// Who teaches it, by name.
    pub teachers: Vec<String>,
}

/// An enrolment, for its identifier.
enum Enrolment {}

/// A row of what is taught: subject, its words, group, surname and first name of who teaches it.
type Row = (String, String, Option<String>, String, String);

/// The class of a child, of the last school year that the register knows, and its teaching team
/// (*équipe pédagogique*) that day.
pub async fn child_class(
    read: &mut Read,
    child: &Child,
    today: NaiveDate,
) -> db::Result<ChildClass> {
    let pupil = enrolled_as(read, child).await?;
    let found = sql!(
        "SELECT e.id, d.code, e.mef FROM enrolment e LEFT JOIN division d ON d.id = e.division \
         WHERE e.pupil = $1 AND e.school = $2 ORDER BY e.school_year DESC LIMIT 1"
    )
    .bind(pupil)
    .bind(child.school())
    .optional::<(Id<Enrolment>, Option<String>, Option<String>)>(read)
    .await?;
    let Some((enrolment, division, mef)) = found else {
        return Ok(ChildClass::default());
    };
    let rows = sql!(
        "SELECT t.subject, COALESCE(NULLIF(m.label, ''), NULLIF(m.short_label, ''), t.subject), g.code, \
         s.surname, s.first_name FROM teaching t JOIN staff s ON s.id = t.staff \
         LEFT JOIN subject m ON m.code = t.subject \
         LEFT JOIN teaching_group g ON g.id = t.teaching_group \
         WHERE t.school = $1 AND (t.ended_on IS NULL OR t.ended_on > $2) \
         AND (t.division = (SELECT e.division FROM enrolment e WHERE e.id = $3) \
         OR (g.ended_on IS NULL AND EXISTS (SELECT 1 FROM group_member x \
         WHERE x.teaching_group = g.id AND x.enrolment = $3)))"
    )
    .bind(child.school())
    .bind(today)
    .bind(enrolment)
    .all::<Row>(read)
    .await?;
    let mut courses: BTreeMap<(String, Option<String>, String), ChildCourse> = BTreeMap::new();
    for (subject, label, group, surname, first_name) in rows {
        let key = (sort_key(&label), group.clone(), subject.clone());
        let course = courses.entry(key).or_insert_with(|| ChildCourse {
            subject,
            label,
            group,
            teachers: Vec::new(),
        });
        let name = list_name(&surname, &first_name);
        if !course.teachers.contains(&name) {
            course.teachers.push(name);
        }
    }
    let mut courses: Vec<ChildCourse> = courses.into_values().collect();
    for course in &mut courses {
        course.teachers.sort_by_cached_key(|name| sort_key(name));
    }
    let principals = sql!(
        "SELECT DISTINCT s.surname, s.first_name FROM principal_teacher p JOIN staff s ON s.id = p.staff \
         WHERE p.division = (SELECT e.division FROM enrolment e WHERE e.id = $1) \
         AND (p.ends_on IS NULL OR p.ends_on >= $2)"
    )
    .bind(enrolment)
    .bind(today)
    .all::<(String, String)>(read)
    .await?;
    let named = principals.into_iter();
    let mut principals: Vec<String> = named
        .map(|(surname, first_name)| list_name(&surname, &first_name))
        .collect();
    principals.sort_by_cached_key(|name| sort_key(name));
    Ok(ChildClass {
        division,
        mef,
        principals,
        courses,
    })
}

/// The words of subjects, by their codes: also of those that are not taught any more.
pub async fn subject_labels(read: &mut Read) -> db::Result<HashMap<String, String>> {
    let rows = sql!(
        "SELECT code, COALESCE(NULLIF(label, ''), NULLIF(short_label, ''), code) FROM subject"
    )
    .all::<(String, String)>(read)
    .await?;
    Ok(rows.into_iter().collect())
}
