//! « Retirer l'accès », « Rendre l'accès », new links; whoever left the file.

use crate::*;

testkit::on_each_engine!(
    /// Invariant: an access that is removed opens nothing from now on, here and only here; it is
    /// asked first, and given back as it was.
    an_access_is_removed_and_given_back, |which| async move {
        let house = house(which).await;
        let there = declare(&house.portal, THERE, "Lycée du Parc").await;
        house.open("MOREL", "cpe").await;
        let (account, today) = (house.account_of("amorel").await, house.portal.today());
        let school = house.school;
        db::in_write!(house.portal.db(), db::Error, |tx| {
            // What ended long before is no part of what is given back.
            identity::grant(tx, account, Function::Teacher, Some(school), today - chrono::Days::new(9)).await?;
            sql!("UPDATE tenure SET ends_on = $2 WHERE account = $1 AND function = 'enseignant'")
                .bind(account).bind(today - chrono::Days::new(5)).run(tx).await?;
            identity::grant(tx, account, Function::Secretary, Some(school), today).await?;
            identity::grant(tx, account, Function::Teacher, Some(there), today).await
        }).expect("grants");
        let id = house.staff("MOREL").await;
        let page = format!("/personnels/{id}");
        house.head.get(&format!("{page}/retrait")).await.expect(200).shows("MOREL Anne n'ouvrira plus rien ici");
        assert_eq!(house.opened("amorel", house.school).await.len(), 2, "asking removes nothing");
        for _ in 0..2 {
            house.head.post(&format!("{page}/retrait"), "").await.expect(303);
        }
        assert!(house.opened("amorel", house.school).await.is_empty());
        assert_eq!(house.opened("amorel", there).await, [Function::Teacher]);
        assert_eq!(house.count("access.removed").await, 1);
        house.head.get("/personnels?compte=retire").await.shows("MOREL Anne");
        house.head.get("/personnels?compte=sans").await.hides("MOREL Anne");
        let after = house.head.get(&format!("{page}?fait=retrait")).await.expect(200)
            .shows("L'accès est retiré").shows("Rendre l'accès").shows("Ce compte ouvrait ici");
        let codes = ["cpe", "secretaire"].map(|code| format!("name=\"fonction\" value=\"{code}\""));
        assert!(codes.iter().all(|field| after.body.contains(field)));
        assert!(!after.body.contains("name=\"fonction\" value=\"enseignant\""));
        for _ in 0..2 {
            house.head.post(&format!("{page}/acces"), "fonction=cpe&fonction=secretaire").await.expect(303);
        }
        let mut back = house.opened("amorel", house.school).await;
        back.sort_unstable();
        assert_eq!(back, [Function::Cpe, Function::Secretary]);
        assert_eq!(house.count("access.granted").await, 3, "one to open, two given back, once");
    }
);

testkit::on_each_engine!(
    /// Invariant: nobody removes their own access; only a head touches a head; no function of the
    /// académie is given here.
    what_nobody_may_do, |which| async move {
        let house = house(which).await;
        let own = format!("/personnels/{}", house.account);
        house.head.get(&own).await.expect(200).shows("Vous ne pouvez pas retirer votre propre accès").hides("Nouveau lien");
        house.head.get(&format!("{own}/retrait")).await.expect(409);
        house.head.post(&format!("{own}/retrait"), "").await.expect(409);
        let link = format!("personne={}&remplacer=1", house.account);
        house.head.post("/personnels/liens", &link).await.expect(422).shows("Mon compte");
        let deputy = house.portal.signed_in_as(Function::DeputyHead, Some(house.school)).await;
        deputy.get(&own).await.expect(200).shows("Seul le chef d'établissement");
        deputy.post(&format!("{own}/retrait"), "").await.expect(409);
        deputy.post("/personnels/liens", &link).await.expect(422);
        assert_eq!(house.opened("chef", house.school).await, [Function::Head]);
        house.open("ROUX", "enseignant").await;
        let roux = format!("/personnels/{}/acces", house.staff("ROUX").await);
        for form in ["fonction=exploitant", "fonction=dpo", "fonction=cpe&fonction=exploitant", "fonction=", ""] {
            house.head.post(&roux, form).await.expect(400);
        }
        deputy.post(&roux, "fonction=chef").await.expect(400);
        assert_eq!(house.opened("eroux", house.school).await, [Function::Teacher]);
        assert_eq!(house.count("link").await, 1);
    }
);

testkit::on_each_engine!(
    /// Invariant: a new link is for whom the school may hand it to: from the list for those who
    /// chose no password yet, from a page for who forgot it, and never for who has a password and
    /// works elsewhere too.
    a_link_is_for_ones_own, |which| async move {
        let house = house(which).await;
        let there = declare(&house.portal, THERE, "Lycée du Parc").await;
        house.open("ROUX", "enseignant").await;
        let (id, account) = (house.staff("ROUX").await, house.account_of("eroux").await);
        let listed = format!("personne={id}");
        assert_eq!(links(&house.head.post("/personnels/liens", &listed).await.expect(200)).len(), 1);
        let chosen = identity::choose_password(&house.portal.context, account, "une phrase d'essai").await;
        chosen.expect("a password").expect("a good one");
        house.head.get("/personnels?compte=actif").await.shows("ROUX");
        house.head.post("/personnels/liens", &listed).await.expect(422).shows("n'a pas encore choisi");
        let forgotten = format!("{listed}&remplacer=1");
        assert_eq!(links(&house.head.post("/personnels/liens", &forgotten).await.expect(200)).len(), 1);
        let today = house.portal.today();
        db::in_write!(house.portal.db(), db::Error, |tx| {
            identity::grant(tx, account, Function::Head, Some(there), today).await
        }).expect("a grant");
        let links_before = house.count("password.link").await;
        house.head.post("/personnels/liens", &forgotten).await.expect(422).shows("Ce compte sert aussi ailleurs");
        house.head.get(&format!("/personnels/{id}")).await.expect(200).hides("Nouveau lien de mot de passe");
        assert_eq!(house.count("password.link").await, links_before);
    }
);

testkit::on_each_engine!(
    /// Invariant: who left the file leaves the list and loses access the same day; who was added
    /// here stays, with access.
    who_left_the_file_is_gone, |which| async move {
        let house = house(which).await;
        house.open("ROUX", "enseignant").await;
        house.head.post("/personnels/ajout", "nom=Petit&prenom=Jean&fonction=assistant").await.expect(200);
        let id = house.staff("ROUX").await;
        import(&house.portal, sts(HERE, &PEOPLE[1..], &[], &[])).await;
        house.head.get("/personnels").await.expect(200).hides("ROUX").shows("PETIT Jean");
        house.head.get("/personnels?compte=retire").await.shows("ROUX").shows("eroux");
        assert!(house.opened("eroux", house.school).await.is_empty());
        assert_eq!(house.opened("jpetit", house.school).await, [Function::SchoolLifeAssistant]);
        house.head.get(&format!("/personnels/{id}")).await.expect(404);
        // Back in the file: seen again, without access before the head gives it back.
        import(&house.portal, sts(HERE, &PEOPLE, &[1], &[])).await;
        house.head.get(&format!("/personnels/{id}")).await.expect(200).shows("Accès retiré").shows("Rendre l'accès");
    }
);
