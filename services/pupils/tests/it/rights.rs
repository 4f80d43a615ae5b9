//! Who writes, and where.

use crate::*;

testkit::on_each_engine!(
    /// Invariant: school-life assistants read and write nothing; another school, or a school that
    /// the pupil has left, writes nothing.
    only_the_pupil_s_school_writes, |which| async move {
        let portal = portal(which).await;
        let (here, there) = (school(&portal, HERE).await, school(&portal, THERE).await);
        let office = secretary(&portal, here).await;
        let pupil = ines(&portal, here).await;
        let nadia = guardian(&portal, pupil, "Nadia").await;
        let record = format!("/eleves/{pupil}");
        let person = format!("{record}/responsables/{nadia}");
        let typed = sent_back(&office.get(&person).await.body, &[("courriel", Some("autre@example.fr"))]);
        let named = sent_back(&office.get(&format!("{record}/modification")).await.body, &[("prenom", Some("Autre"))]);
        let added = "civilite=MME&nom=Intrus&prenom=Alix&lien=10&rang=1&lieu=france";
        let writes = [
            (person.clone(), typed.as_str()), (format!("{record}/modification"), named.as_str()),
            (format!("{record}/responsables/nouveau"), added), (format!("{person}/detachement"), ""),
            (format!("{person}/rattachement"), ""),
        ];
        let assistant = portal.signed_in_as(Function::SchoolLifeAssistant, Some(here)).await;
        let family = assistant.get(&format!("{record}?onglet=responsables")).await.expect(200);
        family.shows("ABOU Nadia").hides("Modifier").hides("Détacher").hides("Ajouter un responsable");
        assistant.get(&person).await.expect(403);
        let elsewhere = secretary(&portal, there).await;
        elsewhere.get(&person).await.expect(404).hides("ABOU");
        for (address, form) in &writes {
            assistant.post(address, form).await.expect(403);
            elsewhere.post(address, form).await.expect(404);
        }
        // A guardian of another pupil of the school is not this pupil's.
        let mut read = portal.db().read().await.expect("a connection");
        let (stranger,) = sql!(
            "SELECT l.guardian FROM guardianship l JOIN enrolment e ON e.pupil = l.pupil \
             WHERE e.school = $1 AND l.guardian NOT IN (SELECT guardian FROM guardianship WHERE pupil = $2) LIMIT 1"
        ).bind(here).bind(pupil).one::<(Id<education::Guardian>,)>(&mut read).await.expect("somebody else");
        drop(read);
        office.get(&format!("{record}/responsables/{stranger}")).await.expect(404);
        office.post(&format!("{record}/responsables/{stranger}"), &typed).await.expect(404);

        let today = portal.today();
        db::in_write!(portal.db(), db::Error, |tx| {
            sql!("UPDATE enrolment SET left_on = $2 WHERE pupil = $1").bind(pupil).bind(today).run(tx).await
        }).expect("a departure");
        for (address, form) in &writes {
            office.post(address, form).await.expect(404);
        }
        let read = office.get(&format!("{record}?onglet=responsables")).await.expect(200);
        read.shows("Sortie le 24/11/2026").shows("ABOU Nadia").hides("Détacher").hides("autre@example.fr");
        for act in ["guardian.changed", "guardian.added", "guardian.detached", "pupil.changed"] {
            assert_eq!(lines(&portal, act).await, [], "{act}");
        }
    }
);
