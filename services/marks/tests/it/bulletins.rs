//! Bulletins: what they say, how they are settled, and from when families read them.

use crate::{
    school::{CLARA, HUGO, Here, INES, cells},
    texts::texts,
};
use db::{in_write, sql};
use education::{Id, Pupil};
use exchange::{Answer as Asked, HalfDays, HalfDaysCount};
use identity::{At, Marks};
use manifest::Manifest;
use print::{Block, Body, Document};
use std::collections::HashMap;
use testkit::{Answer, on_each_engine};
use web::Context;

const CLASS: &str = "/notes/bulletins?classe=5B&periode=trimestre-1";

/// A service that counts three half-days for everybody.
fn counting() -> Manifest {
    fn count<'a>(
        _: &'a Context,
        _: &'a At<Marks>,
        pupils: &'a [Id<Pupil>],
        (from, to): (chrono::NaiveDate, chrono::NaiveDate),
    ) -> Asked<'a, HashMap<Id<Pupil>, HalfDays>> {
        let days = (from.to_string(), to.to_string());
        assert_eq!(days, ("2026-08-01".to_owned(), "2026-11-30".to_owned()));
        let away = HalfDays {
            missed: 3,
            unjustified: 1,
            latenesses: 2,
        };
        Box::pin(async move { Ok(pupils.iter().map(|pupil| (*pupil, away)).collect()) })
    }
    Manifest {
        offers: Some(|offers| offers.with(HalfDaysCount(count))),
        ..Manifest::empty("counting")
    }
}

/// Where the bulletin of a pupil is, by the list of the class.
fn of(page: &Answer, pupil: &str) -> String {
    let (before, _) = page
        .body
        .split_once(&format!(">{pupil}<"))
        .expect("the pupil's row");
    let (_, href) = before.rsplit_once("href=\"").expect("a link");
    let href = href.split('"').next().unwrap();
    href.replace("&amp;", "&")
}

fn report(document: &Document, rank: usize) -> &print::Report {
    let Body::Reports(reports) = &document.body else {
        panic!("bulletins");
    };
    &reports[rank]
}

fn printed(answer: &Answer) -> Document {
    serde_json::from_slice(&answer.bytes).expect("a described document")
}

impl Here {
    /// Two marks and two texts in the first subject, in 5B.
    pub(crate) async fn marked(&self) {
        self.add("Fractions", "1", "20").await.expect(303);
        let sheet = self.sheet().await;
        let marks = cells(&sheet, &[(CLARA, 0, "12,5"), (HUGO, 0, "8")]);
        let form = format!("cours={}{marks}", self.courses[0]);
        self.teacher.post("/notes/carnet", &form).await.expect(303);
        let page = self.teacher.get(&self.texts()).await.expect(200);
        let said = texts(&page, &[(CLARA, "Bon début.")]);
        let form = format!("cours={}&periode=trimestre-1{said}", self.courses[0]);
        self.teacher
            .post("/notes/appreciations", &form)
            .await
            .expect(303);
    }

    pub(crate) async fn class(&self) -> Answer {
        self.head.get(CLASS).await.expect(200)
    }

    pub(crate) async fn settle(&self, day: &str) -> Answer {
        let version = self.class().await.field("version");
        let form = format!("classe=5B&periode=trimestre-1&publication={day}&version={version}");
        self.head.post("/notes/bulletins", &form).await
    }

    /// How many bulletins are kept, and how many versions before.
    async fn kept(&self) -> (i64, i64) {
        let mut read = self.portal.db().read().await.unwrap();
        sql!("SELECT (SELECT COUNT(*) FROM bulletin), (SELECT COUNT(*) FROM bulletin_change)")
            .one::<(i64, i64)>(&mut read)
            .await
            .unwrap()
    }
}

