//! Who is at the school, who left.

use super::{Plan, Rules, keys_in};
use crate::import::{
    Anomaly, AnomalyKind,
    rows::{EnrolmentRow, PupilRow},
    state::State,
};
use chrono::{DateTime, NaiveDate, Utc};
use education::{Id, Ine, Pupil, search_key};
use siecle::{PupilsFile, Sex};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What the rows of the file are compared with.
struct Stored<'s> {
    rules: Rules,
    as_of: DateTime<Utc>,
    exported_on: NaiveDate,
    school_year: i64,
    divisions: &'s HashMap<String, Uuid>,
    /// Of the school, by pupil.
    enrolments: HashMap<Id<Pupil>, Vec<&'s EnrolmentRow>>,
}

impl<'s> Stored<'s> {
    fn of(&self, pupil: Option<&PupilRow>) -> &[&'s EnrolmentRow] {
        let rows = pupil.and_then(|pupil| self.enrolments.get(&pupil.id));
        rows.map_or(&[], Vec::as_slice)
    }
}

fn by_pupil(state: &State) -> HashMap<Id<Pupil>, Vec<&EnrolmentRow>> {
    let mut enrolments: HashMap<_, Vec<_>> = HashMap::new();
    for row in &state.enrolments {
        enrolments.entry(row.pupil).or_default().push(row);
    }
    enrolments
}

impl Plan {
    pub(super) fn pupils(
        &mut self,
        file: &PupilsFile,
        state: &State,
        divisions: &HashMap<String, Uuid>,
        rules: Rules,
    ) {
        let stored = Stored {
            rules,
            as_of: state.school.instant(file.header.timestamp),
            exported_on: file.header.exported_on,
            school_year: i64::from(file.header.school_year),
            divisions,
            enrolments: by_pupil(state),
        };
        let mut read = HashSet::new();
        for pupil in &file.pupils {
            read.insert(pupil.id);
            let row = state.pupils.get(&pupil.id);
            if pupil.is_present_on(rules.today) {
                self.present(pupil, row, &stored);
            } else {
                self.counts.left += 1;
                self.leaves(stored.of(row), pupil.left_on, &stored);
            }
        }
        // Who is not in a full file any more has left; a row that could not be read is no proof.
        let illegible: HashSet<i64> = file
            .rejected
            .iter()
            .filter(|row| row.what.starts_with("élève"))
            .flat_map(|row| keys_in(&row.what))
            .collect();
        for row in state
            .pupils
            .values()
            .filter(|row| !read.contains(&row.eleve_id))
        {
            let here = stored.of(Some(row));
            if illegible.contains(&row.eleve_id) {
                self.stays(row, here, rules);
            } else if here.iter().any(|row| row.is_open(rules.today)) {
                self.leaves(here, Some(stored.exported_on), &stored);
            }
        }
    }

    /// Without a file of pupils, those who are here stay.
    pub(super) fn pupils_as_they_are(&mut self, state: &State, rules: Rules) {
        let enrolments = by_pupil(state);
        for row in state.pupils.values() {
            if let Some(here) = enrolments.get(&row.id) {
                self.stays(row, here, rules);
            }
        }
    }

    fn stays(&mut self, row: &PupilRow, here: &[&EnrolmentRow], rules: Rules) {
        if let Some(open) = here.iter().find(|row| row.is_open(rules.today)) {
            self.counts.present += 1;
            self.counts.without_class += u64::from(open.division.is_none());
            self.present.insert(row.eleve_id, row.id);
        }
    }

