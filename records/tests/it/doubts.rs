//! What only the rows of the files together tell: doubles, orphans, odd ranks.

use crate::{
    export::{LEGAL, MORNING, guardians, pupils},
    *,
};
use records::import::AnomalyKind;

/// What was told of each: kind, on what, the sentence.
fn told(report: &Report) -> Vec<(AnomalyKind, &str, &str)> {
    let told = report.anomalies.iter();
    told.map(|a| (a.kind, a.what.as_str(), a.sentence.as_str()))
        .collect()
}

#[track_caller]
fn tells(report: &Report, kind: AnomalyKind, what: &str, words: &str) {
    let all = told(report);
    let found = all
        .iter()
        .any(|(k, w, s)| *k == kind && w.contains(what) && s.contains(words));
    assert!(found, "{words}: {all:#?}");
}

testkit::on_each_engine!(
    /// Invariant: of a pupil who comes twice the first row is kept, in the first of two classes;
    /// each oddity is told with its line, and none refuses the file.
    odd_pupils_are_told, |which| async move {
        let portal = portal(which).await;
        let ine = "<ID_NATIONAL>123456789AB</ID_NATIONAL>";
        let file = pupils(MORNING, &[
            (1, "ALBERT", "Zoé", "5B", ine),
            (1, "ALBAN", "Zoé", "5C", ""),
            (2, "BERTIN", "Léa", "5B", ine),
            (3, "COMBE", "Tom", "", ""),
        ]);
        let file = String::from_utf8(file).expect("UTF-8");
        let orphan = "<STRUCTURES_ELEVE ELEVE_ID=\"99\"><STRUCTURE><CODE_STRUCTURE>5B</CODE_STRUCTURE>\
                      <TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE></STRUCTURES_ELEVE></STRUCTURES>";
        let file = file.replace("</STRUCTURES>", orphan);
        let report = take(&portal, &[file.as_bytes()]).await;
        assert_eq!((report.counts.present, report.counts.without_class), (3, 1));
        use AnomalyKind::{Doubtful, Rejected};
        tells(&report, Rejected, "ALBAN Zoé (n° 1)", "figure deux fois");
        tells(&report, Doubtful, "ALBERT Zoé (n° 1)", "deux classes, 5B et 5C : 5B est gardée");
        tells(&report, Doubtful, "BERTIN Léa (n° 2)", "aussi celui de ALBERT Zoé");
        tells(&report, Rejected, "n° 99", "Aucun élève du fichier");
        assert_eq!(report.anomalies.len(), 4);
        assert!(report.anomalies.iter().all(|a| a.line.is_some()));
        let mut read = reader(&portal).await;
        let kept = sql!("SELECT family_name FROM pupil ORDER BY eleve_id").all::<(String,)>(&mut read).await;
        let kept: Vec<String> = kept.expect("pupils").into_iter().map(|(name,)| name).collect();
        assert_eq!(kept, ["ALBERT", "BERTIN", "COMBE"]);
    }
);

testkit::on_each_engine!(
    /// Invariant: of a person or a link that comes twice the first is kept; a link that leads to
    /// nobody is told; several légal 1 are all kept.
    odd_guardians_are_told, |which| async move {
        let portal = portal(which).await;
        let children = pupils(MORNING, &[
            (1, "ALBERT", "Zoé", "5B", ""),
            (2, "BERTIN", "Léa", "5B", ""),
            (3, "COMBE", "Tom", "5B", ""),
        ]);
        let (first, second, contact) = (
            "<RESP_LEGAL>1</RESP_LEGAL>",
            "<RESP_LEGAL>2</RESP_LEGAL>",
            "<RESP_LEGAL>0</RESP_LEGAL>",
        );
        let family = guardians(
            MORNING,
            &[
                (11, "ALBERT", "", "1"),
                (11, "AUTRE", "", "1"),
                (12, "BERTIN", "", "1"),
                (13, "PERDU", "", "1"),
            ],
            &[
                (1, 11, 10, first),
                (1, 11, 20, second),
                (1, 12, 20, first),
                (2, 12, 20, second),
                (3, 12, 39, contact),
                (3, 77, 10, LEGAL),
                (88, 13, 10, LEGAL),
            ],
        );
        let report = take(&portal, &[&children, &family]).await;
        use AnomalyKind::{Doubtful, Rejected};
        tells(&report, Rejected, "AUTRE Nadia (n° 11)", "figure deux fois");
        tells(&report, Rejected, "lien de l’élève n° 1 avec la personne n° 11", "figure deux fois");
        tells(&report, Rejected, "lien de l’élève n° 3 avec la personne n° 77", "n’est pas dans le fichier");
        tells(&report, Doubtful, "l’élève n° 1", "Plusieurs responsables sont « légal 1 »");
        tells(&report, Doubtful, "l’élève n° 2", "Un « légal 2 » sans « légal 1 »");
        tells(&report, Doubtful, "l’élève n° 3", "Aucun responsable légal");
        assert_eq!(report.counts.guardians_linked, 2);
        assert_eq!(report.counts.guardians_without_present_pupil, 1);
        let mut read = reader(&portal).await;
        let ranks = sql!(
            "SELECT p.eleve_id, g.personne_id, l.legal_rank FROM guardianship l \
             JOIN pupil p ON p.id = l.pupil JOIN guardian g ON g.id = l.guardian ORDER BY 1, 2"
        );
        let ranks: Vec<(i64, i64, Option<i64>)> = ranks.all(&mut read).await.expect("links");
        assert_eq!(ranks, [(1, 11, Some(1)), (1, 12, Some(1)), (2, 12, Some(2)), (3, 12, None)]);
    }
);

