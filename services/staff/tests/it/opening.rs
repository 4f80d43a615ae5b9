//! « Ouvrir les comptes sélectionnés », and the slips.

use crate::*;

testkit::on_each_engine!(
    /// Invariant: accounts are opened by the rule of logins, with the function of STS; the link
    /// chooses a password; sent again, the form opens nothing, shows no link again, and offers
    /// new ones, which end the old.
    accounts_are_opened_once, |which| async move {
        let house = house(which).await;
        let (roux, morel) = (house.staff("ROUX").await, house.staff("MOREL").await);
        let page = house.head.get("/personnels").await.expect(200);
        let form = format!(
            "form_id={}&personne={roux}&personne={morel}&fonction-{roux}=enseignant&fonction-{morel}=cpe",
            page.field("form_id")
        );
        let slips = house.head.post("/personnels/comptes", &form).await.expect(200)
            .shows("2 comptes à remettre").shows("eroux").shows("amorel")
            .shows("http://preau.test").shows("pendant une semaine");
        let shown = links(&slips);
        assert_eq!(shown.len(), 2);
        assert_eq!(slips.headers["cache-control"], "no-store");
        assert_eq!(house.opened("eroux", house.school).await, [Function::Teacher]);
        assert_eq!(house.opened("amorel", house.school).await, [Function::Cpe]);
        assert_eq!((house.count("account").await, house.count("tenure").await), (3, 3));
        let lines = (house.count("account.opened").await, house.count("access.granted").await, house.count("password.link").await);
        assert_eq!(lines, (2, 2, 2));

        let again = house.head.post("/personnels/comptes", &form).await.expect(200)
            .shows("Ces liens ont déjà été montrés").shows("ROUX Élodie").shows("Faire de nouveaux liens");
        assert!(links(&again).is_empty());
        assert_eq!((house.count("account").await, house.count("tenure").await, house.count("link").await), (3, 3, 2));
        house.portal.visitor().get(&shown[0]).await.expect(200);

        let more = format!("form_id={}&personne={roux}&personne={morel}", again.field("form_id"));
        let fresh = house.head.post("/personnels/liens", &more).await.expect(200).shows("eroux");
        let fresh = links(&fresh);
        assert_eq!((fresh.len(), house.count("link").await), (2, 2));
        assert!(!fresh.contains(&shown[0]));
        house.portal.visitor().get(&shown[0]).await.expect(404);
        house.head.post("/personnels/liens", &more).await.expect(200).shows("déjà été montrés");
        house.portal.visitor().get(&fresh[0]).await.expect(200);
    }
);

testkit::on_each_engine!(
    /// Invariant: two clicks at the same time open one account and give one link.
    a_double_click_is_one, |which| async move {
        let house = house(which).await;
        let id = house.staff("ROUX").await;
        let form_id = house.head.get("/personnels").await.field("form_id");
        let form = format!("form_id={form_id}&personne={id}&fonction-{id}=enseignant");
        let post = || house.head.post("/personnels/comptes", &form);
        let (one, two) = testkit::tokio::join!(post(), post());
        let shown = links(&one.expect(200)).len() + links(&two.expect(200)).len();
        let counts = (house.count("account").await, house.count("link").await, house.count("tenure").await);
        assert_eq!((shown, counts), (1, (2, 1, 2)));
    }
);

