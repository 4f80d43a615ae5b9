//! A line: who, where, what, on what.

use chrono::{DateTime, Utc};
use db::{Write, sql};
use education::{Account, Id, School};
use uuid::Uuid;

/// What was done, in words that the audit page translates. `verb.object`: `sms.released`.
pub type Act = &'static str;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// The account; `None` for the program itself.
    pub account: Option<Id<Account>>,
    /// The school where it happens; `None` for the académie.
    pub school: Option<Id<School>>,
}

impl Actor {
    /// What the program does by itself, for the whole académie.
    pub const PROGRAM: Self = Self {
        account: None,
        school: None,
    };
}

/// A line to be written.
#[derive(Debug, Clone)]
pub struct Line {
    /// Who.
    pub actor: Actor,
    /// What.
    pub act: Act,
    /// On what kind of thing: `pupil`, `message`, `account`; empty when on none.
    pub object_kind: &'static str,
    /// Which one.
    pub object: Option<Uuid>,
    /// What else must be known later: a scope, a count, a reason. No more personal data than
    /// the act needs: an identifier rather than a name.
    pub detail: String,
}

impl Line {
    /// A line on nothing in particular.
    pub fn new(actor: Actor, act: Act) -> Self {
        Self {
            actor,
            act,
            object_kind: "",
            object: None,
            detail: String::new(),
        }
    }

    /// On this object.
    pub fn on<T>(mut self, kind: &'static str, id: Id<T>) -> Self {
        self.object_kind = kind;
        self.object = Some(id.uuid());
        self
    }

    /// With this detail.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}

/// Writes a line in the transaction of its act: both are there, or neither.
pub async fn note(write: &mut Write, now: DateTime<Utc>, line: &Line) -> db::Result<()> {
    sql!(
        "INSERT INTO audit_line (id, at, account, school, act, object_kind, object, detail) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(Uuid::now_v7())
    .bind(now)
    .bind(line.actor.account)
    .bind(line.actor.school)
    .bind(line.act)
    .bind(line.object_kind)
    .bind(line.object)
    .bind(line.detail.as_str())
    .run(write)
    .await?;
    Ok(())
}