testkit::on_each_engine!(
    /// Invariant: an address is that of the file; a file without addresses takes none away; a
    /// number that leads to no address is told, and only where there are addresses.
    addresses_come_with_their_file, |which| async move {
        let portal = portal(which).await;
        let with = |file: Vec<u8>, number: &str, rows: &str| {
            let file = String::from_utf8(file).expect("UTF-8");
            file.replace("</ACCEPTE_SMS>", &format!("</ACCEPTE_SMS><ADRESSE_ID>{number}</ADRESSE_ID>"))
                .replace("<RESPONSABLES>", &format!("{rows}<RESPONSABLES>"))
                .into_bytes()
        };
        let children = pupils(MORNING, &[(1, "BERTIN", "Léa", "5B", "")]);
        let mother = |at: &str| guardians((HERE, at), &[(11, "BERTIN", "", "1")], &[(1, 11, 10, LEGAL)]);
        let rows = "<ADRESSES><ADRESSE ADRESSE_ID=\"5\"><LIGNE1_ADRESSE>9 rue Basse</LIGNE1_ADRESSE>\
                    <CODE_POSTAL>99120</CODE_POSTAL><LIBELLE_POSTAL>VINZELLE</LIBELLE_POSTAL></ADRESSE></ADRESSES>";
        let address = async || {
            let mut read = reader(&portal).await;
            let row = sql!("SELECT address FROM guardian").one::<(Option<serde_json::Value>,)>(&mut read).await;
            row.expect("a guardian").0.map(|address| address["town"].as_str().unwrap_or_default().to_owned())
        };
        let report = take(&portal, &[&children, &with(mother("23/11/2026 08:00:00"), "5", rows)]).await;
        assert!(report.anomaly_counts.is_empty(), "{report}");
        assert_eq!(address().await.as_deref(), Some("VINZELLE"));
        let report = take(&portal, &[&with(mother("23/11/2026 08:01:00"), "5", "")]).await;
        assert!(report.anomaly_counts.is_empty() && report.differences.are_none(), "{report}");
        assert_eq!(address().await.as_deref(), Some("VINZELLE"));
        let report = take(&portal, &[&with(mother("23/11/2026 08:02:00"), "6", rows)]).await;
        tells(&report, AnomalyKind::Doubtful, "BERTIN Nadia (n° 11)", "n’est pas dans le fichier");
        assert_eq!(address().await, None);
    }
);

testkit::on_each_engine!(
    /// Invariant: every pupil's guardians are ranked, wherever a piece of the work ends.
    no_pupil_is_between_two_pieces, |which| async move {
        let portal = portal(which).await;
        let ids = 1..=1_003;
        let children: Vec<_> = ids.clone().map(|id| (id, "BERTIN", "Léa", "5B", "")).collect();
        let links: Vec<_> = ids.map(|id| (id, 11, 10, LEGAL)).collect();
        let family = guardians(MORNING, &[(11, "BERTIN", "", "1")], &links);
        let report = take(&portal, &[&pupils(MORNING, &children), &family]).await;
        assert_eq!(report.differences.links.added, 1_003);
    }
);
