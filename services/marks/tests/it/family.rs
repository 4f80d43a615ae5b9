//! What families read: by the school's rule and by their own child, and nothing else.

use crate::{
    publication::{DATES, PAGE},
    school::{CLARA, HUGO, Here, cells},
};
use admission::Family;
use db::{in_write, sql};
use education::{Guardian, Id, Pupil};
use identity::{FamilyLink, FamilyPair, Holder};
use testkit::{Answer, Browser, on_each_engine};

/// The day before that of the tests: what is published then is seen by them.
pub(crate) const YESTERDAY: &str = "2026-11-23";

impl Here {
    /// An assessment of the first subject, or of the second one, published on a day.
    pub(crate) async fn give(&self, which: usize, title: &str, on: &str, weighs: (&str, &str)) {
        let (teacher, course) = self.taught(which);
        let new = format!("/notes/evaluations/nouvelle?cours={course}");
        let form = teacher.get(&new).await.expect(200).field("form_id");
        let (coefficient, out_of) = weighs;
        let fields = format!(
            "cours={course}&form_id={form}&titre={title}&jour=2026-11-20&publication={on}\
             &coefficient={coefficient}&sur={out_of}"
        );
        let added = teacher.post("/notes/evaluations/nouvelle", &fields).await;
        added.expect(303);
    }

    fn taught(&self, which: usize) -> (&Browser, &str) {
        let teacher = [&self.teacher, &self.colleague][which];
        (teacher, &self.courses[which])
    }

    /// Types marks: pupil, rank of the assessment, what it says.
    pub(crate) async fn type_in(&self, which: usize, marks: &[(&str, usize, &str)]) {
        let (teacher, course) = self.taught(which);
        let sheet = format!("/notes/carnet?cours={course}");
        let sheet = teacher.get(&sheet).await.expect(200);
        let form = format!("cours={course}{}", cells(&sheet, marks));
        teacher.post("/notes/carnet", &form).await.expect(303);
    }

    /// Opens the service to guardians and to pupils.
    pub(crate) async fn open(&self) {
        for family in [Family::Guardian, Family::Pupil] {
            self.portal
                .set_open(self.school, "marks", family, true)
                .await;
        }
    }

    pub(crate) async fn pupil(&self, name: &str) -> Id<Pupil> {
        let (surname, first_name) = name.split_once(' ').unwrap();
        sql!("SELECT id FROM pupil WHERE family_name = $1 AND first_name = $2")
            .bind(surname)
            .bind(first_name)
            .one::<(Id<Pupil>,)>(&mut self.portal.db().read().await.unwrap())
            .await
            .unwrap()
            .0
    }

    /// Somebody new who is a guardian of this pupil, signed in; and what stands for the pupil.
    pub(crate) async fn guardian(&self, name: &str) -> (Browser, Id<FamilyLink>) {
        let pair = FamilyPair {
            school: self.school,
            pupil: self.pupil(name).await,
            holder: Holder::Guardian(Id::<Guardian>::new()),
        };
        self.portal.of_family(pair).await
    }

    /// What a guardian of this pupil reads at a page of theirs.
    pub(crate) async fn reads(&self, name: &str, page: &str) -> Answer {
        let (guardian, child) = self.guardian(name).await;
        guardian.get(&format!("/enfants/{child}/{page}")).await
    }

    pub(crate) fn is_now(&self, instant: &str) {
        let instant = instant.parse().expect("an instant");
        self.portal.context.clock.set(instant);
    }
}

/// Whether a choice of the page is the one that is made.
fn chosen(page: &Answer, value: &str) -> bool {
    page.body.contains(&format!("value=\"{value}\" selected"))
}

