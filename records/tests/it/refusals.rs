//! Files that are refused change nothing, and say why.

use crate::{
    export::{LATER, MORNING, one_family, pupils, pupils_of},
    *,
};
use records::import::Progress;
use std::{sync::Arc, time::Duration};

/// Gives files that must be refused with these words, and change nothing.
async fn refuses(portal: &Portal, files: &[&[u8]], options: &Options, words: &str) {
    let before = rows(portal).await;
    let refusal = refused(import(portal, files, options).await).to_string();
    assert!(refusal.contains(words), "{refusal}");
    assert_eq!(rows(portal).await, before, "{refusal}");
}

testkit::on_each_engine!(
    /// Invariant: a file that is cut, of another school or of the past changes nothing.
    refused_files_change_nothing, |which| async move {
        let portal = portal(which).await;
        let [children, family] = one_family(MORNING);
        refuses(&portal, &[&children], &Options::default(), "pas encore connu").await;
        take(&portal, &[&children, &family]).await;

        let [later, _] = one_family(LATER);
        let cut = &later[..later.len() - 40];
        refuses(&portal, &[cut], &create(), "incomplet").await;
        refuses(&portal, &[&family, cut], &create(), "incomplet").await;
        refuses(&portal, &[b"PK\x03\x04 not a zip"], &create(), "archive ZIP").await;
        refuses(&portal, &[], &create(), "Aucun fichier").await;

        let [theirs, their_family] = one_family((THERE, MORNING.1));
        refuses(&portal, &[&later, &their_family], &create(), "deux établissements").await;
        let only = Options { only_school: Some(uai(HERE)), ..create() };
        refuses(&portal, &[&theirs], &only, "seuls ceux de 0990001N").await;
        let known_only = Options { create_school: false, ..create() };
        refuses(&portal, &[&theirs], &known_only, "pas encore connu").await;
        refuses(&portal, &[&later, &later], &create(), "Deux fichiers « Élèves »").await;
        let wrong = pupils(("0990001A", MORNING.1), &[]);
        refuses(&portal, &[&wrong], &create(), "n'est pas un UAI").await;

        let [earlier, _] = one_family((HERE, "19/11/2026 23:59:59"));
        refuses(&portal, &[&earlier], &create(), "date du 19/11/2026 à 23:59").await;
        let next_year = pupils_of((HERE, "24/11/2026 08:00:00"), 2027, &[]);
        refuses(&portal, &[&family, &next_year], &create(), "deux années scolaires").await;
        let last_year = pupils_of((HERE, "24/11/2026 08:00:00"), 2025, &[]);
        refuses(&portal, &[&last_year], &create(), "2025-2026").await;
    }
);

testkit::on_each_engine!(
    /// Invariant: exports that hold nothing to import are named, and do not refuse the others.
    unused_files_are_named, |which| async move {
        let portal = portal(which).await;
        let [children, _] = one_family(MORNING);
        let common = b"<?xml version=\"1.0\"?><BEE_GEOGRAPHIQUE></BEE_GEOGRAPHIQUE>";
        let report = take(&portal, &[common, &children]).await;
        assert_eq!(report.unused.len(), 1);
        assert!(report.to_string().contains("éographi"), "{report}");
        refuses(&portal, &[common], &create(), "Aucun fichier").await;
    }
);

testkit::on_each_engine!(
    /// Invariant: nobody leaves without a question, not even who came while the files were
    /// compared.
    who_came_meanwhile_does_not_leave, |which| async move {
        let portal = portal(which).await;
        let [children, _] = one_family(MORNING);
        take(&portal, &[&children]).await;
        let careful = Options { allow_endings: false, ..create() };
        let progress = Progress::default();
        let how = import::reading(&portal.context, siecle::Limits::default(), None);
        let [later, _] = one_family(LATER);
        let mut files = import::read_files(named(&[&later]), how, &Arc::new(Progress::default()))
            .await.expect("read").expect("taken");
        // Somebody writes; the import compares meanwhile, then waits or goes first.
        let came = async {
            db::in_write!(portal.db(), db::Error, |tx| {
                sql!("UPDATE pupil SET eleve_id = 2").run(tx).await?;
                for _ in 0..200 {
                    if progress.now().1 > 0 { break; }
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                tokio::time::sleep(Duration::from_millis(300)).await;
                Ok(())
            })
        };
        let imported = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            import::for_program(&portal.context, &mut files, &careful, &progress).await
        };
        let (came, imported) = tokio::join!(came, imported);
        came.expect("written");
        let known = rows(&portal).await;
        assert_eq!(known[7], 0, "nobody left: {imported:?}");
    }
);
