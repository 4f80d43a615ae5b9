//! Assessments: added, changed, withdrawn, by who teaches the class.

use crate::school::{CLARA, Here, average, cells, said, school};
use admission::Function;
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: a teacher sees the classes and subjects of their own, the head sees all; what another
    /// one teaches is not there for them, nor at another school.
    one_sees_what_one_teaches,
    |which| async move {
        let here = Here::ready(which).await;
        let own = here.teacher.get("/notes").await.expect(200).shows("5B");
        assert!(own.body.contains(&here.courses[0].replace(':', "%3A").replace('/', "%2F")), "{}", own.body);
        assert!(!own.body.contains(&here.courses[1].replace(':', "%3A").replace('/', "%2F")));
        let all = here.head.get("/notes").await.expect(200);
        for course in &here.courses {
            assert!(all.body.contains(&course.replace(':', "%3A").replace('/', "%2F")));
            here.head.get(&format!("/notes/carnet?cours={course}")).await.expect(200).shows("Aucune évaluation");
        }
        for page in ["/notes/carnet", "/notes/carnet/tableau", "/notes/evaluations/nouvelle"] {
            assert_eq!(here.teacher.get(page).await.expect(303).location.as_deref(), Some("/notes"), "{page}");
        }
        here.head.get("/notes?cherche=9z").await.expect(200).shows("Aucune classe ne correspond");
        here.head.get("/notes?cherche=5b").await.expect(200).hides("Aucune classe ne correspond");
        here.colleague.get(&here.address()).await.expect(404);
        here.colleague.get(&format!("/notes/evaluations/nouvelle?cours={}", here.courses[0])).await.expect(404);
        here.add("Fractions", "1", "20").await.expect(303);
        let page = here.sheet().await.shows("Fractions");
        let (_, id) = page.body.split_once("/notes/evaluations/0").unwrap();
        let address = format!("/notes/evaluations/0{}", id.split('"').next().unwrap());
        here.teacher.get(&address).await.expect(200);
        let elsewhere = school(&here.portal, "0990002P").await;
        let neighbour = here.portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        for stranger in [&here.colleague, &neighbour] {
            stranger.get(&address).await.expect(404);
            stranger.post(&address, "titre=X&jour=2026-11-20&publication=2026-11-20&coefficient=1&sur=20&version=1")
                .await.expect(404);
            stranger.post(&format!("{address}/offre"), "offert=non").await.expect(404);
        }
        here.sheet().await.shows("Fractions");
        let office = here.portal.signed_in_as(Function::SchoolLifeAssistant, Some(elsewhere)).await;
        office.get("/notes").await.expect(403);
    }
);

on_each_engine!(
    /// Invariant: a form sent twice adds one assessment; one that is wrong comes back as it was typed.
    an_assessment_is_added_once,
    |which| async move {
        let here = Here::ready(which).await;
        here.sheet().await.shows("Aucune évaluation");
        let refused = here.add("Fractions", "1", "0").await.expect(422);
        assert_eq!(refused.field("titre"), "Fractions");
        refused.shows("Une évaluation est notée sur 1 à 1000.");
        let new = format!("/notes/evaluations/nouvelle?cours={}", here.courses[0]);
        let form = here.teacher.get(&new).await.expect(200).field("form_id");
        let fields = format!(
            "cours={}&form_id={form}&titre=Fractions&jour=2026-11-20&publication=2026-11-24&coefficient=2&sur=10",
            here.courses[0]
        );
        for _ in 0..2 {
            let kept = here.teacher.post("/notes/evaluations/nouvelle", &fields).await.expect(303).location.unwrap();
            here.teacher.get(&kept).await.expect(200).shows("L'évaluation est ajoutée")
                .shows("Fractions (20/11/2026, sur 10)");
        }
        assert_eq!(here.acts("assessment.added").await, 1);
        here.teacher.get("/notes").await.expect(200).shows("vendredi 20 novembre");
    }
);

on_each_engine!(
    /// Invariant: an assessment is changed over what was shown; it is not marked out of less than what a
    /// pupil has; withdrawn, it counts no more and keeps its marks.
    an_assessment_is_changed_and_withdrawn,
    |which| async move {
        let here = Here::ready(which).await;
        here.add("Fractions", "1", "20").await.expect(303);
        here.add("Angles", "3", "20").await.expect(303);
        let page = here.sheet().await;
        let form = format!("cours={}{}", here.courses[0], cells(&page, &[(CLARA, 0, "15"), (CLARA, 1, "7")]));
        here.teacher.post("/notes/carnet", &form).await.expect(303);
        assert_eq!(average(&here.sheet().await, "classe"), "9");
        let (before, _) = page.body.split_once(">Fractions (20/11/2026, sur 20)</a>").unwrap();
        let (_, address) = before.rsplit_once("href=\"").unwrap();
        let address = address.split('"').next().unwrap();
        let shown = here.teacher.get(address).await.expect(200);
        assert_eq!((shown.field("titre").as_str(), shown.field("sur").as_str()), ("Fractions", "20"));
        let change = |sur: &str, version: &str| {
            format!("titre=Fractions&jour=2026-11-20&publication=2026-11-25&coefficient=1&sur={sur}&version={version}")
        };
        here.teacher.post(address, &change("10", "1")).await.expect(422)
            .shows("1 élève a une note au-dessus de 10");
        here.teacher.post(address, &change("40", "1")).await.expect(303);
        // The older of two windows sees both, and may then replace.
        let older = here.head.post(address, &change("30", "1")).await.expect(409);
        assert_eq!((older.field("sur").as_str(), older.field("version").as_str()), ("30", "2"));
        here.head.post(address, &change("30", "2")).await.expect(303);
        assert_eq!(here.acts("assessment.changed").await, 2);
        // 15 of 30 is 10; with 7, three times: 7,75.
        assert_eq!(average(&here.sheet().await, "classe"), "7,75");
        for _ in 0..2 {
            let kept = here.teacher.post(&format!("{address}/offre"), "offert=non").await.expect(303);
            let page = here.teacher.get(&kept.location.unwrap()).await.expect(200)
                .shows("L'évaluation est retirée").hides("Fractions (");
            assert_eq!(average(&page, "classe"), "7");
        }
        assert_eq!(here.acts("assessment.withdrawn").await, 1);
        here.teacher.post(&format!("{address}/offre"), "offert=oui").await.expect(303);
        let page = here.sheet().await;
        assert_eq!(average(&page, "classe"), "7,75");
        assert_eq!(said(&page, CLARA, 0).0, "15");
    }
);
