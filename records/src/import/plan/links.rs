//! Links between the guardians and the present pupils.

use super::{Plan, compare, keys_in};
use crate::import::{rows::LinkRow, state::State};
use chrono::{DateTime, Utc};
use education::{Guardian, Id, Pupil};
use siecle::{GuardiansFile, Role};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

impl Plan {
    /// Links that are new or differ; those of a present pupil that a full file does not hold
    /// any more end on its date.
    pub(super) fn links(
        &mut self,
        file: &GuardiansFile,
        roles: &[Role],
        guardians: &HashMap<i64, Id<Guardian>>,
        state: &State,
        as_of: DateTime<Utc>,
    ) {
        let open: HashMap<(Id<Pupil>, Id<Guardian>), &LinkRow> = state
            .links
            .iter()
            .map(|row| ((row.pupil, row.guardian), row))
            .collect();
        let mut held = HashSet::new();
        for (link, role) in file.links.iter().zip(roles) {
            let pupil = self.present.get(&role.pupil_id);
            let (Some(&pupil), Some(&guardian)) = (pupil, guardians.get(&role.person_id)) else {
                continue;
            };
            held.insert((pupil, guardian));
            let stored = open.get(&(pupil, guardian)).copied();
            if stored.is_some_and(|row| row.as_of > as_of) {
                continue;
            }
            let mut wanted = LinkRow {
                id: stored.map_or_else(Uuid::now_v7, |row| row.id),
                pupil,
                guardian,
                legal_rank: role.legal_rank.map(i64::from),
                kinship: link.kinship.map(|kinship| i64::from(kinship.0)),
                financial: role.pays_fees,
                correspondent: role.correspondent,
                since: stored.map_or(file.header.exported_on, |row| row.since),
                ended_on: None,
                as_of: stored.map_or(as_of, |row| row.as_of),
            };
            if stored.is_some_and(|row| *row != wanted) {
                wanted.as_of = as_of;
            }
            compare(&mut self.links, &mut self.differences.links, stored, wanted);
        }
        self.end_links(file, state, &held, as_of);
    }

    fn end_links(
        &mut self,
        file: &GuardiansFile,
        state: &State,
        held: &HashSet<(Id<Pupil>, Id<Guardian>)>,
        as_of: DateTime<Utc>,
    ) {
        let present: HashMap<Id<Pupil>, i64> =
            self.present.iter().map(|(key, id)| (*id, *key)).collect();
        let persons: HashMap<Id<Guardian>, i64> = state
            .guardians
            .values()
            .map(|row| (row.id, row.personne_id))
            .collect();
        // A row that could not be read is no proof that the link is over.
        let illegible: HashSet<Vec<i64>> =
            file.rejected.iter().map(|row| keys_in(&row.what)).collect();
        for row in &state.links {
            let keys = (present.get(&row.pupil), persons.get(&row.guardian));
            let (Some(pupil), Some(person)) = keys else {
                continue;
            };
            let over = !held.contains(&(row.pupil, row.guardian))
                && row.as_of <= as_of
                && !illegible.contains(&vec![*pupil, *person]);
            if over {
                self.differences.links.ended += 1;
                self.links.update.push(LinkRow {
                    ended_on: Some(file.header.exported_on),
                    as_of,
                    ..row.clone()
                });
            }
        }
    }
}
