//! The pupils of the workbook, piece by piece.

use crate::import::{compare::PIECE, staged::StagedPupil, workbook::parse};
use db::{Result, Scratch, scratch};
use education::{Id, Pupil};
use serde_json::Value as Json;
use std::collections::HashMap;
use uuid::Uuid;

/// A pupil of the file, with what the other sections say of them.
pub(super) struct Read {
    pub(super) eleve_id: i64,
    pub(super) line: i64,
    /// For whom is not known yet.
    pub(super) new_id: Id<Pupil>,
    pub(super) pupil: StagedPupil,
    pub(super) address: Option<Json>,
    pub(super) divisions: Vec<String>,
    pub(super) groups: Vec<String>,
    pub(super) options: Option<Json>,
}

impl Read {
    pub(super) fn what(&self) -> String {
        let surname = self.pupil.usage_name.as_ref();
        let surname = surname.unwrap_or(&self.pupil.family_name);
        let (first_name, id) = (&self.pupil.first_name, self.eleve_id);
        format!("élève {surname} {first_name} (n° {id})")
    }
}

/// The next pupils.
pub(super) async fn read_pupils(workbook: &mut Scratch, after: i64) -> Result<Vec<Read>> {
    type Row = (i64, i64, Uuid, String, Option<String>);
    let rows = scratch!(
        "SELECT eleve_id, line, id, body, (SELECT a.body FROM address a \
             WHERE a.file = 'eleves' AND a.address_id = pupil.address_id) \
             FROM pupil WHERE eleve_id > $1 ORDER BY eleve_id LIMIT $2"
    )
    .bind(after)
    .bind(PIECE)
    .all::<Row>(workbook)
    .await?;
    let last = rows.last().map_or(after, |row| row.0);
    let placed = scratch!(
        "SELECT eleve_id, divisions, groups FROM placement \
             WHERE eleve_id > $1 AND eleve_id <= $2 ORDER BY eleve_id, rowid"
    )
    .bind(after)
    .bind(last)
    .all::<(i64, String, String)>(workbook)
    .await?;
    let chosen = scratch!(
        "SELECT eleve_id, options FROM choice \
             WHERE eleve_id > $1 AND eleve_id <= $2 ORDER BY eleve_id, rowid"
    )
    .bind(after)
    .bind(last)
    .all::<(i64, String)>(workbook)
    .await?;
    let mut places: HashMap<i64, (Vec<String>, Vec<String>)> = HashMap::new();
    for (id, divisions, groups) in placed {
        let place = places.entry(id).or_default();
        append(&mut place.0, parse(&divisions)?);
        append(&mut place.1, parse(&groups)?);
    }
    let mut options: HashMap<i64, Vec<Json>> = HashMap::new();
    for (id, more) in chosen {
        options
            .entry(id)
            .or_default()
            .extend(parse::<Vec<Json>>(&more)?);
    }
    rows.into_iter()
        .map(|(eleve_id, line, id, body, address)| {
            let (divisions, groups) = places.remove(&eleve_id).unwrap_or_default();
            Ok(Read {
                eleve_id,
                line,
                new_id: Id::from(id),
                pupil: parse(&body)?,
                address: address.map(|body| parse(&body)).transpose()?,
                divisions,
                groups,
                options: options.remove(&eleve_id).map(Json::Array),
            })
        })
        .collect()
}

fn append(list: &mut Vec<String>, more: Vec<String>) {
    for code in more {
        if !list.contains(&code) {
            list.push(code);
        }
    }
}
