//! Weeks and closures, kept.

use admission::Function;
use chrono::{NaiveDate, NaiveTime, Weekday};
use db::in_write;
use education::{Id, School, SchoolKind, Uai, UaiPolicy};
use identity::{At, SchoolLifeSettings};
use testkit::{Portal, Which, on_each_engine};
use timetable::{NewClosure, Origin, Week};
use web::{Error, FormId};

pub(crate) async fn portal(which: Which) -> Portal {
    Portal::start(which, vec![records::manifest(), timetable::manifest()]).await
}

pub(crate) async fn head(portal: &Portal, uai: &str) -> At<SchoolLifeSettings> {
    head_of(portal, uai, SchoolKind::College).await
}

async fn head_of(portal: &Portal, uai: &str, kind: SchoolKind) -> At<SchoolLifeSettings> {
    let uai = Uai::parse(uai, UaiPolicy::Demo).unwrap();
    let now = portal.now();
    let school: Id<School> = in_write!(portal.db(), db::Error, |tx| {
        records::declare_school(tx, &uai, "Les Tilleuls", kind, now).await
    })
    .unwrap();
    let login = format!("chef-{}", uai.as_str().to_lowercase());
    let account = portal
        .account(&login, &[Function::Head], Some(school))
        .await;
    let mut read = portal.db().read().await.unwrap();
    At::admit(&mut read, account, Some(school), now)
        .await
        .unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

on_each_engine!(
    /// Invariant: a school that has not chosen has the hours of its kind; what it saves is its own.
    a_primary_school_has_its_own_hours,
    |which| async move {
        let portal = portal(which).await;
        let ecole = head_of(&portal, "0990003R", SchoolKind::Ecole).await;
        let lycee = head_of(&portal, "0990001N", SchoolKind::Lycee).await;
        let mut read = portal.db().read().await.unwrap();
        let week = timetable::week(&mut read, &ecole).await.unwrap();
        let end: NaiveTime = "16:30".parse().unwrap();
        assert_eq!((week.end_of(Weekday::Tue), week.end_of(Weekday::Wed)), (Some(end), None));
        assert_eq!(timetable::week(&mut read, &lycee).await.unwrap(), Week::default());
        drop(read);
        let bells = ["09:00", "12:00", "16:00"].map(|text| text.parse::<NaiveTime>().unwrap());
        let mine = Week::new(bells, [(Weekday::Wed, bells[1])], bells[1], week.version).unwrap();
        let saved = in_write!(portal.db(), Error, |tx| {
            Ok(timetable::save_week(tx, &ecole, &mine, portal.now()).await?)
        });
        assert!(saved.unwrap());
        let kept = timetable::week(&mut portal.db().read().await.unwrap(), &ecole).await.unwrap();
        assert_eq!(kept.bells(), mine.bells());
    }
);

on_each_engine!(
    /// Invariant: a school has the week of the program until it saves its own; the older of two
    /// windows is refused; another school's week is not touched.
    a_week_is_saved_over_what_was_shown,
    |which| async move {
        let portal = portal(which).await;
        let (at, other) = (head(&portal, "0990001N").await, head(&portal, "0990002P").await);
        let shown = timetable::week(&mut portal.db().read().await.unwrap(), &at).await.unwrap();
        assert_eq!(shown, Week::default());
        let bells = ["08:00", "10:00", "12:00"].map(|text| text.parse::<NaiveTime>().unwrap());
        let mine = Week::new(bells, [(Weekday::Sat, bells[2])], bells[1], shown.version).unwrap();
        let save = async |week: &Week| {
            in_write!(portal.db(), Error, |tx| {
                Ok(timetable::save_week(tx, &at, week, portal.now()).await?)
            })
            .unwrap()
        };
        assert!(save(&mine).await);
        assert!(!save(&mine).await, "it was shown at version 0, and is at 1 now");
        let mut read = portal.db().read().await.unwrap();
        let kept = timetable::week(&mut read, &at).await.unwrap();
        assert_eq!((kept.bells(), kept.version), (mine.bells(), 1));
        assert_eq!(kept.end_of(Weekday::Sat), Some(bells[2]));
        assert_eq!(kept.end_of(Weekday::Mon), None);
        assert_eq!(timetable::week(&mut read, &other).await.unwrap(), Week::default());
        drop(read);
        assert!(save(&kept).await);
    }
);

on_each_engine!(
    /// Invariant: the State's calendar is written down once for a school and a year; what the school
    /// takes out stays out, and comes back when it is put back.
    a_calendar_begins_with_the_state_s,
    |which| async move {
        let portal = portal(which).await;
        let at = head(&portal, "0990001N").await;
        let first = timetable::calendar(&portal.context, &at, 2026).await.unwrap();
        let again = timetable::calendar(&portal.context, &at, 2026).await.unwrap();
        assert_eq!(first.closures, again.closures);
        assert!(first.closures.iter().all(|closure| closure.origin == Origin::State));
        assert!(!first.is_open(day("2026-11-11")) && first.is_open(day("2026-11-12")));
        let armistice = first.closed_for(day("2026-11-11")).unwrap().id;
        let other = head(&portal, "0990002P").await;
        let out = |at, id| {
            let (portal, at): (&Portal, &At<SchoolLifeSettings>) = (&portal, at);
            async move {
                in_write!(portal.db(), Error, |tx| {
                    Ok(timetable::remove_closure(tx, at, id, portal.now()).await?)
                })
                .unwrap()
            }
        };
        assert!(!out(&other, armistice).await, "it is not theirs");
        assert!(out(&at, armistice).await);
        let without = timetable::calendar(&portal.context, &at, 2026).await.unwrap();
        assert!(without.is_open(day("2026-11-11")));
        assert_eq!(without.closures.len(), first.closures.len());
        in_write!(portal.db(), Error, |tx| {
            Ok(timetable::restore_closure(tx, &at, armistice, portal.now()).await?)
        })
        .unwrap();
        let back = timetable::calendar(&portal.context, &at, 2026).await.unwrap();
        assert!(!back.is_open(day("2026-11-11")));
    }
);

on_each_engine!(
    /// Invariant: a day that the school adds closes it, once a form, and the school alone.
    a_school_closes_when_it_says_so,
    |which| async move {
        let portal = portal(which).await;
        let (at, other) = (head(&portal, "0990001N").await, head(&portal, "0990002P").await);
        let bridge = day("2026-11-27");
        let new = NewClosure::of_school("Journée pédagogique", bridge, bridge, 2026).unwrap();
        let form = FormId::new();
        for _ in 0..2 {
            in_write!(portal.db(), Error, |tx| {
                Ok(timetable::add_closure(tx, &at, form, 2026, &new, portal.now()).await?)
            })
            .unwrap();
        }
        let mine = timetable::calendar(&portal.context, &at, 2026).await.unwrap();
        assert_eq!(mine.closed_for(bridge).unwrap().name, "Journée pédagogique");
        assert_eq!(mine.closures.iter().filter(|one| one.origin == Origin::School).count(), 1);
        assert!(mine.closures.len() > 1, "the State's are there too");
        let theirs = timetable::calendar(&portal.context, &other, 2026).await.unwrap();
        assert!(theirs.is_open(bridge));
        let next = timetable::calendar(&portal.context, &at, 2027).await.unwrap();
        assert!(!next.holidays_known && next.closed_for(bridge).is_none());
    }
);
