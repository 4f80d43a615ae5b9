//! « Synthèse SMS »: by month of release and by action, over a school year.

use chrono::{DateTime, Utc};
use db::{Read, Result, sql};
use education::school_year_of;
use identity::{At, SchoolLife};

/// An action, or a total.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MonthLine {
    /// The action; empty for a total.
    pub topic: String,
    /// « Nb délivré ».
    pub delivered: i64,
    /// « Nb total »: released, and not withdrawn.
    pub total: i64,
    /// Short messages that a provider took: what is paid.
    pub parts: i64,
}

/// A month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// `2026-11`.
    pub month: String,
    /// By action.
    pub lines: Vec<MonthLine>,
    /// Of the month.
    pub total: MonthLine,
}

/// A school year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// By its first civil year.
    pub school_year: i32,
    /// Month by month, those where something was released.
    pub months: Vec<Month>,
    /// Of the year.
    pub total: MonthLine,
}

impl MonthLine {
    fn add(&mut self, other: &Self) {
        self.delivered += other.delivered;
        self.total += other.total;
        self.parts += other.parts;
    }
}

/// The current school year of the school where one works.
pub async fn summary(
    read: &mut Read,
    at: &At<SchoolLife>,
    service: &str,
    now: DateTime<Utc>,
) -> Result<Summary> {
    let school_year = school_year_of(at.today(now));
    let rows = sql!(
        "SELECT month, topic, \
         CAST(SUM(CASE WHEN state = 'delivered' THEN 1 ELSE 0 END) AS BIGINT), COUNT(*), \
         CAST(SUM(CASE WHEN provider IS NOT NULL AND state <> 'rejected' THEN parts ELSE 0 END) \
              AS BIGINT) \
         FROM message \
         WHERE school = $1 AND service = $2 AND medium = 'sms' AND month >= $3 AND month < $4 \
         AND state NOT IN ('prepared', 'cancelled') \
         GROUP BY month, topic ORDER BY month, topic"
    )
    .bind(at.school())
    .bind(service)
    .bind(format!("{school_year}-08"))
    .bind(format!("{}-08", school_year + 1))
    .all::<(String, String, i64, i64, i64)>(read)
    .await?;
    let mut months: Vec<Month> = Vec::new();
    let mut year = MonthLine::default();
    for (month, topic, delivered, total, parts) in rows {
        let line = MonthLine {
            topic,
            delivered,
            total,
            parts,
        };
        year.add(&line);
        if months.last().is_none_or(|last| last.month != month) {
            months.push(Month {
                month,
                lines: Vec::new(),
                total: MonthLine::default(),
            });
        }
        if let Some(last) = months.last_mut() {
            last.total.add(&line);
            last.lines.push(line);
        }
    }
    Ok(Summary {
        school_year,
        months,
        total: year,
    })
}