testkit::on_each_engine!(
    /// Invariant: no link can be read in the database, and the one that was shown works for a
    /// week.
    links_are_in_no_row, |which| async move {
        let house = house(which).await;
        let shown = links(&house.open("ROUX", "enseignant").await);
        let token = shown[0].trim_start_matches("/mot-de-passe/").to_owned();
        let mut read = house.read().await;
        let rows = sql!(
            "SELECT (SELECT COUNT(*) FROM password_link), (SELECT COUNT(*) FROM staff_batch), \
             (SELECT COUNT(*) FROM audit_line WHERE detail LIKE $1), \
             (SELECT COUNT(*) FROM staff_batch WHERE CAST(people AS TEXT) LIKE $1)"
        );
        let pattern = format!("%{token}%");
        let counts = rows.bind(pattern).one::<(i64, i64, i64, i64)>(&mut read).await.expect("counts");
        assert_eq!(counts, (1, 1, 0, 0));
        drop(read);
        house.portal.context.clock.set(house.portal.now() + chrono::Duration::days(6));
        house.portal.visitor().get(&shown[0]).await.expect(200);
        house.portal.context.clock.set(house.portal.now() + chrono::Duration::days(2));
        house.portal.visitor().get(&shown[0]).await.expect(404);
        // The session of before is over too.
        let head = house.portal.browser(house.account, Some(house.school)).await;
        head.get("/personnels?compte=choisir").await.expect(200).shows("Lien expiré");
    }
);

testkit::on_each_engine!(
    /// Invariant: homonyms get a digit each, in one batch too; a login never changes, though the
    /// register calls the person otherwise.
    homonyms_have_a_digit, |which| async move {
        let house = house(which).await;
        let people = [(5, "Lê", "Ann", "ENS"), (6, "Le", "Anne", "ENS"), (7, "LE", "Aël", "ENS")];
        import(&house.portal, sts(HERE, &people, &[], &[])).await;
        let mut form = String::new();
        for surname in ["Lê", "Le", "LE"] {
            let id = house.staff(surname).await;
            form += &format!("personne={id}&fonction-{id}=enseignant&");
        }
        let slips = house.head.post("/personnels/comptes", &form).await.expect(200);
        for login in ["ale", "ale2", "ale3"] {
            assert!(slips.body.contains(&format!("<code class=\"p-code\">{login}</code>")), "{login}");
        }
        let renamed = [(5, "Martin", "Ann", "ENS"), (6, "Le", "Anne", "ENS"), (7, "LE", "Aël", "ENS")];
        import(&house.portal, sts(HERE, &renamed, &[], &[])).await;
        let id = house.staff("Martin").await;
        house.head.get(&format!("/personnels/{id}")).await.expect(200).shows("ale");
        assert_eq!(house.count("account").await, 4);
    }
);

testkit::on_each_engine!(
    /// Invariant: a head is proposed and never made by itself; who has no function that opens
    /// something waits for a choice; while one choice lacks, nobody of the batch is opened.
    a_person_chooses, |which| async move {
        let house = house(which).await;
        let page = house.head.get("/personnels").await.expect(200);
        for (surname, selected) in [("ROUX", "enseignant"), ("MOREL", "cpe"), ("LEFORT", ""), ("ABADIE", "")] {
            let id = house.staff(surname).await;
            let field = page.body.split(&format!("name=\"fonction-{id}\"")).nth(1).expect("a choice");
            let options = field.split("</select>").next().expect("options");
            let chosen = options.split("<option value=\"").find(|option| option.contains(" selected"));
            let chosen = chosen.and_then(|option| option.split('"').next()).expect("a chosen one");
            assert_eq!(chosen, selected, "{surname}");
            assert!(!options.contains("exploitant") && !options.contains("dpo"), "{surname}");
        }
        let (roux, lefort) = (house.staff("ROUX").await, house.staff("LEFORT").await);
        let base = format!("personne={roux}&fonction-{roux}=enseignant&personne={lefort}&fonction-{lefort}=");
        for function in ["", "exploitant", "dpo", "roi"] {
            house.head.post("/personnels/comptes", &format!("{base}{function}")).await.expect(422)
                .shows("LEFORT Hélène : choisissez sa fonction").hides("ROUX Élodie : choisissez");
        }
        assert_eq!(house.count("account").await, 1, "all of a batch, or nothing");
        let deputy = house.portal.signed_in_as(Function::DeputyHead, Some(house.school)).await;
        deputy.post("/personnels/comptes", &format!("{base}chef")).await.expect(422)
            .shows("LEFORT Hélène : choisissez sa fonction");
        house.head.post("/personnels/comptes", "").await.expect(422).shows("Cochez au moins une personne sans compte");
        house.head.post("/personnels/comptes", &format!("{base}chef")).await.expect(200);
        assert_eq!(house.opened("hlefort", house.school).await, [Function::Head]);
    }
);

