//! What is seen, then written, once.

use super::*;
use crate::office::{CLARA, school};
use admission::Function;
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: nothing changes before « Importer », then all of it, once, even when two ask at
    /// once; another school sees and does nothing of it; whoever has no settings has no page.
    a_table_is_seen_then_imported_once,
    |which| async move {
        let office = Office::bare(which).await;
        let other = school(&office.portal, "0990002P").await;
        let elsewhere = office.portal.signed_in_as(Function::Head, Some(other)).await;
        office.assistant.get(PAGE).await.expect(403);
        office.assistant.get(ALL).await.expect(403);
        office.head.get(PAGE).await.expect(200).shows("Aucun import");
        let file = format!(
            "{HEADER}ABADIE;Clara;;24/11/2026;08:30;;12:30;;Maladie de l'élève\n\
             ABADIE;Clara;;24/11/2026;12:00;;13:00;;\n\
             NEMO;Jean;;24/11/2026;08:30;;12:30;;\n\
             ABEL;Hugo;Retard;24/11/2026;08:30;;;10;\n\
             ABEL;Hugo;;23/11/2026;08:30;;12:30;;Colonie\n"
        );
        let draft = deposit(&office, &file).await;
        let page = office.head.get(&draft).await.expect(200)
            .shows("Rien n'est encore changé").shows("saisies.csv")
            .shows("Lignes lues 5 À ajouter 2 Déjà là 0 Laissées de côté 3")
            .shows("Aucune famille ne sera prévenue")
            .shows("Élèves non reconnus : 1 ligne").shows("ligne 4, NEMO Jean")
            .shows("Motifs à créer : 1 ligne").shows("« Colonie » n'est pas dans Paramétrages → Motifs")
            .shows("Absence du 24/11/26 08:30 au 24/11/26 12:30 (ligne 2)");
        assert_eq!(count(&office, "all").await, 0);
        let anomalies = format!("{draft}/anomalies");
        let remarks = office.head.get(&anomalies).await.expect(200).body;
        assert!(remarks.contains("\"4\";\"NEMO Jean\";\"Élèves non reconnus\""), "{remarks}");
        assert_eq!(remarks.lines().count(), 4, "{remarks}");
        let (import, seen) = (format!("{draft}/importer"), format!("vu={}", page.field("vu")));
        for path in [&draft, &anomalies] {
            elsewhere.get(path).await.expect(404);
        }
        elsewhere.post(&import, &seen).await.expect(404);
        elsewhere.post(&format!("{draft}/annulation"), "").await.expect(404);
        office.head.post(&import, "vu=9-0-0").await.expect(409).shows("Les saisies ont changé depuis");
        assert_eq!((count(&office, "all").await, office.lines("absences.imported").await), (0, 0));
        let (one, two) = tokio::join!(office.head.post(&import, &seen), office.head.post(&import, &seen));
        one.expect(303);
        two.expect(303);
        office.head.post(&import, &seen).await.expect(303);
        assert_eq!((count(&office, "all").await, office.lines("absences.imported").await), (2, 1));
        office.head.get(&draft).await.expect(200).shows("Import fait")
            .shows("Saisies ajoutées 2 Déjà là 0 Laissées de côté 3");
        office.head.get(PAGE).await.expect(200).shows("saisies.csv").hides("Aucun import");
        elsewhere.get(PAGE).await.expect(200).shows("Aucun import");
        elsewhere.get(&draft).await.expect(404);
        assert_eq!(elsewhere.get(ALL).await.expect(200).body.lines().count(), 1);
        // The motif is there now: the same file adds what waited for it, and nothing twice.
        let form = Input::of([("libelle", "colonie")]).encoded();
        office.head.post("/absences/motifs/nouveau", &form).await.expect(303);
        let again = deposit(&office, &file).await;
        office.head.get(&again).await.expect(200)
            .shows("À ajouter 1 Déjà là 2 Laissées de côté 2");
        accept(&office, &again).await.expect(303);
        assert_eq!(count(&office, "all").await, 3);
    }
);

on_each_engine!(
    /// Invariant: what happened between the look and « Importer » is shown, and nothing is written.
    what_changed_since_is_shown,
    |which| async move {
        let office = Office::bare(which).await;
        let file = format!("{HEADER}ABADIE;Clara;;24/11/2026;08:30;;17:05;;\n");
        let draft = deposit(&office, &file).await;
        let page = office.head.get(&draft).await.expect(200).shows("À ajouter 1");
        office.record(&office.entry(CLARA).await).await.expect(303);
        let form = format!("vu={}", page.field("vu"));
        office.head.post(&format!("{draft}/importer"), &form).await.expect(409).shows("Déjà là 1");
        assert_eq!(count(&office, "all").await, 1);
    }
);

