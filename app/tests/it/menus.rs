//! Invariant: a menu offers a page to those for whom it is, and to nobody else.

use crate::{access_matrix, house};
use admission::{Audience, Function, Rights};
use axum::http::Method;
use testkit::{Portal, Which};
use web::{Mode, Service};

fn services() -> Vec<Service> {
    let manifests = preau::manifests();
    manifests.iter().filter_map(|m| m.service).collect()
}

#[test]
fn each_entry_leads_to_a_page_of_its_audience() {
    let pages: Vec<_> = preau::manifests()
        .iter()
        .flat_map(|manifest| (manifest.routes)().list().to_vec())
        .filter(|route| route.method == Method::GET)
        .collect();
    let mut entries = 0;
    for entry in services()
        .iter()
        .flat_map(|service| service.menu)
        .flat_map(|section| section.entries)
    {
        entries += 1;
        let page = pages.iter().find(|route| route.path == entry.href);
        let page = page.unwrap_or_else(|| panic!("{}: no such page", entry.href));
        assert_eq!(entry.audience, page.audience, "{}", entry.href);
    }
    assert!(entries > 8, "the menus are those of the whole house");
}

/// What each page offers beside the services leads to a page of its audience, too.
#[test]
fn each_tool_leads_to_a_page_of_its_audience() {
    let manifests = preau::manifests();
    let pages: Vec<_> = manifests
        .iter()
        .flat_map(|manifest| (manifest.routes)().list().to_vec())
        .filter(|route| route.method == Method::GET)
        .collect();
    let tools = manifest::tools(&manifests);
    for tool in tools.iter() {
        let page = pages.iter().find(|route| route.path == tool.href);
        let page = page.unwrap_or_else(|| panic!("{}: no such page", tool.href));
        assert_eq!(tool.audience, page.audience, "{}", tool.href);
    }
    let labels: Vec<&str> = tools.iter().map(|tool| tool.label).collect();
    assert_eq!(labels, ["Aide", "Quoi de neuf", "Informations pratiques"]);
}

async fn shown(which: Which) {
    let portal = house::portal(which).await;
    let school = house::school(&portal, house::OWN).await;
    let mut people = Vec::new();
    for function in Function::ALL {
        let browser = portal
            .signed_in_as(function, house::place(function, school))
            .await;
        people.push((function.code(), browser, Rights::of(&[function])));
    }
    let exceptional = access_matrix::exceptional(&portal, school).await;
    let browser = exceptional.browser(&portal).await;
    people.push(("exception", browser, exceptional.rights));
    for (who, browser, held) in &people {
        let found = browser.get("/recherche?q=informations").await.expect(200);
        let reads = found.contains("Pages Informations pratiques");
        assert_eq!(reads, held.admits(Audience::SchoolInformation), "{who}");
        for service in services() {
            // Where nothing is open, not even the bar says that it exists.
            let from = service.href_for(held).unwrap_or("/");
            let page = browser.get(from).await.expect(200).body;
            for tool in portal.context.tools.iter() {
                let offered = page.contains(&format!("href=\"{}", tool.href));
                assert_eq!(
                    offered,
                    held.admits(tool.audience),
                    "{} on {from}",
                    tool.label
                );
            }
            for entry in service.menu.iter().flat_map(|section| section.entries) {
                let offered = page.contains(&format!("href=\"{}\"", entry.href));
                let open = held.admits(entry.audience);
                assert_eq!(offered, open, "{} on {from}, {}", entry.href, who);
            }
        }
    }
}

testkit::on_each_engine!(
    /// A page shows the entries that are open to whoever looks, and no other.
    each_page_shows_what_is_open,
    |which| shown(which)
);

testkit::on_each_engine!(
    /// The demo says that it is one; what is live never does.
    only_the_demo_says_that_it_is_one,
    |which| async move {
        for (mode, said) in [(Mode::Demo, true), (Mode::Live, false)] {
            let portal = Portal::start_in(which, mode, Vec::new()).await;
            let page = portal.visitor().get("/connexion").await.expect(200);
            assert_eq!(page.contains("Démonstration : nous sommes"), said);
            assert_eq!(page.contains("Les téléphones"), said);
        }
    }
);

testkit::on_each_engine!(
    /// « Aide » opened from a page of a menu leads into a guide, for whoever may open that page; and
    /// what guides name are pages.
    help_speaks_of_each_page_of_the_menus,
    |which| async move {
        let portal = house::portal(which).await;
        let school = house::school(&portal, house::OWN).await;
        let mut asked = 0;
        for function in Function::ALL {
            let browser = portal
                .signed_in_as(function, house::place(function, school))
                .await;
            for service in services() {
                for entry in service.entries_for(&Rights::of(&[function])) {
                    asked += 1;
                    let help = browser.get(&format!("/aide?page={}", entry.href)).await;
                    let place = help.expect(303).location.unwrap_or_default();
                    assert!(place.starts_with("/aide/"), "{}: {place}", entry.href);
                }
            }
        }
        assert!(asked > 50, "{asked}");
    }
);
