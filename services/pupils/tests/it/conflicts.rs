//! What is typed here and what the register says since.

use crate::*;
use education::Guardian;
use records::typed::{self, Kind, TypedField};

async fn typed_of(portal: &Portal, kind: Kind, subject: uuid::Uuid) -> Vec<TypedField> {
    let mut read = portal.db().read().await.expect("a connection");
    typed::typed_fields(&mut read, kind, subject)
        .await
        .expect("typed fields")
}

/// Nadia's mobile typed on her record, and her record's address.
async fn typed_mobile(
    portal: &Portal,
    office: &Browser,
    pupil: Id<Pupil>,
) -> (Id<Guardian>, String) {
    let nadia = guardian(portal, pupil, "Nadia").await;
    let form = format!("/eleves/{pupil}/responsables/{nadia}");
    let page = office.get(&form).await.expect(200);
    let typed = sent_back(&page.body, &[("tel_mobile", Some("06 39 98 00 77"))]);
    office.post(&form, &typed).await.expect(303);
    (nadia, form)
}

/// As an import does when the register says something new.
async fn told(portal: &Portal, field: typed::Field, subject: uuid::Uuid, said: &str) {
    let at = portal.now() - chrono::Duration::days(1);
    db::in_write!(portal.db(), db::Error, |tx| {
        typed::register_says(tx, field, subject, said, Some(at)).await
    })
    .expect("told");
}

testkit::on_each_engine!(
    /// Invariant: a typed field remembers what the register said, and is the register's again as
    /// soon as it says the same; what the register does not know is not typed over it.
    a_typed_field_remembers_the_register, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let pupil = ines(&portal, here).await;
        let nadia = guardian(&portal, pupil, "Nadia").await;
        let said = office.get(&format!("/eleves/{pupil}/responsables/{nadia}")).await.field("tel_mobile");
        let (nadia, form) = typed_mobile(&portal, &office, pupil).await;
        let fields = typed_of(&portal, Kind::Guardian, nadia.uuid()).await;
        assert_eq!(fields.len(), 1);
        assert_eq!(fields[0].field, typed::guardian::MOBILE);
        assert_eq!(fields[0].register_value, said);
        assert_eq!(fields[0].conflict_at, None);
        let page = office.get(&form).await.expect(200);
        let other = sent_back(&page.body, &[("tel_mobile", Some("06 39 98 00 78"))]);
        office.post(&form, &other).await.expect(303);
        let again = typed_of(&portal, Kind::Guardian, nadia.uuid()).await;
        assert_eq!(again[0].register_value, fields[0].register_value, "still what the register said");
        let page = office.get(&form).await.expect(200);
        // The same number, written otherwise.
        let spaced: String = said.replace("+33", "0").chars().flat_map(|c| [c, ' ']).collect();
        let back = sent_back(&page.body, &[("tel_mobile", Some(&spaced))]);
        office.post(&form, &back).await.expect(303);
        assert_eq!(typed_of(&portal, Kind::Guardian, nadia.uuid()).await, []);
    }
);

testkit::on_each_engine!(
    /// Invariant: what the register says since is shown with both values; « Garder la saisie »
    /// leaves the record as it is.
    the_typed_value_may_be_kept, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let pupil = ines(&portal, here).await;
        let (nadia, _) = typed_mobile(&portal, &office, pupil).await;
        let record = format!("/eleves/{pupil}");
        office.get(&record).await.expect(200).hides("Garder la saisie");
        told(&portal, typed::guardian::MOBILE, nadia.uuid(), "06 39 98 00 55").await;
        let shown = office.get(&record).await.expect(200);
        shown
            .shows("ABOU Nadia, téléphone mobile : l'export dit autre chose")
            .shows("L'export du 23/11/2026 dit « 06 39 98 00 55 » ; saisi ici le 24/11/2026 par Camille Nom-secretaire")
            .shows("« 06 39 98 00 77 »").shows("Prendre la valeur de l'export");
        let choice = format!("de=guardian&quoi=mobile&qui={nadia}&choix=saisie");
        office.post(&format!("{record}/choix"), &choice).await.expect(303);
        let family = office.get(&format!("{record}?onglet=responsables")).await.expect(200);
        family.hides("Garder la saisie").shows("Tél. mobile 06 39 98 00 77").shows("le registre dit « 06 39 98 00 55 »");
        let again = office.post(&format!("{record}/choix"), &choice).await.expect(303);
        assert!(again.location.expect("an address").ends_with("fait=deja"));
        assert_eq!(lines(&portal, "conflict.kept").await.len(), 1);
    }
);

