//! « Import des registres »: see, then accept.

use crate::*;
use testkit::Answer;

const PAGE: &str = "/eleves/import";

async fn count(portal: &Portal) -> i64 {
    let mut read = portal.db().read().await.expect("a connection");
    let counts = sql!("SELECT COUNT(*) FROM enrolment WHERE left_on IS NULL");
    counts.one::<(i64,)>(&mut read).await.expect("a count").0
}

async fn give(office: &Browser, files: &[(&str, &[u8])]) -> Answer {
    let files: Vec<_> = files
        .iter()
        .map(|(name, bytes)| ("fichiers", *name, *bytes))
        .collect();
    office.upload(PAGE, &[], &files).await
}

testkit::on_each_engine!(
    /// Invariant: nothing changes before « Accepter »; then all of it, once.
    an_import_is_seen_then_accepted, |which| async move {
        let portal = portal(which).await;
        let here = declare(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        office.get("/eleves").await.expect(200).shows("Importer depuis SIECLE");
        let export = export(HERE, 20);
        let zipped = export.zipped().expect("zips");
        let files: Vec<_> = zipped.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let given = give(&office, &files).await.expect(303);
        let draft = given.location.expect("a page");
        let waiting = office.get(&draft).await.expect(200);
        waiting.shows("Comparaison en cours").shows("Vous pouvez quitter cette page").hides("Accepter");
        let region = format!("{draft}/avancement");
        office.get(&region).await.expect(200).shows("attendent leur tour");
        work(&portal).await;
        office.get(&region).await.expect(200).hides("attendent leur tour");
        let page = office.get(&draft).await.expect(200);
        page.shows("Avant d'importer").shows("Ce qui changerait").shows("Accepter").shows("Élèves présents");
        assert_eq!(count(&portal).await, 0);
        let accept = format!("{draft}/accepter");
        // Somebody of another school sees and accepts nothing of it.
        let there = declare(&portal, THERE).await;
        let elsewhere = secretary(&portal, there).await;
        elsewhere.get(&draft).await.expect(404);
        elsewhere.get(&region).await.expect(404);
        elsewhere.get(&format!("{draft}/anomalies")).await.expect(404);
        elsewhere.post(&accept, "").await.expect(404);
        assert_eq!(count(&portal).await, 0);

        let done = office.post(&accept, "").await.expect(303);
        assert_eq!(done.location.as_deref(), Some(draft.as_str()));
        office.get(&draft).await.expect(200).shows("Import en cours");
        work(&portal).await;
        let taken = count(&portal).await;
        assert!(taken > 50, "{taken}");
        office.get(&draft).await.expect(200).shows("L'import est fait").shows("Ce qui a changé").hides("Accepter");
        let twice = office.post(&accept, "").await.expect(303);
        assert_eq!(twice.location.as_deref(), Some(draft.as_str()));
        assert_eq!(lines(&portal, "register.imported").await.len(), 1, "a double click imports once");
        assert_eq!(lines(&portal, "import.seen").await.len(), 2, "who looked at the anomalies");
        office.get("/eleves?nom=abou").await.expect(200).shows("ABOU Inès");
    }
);

testkit::on_each_engine!(
    /// Invariant: refused files say why on their field, and keep nothing.
    refused_files_say_why, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let before = count(&portal).await;
        let (ours, theirs) = (export(HERE, 23), export(THERE, 23));
        let cut = &ours.pupils[..ours.pupils.len() / 2];
        let old = export(HERE, 19);
        for (bytes, words) in [
            (cut, "incomplet"),
            (theirs.pupils.as_slice(), "seuls ceux de 0990001N"),
            (old.pupils.as_slice(), "19/11/2026"),
            (b"bonjour".as_slice(), "ni un export XML ni une archive ZIP"),
            (b"".as_slice(), "le fichier est vide"),
        ] {
            let draft = give(&office, &[("eleves.xml", bytes)]).await.expect(303).location.expect("a page");
            work(&portal).await;
            let page = office.get(&draft).await.expect(200);
            page.shows("Fichiers refusés").shows(words).shows("Rien n'a été changé").hides("Accepter");
            office.post(&format!("{draft}/accepter"), "").await.expect(303);
        }
        work(&portal).await;
        office.upload(PAGE, &[], &[]).await.expect(422).shows("Choisissez au moins un fichier");
        assert_eq!(count(&portal).await, before);
        let mut read = portal.db().read().await.expect("a connection");
        let (kept,) = sql!("SELECT COUNT(*) FROM import_draft_piece").one::<(i64,)>(&mut read).await.expect("a count");
        assert_eq!(kept, 0);
    }
);

