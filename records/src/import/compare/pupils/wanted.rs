//! The rows of a pupil as they should be: what the export says, but for what was typed here.

use super::{File, read::Read, stored::Stored};
use crate::import::{
    Anomaly, AnomalyKind,
    compare::{
        Comparison,
        rows::{EnrolmentRow, PupilRow},
        typed::Note,
    },
};
use education::{Ine, search_key};
use uuid::Uuid;

impl Comparison<'_> {
    pub(super) fn enrolment(
        &self,
        row: Read,
        pupil: &PupilRow,
        this_year: Option<&EnrolmentRow>,
    ) -> EnrolmentRow {
        let division = row.divisions.first();
        EnrolmentRow {
            id: this_year.map_or_else(Uuid::now_v7, |e| e.id),
            pupil: pupil.id,
            school_year: self.files.school_year,
            division: division.and_then(|code| self.divisions.get(code).copied()),
            name_key: pupil.name_key(),
            mef: row.pupil.mef,
            entered_on: row.pupil.entered_on,
            left_on: row.pupil.left_on,
            school_number: row.pupil.school_number,
            status: row.pupil.status,
            regime: row.pupil.regime,
            leaving_reason: row.pupil.leaving_reason,
            repeats: row.pupil.repeats,
            previous: row.pupil.previous,
            options: row.options,
        }
    }

    /// The pupil's row as the export says it.
    pub(super) fn wanted(&mut self, row: &Read, known: Option<&PupilRow>, file: File) -> PupilRow {
        let ine = self.right_ine(row);
        let mobile = self.right_mobile(row);
        let pupil = &row.pupil;
        let address = if file.has_addresses {
            row.address.clone()
        } else {
            known.and_then(|known| known.address.clone())
        };
        PupilRow {
            id: row.new_id,
            eleve_id: row.eleve_id,
            ine,
            family_name: pupil.family_name.clone(),
            usage_name: pupil.usage_name.clone(),
            first_name: pupil.first_name.clone(),
            other_first_names: pupil.other_first_names.clone(),
            born_on: pupil.born_on,
            sex: pupil.sex.clone(),
            first_key: search_key(&pupil.first_name),
            address,
            mobile_typed: pupil.mobile.clone(),
            mobile,
            home_phone: pupil.home_phone.clone(),
            email: pupil.email.clone(),
            accepts_sms: pupil.accepts_sms,
            as_of: file.export.as_of,
            updated_at: self.rules.now,
        }
    }

    /// The row of a pupil who is known, as it should be: what was typed stays, and an export
    /// older than what is stored, of another school, changes nothing of the person.
    pub(super) fn settle_pupil(
        &mut self,
        row: &Read,
        known: &PupilRow,
        wanted: &mut PupilRow,
        stored: &Stored,
        notes: &mut Vec<Note>,
    ) {
        if known.as_of > wanted.as_of {
            wanted.clone_from(known);
            return;
        }
        wanted.id = known.id;
        let of = (known.id.uuid(), row.line, row.what());
        self.leave_typed(of, &stored.typed, known, wanted, notes);
        let (as_of, now) = (wanted.as_of, wanted.updated_at);
        (wanted.as_of, wanted.updated_at) = (known.as_of, known.updated_at);
        if *wanted != *known {
            (wanted.as_of, wanted.updated_at) = (as_of, now);
        }
    }

    fn right_ine(&mut self, row: &Read) -> Option<String> {
        match Ine::parse(row.pupil.ine.as_deref()?) {
            Ok(ine) => Some(ine.as_str().to_owned()),
            Err(error) => {
                let sentence = format!("{error} Il est laissé vide.");
                let told = Anomaly::new(AnomalyKind::Ine, row.line, row.what(), sentence);
                self.anomalies.push(told);
                None
            }
        }
    }

    fn right_mobile(&mut self, row: &Read) -> Option<String> {
        let typed = row.pupil.mobile.as_deref()?;
        let found = self.rules.usable_mobile(typed);
        if let Err(sentence) = &found {
            let told = Anomaly::new(AnomalyKind::Mobile, row.line, row.what(), sentence.clone());
            self.anomalies.push(told);
        }
        found.ok()
    }
}
