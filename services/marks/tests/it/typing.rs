//! The sheet: typed, refused, kept, and never lost between two windows.

use crate::school::{CLARA, HUGO, Here, INES, average, cell, cells, said};
use db::sql;
use serde_json::json;
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: what is typed is kept as it is meant, and read back; words are no zeros; what is sent
    /// twice is written once.
    a_sheet_is_typed,
    |which| async move {
        let here = Here::ready(which).await;
        here.add("Fractions", "1", "20").await.expect(303);
        here.add("Angles", "2", "10").await.expect(303);
        let page = here.sheet().await;
        let form = format!("cours={}{}", here.courses[0], cells(&page, &[
            (CLARA, 0, "12.50"), (CLARA, 1, "ABS"), (HUGO, 0, "n.not"), (HUGO, 1, "8,25"),
        ]));
        let kept = here.teacher.post("/notes/carnet", &form).await.expect(303).location.unwrap();
        here.teacher.get(&kept).await.expect(200).shows("4 notes sont enregistrées.");
        let again = here.teacher.post("/notes/carnet", &form).await.expect(303).location.unwrap();
        here.teacher.get(&again).await.expect(200).shows("Rien n'avait changé.");
        let page = here.sheet().await;
        let shown = [(CLARA, 0), (CLARA, 1), (HUGO, 0), (HUGO, 1)].map(|(who, column)| said(&page, who, column).0);
        assert_eq!(shown, ["12,5", "abs", "N.not", "8,25"]);
        // 12,5 and 16,5.
        assert_eq!(average(&page, "classe"), "14,5");
        assert_eq!(here.acts("marks.typed").await, 2);
        assert!(here.acts("marks.seen").await >= 4);
    }
);

on_each_engine!(
    /// Invariant: one cell that cannot be read stops all; the page comes back with all that was typed, and
    /// says which one and why.
    a_wrong_cell_loses_nothing,
    |which| async move {
        let here = Here::ready(which).await;
        here.add("Fractions", "1", "20").await.expect(303);
        let page = here.sheet().await;
        let form = format!("cours={}{}", here.courses[0], cells(&page, &[(CLARA, 0, "21"), (HUGO, 0, "17")]));
        let refused = here.teacher.post("/notes/carnet", &form).await.expect(422)
            .shows(&format!("{CLARA}, Fractions (20/11/2026, sur 20) : La note dépasse 20."));
        let typed = [CLARA, HUGO].map(|who| said(&refused, who, 0));
        assert_eq!(typed, [("21", ""), ("17", "")].map(|(a, b)| (a.to_owned(), b.to_owned())));
        let page = here.sheet().await;
        assert_eq!(said(&page, HUGO, 0).0, "");
        assert_eq!(here.acts("marks.typed").await, 0);
    }
);

on_each_engine!(
    /// Invariant: of two windows the older writes nothing over what it did not see: both are shown, and
    /// validating again replaces; two who write the same have no quarrel; what a cell said before is kept.
    two_windows_are_told,
    |which| async move {
        let here = Here::ready(which).await;
        here.add("Fractions", "1", "20").await.expect(303);
        let (one, other) = (here.sheet().await, here.sheet().await);
        let form = |page: &testkit::Answer, typed: &[(&str, usize, &str)]| {
            format!("cours={}{}", here.courses[0], cells(page, typed))
        };
        let first = form(&one, &[(CLARA, 0, "12"), (HUGO, 0, "9")]);
        here.teacher.post("/notes/carnet", &first).await.expect(303);
        let second = form(&other, &[(CLARA, 0, "14"), (HUGO, 0, "9"), (INES, 0, "5")]);
        let told = here.head.post("/notes/carnet", &second).await.expect(409)
            .shows("Ces notes ont été modifiées entre-temps")
            .shows(&format!("{CLARA}, Fractions (20/11/2026, sur 20) : enregistré « 12 », vous avez saisi « 14 »."))
            .hides(&format!("{HUGO}, Fractions (20/11/2026, sur 20) : enregistré"));
        assert_eq!(said(&told, CLARA, 0), ("14".to_owned(), "12".to_owned()));
        let now = here.sheet().await;
        assert_eq!([CLARA, INES].map(|who| said(&now, who, 0).0), ["12", ""], "all or nothing");
        let again = form(&told, &[(CLARA, 0, "14"), (HUGO, 0, "9")]);
        here.head.post("/notes/carnet", &again).await.expect(303);
        let page = here.sheet().await;
        assert_eq!(said(&page, CLARA, 0).0, "14");
        // Emptied: the pupil has no mark, and what was there is known.
        let (name, shown) = cell(&page, CLARA, 0);
        let empty = format!("cours={}&{name}=&{shown}=14", here.courses[0]);
        here.teacher.post("/notes/carnet", &empty).await.expect(303);
        assert_eq!(said(&here.sheet().await, CLARA, 0).0, "");
        let before = sql!("SELECT version, kind, points FROM mark_change ORDER BY version")
            .all::<(i64, String, Option<i64>)>(&mut here.portal.db().read().await.unwrap())
            .await
            .unwrap();
        assert_eq!(before, [(1, "points".to_owned(), Some(1200)), (2, "points".to_owned(), Some(1400))]);
        // Of a class that is not one's own, nothing is written.
        let foreign = format!("cours={}{}", here.courses[0], cells(&page, &[(CLARA, 0, "3")]));
        here.colleague.post("/notes/carnet", &foreign).await.expect(404);
        let under = foreign.replace(&here.courses[0], &here.courses[1]);
        here.colleague.post("/notes/carnet", &under).await.expect(409).shows("Des cases ont disparu entre-temps");
        assert_eq!(said(&here.sheet().await, CLARA, 0).0, "");
    }
);

