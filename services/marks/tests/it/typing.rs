//! The sheet: typed, refused, kept, and never lost between two windows.

use crate::school::{CLARA, HUGO, Here, cell, cells, said};
use db::sql;
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
        page.shows("Moyenne de la classe : 14,5.");
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
        let second = form(&other, &[(CLARA, 0, "14"), (HUGO, 0, "9")]);
        let told = here.head.post("/notes/carnet", &second).await.expect(409)
            .shows("Ces notes ont été modifiées entre-temps")
            .shows(&format!("{CLARA}, Fractions (20/11/2026, sur 20) : enregistré « 12 », vous avez saisi « 14 »."))
            .hides(&format!("{HUGO}, Fractions (20/11/2026, sur 20) : enregistré"));
        assert_eq!(said(&told, CLARA, 0), ("14".to_owned(), "12".to_owned()));
        assert_eq!(said(&here.sheet().await, CLARA, 0).0, "12");
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
        here.colleague.post("/notes/carnet", &under).await.expect(303);
        assert_eq!(said(&here.sheet().await, CLARA, 0).0, "");
    }
);
