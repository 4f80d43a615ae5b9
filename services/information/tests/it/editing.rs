//! Entries added, changed, withdrawn, put back.

use crate::school::{EDIT, Here, READ};
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: a form that says too little or too much comes back as it was typed, with a sentence
    /// on its field, and nothing is recorded.
    a_refused_form_comes_back,
    |which| async move {
        let here = Here::ready(which).await;
        for (kind, fields, sentence) in [
            ("contact", "titre=&telephone=0199000010&personne=Zoé", "Indiquez un intitulé."),
            ("contact", "titre=Loge&telephone=0199&personne=Zoé", "dix chiffres"),
            ("contact", "titre=Loge&telephone=0142345678&personne=Zoé", "que des numéros fictifs"),
            ("contact", "titre=Loge&courriel=exemple.fr&personne=Zoé", "arobase"),
            ("contact", "titre=Loge", "Indiquez au moins un téléphone"),
            ("horaires", "titre=Zoé&texte=", "Écrivez ce qu'il faut savoir."),
        ] {
            let refused = here.add(kind, fields).await.expect(422);
            let kept = fields.contains("Zoé");
            assert_eq!(refused.body.contains("value=\"Zoé\""), kept, "{fields}");
            refused.shows(sentence);
        }
        let long = format!("titre=A&texte={}", "x".repeat(501));
        here.add("lieu", &long).await.expect(422).shows("500 caractères au plus");
        let unknown = "nature=autre&titre=A&texte=B";
        here.head.post("/informations/nouveau", unknown).await.expect(400);
        here.teacher.get(READ).await.expect(200).shows("Rien n'est encore écrit");
        assert_eq!(here.acts("information.added").await, 0);
        here.head.get("/informations/nouveau?nature=autre").await.expect(400);
    }
);

on_each_engine!(
    /// Invariant: the same form sent twice adds one entry, and leaves one line in the audit.
    sent_twice_is_added_once,
    |which| async move {
        let here = Here::ready(which).await;
        let form = here.head.get("/informations/nouveau?nature=lieu").await.expect(200).field("form_id");
        let fields = format!("form_id={form}&nature=lieu&titre=Gymnase&texte=En face");
        for _ in 0..2 {
            here.head.post("/informations/nouveau", &fields).await.expect(303);
        }
        let page = here.teacher.get(READ).await.expect(200);
        assert_eq!(page.body.matches("Gymnase").count(), 1);
        assert_eq!(here.acts("information.added").await, 1);
    }
);

on_each_engine!(
    /// Invariant: an entry is changed in place; the older of two windows sees both, keeps what it typed
    /// and may then replace.
    two_windows_are_told,
    |which| async move {
        let here = Here::ready(which).await;
        here.add("contact", "titre=Loge&telephone=0199000010").await.expect(303);
        let href = here.address("Loge").await;
        let page = here.head.get(&href).await.expect(200);
        assert_eq!(page.field("telephone"), "01 99 00 00 10");
        let version = page.field("version");
        let typed = |who: &str, version: &str| format!("titre=Loge&telephone=0199000010&personne={who}&version={version}");
        here.head.post(&href, &typed("Anne", &version)).await.expect(303);
        let late = here.head.post(&href, &typed("Zoé", &version)).await.expect(409);
        assert_eq!(late.field("personne"), "Zoé");
        let latest = late.field("version");
        late.shows("modifié entre-temps").shows("Anne");
        here.teacher.get(READ).await.expect(200).shows("Anne").hides("Zoé");
        // The same words are no quarrel.
        here.head.post(&href, &typed("Anne", &version)).await.expect(303);
        here.head.post(&href, &typed("Zoé", &latest)).await.expect(303);
        here.teacher.get(READ).await.expect(200).shows("Zoé").hides("Anne");
        assert_eq!(here.acts("information.changed").await, 2);
        let wrong = here.head.post(&href, &typed("", &latest).replace("0199000010", "12")).await;
        wrong.expect(422).hides("entre-temps");
    }
);

on_each_engine!(
    /// Invariant: what is withdrawn is on no page but the head's list, which puts it back as it was.
    what_is_withdrawn_comes_back,
    |which| async move {
        let here = Here::ready(which).await;
        here.add("texte", "titre=Parking&texte=Derrière le gymnase").await.expect(303);
        let href = here.address("Parking").await;
        for _ in 0..2 {
            here.head.post(&format!("{href}/offre"), "offert=non").await.expect(303);
        }
        here.teacher.get(READ).await.expect(200).hides("Parking");
        here.head.get(EDIT).await.expect(200).shows("Informations retirées").shows("Remettre , Parking");
        here.head.post(&format!("{href}/offre"), "offert=oui").await.expect(303);
        here.teacher.get(READ).await.expect(200).shows("Derrière le gymnase");
        assert_eq!(here.acts("information.withdrawn").await, 1);
        assert_eq!(here.acts("information.restored").await, 1);
        let nobody = format!("/informations/{}", uuid::Uuid::now_v7());
        here.head.get(&nobody).await.expect(404);
        here.head.post(&format!("{nobody}/offre"), "offert=non").await.expect(404);
        here.head.post(&format!("{nobody}/rang"), "sens=bas&rang=1").await.expect(404);
    }
);
