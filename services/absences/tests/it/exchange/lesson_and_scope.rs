//! « Porte sur », « Enseignant », « Discipline »: written, kept, shown, and back.

use super::*;
use admission::Function;
use db::in_write;
use education::Id;
use identity::{At, StaffAccounts};
use records::Staff;
use testkit::on_each_engine;

const TABLE: &str = "Nom;Prénom;Nature;Porte sur;Date;De;Au;A;Enseignant;Discipline;Motif\n\
    ABADIE;Clara;;;24/11/2026;08:30;;17:05;DURAND Paul;Mathématiques;\n\
    ABADIE;Clara;;Demi-pension;24/11/2026;;;;;;\n\
    ABADIE;Clara;Exclusion;Internat;24/11/2026;19:00;25/11/2026;07:30;;;\n\
    ABADIE;Clara;;Demi-pension;24/11/2026;12:45;;13:15;;;\n\
    ABEL;Hugo;;Garderie;24/11/2026;08:30;;12:00;;;\n\
    ABEL;Hugo;;;24/11/2026;08:30;;12:00;NEMO Jean;Latin;\n\
    ABEL;Hugo;;;23/11/2026;08:30;;12:00;HOMO Nyme;;\n\
    ABEL;Hugo;;;20/11/2026;08:30;;12:00;;=Latin;\n";

/// A school where Paul teaches, and two of the same name.
async fn taught(which: testkit::Which) -> Office {
    let office = Office::bare(which).await;
    let (portal, school, now) = (&office.portal, Some(office.school), office.portal.now());
    let head = portal.account("cheffe", &[Function::Head], school).await;
    let mut read = portal.db().read().await.unwrap();
    let accounts = At::<StaffAccounts>::admit(&mut read, head, school, now)
        .await
        .unwrap();
    drop(read);
    in_write!(portal.db(), web::Error, |tx| {
        for (surname, first_name) in [("Durand", "Paul"), ("Homo", "Nyme"), ("Homo", "Nyme")] {
            let new = records::NewStaff {
                civility: None,
                surname: surname.into(),
                first_name: first_name.into(),
                function: "ENS".into(),
            };
            records::add_staff(tx, &accounts, &new, now).await?;
        }
        Ok(())
    })
    .unwrap();
    office
}

type Kept = (String, Option<Id<Staff>>, Option<String>, uuid::Uuid);

async fn kept(office: &Office, scope: &str) -> Kept {
    sql!("SELECT scope, teacher, subject, id FROM absence WHERE scope = $1 ORDER BY from_day DESC LIMIT 1")
        .bind(scope)
        .one::<Kept>(&mut office.portal.db().read().await.unwrap())
        .await
        .unwrap()
}

