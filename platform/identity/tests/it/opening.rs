//! What a school opens to families, as those who admit them ask.

use crate::house::House;
use admission::{Family, Function};
use chrono::{DateTime, Duration, SubsecRound as _, Utc};
use db::{in_write, sql};
use identity::{At, FamilyOpening, is_service_open, openings, set_openings};
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: a service is closed until it is opened, and open then, at this school and to these people
    /// alone; over what somebody else changed since, nothing changes; a word that nobody knows is nobody's.
    a_service_is_closed_until_it_is_opened,
    |which| async move {
        let house = House::start(which).await;
        let portal = &house.portal;
        let other = portal.place("0990002P", "Collège du Parc").await;
        let head = portal.account("chef", &[Function::Head], Some(house.school)).await;
        let mut read = portal.db().read().await.unwrap();
        // As the database keeps it.
        let now = portal.now().trunc_subsecs(6);
        let at = At::<FamilyOpening>::admit(&mut read, head, Some(house.school), now).await.unwrap();
        assert_eq!(openings(&mut read, house.school).await.unwrap().version(), 0);
        drop(read);
        let set = async |seen: i64, wanted: &[(&str, Family, bool)], now: DateTime<Utc>| {
            in_write!(portal.db(), db::Error, |tx| {
 set_openings(tx, &at, seen, wanted, now).await }).unwrap()
        };
        assert!(set(0, &[("marks", Family::Guardian, true), ("marks", Family::Pupil, false)], now).await);
        assert!(!set(0, &[("marks", Family::Guardian, false)], now).await);
        in_write!(portal.db(), db::Error, |tx| {
            sql!(
                "INSERT INTO family_opening (school, service, audience, open, changed_at, version) \
                 VALUES ($1, 'marks', 'neighbours', TRUE, $2, 1)"
            )
            .bind(house.school)
            .bind(now)
            .run(tx)
            .await
        })
        .unwrap();
        let mut read = portal.db().read().await.unwrap();
        for (school, service, to, open) in [
            (house.school, "marks", Family::Guardian, true),
            (house.school, "marks", Family::Pupil, false),
            (house.school, "absences", Family::Guardian, false),
            (other, "marks", Family::Guardian, false),
        ] {
            let asked = is_service_open(&mut read, school, service, to).await.unwrap();
            assert_eq!(asked, open, "{service} {to:?}");
            let known = openings(&mut read, school).await.unwrap();
            assert_eq!(known.is_open(service, to), open, "{service} {to:?}");
        }
        let known = openings(&mut read, house.school).await.unwrap();
        assert_eq!((known.open().count(), known.version()), (1, 1));
        assert_eq!(known.of("marks", Family::Guardian).unwrap().since, now);
        drop(read);
        // Closed, it is so since then.
        let later = now + Duration::hours(1);
        assert!(set(1, &[("marks", Family::Guardian, false)], later).await);
        let mut read = portal.db().read().await.unwrap();
        let known = openings(&mut read, house.school).await.unwrap();
        let marks = known.of("marks", Family::Guardian).unwrap();
        assert_eq!((marks.open, marks.since, marks.version), (false, later, 2));
        assert!(!is_service_open(&mut read, house.school, "marks", Family::Guardian).await.unwrap());
        drop(read);
        assert_eq!(house.lines("family_opening.opened").await.len(), 1);
        assert_eq!(house.lines("family_opening.closed").await.len(), 1);
    }
);
