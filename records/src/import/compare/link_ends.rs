//! Links that a file does not hold any more: they end, and each is told by its names before it does.

use super::{
    Comparison, Export,
    rows::{LinkRow, Rows},
};
use crate::import::{Anomaly, AnomalyKind};
use db::{Result, scratch, sql};
use education::{Guardian, Id, Pupil};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

impl Comparison<'_> {
    /// Ends the links of present pupils that the file does not hold (`held`: those that it holds).
    pub(super) async fn end_links(
        &mut self,
        pupils: &HashMap<Id<Pupil>, i64>,
        stored: &[LinkRow],
        held: &HashSet<(Id<Pupil>, Id<Guardian>)>,
        export: Export,
        rows: &mut Rows<LinkRow>,
    ) -> Result<()> {
        let over = stored.iter().filter(|row| {
            row.ended_on.is_none()
                && row.source == "export"
                && row.as_of <= export.as_of
                && !held.contains(&(row.pupil, row.guardian))
        });
        let mut ending = Vec::new();
        for row in over {
            let (Some(pupil), Some(person)) = (pupils.get(&row.pupil), row.personne_id) else {
                continue;
            };
            // A row that could not be read is no proof that the link is over.
            let (illegible,) = scratch!(
                "SELECT EXISTS (SELECT 1 FROM illegible WHERE person_id = $2 \
                 AND (eleve_id IS NULL OR eleve_id = $1))"
            )
            .bind(*pupil)
            .bind(person)
            .one::<(bool,)>(&mut self.files.workbook.scratch)
            .await?;
            if !illegible {
                ending.push(row);
            }
        }
        self.tell_ends(&ending).await?;
        self.differences.links.ended += ending.len() as u64;
        rows.update.extend(ending.into_iter().map(|row| LinkRow {
            ended_on: Some(export.day),
            as_of: export.as_of,
            ..row.clone()
        }));
        Ok(())
    }

    /// Names who is responsible for whom no more, and who loses pages that they read.
    async fn tell_ends(&mut self, ending: &[&LinkRow]) -> Result<()> {
        if ending.is_empty() {
            return Ok(());
        }
        let links: Vec<Id<()>> = ending.iter().map(|row| Id::from(row.id)).collect();
        let named = sql!(
            sqlite: "SELECT l.id, COALESCE(p.usage_name, p.family_name) || ' ' || p.first_name, g.surname || ' ' || g.first_name \
                     FROM guardianship l JOIN pupil p ON p.id = l.pupil \
                     JOIN guardian g ON g.id = l.guardian \
                     WHERE l.id IN (SELECT unhex(value) FROM json_each($1))",
            postgres: "SELECT l.id, COALESCE(p.usage_name, p.family_name) || ' ' || p.first_name, g.surname || ' ' || g.first_name \
                       FROM guardianship l JOIN pupil p ON p.id = l.pupil \
                       JOIN guardian g ON g.id = l.guardian WHERE l.id = ANY($1)",
        )
        .bind(&links[..])
        .all::<(Uuid, String, String)>(self.hand.read())
        .await?;
        let mut names: HashMap<Uuid, (String, String)> = HashMap::with_capacity(named.len());
        names.extend(
            named
                .into_iter()
                .map(|(id, pupil, guardian)| (id, (pupil, guardian))),
        );
        let pupils: Vec<Id<Pupil>> = ending.iter().map(|row| row.pupil).collect();
        let reading = identity::guardians_with_access(self.hand.read(), &pupils).await?;
        for row in ending {
            let Some((pupil, guardian)) = names.remove(&row.id) else {
                continue;
            };
            let access = match reading.contains(&(row.pupil, row.guardian)) {
                true => " et ne lira plus ses pages dans les télé-services",
                false => "",
            };
            let sentence = format!("{guardian} n'en sera plus responsable{access}.");
            let told = Anomaly::new(AnomalyKind::Ending, None, pupil, sentence);
            self.anomalies.push(told);
        }
        Ok(())
    }
}