on_each_engine!(
    /// Invariant: what an entry is about, by whom and of what is written by an import, shown by its
    /// history, and the same in the next export of a copy; a name that is nobody's, or of several, waits.
    a_lesson_a_meal_and_a_night_come_back,
    |which| async move {
        let office = taught(which).await;
        let draft = deposit(&office, TABLE).await;
        office.head.get(&draft).await.expect(200)
            .shows("Lignes lues 8 À ajouter 4 Déjà là 0 Laissées de côté 4")
            .shows("Enseignants non reconnus : 2 lignes laissées de côté")
            .shows("« NEMO Jean » n'est pas parmi les personnels")
            .shows("Plusieurs personnes de l'établissement s'appellent « HOMO Nyme »")
            .shows("Écrivez Cours, Demi-pension, Internat.")
            .shows("L'élève a déjà une saisie à ce moment : Absence à la demi-pension du 24/11/26 (ligne 3)");
        accept(&office, &draft).await.expect(303);
        let (paul,) = sql!("SELECT id FROM staff WHERE surname = 'Durand'")
            .one::<(Id<Staff>,)>(&mut office.portal.db().read().await.unwrap()).await.unwrap();
        let (_, teacher, subject, lesson) = kept(&office, "cours").await;
        assert_eq!((teacher, subject.as_deref()), (Some(paul), Some("Mathématiques")));
        let (_, teacher, subject, meal) = kept(&office, "demi-pension").await;
        assert_eq!((teacher, subject), (None, None));
        let (_, _, _, night) = kept(&office, "internat").await;
        for (id, words) in [
            (lesson, "DURAND Paul ; Mathématiques"),
            (meal, "Absence à la demi-pension, mardi 24 novembre"),
            (night, "Exclusion de l'internat, nuit du mardi 24 novembre"),
        ] {
            office.assistant.get(&format!("/absences/{id}")).await.expect(200)
                .shows("Saisie importée d'un fichier").shows(words);
        }
        let first = exported(&office).await;
        for words in [
            "\"Absence\";\"Cours\";\"24/11/2026\";\"08:30\"",
            "\"DURAND Paul\";\"Mathématiques\"",
            "\"Demi-pension\";\"24/11/2026\";\"12:30\";\"24/11/2026\";\"14:00\"",
            "\"Internat\";\"24/11/2026\";\"19:00\";\"25/11/2026\";\"07:30\"",
        ] {
            assert!(first.contains(words), "{words}: {first}");
        }
        let copy = taught(which).await;
        bring(&copy, &first).await;
        assert_eq!(exported(&copy).await, first);
        for office in [&office, &copy] {
            let draft = deposit(office, &first).await;
            office.head.get(&draft).await.expect(200).shows("À ajouter 0 Déjà là 4 Laissées de côté 0");
        }
        // By another teacher, it is there otherwise.
        let other = first.replace("DURAND Paul", "");
        let draft = deposit(&copy, &other).await;
        copy.head.get(&draft).await.expect(200).shows("À ajouter 0 Déjà là 3 Laissées de côté 1")
            .shows("Déjà saisies avec d'autres précisions");
    }
);

on_each_engine!(
    /// Invariant: who has left the school is named by its export still, and found again; who works at
    /// another school is nobody here.
    who_has_left_comes_back_and_a_neighbour_does_not,
    |which| async move {
        let office = taught(which).await;
        bring(&office, TABLE).await;
        let first = exported(&office).await;
        let (yesterday, elsewhere) = (
            office.portal.today() - chrono::Days::new(1),
            crate::office::school(&office.portal, "0990002P").await,
        );
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE post SET ended_on = $1 WHERE staff IN (SELECT id FROM staff WHERE surname = 'Durand')")
                .bind(yesterday)
                .run(tx)
                .await?;
            sql!("UPDATE post SET school = $1 WHERE staff IN (SELECT id FROM staff WHERE surname = 'Homo')")
                .bind(elsewhere)
                .run(tx)
                .await
        })
        .unwrap();
        assert_eq!(exported(&office).await, first);
        let draft = deposit(&office, &first).await;
        office.head.get(&draft).await.expect(200).shows("À ajouter 0 Déjà là 4 Laissées de côté 0");
        let line = "Nom;Prénom;Date;De;A;Enseignant;Discipline\n\
                    ABEL;Hugo;19/11/2026;08:30;09:25;HOMO Nyme;Latin\n\
                    ABEL;Hugo;18/11/2026;08:30;09:25;;'=Latin\n";
        let draft = deposit(&office, line).await;
        office.head.get(&draft).await.expect(200)
            .shows("« HOMO Nyme » n'est pas parmi les personnels").shows("À ajouter 1");
        // A mark that a cell had itself comes back too.
        let odd = line.replace(";'=Latin", ";''=Latin");
        bring(&office, &odd).await;
        let first = exported(&office).await;
        let draft = deposit(&office, &first).await;
        office.head.get(&draft).await.expect(200).shows("À ajouter 0 Déjà là 5 Laissées de côté 0");
    }
);
