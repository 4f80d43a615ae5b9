//! « Mon compte ».

use crate::house::{House, LOGIN, PASSWORD, is_in};
use chrono::Duration;
use db::sql;
use education::{Account, Id};
use identity::{AccountError, Login, NewAccount};
use testkit::on_each_engine;

const NEW: &str = "une phrase toute neuve";
const CHANGE: &str = "/compte/mot-de-passe";

async fn sessions(house: &House, account: Id<Account>) -> Vec<String> {
    let mut read = house.portal.db().read().await.unwrap();
    let rows = sql!("SELECT id FROM session WHERE account = $1 ORDER BY id")
        .bind(account)
        .all::<(Id<()>,)>(&mut read)
        .await
        .unwrap();
    rows.into_iter().map(|(id,)| id.to_string()).collect()
}

on_each_engine!(
    /// Invariant: one sees where one is signed in, and can close each place but this one.
    sessions_are_listed_and_closed,
    |which| async move {
        let house = House::start(which).await;
        let (here, there) = (house.browser().await, house.browser().await);
        let ids = sessions(&house, house.account).await;
        let page = here.get("/compte").await.expect(200);
        let page = page.shows("Mes sessions ouvertes").shows("Celle-ci").shows("Test, ordinateur");
        assert!(page.body.contains(&ids[1]) && !page.body.contains(&ids[0]));
        let end = format!("/compte/sessions/{}/fin", ids[1]);
        here.post(&end, "").await.expect(303);
        assert!(!is_in(&there).await);
        assert!(is_in(&here).await);
        assert!(!here.get("/compte").await.expect(200).body.contains(&ids[1]));
        assert_eq!(house.lines("session.closed").await.len(), 1);
        // A second click.
        here.post(&end, "").await.expect(404);
    }
);

on_each_engine!(
    /// Invariant: nobody sees or closes somebody else's session.
    anothers_session_does_not_exist,
    |which| async move {
        let house = House::start(which).await;
        let browser = house.browser().await;
        let other = house.portal.account("dominique", &[], None).await;
        let theirs = house.portal.browser(other, None).await;
        let id = sessions(&house, other).await.remove(0);
        assert!(!browser.get("/compte").await.expect(200).body.contains(&id));
        browser.post(&format!("/compte/sessions/{id}/fin"), "").await.expect(404);
        assert!(is_in(&theirs).await);
        assert!(house.lines("session.closed").await.is_empty());
    }
);

on_each_engine!(
    /// Invariant: changing the password takes the present one, closes the other sessions and
    /// keeps this one; the old password opens nothing any more.
    a_changed_password_closes_the_other_sessions,
    |which| async move {
        let house = House::start(which).await;
        let (here, there) = (house.browser().await, house.browser().await);
        let stranger = house.portal.account("dominique", &[], None).await;
        let stranger = house.portal.browser(stranger, None).await;
        let wrong = format!("actuel=une autre phrase longue&nouveau={NEW}");
        here.post(CHANGE, &wrong).await.expect(422).shows("Ce n'est pas votre mot de passe actuel.");
        here.post(CHANGE, &format!("nouveau={NEW}")).await.expect(422);
        let short = format!("actuel={PASSWORD}&nouveau=court");
        here.post(CHANGE, &short).await.expect(422).shows("au moins 12 caractères");
        assert!(is_in(&there).await);
        house.try_sign_in(LOGIN, NEW).await.expect(422);
        let right = format!("actuel={PASSWORD}&nouveau={NEW}");
        let done = here.post(CHANGE, &right).await.expect(303);
        here.get(&done.location.unwrap()).await.expect(200).shows("Votre mot de passe est changé.");
        assert!(!is_in(&there).await);
        assert!(is_in(&stranger).await, "only the person's own sessions end");
        house.try_sign_in(LOGIN, PASSWORD).await.expect(422);
        house.try_sign_in(LOGIN, NEW).await.expect(303);
        let lines = house.lines("password.changed").await;
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].object, Some(house.account.uuid()));
    }
);

on_each_engine!(
    /// Invariant: whoever finds a session open does not guess the password from it: after five
    /// tries even the right one waits, and each try is in the audit.
    guessing_the_present_password_is_slowed_down,
    |which| async move {
        let house = House::start(which).await;
        let browser = house.browser().await;
        let wrong = format!("actuel=une autre phrase longue&nouveau={NEW}");
        for _ in 0..5 {
            browser.post(CHANGE, &wrong).await.expect(422).shows("Ce n'est pas votre mot de passe");
        }
        let right = format!("actuel={PASSWORD}&nouveau={NEW}");
        browser.post(CHANGE, &right).await.expect(422).shows("réessayez dans une minute");
        assert_eq!(house.lines("password.refused").await.len(), 5);
        // Somebody else's tries, and the door, are counted apart.
        house.try_sign_in(LOGIN, PASSWORD).await.expect(303);
        house.later(Duration::seconds(61));
        browser.post(CHANGE, &right).await.expect(303);
    }
);

