//! What only the rows of a file together tell: doubles, orphans, ranks. Done once, when all files
//! are read, before anything is compared.

use super::{
    Anomaly, AnomalyKind,
    staged::{Batch, StagedLink},
    workbook::{Workbook, parse},
};
use db::{Result, scratch};
use serde_json::json;
use siecle::{Level, Standing};

/// Pupils whose links are ranked at once.
const AT_ONCE: i64 = 500;

impl Workbook {
    /// Keeps the first of what comes twice, leaves out what leads nowhere, ranks the guardians.
    pub(super) async fn settle(&mut self) -> Result<()> {
        for statement in [
            scratch!("CREATE INDEX pupil_id ON pupil (eleve_id)"),
            scratch!("CREATE INDEX pupil_ine ON pupil (ine) WHERE ine IS NOT NULL"),
            scratch!("CREATE INDEX placement_pupil ON placement (eleve_id)"),
            scratch!("CREATE INDEX choice_pupil ON choice (eleve_id)"),
            scratch!("CREATE INDEX person_id ON person (person_id)"),
            scratch!("CREATE INDEX link_pair ON link (eleve_id, person_id)"),
        ] {
            statement.run(&mut self.scratch).await?;
        }
        self.pupils().await?;
        self.persons().await?;
        self.addresses().await?;
        self.ranks().await?;
        scratch!("CREATE INDEX role_person ON role (person_id)")
            .run(&mut self.scratch)
            .await?;
        Ok(())
    }

    async fn pupils(&mut self) -> Result<()> {
        for statement in [
            scratch!(
                "INSERT INTO anomaly (compared, kind, line, what, sentence) \
                 SELECT 0, 'rejected', line, 'élève ' || name || ' (n° ' || eleve_id || ')', \
                 'Cet élève figure deux fois : la première fiche est gardée.' FROM pupil p \
                 WHERE EXISTS (SELECT 1 FROM pupil q WHERE q.eleve_id = p.eleve_id \
                               AND q.rowid < p.rowid)"
            ),
            scratch!(
                "DELETE FROM pupil WHERE EXISTS (SELECT 1 FROM pupil q \
                 WHERE q.eleve_id = pupil.eleve_id AND q.rowid < pupil.rowid)"
            ),
            scratch!(
                "INSERT INTO anomaly (compared, kind, line, what, sentence) \
                 SELECT 0, 'doubtful', p.line, 'élève ' || p.name || ' (n° ' || p.eleve_id || ')', \
                 'L’INE est aussi celui de ' || q.name || '.' FROM pupil p JOIN pupil q \
                 ON q.rowid = (SELECT MAX(f.rowid) FROM pupil f \
                               WHERE f.ine = p.ine AND f.rowid < p.rowid) \
                 WHERE p.ine IS NOT NULL"
            ),
            scratch!(
                "INSERT INTO anomaly (compared, kind, line, what, sentence) \
                 SELECT 0, 'rejected', MAX(line), 'affectation de l’élève n° ' || eleve_id, \
                 'Aucun élève du fichier ne porte cet identifiant.' FROM \
                 (SELECT eleve_id, line FROM placement UNION ALL SELECT eleve_id, line FROM choice) \
                 a WHERE NOT EXISTS (SELECT 1 FROM pupil p WHERE p.eleve_id = a.eleve_id) \
                 GROUP BY eleve_id ORDER BY MAX(line)"
            ),
        ] {
            statement.run(&mut self.scratch).await?;
        }
        Ok(())
    }

    async fn persons(&mut self) -> Result<()> {
        for statement in [
            scratch!(
                "INSERT INTO anomaly (compared, kind, line, what, sentence) \
                 SELECT 0, 'rejected', line, 'responsable ' || name || ' (n° ' || person_id || ')', \
                 'Cette personne figure deux fois : la première fiche est gardée.' FROM person p \
                 WHERE EXISTS (SELECT 1 FROM person q WHERE q.person_id = p.person_id \
                               AND q.rowid < p.rowid)"
            ),
            scratch!(
                "DELETE FROM person WHERE EXISTS (SELECT 1 FROM person q \
                 WHERE q.person_id = person.person_id AND q.rowid < person.rowid)"
            ),
            scratch!(
                "INSERT INTO anomaly (compared, kind, line, what, sentence) \
                 SELECT 0, 'rejected', line, 'lien de l’élève n° ' || eleve_id || \
                 ' avec la personne n° ' || person_id, \
                 'Ce lien figure deux fois : le premier est gardé.' FROM link l \
                 WHERE EXISTS (SELECT 1 FROM link m WHERE m.eleve_id = l.eleve_id \
                               AND m.person_id = l.person_id AND m.rowid < l.rowid)"
            ),
            scratch!(
                "DELETE FROM link WHERE EXISTS (SELECT 1 FROM link m \
                 WHERE m.eleve_id = link.eleve_id AND m.person_id = link.person_id \
                 AND m.rowid < link.rowid)"
            ),
            scratch!(
                "INSERT INTO anomaly (compared, kind, line, what, sentence) \
                 SELECT 0, 'rejected', line, 'lien de l’élève n° ' || eleve_id || \
                 ' avec la personne n° ' || person_id, \
                 'Cette personne n’est pas dans le fichier.' FROM link l \
                 WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.person_id = l.person_id)"
            ),
            // The person may be one of the illegible rows: the link is no end either.
            scratch!(
                "INSERT INTO illegible SELECT eleve_id, person_id FROM link l \
                 WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.person_id = l.person_id)"
            ),
            scratch!(
                "DELETE FROM link WHERE NOT EXISTS \
                 (SELECT 1 FROM person p WHERE p.person_id = link.person_id)"
            ),
        ] {
            statement.run(&mut self.scratch).await?;
        }
        Ok(())
    }

