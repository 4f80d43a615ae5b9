//! The demo's own time: a school day, at 8:40, then running. It goes back only when
//! `PREAU_DEMO_NOW` says so.

use crate::{demo::CLOCK_KEPT_EVERY, house};
use anyhow::{Result, anyhow};
use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, TimeZone as _, Utc, Weekday};
use chrono_tz::Europe::Paris;
use db::{Db, in_write};
use education::is_public_holiday;
use tokio_util::sync::CancellationToken;
use web::{Clock, Context};

const KEPT: &str = "demo_now";

/// The clock: `PREAU_DEMO_NOW`, else the latest day of full lessons at 8:40, or later if the
/// demo was already there.
pub(super) async fn of_demo(db: &Db) -> Result<Clock> {
    let asked = std::env::var("PREAU_DEMO_NOW")
        .ok()
        .filter(|text| !text.trim().is_empty());
    if let Some(text) = asked {
        return Ok(Clock::starting_at(parse(&text)?));
    }
    let kept = house::value(&mut db.read().await?, KEPT).await?;
    let kept = kept.and_then(|text| text.parse::<DateTime<Utc>>().ok());
    let today = Utc::now().with_timezone(&Paris).date_naive();
    let start = paris(
        latest_school_day(today)
            .and_hms_opt(8, 40, 0)
            .unwrap_or_default(),
    );
    Ok(Clock::starting_at(
        kept.map_or(start, |kept| kept.max(start)),
    ))
}

/// Writes down what time it is, until the end.
pub(super) async fn keep(context: Context, stop: CancellationToken) {
    loop {
        let now = context.clock.now().to_rfc3339();
        let kept = in_write!(context.db, db::Error, |tx| {
            house::set(tx, KEPT, &now).await
        });
        if let Err(error) = kept {
            tracing::warn!(%error, "the demo's clock was not written down");
        }
        tokio::select! {
            () = tokio::time::sleep(CLOCK_KEPT_EVERY) => {}
            () = stop.cancelled() => return,
        }
    }
}

fn parse(text: &str) -> Result<DateTime<Utc>> {
    if let Ok(instant) = text.parse::<DateTime<Utc>>() {
        return Ok(instant);
    }
    ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text.trim(), format).ok())
        .map(paris)
        .ok_or_else(|| {
            anyhow!("PREAU_DEMO_NOW : « {text} » n'est pas une date ; par exemple 2026-11-24T08:40")
        })
}

/// The instant of a local time; the earlier one when clocks go back.
fn paris(local: NaiveDateTime) -> DateTime<Utc> {
    let found = Paris.from_local_datetime(&local).earliest();
    found.map_or_else(|| local.and_utc(), |at| at.to_utc())
}

/// The latest Monday, Tuesday, Thursday or Friday, today included, that is no public holiday.
fn latest_school_day(today: NaiveDate) -> NaiveDate {
    today
        .iter_days()
        .rev()
        .take(15)
        .find(|day| {
            matches!(
                day.weekday(),
                Weekday::Mon | Weekday::Tue | Weekday::Thu | Weekday::Fri
            ) && !is_public_holiday(*day)
        })
        .unwrap_or(today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    /// Invariant: the demo works on any date.
    #[test]
    fn the_demo_is_on_a_school_day() {
        assert_eq!(
            latest_school_day(day(2026, 11, 22)),
            day(2026, 11, 20),
            "a Sunday"
        );
        assert_eq!(
            latest_school_day(day(2026, 11, 11)),
            day(2026, 11, 10),
            "a public holiday"
        );
        assert_eq!(
            latest_school_day(day(2026, 11, 24)),
            day(2026, 11, 24),
            "a Tuesday"
        );
        for offset in 0..800 {
            let found = latest_school_day(day(2026, 1, 1) + chrono::Days::new(offset));
            assert!(!is_public_holiday(found) && found.weekday() != Weekday::Wed);
        }
        let thursday = day(2026, 11, 26);
        assert_eq!(latest_school_day(thursday), thursday, "the latest one");
    }

    testkit::on_each_engine!(
        /// Invariant: time goes on from one start to the next, and never back.
        the_demo_goes_on_where_it_was,
        |which| async move {
            let database = testkit::Database::fresh(which).await;
            let db = &database.db;
            crate::serve::migrate(db, &[house::manifest()]).await.unwrap();
            let begins = of_demo(db).await.unwrap().now();
            assert!(begins <= Utc::now() + chrono::Duration::days(1));
            for (kept, ahead) in [(-40, 0), (40, 40)] {
                let kept = (begins + chrono::Duration::days(kept)).to_rfc3339();
                in_write!(db, db::Error, |tx| { house::set(tx, KEPT, &kept).await }).unwrap();
                let ran = of_demo(db).await.unwrap().now() - begins;
                assert_eq!(ran.num_days(), ahead, "{kept}");
            }
        }
    );

    #[test]
    fn a_given_time_is_of_paris() {
        assert_eq!(
            parse("2026-11-24T08:40").unwrap().to_rfc3339(),
            "2026-11-24T07:40:00+00:00"
        );
        assert!(parse("demain").is_err());
    }
}
