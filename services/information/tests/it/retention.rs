//! How long what a school tells is kept, and how it is read again.

use crate::school::{EDIT, Here, READ};
use admission::Function;
use chrono::{DateTime, Utc};
use db::{in_write, sql};
use testkit::on_each_engine;

async fn left(here: &Here, at: &str) -> i64 {
    let now: DateTime<Utc> = at.parse().expect("an instant");
    for retention in information::manifest().retention {
        let cutoff = retention.keep.cutoff(now);
        in_write!(here.portal.db(), db::Error, |tx| {
            (retention.purge)(tx, cutoff).await
        })
        .expect("a purge");
    }
    sql!("SELECT COUNT(*) FROM information_entry")
        .one::<(i64,)>(&mut here.portal.db().read().await.expect("a connection"))
        .await
        .expect("a count")
        .0
}

on_each_engine!(
    /// Invariant: what nobody reads again is kept this school year and the next, and not after; what is
    /// read again, or changed, lives on. The head is told when something was not read this year.
    what_is_read_again_lives_on,
    |which| async move {
        let here = Here::ready(which).await;
        here.add("lieu", "titre=Gymnase&texte=En face").await.expect(303);
        here.add("lieu", "titre=Piscine&texte=En ville").await.expect(303);
        here.add("lieu", "titre=Stade&texte=En ville").await.expect(303);
        here.head.get(EDIT).await.expect(200).hides("n'ont pas été relues");
        here.portal.context.clock.set("2027-09-02T08:00:00Z".parse().expect("an instant"));
        // Sessions have ended since.
        let head = here.portal.signed_in_as(Function::Head, Some(here.school)).await;
        let here = Here { head, ..here };
        here.head.get(EDIT).await.expect(200).shows("n'ont pas été relues cette année");
        let stadium = here.address("Stade").await;
        here.head.post(&format!("{stadium}/offre"), "offert=non").await.expect(303);
        let pool = here.address("Piscine").await;
        here.head.post(&pool, "titre=Piscine&texte=Fermée&version=1").await.expect(303);
        here.head.get(READ).await.expect(200).shows("relu depuis le mardi 24 novembre 2026");
        here.head.post("/informations/relecture", "").await.expect(303);
        here.head.get(EDIT).await.expect(200).hides("n'ont pas été relues");
        here.head.get(READ).await.expect(200).shows("relu depuis le jeudi 2 septembre 2027");
        assert_eq!(here.acts("information.reviewed").await, 1);
        // What is withdrawn is not read again with the rest.
        assert_eq!(left(&here, "2028-07-31T08:00:00Z").await, 3);
        assert_eq!(left(&here, "2028-08-01T08:00:00Z").await, 2);
        assert_eq!(left(&here, "2029-07-31T08:00:00Z").await, 2);
        assert_eq!(left(&here, "2029-08-01T08:00:00Z").await, 0);
    }
);

on_each_engine!(
    /// Invariant: who changes an entry has read it.
    what_is_changed_is_read,
    |which| async move {
        let here = Here::ready(which).await;
        here.add("lieu", "titre=Gymnase&texte=En face").await.expect(303);
        here.add("lieu", "titre=Piscine&texte=En ville").await.expect(303);
        here.portal.context.clock.set("2027-09-02T08:00:00Z".parse().expect("an instant"));
        let head = here.portal.signed_in_as(Function::Head, Some(here.school)).await;
        let here = Here { head, ..here };
        let pool = here.address("Piscine").await;
        here.head.post(&pool, "titre=Piscine&texte=Fermée&version=1").await.expect(303);
        assert_eq!(left(&here, "2028-08-01T08:00:00Z").await, 1);
    }
);

on_each_engine!(
    /// Invariant: another school's reading changes nothing here.
    each_school_reads_its_own,
    |which| async move {
        let here = Here::ready(which).await;
        here.add("lieu", "titre=Gymnase&texte=En face").await.expect(303);
        let elsewhere = here.portal.place("0990002P", "Lycée Joséphine-Baker").await;
        here.portal.context.clock.set("2027-09-02T08:00:00Z".parse().expect("an instant"));
        let other = here.portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        other.post("/informations/relecture", "").await.expect(303);
        let head = here.portal.signed_in_as(Function::Head, Some(here.school)).await;
        head.get(EDIT).await.expect(200).shows("n'ont pas été relues cette année");
    }
);
