//! « Détacher ce responsable de l'élève », and back.

use crate::*;
use education::Guardian;

async fn is_guardian(
    portal: &Portal,
    here: Id<School>,
    pupil: Id<Pupil>,
    guardian: Id<Guardian>,
) -> bool {
    let mut read = portal.db().read().await.expect("a connection");
    let about = records::AboutContact {
        school: here,
        today: portal.today(),
        pupil,
        guardian,
    };
    let contact = records::contact_of(&mut read, about).await;
    contact
        .expect("a contact")
        .is_some_and(|contact| contact.still_guardian)
}

testkit::on_each_engine!(
    /// Invariant: detaching is asked once, ends the link at once, says who and when, and can be
    /// taken back from the record: the link is then as it was.
    a_guardian_is_detached_and_attached_again, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let pupil = ines(&portal, here).await;
        let marc = guardian(&portal, pupil, "Marc").await;
        let (record, act) = (format!("/eleves/{pupil}?onglet=responsables"), format!("/eleves/{pupil}/responsables/{marc}"));
        office.get(&format!("{act}/detachement")).await.expect(200).shows("ABOU Marc ne sera plus responsable de ABOU Inès");
        assert!(is_guardian(&portal, here, pupil, marc).await, "asking changes nothing");
        let done = office.post(&format!("{act}/detachement"), "").await.expect(303);
        assert!(!is_guardian(&portal, here, pupil, marc).await);
        let shown = office.get(&done.location.expect("an address")).await.expect(200);
        shown.shows("Le responsable est détaché").hides("ABOU Marc – Légal 2").shows("Responsables détachés")
            .shows("le 24/11/2026 par Camille Nom-secretaire").shows("Rattacher");
        office.post(&format!("{act}/detachement"), "").await.expect(404);
        office.get(&act).await.expect(404);
        for _ in 0..2 {
            office.post(&format!("{act}/rattachement"), "").await.expect(303);
        }
        assert!(is_guardian(&portal, here, pupil, marc).await);
        office.get(&record).await.expect(200).shows("ABOU Marc – Légal 2").hides("Responsables détachés");
        for act in ["guardian.detached", "guardian.attached"] {
            let noted = lines(&portal, act).await;
            assert_eq!(noted.iter().map(|(object, _)| *object).collect::<Vec<_>>(), [Some(marc.uuid())], "{act}");
        }
    }
);

testkit::on_each_engine!(
    /// Invariant: a guardian detached from one child stays the guardian of the others.
    other_children_keep_their_guardian, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let mut read = portal.db().read().await.expect("a connection");
        let shared = sql!(
            "SELECT a.guardian, a.pupil, b.pupil FROM guardianship a \
             JOIN guardianship b ON b.guardian = a.guardian AND b.pupil > a.pupil \
             JOIN enrolment e ON e.pupil = a.pupil AND e.left_on IS NULL \
             JOIN enrolment f ON f.pupil = b.pupil AND f.left_on IS NULL LIMIT 1"
        ).optional::<(Id<Guardian>, Id<Pupil>, Id<Pupil>)>(&mut read).await.expect("a query");
        drop(read);
        let (guardian, one, other) = shared.expect("brothers or sisters among 60 pupils");
        office.post(&format!("/eleves/{one}/responsables/{guardian}/detachement"), "").await.expect(303);
        assert!(!is_guardian(&portal, here, one, guardian).await);
        assert!(is_guardian(&portal, here, other, guardian).await);
    }
);
