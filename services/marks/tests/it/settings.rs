//! How the year is cut and averages are computed: set by who leads the school, followed by every page.

use crate::school::{CLARA, HUGO, Here, average, cells};
use admission::Function;
use testkit::on_each_engine;

const DAYS: &str = "trimestre1=2026-11-13&trimestre2=2027-02-26&semestre1=2027-01-29";

on_each_engine!(
    /// Invariant: an assessment counts in the part of the year of its day, by the school's own days, unless
    /// the teacher chose another; the sheet shows one part, or all.
    the_year_is_cut_as_the_school_says,
    |which| async move {
        let here = Here::ready(which).await;
        here.add("Fractions", "1", "20").await.expect(303);
        let page = here.sheet().await.shows("Fractions (");
        let form = format!("cours={}{}", here.courses[0], cells(&page, &[(CLARA, 0, "12")]));
        here.teacher.post("/notes/carnet", &form).await.expect(303);
        let address = |period: &str| format!("{}&periode={period}", here.address());
        for (period, there) in [("trimestre-1", true), ("trimestre-2", false), ("annee", true)] {
            let page = here.teacher.get(&address(period)).await.expect(200);
            assert_eq!(page.body.contains("Fractions ("), there, "{period}");
        }
        here.teacher.get(&address("trimestre-2")).await.expect(200).shows("Il n'y en a pas encore au 2e trimestre");
        // Of the 20th: after the 13th, it is of the second trimestre.
        let settings = here.head.get("/notes/periodes").await.expect(200);
        assert_eq!((settings.field("trimestre1"), settings.field("version")), ("2026-11-30".into(), "0".into()));
        let wrong = here.head.post("/notes/periodes", &DAYS.replace("2027-02-26", "2026-11-01")).await.expect(422)
            .shows("Le 2e trimestre finit après le 1er.");
        assert_eq!(wrong.field("trimestre1"), "2026-11-13");
        here.head.post("/notes/periodes", &DAYS.replace("2027-01-29", "2027-09-01")).await.expect(422)
            .shows("Choisissez un jour de l'année scolaire 2026-2027.");
        let kept = here.head.post("/notes/periodes", &format!("{DAYS}&version=0")).await.expect(303).location.unwrap();
        here.head.get(&kept).await.expect(200).shows("Les périodes sont enregistrées.");
        here.teacher.get(&address("trimestre-1")).await.expect(200).hides("Fractions (");
        here.teacher.get(&address("trimestre-2")).await.expect(200).shows("Fractions (");
        // The older of two windows sees both; the same sent twice has no quarrel.
        here.head.post("/notes/periodes", &format!("{DAYS}&version=0")).await.expect(303);
        let older = here.head.post("/notes/periodes", &format!("{}&version=0", DAYS.replace("11-13", "11-20"))).await
            .expect(409).shows("vendredi 13 novembre");
        assert_eq!((older.field("trimestre1"), older.field("version")), ("2026-11-20".into(), "1".into()));
        assert_eq!(here.acts("periods.saved").await, 1);
        // The programme of the class, in semestres.
        let body = older.body;
        let (_, field) = body.split_once("name=\"f.").expect("a programme");
        let program = field.split('"').next().unwrap();
        here.head.post("/notes/periodes", &format!("{DAYS}&version=1&f.{program}=semestre")).await.expect(303);
        let page = here.sheet().await.shows("1er semestre").shows("Fractions (").hides("2e trimestre");
        assert_eq!(average(&page, "classe"), "12");
        here.teacher.get("/notes/periodes").await.expect(403);
        here.teacher.post("/notes/periodes", DAYS).await.expect(403);
    }
);

on_each_engine!(
    /// Invariant: rules are the school's; averages follow them at once, on the sheet as in its explanation.
    averages_follow_the_rules,
    |which| async move {
        let here = Here::ready(which).await;
        here.add("Fractions", "1", "20").await.expect(303);
        here.add("Angles", "1", "10").await.expect(303);
        let page = here.sheet().await;
        let marks = [(CLARA, 0, "10"), (CLARA, 1, "8"), (HUGO, 0, "11"), (HUGO, 1, "abs")];
        let form = format!("cours={}{}", here.courses[0], cells(&page, &marks));
        here.teacher.post("/notes/carnet", &form).await.expect(303);
        let page = here.sheet().await;
        // Clara: 10 and 16, 13. Hugo: 11.
        assert_eq!(average(&page, "classe"), "12");
        let explained = |page: &testkit::Answer| {
            let (before, _) = page.body.split_once(&format!(">{CLARA}<")).unwrap();
            let (_, href) = before.rsplit_once("href=\"").unwrap();
            href.split('"').next().unwrap().replace("&amp;", "&")
        };
        here.teacher.get(&explained(&page)).await.expect(200)
            .shows("8 / 10").shows("Somme des produits : 26. Somme des poids : 2. 26 ÷ 2 = 13");
        here.colleague.get(&explained(&page)).await.expect(404);
        let rules = "ponderation=points&arrondi=demi&sens=dessus&source=affichees";
        here.head.post("/notes/calcul", &format!("{rules}&version=0")).await.expect(303);
        let page = here.sheet().await;
        // Clara: 18 points of 30, 12. Hugo: 11.
        assert_eq!(average(&page, "classe"), "11,5");
        here.teacher.get(&explained(&page)).await.expect(200).shows("360 ÷ 30 = 12");
        here.head.post("/notes/calcul", &format!("{}&version=1", rules.replace("demi", "quart"))).await.expect(422)
            .shows("Choisissez une des réponses.");
        here.head.post("/notes/calcul", &format!("{rules}&version=0")).await.expect(303);
        here.head.post("/notes/calcul", &format!("{}&version=0", rules.replace("demi", "unite"))).await.expect(409)
            .shows("Au demi-point");
        assert_eq!(here.acts("marks_rules.saved").await, 1);
        here.teacher.get("/notes/calcul").await.expect(403);
        // What a mark said before is told with who wrote it.
        let page = here.sheet().await;
        let form = format!("cours={}{}", here.courses[0], cells(&page, &[(CLARA, 0, "10,5")]));
        here.head.post("/notes/carnet", &form).await.expect(303);
        here.teacher.get(&explained(&page)).await.expect(200).shows("Ce que ces notes disaient avant");
    }
);

