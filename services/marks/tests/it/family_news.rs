//! What is new of a child's marks since an instant, for the home page of the family.

use crate::{
    family::YESTERDAY,
    school::{CLARA, Here},
};
use chrono::{DateTime, Utc};
use db::sql;
use education::{Account, Id};
use exchange::NewMarks;
use identity::{Child, FamilyLink, children_of};
use testkit::on_each_engine;

async fn child(here: &Here, link: Id<FamilyLink>) -> Child {
    let mut read = here.portal.db().read().await.unwrap();
    let (account,) = sql!("SELECT account FROM family_link WHERE id = $1")
        .bind(link)
        .one::<(Id<Account>,)>(&mut read)
        .await
        .unwrap();
    children_of(&mut read, account).await.unwrap().remove(0)
}

on_each_engine!(
    /// Invariant: what the family may read now and could not then is told, corrections too; nothing of what is
    /// not published, and nothing twice.
    what_became_readable_is_new,
    |which| async move {
        let here = Here::ready(which).await;
        here.open().await;
        let (_, link) = here.guardian(CLARA).await;
        let child = child(&here, link).await;
        let news = async |since: &str| -> Vec<String> {
            let NewMarks(news) = here.portal.context.offers.get().unwrap();
            let since: DateTime<Utc> = since.parse().unwrap();
            let said = news(&here.portal.context, &child, since).await.unwrap();
            said.into_iter().map(|one| one.replace('\u{a0}', " ")).collect()
        };
        here.choose("fil").await;
        here.give(0, "Dictée", YESTERDAY, ("1", "20")).await;
        here.give(0, "Rédaction", "2026-12-15", ("1", "20")).await;
        here.type_in(0, &[(CLARA, 0, "12"), (CLARA, 1, "8")]).await;
        // The second one is typed, and not published.
        assert_eq!(news("2026-11-20T08:00:00Z").await, ["1 note nouvelle ou modifiée"]);
        here.is_now("2026-11-24T08:20:00Z");
        assert_eq!(news("2026-11-24T08:10:00Z").await, Vec::<String>::new(), "read ten minutes ago");
        here.type_in(0, &[(CLARA, 0, "13")]).await;
        assert_eq!(news("2026-11-24T08:10:00Z").await, ["1 note nouvelle ou modifiée"], "corrected");
        here.is_now("2026-12-17T08:00:00Z");
        assert_eq!(news("2026-12-10T08:00:00Z").await, ["1 note nouvelle ou modifiée"], "published since");
    }
);
