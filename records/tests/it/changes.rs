//! What a later export corrects.

use crate::{
    export::{LATER, MORNING, nomenclature, pupils, structures},
    *,
};
use records::PupilSearch;

testkit::on_each_engine!(
    /// Invariant: a later export corrects names, classes and programmes, in place: the pupil
    /// stays the same one, found under the new name and no more under the old.
    a_later_export_corrects, |which| async move {
        let portal = portal(which).await;
        let mef = "<CODE_MEF>10110001110</CODE_MEF><CODE_SEXE>2</CODE_SEXE><ID_NATIONAL>123456789ab</ID_NATIONAL>";
        let first = take(&portal, &[
            &pupils(MORNING, &[(1, "BERTAIN", "Léa", "5B", mef)]),
            &structures(MORNING, &[("5B", "CINQUIEME B"), ("5C", "CINQUIEME C")]),
            &nomenclature(MORNING, &[("10110001110", "5EME")]),
        ]).await;
        assert_eq!((first.differences.divisions.added, first.differences.mefs.added), (2, 1));
        let at = at_files(&portal, school(&portal, HERE).await).await;
        let mut read = reader(&portal).await;
        let today = portal.today();
        let all = PupilSearch::default();
        let before = records::search_pupils(&mut read, &at, today, &all, None, 9).await.expect("a page").rows;
        drop(read);

        let bad_ine = mef.replace("123456789ab", "12");
        let second = take(&portal, &[
            &pupils(LATER, &[(1, "BERTIN", "Léa", "5D", &bad_ine)]),
            &structures(LATER, &[("5B", "5e B")]),
            &nomenclature(LATER, &[("10110001110", "Cinquième")]),
        ]).await;
        let d = second.differences;
        assert_eq!((d.divisions.added, d.divisions.changed, d.divisions.ended), (1, 1, 1));
        assert_eq!((d.mefs.changed, d.pupils.changed, d.pupils.added, d.pupils.ended), (1, 1, 0, 0));
        assert_eq!(second.anomaly_counts, [(import::AnomalyKind::Ine, 1)]);

        let mut read = reader(&portal).await;
        let old = PupilSearch { surname: "bertain".into(), ..PupilSearch::default() };
        let old = records::search_pupils(&mut read, &at, today, &old, None, 9).await.expect("a page");
        assert!(old.rows.is_empty());
        let new = PupilSearch { surname: "bertin".into(), ..PupilSearch::default() };
        let new = records::search_pupils(&mut read, &at, today, &new, None, 9).await.expect("a page").rows;
        assert_eq!(new[0].id, before[0].id);
        let file = records::pupil(&mut read, &at, today, new[0].id).await.expect("a read").expect("known");
        assert_eq!((file.mef_label.as_deref(), file.ine), (Some("Cinquième"), None));
        assert_eq!((file.division.as_deref(), file.sex), (Some("5D"), Some(records::Sex::Female)));
        let divisions = records::divisions(&mut read, &at).await.expect("divisions");
        let named: Vec<_> = divisions.iter().map(|d| (d.code.as_str(), d.label.as_deref())).collect();
        assert_eq!(named, [("5B", Some("5e B")), ("5D", None)]);
    }
);

/// Who is in which group, as « code: first name ».
async fn groups(portal: &Portal) -> Vec<String> {
    let mut read = reader(portal).await;
    let rows = sql!(
        "SELECT g.code, p.first_name FROM group_member m JOIN teaching_group g ON g.id = m.teaching_group \
         JOIN enrolment e ON e.id = m.enrolment JOIN pupil p ON p.id = e.pupil ORDER BY g.code, p.first_name"
    );
    let rows: Vec<(String, String)> = rows.all(&mut read).await.expect("groups");
    rows.into_iter()
        .map(|(code, name)| format!("{code}: {name}"))
        .collect()
}

