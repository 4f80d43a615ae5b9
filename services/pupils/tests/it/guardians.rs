//! A guardian's record: changed, added; consent with its history.

use crate::*;

testkit::on_each_engine!(
    /// Invariant: what is typed is on the record, whole; the answer to « accepte les SMS » keeps
    /// who, when and from where; the audit says which fields and no value.
    a_guardian_is_changed, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let pupil = ines(&portal, here).await;
        let nadia = guardian(&portal, pupil, "Nadia").await;
        let (record, form) = (format!("/eleves/{pupil}?onglet=responsables"), format!("/eleves/{pupil}/responsables/{nadia}"));
        let page = office.get(&form).await.expect(200).shows("Responsable de ABOU Inès").shows("Légal 1");
        let unchanged = sent_back(&page.body, &[]);
        office.post(&form, &unchanged).await.expect(303);
        assert_eq!(lines(&portal, "guardian.changed").await, [], "nothing changed, nothing is noted");
        let typed = sent_back(&page.body, &[
            ("courriel", Some("nouveau@example.fr")),
            ("tel_travail", Some("+49 30 901820")), ("tel_travail_origine", Some("etranger")),
            ("ligne_1", Some("9 rue Notre-Dame")), ("code_postal", Some("99120")), ("commune", Some("Vinzelle")),
            ("communique", Some("1")), ("accepte_sms", None), ("rang", Some("2")), ("financier", None),
        ]);
        let answer = office.post(&form, &typed).await.expect(303);
        assert_eq!(answer.location, Some(format!("{record}&fait=modification")));
        let shown = office.get(&record).await.expect(200);
        shown
            .shows("nouveau@example.fr").shows("+49 30 901820").shows("9 rue Notre-Dame, 99120 Vinzelle")
            .shows("Autorise à communiquer ses coordonnées Oui")
            .shows("ABOU Nadia – Légal 2").shows("ABOU Marc – Légal 2")
            .shows("Non saisi le 24/11/2026")
            .shows("24/11/2026 non saisi sur la fiche par Camille Nom-secretaire")
            .shows("20/11/2026 oui export du registre")
            .shows("Ce qui est saisi ici n'est pas remplacé par les imports");
        let noted = lines(&portal, "guardian.changed").await;
        assert_eq!(noted.len(), 1);
        assert_eq!(noted[0].0, Some(nadia.uuid()));
        for field in ["courriel", "adresse", "accepte les SMS", "rang légal", "financier"] {
            assert!(noted[0].1.contains(field), "{field} in {}", noted[0].1);
        }
        for value in ["example", "Vinzelle", "901820", "Notre-Dame"] {
            assert!(!noted[0].1.contains(value), "{value} in {}", noted[0].1);
        }
        assert!(!noted[0].1.contains("prénom"), "{}", noted[0].1);
        assert_eq!(lines(&portal, "guardian.seen").await.len(), 1, "the form is a look");
    }
);

testkit::on_each_engine!(
    /// Invariant: a wrong form changes nothing, keeps what was typed, and says each error on its
    /// field and in the summary.
    a_wrong_form_is_shown_again, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let pupil = ines(&portal, here).await;
        let form = format!("/eleves/{pupil}/responsables/{}", guardian(&portal, pupil, "Nadia").await);
        let page = office.get(&form).await.expect(200);
        let typed = sent_back(&page.body, &[
            ("nom", Some("")), ("tel_mobile", Some("06 12 34 56 78")), ("courriel", Some("nadia")),
            ("ligne_1", Some("9 rue Notre-Dame")), ("code_postal", Some("99")), ("commune", Some("")),
        ]);
        let again = office.post(&form, &typed).await.expect(422);
        let again = again.shows("5 champs à corriger").shows("Indiquez le nom.").shows("numéros fictifs")
            .shows("cinq chiffres").shows("Indiquez la commune");
        for (field, value) in [("tel_mobile", "06 12 34 56 78"), ("courriel", "nadia"), ("ligne_1", "9 rue Notre-Dame")] {
            assert_eq!(again.field(field), value, "{field} is kept");
        }
        for field in ["nom", "tel_mobile", "courriel", "code_postal", "commune"] {
            assert!(again.body.contains(&format!("href=\"#{field}\"")), "{field} in the summary");
            assert!(again.body.contains(&format!("id=\"{field}-erreur\"")), "{field} on its field");
        }
        office.get(&form).await.expect(200).shows("ABOU Nadia").hides("9 rue Notre-Dame");
        assert_eq!(lines(&portal, "guardian.changed").await, []);
    }
);

testkit::on_each_engine!(
    /// Invariant: the older of two windows changes nothing and is shown both versions.
    two_windows_do_not_overwrite_each_other, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let pupil = ines(&portal, here).await;
        let form = format!("/eleves/{pupil}/responsables/{}", guardian(&portal, pupil, "Nadia").await);
        let page = office.get(&form).await.expect(200);
        let first = sent_back(&page.body, &[("courriel", Some("premier@example.fr"))]);
        office.post(&form, &first).await.expect(303);
        let second = sent_back(&page.body, &[("courriel", Some("second@example.fr"))]);
        let both = office.post(&form, &second).await.expect(409);
        let both = both.shows("modifiée entre-temps").shows("premier@example.fr");
        assert_eq!(both.field("courriel"), "second@example.fr");
        office.get(&form).await.expect(200).hides("second@example.fr");
        office.post(&form, &sent_back(&both.body, &[])).await.expect(303);
        assert_eq!(office.get(&form).await.field("courriel"), "second@example.fr");
        let lost = sent_back(&page.body, &[("version", Some("x"))]);
        office.post(&form, &lost).await.expect(409);
    }
);

