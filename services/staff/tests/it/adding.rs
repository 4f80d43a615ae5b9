//! « Ajouter une personne ».

use crate::*;

testkit::on_each_engine!(
    /// Invariant: somebody whom STS does not know is added with an account and their function,
    /// once however often the form is sent; what is wrong is said on its field and adds nothing.
    somebody_is_added_once, |which| async move {
        let house = house(which).await;
        let page = house.head.get("/personnels/ajout").await.expect(200);
        let form_id = page.field("form_id");
        assert!(!page.body.contains("exploitant"));
        for (form, sentence) in [
            ("nom=&prenom=Zoé&fonction=assistant", "Indiquez le nom"),
            ("nom=Petit&prenom=&fonction=assistant", "Indiquez le prénom"),
            ("nom=Petit&prenom=Zoé&fonction=", "Choisissez la fonction"),
            ("nom=Petit&prenom=Zoé&fonction=exploitant", "Choisissez la fonction"),
            ("nom=--&prenom=Zoé&fonction=assistant", "au moins une lettre"),
            ("nom=Roux&prenom=élodie&fonction=assistant", "Une personne de ce nom est déjà ici"),
        ] {
            let form = form.replace('é', "%C3%A9");
            let again = house.head.post("/personnels/ajout", &format!("form_id={form_id}&{form}")).await.expect(422).shows(sentence);
            assert_eq!(again.field("form_id"), form_id, "the form is the same one");
        }
        assert_eq!((house.count("staff").await, house.count("account").await), (4, 1));
        let form = format!("form_id={form_id}&civilite=MME&nom=d%27Al%C3%A9sia&prenom=Zo%C3%A9&fonction=assistant");
        let slip = house.head.post("/personnels/ajout", &form).await.expect(200).shows("zdalesia").shows("1 compte à remettre");
        assert_eq!(links(&slip).len(), 1);
        house.head.post("/personnels/ajout", &form).await.expect(200).shows("déjà été montrés");
        assert_eq!((house.count("staff").await, house.count("account").await), (5, 2));
        assert_eq!(house.opened("zdalesia", house.school).await, [Function::SchoolLifeAssistant]);
        assert_eq!(house.count("staff.added").await, 1);
        let id = house.staff("d'Alésia").await;
        house.head.get(&format!("/personnels/{id}")).await.expect(200)
            .shows("Assistant d'éducation").shows("aucun import ne la retire");
        house.head.get("/personnels?nom=alesia").await.shows("Vie scolaire");
    }
);
