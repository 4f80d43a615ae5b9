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