on_each_engine!(
    /// Invariant: a bulletin brings together averages, appreciations and absences; its page and its PDF say
    /// the same; who teaches the class reads it, another class's teacher does not.
    a_bulletin_brings_all_together,
    |which| async move {
        let here = Here::ready_with(which, vec![counting()]).await;
        here.marked().await;
        here.make_principal().await;
        let page = here.teacher.get(CLASS).await.expect(200).shows("Projet").hides("Arrêter les bulletins");
        let one = of(&page, CLARA);
        let bulletin = here.teacher.get(&one).await.expect(200).shows("12,5").shows("10,25").shows("8 – 12,5")
            .shows("Bon début.").shows("Professeur principal : ").shows("n'est pas encore arrêté")
            .shows("Demi-journées d'absence : 3, dont 1 sans motif légitime. Retards : 2.")
            .shows("Le conseil de classe ne s'est pas encore prononcé.");
        let council = here.head.get("/notes/conseil/appreciations?classe=5B&periode=trimestre-1").await.expect(200);
        let form = format!("classe=5B&periode=trimestre-1{}", texts(&council, &[(CLARA, "Félicitations.")]));
        here.head.post("/notes/conseil/appreciations", &form).await.expect(303);
        here.colleague.get(&one).await.expect(200).shows("Félicitations.").hides("pas encore prononcé");
        let pdf = here.teacher.get(&one.replace("?", "/pdf?")).await.expect(200);
        let document = printed(&pdf);
        assert_eq!(document.title, format!("Bulletin du 1er\u{a0}trimestre, {CLARA}"));
        let report = report(&document, 0);
        assert!(report.subtitle.starts_with(CLARA) && report.subtitle.ends_with("2026-2027"));
        let said = serde_json::to_string(&report.blocks).unwrap();
        for words in ["12,5", "10,25", "8 – 12,5", "Bon début.", "Félicitations.", "Retards : 2", "Projet"] {
            assert!(said.contains(words), "{words}: {said}");
        }
        let Some(Block::Table(_)) = report.blocks.iter().find(|block| matches!(block, Block::Table(_))) else {
            panic!("a table");
        };
        assert!(bulletin.body.contains("/pdf?classe=5B"));
        // Nobody of another class, nor a class that is not there.
        here.teacher.get("/notes/bulletins?classe=3Z").await.expect(404);
        here.teacher.get("/notes/bulletins/pdf?classe=3Z").await.expect(404);
        here.teacher.get(&format!("/notes/bulletins/{}?classe=5B", Id::<Pupil>::new())).await.expect(404);
        here.teacher.get("/notes/bulletins/pdf").await.expect(303);
        assert_eq!(here.acts("bulletin.seen").await, 2);
        assert_eq!(here.acts("bulletin.printed").await, 1);
    }
);

on_each_engine!(
    /// Invariant: where no service counts absences, a bulletin says nothing of them.
    without_absences_nothing_is_said,
    |which| async move {
        let here = Here::ready(which).await;
        here.marked().await;
        let page = here.class().await;
        here.head.get(&of(&page, CLARA)).await.expect(200).hides("Demi-journées");
    }
);

on_each_engine!(
    /// Invariant: what is settled stays as it was, on the page and on paper, whatever is written since, until it
    /// is settled again; only those that changed are, and what they said before is kept.
    what_is_settled_stays,
    |which| async move {
        let here = Here::ready(which).await;
        here.marked().await;
        let settled = here.settle("").await.expect(303).location.unwrap();
        here.head.get(&settled).await.expect(200).shows("3 bulletins sont arrêtés.").shows("Arrêté");
        assert_eq!(here.kept().await, (3, 0));
        let page = here.teacher.get(&here.texts()).await.expect(200);
        let said = texts(&page, &[(CLARA, "Excellent début."), ]);
        let form = format!("cours={}&periode=trimestre-1{said}", here.courses[0]);
        here.teacher.post("/notes/appreciations", &form).await.expect(303);
        let class = here.class().await.shows("Modifié depuis").shows("1 bulletin");
        let one = of(&class, CLARA);
        here.teacher.get(&one).await.expect(200).shows("Bon début.").hides("Excellent")
            .shows("Des notes ou des appréciations ont changé depuis");
        let paper = serde_json::to_string(&printed(&here.teacher.get(&one.replace("?", "/pdf?")).await.expect(200))).unwrap();
        assert!(paper.contains("Bon début.") && paper.contains("Bulletin arrêté le mardi 24 novembre 2026."));
        let all = printed(&here.head.get("/notes/bulletins/pdf?classe=5B").await.expect(200));
        let Body::Reports(reports) = &all.body else { panic!("bulletins") };
        let names: Vec<bool> = [CLARA, HUGO, INES].iter().zip(reports).map(|(name, one)| one.subtitle.starts_with(name)).collect();
        assert_eq!(names, [true; 3]);
        let council = here.head.get("/notes/conseil/appreciations?classe=5B&periode=trimestre-1").await.expect(200);
        let form = format!("classe=5B&periode=trimestre-1{}", texts(&council, &[(CLARA, "Encouragements.")]));
        here.head.post("/notes/conseil/appreciations", &form).await.expect(303);
        let paper = here.head.get("/notes/bulletins/pdf?classe=5B").await.expect(200).body;
        assert!(!paper.contains("Encouragements."));
        // The sheet of the council says what is known now.
        let sheet = here.head.get("/notes/bulletins/pdf?classe=5B&feuille=conseil").await.expect(200);
        assert!(sheet.body.contains("Encouragements."));
        assert!(matches!(printed(&sheet).body, Body::Report(of) if of.wide && of.title.starts_with("Conseil de classe de la 5B")));
        let again = here.settle("").await.expect(303).location.unwrap();
        here.head.get(&again).await.expect(200).shows("1 bulletin est arrêté.");
        here.teacher.get(&one).await.expect(200).shows("Excellent début.");
        assert_eq!(here.kept().await, (3, 1));
        let again = here.settle("").await.expect(303).location.unwrap();
        here.head.get(&again).await.expect(200).shows("aucun bulletin n'avait changé");
        assert_eq!(here.acts("bulletins.settled").await, 2);
        here.teacher.post("/notes/bulletins", "classe=5B&periode=trimestre-1&publication=&version=0").await.expect(403);
    }
);

