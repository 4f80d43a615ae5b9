//! Bulletins as families read them: on their day, word for word; and who teaches the class.

use crate::school::{CLARA, HUGO, Here};
use db::{in_write, sql};
use print::Document;
use testkit::on_each_engine;

const ONE: &str = "notes/bulletins/2026-trimestre-1";

on_each_engine!(
    /// Invariant: a bulletin that is not published is not found, by any address; from the beginning of its day it
    /// is read word for word as it was settled, on the page and on paper, by the family of that pupil alone;
    /// withdrawn, it is gone again.
    a_bulletin_is_read_from_its_day,
    |which| async move {
        let here = Here::ready(which).await;
        here.open().await;
        here.choose("fil").await;
        here.marked().await;
        let paper = format!("{ONE}/pdf");
        let missing = async |why: &str| {
            for page in [ONE, paper.as_str()] {
                assert_eq!(here.reads(CLARA, page).await.status, 404, "{why}");
            }
            here.reads(CLARA, "notes/bulletins").await.expect(200).shows("Aucun bulletin n'est publié");
        };
        missing("a draft").await;
        here.settle("").await.expect(303);
        missing("settled, without a day").await;
        for (year, class, period) in [(2025, "5B", "trimestre-1"), (2026, "5A", "trimestre-1"), (2026, "5B", "trimestre-2")] {
            in_write!(here.portal.db(), db::Error, |tx| {
                sql!("INSERT INTO bulletin_publication (school, school_year, period, division, on_day, version) \
                      VALUES ($1, $2, $3, $4, $5, 1)")
                    .bind(here.school).bind(i64::from(year)).bind(period).bind(class).bind(here.portal.today()).run(tx).await
            })
            .unwrap();
        }
        missing("the day of another year, class or part of the year").await;
        here.settle("2026-11-26").await.expect(303);
        here.is_now("2026-11-25T22:59:30Z");
        missing("the day before").await;
        here.is_now("2026-11-25T23:00:00Z");
        let list = here.reads(CLARA, "notes/bulletins").await.expect(200).shows("Bulletin du 1er trimestre 2026-2027")
            .shows("jeudi 26 novembre 2026");
        assert!(list.body.contains(&paper));
        here.reads(CLARA, ONE).await.expect(200).shows("Bon début.").shows("12,5").shows("10,25")
            .shows("Bulletin arrêté le mardi 24 novembre 2026.").hides(HUGO);
        let file = here.reads(CLARA, &paper).await.expect(200);
        let document: Document = serde_json::from_slice(&file.bytes).expect("a described document");
        assert_eq!(document.title, format!("Bulletin du 1er\u{a0}trimestre, {CLARA}"));
        let said = serde_json::to_string(&document.body).unwrap();
        for words in [CLARA, "Bon début.", "12,5", "10,25", "Bulletin arrêté le mardi 24 novembre 2026."] {
            assert!(said.contains(words), "{words}: {said}");
        }
        here.reads(HUGO, ONE).await.expect(200).hides("Bon début.").hides(CLARA);
        for other in ["2026-trimestre-2", "2025-trimestre-1", "trimestre-1", "x"] {
            here.reads(CLARA, &format!("notes/bulletins/{other}")).await.expect(404);
            here.reads(CLARA, &format!("notes/bulletins/{other}/pdf")).await.expect(404);
        }
        assert_eq!((here.acts("bulletin.family_read").await, here.acts("bulletin.family_downloaded").await), (2, 1));
        here.is_now(testkit::START);
        // A mark that is corrected changes nothing of what was settled.
        here.type_in(0, &[(CLARA, 0, "3")]).await;
        let version = here.class().await.field("version");
        here.is_now("2026-11-26T08:00:00Z");
        here.reads(CLARA, ONE).await.expect(200).shows("12,5").hides("Moyenne générale 3");
        here.is_now(testkit::START);
        let form = format!("classe=5B&periode=trimestre-1&version={version}");
        here.head.post("/notes/bulletins/retrait", &form).await.expect(303);
        here.is_now("2026-11-26T08:00:00Z");
        missing("withdrawn").await;
    }
);

on_each_engine!(
    /// Invariant: the family knows who teaches what to the child, and who answers for the class.
    the_team_is_told,
    |which| async move {
        let here = Here::ready(which).await;
        here.open().await;
        here.make_principal().await;
        let staff = here.head.get("/notes/equipe?classe=5B").await.expect(200).text();
        let (_, rest) = staff.split_once("Professeur principal ").expect("who answers for the class");
        let principal: Vec<&str> = rest.split_whitespace().take(2).collect();
        here.reads(CLARA, "notes/equipe").await.expect(200).shows(&format!("Professeur principal {}", principal.join(" ")))
            .shows("Toute la classe");
    }
);

on_each_engine!(
    /// Invariant: the bulletin of the examples is one that the family of their pupil reads, however often they
    /// are asked for and whatever was done to it between.
    the_bulletin_of_the_examples_is_read,
    |which| async move {
        let here = Here::ready(which).await;
        here.open().await;
        let examples = marks::manifest().examples.expect("examples");
        for _ in 0..2 {
            let made = examples(here.portal.context.clone(), here.school).await.expect("examples");
            let value = |name: &str| made.iter().find(|(one, _)| *one == name).expect("a value").1.clone();
            here.reads(CLARA, &format!("notes/bulletins/{}", value("bulletin"))).await.expect(200).shows("Clara ABADIE");
            let form = format!("classe=5B&periode=trimestre-1&version={}", value("bulletins_version"));
            here.head.post("/notes/bulletins/retrait", &form).await.expect(303);
            here.reads(CLARA, ONE).await.expect(404);
        }
    }
);
