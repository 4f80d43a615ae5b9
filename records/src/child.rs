//! A pupil, as the pages of their family know them.

use chrono::NaiveDate;
use db::{Read, sql};
use education::{Guardian, Id, Pupil, School};
use identity::Child;

/// What the pages of a family say of a child.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ChildName {
    /// The name by which the pupil is called.
    pub surname: String,
    /// First name.
    pub first_name: String,
    /// Class; `None` for who has none.
    pub division: Option<String>,
}

impl ChildName {
    /// « Léo BERTIN ».
    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.surname)
    }
}

/// Whose enrolment says where a child learns: their own. Of nobody (a preview), that of the first of the
/// first class, who is not named.
pub(crate) async fn enrolled_as(read: &mut Read, child: &Child) -> db::Result<Id<Pupil>> {
    if !child.is_fictitious() {
        return Ok(child.pupil());
    }
    let found = sql!(
        "SELECT e.pupil FROM enrolment e JOIN division d ON d.id = e.division \
         WHERE e.school = $1 AND e.left_on IS NULL ORDER BY e.school_year DESC, d.code, e.id LIMIT 1"
    )
    .bind(child.school())
    .optional::<(Id<Pupil>,)>(read)
    .await?;
    Ok(found.map_or(child.pupil(), |(pupil,)| pupil))
}

/// The name of a child, and their class of the last school year; `None` for one whom the register no
/// longer has.
pub async fn child_name(read: &mut Read, child: &Child) -> db::Result<Option<ChildName>> {
    let pupil = enrolled_as(read, child).await?;
    let named: Option<ChildName> = sql!(
        "SELECT COALESCE(p.usage_name, p.family_name) AS surname, p.first_name, d.code AS division \
         FROM pupil p JOIN enrolment e ON e.pupil = p.id LEFT JOIN division d ON d.id = e.division \
         WHERE p.id = $1 AND e.school = $2 ORDER BY e.school_year DESC LIMIT 1"
    )
    .bind(pupil)
    .bind(child.school())
    .optional(read)
    .await?;
    if !child.is_fictitious() {
        return Ok(named);
    }
    Ok(Some(ChildName {
        surname: "EXEMPLE".into(),
        first_name: "Camille".into(),
        division: named.and_then(|named| named.division),
    }))
}

/// The name of who holds a code about a pupil: the guardian, or the pupil when there is none. First
/// the surname, then the first name; `None` for who is not in the register any more.
pub async fn holder_name(
    read: &mut Read,
    pupil: Id<Pupil>,
    guardian: Option<Id<Guardian>>,
) -> db::Result<Option<(String, String)>> {
    match guardian {
        Some(guardian) => {
            sql!("SELECT surname, first_name FROM guardian WHERE id = $1")
                .bind(guardian)
                .optional(read)
                .await
        }
        None => {
            sql!("SELECT COALESCE(usage_name, family_name), first_name FROM pupil WHERE id = $1")
                .bind(pupil)
                .optional(read)
                .await
        }
    }
}

/// The pupils of whom somebody is a guardian, each with the schools where they are that day, and their
/// first name. For the program itself, which has no admission.
pub async fn pupils_of_guardian(
    read: &mut Read,
    guardian: Id<Guardian>,
    today: NaiveDate,
) -> db::Result<Vec<(Id<School>, Id<Pupil>, String)>> {
    sql!(
        "SELECT DISTINCT e.school, p.id, p.first_name FROM guardianship g \
         JOIN pupil p ON p.id = g.pupil JOIN enrolment e ON e.pupil = p.id \
         WHERE g.guardian = $1 AND g.ended_on IS NULL AND g.legal_rank IS NOT NULL \
         AND (e.left_on IS NULL OR e.left_on > $2) ORDER BY p.first_name, p.id"
    )
    .bind(guardian)
    .bind(today)
    .all(read)
    .await
}

/// Where a child is taught: what their lessons and the parts of their year depend on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChildEnrolment {
    /// The code of their class; `None` for who has none.
    pub division: Option<String>,
    /// Their programme (MEF), by its code.
    pub program: Option<String>,
    /// The codes of their groups, this school year.
    pub groups: Vec<String>,
}

/// See [`ChildEnrolment`]: those of that day on; none of who has left before.
pub async fn child_enrolment(
    read: &mut Read,
    child: &Child,
    from: NaiveDate,
) -> db::Result<ChildEnrolment> {
    let pupil = enrolled_as(read, child).await?;
    let enrolled = sql!(
        "SELECT d.code, e.mef FROM enrolment e LEFT JOIN division d ON d.id = e.division \
         WHERE e.school = $1 AND e.pupil = $2 AND (e.left_on IS NULL OR e.left_on > $3) \
         ORDER BY e.school_year DESC LIMIT 1"
    )
    .bind(child.school())
    .bind(pupil)
    .bind(from)
    .optional::<(Option<String>, Option<String>)>(read)
    .await?;
    let groups = sql!(
        "SELECT g.code FROM group_member m JOIN teaching_group g ON g.id = m.teaching_group \
         JOIN enrolment e ON e.id = m.enrolment \
         WHERE g.school = $1 AND e.pupil = $2 AND g.ended_on IS NULL ORDER BY g.code"
    )
    .bind(child.school())
    .bind(pupil)
    .all::<(String,)>(read)
    .await?;
    let (division, program) = enrolled.unwrap_or_default();
    Ok(ChildEnrolment {
        division,
        program,
        groups: groups.into_iter().map(|(code,)| code).collect(),
    })
}
