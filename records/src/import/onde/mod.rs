//! ONDE's two extractions, made into the rows that every import compares. They bear no key: each
//! pupil is known by the INE, else by names and birth; a guardian by their name and by a child.
//! Whoever is new gets a key of our own, below zero, which no register gives.

mod matching;

use super::{
    Anomaly, AnomalyKind,
    staged::{Batch, StagedLink, StagedPerson, StagedPupil},
    workbook::{Workbook, hex},
};
use db::{Read, Result, sql};
use education::{Guardian, Id, Pupil, School};
use matching::{Children, Families, person_key, pupil_keys};
use serde_json::{Value, json};
use std::collections::HashMap;

/// Rows of one extraction that are read, at most: fifty times the largest school.
pub(super) const LARGEST: usize = 50_000;

/// The rows of the two extractions.
#[derive(Debug, Default)]
pub(super) struct Extractions {
    pub(super) pupils: Vec<onde::Pupil>,
    pub(super) guardians: Vec<onde::Guardian>,
    /// Names in rows that could not be read: they prove no end.
    pub(super) illegible: Vec<onde::About>,
    /// Whether the rows are in the workbook already.
    staged: bool,
}

/// Puts the rows in the workbook, under the keys of those who are known. Once: a transaction
/// that is run again finds them there.
pub(super) async fn stage(
    extractions: &mut Extractions,
    workbook: &mut Workbook,
    read: &mut Read,
    school: Option<Id<School>>,
) -> Result<()> {
    if std::mem::replace(&mut extractions.staged, true) {
        return Ok(());
    }
    let known = known_pupils(read, school, &extractions.pupils).await?;
    let families = known_guardians(read, school).await?;
    let mut stage = Stage {
        rows: HashMap::new(),
        addresses: 0,
    };
    let children = stage.pupils(&extractions.pupils, &known);
    stage.guardians(&extractions.guardians, &children, families);
    stage.illegible(&extractions.illegible, &known);
    for (table, rows) in stage.rows {
        for piece in rows.chunks(400) {
            let rows = piece.to_vec();
            workbook.put(Batch { table, rows }).await?;
        }
    }
    Ok(())
}

/// Keys of the pupils of this school, and of those of the académie who bear an INE of the file.
async fn known_pupils(
    read: &mut Read,
    school: Option<Id<School>>,
    pupils: &[onde::Pupil],
) -> Result<HashMap<String, i64>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        eleve_id: i64,
        ine: Option<String>,
        family_name: String,
        first_name: String,
        born_on: Option<chrono::NaiveDate>,
    }
    let ines: Vec<&str> = pupils
        .iter()
        .filter_map(|pupil| pupil.ine.as_deref())
        .collect();
    let rows = sql!(
        sqlite: "SELECT eleve_id, ine, family_name, first_name, born_on FROM pupil \
                 WHERE eleve_id < 0 AND (ine IN (SELECT value FROM json_each($2)) \
                 OR id IN (SELECT pupil FROM enrolment WHERE school = $1))",
        postgres: "SELECT eleve_id, ine, family_name, first_name, born_on FROM pupil \
                   WHERE eleve_id < 0 AND (ine IN (SELECT jsonb_array_elements_text($2)) \
                   OR id IN (SELECT pupil FROM enrolment WHERE school = $1))",
    )
    .bind(school)
    .bind(Value::from(ines))
    .all::<Row>(read)
    .await?;
    let mut known = HashMap::new();
    for row in rows {
        let keys = pupil_keys(
            row.ine.as_deref(),
            &row.family_name,
            &row.first_name,
            row.born_on,
        );
        known.extend(keys.into_iter().map(|key| (key, row.eleve_id)));
    }
    Ok(known)
}

/// The guardians of this school's pupils: name, and the keys of their children.
async fn known_guardians(read: &mut Read, school: Option<Id<School>>) -> Result<Families> {
    let rows = sql!(
        "SELECT g.personne_id, g.surname, g.first_name, p.eleve_id \
         FROM (SELECT DISTINCT pupil FROM enrolment WHERE school = $1) e \
         JOIN pupil p ON p.id = e.pupil JOIN guardianship l ON l.pupil = p.id \
         JOIN guardian g ON g.id = l.guardian \
         WHERE g.personne_id < 0 AND p.eleve_id IS NOT NULL"
    )
    .bind(school)
    .all::<(i64, String, String, i64)>(read)
    .await?;
    let mut families = Families::default();
    for (personne_id, surname, first_name, child) in rows {
        families.add(personne_id, &person_key(&surname, &first_name), child);
    }
    Ok(families)
}

/// A key that no register gives: below zero, and never twice.
fn own_key() -> i64 {
    let random = uuid::Uuid::new_v4().as_u128() & (i64::MAX as u128);
    -i64::try_from(random).unwrap_or(i64::MAX).max(1)
}