testkit::on_each_engine!(
    /// Invariant: whoever has an account from another school gets this school on it: no second
    /// account, no second function, no link, and their password stays.
    one_person_one_account, |which| async move {
        let house = house(which).await;
        let there = declare(&house.portal, THERE, "Lycée du Parc").await;
        house.open("ROUX", "enseignant").await;
        import(&house.portal, sts(THERE, &[ROUX], &[1], &[])).await;
        let neighbour = house.portal.signed_in_as(Function::Head, Some(there)).await;
        let id = house.staff("ROUX").await;
        let accounts = house.count("account").await;
        neighbour.get("/personnels?compte=sans").await.shows("Compte d'un autre établissement").shows("eroux");
        let form = format!("personne={id}&fonction-{id}=enseignant");
        let page = neighbour.post("/personnels/comptes", &form).await.expect(200)
            .shows("Ces personnes avaient déjà un compte").shows("ROUX Élodie (eroux)");
        assert!(links(&page).is_empty());
        neighbour.post("/personnels/comptes", &form).await.expect(422);
        assert_eq!(house.count("account").await, accounts);
        assert_eq!(house.opened("eroux", there).await, [Function::Teacher]);
        assert_eq!(house.opened("eroux", house.school).await, [Function::Teacher]);
        assert_eq!(house.count("tenure").await, 4, "two heads, ROUX twice");
    }
);

testkit::on_each_engine!(
    /// Invariant: where an account of that name opens something already, a person says whether it
    /// is the same one; then it is theirs, and no second one is opened.
    a_namesake_is_not_doubled, |which| async move {
        let house = house(which).await;
        let now = house.portal.now();
        let new = identity::NewAccount {
            login: identity::Login::parse("eroux").expect("a login"),
            surname: "Roux".into(),
            first_name: "Elodie".into(),
        };
        let school = house.school;
        db::in_write!(house.portal.db(), db::Error, |tx| {
            let account = identity::open_account(tx, &new, now).await?.expect("free");
            identity::grant(tx, account, Function::Teacher, Some(school), now.date_naive()).await
        }).expect("an account");
        let id = house.staff("ROUX").await;
        let form = format!("personne={id}&fonction-{id}=enseignant");
        house.head.post("/personnels/comptes", &form).await.expect(422).shows("un compte à ce nom existe ici (eroux)");
        house.head.get(&format!("/personnels/{id}")).await.expect(200)
            .shows("C'est la même personne").shows("Ouvrir un autre compte");
        let chef = format!("compte={}", house.account);
        house.head.post(&format!("/personnels/{id}/compte"), &chef).await.expect(404);
        let same = format!("compte={}", house.account_of("eroux").await);
        let morel = house.staff("MOREL").await;
        house.head.post(&format!("/personnels/{morel}/compte"), &same).await.expect(404);
        for _ in 0..2 {
            house.head.post(&format!("/personnels/{id}/compte"), &same).await.expect(303);
        }
        assert_eq!(house.count("staff.attached").await, 1);
        house.head.get(&format!("/personnels/{id}")).await.expect(200).shows("eroux").hides("C'est la même");
        assert_eq!(house.count("account").await, 2);
    }
);

testkit::on_each_engine!(
    /// Invariant: somebody else of the same name has an account of their own.
    another_of_the_same_name, |which| async move {
        let house = house(which).await;
        house.open("ROUX", "enseignant").await;
        let add = "nom=Roux&prenom=Elodie&fonction=secretaire";
        house.head.post("/personnels/ajout", &format!("{add}&autre=1")).await.expect(200).shows("eroux2");
        assert_eq!(house.opened("eroux", house.school).await, [Function::Teacher]);
        assert_eq!(house.opened("eroux2", house.school).await, [Function::Secretary]);
    }
);
