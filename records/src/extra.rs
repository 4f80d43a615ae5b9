//! What a school asks of guardians beyond what every service needs: each thing with its purpose,
//! switched on by the head, and erased when it is switched off.

use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::Id;
use identity::{At, AtSchool, PupilFilesSettings};

/// Something that a school may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    /// *Situation emploi*.
    Employment,
    /// *Profession*.
    Occupation,
    /// How many children, and how many of them in public secondary schools.
    Children,
}

impl Extra {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Employment, Self::Occupation, Self::Children];

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Employment => "employment",
            Self::Occupation => "occupation",
            Self::Children => "children",
        }
    }

    /// The words on pages.
    pub fn label(self) -> &'static str {
        match self {
            Self::Employment => "Situation d'emploi",
            Self::Occupation => "Profession",
            Self::Children => "Nombre d'enfants à charge",
        }
    }
}

/// Something that the school asks, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What.
    pub extra: Extra,
    /// Why, in the words that families may read.
    pub purpose: String,
}

/// A guardian's answers to what the school asks; what it does not ask is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extras {
    /// Code of the situation.
    pub employment: Option<String>,
    /// Code of the *catégorie socioprofessionnelle*.
    pub occupation: Option<String>,
    /// Children at charge.
    pub children: Option<i64>,
    /// Of whom in public secondary schools.
    pub children_in_secondary: Option<i64>,
}

impl Extras {
    /// Without what is not asked here.
    pub(crate) fn limited_to(mut self, asked: &[Asked]) -> Self {
        for extra in Extra::ALL {
            if !asked.iter().any(|asked| asked.extra == extra) {
                match extra {
                    Extra::Employment => self.employment = None,
                    Extra::Occupation => self.occupation = None,
                    Extra::Children => {
                        self.children = None;
                        self.children_in_secondary = None;
                    }
                }
            }
        }
        self
    }
}

/// What the school asks.
pub async fn asked<A: AtSchool>(read: &mut Read, at: &At<A>) -> db::Result<Vec<Asked>> {
    let rows = sql!("SELECT field, purpose FROM extra_field WHERE school = $1")
        .bind(at.school())
        .all::<(String, String)>(read)
        .await?;
    let of = |extra: Extra| {
        let row = rows.iter().find(|(code, _)| code == extra.code())?;
        Some(Asked {
            extra,
            purpose: row.1.clone(),
        })
    };
    Ok(Extra::ALL.into_iter().filter_map(of).collect())
}

/// From now on the school asks these and nothing else. The answers to what it asks no more are
/// erased, unless another school of a child of the same guardian asks it too. Gives how many
/// guardians' answers were.
pub async fn ask(
    write: &mut Write,
    at: &At<PupilFilesSettings>,
    wanted: &[Asked],
    now: DateTime<Utc>,
) -> db::Result<u64> {
    let before = asked(write, at).await?;
    if before == wanted {
        return Ok(0);
    }
    sql!("DELETE FROM extra_field WHERE school = $1")
        .bind(at.school())
        .run(write)
        .await?;
    for asked in wanted {
        sql!(
            "INSERT INTO extra_field (school, field, purpose, account, since) \
             VALUES ($1, $2, $3, $4, $5)"
        )
        .bind(at.school())
        .bind(asked.extra.code())
        .bind(&asked.purpose)
        .bind(at.person().account)
        .bind(now)
        .run(write)
        .await?;
    }
    let mut erased = 0;
    for gone in before.iter().map(|asked| asked.extra) {
        if !wanted.iter().any(|asked| asked.extra == gone) {
            erased += erase(write, gone).await?;
        }
    }
    let labels: Vec<&str> = wanted.iter().map(|asked| asked.extra.label()).collect();
    let school: Id<_> = at.school();
    let line = Line::new(at.actor(), "extras.changed").on("school", school);
    audit::note(write, now, &line.detail(labels.join(", "))).await?;
    Ok(erased)
}

/// How many guardians answered something that the school asks: what switching it off erases.
pub async fn answered_extras(
    read: &mut Read,
    at: &At<PupilFilesSettings>,
    extra: Extra,
) -> db::Result<i64> {
    let (count,) = sql!(
        "SELECT COUNT(DISTINCT g.id) FROM enrolment e JOIN guardianship l ON l.pupil = e.pupil \
         JOIN guardian g ON g.id = l.guardian WHERE e.school = $1 \
         AND CASE $2 WHEN 'employment' THEN g.employment \
         WHEN 'occupation' THEN g.occupation ELSE CAST(g.children AS TEXT) END IS NOT NULL"
    )
    .bind(at.school())
    .bind(extra.code())
    .one::<(i64,)>(read)
    .await?;
    Ok(count)
}

/// Erases what no school of a child of the guardian asks any more.
async fn erase(write: &mut Write, extra: Extra) -> db::Result<u64> {
    let statement = match extra {
        Extra::Employment => sql!(
            "UPDATE guardian SET employment = NULL, version = version + 1 \
             WHERE employment IS NOT NULL AND NOT EXISTS (SELECT 1 FROM guardianship l \
             JOIN enrolment e ON e.pupil = l.pupil JOIN extra_field x ON x.school = e.school \
             WHERE l.guardian = guardian.id AND x.field = 'employment')"
        ),
        Extra::Occupation => sql!(
            "UPDATE guardian SET occupation = NULL, version = version + 1 \
             WHERE occupation IS NOT NULL AND NOT EXISTS (SELECT 1 FROM guardianship l \
             JOIN enrolment e ON e.pupil = l.pupil JOIN extra_field x ON x.school = e.school \
             WHERE l.guardian = guardian.id AND x.field = 'occupation')"
        ),
        Extra::Children => sql!(
            "UPDATE guardian SET children = NULL, children_in_secondary = NULL, \
             version = version + 1 \
             WHERE children IS NOT NULL AND NOT EXISTS (SELECT 1 FROM guardianship l \
             JOIN enrolment e ON e.pupil = l.pupil JOIN extra_field x ON x.school = e.school \
             WHERE l.guardian = guardian.id AND x.field = 'children')"
        ),
    };
    statement.run(write).await
}

/// What was decided before that instant is asked no more, and the answers go with it. Gives how
/// many decisions ended.
pub(crate) async fn expire(write: &mut Write, cutoff: DateTime<Utc>) -> db::Result<u64> {
    let ended = sql!("DELETE FROM extra_field WHERE since < $1")
        .bind(cutoff)
        .run(write)
        .await?;
    if ended > 0 {
        for extra in Extra::ALL {
            erase(write, extra).await?;
        }
    }
    Ok(ended)
}