testkit::on_each_engine!(
    /// Invariant: an import between the form and « Valider » is not overwritten unseen.
    an_import_in_between_is_seen, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let pupil = ines(&portal, here).await;
        let nadia = guardian(&portal, pupil, "Nadia").await;
        let form = format!("/eleves/{pupil}/responsables/{nadia}");
        let page = office.get(&form).await.expect(200);
        portal.context.clock.set(portal.now() + chrono::Duration::minutes(1));
        let now = portal.now();
        // As an import writes: without a word on the version.
        db::in_write!(portal.db(), db::Error, |tx| {
            sql!("UPDATE guardian SET home_phone = '01 99 00 55 55', updated_at = $2 WHERE id = $1")
                .bind(nadia).bind(now).run(tx).await
        }).expect("an import");
        let typed = sent_back(&page.body, &[("courriel", Some("nadia@example.fr"))]);
        office.post(&form, &typed).await.expect(409).shows("01 99 00 55 55");
    }
);

testkit::on_each_engine!(
    /// Invariant: « Ajouter un responsable » sent twice adds one; several may hold one rank.
    a_guardian_is_added_once, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let pupil = ines(&portal, here).await;
        let form = format!("/eleves/{pupil}/responsables/nouveau");
        let page = office.get(&form).await.expect(200).shows("Ajouter un responsable");
        let wrong = sent_back(&page.body, &[("nom", Some("ABOU"))]);
        let again = office.post(&form, &wrong).await.expect(422).shows("Choisissez une civilité").shows("Choisissez le lien");
        let typed = sent_back(&again.body, &[
            ("prenom", Some("Samira")), ("civilite", Some("MME")), ("lien", Some("38")), ("rang", Some("1")),
            ("tel_mobile", Some("0639980099")), ("accepte_sms", Some("1")),
        ]);
        for _ in 0..2 {
            office.post(&form, &typed).await.expect(303);
        }
        let record = office.get(&format!("/eleves/{pupil}?onglet=responsables")).await.expect(200);
        let record = record.shows("ABOU Samira – Légal 1").shows("ABOU Nadia – Légal 1").shows("06 39 98 00 99").shows("Lien ascendant")
            .hides("n'est pas remplacé par les imports");
        assert_eq!(record.text().matches("ABOU Samira – Légal 1").count(), 1);
        assert_eq!(lines(&portal, "guardian.added").await.len(), 1);
        let mut read = portal.db().read().await.expect("a connection");
        let (answers,) = sql!("SELECT COUNT(*) FROM consent WHERE source = 'fiche' AND accepts_sms")
            .one::<(i64,)>(&mut read).await.expect("answers");
        assert_eq!(answers, 1);
    }
);

testkit::on_each_engine!(
    /// Invariant: « Récupérer l'adresse » fills the form with the other legal guardian's address,
    /// keeps what was typed, and writes nothing.
    an_address_is_fetched, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let pupil = ines(&portal, here).await;
        let (nadia, marc) = (guardian(&portal, pupil, "Nadia").await, guardian(&portal, pupil, "Marc").await);
        let of = |who| format!("/eleves/{pupil}/responsables/{who}");
        db::in_write!(portal.db(), db::Error, |tx| {
            sql!("UPDATE guardian SET address = NULL WHERE id = $1")
                .bind(nadia)
                .run(tx)
                .await
        })
        .expect("nowhere");
        office.get(&of(marc)).await.expect(200).hides("Récupérer l'adresse");
        let page = office.get(&of(nadia)).await.expect(200);
        let moved = sent_back(&page.body, &[
            ("lieu", Some("etranger")), ("ligne_1", Some("Unter den Linden 1")), ("code_postal", Some("10117")),
            ("commune", Some("Berlin")), ("pays", Some("Allemagne")),
        ]);
        office.post(&of(nadia), &moved).await.expect(303);
        let page = office.get(&of(marc)).await.expect(200).shows("Récupérer l'adresse de l'autre responsable légal , ABOU Nadia");
        let nadia = nadia.to_string();
        let asked = sent_back(&page.body, &[("prenom", Some("Marcel")), ("adresse_de", Some(&nadia))]);
        let filled = office.post(&of(marc), &asked).await.expect(200);
        assert_eq!((filled.field("ligne_1"), filled.field("pays")), ("Unter den Linden 1".into(), "Allemagne".into()));
        assert_eq!(filled.field("prenom"), "Marcel");
        office.get(&of(marc)).await.expect(200).hides("Berlin");
        office.post(&of(marc), &sent_back(&filled.body, &[])).await.expect(303);
        let record = office.get(&format!("/eleves/{pupil}?onglet=responsables")).await;
        assert_eq!(record.text().matches("Unter den Linden 1, 10117 Berlin, Allemagne").count(), 2);
    }
);