    /// The file without addresses still carries their numbers: they are orphans only beside others.
    async fn addresses(&mut self) -> Result<()> {
        scratch!(
            "INSERT INTO anomaly (compared, kind, line, what, sentence) \
             SELECT 0, 'doubtful', line, 'responsable ' || name || ' (n° ' || person_id || ')', \
             'L’adresse de cette personne n’est pas dans le fichier.' FROM person p \
             WHERE address_id IS NOT NULL \
             AND EXISTS (SELECT 1 FROM address WHERE file = 'responsables') \
             AND NOT EXISTS (SELECT 1 FROM address a WHERE a.file = 'responsables' \
                             AND a.address_id = p.address_id)"
        )
        .run(&mut self.scratch)
        .await?;
        Ok(())
    }

    async fn ranks(&mut self) -> Result<()> {
        let mut after = 0;
        loop {
            let last = scratch!(
                "SELECT MAX(eleve_id) FROM (SELECT DISTINCT eleve_id FROM link \
                 WHERE eleve_id > $1 ORDER BY eleve_id LIMIT $2)"
            )
            .bind(after)
            .bind(AT_ONCE)
            .one::<(Option<i64>,)>(&mut self.scratch)
            .await?;
            let (Some(last),) = last else { return Ok(()) };
            let rows = scratch!(
                "SELECT eleve_id, person_id, line, body FROM link \
                 WHERE eleve_id > $1 AND eleve_id <= $2 ORDER BY eleve_id, rowid"
            )
            .bind(after)
            .bind(last)
            .all::<(i64, i64, i64, String)>(&mut self.scratch)
            .await?;
            let mut links = Vec::with_capacity(rows.len());
            for (pupil, person, line, body) in rows {
                links.push((line, parse::<StagedLink>(&body)?, pupil, person));
            }
            let (mut roles, mut doubts) = (Vec::new(), Vec::new());
            for family in links.chunk_by(|one, other| one.2 == other.2) {
                let of_one: Vec<siecle::Link> = family
                    .iter()
                    .map(|(_, staged, pupil, person)| staged.link(*pupil, *person))
                    .collect();
                doubts.extend(doubtful_ranks(family[0].0, &of_one));
                for (role, (_, staged, pupil, person)) in siecle::roles(&of_one).iter().zip(family)
                {
                    roles.push(json!([pupil, person, role.legal_rank, staged]));
                }
            }
            self.put(Batch {
                table: "role",
                rows: roles,
            })
            .await?;
            self.put(Batch {
                table: "anomaly",
                rows: doubts,
            })
            .await?;
            after = last;
        }
    }
}

/// What is odd in the standing of one pupil's guardians.
fn doubtful_ranks(line: i64, links: &[siecle::Link]) -> Vec<serde_json::Value> {
    let count = |standing| {
        let found = links.iter().filter(|link| link.standing == Some(standing));
        found.count()
    };
    let [first, second] = [count(Standing::Ranked(1)), count(Standing::Ranked(2))];
    let equals = count(Standing::Level(Level::Legal));
    let mut reasons = Vec::new();
    if first + second + equals == 0 {
        reasons.push("Aucun responsable légal parmi les responsables de cet élève.");
    } else if first + equals == 0 {
        reasons.push("Un « légal 2 » sans « légal 1 ».");
    }
    if first > 1 {
        reasons.push("Plusieurs responsables sont « légal 1 » : tous sont gardés.");
    }
    if second > 1 {
        reasons.push("Plusieurs responsables sont « légal 2 » : tous sont gardés.");
    }
    let pupil = links.first().map_or(0, |link| link.pupil_id);
    let what = format!("responsables de l’élève n° {pupil}");
    let told = reasons.into_iter().map(|reason| {
        let told = Anomaly::new(AnomalyKind::Doubtful, line, what.clone(), reason);
        json!([0, told.kind.code(), told.line, told.what, told.sentence])
    });
    told.collect()
}
