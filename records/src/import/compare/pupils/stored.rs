//! What is stored of the pupils of a piece.

use super::read::Read;
use crate::{
    import::compare::{
        Comparison,
        rows::{EnrolmentRow, PupilRow},
        typed::TypedHere,
    },
    typed::Kind,
};
use db::{Result, sql};
use education::{Id, Pupil};
use serde_json::Value as Json;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What is stored of the pupils of a piece.
pub(super) struct Stored {
    /// By ELEVE_ID.
    pub(super) pupils: HashMap<i64, PupilRow>,
    /// At this school, all years.
    enrolments: HashMap<Id<Pupil>, Vec<EnrolmentRow>>,
    /// Groups by enrolment.
    pub(super) groups: HashMap<Uuid, HashSet<Uuid>>,
    pub(super) typed: TypedHere,
}

impl Stored {
    /// The enrolments here of a pupil, if they are known.
    pub(super) fn here(&self, known: Option<&PupilRow>) -> &[EnrolmentRow] {
        let rows = known.and_then(|known| self.enrolments.get(&known.id));
        rows.map_or(&[], Vec::as_slice)
    }
}

impl Comparison<'_> {
    pub(super) async fn stored_pupils(&mut self, read: &[Read]) -> Result<Stored> {
        let named: Vec<i64> = read.iter().map(|row| row.eleve_id).collect();
        let pupils = sql!(
            sqlite: "SELECT id, eleve_id, ine, family_name, usage_name, first_name, \
                     other_first_names, born_on, sex, first_key, address, mobile_typed, mobile, \
                     home_phone, email, accepts_sms, as_of, updated_at FROM pupil \
                     WHERE eleve_id IN (SELECT value FROM json_each($1))",
            postgres: "SELECT id, eleve_id, ine, family_name, usage_name, first_name, \
                       other_first_names, born_on, sex, first_key, address, mobile_typed, mobile, \
                       home_phone, email, accepts_sms, as_of, updated_at FROM pupil \
                       WHERE eleve_id IN (SELECT jsonb_array_elements_text($1)::bigint)",
        )
        .bind(Json::from(named))
        .all::<PupilRow>(self.hand.read())
        .await?;
        let ids: Vec<Id<Pupil>> = pupils.iter().map(|row| row.id).collect();
        let rows = self.stored_enrolments(&ids).await?;
        let held: Vec<Id<EnrolmentRow>> = rows.iter().map(|row| Id::from(row.id)).collect();
        let members = sql!(
            sqlite: "SELECT enrolment, teaching_group FROM group_member \
                     WHERE enrolment IN (SELECT unhex(value) FROM json_each($1))",
            postgres: "SELECT enrolment, teaching_group FROM group_member \
                       WHERE enrolment = ANY($1)",
        )
        .bind(&held[..])
        .all::<(Uuid, Uuid)>(self.hand.read())
        .await?;
        let subjects: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
        let mut stored = Stored {
            pupils: pupils.into_iter().map(|row| (row.eleve_id, row)).collect(),
            enrolments: HashMap::new(),
            groups: HashMap::new(),
            typed: self.typed_here(Kind::Pupil, &subjects).await?,
        };
        for row in rows {
            stored.enrolments.entry(row.pupil).or_default().push(row);
        }
        for (enrolment, group) in members {
            stored.groups.entry(enrolment).or_default().insert(group);
        }
        Ok(stored)
    }

    async fn stored_enrolments(&mut self, pupils: &[Id<Pupil>]) -> Result<Vec<EnrolmentRow>> {
        sql!(
            sqlite: "SELECT id, pupil, school_year, division, mef, entered_on, left_on, name_key, \
                     school_number, status, regime, leaving_reason, repeats, previous, options \
                     FROM enrolment WHERE school = $1 \
                     AND pupil IN (SELECT unhex(value) FROM json_each($2))",
            postgres: "SELECT id, pupil, school_year, division, mef, entered_on, left_on, name_key, \
                       school_number, status, regime, leaving_reason, repeats, previous, options \
                       FROM enrolment WHERE school = $1 AND pupil = ANY($2)",
        )
        .bind(self.school.id)
        .bind(pupils)
        .all::<EnrolmentRow>(self.hand.read())
        .await
    }
}
