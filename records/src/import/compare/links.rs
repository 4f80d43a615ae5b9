//! Links between the guardians and the present pupils.

use super::{
    Comparison, Export, PIECE,
    rows::{LinkRow, Rows, compare},
    typed::{Note, TypedHere, write_notes},
    write,
};
use crate::{
    import::{Anomaly, AnomalyKind, staged::StagedLink, workbook::parse},
    typed::Kind,
};
use db::{Result, Scratch, scratch, sql};
use education::{Guardian, Id, Pupil};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A role of the file, between a present pupil and a guardian who is kept.
struct Read {
    pupil: Id<Pupil>,
    guardian: Id<Guardian>,
    personne_id: i64,
    legal_rank: Option<i64>,
    link: StagedLink,
}

/// The next present pupils, with their roles.
struct ReadPiece {
    present: Vec<(i64, Uuid)>,
    roles: Vec<Read>,
}

async fn read_roles(workbook: &mut Scratch, after: i64) -> Result<ReadPiece> {
    type Row = (Uuid, Uuid, i64, Option<i64>, String);
    let present =
        scratch!("SELECT eleve_id, id FROM present WHERE eleve_id > $1 ORDER BY eleve_id LIMIT $2")
            .bind(after)
            .bind(PIECE)
            .all::<(i64, Uuid)>(workbook)
            .await?;
    let last = present.last().map_or(after, |(key, _)| *key);
    let rows = scratch!(
        "SELECT n.id, g.id, g.person_id, r.legal_rank, r.body FROM role r \
         JOIN present n ON n.eleve_id = r.eleve_id JOIN guardian g ON g.person_id = r.person_id \
         WHERE r.eleve_id > $1 AND r.eleve_id <= $2 ORDER BY r.eleve_id, r.person_id"
    )
    .bind(after)
    .bind(last)
    .all::<Row>(workbook)
    .await?;
    let roles = rows
        .into_iter()
        .map(|(pupil, guardian, personne_id, legal_rank, body)| {
            Ok(Read {
                pupil: Id::from(pupil),
                guardian: Id::from(guardian),
                personne_id,
                legal_rank,
                link: parse(&body)?,
            })
        });
    let roles = roles.collect::<Result<Vec<Read>>>()?;
    Ok(ReadPiece { present, roles })
}