on_each_engine!(
    /// Invariant: families read them from the day that the direction says, not before today; of two windows the
    /// older is told; withdrawn, they stay settled.
    they_are_published_on_their_own_day,
    |which| async move {
        let here = Here::ready(which).await;
        here.marked().await;
        let refused = here.settle("2026-11-23").await.expect(422).shows("Choisissez aujourd'hui ou un jour à venir.");
        assert_eq!(refused.field("publication"), "2026-11-23");
        here.settle("demain").await.expect(422).shows("Choisissez un jour, ou laissez vide");
        assert_eq!(here.kept().await, (0, 0));
        here.settle("2026-12-03").await.expect(303);
        here.class().await.shows("prévue le jeudi 3 décembre 2026, dès le début de la journée");
        let older = "classe=5B&periode=trimestre-1&publication=2026-12-05&version=0";
        let told = here.head.post("/notes/bulletins", older).await.expect(409).shows("prévue le jeudi 3 décembre 2026");
        assert_eq!((told.field("publication"), told.field("version")), ("2026-12-05".into(), "1".into()));
        here.settle("2026-11-24").await.expect(303);
        let page = here.class().await.shows("publiés depuis le mardi 24 novembre 2026");
        let form = |version: &str| format!("classe=5B&periode=trimestre-1&version={version}");
        here.head.post("/notes/bulletins/retrait", &form("1")).await.expect(409);
        let withdrawn = here.head.post("/notes/bulletins/retrait", &form(&page.field("version"))).await.expect(303);
        here.head.get(&withdrawn.location.unwrap()).await.expect(200).shows("Les familles ne lisent plus ces bulletins.")
            .shows("pas de date").shows("Arrêté");
        // Sent again: it is done.
        here.head.post("/notes/bulletins/retrait", &form("1")).await.expect(303);
        here.teacher.post("/notes/bulletins/retrait", &form("3")).await.expect(403);
        assert_eq!((here.acts("bulletins.published").await, here.acts("bulletins.withdrawn").await), (2, 1));
    }
);

on_each_engine!(
    /// Invariant: a subject that is taught to a group is on the bulletin of its pupils, and of nobody else.
    a_group_is_its_pupils,
    |which| async move {
        let here = Here::ready(which).await;
        let label = "Discipline du groupe";
        let page = here.class().await;
        let [clara, hugo] = [CLARA, HUGO].map(|pupil| of(&page, pupil));
        let id = |href: &str| -> Id<Pupil> {
            href.rsplit('/').next().unwrap().split('?').next().unwrap().parse().unwrap()
        };
        in_write!(here.portal.db(), db::Error, |tx| {
            let group: Id<()> = Id::new();
            sql!("INSERT INTO teaching_group (id, school, school_year, code, label) VALUES ($1, $2, 2026, 'G1', 'G1')")
                .bind(group).bind(here.school).run(tx).await?;
            sql!("INSERT INTO group_member (teaching_group, enrolment) SELECT $1, id FROM enrolment WHERE pupil = $2")
                .bind(group).bind(id(&clara)).run(tx).await?;
            sql!("INSERT INTO subject (code, short_label, label) VALUES ('999999', 'GROUPE', $1)").bind(label).run(tx).await?;
            sql!("INSERT INTO teaching (id, school, school_year, staff, subject, teaching_group) \
                  SELECT $1, $2, 2026, staff, '999999', $3 FROM teaching WHERE school = $2 LIMIT 1")
                .bind(Id::<()>::new()).bind(here.school).bind(group).run(tx).await?;
            Ok(())
        })
        .unwrap();
        here.head.get(&clara).await.expect(200).shows(label);
        here.head.get(&hugo).await.expect(200).hides(label);
    }
);
