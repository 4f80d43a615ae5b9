//! Records: found, read by who may, each look noted.

use crate::*;

testkit::on_each_engine!(
    /// Invariant: a record is found by the first letters, shows its guardians with rank, consent
    /// and its source, without JavaScript; each look leaves a line.
    a_record_is_found_and_noted, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        office.get("/eleves").await.expect(200).shows("Fiches individuelles").hides("ABOU");
        assert_eq!(lines(&portal, "pupil.listed").await, []);
        let list = office.get("/eleves?nom=abo&prenom=ines&classe=5B").await.expect(200);
        let list = list.shows("ABOU Inès").hides("ABEL Hugo");
        let typed = (list.field("nom"), list.field("prenom"));
        assert_eq!(typed, ("abo".into(), "ines".into()), "what was typed stays");
        assert_eq!(lines(&portal, "pupil.listed").await.len(), 1);
        let nobody = office.get("/eleves?nom=zzzz&prenom=&classe=").await.expect(200);
        nobody.shows("Aucun élève ne correspond");

        let pupil = ines(&portal, here).await;
        assert!(list.body.contains(&format!("/eleves/{pupil}")));
        let page = format!("/eleves/{pupil}");
        let record = office.get(&page).await.expect(200);
        let record = record.shows("ABOU Inès").shows("INE : ").shows("– Scolarisée – 5B – Mise à jour le 24/11/2026");
        record.shows("Nom de famille").hides("06 39 98 78 02");
        office.get(&format!("{page}?onglet=scolarite")).await.expect(200).shows("2026-2027").shows("Formation (MEF)");
        let family = office.get(&format!("{page}?onglet=responsables")).await.expect(200);
        family
            .shows("ABOU Nadia – Légal 1 – Financier")
            .shows("ABOU Marc – Légal 2")
            .shows("Lien mère Qualités Légal 1, Financier et Correspondant")
            .shows("06 39 98 78 02")
            .shows("Oui d'après l'export du 20/11/2026")
            .hides("<script>");
        let looks = lines(&portal, "pupil.seen").await;
        let tabs: Vec<&str> = looks.iter().map(|(_, tab)| tab.as_str()).collect();
        assert_eq!(tabs, ["identification", "scolarite", "responsables"]);
        assert!(looks.iter().all(|(object, _)| *object == Some(pupil.uuid())));
    }
);

testkit::on_each_engine!(
    /// Invariant: another school's pupil does not exist here, and who has no such function does
    /// not come in; neither leaves a look.
    records_stay_at_their_school, |which| async move {
        let portal = portal(which).await;
        let (here, there) = (school(&portal, HERE).await, school(&portal, THERE).await);
        let pupil = ines(&portal, there).await;
        let page = format!("/eleves/{pupil}?onglet=responsables");
        secretary(&portal, there).await.get(&page).await.expect(200);
        assert_eq!(lines(&portal, "pupil.seen").await.len(), 1);
        let office = secretary(&portal, here).await;
        office.get(&page).await.expect(404).hides("ABOU");
        office.get("/eleves/pas-un-identifiant").await.expect(404);
        office.get("/eleves?nom=abou").await.expect(200).shows("ABOU Inès").hides(&pupil.to_string());
        let teacher = portal.signed_in_as(Function::Teacher, Some(here)).await;
        teacher.get(&page).await.expect(403);
        teacher.get("/eleves").await.expect(403);
        let assistant = portal.signed_in_as(Function::SchoolLifeAssistant, Some(here)).await;
        assistant.get(&page).await.expect(404);
        for browser in [teacher, assistant] {
            browser.get("/eleves/import").await.expect(403);
        }
        portal.visitor().get(&page).await.expect(303);
        assert_eq!(lines(&portal, "pupil.seen").await.len(), 1);
    }
);

testkit::on_each_engine!(
    /// Invariant: a long list is paged by key: everybody once.
    a_long_list_is_paged, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let first = office.get("/eleves?nom=&prenom=&classe=").await.expect(200);
        let first = first.shows("1 à 50").shows("Page suivante");
        let next = first.body.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
        let next = next.expect("a next page").replace("&amp;", "&");
        let second = office.get(&next).await.expect(200).shows("51 à ").hides("Page suivante");
        let seen = |page: &str| -> Vec<String> {
            let links = page.split("href=\"/eleves/").skip(1).filter_map(|rest| rest.split('"').next());
            links.filter(|id| id.len() == 36).map(str::to_owned).collect()
        };
        let (a, b) = (seen(&first.body), seen(&second.body));
        assert_eq!(a.len(), 50);
        assert!(b.len() > 5 && b.iter().all(|id| !a.contains(id)));
        let forged = next.replace("apres=", "apres=00");
        office.get(&forged).await.expect(200).shows("ABADIE");
    }
);
