//! Programmes and classes.

use super::{Plan, compare};
use crate::import::{
    Files,
    rows::{DivisionRow, MefRow},
    state::State,
};
use siecle::NomenclatureFile;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

impl Plan {
    /// Programmes are national, and many schools name them: none ends with one school's file.
    pub(super) fn mefs(&mut self, file: &NomenclatureFile, state: &State) {
        let mut seen = BTreeMap::new();
        for mef in &file.mefs {
            if let Some(label) = mef.print_label.as_ref().or(mef.label.as_ref()) {
                seen.entry(mef.code.to_uppercase()).or_insert(label);
            }
        }
        for (code, label) in seen {
            let stored = state.mefs.get(&code);
            let label = label.clone();
            let wanted = MefRow { code, label };
            compare(&mut self.mefs, &mut self.differences.mefs, stored, wanted);
        }
    }

    /// The classes of the structures, and those that a pupil names: identifiers by code.
    pub(super) fn divisions(&mut self, files: &Files, state: &State) -> HashMap<String, Uuid> {
        let mut wanted: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for pupil in files.pupils.iter().flat_map(|file| &file.pupils) {
            wanted.extend(pupil.division.as_deref().map(|code| (code, None)));
        }
        for division in files.structures.iter().flat_map(|file| &file.divisions) {
            wanted.insert(&division.code, division.label.as_deref());
        }
        let change = &mut self.differences.divisions;
        let mut ids: HashMap<String, Uuid> = HashMap::new();
        for (code, label) in &wanted {
            let stored = state.divisions.get(*code);
            let label = label.map(str::to_owned);
            let row = DivisionRow {
                id: stored.map_or_else(Uuid::now_v7, |row| row.id),
                code: (*code).to_owned(),
                // A pupil's class has no label of its own: keep the known one.
                label: label.or_else(|| stored.and_then(|row| row.label.clone())),
                ended_on: None,
            };
            ids.insert(row.code.clone(), row.id);
            compare(&mut self.divisions, change, stored, row);
        }
        if let Some(file) = &files.structures {
            for row in state.divisions.values() {
                if row.ended_on.is_none() && !wanted.contains_key(row.code.as_str()) {
                    change.ended += 1;
                    let ended_on = Some(file.header.exported_on);
                    self.divisions.update.push(DivisionRow {
                        ended_on,
                        ..row.clone()
                    });
                }
            }
        }
        ids
    }
}
