//! Whose pages an account of a family opens: the children of a guardian at their schools, and a
//! pupil's own. A link opens with a code that the school gave, and ends in the transaction of the
//! act that ends it.

use crate::admission::{Place, SchoolPlace};
use ::admission::Family;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Account, Guardian, Id, Pupil, School};
use std::collections::HashSet;
use uuid::Uuid;

/// A pupil's pages, open to an account.
#[derive(Debug, Clone, Copy)]
pub enum FamilyLink {}

/// Who holds a link, as the register knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// A guardian of the pupil.
    Guardian(Id<Guardian>),
    /// The pupil.
    Pupil,
}

impl Holder {
    fn uuid(self, pupil: Id<Pupil>) -> Uuid {
        match self {
            Self::Guardian(guardian) => guardian.uuid(),
            Self::Pupil => pupil.uuid(),
        }
    }

    fn of(holder: Uuid, pupil: Id<Pupil>) -> Self {
        if holder == pupil.uuid() {
            Self::Pupil
        } else {
            Self::Guardian(holder.into())
        }
    }

    /// As which of the two audiences of families.
    pub fn family(self) -> Family {
        match self {
            Self::Guardian(_) => Family::Guardian,
            Self::Pupil => Family::Pupil,
        }
    }
}

/// A pupil at a school, and who is to see their pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FamilyPair {
    /// Where.
    pub school: Id<School>,
    /// Of whom.
    pub pupil: Id<Pupil>,
    /// To whom.
    pub holder: Holder,
}

/// Why a link ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkEnd {
    /// The person detached the child themselves.
    Left,
    /// « Ce n'est pas mon enfant ».
    Reported,
    /// The school made a new code: the pages open again when it is typed.
    NewCode,
    /// The school cut it by hand.
    Cut,
    /// The guardian is not one any more.
    Rights,
}

impl LinkEnd {
    const fn code(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Reported => "reported",
            Self::NewCode => "new_code",
            Self::Cut => "cut",
            Self::Rights => "rights",
        }
    }
}

/// What the addresses of a preview begin with: `/apercu/enfants/absences`.
const PREVIEW: &str = "/apercu";

/// The pages of one pupil at one school, open to whoever was admitted to them. Only admission
/// makes it: a store that is given one reads that pupil at that school and nothing else.
#[derive(Debug, Clone)]
pub struct Child {
    pub(crate) link: Id<FamilyLink>,
    pub(crate) pair: FamilyPair,
    pub(crate) place: SchoolPlace,
    pub(crate) open: Vec<String>,
    /// Nobody: no row is about them.
    pub(crate) fictitious: bool,
}

impl Child {
    /// What stands for it in addresses.
    pub fn link(&self) -> Id<FamilyLink> {
        self.link
    }

    /// Of whom.
    pub fn pupil(&self) -> Id<Pupil> {
        self.pair.pupil
    }

    /// Where.
    pub fn school(&self) -> Id<School> {
        self.pair.school
    }

    /// To whom.
    pub fn holder(&self) -> Holder {
        self.pair.holder
    }

    /// Where, with its name and zone.
    pub fn place(&self) -> &SchoolPlace {
        &self.place
    }

    /// Whether the school opens this service to them.
    pub fn is_open(&self, service: &str) -> bool {
        self.open.iter().any(|open| open == service)
    }

    /// Whether they are nobody: the school looks at what its families read. No store knows anything of
    /// them; what the pages show of them is an example.
    pub fn is_fictitious(&self) -> bool {
        self.fictitious
    }

    /// Nobody, at a school that opened these services.
    pub(crate) fn nobody(place: SchoolPlace, to: Family, open: Vec<String>) -> Self {
        let pupil = Id::new();
        Self {
            link: Id::new(),
            pair: FamilyPair {
                school: place.id,
                pupil,
                holder: match to {
                    Family::Guardian => Holder::Guardian(Id::new()),
                    Family::Pupil => Holder::Pupil,
                },
            },
            place,
            open,
            fictitious: true,
        }
    }