on_each_engine!(
    /// Invariant: what was typed for an assessment that somebody withdrew meanwhile is told, and the rest is
    /// neither lost nor written unseen.
    what_has_no_cell_any_more_is_told,
    |which| async move {
        let here = Here::ready(which).await;
        here.add("Fractions", "1", "20").await.expect(303);
        here.add("Angles", "1", "20").await.expect(303);
        let page = here.sheet().await;
        let form = format!("cours={}{}", here.courses[0], cells(&page, &[(CLARA, 0, "11"), (CLARA, 1, "13")]));
        let (angles, _) = cell(&page, CLARA, 1);
        let id = angles.split('.').nth(1).unwrap();
        here.head.post(&format!("/notes/evaluations/{id}/offre"), "offert=non").await.expect(303);
        let told = here.teacher.post("/notes/carnet", &form).await.expect(409)
            .shows("Cette évaluation a été retirée").shows("« 13 »");
        assert_eq!(said(&told, CLARA, 0), ("11".to_owned(), String::new()));
        assert_eq!(here.acts("marks.typed").await, 0);
        let again = format!("cours={}{}", here.courses[0], cells(&told, &[(CLARA, 0, "11")]));
        here.teacher.post("/notes/carnet", &again).await.expect(303);
    }
);

on_each_engine!(
    /// Invariant: cells that leave by themselves are judged each by itself: what can be read is written, what
    /// somebody else wrote meanwhile is not replaced unseen, and each answer says what is true now.
    cells_leave_by_themselves,
    |which| async move {
        let here = Here::ready(which).await;
        here.add("Fractions", "1", "20").await.expect(303);
        here.add("Angles", "1", "10").await.expect(303);
        let page = here.sheet().await;
        let of = |typed: &[(&str, usize, &str)]| {
            format!("cours={}&pour={}{}", here.courses[0], page.field("pour"), cells(&page, typed))
        };
        let name = |pupil, column| cell(&page, pupil, column).0;
        here.head.post("/notes/carnet", &of(&[(HUGO, 0, "9")])).await.expect(303);
        let gone = "n.01a1b2c3-0000-7000-8000-000000000000.01a1b2c3-0000-7000-8000-000000000001";
        let sent = of(&[(CLARA, 0, "12.50"), (CLARA, 1, "11"), (HUGO, 0, "8"), (HUGO, 1, "n.not")]);
        let answer = here.teacher.put("/notes/carnet", &format!("{sent}&{gone}=4")).await.expect(200).body;
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["notes"], json!({ name(CLARA, 0): "12,5", name(HUGO, 1): "N.not" }));
        assert_eq!(answer["refus"][name(CLARA, 1)], "La note dépasse 10.");
        assert!(answer["refus"][gone].as_str().unwrap().contains("retirée"));
        let conflict = json!({ "enregistre": "9", "phrase": "Modifiée entre-temps : enregistré « 9 »." });
        assert_eq!(answer["conflits"], json!({ name(HUGO, 0): conflict }));
        assert_eq!(answer["fait"], "2\u{a0}notes sont enregistrées.");
        // 12,5 and 9.
        assert_eq!(answer["moyennes"]["classe"], "10,75");
        let now = here.sheet().await;
        let shown = [(CLARA, 0), (CLARA, 1), (HUGO, 0), (HUGO, 1)].map(|(who, column)| said(&now, who, column).0);
        assert_eq!(shown, ["12,5", "", "9", "N.not"]);
        for (mark, average_now) in answer["moyennes"].as_object().unwrap() {
            assert_eq!(&average(&now, mark), average_now.as_str().unwrap());
        }
        // Sent again, as after a network that came back: the same, and nothing is written twice.
        let again = of(&[(CLARA, 0, "12.50"), (HUGO, 1, "n.not")]);
        let answer = here.teacher.put("/notes/carnet", &again).await.expect(200).body;
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["notes"], json!({ name(CLARA, 0): "12,5", name(HUGO, 1): "N.not" }));
        assert_eq!(answer["fait"], "Rien n'avait changé.");
        // Not under the name of somebody else, nor for a class that is not one's own.
        here.head.put("/notes/carnet", &again).await.expect(403);
        let new = format!("cours={}&titre=Chant&jour=2026-11-20&publication=2026-11-24&coefficient=1&sur=20", here.courses[1]);
        here.colleague.post("/notes/evaluations/nouvelle", &new).await.expect(303);
        let colleague = here.colleague.get(&format!("/notes/carnet?cours={}", here.courses[1])).await.expect(200);
        let mine = again.replace(&page.field("pour"), &colleague.field("pour"));
        here.colleague.put("/notes/carnet", &mine).await.expect(404);
    }
);