on_each_engine!(
    /// Invariant: a guardian reads the marks of their own child, where the school opens them, and a pupil their
    /// own; of another's child nothing, not even that it is there; each look is kept.
    a_family_reads_its_own_marks,
    |which| async move {
        let here = Here::ready(which).await;
        here.choose("fil").await;
        here.give(0, "Fractions", YESTERDAY, ("1", "20")).await;
        here.type_in(0, &[(CLARA, 0, "12,5"), (HUGO, 0, "17,25")]).await;
        let (mother, clara) = here.guardian(CLARA).await;
        let (_, hugo) = here.guardian(HUGO).await;
        let pages = ["notes", "notes/equipe", "notes/bulletins", "notes/bulletins/2026-trimestre-1", "notes/bulletins/2026-trimestre-1/pdf"];
        for page in pages {
            mother.get(&format!("/enfants/{clara}/{page}")).await.expect(403);
        }
        here.open().await;
        mother.get(&format!("/enfants/{clara}/notes")).await.expect(200).shows("Clara ABADIE · 5B · Collège Les Tilleuls")
            .shows("Fractions").shows("12,5 / 20").hides("17,25").hides("Hugo");
        for page in pages {
            mother.get(&format!("/enfants/{hugo}/{page}")).await.expect(404);
            mother.get(&format!("/moi/{clara}/{page}")).await.expect(404);
            here.head.get(&format!("/enfants/{clara}/{page}")).await.expect(404);
        }
        let own = FamilyPair { school: here.school, pupil: here.pupil(HUGO).await, holder: Holder::Pupil };
        let (pupil, link) = here.portal.of_family(own).await;
        pupil.get(&format!("/moi/{link}/notes")).await.expect(200).shows("17,25 / 20").hides("12,5");
        pupil.get(&format!("/moi/{link}/notes/equipe")).await.expect(200);
        pupil.get(&format!("/moi/{link}/notes/bulletins")).await.expect(200).shows("Aucun bulletin n'est publié");
        pupil.get(&format!("/enfants/{link}/notes")).await.expect(404);
        assert_eq!(here.acts("marks.family_read").await, 4);
        here.portal.set_open(here.school, "marks", Family::Pupil, false).await;
        pupil.get(&format!("/moi/{link}/notes")).await.expect(403);
        mother.get(&format!("/enfants/{clara}/notes")).await.expect(200);
    }
);

on_each_engine!(
    /// Invariant: « au fil de l'eau », nothing of an assessment is seen before 0:00 of the day after its
    /// publication, by the school's own time; as long as nobody has chosen, nothing is seen at all.
    as_it_goes_from_the_day_after,
    |which| async move {
        let here = Here::ready(which).await;
        here.open().await;
        here.give(0, "Fractions", "2026-11-24", ("1", "20")).await;
        here.type_in(0, &[(CLARA, 0, "12,5")]).await;
        here.reads(CLARA, "notes").await.expect(200).shows("Aucune note n'est publiée").hides("12,5")
            .shows("n'a pas encore choisi quand");
        here.choose("fil").await;
        here.reads(CLARA, "notes").await.expect(200).hides("Fractions").shows("le lendemain de la date de publication");
        here.is_now("2026-11-24T22:59:30Z");
        here.reads(CLARA, "notes").await.expect(200).hides("Fractions").hides("12,5");
        here.is_now("2026-11-24T23:00:00Z");
        here.reads(CLARA, "notes").await.expect(200).shows("Fractions").shows("12,5 / 20").shows("Moyenne : 12,5");
        let month = here.reads(CLARA, "notes?periode=mois-2026-11").await.expect(200).shows("Moyennes · novembre 2026").shows("12,5 / 20");
        assert!(chosen(&month, "mois-2026-11"));
        here.reads(CLARA, "notes?periode=mois-2026-10").await.expect(200).shows("Aucune note ici").hides("12,5 / 20");
        here.reads(CLARA, "notes?periode=trimestre-2").await.expect(200).shows("Aucune note ici");
        here.reads(CLARA, "notes?periode=annee").await.expect(200).shows("12,5 / 20").shows("Moyennes · toute l'année");
        // What is not asked for well is the part of the year of today.
        for strange in ["mois-x", "semestre-1", "trimestre-9"] {
            let page = here.reads(CLARA, &format!("notes?periode={strange}&matiere=x")).await.expect(200);
            assert!(chosen(&page.shows("12,5 / 20"), "trimestre-1"), "{strange}");
        }
    }
);