    /// The address of a page of theirs: `absences`; empty for the child's own.
    pub fn href(&self, page: &str) -> String {
        let family = self.pair.holder.family().path();
        let own = match self.fictitious {
            true => format!("{PREVIEW}{family}"),
            false => format!("{family}/{}", self.link),
        };
        match page {
            "" => own,
            page => format!("{own}/{page}"),
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<FamilyLink>,
    pupil: Id<Pupil>,
    holder: Uuid,
    school: Id<School>,
    uai: String,
    label: String,
    zone: String,
    kind: Option<String>,
    open: String,
}

impl From<Row> for Child {
    fn from(row: Row) -> Self {
        Self {
            link: row.id,
            pair: FamilyPair {
                school: row.school,
                pupil: row.pupil,
                holder: Holder::of(row.holder, row.pupil),
            },
            place: SchoolPlace {
                id: row.school,
                uai: row.uai,
                label: row.label,
                zone: row.zone.parse().unwrap_or_default(),
                kind: row.kind.as_deref().and_then(|kind| kind.parse().ok()),
            },
            open: row.open.split(' ').map(str::to_owned).collect(),
            fictitious: false,
        }
    }
}

/// The live links of an account, the oldest first, each with what its school opens.
pub async fn children_of(read: &mut Read, account: Id<Account>) -> db::Result<Vec<Child>> {
    let rows = sql!(
        sqlite: "SELECT l.id, l.pupil, l.holder, l.school, p.uai, p.label, p.zone, p.kind, \
                 COALESCE((SELECT group_concat(o.service, ' ') FROM family_opening o \
                 WHERE o.school = l.school AND o.open AND o.audience = \
                 CASE WHEN l.holder = l.pupil THEN 'pupil' ELSE 'guardian' END), '') AS open \
                 FROM family_link l JOIN place p ON p.school = l.school \
                 WHERE l.account = $1 AND l.ended_at IS NULL ORDER BY l.opened_at, l.id",
        postgres: "SELECT l.id, l.pupil, l.holder, l.school, p.uai, p.label, p.zone, p.kind, \
                   COALESCE((SELECT string_agg(o.service, ' ') FROM family_opening o \
                   WHERE o.school = l.school AND o.open AND o.audience = \
                   CASE WHEN l.holder = l.pupil THEN 'pupil' ELSE 'guardian' END), '') AS open \
                   FROM family_link l JOIN place p ON p.school = l.school \
                   WHERE l.account = $1 AND l.ended_at IS NULL ORDER BY l.opened_at, l.id",
    )
    .bind(account)
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().map(Child::from).collect())
}

/// Opens the pages of a pupil to an account; the link that is there already, if there is one.
pub async fn open_link(
    write: &mut Write,
    account: Id<Account>,
    pair: FamilyPair,
    now: DateTime<Utc>,
) -> db::Result<Id<FamilyLink>> {
    let id: Id<FamilyLink> = Id::new();
    sql!(
        "INSERT INTO family_link (id, account, school, pupil, holder, opened_at) \
         VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (account, school, pupil) WHERE ended_at IS NULL DO NOTHING"
    )
    .bind(id)
    .bind(account)
    .bind(pair.school)
    .bind(pair.pupil)
    .bind(pair.holder.uuid(pair.pupil))
    .bind(now)
    .run(write)
    .await?;
    let (live,) = sql!(
        "SELECT id FROM family_link WHERE account = $1 AND school = $2 AND pupil = $3 \
         AND ended_at IS NULL"
    )
    .bind(account)
    .bind(pair.school)
    .bind(pair.pupil)
    .one::<(Id<FamilyLink>,)>(write)
    .await?;
    Ok(live)
}

/// Ends the links of a pair, whatever the account: how many.
pub async fn end_links(
    write: &mut Write,
    pair: FamilyPair,
    why: LinkEnd,
    now: DateTime<Utc>,
) -> db::Result<u64> {
    sql!(
        "UPDATE family_link SET ended_at = $4, end_reason = $5 \
         WHERE school = $1 AND pupil = $2 AND holder = $3 AND ended_at IS NULL"
    )
    .bind(pair.school)
    .bind(pair.pupil)
    .bind(pair.holder.uuid(pair.pupil))
    .bind(now)
    .bind(why.code())
    .run(write)
    .await
}

/// Ends the links of a guardian to a pupil at all schools: they are none any more. How many.
pub async fn end_guardian_links(
    write: &mut Write,
    pupil: Id<Pupil>,
    guardian: Id<Guardian>,
    now: DateTime<Utc>,
) -> db::Result<u64> {
    sql!(
        "UPDATE family_link SET ended_at = $3, end_reason = $4 \
         WHERE pupil = $1 AND holder = $2 AND ended_at IS NULL"
    )
    .bind(pupil)
    .bind(guardian)
    .bind(now)
    .bind(LinkEnd::Rights.code())
    .run(write)
    .await
}

/// Ends all that an account of a family opens: its person closes it.
pub(crate) async fn end_all_links(
    write: &mut Write,
    account: Id<Account>,
    now: DateTime<Utc>,
) -> db::Result<u64> {
    sql!(
        "UPDATE family_link SET ended_at = $2, end_reason = $3 WHERE account = $1 AND ended_at IS NULL"
    )
    .bind(account)
    .bind(now)
    .bind(LinkEnd::Left.code())
    .run(write)
    .await
}

/// Of these pupils, the guardians whose account reads their pages now.
pub async fn guardians_with_access(
    read: &mut Read,
    pupils: &[Id<Pupil>],
) -> db::Result<HashSet<(Id<Pupil>, Id<Guardian>)>> {
    let rows = sql!(
        sqlite: "SELECT pupil, holder FROM family_link WHERE ended_at IS NULL AND holder <> pupil \
                 AND pupil IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT pupil, holder FROM family_link WHERE ended_at IS NULL AND holder <> pupil \
                   AND pupil = ANY($1)",
    )
    .bind(pupils)
    .all::<(Id<Pupil>, Id<Guardian>)>(read)
    .await?;
    Ok(rows.into_iter().collect())
}

/// Whether a person or the school closed the pages of a pair since they were last open: they are not
/// opened again without a code.
pub async fn needs_code(read: &mut Read, pair: FamilyPair) -> db::Result<bool> {
    let (closed,) = sql!(
        "SELECT EXISTS (SELECT 1 FROM family_link l WHERE l.school = $1 AND l.pupil = $2 \
         AND l.holder = $3 AND l.end_reason IN ('reported', 'new_code', 'cut') \
         AND NOT EXISTS (SELECT 1 FROM family_link o WHERE o.account = l.account \
         AND o.school = l.school AND o.pupil = l.pupil AND o.opened_at >= l.ended_at))"
    )
    .bind(pair.school)
    .bind(pair.pupil)
    .bind(pair.holder.uuid(pair.pupil))
    .one::<(bool,)>(read)
    .await?;
    Ok(closed)
}

/// Opens again the links that ended for this reason, where the account has no other one by now: the
/// act is taken back. How many.
pub async fn reopen_links(write: &mut Write, pair: FamilyPair, why: LinkEnd) -> db::Result<u64> {
    sql!(
        "UPDATE family_link SET ended_at = NULL, end_reason = NULL \
         WHERE school = $1 AND pupil = $2 AND holder = $3 AND end_reason = $4 \
         AND NOT EXISTS (SELECT 1 FROM family_link o WHERE o.account = family_link.account \
         AND o.school = family_link.school AND o.pupil = family_link.pupil \
         AND (o.ended_at IS NULL OR o.ended_at > family_link.ended_at))"
    )
    .bind(pair.school)
    .bind(pair.pupil)
    .bind(pair.holder.uuid(pair.pupil))
    .bind(why.code())
    .run(write)
    .await
}

/// Ends one link of an account; false when it has none such.
pub async fn end_link(
    write: &mut Write,
    account: Id<Account>,
    link: Id<FamilyLink>,
    why: LinkEnd,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let ended = sql!(
        "UPDATE family_link SET ended_at = $3, end_reason = $4 \
         WHERE id = $1 AND account = $2 AND ended_at IS NULL"
    )
    .bind(link)
    .bind(account)
    .bind(now)
    .bind(why.code())
    .run(write)
    .await?;
    Ok(ended == 1)
}

impl Child {
    /// As a place, for the frame and the hours.
    pub(crate) fn as_place(&self) -> Place {
        Place::School(self.place.clone())
    }
}
