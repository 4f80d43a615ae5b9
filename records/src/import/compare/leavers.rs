//! Who is here and not in a full file any more; and, without a file of pupils, who is here.

use super::{
    Comparison, Export, PIECE,
    rows::{EnrolmentRow, Rows},
    write,
};
use crate::import::{
    staged::Batch,
    workbook::{hex, parse},
};
use chrono::NaiveDate;
use db::{Result, scratch, sql};
use serde_json::{Value as Json, json};
use std::collections::HashSet;
use uuid::Uuid;

/// An enrolment of the school, with the key of its pupil.
#[derive(Debug, sqlx::FromRow)]
struct Here {
    eleve_id: i64,
    #[sqlx(flatten)]
    row: EnrolmentRow,
}

/// Where the next piece begins: the order of the index.
type After = (String, Uuid, Uuid);

impl Comparison<'_> {
    /// Who is not in a full file any more has left; a row that could not be read is no proof.
    pub(super) async fn leavers(&mut self, export: Export) -> Result<()> {
        let mut after = None;
        loop {
            let here = self.here(&mut after).await?;
            if here.is_empty() {
                return Ok(());
            }
            let ids: Vec<i64> = here.iter().map(|here| here.eleve_id).collect();
            let read = self.in_file(&ids).await?;
            let illegible = self.illegible(&ids).await?;
            let mut rows = Rows::default();
            let mut stays = Vec::new();
            let open = here
                .iter()
                .filter(|here| here.row.is_open(self.rules.today));
            let open = open.filter(|here| !read.contains(&here.eleve_id));
            for here in open.collect::<Vec<_>>() {
                if illegible.contains(&here.eleve_id) {
                    stays.push(here);
                } else {
                    let one = std::slice::from_ref(&here.row);
                    self.leaves(one, Some(export.day), &mut rows);
                }
            }
            self.stay(&stays).await?;
            self.write_endings(&rows).await?;
        }
    }

    /// Without a file of pupils, those who are here stay.
    pub(super) async fn pupils_as_they_are(&mut self) -> Result<()> {
        let mut after = None;
        loop {
            let here = self.here(&mut after).await?;
            if here.is_empty() {
                return Ok(());
            }
            let open = here
                .iter()
                .filter(|here| here.row.is_open(self.rules.today));
            let open: Vec<&Here> = open.collect();
            self.stay(&open).await?;
        }
    }

    /// Ends what is open of these enrolments, on that day; corrects the day of one that had ended.
    pub(super) fn leaves(
        &mut self,
        here: &[EnrolmentRow],
        left_on: Option<NaiveDate>,
        rows: &mut Rows<EnrolmentRow>,
    ) {
        let was_here = here.iter().any(|row| row.is_open(self.rules.today));
        let mut corrected = false;
        for row in here {
            let of_this_year = row.school_year == self.files.school_year;
            if row.is_open(self.rules.today) || of_this_year && row.left_on != left_on {
                corrected = true;
                rows.update.push(EnrolmentRow {
                    left_on,
                    ..row.clone()
                });
            }
        }
        self.differences.pupils.ended += u64::from(was_here);
        self.differences.pupils.changed += u64::from(corrected && !was_here);
    }

    /// Writes enrolments that end.
    async fn write_endings(&mut self, rows: &Rows<EnrolmentRow>) -> Result<()> {
        let school = self.school.id;
        match (self.hand.write(), school) {
            (Some(tx), Some(school)) => write::enrolments(tx, school, rows).await,
            _ => Ok(()),
        }
    }

    async fn stay(&mut self, here: &[&Here]) -> Result<()> {
        self.counts.present += here.len() as u64;
        let without = here.iter().filter(|here| here.row.division.is_none());
        self.counts.without_class += without.count() as u64;
        let rows = here
            .iter()
            .map(|here| json!([here.eleve_id, hex(here.row.pupil)]));
        let batch = Batch {
            table: "present",
            rows: rows.collect(),
        };
        self.files.workbook.put(batch).await
    }

    /// Enrolments of the school, open or not, of pupils that the register knows: the next ones.
    async fn here(&mut self, after: &mut Option<After>) -> Result<Vec<Here>> {
        let (key, pupil, id) = after.clone().unwrap_or_default();
        let rows = sql!(
            "SELECT p.eleve_id, e.id, e.pupil, e.school_year, e.division, e.mef, e.entered_on, \
             e.left_on, e.name_key, e.school_number, e.status, e.regime, e.leaving_reason, \
             e.repeats, e.previous, e.options \
             FROM enrolment e JOIN pupil p ON p.id = e.pupil \
             WHERE e.school = $1 AND p.eleve_id IS NOT NULL \
             AND (e.name_key, e.pupil, e.id) > ($2, $3, $4) \
             ORDER BY e.name_key, e.pupil, e.id LIMIT $5"
        )
        .bind(self.school.id)
        .bind(key)
        .bind(pupil)
        .bind(id)
        .bind(PIECE)
        .all::<Here>(self.hand.read())
        .await?;
        if let Some(last) = rows.last() {
            let row = &last.row;
            *after = Some((row.name_key.clone(), row.pupil.uuid(), row.id));
        }
        Ok(rows)
    }

    async fn in_file(&mut self, ids: &[i64]) -> Result<HashSet<i64>> {
        let (found,) = scratch!(
            "SELECT json_group_array(eleve_id) FROM pupil \
             WHERE eleve_id IN (SELECT value FROM json_each($1))"
        )
        .bind(Json::from(ids))
        .one::<(String,)>(&mut self.files.workbook.scratch)
        .await?;
        parse(&found)
    }

    async fn illegible(&mut self, ids: &[i64]) -> Result<HashSet<i64>> {
        let (found,) = scratch!(
            "SELECT json_group_array(eleve_id) FROM illegible WHERE person_id IS NULL \
             AND eleve_id IN (SELECT value FROM json_each($1))"
        )
        .bind(Json::from(ids))
        .one::<(String,)>(&mut self.files.workbook.scratch)
        .await?;
        parse(&found)
    }
}