testkit::on_each_engine!(
    /// Invariant: a pupil is in the groups of the last export, in no other; a group that the
    /// structures do not name any more ends.
    groups_follow_the_exports, |which| async move {
        let portal = portal(which).await;
        let with = |head, groups: &[(i64, &str)]| {
            let file = pupils(head, &[(1, "BERTIN", "Léa", "5B", ""), (2, "COMBE", "Tom", "5B", "")]);
            let rows: String = groups.iter().map(|(id, group)| format!(
                "<STRUCTURES_ELEVE ELEVE_ID=\"{id}\"><STRUCTURE><CODE_STRUCTURE>{group}</CODE_STRUCTURE>\
                 <TYPE_STRUCTURE>G</TYPE_STRUCTURE></STRUCTURE></STRUCTURES_ELEVE>"
            )).collect();
            let file = String::from_utf8(file).expect("UTF-8");
            file.replace("</STRUCTURES>", &format!("{rows}</STRUCTURES>")).into_bytes()
        };
        let first = take(&portal, &[&with(MORNING, &[(1, "LATIN"), (2, "LATIN"), (2, "CHANT")])]).await;
        assert_eq!(first.differences.groups.added, 2);
        assert_eq!(groups(&portal).await, ["CHANT: Tom", "LATIN: Léa", "LATIN: Tom"]);
        let later = with(LATER, &[(1, "LATIN"), (1, "CHANT")]);
        let second = take(&portal, &[&later, &structures(LATER, &[("5B", "5e B")])]).await;
        assert_eq!((second.differences.pupils.changed, second.differences.groups.added), (2, 0));
        assert_eq!(groups(&portal).await, ["CHANT: Léa", "LATIN: Léa"]);
        assert!(take(&portal, &[&later]).await.differences.are_none());
        let at = (HERE, "24/11/2026 08:00:00");
        let third = take(&portal, &[&with(at, &[(1, "LATIN")]), &structures(at, &[("5B", "5e B")])]).await;
        assert_eq!(third.differences.groups.ended, 1, "{third}");
        let mut read = reader(&portal).await;
        let ended = sql!("SELECT code FROM teaching_group WHERE ended_on IS NOT NULL");
        assert_eq!(ended.all::<(String,)>(&mut read).await.expect("groups"), [("CHANT".to_owned(),)]);
    }
);

testkit::on_each_engine!(
    /// Invariant: an export without pupils' addresses takes none away; the answer that it brings
    /// with a new pupil is in the history; the day of a departure is that of the last export.
    what_a_later_export_does_not_say_stays, |which| async move {
        let portal = portal(which).await;
        let more = "<ADRESSE_ID>5</ADRESSE_ID><TEL_PORTABLE>06 39 98 00 31</TEL_PORTABLE><ACCEPTE_SMS>1</ACCEPTE_SMS>";
        let rows = "<ADRESSES><ADRESSE ADRESSE_ID=\"5\"><LIGNE1_ADRESSE>9 rue Basse</LIGNE1_ADRESSE>\
                    <CODE_POSTAL>99120</CODE_POSTAL><LIBELLE_POSTAL>VINZELLE</LIBELLE_POSTAL></ADRESSE></ADRESSES>";
        let with = |file: Vec<u8>| {
            let file = String::from_utf8(file).expect("UTF-8");
            file.replace("<STRUCTURES>", &format!("{rows}<STRUCTURES>")).into_bytes()
        };
        let left = |day: &str| format!("<DATE_SORTIE>{day}</DATE_SORTIE>");
        let day = left("10/11/2026");
        let both = |head, more: &str, day: &str| pupils(head, &[(1, "BERTIN", "Léa", "5B", more), (2, "COMBE", "Tom", "5B", day)]);
        take(&portal, &[&both(MORNING, "", "")]).await;
        let children = pupils(MORNING, &[(1, "BERTIN", "Léa", "5B", ""), (2, "COMBE", "Tom", "5B", ""), (3, "DIALO", "Awa", "5B", more)]);
        take(&portal, &[&with(children)]).await;
        let mut read = reader(&portal).await;
        let answers = sql!("SELECT c.accepts_sms, c.source FROM consent c JOIN pupil p ON p.id = c.pupil WHERE p.eleve_id = 3");
        let answers = answers.all::<(bool, String)>(&mut read).await.expect("answers");
        assert_eq!(answers, [(true, "export".to_owned())]);
        drop(read);
        let later = |day: &str, at| {
            let more = more.replace("<ADRESSE_ID>5</ADRESSE_ID>", "");
            pupils((HERE, at), &[(1, "BERTIN", "Léa", "5B", ""), (2, "COMBE", "Tom", "5B", day), (3, "DIALO", "Awa", "5B", &more)])
        };
        let report = take(&portal, &[&later(&day, "21/11/2026 08:00:00")]).await;
        assert_eq!((report.differences.pupils.ended, report.differences.pupils.changed), (1, 0), "{report}");
        let report = take(&portal, &[&later(&left("12/11/2026"), "22/11/2026 08:00:00")]).await;
        assert_eq!((report.differences.pupils.ended, report.differences.pupils.changed), (0, 1), "{report}");
        let mut read = reader(&portal).await;
        let days = sql!("SELECT e.left_on FROM enrolment e JOIN pupil p ON p.id = e.pupil WHERE p.eleve_id = 2");
        let days = days.all::<(Option<chrono::NaiveDate>,)>(&mut read).await.expect("days");
        assert_eq!(days, [(chrono::NaiveDate::from_ymd_opt(2026, 11, 12),)]);
        let address = sql!("SELECT address FROM pupil WHERE eleve_id = 3").one::<(Option<serde_json::Value>,)>(&mut read).await;
        assert_eq!(address.expect("a pupil").0.expect("an address")["town"], "VINZELLE");
    }
);
