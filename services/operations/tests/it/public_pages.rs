use crate::{manifests, operator, portal};
use admission::Function;
use testkit::{Portal, on_each_engine};

on_each_engine!(
    /// Invariant: the register shows all that the manifests declare; nothing is left out.
    the_register_is_derived_from_the_manifests,
    |which| async move {
        let portal = portal(which).await;
        let page = portal.visitor().get("/donnees-personnelles").await.expect(200);
        let mut declared = manifests();
        declared.push(identity::manifest());
        let (mut processings, mut kept) = (0, 0);
        for manifest in declared {
            for processing in manifest.processing {
                processings += 1;
                for text in [
                    processing.name,
                    processing.purpose,
                    processing.basis,
                    processing.people,
                    processing.data,
                    processing.recipients,
                ] {
                    assert!(page.contains(text), "{text}");
                }
            }
            for retention in manifest.retention {
                kept += 1;
                let words = format!("{}, {}", retention.keep.label(), retention.from);
                for text in [retention.what, &words, retention.basis] {
                    assert!(page.contains(text), "{text}");
                }
            }
        }
        assert!(processings >= 3 && kept >= 7, "{processings}, {kept}");
    }
);

on_each_engine!(
    /// The statement says « non conforme » until somebody audits.
    the_accessibility_statement_is_honest,
    |which| async move {
        let portal = portal(which).await;
        portal.visitor().get("/accessibilite").await.expect(200)
            .shows("Accessibilité : non conforme")
            .shows("Préau est non conforme avec le référentiel général")
            .shows("Académie de démonstration")
            .shows("Défenseur des droits");
    }
);

on_each_engine!(
    /// Invariant: `/sante` is 200 while the service serves, 503 when it can't.
    health_tells_the_truth,
    |which| async move {
        let mut portal = portal(which).await;
        let page = portal.visitor().get("/sante").await.expect(200);
        let health: serde_json::Value = serde_json::from_str(&page.body).unwrap();
        assert_eq!(health["etat"], "ok");
        assert_eq!(page.headers["content-type"], "application/json; charset=utf-8");
        // The next version has added its tables: until it takes over, this one goes on.
        let known = portal.context.schema.to_vec();
        portal.context.schema = known.iter().skip(1).copied().collect();
        let health = operations::health(&portal.context).await;
        assert_eq!((health.status().as_u16(), health.schema), (200, "en avance"));
        // A schema that this version does not know: the service must not say that it is well.
        const MISSING: db::migration::Set = db::migration::Set {
            owner: "another",
            steps: &[db::migration::Migration { number: 1, name: "first", sql: "" }],
        };
        portal.context.schema = known.into_iter().skip(1).chain([MISSING]).collect();
        let health = operations::health(&portal.context).await;
        assert_eq!((health.status().as_u16(), health.schema), (503, "inconnu"));
        portal.db().close().await;
        let page = portal.visitor().get("/sante").await.expect(503);
        let health: serde_json::Value = serde_json::from_str(&page.body).unwrap();
        assert_eq!((&health["etat"], &health["base"]), (&"en panne".into(), &"ne répond pas".into()));
    }
);

on_each_engine!(
    /// Invariant: each page is open to its audience only.
    pages_are_for_their_audience,
    |which| async move {
        let portal = portal(which).await;
        let school = portal.place("0990001N", "Collège Les Tilleuls").await;
        let operator = operator(&portal).await;
        let officer = portal.signed_in_as(Function::DataProtectionOfficer, None).await;
        let head = portal.signed_in_as(Function::Head, Some(school)).await;
        for path in ["/exploitation", "/exploitation/fournisseurs", "/exploitation/fournisseurs/nouveau"] {
            operator.get(path).await.expect(200);
            officer.get(path).await.expect(403);
            head.get(path).await.expect(403);
            portal.visitor().get(path).await.expect(303);
        }
        for path in ["/exploitation/audit", "/exploitation/audit.csv"] {
            operator.get(path).await.expect(200);
            officer.get(path).await.expect(200);
            head.get(path).await.expect(403);
        }
        // The officer's menu has no page that would refuse.
        officer.get("/exploitation/audit").await.shows("Journal d'audit").hides("État du système");
    }
);

on_each_engine!(
    /// The routes' examples are valid: what is admitted is answered.
    examples_are_valid,
    |which| async move {
        let portal = portal(which).await;
        let school = portal.place("0990001N", "Collège Les Tilleuls").await;
        let operator = operator(&portal).await;
        let manifest = operations::manifest();
        let make = manifest.examples.expect("examples");
        let examples = make(portal.context.clone(), school).await.unwrap();
        let filled = |text: &str| {
            examples.iter().fold(text.to_owned(), |text, (name, value)| {
                text.replace(&format!("{{{name}}}"), value)
            })
        };
        for route in (manifest.routes)().list() {
            let path = filled(route.example);
            let answer = match route.method.as_str() {
                "GET" => operator.get(&path).await,
                _ => operator.post(&path, &filled(route.form)).await,
            };
            let status = answer.status.as_u16();
            assert!(status == 200 || status == 303, "{path}: {status}\n{}", answer.text());
        }
    }
);

#[test]
fn a_portal_in_live_mode_has_no_gallery() {
    testkit::run(async {
        let portal = Portal::start_in(testkit::Which::Sqlite, web::Mode::Live, manifests()).await;
        portal.visitor().get("/galerie").await.expect(404);
        portal.visitor().get("/galerie/sms").await.expect(404);
    });
}
