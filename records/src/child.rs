//! A pupil, as the pages of their family name them.

use db::{Read, sql};
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

/// The name of a child, and their class of the last school year; `None` for one whom the register no
/// longer has.
pub async fn child_name(read: &mut Read, child: &Child) -> db::Result<Option<ChildName>> {
    sql!(
        "SELECT COALESCE(p.usage_name, p.family_name) AS surname, p.first_name, d.code AS division \
         FROM pupil p JOIN enrolment e ON e.pupil = p.id LEFT JOIN division d ON d.id = e.division \
         WHERE p.id = $1 AND e.school = $2 ORDER BY e.school_year DESC LIMIT 1"
    )
    .bind(child.pupil())
    .bind(child.school())
    .optional(read)
    .await
}
