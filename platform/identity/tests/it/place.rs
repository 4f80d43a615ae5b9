//! Working in several places.

use crate::house::{House, OFFICE};
use admission::Function;
use education::{Id, School, SchoolKind, Uai, UaiPolicy, Zone};
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: one moves between the places where one works, and to no other.
    one_moves_between_ones_own_places,
    |which| async move {
        let house = House::start(which).await;
        let second = house.portal.place("0990002P", "Lycée du Port").await;
        let third = house.portal.place("0990003R", "École des Pins").await;
        house.grant(second, Function::Cpe, -1).await;
        let browser = house.browser().await;
        let other = house.browser().await;
        let home = browser.get("/").await.expect(200).shows("Collège Les Tilleuls");
        home.shows("Lycée du Port").hides("École des Pins");
        browser.get(OFFICE).await.expect(200).shows("Collège Les Tilleuls");
        let done = browser.post("/lieu", &format!("lieu={second}")).await.expect(303);
        assert_eq!(done.location.as_deref(), Some("/"));
        browser.get(OFFICE).await.expect(200).shows("Vie scolaire de Lycée du Port");
        other.get(OFFICE).await.expect(200).shows("Collège Les Tilleuls");
        // Neither to a school of others, nor to one that is not, nor to the académie.
        let nowhere = Id::<School>::new().to_string();
        for wanted in [third.to_string(), nowhere, "xyz".into(), String::new()] {
            browser.post("/lieu", &format!("lieu={wanted}")).await.expect(404);
            browser.get(OFFICE).await.expect(200).shows("Lycée du Port");
        }
        browser.post("/lieu", &format!("lieu={}", house.school)).await.expect(303);
        browser.get(OFFICE).await.expect(200).shows("Collège Les Tilleuls");
    }
);

on_each_engine!(
    /// Invariant: what one may at one place opens nothing at the other.
    functions_stay_at_their_place,
    |which| async move {
        let house = House::start(which).await;
        let second = house.portal.place("0990002P", "Lycée du Port").await;
        house.grant(second, Function::Teacher, -1).await;
        let browser = house.browser().await;
        browser.get(OFFICE).await.expect(200);
        browser.post("/lieu", &format!("lieu={second}")).await.expect(303);
        browser.get(OFFICE).await.expect(403).hides("Vie scolaire de");
    }
);

on_each_engine!(
    /// Invariant: one signs in at the same place each day: the académie first, then schools in the
    /// order of their names.
    one_signs_in_at_the_first_place,
    |which| async move {
        let house = House::start(which).await;
        for (uai, label) in [("0990002P", "Collège Ampère"), ("0990003R", "Lycée du Port")] {
            let school = house.portal.place(uai, label).await;
            house.grant(school, Function::Cpe, -1).await;
        }
        let browser = house.signed_in().await;
        browser.get(OFFICE).await.expect(200).shows("Vie scolaire de Collège Ampère");
        let from = house.portal.today();
        db::in_write!(house.portal.db(), db::Error, |tx| {
            identity::grant(tx, house.account, Function::Operator, None, from).await
        })
        .unwrap();
        let browser = house.signed_in().await;
        browser.get("/").await.expect(200).shows("Services académiques");
        browser.get(OFFICE).await.expect(403);
        // To a school, and back.
        browser.post("/lieu", &format!("lieu={}", house.school)).await.expect(303);
        browser.get(OFFICE).await.expect(200).shows("Collège Les Tilleuls");
        browser.post("/lieu", "lieu=").await.expect(303);
        browser.get(OFFICE).await.expect(403);
    }
);

on_each_engine!(
    /// Invariant: names are in the order of a French list, where an accent or a small letter does
    /// not put a school last.
    schools_are_in_the_order_of_a_french_list,
    |which| async move {
        let house = House::start(which).await;
        for (uai, label) in [("0990002P", "Lycée du Port"), ("0990003R", "École des Pins")] {
            let school = house.portal.place(uai, label).await;
            house.grant(school, Function::Cpe, -1).await;
        }
        house.end(-1).await;
        let browser = house.signed_in().await;
        browser.get(OFFICE).await.expect(200).shows("Vie scolaire de École des Pins");
    }
);

on_each_engine!(
    /// Invariant: a school that is declared again has its new name, and its people.
    a_school_may_change_its_name,
    |which| async move {
        let house = House::start(which).await;
        let uai = Uai::parse("0990001N", UaiPolicy::Demo).unwrap();
        db::in_write!(house.portal.db(), db::Error, |tx| {
            identity::declare_place(tx, house.school, &uai, "Collège Ampère", SchoolKind::College, Zone::default()).await
        })
        .unwrap();
        let browser = house.browser().await;
        browser.get(OFFICE).await.expect(200).shows("Vie scolaire de Collège Ampère");
    }
);
