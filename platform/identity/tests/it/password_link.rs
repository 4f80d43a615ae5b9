//! The one-time link.

use crate::house::{House, LOGIN, PASSWORD, is_in};
use chrono::Duration;
use db::sql;
use testkit::on_each_engine;

const NEW: &str = "nouveau=une phrase toute neuve";
const DEAD: &str = "Ce lien ne fonctionne plus";

on_each_engine!(
    /// Invariant: a link gives a password once; whoever was signed in is out.
    a_link_works_once,
    |which| async move {
        let house = House::start(which).await;
        let (link, browser) = (house.link().await, house.browser().await);
        let visitor = house.portal.visitor();
        visitor.get(&link).await.expect(200).shows("Choisir un mot de passe");
        assert_eq!(visitor.get(&link).await.field("identifiant"), LOGIN);
        visitor.post(&link, "nouveau=court").await.expect(422).shows("au moins 12 caractères");
        let done = visitor.post(&link, NEW).await.expect(303);
        assert_eq!(done.location.as_deref(), Some("/connexion"));
        assert!(!is_in(&browser).await);
        house.try_sign_in(LOGIN, PASSWORD).await.expect(422);
        house.try_sign_in(LOGIN, "une phrase toute neuve").await.expect(303);
        visitor.get(&link).await.expect(404).shows(DEAD);
        visitor.post(&link, "nouveau=une phrase encore autre").await.expect(404).shows(DEAD);
        house.try_sign_in(LOGIN, "une phrase encore autre").await.expect(422);
        let lines = house.lines("password.chosen").await;
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].object, Some(house.account.uuid()));
    }
);

on_each_engine!(
    /// Invariant: of two uses at the same time, one wins.
    two_uses_at_once_are_one,
    |which| async move {
        let house = House::start(which).await;
        let link = house.link().await;
        let visitor = house.portal.visitor();
        let (one, two) = testkit::tokio::join!(visitor.post(&link, NEW), visitor.post(&link, NEW));
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 404]);
        assert_eq!(house.lines("password.chosen").await.len(), 1);
    }
);

on_each_engine!(
    /// Invariant: a link that was handed over and lost opens nothing after a week.
    a_link_expires,
    |which| async move {
        let house = House::start(which).await;
        let (link, visitor) = (house.link().await, house.portal.visitor());
        house.later(Duration::days(7) - Duration::minutes(1));
        visitor.get(&link).await.expect(200);
        house.later(Duration::minutes(2));
        visitor.get(&link).await.expect(404).shows(DEAD);
        visitor.post(&link, NEW).await.expect(404).shows(DEAD);
        house.try_sign_in(LOGIN, PASSWORD).await.expect(303);
    }
);

on_each_engine!(
    /// Invariant: a newer link kills the older; a link of somebody else stays.
    a_newer_link_kills_the_older,
    |which| async move {
        let house = House::start(which).await;
        let other = house.portal.account("dominique", &[], None).await;
        let now = house.portal.now();
        let theirs = db::in_write!(house.portal.db(), db::Error, |tx| {
            identity::issue_password_link(tx, other, now).await
        })
        .unwrap();
        let (older, newer) = (house.link().await, house.link().await);
        let visitor = house.portal.visitor();
        visitor.get(&older).await.expect(404).shows(DEAD);
        visitor.post(&older, NEW).await.expect(404);
        visitor.get(&theirs).await.expect(200);
        visitor.post(&newer, NEW).await.expect(303);
    }
);

on_each_engine!(
    /// Invariant: the database does not hold the link, only its digest; an invented one is dead.
    a_link_is_kept_as_a_digest,
    |which| async move {
        let house = House::start(which).await;
        let link = house.link().await;
        let token = link.rsplit('/').next().unwrap();
        let mut read = house.portal.db().read().await.unwrap();
        let (kept,) = sql!("SELECT token FROM password_link").one::<(Vec<u8>,)>(&mut read).await.unwrap();
        assert!(kept.len() == 32 && kept != token.as_bytes());
        house.portal.visitor().get("/mot-de-passe/abc").await.expect(404).shows(DEAD);
    }
);
