//! « Données demandées aux responsables »: least data.

use crate::*;

const HREF: &str = "/eleves/donnees-demandees";

testkit::on_each_engine!(
    /// Invariant: nothing more is asked until the head says what for; the purpose is on the form;
    /// what is asked no more is erased, after one question.
    nothing_more_is_asked_without_a_purpose, |which| async move {
        let portal = portal(which).await;
        let (here, there) = (school(&portal, HERE).await, school(&portal, THERE).await);
        let office = secretary(&portal, here).await;
        let head = portal.signed_in_as(Function::Head, Some(here)).await;
        let pupil = ines(&portal, here).await;
        let nadia = guardian(&portal, pupil, "Nadia").await;
        let form = format!("/eleves/{pupil}/responsables/{nadia}");
        let record = format!("/eleves/{pupil}?onglet=responsables");
        office.get(HREF).await.expect(403);
        let page = office.get(&form).await.expect(200).hides("Profession");
        // Sent all the same: not taken.
        office.post(&form, &sent_back(&page.body, &[("profession", Some("23"))])).await.expect(303);
        head.post(HREF, "profession=1&profession_finalite=").await.expect(422).shows("Dites à quoi cette donnée sert");
        office.get(&record).await.expect(200).hides("Profession");

        let purpose = "Enquête annuelle du ministère";
        head.post(HREF, &format!("profession=1&profession_finalite={purpose}&enfants=1&enfants_finalite=Calcul des bourses")).await.expect(303);
        head.get(HREF).await.expect(200).shows(purpose);
        let page = office.get(&form).await.expect(200).shows("Finalité : Enquête annuelle du ministère");
        let typed = sent_back(&page.body, &[("profession", Some("23")), ("enfants", Some("3")), ("enfants_secondaire", Some("2"))]);
        office.post(&form, &typed).await.expect(303);
        office.get(&record).await.expect(200).shows("Chefs d'entreprise de dix salariés ou plus").shows("3, dont 2 en lycée ou collège public");
        let other = secretary(&portal, there).await;
        let theirs = ines(&portal, there).await;
        other.get(&format!("/eleves/{theirs}?onglet=responsables")).await.expect(200).hides("Profession");

        let fewer = "enfants=1&enfants_finalite=Calcul des bourses";
        head.post(HREF, fewer).await.expect(200).shows("Les réponses déjà saisies seront effacées").shows("Profession : 1 réponse");
        office.get(&record).await.expect(200).shows("Chefs d'entreprise");
        head.post(HREF, &format!("{fewer}&confirme=oui")).await.expect(303);
        office.get(&record).await.expect(200).hides("Chefs d'entreprise").shows("3, dont 2");
        head.post(HREF, "confirme=oui").await.expect(303);
        let mut read = portal.db().read().await.expect("a connection");
        let (kept,) = sql!(
            "SELECT COUNT(*) FROM guardian WHERE employment IS NOT NULL OR occupation IS NOT NULL \
             OR children IS NOT NULL OR children_in_secondary IS NOT NULL"
        ).one::<(i64,)>(&mut read).await.expect("a count");
        assert_eq!(kept, 0, "nothing that is not asked is kept");
        assert_eq!(lines(&portal, "extras.changed").await.len(), 3);
    }
);

testkit::on_each_engine!(
    /// Invariant: what another school of the guardian's children still asks is not erased.
    another_school_s_answers_stay, |which| async move {
        let portal = portal(which).await;
        let (here, there) = (school(&portal, HERE).await, school(&portal, THERE).await);
        let pupil = ines(&portal, here).await;
        let nadia = guardian(&portal, pupil, "Nadia").await;
        let theirs = ines(&portal, there).await;
        let now = portal.now();
        // Nadia has a child there too.
        db::in_write!(portal.db(), db::Error, |tx| {
            sql!(
                "INSERT INTO guardianship (id, pupil, guardian, financial, correspondent, since, as_of) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)"
            )
            .bind(uuid::Uuid::now_v7()).bind(theirs).bind(nadia).bind(false).bind(false)
            .bind(now.date_naive()).bind(now).run(tx).await
        }).expect("a link");
        let asked = "situation=1&situation_finalite=Fonds social du collège&profession=1&profession_finalite=Enquête du ministère";
        let heads = [portal.signed_in_as(Function::Head, Some(here)).await, portal.signed_in_as(Function::Head, Some(there)).await];
        for head in &heads {
            head.post(HREF, asked).await.expect(303);
        }
        let office = secretary(&portal, here).await;
        let form = format!("/eleves/{pupil}/responsables/{nadia}");
        let page = office.get(&form).await.expect(200);
        office.post(&form, &sent_back(&page.body, &[("situation", Some("2")), ("profession", Some("23"))])).await.expect(303);
        heads[0].post(HREF, "confirme=oui").await.expect(303);
        office.get(&format!("/eleves/{pupil}?onglet=responsables")).await.expect(200).hides("Au chômage");
        let there_office = secretary(&portal, there).await;
        let record = format!("/eleves/{theirs}?onglet=responsables");
        there_office.get(&record).await.expect(200).shows("Au chômage").shows("Chefs d'entreprise");
        heads[1].post(HREF, "confirme=oui").await.expect(303);
        heads[1].post(HREF, asked).await.expect(303);
        there_office.get(&record).await.expect(200).hides("Au chômage").hides("Chefs d'entreprise");
    }
);
