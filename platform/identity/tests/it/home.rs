//! The home page.

use admission::{Audience, Function};
use manifest::Manifest;
use testkit::{Portal, on_each_engine};
use web::{Entry, Section, Service};

const fn entry(label: &'static str, audience: Audience, counter: &'static str) -> Entry {
    Entry {
        label,
        href: "/cantine",
        audience,
        counter: Some(counter),
    }
}

const MENU: &[Section] = &[Section {
    title: "Cantine",
    entries: &[
        entry("Repas à servir", Audience::SchoolLife, "meals"),
        entry("Repas sautés", Audience::SchoolLife, "skipped"),
        entry("Tarifs à revoir", Audience::SchoolLifeSettings, "prices"),
    ],
}];

const CANTEEN: Service = Service {
    id: "canteen",
    name: "Cantine",
    sentence: "Savoir qui déjeune.",
    icon: ui::Icon::GraduationCap,
    menu: MENU,
    counters: Some(|_, _| {
        Box::pin(async { Ok(vec![("meals", 1_200), ("skipped", 0), ("prices", 5)]) })
    }),
    detached: None,
};

on_each_engine!(
    /// Invariant: one sees the services that are open to one, with what waits there for one's own
    /// functions; nothing that does not wait, and nothing of others.
    one_sees_what_is_open_and_waits,
    |which| async move {
        let canteen = Manifest { service: Some(CANTEEN), ..Manifest::empty("canteen") };
        let portal = Portal::start(which, vec![canteen]).await;
        let school = Some(portal.place("0990001N", "Collège Les Tilleuls").await);
        let assistant = portal.signed_in_as(Function::SchoolLifeAssistant, school).await;
        let home = assistant.get("/").await.expect(200).shows("Savoir qui déjeune.");
        home.shows("Repas à servir : 1 200").hides("Repas sautés :").hides("Tarifs à revoir :");
        let head = portal.signed_in_as(Function::Head, school).await;
        head.get("/").await.expect(200).shows("Tarifs à revoir : 5");
        let teacher = portal.signed_in_as(Function::Teacher, school).await;
        let home = teacher.get("/").await.expect(200).hides("Savoir qui déjeune.");
        home.shows("Aucun service ne vous est ouvert");
    }
);