on_each_engine!(
    /// Invariant: « à l'échéance », what was given to a group is seen by each pupil on the day of their own
    /// programme and class; a class without a date sees nothing.
    at_term_each_by_their_own_pair,
    |which| async move {
        let here = Here::ready(which).await;
        here.open().await;
        let (clara, hugo) = (here.pupil(CLARA).await, here.pupil(HUGO).await);
        in_write!(here.portal.db(), db::Error, |tx| {
            let (division, group): (Id<()>, Id<()>) = (Id::new(), Id::new());
            sql!("INSERT INTO division (id, school, school_year, code, label) VALUES ($1, $2, 2026, '5A', '5A')")
                .bind(division).bind(here.school).run(tx).await?;
            sql!("UPDATE enrolment SET division = $1 WHERE pupil = $2").bind(division).bind(hugo).run(tx).await?;
            sql!("INSERT INTO teaching_group (id, school, school_year, code, label) VALUES ($1, $2, 2026, 'G1', 'G1')")
                .bind(group).bind(here.school).run(tx).await?;
            for pupil in [clara, hugo] {
                sql!("INSERT INTO group_member (teaching_group, enrolment) SELECT $1, id FROM enrolment WHERE pupil = $2")
                    .bind(group).bind(pupil).run(tx).await?;
            }
            sql!("INSERT INTO subject (code, short_label, label) VALUES ('999999', 'CHANT', 'Chant choral')").run(tx).await?;
            sql!("INSERT INTO teaching (id, school, school_year, staff, subject, teaching_group) \
                  SELECT $1, $2, 2026, s.id, '999999', $3 FROM staff s JOIN account a ON a.id = s.account WHERE a.login = 'prof'")
                .bind(Id::<()>::new()).bind(here.school).bind(group).run(tx).await?;
            Ok(())
        })
        .unwrap();
        let mut here = here;
        here.courses[0] = "group:G1/999999".to_owned();
        here.choose("echeance").await;
        here.give(0, "Canon", YESTERDAY, ("1", "20")).await;
        here.type_in(0, &[(CLARA, 0, "13"), (HUGO, 0, "15")]).await;
        let hides = |page: Answer| page.expect(200).hides("Canon").hides("Chant choral").hides("13 / 20").hides("15 / 20");
        hides(here.reads(CLARA, "notes").await).shows("la prochaine n'est pas encore fixée");
        let page = here.head.get(PAGE).await.expect(200);
        let pair_of = |class: &str| {
            let end = format!("/{class}\"");
            let (before, _) = page.body.split_once(&end).expect("the pair of the class");
            let (_, mef) = before.rsplit_once('"').unwrap();
            format!("{mef}/{class}")
        };
        for (class, day) in [("5B", "2026-11-27"), ("5A", "2026-12-04")] {
            let form = format!("acte=ajouter&jour={day}&couple={}", pair_of(class));
            here.head.post(DATES, &form).await.expect(303);
        }
        hides(here.reads(CLARA, "notes").await).shows("Les prochaines paraîtront le samedi 28 novembre");
        hides(here.reads(HUGO, "notes").await).shows("Les prochaines paraîtront le samedi 5 décembre");
        here.is_now("2026-11-27T22:59:30Z");
        hides(here.reads(CLARA, "notes").await);
        here.is_now("2026-11-27T23:00:00Z");
        here.reads(CLARA, "notes").await.expect(200).shows("Canon").shows("Chant choral").shows("13 / 20").hides("15 / 20");
        hides(here.reads(HUGO, "notes").await);
        here.is_now("2026-12-04T23:00:00Z");
        here.reads(HUGO, "notes?periode=annee").await.expect(200).shows("Canon").shows("15 / 20").hides("13 / 20");
        here.reads(HUGO, "notes/equipe").await.expect(200).shows("Chant choral").shows("Groupe G1");
    }
);

on_each_engine!(
    /// Invariant: a correction shows at once, marked « modifiée » where the family had seen something else; words
    /// are said in full and count for nothing; what is withdrawn is gone.
    a_correction_is_told,
    |which| async move {
        let here = Here::ready(which).await;
        here.open().await;
        here.choose("fil").await;
        for title in ["Un", "Deux", "Trois", "Quatre"] {
            here.give(0, title, YESTERDAY, ("1", "20")).await;
        }
        here.type_in(0, &[(CLARA, 0, "12,5"), (CLARA, 1, "abs"), (CLARA, 2, "disp"), (CLARA, 3, "N.not")]).await;
        here.reads(CLARA, "notes").await.expect(200).shows("12,5 / 20").hides("modifiée").shows("Absence : ne compte pas")
            .shows("Dispense : ne compte pas").shows("Non noté : ne compte pas").shows("Moyenne : 12,5");
        here.type_in(0, &[(CLARA, 0, "14")]).await;
        here.reads(CLARA, "notes").await.expect(200).shows("14 / 20 modifiée le mardi 24 novembre").hides("12,5").shows("Moyenne : 14");
        here.type_in(0, &[(CLARA, 0, "")]).await;
        here.reads(CLARA, "notes").await.expect(200).shows("Note retirée modifiée").hides("14 / 20").hides("Moyenne : ");
        let sheet = here.sheet().await;
        let ids = sheet.body.split("/notes/evaluations/").skip(1).filter_map(|rest| rest.split('"').next());
        let last = ids.filter(|id| id.len() == 36).last().expect("an assessment");
        here.reads(CLARA, "notes").await.expect(200).shows("Quatre");
        here.teacher.post(&format!("/notes/evaluations/{last}/offre"), "offert=non").await.expect(303);
        here.reads(CLARA, "notes").await.expect(200).shows("Trois").hides("Quatre");
    }
);

