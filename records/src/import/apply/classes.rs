//! Programmes and classes.

use super::insert;
use crate::import::rows::{DivisionRow, MefRow, Rows};
use db::{Write, sql};
use education::{Id, School};

pub(super) async fn mefs(tx: &mut Write, rows: &Rows<MefRow>) -> db::Result<()> {
    let columns = ["code", "label"];
    insert(tx, "mef", &columns, &rows.insert, |row| {
        vec![row.code.as_str().into(), row.label.as_str().into()]
    })
    .await?;
    for row in &rows.update {
        sql!("UPDATE mef SET label = $2 WHERE code = $1")
            .bind(&row.code)
            .bind(&row.label)
            .run(tx)
            .await?;
    }
    Ok(())
}

pub(super) async fn divisions(
    tx: &mut Write,
    school: Id<School>,
    school_year: i64,
    rows: &Rows<DivisionRow>,
) -> db::Result<()> {
    let columns = ["id", "school", "school_year", "code", "label", "ended_on"];
    insert(tx, "division", &columns, &rows.insert, |row| {
        vec![
            row.id.into(),
            school.uuid().into(),
            school_year.into(),
            row.code.as_str().into(),
            row.label.clone().into(),
            row.ended_on.into(),
        ]
    })
    .await?;
    for row in &rows.update {
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