testkit::on_each_engine!(
    /// Invariant: « Prendre la valeur de l'export » writes it, and the field is the register's
    /// again; a consent taken so keeps who took it.
    the_register_s_value_may_be_taken, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let pupil = ines(&portal, here).await;
        let (nadia, form) = typed_mobile(&portal, &office, pupil).await;
        let page = office.get(&form).await.expect(200);
        let refused = sent_back(&page.body, &[("accepte_sms", None), ("rang", Some("2"))]);
        office.post(&form, &refused).await.expect(303);
        let mut read = portal.db().read().await.expect("a connection");
        let (link,) = sql!("SELECT id FROM guardianship WHERE pupil = $1 AND guardian = $2")
            .bind(pupil).bind(nadia).one::<(uuid::Uuid,)>(&mut read).await.expect("a link");
        drop(read);
        told(&portal, typed::guardian::MOBILE, nadia.uuid(), "06 39 98 00 55").await;
        told(&portal, typed::guardian::ACCEPTS_SMS, nadia.uuid(), "oui").await;
        told(&portal, typed::link::LEGAL_RANK, link, "3").await;
        let record = format!("/eleves/{pupil}");
        let taken = [("guardian", "mobile", nadia.uuid()), ("guardian", "accepts_sms", nadia.uuid()), ("guardianship", "legal_rank", link)];
        for (kind, field, subject) in taken {
            let choice = format!("de={kind}&quoi={field}&qui={subject}&choix=export");
            office.post(&format!("{record}/choix"), &choice).await.expect(303);
        }
        let family = office.get(&format!("{record}?onglet=responsables")).await.expect(200);
        family.shows("ABOU Nadia – Légal 3").shows("Tél. mobile 06 39 98 00 55").shows("Oui d'après l'export du 24/11/2026")
            .shows("oui valeur de l'export, reprise par Camille Nom-secretaire").hides("Garder la saisie");
        assert_eq!(typed_of(&portal, Kind::Guardian, nadia.uuid()).await, []);
        assert_eq!(typed_of(&portal, Kind::Link, link).await, []);
        let mut read = portal.db().read().await.expect("a connection");
        let (mobile,) = sql!("SELECT mobile FROM guardian WHERE id = $1").bind(nadia)
            .one::<(String,)>(&mut read).await.expect("a mobile");
        assert_eq!(mobile, "+33639980055");
    }
);

testkit::on_each_engine!(
    /// Invariant: nobody settles for another school, nor through another pupil's record.
    a_choice_is_made_where_the_pupil_is, |which| async move {
        let portal = portal(which).await;
        let (here, there) = (school(&portal, HERE).await, school(&portal, THERE).await);
        let office = secretary(&portal, here).await;
        let pupil = ines(&portal, here).await;
        let (nadia, _) = typed_mobile(&portal, &office, pupil).await;
        told(&portal, typed::guardian::MOBILE, nadia.uuid(), "06 39 98 00 55").await;
        let choice = format!("de=guardian&quoi=mobile&qui={nadia}&choix=export");
        let elsewhere = secretary(&portal, there).await;
        elsewhere.post(&format!("/eleves/{pupil}/choix"), &choice).await.expect(404);
        let theirs = ines(&portal, there).await;
        elsewhere.post(&format!("/eleves/{theirs}/choix"), &choice).await.expect(404);
        let unknown = format!("de=guardian&quoi=shoe_size&qui={nadia}&choix=export");
        office.post(&format!("/eleves/{pupil}/choix"), &unknown).await.expect(404);
        office.get(&format!("/eleves/{pupil}")).await.expect(200).shows("Garder la saisie");
    }
);