fn line(line: u64) -> i64 {
    i64::try_from(line).unwrap_or(i64::MAX)
}

/// Rows on their way to the workbook.
struct Stage {
    rows: HashMap<&'static str, Vec<Value>>,
    addresses: i64,
}

impl Stage {
    fn put(&mut self, table: &'static str, row: Value) {
        self.rows.entry(table).or_default().push(row);
    }

    fn tell(&mut self, kind: AnomalyKind, at: u64, what: &str, sentence: &str) {
        let told = Anomaly::new(kind, line(at), what, sentence);
        let row = json!([0, told.kind.code(), told.line, told.what, told.sentence]);
        self.put("anomaly", row);
    }

    /// The number of an address that is put beside its person.
    fn address(&mut self, file: &'static str, address: Option<&onde::Address>) -> Option<i64> {
        let address = address?;
        self.addresses += 1;
        let body = json!({
            "lines": address.lines, "postal_code": address.postal_code, "town": address.town,
            "commune": null, "country": null, "country_name": address.country,
        });
        self.put("address", json!([file, self.addresses, body]));
        Some(self.addresses)
    }

    fn pupils(&mut self, pupils: &[onde::Pupil], known: &HashMap<String, i64>) -> Children {
        let mut children = Children::default();
        let mut seen: HashMap<String, u64> = HashMap::new();
        for pupil in pupils {
            let name = format!("{} {}", pupil.display_name(), pupil.first_name);
            let keys = pupil_keys(
                pupil.ine.as_deref(),
                &pupil.family_name,
                &pupil.first_name,
                pupil.born_on,
            );
            if let Some(first) = keys.iter().find_map(|key| seen.get(key)) {
                let sentence = format!("Cet élève figure déjà à la ligne {first}, qui est gardée.");
                self.tell(
                    AnomalyKind::Rejected,
                    pupil.line,
                    &format!("élève {name}"),
                    &sentence,
                );
                continue;
            }
            let key = keys.iter().find_map(|key| known.get(key)).copied();
            let key = key.unwrap_or_else(own_key);
            seen.extend(keys.into_iter().map(|key| (key, pupil.line)));
            let address = self.address("eleves", pupil.addresses.first());
            let body = StagedPupil::of_onde(pupil);
            let (at, new_id) = (line(pupil.line), hex(Id::<Pupil>::new()));
            let none = None::<&str>;
            self.put(
                "pupil",
                json!([key, at, name, none, body.ine, address, new_id, body]),
            );
            if let Some(class) = &pupil.class_label {
                self.put("placement", json!([key, at, [class], []]));
            }
            children.add(pupil, key);
        }
        children
    }

    fn guardians(
        &mut self,
        guardians: &[onde::Guardian],
        children: &Children,
        mut families: Families,
    ) {
        for guardian in guardians {
            let first_name = guardian.first_name.as_deref().unwrap_or_default();
            let name = format!("{} {first_name}", guardian.display_name());
            let what = format!("responsable {}", name.trim_end());
            let mut of = Vec::new();
            for child in &guardian.children {
                match children.find(child) {
                    Ok(Some(key)) => of.push(key),
                    // A child of another school, or one who left.
                    Ok(None) => {}
                    Err(several) => {
                        let sentence = format!(
                            "{several} élèves s'appellent {} {} : à rattacher vous-même, sur la \
                             fiche de l'élève.",
                            child.family_name, child.first_name
                        );
                        self.tell(AnomalyKind::Doubtful, guardian.line, &what, &sentence);
                    }
                }
            }
            of.sort_unstable();
            of.dedup();
            let key = person_key(guardian.display_name(), first_name);
            let (personne_id, taken) = families.take(&key, &of, own_key);
            if taken {
                let sentence = "Cette personne figure deux fois : la première ligne est gardée.";
                self.tell(AnomalyKind::Rejected, guardian.line, &what, sentence);
                continue;
            }
            let address = self.address("responsables", guardian.address.as_ref());
            let body = StagedPerson::of_onde(guardian);
            let new_id = hex(Id::<Guardian>::new());
            let at = line(guardian.line);
            self.put(
                "person",
                json!([personne_id, at, name, address, new_id, body]),
            );
            for child in of {
                self.put(
                    "role",
                    json!([child, personne_id, null, StagedLink::unknown()]),
                );
            }
        }
    }

    /// Rows that could not be read, about somebody whose name can be told.
    fn illegible(&mut self, about: &[onde::About], known: &HashMap<String, i64>) {
        for about in about {
            if let onde::About::Pupil {
                ine,
                family_name: Some(family_name),
                first_name: Some(first_name),
            } = about
            {
                let keys = pupil_keys(ine.as_deref(), family_name, first_name, None);
                if let Some(key) = keys.iter().find_map(|key| known.get(key)) {
                    self.put("illegible", json!([key, null]));
                }
            }
        }
    }
}