/// A mark by whole numbers: what of twenty thousandths it is, and its weight.
type Plain = (u64, u64, u64);

/// « 13,37 », to the nearest hundredth: the weighted mean of hundredths out of so many.
fn mean(marks: &[Plain]) -> String {
    // Over one denominator, so that nothing is rounded before the end.
    let common: u64 = marks.iter().map(|(_, out_of, _)| out_of).product();
    let sum: u64 = marks
        .iter()
        .map(|(points, out_of, weight)| points * 20 * weight * (common / out_of))
        .sum();
    let weights: u64 = marks.iter().map(|(.., weight)| weight).sum();
    let divisor = common * weights;
    written((2 * sum + divisor) / (2 * divisor))
}

fn written(hundredths: u64) -> String {
    let text = format!("{},{:02}", hundredths / 100, hundredths % 100);
    let text = text.trim_end_matches('0').trim_end_matches(',');
    text.to_owned()
}

on_each_engine!(
    /// Invariant: averages for families are those of what they see, by an independent calculation: a mark that
    /// is not published yet moves none of them, nor does its weight.
    averages_are_of_what_is_seen,
    |which| async move {
        let here = Here::ready(which).await;
        here.open().await;
        here.choose("fil").await;
        here.give(0, "Un", YESTERDAY, ("2", "20")).await;
        here.give(0, "Deux", YESTERDAY, ("1", "10")).await;
        here.give(0, "Trois", YESTERDAY, ("3", "30")).await;
        // Not yet.
        here.give(0, "Secret", "2026-11-24", ("50", "20")).await;
        here.type_in(0, &[(CLARA, 0, "12,5"), (CLARA, 1, "7,25"), (CLARA, 2, "11"), (CLARA, 3, "0")]).await;
        here.type_in(0, &[(HUGO, 0, "1"), (HUGO, 3, "20")]).await;
        here.give(1, "Quatre", YESTERDAY, ("1", "20")).await;
        here.give(1, "Secret", "2026-11-24", ("9", "20")).await;
        here.type_in(1, &[(CLARA, 0, "16"), (CLARA, 1, "1")]).await;
        let of_first: [Plain; 3] = [(1250, 20, 2), (725, 10, 1), (1100, 30, 3)];
        let first = mean(&of_first);
        // The overall average of exact ones: hundredths over 6, then with 16.
        let exact = of_first.map(|(points, out_of, weight)| points * 20 * weight * (6000 / out_of));
        let exact: u64 = exact.iter().sum();
        let overall = written((2 * (exact + 1600 * 6 * 6000) + 12 * 6000) / (4 * 6 * 6000));
        let page = here.reads(CLARA, "notes").await.expect(200).hides("Secret")
            .shows(&format!("Moyenne : {first}")).shows("Moyenne : 16").shows(&format!("Moyenne générale {overall}"));
        // All of one day: 12,5, 14,5 and 7,33 out of twenty, and nothing of what is not seen.
        assert!(page.body.contains("<polyline points=\"167,50 167,40 167,76\">"));
        assert_eq!((page.body.matches("<svg viewBox").count(), page.body.matches("r=\"3.5\"").count()), (1, 3));
        page.shows("Somme des poids : 6.").hides("17,25").hides("classe :");
        let subject = here.courses[0].rsplit('/').next().unwrap();
        here.reads(CLARA, &format!("notes?matiere={subject}")).await.expect(200).shows(&format!("Moyenne : {first}"))
            .hides("Moyenne générale").hides("Quatre");
        here.is_now("2026-11-24T23:00:00Z");
        let all = mean(&[of_first[0], of_first[1], of_first[2], (0, 20, 50)]);
        here.reads(CLARA, "notes").await.expect(200).shows("Secret").shows(&format!("Moyenne : {all}"));
    }
);
