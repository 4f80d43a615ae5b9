//! What services read, and whose.

use crate::{
    export::{LEGAL, MORNING, guardians, pupils},
    *,
};
use records::{PupilRow, PupilSearch};

fn surnames(rows: &[PupilRow]) -> Vec<&str> {
    rows.iter().map(|row| row.surname.as_str()).collect()
}

testkit::on_each_engine!(
    /// Invariant: names are found from their first letter, accents, case and spaces apart; pages
    /// follow each other without a hole or a repetition.
    names_are_found, |which| async move {
        let portal = portal(which).await;
        let usage = "<NOM_USAGE>Le Goff</NOM_USAGE>";
        let file = pupils(MORNING, &[
            (1, "BÉRANGER", "Zoé", "5B", ""),
            (2, "BERTIN", "Élodie", "5A", ""),
            (3, "BERTIN", "Anaïs", "5B", ""),
            (4, "DUPONT", "Yann", "", usage),
            (5, "LEGOFFIC", "Tom", "5B", "<DATE_SORTIE>25/11/2026</DATE_SORTIE>"),
            (6, "ÇAKIR", "Ela", "5B", ""),
        ]);
        take(&portal, &[&file]).await;
        let at = at_files(&portal, school(&portal, HERE).await).await;
        let mut read = reader(&portal).await;
        let today = portal.today();
        for (surname, first_name, division, expected) in [
            ("b", "", "", &["BÉRANGER", "BERTIN", "BERTIN"][..]),
            ("Béran", "", "", &["BÉRANGER"]),
            ("bertin", "e", "", &["BERTIN"]),
            ("bertin", "", "5B", &["BERTIN"]),
            ("le-goff", "", "", &["Le Goff", "LEGOFFIC"]),
            ("LEGOFF", "Y", "", &["Le Goff"]),
            ("cak", "", "", &["ÇAKIR"]),
            ("ertin", "", "", &[]),
            ("%", "", "", &["BÉRANGER", "BERTIN", "BERTIN", "ÇAKIR", "Le Goff", "LEGOFFIC"]),
            ("", "", "5A", &["BERTIN"]),
            ("", "", "5A 5B", &["BÉRANGER", "BERTIN", "BERTIN", "ÇAKIR", "LEGOFFIC"]),
            ("b", "z", "5A 5B", &["BÉRANGER"]),
            ("", "", "5 A5B B", &[]),
        ] {
            let search = PupilSearch {
                surname: surname.into(), first_name: first_name.into(), divisions: division.split_whitespace().map(Into::into).collect(),
            };
            let page = records::search_pupils(&mut read, &at, today, &search, None, 50).await.expect("a page");
            assert_eq!(surnames(&page.rows), expected, "{search:?}");
            assert!(page.next.is_none());
        }
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = records::search_pupils(&mut read, &at, today, &PupilSearch::default(), after.as_ref(), 2).await.expect("a page");
            assert!(page.rows.len() <= 2);
            all.extend(page.rows);
            after = page.next;
            if after.is_none() { break }
        }
        assert_eq!(surnames(&all), ["BÉRANGER", "BERTIN", "BERTIN", "ÇAKIR", "Le Goff", "LEGOFFIC"]);
        assert_eq!(all[1].first_name, "Anaïs");
        let class = records::pupils_in_division(&mut read, &at, today, "5B").await.expect("a class");
        assert_eq!(surnames(&class), ["BÉRANGER", "BERTIN", "ÇAKIR", "LEGOFFIC"]);
        let tomorrow = today + chrono::Days::new(1);
        let class = records::pupils_in_division(&mut read, &at, tomorrow, "5B").await.expect("a class");
        assert_eq!(surnames(&class), ["BÉRANGER", "BERTIN", "ÇAKIR"], "the announced day has come");
    }
);

testkit::on_each_engine!(
    /// Invariant: a school's pupil is nobody elsewhere; a pupil of two schools and a guardian of
    /// two are one person each, and the older export does not overwrite the newer.
    each_school_sees_its_own, |which| async move {
        let portal = portal(which).await;
        let there = (THERE, "19/11/2026 08:00:00");
        let mother = [(11, "BERTIN", "06 39 98 00 12", "1")];
        let ours = pupils(MORNING, &[(1, "BERTIN", "Léa", "5B", ""), (2, "COMBE", "Tom", "5B", "")]);
        take(&portal, &[&ours, &guardians(MORNING, &mother, &[(1, 11, 10, LEGAL), (2, 11, 10, LEGAL)])]).await;
        let theirs = pupils(there, &[(1, "BERTAIN", "Léa", "4C", ""), (3, "BERTIN", "Max", "4C", "")]);
        let older = [(11, "BERTIN", "06 39 98 00 99", "1")];
        let report = take(&portal, &[&theirs, &guardians(there, &older, &[(1, 11, 10, LEGAL), (3, 11, 10, LEGAL)])]).await;
        assert_eq!(report.differences.pupils.added, 2);
        assert_eq!(rows(&portal).await[2..6], [3, 4, 1, 3], "pupils, enrolments, guardians, links");

        let here_at = at_files(&portal, school(&portal, HERE).await).await;
        let there_at = at_files(&portal, school(&portal, THERE).await).await;
        let mut read = reader(&portal).await;
        let today = portal.today();
        let all = PupilSearch::default();
        let here = records::search_pupils(&mut read, &here_at, today, &all, None, 9).await.expect("a page").rows;
        let there = records::search_pupils(&mut read, &there_at, today, &all, None, 9).await.expect("a page").rows;
        assert_eq!((surnames(&here), surnames(&there)), (vec!["BERTIN", "COMBE"], vec!["BERTIN", "BERTIN"]));
        assert_eq!(here[0].id, there[0].id);
        assert_eq!(there[0].division.as_deref(), Some("4C"));
        let tom = here[1].id;
        let seen = records::pupil(&mut read, &there_at, today, tom).await.expect("a read");
        assert_eq!(seen, None);
        let seen = records::guardians_of(&mut read, &there_at, tom).await.expect("a read");
        assert_eq!(seen, []);
        assert!(records::pupils_in_division(&mut read, &there_at, today, "5B").await.expect("a read").is_empty());
        let mother = records::guardians_of(&mut read, &there_at, here[0].id).await.expect("a read");
        assert_eq!(mother[0].mobile.expect("a mobile").to_string(), "06 39 98 00 12");
    }
);

testkit::on_each_engine!(
    /// Invariant: a school declared twice is one, with its last name; its people can work there.
    a_school_is_declared_once, |which| async move {
        let portal = portal(which).await;
        let first = declare(&portal, HERE).await;
        assert_eq!(declare(&portal, HERE).await, first);
        let example = records::demo::example(&portal.context, first).await.expect("an example");
        assert_eq!(records::demo::example(&portal.context, first).await.expect("again"), example);
        let second = declare(&portal, THERE).await;
        let other = records::demo::example(&portal.context, second).await.expect("an example");
        assert_ne!(other.pupil, example.pupil);
        let mut read = reader(&portal).await;
        let known = records::school(&mut read, first).await.expect("a read").expect("known");
        assert_eq!((known.name.as_str(), known.uai.as_str()), ("Collège Les Tilleuls", HERE));
    }
);
