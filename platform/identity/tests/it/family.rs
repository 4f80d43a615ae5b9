//! Who of a family is admitted to the pages of a pupil.

use admission::Family;
use axum::extract::State;
use db::in_write;
use education::{Guardian, Id, Pupil};
use identity::{
    At, FamilyPair, GuardianOf, Holder, LinkEnd, Opened, PupilSelf, SignedIn, end_links,
};
use manifest::{Manifest, Routes};
use testkit::{Portal, on_each_engine};
use web::Context;

struct Canteen;

impl Opened for Canteen {
    const SERVICE: Option<&'static str> = Some("canteen");
}

async fn guardian(at: At<GuardianOf<Canteen>>, _: State<Context>) -> String {
    at.child().pupil().to_string()
}

async fn pupil(at: At<PupilSelf<Canteen>>, _: State<Context>) -> String {
    at.child().pupil().to_string()
}

async fn anybody(at: At<SignedIn>) -> String {
    at.family().len().to_string()
}

const CANTEEN: Manifest = Manifest {
    routes: || {
        Routes::new()
            .get("/enfants/{child}/cantine", guardian)
            .get("/moi/{own}/cantine", pupil)
            .get("/combien", anybody)
    },
    ..Manifest::empty("canteen")
};

on_each_engine!(
    /// Invariant: a guardian opens the pages of their own child, as long as the link lives and the school
    /// opens the service to guardians; of another's child, of one that never was, of one whose link ended, the
    /// answer is the same.
    a_guardian_opens_the_pages_of_their_own_child,
    |which| async move {
        let portal = Portal::start(which, vec![CANTEEN]).await;
        let school = portal.place("0990001N", "Collège Les Tilleuls").await;
        let pair = |holder: Holder| FamilyPair { school, pupil: Id::<Pupil>::new(), holder };
        let of_guardian = pair(Holder::Guardian(Id::<Guardian>::new()));
        let (mother, child) = portal.of_family(of_guardian).await;
        let (other, theirs) = portal.of_family(pair(Holder::Guardian(Id::<Guardian>::new()))).await;
        let page = format!("/enfants/{child}/cantine");
        mother.get(&page).await.expect(403);
        portal.set_open(school, "canteen", Family::Pupil, true).await;
        mother.get(&page).await.expect(403);
        portal.set_open(school, "canteen", Family::Guardian, true).await;
        assert_eq!(mother.get(&page).await.expect(200).body, of_guardian.pupil.to_string());
        // Not of others, in either way, nor as the child.
        other.get(&page).await.expect(404);
        mother.get(&format!("/enfants/{theirs}/cantine")).await.expect(404);
        mother.get(&format!("/enfants/{}/cantine", Id::<Pupil>::new())).await.expect(404);
        mother.get("/enfants/x/cantine").await.expect(404);
        mother.get(&format!("/moi/{child}/cantine")).await.expect(404);
        let answer = portal.visitor().get(&page).await;
        assert!(answer.location.unwrap().starts_with("/connexion?"));
        // A head of the school is no guardian of its pupils.
        let head = portal.signed_in_as(admission::Function::Head, Some(school)).await;
        head.get(&page).await.expect(404);
        portal.set_open(school, "canteen", Family::Guardian, false).await;
        mother.get(&page).await.expect(403);
        portal.set_open(school, "canteen", Family::Guardian, true).await;
        assert_eq!(mother.get("/combien").await.expect(200).body, "1");
        let now = portal.now();
        let ended = in_write!(portal.db(), db::Error, |tx| {
            end_links(tx, of_guardian, LinkEnd::Rights, now).await
        });
        assert_eq!(ended.unwrap(), 1);
        mother.get(&page).await.expect(404);
        assert_eq!(mother.get("/combien").await.expect(200).body, "0");
        other.get(&format!("/enfants/{theirs}/cantine")).await.expect(200);
    }
);

on_each_engine!(
    /// Invariant: a pupil opens their own pages, and no guardian's; the same link asked for twice is one.
    a_pupil_opens_their_own_pages,
    |which| async move {
        let portal = Portal::start(which, vec![CANTEEN]).await;
        let school = portal.place("0990001N", "Collège Les Tilleuls").await;
        portal.set_open(school, "canteen", Family::Pupil, true).await;
        let own = FamilyPair { school, pupil: Id::<Pupil>::new(), holder: Holder::Pupil };
        let (browser, link) = portal.of_family(own).await;
        let body = browser.get(&format!("/moi/{link}/cantine")).await.expect(200).body;
        assert_eq!(body, own.pupil.to_string());
        browser.get(&format!("/enfants/{link}/cantine")).await.expect(404);
        let account = portal.account("encore", &[], None).await;
        let now = portal.now();
        let [one, two] = in_write!(portal.db(), db::Error, |tx| {
            Ok([
                identity::open_link(tx, account, own, now).await?,
                identity::open_link(tx, account, own, now).await?,
            ])
        })
        .unwrap();
        assert_eq!(one.uuid(), two.uuid());
    }
);
