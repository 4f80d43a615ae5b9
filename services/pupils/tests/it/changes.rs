//! « Modifier », then « Valider », on a pupil's record; its tabs.

use crate::*;
use records::typed;

testkit::on_each_engine!(
    /// Invariant: a pupil's new name is on the record and in the search; what the register said is
    /// remembered; the audit says which fields and no value.
    a_pupil_is_changed, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let pupil = ines(&portal, here).await;
        let (record, form) = (format!("/eleves/{pupil}"), format!("/eleves/{pupil}/modification"));
        office.get(&record).await.expect(200).shows("Modifier");
        let page = office.get(&form).await.expect(200).shows("Modifier la fiche de ABOU Inès");
        let typed_form = sent_back(&page.body, &[
            ("nom_usage", Some("Éluard-ABOU")), ("prenom", Some("Inès-Rose")), ("autres_prenoms", Some("Rose, Anne")),
            ("tel_mobile", Some("06 39 98 00 66")), ("accepte_sms", Some("1")),
            ("ligne_1", Some("9 rue Notre-Dame")), ("code_postal", Some("99120")), ("commune", Some("Vinzelle")),
        ]);
        office.post(&form, &typed_form).await.expect(303);
        let shown = office.get(&record).await.expect(200);
        shown.shows("ÉLUARD-ABOU Inès-Rose").shows("Autres prénoms Rose, Anne").shows("nom d'usage saisi le 24/11/2026 par Camille Nom-secretaire").shows("le registre dit « Inès »");
        let address = office.get(&format!("{record}?onglet=adresse")).await.expect(200);
        address.shows("9 rue Notre-Dame, 99120 Vinzelle").shows("06 39 98 00 66").shows("Accepte les SMS Oui");
        office.get("/eleves?nom=eluard&prenom=ines").await.expect(200).shows("ÉLUARD-ABOU Inès-Rose");
        office.get("/eleves?nom=abou&prenom=ines").await.expect(200).hides("Inès");
        let noted = lines(&portal, "pupil.changed").await;
        assert_eq!(noted.len(), 1);
        assert!(noted[0].1.contains("nom d'usage") && noted[0].1.contains("adresse"), "{}", noted[0].1);
        assert!(!noted[0].1.contains("luard") && !noted[0].1.contains("Vinzelle"), "{}", noted[0].1);
        let mut read = portal.db().read().await.expect("a connection");
        let fields = typed::typed_fields(&mut read, typed::Kind::Pupil, pupil.uuid()).await.expect("typed");
        let first = fields.iter().find(|typed| typed.field == typed::pupil::FIRST_NAME);
        assert_eq!(first.map(|typed| typed.register_value.as_str()), Some("Inès"));
    }
);

testkit::on_each_engine!(
    /// Invariant: a wrong form and an older window change nothing and keep what was typed.
    wrong_or_old_forms_change_nothing, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let pupil = ines(&portal, here).await;
        let form = format!("/eleves/{pupil}/modification");
        let page = office.get(&form).await.expect(200);
        let wrong = sent_back(&page.body, &[("nom", Some("")), ("ne_le", Some("2027-01-01")), ("prenom", Some("Inés"))]);
        let again = office.post(&form, &wrong).await.expect(422).shows("2 champs à corriger");
        assert_eq!(again.field("prenom"), "Inés");
        let first = sent_back(&page.body, &[("autres_prenoms", Some("Rose"))]);
        office.post(&form, &first).await.expect(303);
        let second = sent_back(&page.body, &[("autres_prenoms", Some("Anne"))]);
        let both = office.post(&form, &second).await.expect(409).shows("autres prénoms Rose");
        assert_eq!(both.field("autres_prenoms"), "Anne");
        office.get(&format!("/eleves/{pupil}")).await.expect(200).shows("Rose").hides("Anne");
    }
);

testkit::on_each_engine!(
    /// Invariant: every tab says what it has or why it is empty; a schooling elsewhere is shown
    /// beside this one, and a departure with its day.
    every_tab_answers, |which| async move {
        let portal = portal(which).await;
        let (here, there) = (school(&portal, HERE).await, declare(&portal, THERE).await);
        let office = secretary(&portal, here).await;
        let pupil = ines(&portal, here).await;
        let tab = |word: &str| format!("/eleves/{pupil}?onglet={word}");
        office.get(&tab("multiples")).await.expect(200).shows("Aucune autre scolarité");
        office.get(&tab("historique")).await.expect(200).shows("2026-2027").shows("0990001N").shows("5B");
        office.get(&tab("sortie")).await.expect(200).shows("Aucune sortie");
        office.get(&tab("photo")).await.expect(200).shows("Aucune photographie");
        office.get(&tab("adresse")).await.expect(200).shows("Adresse élève");
        db::in_write!(portal.db(), db::Error, |tx| {
            sql!("INSERT INTO enrolment (id, pupil, school, school_year, name_key) VALUES ($1, $2, $3, 2026, 'abou ines')")
                .bind(uuid::Uuid::now_v7()).bind(pupil).bind(there).run(tx).await?;
            let previous = serde_json::json!({ "uai": "0990009X", "name": "École Pasteur", "division": "CM2" });
            let options = serde_json::json!([{ "subject": "990201", "election": "O" }, { "subject": "999999" }]);
            sql!("INSERT INTO subject (code, short_label, label) VALUES ('990201', 'AGL1', 'Anglais LV1')").run(tx).await?;
            sql!(
                "UPDATE enrolment SET left_on = $3, leaving_reason = '7', previous = $4, options = $5, \
                 regime = '21', status = 'ST' WHERE pupil = $1 AND school = $2"
            )
            .bind(pupil).bind(here).bind(NaiveDate::from_ymd_opt(2026, 12, 1)).bind(previous).bind(options).run(tx).await?;
            let group = uuid::Uuid::now_v7();
            sql!("INSERT INTO teaching_group (id, school, school_year, code, label) VALUES ($1, $2, 2026, '5AGL1', NULL)")
                .bind(group).bind(here).run(tx).await?;
            sql!("INSERT INTO group_member (teaching_group, enrolment) SELECT $1, id FROM enrolment WHERE pupil = $2 AND school = $3")
                .bind(group).bind(pupil).bind(here).run(tx).await
        }).expect("a second schooling");
        office.get(&tab("multiples")).await.expect(200).shows("Collège Les Tilleuls – 0990002P");
        office.get(&tab("historique")).await.expect(200).shows("2025-2026").shows("École Pasteur – 0990009X").shows("CM2");
        office.get(&tab("sortie")).await.expect(200).shows("Sortie annoncée").shows("mardi 1er décembre 2026").shows("motif n° 7");
        office.get(&tab("scolarite")).await.expect(200).shows("Anglais LV1, 999999").shows("5AGL1").shows("demi-pensionnaire").shows("scolaire");
        let tabs = lines(&portal, "pupil.seen").await;
        assert_eq!(tabs.len(), 9);
    }
);
