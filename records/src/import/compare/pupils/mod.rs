//! The pupils of the file: who is at the school, who left by their date.

mod read;
mod stored;
mod wanted;

use super::{
    Comparison, Export, Hand,
    rows::{EnrolmentRow, PupilRow, Rows},
    typed::{Note, write_notes},
    write,
};
use crate::import::{Anomaly, AnomalyKind, staged::Batch, workbook::hex};
use db::{Result, scratch};
use education::{Id, School};
use read::{Read, read_pupils};
use serde_json::{Value as Json, json};
use std::collections::HashSet;
use stored::Stored;
use uuid::Uuid;

/// What a piece writes.
#[derive(Default)]
struct Piece {
    pupils: Rows<PupilRow>,
    enrolments: Rows<EnrolmentRow>,
    joins: Vec<(Uuid, Uuid)>,
    leaves: Vec<(Uuid, Uuid)>,
    present: Vec<Json>,
    notes: Vec<Note>,
}

/// The file as a whole.
#[derive(Clone, Copy)]
struct File {
    export: Export,
    has_addresses: bool,
}

impl Comparison<'_> {
    pub(super) async fn pupils(&mut self, export: Export) -> Result<()> {
        let (has_addresses,) =
            scratch!("SELECT EXISTS (SELECT 1 FROM address WHERE file = 'eleves')")
                .one::<(bool,)>(&mut self.files.workbook.scratch)
                .await?;
        let file = File {
            export,
            has_addresses,
        };
        let mut read = read_pupils(&mut self.files.workbook.scratch, i64::MIN).await?;
        loop {
            let Some(last) = read.last() else {
                return Ok(());
            };
            let after = last.eleve_id;
            self.progress.compared(read.len());
            let stored = self.stored_pupils(&read).await?;
            let mut piece = Piece::default();
            for row in read {
                self.one_class(&row);
                let known = stored.pupils.get(&row.eleve_id);
                if row.pupil.left_on.is_none_or(|left| left > self.rules.today) {
                    self.present(row, known, &stored, file, &mut piece);
                } else {
                    self.counts.left += 1;
                    let here = stored.here(known);
                    self.leaves(here, row.pupil.left_on, &mut piece.enrolments);
                }
            }
            let batch = Batch {
                table: "present",
                rows: std::mem::take(&mut piece.present),
            };
            self.files.workbook.put(batch).await?;
            self.put_aside().await?;
            // The next piece is read while this one is written: they are two databases.
            let school = self.school.id;
            (read, ()) = tokio::try_join!(
                read_pupils(&mut self.files.workbook.scratch, after),
                write_pupils(&mut self.hand, school, piece, export),
            )?;
        }
    }

    fn one_class(&mut self, row: &Read) {
        if let [kept, other, ..] = row.divisions.as_slice() {
            let sentence =
                format!("L’élève est dans deux classes, {kept} et {other} : {kept} est gardée.");
            let told = Anomaly::new(AnomalyKind::Doubtful, row.line, row.what(), sentence);
            self.anomalies.push(told);
        }
    }

    fn present(
        &mut self,
        row: Read,
        known: Option<&PupilRow>,
        stored: &Stored,
        file: File,
        piece: &mut Piece,
    ) {
        let mut wanted = self.wanted(&row, known, file);
        if let Some(known) = known {
            self.settle_pupil(&row, known, &mut wanted, stored, &mut piece.notes);
        }
        let here = stored.here(known);
        let this_year = here
            .iter()
            .find(|e| e.school_year == self.files.school_year);
        let groups: HashSet<Uuid> = row
            .groups
            .iter()
            .filter_map(|code| self.groups.get(code).copied())
            .collect();
        let enrolment = self.enrolment(row, &wanted, this_year);
        self.counts.present += 1;
        self.counts.without_class += u64::from(enrolment.division.is_none());
        piece.present.push(json!([wanted.eleve_id, hex(wanted.id)]));
        let was_here = here.iter().any(|e| e.is_open(self.rules.today));
        let none = HashSet::new();
        let held = this_year.and_then(|e| stored.groups.get(&e.id));
        let held = held.unwrap_or(&none);
        let same = this_year == Some(&enrolment) && known == Some(&wanted) && *held == groups;
        match (was_here, same) {
            (false, _) => self.differences.pupils.added += 1,
            (true, false) => self.differences.pupils.changed += 1,
            (true, true) => {}
        }
        let id = enrolment.id;
        piece
            .joins
            .extend(groups.difference(held).map(|group| (*group, id)));
        piece
            .leaves
            .extend(held.difference(&groups).map(|group| (*group, id)));
        match known {
            None => piece.pupils.insert.push(wanted),
            Some(known) if *known != wanted => piece.pupils.update.push(wanted),
            Some(_) => {}
        }
        match this_year {
            None => piece.enrolments.insert.push(enrolment),
            Some(stored) if *stored != enrolment => piece.enrolments.update.push(enrolment),
            Some(_) => {}
        }
        // A new school year closes the ones before.
        let earlier = here
            .iter()
            .filter(|e| e.school_year < self.files.school_year);
        for earlier in earlier.filter(|e| e.is_open(file.export.day)) {
            piece.enrolments.update.push(EnrolmentRow {
                left_on: Some(file.export.day),
                ..earlier.clone()
            });
        }
    }
}

async fn write_pupils(
    hand: &mut Hand<'_>,
    school: Option<Id<School>>,
    piece: Piece,
    export: Export,
) -> Result<()> {
    let (Some(tx), Some(school)) = (hand.write(), school) else {
        return Ok(());
    };
    write::pupils(tx, &piece.pupils).await?;
    write::enrolments(tx, school, &piece.enrolments).await?;
    write::pupils_consents(tx, &piece.pupils.insert).await?;
    write::group_members(tx, &piece.joins, &piece.leaves).await?;
    write_notes(tx, piece.notes, export).await
}