testkit::on_each_engine!(
    /// Invariant: a link that the register holds no more is told by its two names before anybody accepts.
    a_link_that_ends_is_named, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let later = export(HERE, 23);
        let files: Vec<(&str, Vec<u8>)> = later.named().into_iter().map(|(name, bytes)| {
            let text = String::from_utf8_lossy(bytes);
            match (text.find("<RESPONSABLE_ELEVE>"), text.find("</RESPONSABLE_ELEVE>")) {
                (Some(from), Some(to)) => {
                    let rest = &text[to + "</RESPONSABLE_ELEVE>".len()..];
                    (name, format!("{}{rest}", &text[..from]).into_bytes())
                }
                _ => (name, bytes.to_vec()),
            }
        }).collect();
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, &bytes[..])).collect();
        let draft = give(&office, &files).await.expect(303).location.expect("a page");
        work(&portal).await;
        office.get(&draft).await.expect(200)
            .shows("1 lien familial prendra fin").shows("Liens familiaux qui prennent fin")
            .shows("n'en sera plus responsable").hides("ne lira plus ses pages").hides("Anomalies");
    }
);

testkit::on_each_engine!(
    /// Invariant: what is accepted is what was shown: endings are announced, a base that changed
    /// in between is shown again, and files that waited too long are not taken.
    what_is_accepted_was_shown, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let mut plan = Plan::college(HERE, 2026, NaiveDate::from_ymd_opt(2026, 11, 23).and_then(|d| d.and_hms_opt(8, 0, 0)).expect("a moment"));
        (plan.pupils, plan.id_offset) = (20, 300_000);
        let others = generate::files(&plan);
        let files: Vec<(&str, &[u8])> = others.named().into_iter().collect();
        let first = give(&office, &files).await.expect(303).location.expect("a page");
        work(&portal).await;
        office.get(&first).await.expect(200).shows("Des fiches prendront fin");
        let second = give(&office, &files).await.expect(303).location.expect("a page");
        work(&portal).await;
        office.post(&format!("{second}/accepter"), "").await.expect(303);
        work(&portal).await;
        let after = count(&portal).await;
        office.post(&format!("{first}/accepter"), "").await.expect(303);
        work(&portal).await;
        office.get(&first).await.expect(200).shows("La base a changé").shows("ne changent rien");
        assert_eq!(count(&portal).await, after);
        portal.context.clock.set(portal.now() + chrono::Duration::minutes(62));
        let late = office.post(&format!("{first}/accepter"), "").await.expect(303);
        assert_eq!(late.location.as_deref(), Some("/eleves/import?perdu=1"));
        office.get("/eleves/import?perdu=1").await.expect(200).shows("il y a plus d'une heure");
    }
);

testkit::on_each_engine!(
    /// Invariant: the examples of the access matrix are what the routes name.
    the_examples_open_their_pages, |which| async move {
        let portal = portal(which).await;
        let here = declare(&portal, HERE).await;
        let examples = pupils::manifest().examples.expect("examples");
        examples(portal.context.clone(), here).await.expect("once");
        let given = examples(portal.context.clone(), here).await.expect("twice");
        let of = |name: &str| given.iter().find(|(n, _)| *n == name).expect("given").1.clone();
        let office = secretary(&portal, here).await;
        office.get(&format!("/eleves/{}?onglet=responsables", of("pupil"))).await.expect(200);
        office.get(&format!("{PAGE}/{}", of("draft"))).await.expect(200);
        work(&portal).await;
        give(&office, &[("x.xml", of("upload").as_bytes())]).await.expect(303);
        office.post(&format!("{PAGE}/{}/accepter", of("draft")), "").await.expect(303);
    }
);

testkit::on_each_engine!(
    /// Invariant: all anomalies are in the file, with their line; who took it leaves a line.
    anomalies_are_downloaded, |which| async move {
        let portal = portal(which).await;
        let here = declare(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let pupils = String::from_utf8_lossy(&export(HERE, 20).pupils).into_owned();
        let odd = "<ELEVES><ELEVE ELEVE_ID=\"7\"><NOM>=1+1</NOM></ELEVE>";
        let pupils = pupils.replacen("<ELEVES>", odd, 1).replace("ISO-8859-15", "UTF-8");
        let given = give(&office, &[("Eleves.xml", pupils.as_bytes())]).await;
        let draft = given.expect(303).location.expect("a page");
        work(&portal).await;
        office.get(&draft).await.expect(200).shows("Télécharger toutes les anomalies");
        let csv = office.get(&format!("{draft}/anomalies")).await.expect(200).body;
        assert!(csv.starts_with("\u{feff}\"Anomalie\";\"Ligne\";\"Sur\";"), "{csv}");
        let line = csv.lines().find(|line| line.contains("(n° 7)")).expect("the odd pupil");
        assert!(line.starts_with("\"Lignes écartées\";\"1"), "{line}");
        assert!(line.contains("\"élève =1+1 (n° 7)\";\"Le champ PRENOM manque.\""), "{line}");
        assert_eq!(lines(&portal, "import.exported").await.len(), 1);
    }
);