on_each_engine!(
    /// Invariant: the council's table has each pupil and subject, weighed as the school says; who does not
    /// teach the class does not see it.
    a_council_sees_the_class,
    |which| async move {
        let here = Here::ready(which).await;
        here.head.get("/notes/conseil").await.expect(200).shows("Pas encore de moyenne");
        here.add("Fractions", "1", "20").await.expect(303);
        let page = here.sheet().await;
        let form = format!("cours={}{}", here.courses[0], cells(&page, &[(CLARA, 0, "10"), (HUGO, 0, "14")]));
        here.teacher.post("/notes/carnet", &form).await.expect(303);
        let other = format!("cours={}&titre=Chant&jour=2026-11-20&publication=2026-11-24&coefficient=1&sur=20", here.courses[1]);
        here.colleague.post("/notes/evaluations/nouvelle", &other).await.expect(303);
        let sheet = format!("/notes/carnet?cours={}", here.courses[1]);
        let page = here.colleague.get(&sheet).await.expect(200);
        let form = format!("cours={}{}", here.courses[1], cells(&page, &[(CLARA, 0, "16")]));
        here.colleague.post("/notes/carnet", &form).await.expect(303);
        let line = |page: &testkit::Answer, name: &str| -> Vec<String> {
            let (_, row) = page.body.split_once(&format!(">{name}</th>")).unwrap();
            let (row, _) = row.split_once("</tr>").unwrap();
            let cells = row.split("<div>").skip(1).filter_map(|cell| cell.split('<').next());
            cells.map(str::to_owned).collect()
        };
        let page = here.head.get("/notes/conseil?classe=5B").await.expect(200);
        let mut clara = line(&page, CLARA);
        assert_eq!(clara.pop().as_deref(), Some("13"));
        clara.sort();
        assert_eq!(clara, ["10", "16"]);
        assert_eq!(line(&page, "Moyenne de la classe").last().map(String::as_str), Some("13,5"));
        assert_eq!(line(&page, "La plus basse").last().map(String::as_str), Some("13"));
        assert_eq!(line(&page, "La plus haute").last().map(String::as_str), Some("14"));
        // The first subject weighs three times the other.
        let settings = here.head.get("/notes/coefficients").await.expect(200);
        let program = settings.field("formation");
        let (body, first) = (settings.body, here.courses[0].split('/').nth(1).unwrap());
        let program = match program.as_str() {
            "" => body.split("name=\"formation\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned(),
            program => program.to_owned(),
        };
        let weighs = |weight: &str, version: u8| format!("formation={program}&version={version}&c.{first}={weight}");
        here.head.post("/notes/coefficients", &weighs("x", 0)).await.expect(422).shows("Écrivez un nombre");
        here.head.post("/notes/coefficients", &weighs("3", 0)).await.expect(303);
        let page = here.teacher.get("/notes/conseil?classe=5B").await.expect(200);
        assert_eq!(line(&page, CLARA).last().map(String::as_str), Some("11,5"));
        here.head.post("/notes/coefficients", &weighs("3", 0)).await.expect(303);
        here.head.post("/notes/coefficients", &weighs("2", 0)).await.expect(409).shows("modifiés entre-temps");
        here.head.get("/notes/coefficients?formation=ailleurs").await.expect(404);
        assert_eq!(here.acts("subject_weights.saved").await, 1);
        // What is withdrawn counts no more.
        let page = here.colleague.get(&sheet).await.expect(200);
        let (_, chant) = page.body.split_once("/notes/evaluations/0").unwrap();
        let chant = format!("/notes/evaluations/0{}/offre", chant.split('"').next().unwrap());
        here.colleague.post(&chant, "offert=non").await.expect(303);
        let page = here.head.get("/notes/conseil?classe=5B").await.expect(200);
        assert_eq!(line(&page, CLARA).last().map(String::as_str), Some("10"));
        // Who teaches nothing there has no class; of another part of the year, nothing is known yet.
        let newcomer = here.portal.signed_in_as(Function::Teacher, Some(here.school)).await;
        newcomer.get("/notes/conseil").await.expect(200).shows("Aucune classe ne vous est confiée");
        newcomer.get("/notes/conseil?classe=5B").await.expect(404);
        newcomer.get("/notes/equipe?classe=5B").await.expect(404);
        here.head.get("/notes/conseil?classe=5B&periode=trimestre-2").await.expect(200).shows("Pas encore de moyenne");
        here.teacher.get("/notes/equipe").await.expect(200).shows("Équipe de la 5B").shows("Professeur principal");
    }
);