on_each_engine!(
    /// Invariant: what is accepted is what was seen, line by line: as many others are shown first.
    other_lines_in_the_same_number_are_shown,
    |which| async move {
        let office = Office::bare(which).await;
        let file = format!(
            "{HEADER}ABADIE;Clara;;24/11/2026;08:30;;12:30;;\nABADIE;Clara;;24/11/2026;12:00;;13:00;;\n"
        );
        let draft = deposit(&office, &file).await;
        let counts = "À ajouter 1 Déjà là 0 Laissées de côté 1";
        let page = office.head.get(&draft).await.expect(200).shows(counts);
        assert_eq!(page.field("vu"), office.head.get(&draft).await.expect(200).field("vu"));
        let form = office.entry(CLARA).await.form("2026-11-24", "08:30", "09:25");
        office.assistant.post("/absences/saisie", &form).await.expect(303);
        let seen = format!("vu={}", page.field("vu"));
        let import = format!("{draft}/importer");
        let page = office.head.post(&import, &seen).await.expect(409).shows("Les saisies ont changé depuis");
        let page = page.shows(counts);
        assert_eq!(count(&office, "all").await, 1);
        office.head.post(&import, &format!("vu={}", page.field("vu"))).await.expect(303);
        assert_eq!(count(&office, "all").await, 2);
    }
);

on_each_engine!(
    /// Invariant: an import tells no family anything, whatever the school sends by itself, and shows
    /// where it comes from.
    nobody_is_told_of_an_import,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        assert!(!entry.action.is_empty() && !entry.recipients.is_empty(), "an entry would tell them");
        let file = format!(
            "{};Saisie le;Saisie par;Origine\nABADIE;Clara;;24/11/2026;08:30;;17:05;;;\
             24/11/2026 08:41;Claude Exemple;Appel\n", HEADER.trim_end()
        );
        bring(&office, &file).await;
        assert_eq!(count(&office, "standing").await, 1);
        assert_eq!((count(&office, "messages").await, count(&office, "notices").await), (0, 0));
        office.assistant.get("/absences/sms").await.expect(200).hides("ABADIE");
        let (id,) = sql!("SELECT id FROM absence")
            .one::<(uuid::Uuid,)>(&mut office.portal.db().read().await.unwrap()).await.unwrap();
        office.assistant.get(&format!("/absences/{id}")).await.expect(200)
            .shows("Saisie importée d'un fichier").shows("relevée à l'appel")
            .shows("d'après le fichier, saisie mardi 24 novembre, 8 h 41 par Claude Exemple");
        // Taken back, it corrects nothing that was sent.
        office.assistant.post(&format!("/absences/{id}/annulation"), "confirme=oui").await.expect(303);
        office.assistant.get("/absences/rectificatifs").await.expect(200).hides("ABADIE");
    }
);

on_each_engine!(
    /// Invariant: a file that is none is refused with the reason, and nothing of it is kept.
    a_file_of_something_else_is_refused,
    |which| async move {
        let office = Office::bare(which).await;
        for (file, words) in [
            (&b"Note;Devoir\n12;Latin\n"[..], "n'est pas un tableau d'absences"),
            (b"Nom;Date;De\nABADIE;24/11/2026;08:30\n", "la colonne « Heure de fin » manque"),
            (b"Nom;Date;De;A\n", "aucune ligne sous ses titres"),
            (b"", "vide"),
            (b"\xef\xbb\xbfNom;\xff", "codage illisible"),
            (b"Nom;Date;De;A\nABADIE;24/11/2026;08:30;\"12", "guillemet"),
        ] {
            give(&office, "notes.csv", file).await.expect(422).shows(words);
        }
        office.head.upload(PAGE, &[], &[]).await.expect(422).shows("Choisissez un fichier");
        let large = vec![b'a'; 18 << 20];
        give(&office, "grand.csv", &large).await.expect(422).shows("dépasse 16 Mo");
        let (drafts,) = sql!("SELECT COUNT(*) FROM absence_draft")
            .one::<(i64,)>(&mut office.portal.db().read().await.unwrap()).await.unwrap();
        assert_eq!(drafts, 0);
        // As Windows writes it.
        let windows = b"Nom;Pr\xe9nom;Date;De;A\nABADIE;Clara;24/11/2026;8h30;12h30\n";
        let draft = give(&office, "saisies.csv", windows).await.expect(303).location.unwrap();
        office.head.get(&draft).await.expect(200).shows("À ajouter 1");
    }
);
