//! What a release would tell: of which classes, how many pupils are absent.

use chrono::{DateTime, NaiveTime, Utc};
use db::{Read, sql};
use education::{Id, Pupil};
use identity::{At, SchoolLife};
use messaging::{Declared, Message};
use std::collections::{BTreeMap, HashSet};

/// How many pupils would be declared absent, of each class and of the school, once these messages
/// are released: those of whom a message was released today with them, for a great release may
/// come in pieces.
pub(crate) async fn declared(
    read: &mut Read,
    at: &At<SchoolLife>,
    ids: &[Id<Message>],
    now: DateTime<Utc>,
) -> db::Result<Vec<Declared>> {
    let today = at.today(now);
    let zone = at.school_place().zone.0;
    let midnight = today.and_time(NaiveTime::MIN).and_local_timezone(zone);
    let since = midnight.earliest().map_or(now, |at| at.to_utc());
    let told = messaging::subjects_told(read, at, "absences", ids, since).await?;
    let told: Vec<Id<Message>> = told.into_iter().map(Id::from).collect();
    let pupils = sql!(
        sqlite: "SELECT DISTINCT pupil FROM absence WHERE school = $1 AND cancelled_at IS NULL \
                 AND id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "SELECT DISTINCT pupil FROM absence WHERE school = $1 AND cancelled_at IS NULL \
                   AND id = ANY($2)",
    )
    .bind(at.school())
    .bind(told.as_slice())
    .all::<(Id<Pupil>,)>(read)
    .await?;
    let absent: HashSet<Id<Pupil>> = pupils.into_iter().map(|(pupil,)| pupil).collect();
    let roster = records::roster(read, at, today).await?;
    let mut classes: BTreeMap<Option<String>, (i64, i64)> = BTreeMap::new();
    for (pupil, class) in roster {
        let is_absent = i64::from(absent.contains(&pupil));
        let class = class.map(Some);
        for group in std::iter::once(None).chain(class) {
            let (of, away) = classes.entry(group).or_default();
            (*of, *away) = (*of + 1, *away + is_absent);
        }
    }
    let declared = classes
        .into_iter()
        .map(|(class, (of, absent))| Declared { class, absent, of });
    Ok(declared.collect())
}
