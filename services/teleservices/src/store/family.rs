//! Children whom an account may attach without another code: those of a guardian who proved once who
//! they are.

use crate::model::codes::Pair;
use chrono::NaiveDate;
use db::{Read, sql};
use education::{Id, School};
use identity::{Child, Holder};
use web::Result;

/// A child who may be attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attachable {
    /// Where.
    pub(crate) school: Id<School>,
    /// The child, and the guardian who proved who they are.
    pub(crate) pair: Pair,
    /// The child's first name.
    pub(crate) first_name: String,
}

/// The other children of the guardians whom an account proved to be, where no family refused and no
/// school closed the code (Télé-services, guide: « même PERSONNE_ID »).
pub(crate) async fn attachable(
    read: &mut Read,
    family: &[Child],
    today: NaiveDate,
) -> Result<Vec<Attachable>> {
    let mut guardians = Vec::new();
    for child in family {
        if let Holder::Guardian(guardian) = child.holder()
            && !guardians.contains(&guardian)
        {
            guardians.push(guardian);
        }
    }
    let mut found = Vec::new();
    for guardian in guardians {
        for (school, pupil, first_name) in
            records::pupils_of_guardian(read, guardian, today).await?
        {
            let pair = Pair::of(pupil, guardian);
            let known = |child: &Child| child.pupil() == pupil && child.school() == school;
            if !family.iter().any(known) && !is_closed(read, school, pair).await? {
                found.push(Attachable {
                    school,
                    pair,
                    first_name,
                });
            }
        }
    }
    Ok(found)
}

/// Whether the family refused, reported the link, or the school closed the code or made another one
/// that is still to be typed.
async fn is_closed(read: &mut Read, school: Id<School>, pair: Pair) -> db::Result<bool> {
    let (closed,) = sql!(
        "SELECT EXISTS (SELECT 1 FROM family_request WHERE school = $1 AND pupil = $2 AND holder = $3 \
         AND kind = 'refusal' AND lifted_at IS NULL) \
         OR EXISTS (SELECT 1 FROM activation_code WHERE school = $1 AND pupil = $2 AND holder = $3 \
         AND replaced_at IS NULL AND state = 'disabled')"
    )
    .bind(school)
    .bind(pair.pupil)
    .bind(pair.holder)
    .one::<(bool,)>(read)
    .await?;
    Ok(closed || identity::needs_code(read, pair.at(school)).await?)
}
