//! What families read of a child: only of that pupil, at that school.

use crate::{
    model::{Assessment, AssessmentRow, Bulletin, Kept, Said},
    store::mark::stored,
};
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, sql};
use education::{Id, school_year_of};
use grading::{Coefficient, OutOf};
use identity::Child;
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<AssessmentRow>,
    subject: String,
    title: String,
    on_day: NaiveDate,
    publication: NaiveDate,
    period: Option<String>,
    coefficient: i64,
    out_of: i64,
    created_at: DateTime<Utc>,
    kind: String,
    points: Option<i64>,
    changed_at: DateTime<Utc>,
}

impl Row {
    /// Our own numbers: what is none of them is as if it were not there.
    fn kept(self, mut said: Vec<Said>) -> Option<Kept> {
        let number = |hundredths: i64| u32::try_from(hundredths).ok();
        said.push(Said {
            mark: stored(&self.kind, self.points, self.out_of),
            since: self.changed_at,
        });
        Some(Kept {
            subject: self.subject,
            assessment: Assessment {
                title: self.title,
                on: self.on_day,
                publication: self.publication,
                period: self.period,
                coefficient: Coefficient::of(number(self.coefficient)?).ok()?,
                out_of: OutOf::of(number(self.out_of)?).ok()?,
            },
            known_since: self.created_at,
            said,
        })
    }
}

/// The marks of a child in all that counts this school year, whatever the class they had them in, the
/// oldest assessment first. Published or not: [`crate::model::Sight`] says what is seen of them.
pub(crate) async fn marks(
    read: &mut Read,
    child: &Child,
    today: NaiveDate,
) -> db::Result<Vec<Kept>> {
    let rows = sql!(
        "SELECT a.id, a.subject, a.title, a.on_day, a.publication, a.period, a.coefficient, a.out_of, \
         a.created_at, m.kind, m.points, m.changed_at FROM mark m JOIN assessment a ON a.id = m.assessment \
         WHERE m.pupil = $1 AND a.school = $2 AND a.school_year = $3 AND a.ended_at IS NULL \
         ORDER BY a.on_day, a.id"
    )
    .bind(child.pupil())
    .bind(child.school())
    .bind(i64::from(school_year_of(today)))
    .all::<Row>(read)
    .await?;
    let changes = sql!(
        "SELECT c.assessment, c.kind, c.points, a.out_of, c.changed_at FROM mark_change c \
         JOIN assessment a ON a.id = c.assessment WHERE c.pupil = $1 AND a.school = $2 \
         AND a.school_year = $3 AND a.ended_at IS NULL ORDER BY c.assessment, c.version"
    )
    .bind(child.pupil())
    .bind(child.school())
    .bind(i64::from(school_year_of(today)))
    .all::<(Id<AssessmentRow>, String, Option<i64>, i64, DateTime<Utc>)>(read)
    .await?;
    let mut before: HashMap<Id<AssessmentRow>, Vec<Said>> = HashMap::new();
    for (assessment, kind, points, out_of, since) in changes {
        let mark = stored(&kind, points, out_of);
        let said = before.entry(assessment).or_default();
        said.push(Said { mark, since });
    }
    let kept = rows.into_iter().filter_map(|row| {
        let said = before.remove(&row.id).unwrap_or_default();
        row.kept(said)
    });
    Ok(kept.collect())
}

/// A bulletin that the family reads.
#[derive(Debug, Clone)]
pub(crate) struct Published {
    /// What stands for it in addresses: « 2026-trimestre-1 ».
    pub(crate) key: String,
    /// Word for word as it was settled.
    pub(crate) bulletin: Bulletin,
    pub(crate) settled_at: DateTime<Utc>,
    /// From when they read it.
    pub(crate) on: NaiveDate,
}

/// A row of it: school year, part of the year, content, when it was settled, from when it is read.
type PublishedRow = (i64, String, String, DateTime<Utc>, NaiveDate);

/// The bulletins of a child that are published by that day, the latest first: those of the class in which
/// they were settled.
pub(crate) async fn bulletins(
    read: &mut Read,
    child: &Child,
    today: NaiveDate,
) -> db::Result<Vec<Published>> {
    let rows = sql!(
        "SELECT b.school_year, b.period, b.content, b.settled_at, p.on_day FROM bulletin b \
         JOIN bulletin_publication p ON p.school = b.school AND p.school_year = b.school_year \
         AND p.period = b.period AND p.division = b.division \
         WHERE b.pupil = $1 AND b.school = $2 AND p.on_day <= $3 \
         ORDER BY b.school_year DESC, p.on_day DESC, b.period DESC"
    )
    .bind(child.pupil())
    .bind(child.school())
    .bind(today)
    .all::<PublishedRow>(read)
    .await?;
    let published = rows
        .into_iter()
        .filter_map(|(year, period, content, settled_at, on)| {
            Some(Published {
                key: format!("{year}-{period}"),
                // Our own words: what cannot be read is not shown.
                bulletin: serde_json::from_str(&content).ok()?,
                settled_at,
                on,
            })
        });
    Ok(published.collect())
}
