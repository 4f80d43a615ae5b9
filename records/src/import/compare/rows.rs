//! The rows that an import reads, compares and writes.

use chrono::{DateTime, NaiveDate, Utc};
use education::{Guardian, Id, Pupil, search_key};
use serde_json::Value as Json;
use uuid::Uuid;

/// Rows to write, of one table.
#[derive(Debug)]
pub(super) struct Rows<T> {
    pub(super) insert: Vec<T>,
    pub(super) update: Vec<T>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self {
            insert: Vec::new(),
            update: Vec::new(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub(super) struct PupilRow {
    pub(super) id: Id<Pupil>,
    pub(super) eleve_id: i64,
    pub(super) ine: Option<String>,
    pub(super) family_name: String,
    pub(super) usage_name: Option<String>,
    pub(super) first_name: String,
    pub(super) other_first_names: String,
    pub(super) born_on: Option<NaiveDate>,
    pub(super) sex: Option<String>,
    pub(super) first_key: String,
    pub(super) address: Option<Json>,
    pub(super) mobile_typed: Option<String>,
    pub(super) mobile: Option<String>,
    pub(super) home_phone: Option<String>,
    pub(super) email: Option<String>,
    pub(super) accepts_sms: bool,
    pub(super) as_of: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

impl PupilRow {
    /// What pupils of a school are sorted and searched by.
    pub(super) fn name_key(&self) -> String {
        let surname = self.usage_name.as_ref().unwrap_or(&self.family_name);
        format!("{} {}", search_key(surname), self.first_key)
    }
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub(super) struct EnrolmentRow {
    pub(super) id: Uuid,
    pub(super) pupil: Id<Pupil>,
    pub(super) school_year: i64,
    pub(super) division: Option<Uuid>,
    pub(super) mef: Option<String>,
    pub(super) entered_on: Option<NaiveDate>,
    pub(super) left_on: Option<NaiveDate>,
    pub(super) name_key: String,
    pub(super) school_number: Option<String>,
    pub(super) status: Option<String>,
    pub(super) regime: Option<String>,
    pub(super) leaving_reason: Option<String>,
    pub(super) repeats: bool,
    pub(super) previous: Option<Json>,
    pub(super) options: Option<Json>,
}

impl EnrolmentRow {
    pub(super) fn is_open(&self, today: NaiveDate) -> bool {
        self.left_on.is_none_or(|left| left > today)
    }
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub(super) struct GuardianRow {
    pub(super) id: Id<Guardian>,
    pub(super) personne_id: i64,
    pub(super) civility: Option<String>,
    pub(super) surname: String,
    pub(super) first_name: String,
    pub(super) mobile_typed: Option<String>,
    pub(super) mobile: Option<String>,
    pub(super) home_phone: Option<String>,
    pub(super) work_phone: Option<String>,
    pub(super) email: Option<String>,
    pub(super) address: Option<Json>,
    pub(super) shares_contact: bool,
    pub(super) accepts_sms: bool,
    pub(super) consent_source: String,
    pub(super) consent_at: DateTime<Utc>,
    pub(super) as_of: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub(super) struct LinkRow {
    pub(super) id: Uuid,
    pub(super) pupil: Id<Pupil>,
    pub(super) guardian: Id<Guardian>,
    pub(super) legal_rank: Option<i64>,
    pub(super) kinship: Option<i64>,
    pub(super) financial: bool,
    pub(super) correspondent: bool,
    pub(super) houses_pupil: Option<bool>,
    pub(super) since: NaiveDate,
    pub(super) ended_on: Option<NaiveDate>,
    pub(super) as_of: DateTime<Utc>,
    pub(super) source: String,
    pub(super) detached_at: Option<DateTime<Utc>>,
    /// PERSONNE_ID of the guardian.
    pub(super) personne_id: Option<i64>,
}

/// Puts a row where it belongs, when it is new or differs; says which.
pub(super) fn compare<T: PartialEq>(
    rows: &mut Rows<T>,
    change: &mut crate::import::Change,
    stored: Option<&T>,
    wanted: T,
) {
    match stored {
        None => {
            change.added += 1;
            rows.insert.push(wanted);
        }
        Some(stored) if *stored != wanted => {
            change.changed += 1;
            rows.update.push(wanted);
        }
        Some(_) => {}
    }
}