on_each_engine!(
    /// Invariant: a sheet leaves as a table and comes back the same; what a table brings stands in the cells and
    /// is not written before somebody validates; what it says of nobody is told.
    a_table_goes_and_comes,
    |which| async move {
        let here = Here::ready(which).await;
        here.add("Fractions", "1", "20").await.expect(303);
        here.add("Angles", "1", "10").await.expect(303);
        let page = here.sheet().await;
        let form = format!("cours={}{}", here.courses[0], cells(&page, &[(CLARA, 0, "12,5"), (HUGO, 1, "abs")]));
        here.teacher.post("/notes/carnet", &form).await.expect(303);
        let file = format!("/notes/carnet/tableau?cours={}", here.courses[0]);
        let csv = here.teacher.get(&format!("{file}&format=csv")).await.expect(200).body;
        let first = csv.lines().nth(1).unwrap();
        assert_eq!(first, format!("\"{CLARA}\";\"12,5\";\"\";\"12,5\""));
        let same = here.teacher.upload(&file, &[], &[("tableau", "notes.csv", csv.as_bytes())]).await.expect(200);
        same.shows("Ce tableau ne change rien");
        let changed = csv.replace(&format!("\"{HUGO}\";\"\""), &format!("\"{HUGO}\";\"7,25\"")) + "NEMO Jean;3;4;\r\n";
        let page = here.teacher.upload(&file, &[], &[("tableau", "notes.csv", changed.as_bytes())]).await.expect(200)
            .shows("Tableau lu : 1 note à enregistrer")
            .shows("Noms qui ne sont d'aucun élève de la classe, ou de deux : NEMO Jean.");
        assert_eq!(said(&page, HUGO, 0), ("7,25".to_owned(), String::new()));
        assert_eq!(said(&here.sheet().await, HUGO, 0).0, "", "nothing is written before somebody validates");
        let form = format!("cours={}{}", here.courses[0], cells(&page, &[(HUGO, 0, "7,25")]));
        here.teacher.post("/notes/carnet", &form).await.expect(303);
        assert_eq!(said(&here.sheet().await, HUGO, 0).0, "7,25");
        let wrong = format!("Élève;Angles\n{CLARA};11\n");
        let page = here.teacher.upload(&file, &[], &[("tableau", "notes.csv", wrong.as_bytes())]).await.expect(422)
            .shows("La note dépasse 10.");
        assert_eq!(said(&page, CLARA, 1).0, "11");
        for (table, why) in [("Nom;Angles\nX;1\n", "ni colonnes « Nom » et « Prénom »"),
            ("Élève;Chant\nX;1\n", "aucune colonne ne porte le titre"), ("", "le fichier est vide")] {
            here.teacher.upload(&file, &[], &[("tableau", "notes.csv", table.as_bytes())]).await.expect(422).shows(why);
        }
        here.teacher.upload(&file, &[], &[]).await.expect(422).shows("Choisissez un fichier.");
        here.colleague.get(&format!("{file}&format=ods")).await.expect(404);
        here.colleague.upload(&file, &[], &[("tableau", "notes.csv", csv.as_bytes())]).await.expect(404);
        let ods = here.teacher.get(&format!("{file}&format=ods")).await.expect(200);
        here.teacher.upload(&file, &[], &[("tableau", "notes.ods", &ods.bytes)]).await.expect(200)
            .shows("Ce tableau ne change rien").hides("Colonnes qui").hides("Noms qui");
        assert_eq!(here.acts("marks.exported").await, 2);
    }
);