impl Comparison<'_> {
    /// Links that are new or differ; those of a present pupil that a full file does not hold
    /// any more end on its date.
    pub(super) async fn links(&mut self, export: Export) -> Result<()> {
        let mut read = read_roles(&mut self.files.workbook.scratch, i64::MIN).await?;
        loop {
            let Some((last, _)) = read.present.last() else {
                return Ok(());
            };
            let after = *last;
            self.progress.compared(read.roles.len());
            let pupils: HashMap<Id<Pupil>, i64> = read
                .present
                .iter()
                .map(|(key, id)| (Id::from(*id), *key))
                .collect();
            let stored = self.stored_links(&pupils).await?;
            let ids: Vec<Uuid> = stored.iter().map(|row| row.id).collect();
            let typed = self.typed_here(Kind::Link, &ids).await?;
            let (mut rows, mut notes) = (Rows::default(), Vec::new());
            let held = self.held(read.roles, &stored, &typed, export, &mut rows, &mut notes);
            self.end_links(&pupils, &stored, &held, export, &mut rows)
                .await?;
            self.put_aside().await?;
            // The next piece is read while this one is written: they are two databases.
            let now = self.rules.now;
            let hand = &mut self.hand;
            let written = async move {
                let Some(tx) = hand.write() else {
                    return Ok(());
                };
                write::links(tx, &rows, now).await?;
                write_notes(tx, notes, export).await
            };
            (read, ()) =
                tokio::try_join!(read_roles(&mut self.files.workbook.scratch, after), written)?;
        }
    }

    /// The links that are open, and those that a person of a school detached.
    async fn stored_links(&mut self, pupils: &HashMap<Id<Pupil>, i64>) -> Result<Vec<LinkRow>> {
        let ids: Vec<Id<Pupil>> = pupils.keys().copied().collect();
        sql!(
            sqlite: "SELECT l.id, l.pupil, l.guardian, l.legal_rank, l.kinship, l.financial, \
                     l.correspondent, l.houses_pupil, l.since, l.ended_on, l.as_of, l.source, \
                     l.detached_at, g.personne_id FROM guardianship l \
                     JOIN guardian g ON g.id = l.guardian \
                     WHERE (l.ended_on IS NULL OR l.detached_at IS NOT NULL) \
                     AND l.pupil IN (SELECT unhex(value) FROM json_each($1))",
            postgres: "SELECT l.id, l.pupil, l.guardian, l.legal_rank, l.kinship, l.financial, \
                       l.correspondent, l.houses_pupil, l.since, l.ended_on, l.as_of, l.source, \
                       l.detached_at, g.personne_id FROM guardianship l \
                       JOIN guardian g ON g.id = l.guardian \
                       WHERE (l.ended_on IS NULL OR l.detached_at IS NOT NULL) \
                       AND l.pupil = ANY($1)",
        )
        .bind(&ids[..])
        .all::<LinkRow>(self.hand.read())
        .await
    }

    /// The links of the file; which they are.
    fn held(
        &mut self,
        read: Vec<Read>,
        stored: &[LinkRow],
        typed: &TypedHere,
        export: Export,
        rows: &mut Rows<LinkRow>,
        notes: &mut Vec<Note>,
    ) -> HashSet<(Id<Pupil>, Id<Guardian>)> {
        let mut held = HashSet::new();
        for role in read {
            let pair = (role.pupil, role.guardian);
            held.insert(pair);
            let of_pair = |row: &&LinkRow| (row.pupil, row.guardian) == pair;
            let known = stored
                .iter()
                .filter(|row| row.ended_on.is_none())
                .find(of_pair);
            let detached = stored
                .iter()
                .filter(|row| row.detached_at.is_some())
                .find(of_pair);
            if let (None, Some(detached)) = (known, detached) {
                self.still_detached(&role, detached);
                continue;
            }
            if known.is_some_and(|row| row.as_of > export.as_of) {
                continue;
            }
            let link = role.link;
            let mut wanted = LinkRow {
                id: known.map_or_else(Uuid::now_v7, |row| row.id),
                pupil: role.pupil,
                guardian: role.guardian,
                legal_rank: role.legal_rank,
                kinship: link.kinship.map(i64::from),
                financial: link.financial,
                correspondent: link.correspondent,
                houses_pupil: link.houses_pupil,
                since: known.map_or(export.day, |row| row.since),
                ended_on: None,
                as_of: known.map_or(export.as_of, |row| row.as_of),
                source: "export".into(),
                detached_at: None,
                personne_id: Some(role.personne_id),
            };
            if let Some(known) = known {
                let what = format!("lien avec la personne n° {}", role.personne_id);
                self.leave_typed((known.id, 0, what), typed, known, &mut wanted, notes);
                // Added here, then known of the register too: it is the register's.
                if *known != wanted {
                    wanted.as_of = export.as_of;
                }
            }
            compare(rows, &mut self.differences.links, known, wanted);
        }
        held
    }

    /// The school detached them: the export does not bring them back.
    fn still_detached(&mut self, role: &Read, detached: &LinkRow) {
        let day = detached
            .ended_on
            .unwrap_or(self.rules.today)
            .format("%d/%m/%Y");
        let sentence = format!(
            "L'export porte encore ce lien, que l'établissement a détaché le {day} : il reste \
             détaché. Corrigez-le dans SIECLE."
        );
        let what = format!("lien avec la personne n° {}", role.personne_id);
        let told = Anomaly::new(AnomalyKind::Conflict, None, what, sentence);
        self.anomalies.push(told);
    }
}