on_each_engine!(
    /// Invariant: a link that was handed over before the password changed opens nothing after.
    a_changed_password_ends_the_links,
    |which| async move {
        let house = House::start(which).await;
        let (link, browser) = (house.link().await, house.browser().await);
        browser.post(CHANGE, &format!("actuel={PASSWORD}&nouveau={NEW}")).await.expect(303);
        house.portal.visitor().get(&link).await.expect(404);
    }
);

on_each_engine!(
    /// Invariant: tries sent all at once are not more tries than one after the other; whoever gave
    /// the right password has all their tries again.
    guessing_the_present_password_at_once_is_slowed_down_too,
    |which| async move {
        let house = House::start(which).await;
        let browser = house.browser().await;
        let wrong = format!("actuel=une autre phrase longue&nouveau={NEW}");
        for _ in 0..4 {
            browser.post(CHANGE, &wrong).await.expect(422).shows("Ce n'est pas votre mot de passe");
        }
        let right = format!("actuel={PASSWORD}&nouveau={NEW}");
        browser.post(CHANGE, &right).await.expect(303);
        let tries: Vec<_> = (0..12)
            .map(|_| {
                let (browser, wrong) = (browser.clone(), wrong.clone());
                testkit::tokio::spawn(async move { browser.post(CHANGE, &wrong).await })
            })
            .collect();
        let mut judged = 0;
        for one in tries {
            let answer = one.await.unwrap().expect(422);
            judged += usize::from(answer.contains("Ce n'est pas votre mot de passe actuel."));
        }
        assert_eq!(judged, 5);
    }
);

on_each_engine!(
    /// Invariant: nobody at the door, whatever they type as a login, holds up a person who changes
    /// their password.
    the_door_does_not_hold_up_the_account,
    |which| async move {
        let house = House::start(which).await;
        let browser = house.browser().await;
        for typed in [format!("mon compte {}", house.account), format!("Mon compte {}", house.account)] {
            for _ in 0..5 {
                house.try_sign_in(&typed, "une autre phrase longue").await.expect(422);
            }
        }
        let right = format!("actuel={PASSWORD}&nouveau={NEW}");
        browser.post(CHANGE, &right).await.expect(303);
    }
);

on_each_engine!(
    /// Invariant: a session that ended by itself is not shown as open.
    a_session_that_ended_by_itself_is_not_listed,
    |which| async move {
        let house = House::start(which).await;
        let (here, _idle) = (house.browser().await, house.browser().await);
        let ids = sessions(&house, house.account).await;
        house.later(Duration::minutes(100));
        assert!(here.get("/compte").await.expect(200).body.contains(&ids[1]));
        house.later(Duration::minutes(100));
        assert!(!here.get("/compte").await.expect(200).body.contains(&ids[1]));
    }
);

on_each_engine!(
    /// Invariant: a login is one person's, in whatever case it is typed.
    a_login_is_one_persons,
    |which| async move {
        let house = House::start(which).await;
        let (now, login) = (house.portal.now(), Login::parse(" Camille").unwrap());
        let new = NewAccount { login, surname: "Autre".into(), first_name: "Camille".into() };
        let refused = db::in_write!(house.portal.db(), db::Error, |tx| {
            identity::open_account(tx, &new, now).await
        });
        assert_eq!(refused.unwrap(), Err(AccountError::Taken(LOGIN.into())));
    }
);

on_each_engine!(
    /// Invariant: pages that say who did what give each account its own name; one that is gone
    /// has none.
    names_are_those_of_their_accounts,
    |which| async move {
        let house = House::start(which).await;
        let other = house.portal.account("dominique", &[], None).await;
        let (gone, mut read) = (Id::new(), house.portal.db().read().await.unwrap());
        let names = identity::names_of(&mut read, &[other, gone, house.account]).await.unwrap();
        assert_eq!(names.len(), 2);
        assert_eq!(names[&house.account], "Camille Nom-camille");
        assert_eq!(names[&other], "Camille Nom-dominique");
        assert!(identity::names_of(&mut read, &[]).await.unwrap().is_empty());
    }
);