    fn present(&mut self, pupil: &siecle::Pupil, row: Option<&PupilRow>, stored: &Stored<'_>) {
        let wanted = self.wanted(pupil, row, stored);
        let here = stored.of(row);
        let this_year = here.iter().find(|e| e.school_year == stored.school_year);
        let surname = wanted.usage_name.as_ref().unwrap_or(&wanted.family_name);
        let enrolment = EnrolmentRow {
            id: this_year.map_or_else(Uuid::now_v7, |e| e.id),
            pupil: wanted.id,
            school_year: stored.school_year,
            division: pupil
                .division
                .as_ref()
                .and_then(|code| stored.divisions.get(code).copied()),
            mef: pupil.mef.as_ref().map(|code| code.to_uppercase()),
            entered_on: pupil.entered_on,
            left_on: pupil.left_on,
            name_key: format!("{} {}", search_key(surname), wanted.first_key),
        };
        self.counts.present += 1;
        self.counts.without_class += u64::from(enrolment.division.is_none());
        self.present.insert(pupil.id, wanted.id);
        let was_here = here.iter().any(|e| e.is_open(stored.rules.today));
        let same = this_year.is_some_and(|e| **e == enrolment) && row == Some(&wanted);
        match (was_here, same) {
            (false, _) => self.differences.pupils.added += 1,
            (true, false) => self.differences.pupils.changed += 1,
            (true, true) => {}
        }
        match row {
            None => self.pupils.insert.push(wanted),
            Some(row) if *row != wanted => self.pupils.update.push(wanted),
            Some(_) => {}
        }
        match this_year {
            None => self.enrolments.insert.push(enrolment),
            Some(e) if **e != enrolment => self.enrolments.update.push(enrolment),
            Some(_) => {}
        }
        // A new school year closes the ones before.
        for earlier in here.iter().filter(|e| e.school_year < stored.school_year) {
            if earlier.is_open(stored.exported_on) {
                self.leave(earlier, Some(stored.exported_on));
            }
        }
    }

    /// The pupil's row as it should be. An export older than what is stored, of another
    /// school, changes nothing of the person.
    fn wanted(
        &mut self,
        pupil: &siecle::Pupil,
        row: Option<&PupilRow>,
        stored: &Stored<'_>,
    ) -> PupilRow {
        let ine = self.right_ine(pupil);
        if let Some(newer) = row.filter(|row| row.as_of > stored.as_of) {
            return newer.clone();
        }
        let sex = pupil.sex.map(|sex| match sex {
            Sex::Female => "F".to_owned(),
            Sex::Male => "M".to_owned(),
        });
        let mut wanted = PupilRow {
            id: row.map_or_else(Id::new, |row| row.id),
            eleve_id: pupil.id,
            ine,
            family_name: pupil.family_name.clone(),
            usage_name: pupil.usage_name.clone(),
            first_name: pupil.first_name.clone(),
            born_on: pupil.born_on,
            sex,
            first_key: search_key(&pupil.first_name),
            as_of: row.map_or(stored.as_of, |row| row.as_of),
            updated_at: row.map_or(stored.rules.now, |row| row.updated_at),
        };
        if row.is_some_and(|row| *row != wanted) {
            wanted.as_of = stored.as_of;
            wanted.updated_at = stored.rules.now;
        }
        wanted
    }

    fn right_ine(&mut self, pupil: &siecle::Pupil) -> Option<String> {
        match Ine::parse(pupil.ine.as_deref()?) {
            Ok(ine) => Some(ine.as_str().to_owned()),
            Err(error) => {
                let what = format!(
                    "élève {} {} (n° {})",
                    pupil.display_name(),
                    pupil.first_name,
                    pupil.id
                );
                let sentence = format!("{error} Il est laissé vide.");
                self.anomalies
                    .push(Anomaly::new(AnomalyKind::Ine, what, sentence));
                None
            }
        }
    }

    fn leaves(&mut self, here: &[&EnrolmentRow], left_on: Option<NaiveDate>, stored: &Stored<'_>) {
        let was_here = here.iter().any(|row| row.is_open(stored.rules.today));
        let mut corrected = false;
        for row in here {
            let of_this_year = row.school_year == stored.school_year;
            if row.is_open(stored.rules.today) || of_this_year && row.left_on != left_on {
                corrected = true;
                self.leave(row, left_on);
            }
        }
        self.differences.pupils.ended += u64::from(was_here);
        self.differences.pupils.changed += u64::from(corrected && !was_here);
    }

    fn leave(&mut self, row: &EnrolmentRow, left_on: Option<NaiveDate>) {
        self.enrolments.update.push(EnrolmentRow {
            left_on,
            ..row.clone()
        });
    }
}
