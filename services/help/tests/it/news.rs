//! « Quoi de neuf ».

use admission::Function;
use chrono::{DateTime, Utc};
use db::{in_write, sql};
use testkit::{Answer, Browser, Portal, Which, on_each_engine};

async fn portal(which: Which) -> (Portal, education::Id<education::School>) {
    let portal = Portal::start(which, vec![help::manifest()]).await;
    let school = portal.place("0990001N", "Collège Les Tilleuls").await;
    (portal, school)
}

/// Whether the bar says that there is something to read.
async fn marked(browser: &Browser) -> bool {
    let page = browser.get("/compte").await.expect(200).body;
    let (_, rest) = page.split_once("href=\"/nouveautes\"").expect("the link");
    rest.split("</a>")
        .next()
        .expect("its end")
        .contains("nouveau<")
}

fn first_date(answer: &Answer) -> usize {
    answer.text().find("23 novembre 2026").expect("a date")
}

on_each_engine!(
    /// Invariant: « nouveau » stands beside the link until the person has read, and for that person
    /// alone.
    the_mark_goes_once_read,
    |which| async move {
        let (portal, school) = portal(which).await;
        let reader = portal.signed_in_as(Function::Teacher, Some(school)).await;
        let other = portal.signed_in_as(Function::Teacher, Some(school)).await;
        assert!(marked(&reader).await && marked(&other).await);
        // To whoever comes for the first time, all is new: the notes say nothing of it.
        let news = reader.get("/nouveautes").await.expect(200);
        let (bar, notes) = news.body.split_once("<main").expect("a page");
        assert!(!bar.contains("nouveau<") && !notes.contains("nouveau<"));
        assert!(!marked(&reader).await, "read");
        assert!(marked(&other).await, "read by somebody else");
    }
);

on_each_engine!(
    /// Invariant: the notes that came after the last visit are marked, for whom they concern, once.
    newer_notes_are_marked,
    |which| async move {
        let (portal, school) = portal(which).await;
        let reader = portal.signed_in_as(Function::Teacher, Some(school)).await;
        let other = portal.signed_in_as(Function::Teacher, Some(school)).await;
        for browser in [&reader, &other] {
            browser.get("/nouveautes").await.expect(200);
        }
        // As if they had come when there were two notes, of which one for teachers.
        in_write!(portal.db(), db::Error, |tx| {
            sql!("UPDATE help_visit SET notes = 2").run(tx).await
        })
        .expect("an older visit");
        assert!(marked(&reader).await && marked(&other).await);
        let news = reader.get("/nouveautes").await.expect(200);
        news.shows("L'appel nouveau").shows("Mon compte nouveau").hides("Statistiques nouveau");
        let oldest = reader.get("/nouveautes?pour=tous").await.expect(200);
        oldest.shows("Disque plein").hides("nouveau exploitation");
        assert!(!marked(&reader).await && marked(&other).await, "each account has its own count");
    }
);

on_each_engine!(
    /// Invariant: one sees what concerns one's functions and everybody, the newest first; all of it
    /// when one asks.
    one_sees_what_concerns_one,
    |which| async move {
        let (portal, school) = portal(which).await;
        let teacher = portal.signed_in_as(Function::Teacher, Some(school)).await;
        let own = teacher.get("/nouveautes").await.expect(200);
        own.hides("Journal d'audit").hides("La journée");
        let own = teacher.get("/nouveautes").await.expect(200);
        assert!(first_date(&own) < own.text().find("22 novembre 2026").expect("an older one"));
        let all = teacher.get("/nouveautes?pour=tous").await.expect(200);
        assert!(all.body.contains("href=\"/aide/enseignement\""), "a link of a note");
        all.shows("Journal d'audit").shows("La journée vie scolaire, direction");
    }
);

on_each_engine!(
    /// Invariant: when somebody last read is known for this school year and the one before.
    a_visit_is_not_kept_for_ever,
    |which| async move {
        let (portal, school) = portal(which).await;
        let teacher = portal.signed_in_as(Function::Teacher, Some(school)).await;
        teacher.get("/nouveautes").await.expect(200);
        for (day, left) in [("2028-07-31T08:00:00Z", 1), ("2028-08-01T08:00:00Z", 0)] {
            let now: DateTime<Utc> = day.parse().expect("an instant");
            for retention in help::manifest().retention {
                let cutoff = retention.keep.cutoff(now);
                in_write!(portal.db(), db::Error, |tx| { (retention.purge)(tx, cutoff).await })
                    .expect("a purge");
            }
            let (rows,) = sql!("SELECT COUNT(*) FROM help_visit")
                .one::<(i64,)>(&mut portal.db().read().await.expect("a connection"))
                .await
                .expect("a count");
            assert_eq!(rows, left, "{day}");
        }
    }
);
