//! Programmes, subjects, classes, groups: few enough to be compared at once.

use super::{Comparison, Kind};
use crate::import::{Change, files::Named};
use chrono::NaiveDate;
use db::{Result, scratch, sql};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
struct ClassRow {
    id: Uuid,
    code: String,
    label: Option<String>,
    ended_on: Option<NaiveDate>,
}

/// What is to be written of the classes, or of the groups.
#[derive(Debug, Default)]
struct Classes {
    ids: HashMap<String, Uuid>,
    insert: Vec<ClassRow>,
    update: Vec<ClassRow>,
    change: Change,
}

impl Comparison<'_> {
    /// Programmes and subjects are national, and many schools name them: none ends with one
    /// school's file.
    pub(super) async fn nomenclature(&mut self) -> Result<()> {
        let mefs: BTreeMap<String, String> = self.files.mefs.iter().rev().cloned().collect();
        let stored = sql!("SELECT code, label FROM mef")
            .all::<(String, String)>(self.hand.read())
            .await?;
        let stored: HashMap<String, String> = stored.into_iter().collect();
        for (code, label) in mefs {
            match stored.get(&code) {
                Some(known) if *known == label => continue,
                Some(_) => self.differences.mefs.changed += 1,
                None => self.differences.mefs.added += 1,
            }
            if let Some(tx) = self.hand.write() {
                sql!(
                    "INSERT INTO mef (code, label) VALUES ($1, $2) \
                     ON CONFLICT (code) DO UPDATE SET label = excluded.label"
                )
                .bind(code)
                .bind(label)
                .run(tx)
                .await?;
            }
        }
        for (code, short, label) in &self.files.subjects {
            if let Some(tx) = self.hand.write() {
                sql!(
                    "INSERT INTO subject (code, short_label, label) VALUES ($1, $2, $3) \
                     ON CONFLICT (code) DO UPDATE \
                     SET short_label = excluded.short_label, label = excluded.label"
                )
                .bind(code)
                .bind(short)
                .bind(label)
                .run(tx)
                .await?;
            }
        }
        Ok(())
    }

    /// The classes and groups of the structures, and those that a pupil names.
    pub(super) async fn classes(&mut self) -> Result<()> {
        let (year, school) = (self.files.school_year, self.school.id);
        let ended = self.files.of(Kind::Structures).map(|file| file.exported_on);
        let workbook = &mut self.files.workbook.scratch;
        let named =
            scratch!("SELECT DISTINCT divisions ->> 0 FROM placement WHERE divisions <> '[]'")
                .all::<(String,)>(workbook)
                .await?;
        let groups = scratch!("SELECT DISTINCT g.value FROM placement, json_each(groups) g")
            .all::<(String,)>(workbook)
            .await?;
        let stored = sql!(
            "SELECT id, code, label, ended_on FROM division WHERE school = $1 AND school_year = $2"
        )
        .bind(school)
        .bind(year)
        .all::<ClassRow>(self.hand.read())
        .await?;
        let divisions = judge(named, &self.files.divisions, stored, ended);
        let stored = sql!(
            "SELECT id, code, label, ended_on FROM teaching_group \
             WHERE school = $1 AND school_year = $2"
        )
        .bind(school)
        .bind(year)
        .all::<ClassRow>(self.hand.read())
        .await?;
        let groups = judge(groups, &self.files.groups, stored, ended);
        (self.differences.divisions, self.differences.groups) = (divisions.change, groups.change);
        self.write_divisions(&divisions).await?;
        self.write_groups(&groups).await?;
        (self.divisions, self.groups) = (divisions.ids, groups.ids);
        Ok(())
    }

    async fn write_divisions(&mut self, classes: &Classes) -> Result<()> {
        let (year, school) = (self.files.school_year, self.school.id);
        let Some(tx) = self.hand.write() else {
            return Ok(());
        };
        for row in &classes.insert {
            sql!(
                "INSERT INTO division (id, school, school_year, code, label) \
                 VALUES ($1, $2, $3, $4, $5)"
            )
            .bind(row.id)
            .bind(school)
            .bind(year)
            .bind(&row.code)
            .bind(row.label.clone())
            .run(tx)
            .await?;
        }
        for row in &classes.update {
            sql!("UPDATE division SET label = $3, ended_on = $4 WHERE id = $1 AND school = $2")
                .bind(row.id)
                .bind(school)
                .bind(row.label.clone())
                .bind(row.ended_on)
                .run(tx)
                .await?;
        }
        Ok(())
    }

    async fn write_groups(&mut self, classes: &Classes) -> Result<()> {
        let (year, school) = (self.files.school_year, self.school.id);
        let Some(tx) = self.hand.write() else {
            return Ok(());
        };
        for row in &classes.insert {
            sql!(
                "INSERT INTO teaching_group (id, school, school_year, code, label) \
                 VALUES ($1, $2, $3, $4, $5)"
            )
            .bind(row.id)
            .bind(school)
            .bind(year)
            .bind(&row.code)
            .bind(row.label.clone())
            .run(tx)
            .await?;
        }
        for row in &classes.update {
            sql!(
                "UPDATE teaching_group SET label = $3, ended_on = $4 WHERE id = $1 AND school = $2"
            )
            .bind(row.id)
            .bind(school)
            .bind(row.label.clone())
            .bind(row.ended_on)
            .run(tx)
            .await?;
        }
        Ok(())
    }
}

/// What differs. Without the file of structures (`ended` tells its day), none ends.
fn judge(
    named: Vec<(String,)>,
    labelled: &[Named],
    stored: Vec<ClassRow>,
    ended: Option<NaiveDate>,
) -> Classes {
    let mut wanted: BTreeMap<String, Option<String>> = BTreeMap::new();
    wanted.extend(named.into_iter().map(|(code,)| (code, None)));
    for (code, label) in labelled {
        // Two files may name a class, and one of them have no label.
        let wanted = wanted.entry(code.clone()).or_default();
        if label.is_some() {
            wanted.clone_from(label);
        }
    }
    let mut stored: HashMap<String, ClassRow> = stored
        .into_iter()
        .map(|row| (row.code.clone(), row))
        .collect();
    let mut classes = Classes::default();
    for (code, label) in wanted {
        let known = stored.remove(&code);
        let row = ClassRow {
            id: known.as_ref().map_or_else(Uuid::now_v7, |row| row.id),
            // A pupil's class has no label of its own: keep the known one.
            label: label.or_else(|| known.as_ref().and_then(|row| row.label.clone())),
            ended_on: None,
            code,
        };
        classes.ids.insert(row.code.clone(), row.id);
        match known {
            None => {
                classes.change.added += 1;
                classes.insert.push(row);
            }
            Some(known) if known != row => {
                classes.change.changed += 1;
                classes.update.push(row);
            }
            Some(_) => {}
        }
    }
    for row in stored.into_values() {
        if ended.is_some() && row.ended_on.is_none() {
            classes.change.ended += 1;
            classes.update.push(ClassRow {
                ended_on: ended,
                ..row
            });
        }
    }
    classes
}
