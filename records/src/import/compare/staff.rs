//! The people of the school, what they do there, and what they teach. A school has a few hundred:
//! they are compared at once.

use super::{Comparison, Export};
use crate::import::{Anomaly, AnomalyKind};
use chrono::{DateTime, NaiveDate, Utc};
use db::{Result, sql};
use education::{Account, Id, search_key};
use identity::end_tenures;
use serde_json::{Value as Json, json};
use siecle::{Individual, Origin, StaffKey, Taught};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Somebody who is stored, here or elsewhere.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
struct StaffRow {
    id: Uuid,
    sts_key: String,
    civility: Option<String>,
    surname: String,
    first_name: String,
    as_of: DateTime<Utc>,
}

/// What somebody does here this year, or did in one before and nothing ended.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
struct PostRow {
    id: Uuid,
    staff: Uuid,
    school_year: i64,
    function: String,
    disciplines: Json,
    ended_on: Option<NaiveDate>,
    account: Option<Id<Account>>,
    sts_key: Option<String>,
}

/// A subject, whose class or group, by whom.
type Teaching = (Uuid, String, Option<Uuid>, Option<Uuid>);

impl Comparison<'_> {
    /// Who is new, who changed, who left: whoever left the file loses access the same day.
    pub(super) async fn staff(&mut self, export: Export) -> Result<()> {
        let individuals = std::mem::take(&mut self.files.individuals);
        let done = self.staff_of(&individuals, export).await;
        // The transaction may be run again.
        self.files.individuals = individuals;
        done
    }

    async fn staff_of(&mut self, individuals: &[Individual], export: Export) -> Result<()> {
        let keys: Vec<String> = individuals.iter().map(|one| self.key(one.key)).collect();
        let stored = self.stored_staff(&keys).await?;
        let posts = self.stored_posts().await?;
        let year = self.files.school_year;
        let (mut held, mut stays) = (HashSet::new(), HashSet::new());
        let mut seen = HashSet::new();
        for (one, key) in individuals.iter().zip(&keys) {
            if !seen.insert(key) {
                let what = format!("personnel {}", one.display_name());
                let sentence = "Cette personne figure deux fois : la première fiche est gardée.";
                let told = Anomaly::new(AnomalyKind::Rejected, line(one.line), what, sentence);
                self.anomalies.push(told);
                continue;
            }
            let (id, changed) = self.person(one, key, stored.get(key), export).await?;
            let known = posts.iter().find(|post| {
                post.staff == id
                    && post.school_year == year
                    && Some(&post.function) == one.function.as_ref()
            });
            let Some(function) = &one.function else {
                // Retired, or on a long leave: named by services, and does nothing here.
                continue;
            };
            let disciplines: Vec<Json> = one
                .disciplines
                .iter()
                .map(|discipline| json!({"code": discipline.code, "label": discipline.label}))
                .collect();
            let wanted = PostRow {
                id: known.map_or_else(Uuid::now_v7, |post| post.id),
                staff: id,
                school_year: year,
                function: function.clone(),
                disciplines: Json::Array(disciplines),
                ended_on: None,
                account: known.and_then(|post| post.account),
                sts_key: known.map_or(Some(key.clone()), |post| post.sts_key.clone()),
            };
            held.insert(wanted.id);
            stays.insert(id);
            match known {
                None => self.differences.staff.added += 1,
                Some(known) if *known != wanted || changed => self.differences.staff.changed += 1,
                Some(_) => continue,
            }
            self.write_post(&wanted, export).await?;
        }
        self.end_posts(&posts, &held, &stays, export).await
    }

    /// National numbers are the académie's, local ones the school's.
    fn key(&self, key: StaffKey) -> String {
        match key.origin {
            Origin::National => format!("epp:{}", key.id),
            Origin::Local => format!("local:{}:{}", self.files.uai, key.id),
        }
    }

    async fn stored_staff(&mut self, keys: &[String]) -> Result<HashMap<String, StaffRow>> {
        let rows = sql!(
            sqlite: "SELECT id, sts_key, civility, surname, first_name, as_of FROM staff \
                     WHERE sts_key IN (SELECT value FROM json_each($1))",
            postgres: "SELECT id, sts_key, civility, surname, first_name, as_of FROM staff \
                       WHERE sts_key IN (SELECT jsonb_array_elements_text($1))",
        )
        .bind(Json::from(keys))
        .all::<StaffRow>(self.hand.read())
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| (row.sts_key.clone(), row))
            .collect())
    }

    async fn stored_posts(&mut self) -> Result<Vec<PostRow>> {
        sql!(
            "SELECT p.id, p.staff, p.school_year, p.function, p.disciplines, p.ended_on, \
             s.account, s.sts_key FROM post p JOIN staff s ON s.id = p.staff \
             WHERE p.school = $1 AND (p.school_year = $2 \
             OR (p.school_year < $2 AND p.ended_on IS NULL))"
        )
        .bind(self.school.id)
        .bind(self.files.school_year)
        .all::<PostRow>(self.hand.read())
        .await
    }

    /// The person's row; its identifier, and whether it changed.
    async fn person(
        &mut self,
        one: &Individual,
        key: &str,
        stored: Option<&StaffRow>,
        export: Export,
    ) -> Result<(Uuid, bool)> {
        let mut wanted = StaffRow {
            id: match stored {
                Some(row) => row.id,
                None => *self
                    .files
                    .new_staff
                    .entry(key.to_owned())
                    .or_insert_with(Uuid::now_v7),
            },
            sts_key: key.to_owned(),
            civility: one.civility.clone(),
            surname: one.display_name().to_owned(),
            first_name: one.first_name.clone().unwrap_or_default(),
            as_of: stored.map_or(export.as_of, |row| row.as_of),
        };
        // An export older than what is stored, of another school, changes nothing.
        if stored.is_some_and(|row| *row == wanted || row.as_of > export.as_of) {
            return Ok((wanted.id, false));
        }
        wanted.as_of = export.as_of;
        let now = self.rules.now;
        if let Some(tx) = self.hand.write() {
            let name = format!(
                "{} {}",
                search_key(&wanted.surname),
                search_key(&wanted.first_name)
            );
            sql!(
                "INSERT INTO staff (id, sts_key, civility, surname, first_name, name_key, as_of, \
                 updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (sts_key) \
                 DO UPDATE SET civility = excluded.civility, surname = excluded.surname, \
                 first_name = excluded.first_name, name_key = excluded.name_key, \
                 as_of = excluded.as_of, updated_at = excluded.updated_at"
            )
            .bind(wanted.id)
            .bind(key)
            .bind(wanted.civility)
            .bind(wanted.surname)
            .bind(wanted.first_name)
            .bind(name)
            .bind(wanted.as_of)
            .bind(now)
            .run(tx)
            .await?;
        }
        Ok((wanted.id, stored.is_some()))
    }

    async fn write_post(&mut self, post: &PostRow, export: Export) -> Result<()> {
        let (school, year) = (self.school.id, self.files.school_year);
        let Some(tx) = self.hand.write() else {
            return Ok(());
        };
        sql!(
            "INSERT INTO post (id, staff, school, school_year, function, disciplines, as_of) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE \
             SET disciplines = excluded.disciplines, ended_on = NULL, as_of = excluded.as_of"
        )
        .bind(post.id)
        .bind(post.staff)
        .bind(school)
        .bind(year)
        .bind(&post.function)
        .bind(post.disciplines.clone())
        .bind(export.as_of)
        .run(tx)
        .await?;
        Ok(())
    }

    async fn end_posts(
        &mut self,
        posts: &[PostRow],
        held: &HashSet<Uuid>,
        stays: &HashSet<Uuid>,
        export: Export,
    ) -> Result<()> {
        let year = self.files.school_year;
        // A row that could not be read is no proof; and whom the head typed is in no file.
        let illegible: Vec<String> = self
            .files
            .illegible_staff
            .iter()
            .map(|key| self.key(*key))
            .collect();
        let over = posts.iter().filter(|post| {
            let key = post.sts_key.as_ref();
            // A post of a year before ends with whoever is not in the file of this one.
            let goes = post.school_year == year || !stays.contains(&post.staff);
            goes && post.ended_on.is_none()
                && !held.contains(&post.id)
                && key.is_some_and(|key| !illegible.contains(key))
        });
        for post in over {
            self.differences.staff.ended += 1;
            let (school, today) = (self.school.id, self.rules.today);
            let Some(tx) = self.hand.write() else {
                continue;
            };
            sql!("UPDATE post SET ended_on = $2, as_of = $3 WHERE id = $1")
                .bind(post.id)
                .bind(export.day)
                .bind(export.as_of)
                .run(tx)
                .await?;
            let gone = !stays.contains(&post.staff);
            if let (true, Some(account), Some(school)) = (gone, post.account, school) {
                // Today already opens nothing.
                let last_day = today.pred_opt().unwrap_or(today);
                end_tenures(tx, account, school, last_day).await?;
            }
        }
        Ok(())
    }

    /// Who teaches what to whom, and who answers for a class.
    pub(super) async fn teachings(&mut self, export: Export) -> Result<()> {
        let individuals = std::mem::take(&mut self.files.individuals);
        let done = self.teachings_of(&individuals, export).await;
        self.files.individuals = individuals;
        done
    }

    async fn teachings_of(&mut self, individuals: &[Individual], export: Export) -> Result<()> {
        let keys: Vec<String> = individuals.iter().map(|one| self.key(one.key)).collect();
        let staff = self.stored_staff(&keys).await?;
        let ids: HashMap<StaffKey, Uuid> = individuals
            .iter()
            .zip(&keys)
            .filter_map(|(one, key)| {
                let known = staff.get(key).map(|row| row.id);
                let id = known.or_else(|| self.files.new_staff.get(key).copied())?;
                Some((one.key, id))
            })
            .collect();
        let mut wanted: HashSet<Teaching> = HashSet::new();
        for service in &self.files.services {
            let (division, group) = match &service.structure {
                Taught::Division(code) => (self.divisions.get(code).copied(), None),
                Taught::Group(code) => (None, self.groups.get(code).copied()),
            };
            for teacher in &service.teachers {
                match ids.get(teacher) {
                    Some(id) => {
                        wanted.insert((*id, service.subject.clone(), division, group));
                    }
                    None => {
                        let what = format!("enseignement {}", service.subject);
                        let sentence = "L'enseignant n'est pas dans le fichier.";
                        let at = line(service.line);
                        let told = Anomaly::new(AnomalyKind::Doubtful, at, what, sentence);
                        self.anomalies.push(told);
                    }
                }
            }
        }
        let stored = sql!(
            "SELECT id, staff, subject, division, teaching_group FROM teaching \
             WHERE school = $1 AND school_year = $2 AND ended_on IS NULL"
        )
        .bind(self.school.id)
        .bind(self.files.school_year)
        .all::<(Uuid, Uuid, String, Option<Uuid>, Option<Uuid>)>(self.hand.read())
        .await?;
        for (id, staff, subject, division, group) in stored {
            if wanted.remove(&(staff, subject, division, group)) {
                continue;
            }
            self.differences.teachings.ended += 1;
            if let Some(tx) = self.hand.write() {
                sql!("UPDATE teaching SET ended_on = $2 WHERE id = $1")
                    .bind(id)
                    .bind(export.day)
                    .run(tx)
                    .await?;
            }
        }
        for (staff, subject, division, group) in wanted {
            self.differences.teachings.added += 1;
            let (school, year) = (self.school.id, self.files.school_year);
            if let Some(tx) = self.hand.write() {
                sql!(
                    "INSERT INTO teaching (id, school, school_year, staff, subject, division, \
                     teaching_group) VALUES ($1, $2, $3, $4, $5, $6, $7)"
                )
                .bind(Uuid::now_v7())
                .bind(school)
                .bind(year)
                .bind(staff)
                .bind(subject)
                .bind(division)
                .bind(group)
                .run(tx)
                .await?;
            }
        }
        self.principal_teachers(individuals, &ids).await
    }

    /// Their rows are those of the file, whole.
    async fn principal_teachers(
        &mut self,
        individuals: &[Individual],
        ids: &HashMap<StaffKey, Uuid>,
    ) -> Result<()> {
        let (school, year) = (self.school.id, self.files.school_year);
        let Some(tx) = self.hand.write() else {
            return Ok(());
        };
        sql!(
            "DELETE FROM principal_teacher WHERE division IN \
             (SELECT id FROM division WHERE school = $1 AND school_year = $2)"
        )
        .bind(school)
        .bind(year)
        .run(tx)
        .await?;
        let first_day = i32::try_from(year).ok();
        let first_day = first_day.and_then(|year| NaiveDate::from_ymd_opt(year, 9, 1));
        for one in individuals {
            for main in &one.main_teacher_of {
                let division = self.divisions.get(&main.division);
                let (Some(division), Some(staff)) = (division, ids.get(&one.key)) else {
                    continue;
                };
                sql!(
                    "INSERT INTO principal_teacher (division, staff, starts_on, ends_on) \
                     VALUES ($1, $2, $3, $4) ON CONFLICT (division, staff, starts_on) DO NOTHING"
                )
                .bind(*division)
                .bind(*staff)
                .bind(main.from.or(first_day).unwrap_or(self.rules.today))
                .bind(main.until)
                .run(tx)
                .await?;
            }
        }
        Ok(())
    }
}

fn line(line: u64) -> i64 {
    i64::try_from(line).unwrap_or(i64::MAX)
}
