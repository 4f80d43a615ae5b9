//! Who reads, and what.

use crate::school::{EDIT, Here, READ};
use admission::Function;
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: whoever works at the school reads what its head wrote; nobody of another school,
    /// nor of the académie; the head alone, and the deputy, write.
    the_school_reads_and_its_head_writes,
    |which| async move {
        let here = Here::ready(which).await;
        here.add("contact", "titre=Infirmerie&telephone=01 99 00 00 12&personne=Mme Exemple").await.expect(303);
        let elsewhere = here.portal.place("0990002P", "Lycée Joséphine-Baker").await;
        let href = here.address("Infirmerie").await;
        for function in Function::ALL {
            let at_school = !function.of_academy();
            let own = here.portal.signed_in_as(function, at_school.then_some(here.school)).await;
            let other = here.portal.signed_in_as(function, at_school.then_some(elsewhere)).await;
            let writes = matches!(function, Function::Head | Function::DeputyHead);
            match at_school {
                true => {
                    own.get(READ).await.expect(200).shows("Mme Exemple").shows("01 99 00 00 12");
                    other.get(READ).await.expect(200).hides("Mme Exemple");
                }
                false => drop(own.get(READ).await.expect(403)),
            }
            own.get(EDIT).await.expect(if writes { 200 } else { 403 });
            own.get(&href).await.expect(if writes { 200 } else { 403 });
            // Another school's entry does not exist for whoever writes there.
            let foreign = if writes { 404 } else { 403 };
            other.get(&href).await.expect(foreign);
            other.post(&href, "titre=Autre&lieu=A&version=1").await.expect(foreign);
            other.post(&format!("{href}/offre"), "offert=non").await.expect(foreign);
            other.post(&format!("{href}/rang"), "sens=haut&rang=1").await.expect(foreign);
        }
        here.teacher.get(READ).await.expect(200).shows("Infirmerie").hides("Modifier");
    }
);

on_each_engine!(
    /// Invariant: what was said is shown whole, part by part, with numbers that can be called and
    /// addresses that can be written to; a part that says nothing is not there.
    what_was_said_is_shown_whole,
    |which| async move {
        let here = Here::ready(which).await;
        let empty = here.teacher.get(READ).await.expect(200);
        empty.shows("Rien n'est encore écrit").shows("n'a pas encore écrit").hides("Modifier");
        here.head.get(READ).await.expect(200).shows("Écrire les informations pratiques");
        here.add("contact", "titre=Accueil&telephone=0199000010&courriel=accueil@exemple.fr").await.expect(303);
        here.add("horaires", "titre=CDI&texte=lundi : 8 h%0D%0Amardi : 9 h").await.expect(303);
        let page = here.teacher.get(READ).await.expect(200);
        assert!(page.body.contains("href=\"tel:+33199000010\""));
        assert!(page.body.contains("href=\"mailto:accueil@exemple.fr\""));
        assert!(page.body.contains("lundi : 8 h<br>mardi : 9 h"));
        page.shows("Contacts").shows("Horaires d'ouverture").shows("01 99 00 00 10").hides("À savoir");
        here.add("texte", "titre=Parking&texte=Un.%0D%0A%0D%0ADeux.").await.expect(303);
        here.add("lieu", "titre=Gymnase&texte=En face").await.expect(303);
        let page = here.teacher.get(READ).await.expect(200);
        assert!(page.body.contains("Un.</p>"), "two paragraphs");
        let said = page.text();
        let at = |word: &str| said.find(word).unwrap_or_else(|| panic!("no {word}"));
        assert!(at("Contacts") < at("Lieux") && at("Lieux") < at("Horaires d'ouverture"));
        assert!(at("Horaires d'ouverture") < at("À savoir"));
        page.shows("Tout a été relu depuis le mardi 24 novembre 2026.");
    }
);
