//! What a function opens, from its first day to its last.

use crate::house::{House, OFFICE};
use admission::Function;
use db::in_write;
use education::{Id, SchoolKind, Uai, UaiPolicy};
use identity::{At, SchoolLife};
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: a right opens until its last day, included, and not one day more.
    a_right_ended_yesterday_opens_nothing_today,
    |which| async move {
        let house = House::start(which).await;
        let browser = house.browser().await;
        house.end(0).await;
        browser.get(OFFICE).await.expect(200);
        house.end(-1).await;
        browser.get(OFFICE).await.expect(403).hides("Les Tilleuls");
        browser.get("/").await.expect(200).hides("Les Tilleuls");
        // Nor at a new session there.
        house.browser().await.get(OFFICE).await.expect(403);
        let mut read = house.portal.db().read().await.unwrap();
        let now = house.portal.now();
        let refused = At::<SchoolLife>::admit(&mut read, house.account, Some(house.school), now);
        assert!(matches!(refused.await, Err(web::Error::Forbidden)));
    }
);

on_each_engine!(
    /// Invariant: a right that starts tomorrow opens nothing today.
    a_right_starting_tomorrow_opens_nothing_today,
    |which| async move {
        let house = House::start(which).await;
        house.end(-1).await;
        house.grant(house.school, Function::Cpe, 1).await;
        let browser = house.browser().await;
        browser.get(OFFICE).await.expect(403);
        house.later(chrono::Duration::days(1));
        let browser = house.browser().await;
        browser.get(OFFICE).await.expect(200).shows("Les Tilleuls");
    }
);

on_each_engine!(
    /// Invariant: when the right at the place where one was ends, one is at another place of
    /// one's own, and not at the one that closed.
    a_right_that_ends_moves_to_another_place,
    |which| async move {
        let house = House::start(which).await;
        let second = house.portal.place("0990002P", "Lycée du Port").await;
        house.grant(second, Function::Cpe, -1).await;
        let browser = house.browser().await;
        browser.get(OFFICE).await.expect(200).shows("Les Tilleuls");
        house.end(-1).await;
        browser.get(OFFICE).await.expect(200).shows("Lycée du Port").hides("Les Tilleuls");
        browser.post("/lieu", &format!("lieu={}", house.school)).await.expect(404);
    }
);

on_each_engine!(
    /// Invariant: a right ends at midnight where it is held, not where the server is.
    a_right_ends_at_midnight_there,
    |which| async move {
        let house = House::start(which).await;
        let island = Id::new();
        let uai = Uai::parse("0990002P", UaiPolicy::Demo).unwrap();
        let zone = "Indian/Reunion".parse().unwrap();
        let today = house.portal.today();
        in_write!(house.portal.db(), db::Error, |tx| {
            identity::declare_place(tx, island, &uai, "Collège du Volcan", SchoolKind::College, zone).await?;
            identity::grant(tx, house.account, Function::Cpe, Some(island), today).await?;
            identity::end_tenures(tx, house.account, island, today).await
        })
        .unwrap();
        house.end(0).await;
        let mut read = house.portal.db().read().await.unwrap();
        for (at, paris, reunion) in [
            ("2026-11-24T19:59:00Z", true, true),
            ("2026-11-24T20:01:00Z", true, false),
            ("2026-11-24T22:59:00Z", true, false),
            ("2026-11-24T23:01:00Z", false, false),
        ] {
            let now = at.parse().unwrap();
            let admitted = At::<SchoolLife>::admit(&mut read, house.account, Some(island), now).await;
            let where_to = admitted.map(|at| at.school()).ok();
            let expected = if reunion { Some(island) } else { paris.then_some(house.school) };
            assert_eq!(where_to, expected, "{at}");
        }
    }
);

on_each_engine!(
    /// Invariant: a function held by somebody else, or another function, opens nothing.
    only_the_functions_of_the_audience_open,
    |which| async move {
        let house = House::start(which).await;
        for function in Function::ALL {
            let school = (!function.of_academy()).then_some(house.school);
            let browser = house.portal.signed_in_as(function, school).await;
            let opens = admission::Audience::SchoolLife.admits(&[function]);
            browser.get(OFFICE).await.expect(if opens { 200 } else { 403 });
        }
    }
);

on_each_engine!(
    /// Invariant: a page of a school opens at a school only, whatever is held at the académie.
    a_school_function_at_the_academy_opens_no_school,
    |which| async move {
        let house = House::start(which).await;
        let account = house.portal.account("dominique", &[Function::Cpe], None).await;
        let browser = house.portal.browser(account, None).await;
        browser.get("/").await.expect(200).shows("Services académiques");
        browser.get(OFFICE).await.expect(403);
        browser.post("/lieu", &format!("lieu={}", house.school)).await.expect(404);
        let mut read = house.portal.db().read().await.unwrap();
        let now = house.portal.now();
        let refused = At::<SchoolLife>::admit(&mut read, account, Some(house.school), now);
        assert!(matches!(refused.await, Err(web::Error::Forbidden)));
    }
);

on_each_engine!(
    /// Invariant: a right that has ended stays ended, though an end is set again for later; an end
    /// that was set for later can be brought forward.
    an_ended_right_does_not_come_back,
    |which| async move {
        let house = House::start(which).await;
        let browser = house.browser().await;
        house.end(20).await;
        browser.get(OFFICE).await.expect(200);
        house.end(-1).await;
        house.end(20).await;
        browser.get(OFFICE).await.expect(403);
    }
);

on_each_engine!(
    /// Invariant: what is written of an act says who did it and where; « today » is the day of the
    /// place where the person is.
    an_admission_says_who_where_and_which_day,
    |which| async move {
        let house = House::start(which).await;
        let island = Id::new();
        let uai = Uai::parse("0990002P", UaiPolicy::Demo).unwrap();
        let zone = "Pacific/Noumea".parse().unwrap();
        in_write!(house.portal.db(), db::Error, |tx| {
            identity::declare_place(tx, island, &uai, "Lycée du Lagon", SchoolKind::Lycee, zone).await
        })
        .unwrap();
        house.grant(island, Function::Cpe, -1).await;
        let mut read = house.portal.db().read().await.unwrap();
        let evening = "2026-11-24T18:30:00Z".parse().unwrap();
        for (school, day) in [(house.school, "2026-11-24"), (island, "2026-11-25")] {
            let admitted = At::<SchoolLife>::admit(&mut read, house.account, Some(school), evening);
            let at = admitted.await.unwrap();
            assert_eq!(at.actor().account, Some(house.account));
            assert_eq!(at.actor().school, Some(school));
            assert_eq!(at.today(evening).to_string(), day);
            assert!(at.session().is_none());
        }
        drop(read);
        // And so do the lines that identity writes itself.
        let browser = house.signed_in().await;
        browser.post("/deconnexion", "").await.expect(303);
        for act in ["session.opened", "session.closed"] {
            let lines = house.lines(act).await;
            let first = (lines[0].account, lines[0].school);
            assert_eq!(first, (Some(house.account.uuid()), Some(house.school.uuid())), "{act}");
        }
    }
);
