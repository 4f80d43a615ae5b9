//! One pair at a time: its code closed, opened, made anew, asked about; and what dies by itself.

use crate::house::{HREF, House, pairs_in};
use admission::Function;
use chrono::Duration;
use db::sql;
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: each state has its words and its history; what was closed opens as it was; a refusal closes
    /// the code and keeps another from being made; requests are counted; the older window is told.
    a_pair_has_its_history, |which| async move {
        let house = House::open(which, 3).await;
        let list = house.office.get(&format!("{HREF}?qui=legal1")).await.expect(200).shows("non généré");
        let page = pairs_in(&list)[0].clone();
        let act = async |act: &str, form: &str| {
            let done = house.office.post(&format!("{page}/{act}"), form).await.expect(303);
            house.office.get(&done.location.unwrap()).await.expect(200)
        };
        house.office.get(&page).await.expect(200).shows("non généré").shows("Générer un code").hides("Désactiver");
        act("regeneration", "code=").await.shows("Code généré").shows("généré").shows("Nom-secretariat");
        // The same form twice makes one.
        act("regeneration", "code=").await.shows("avait changé entre-temps");
        assert_eq!(house.live("generated").await, 1);
        let code = house.office.get(&page).await.expect(200).field("code");
        // No address: refused with the reason on its field.
        let mut read = house.portal.db().read().await.unwrap();
        let mut write = house.portal.db().begin().await.unwrap();
        sql!("UPDATE guardian SET email = NULL").run(&mut write).await.unwrap();
        write.commit().await.unwrap();
        house.office.post(&format!("{page}/notification"), "moyen=mail").await.expect(422)
            .shows("Choisissez un autre moyen : n'a pas d'adresse électronique");
        let batch = house.office.post(&format!("{page}/notification"), "moyen=letter").await.expect(303).location.unwrap();
        house.office.get(&batch).await.expect(200).shows("le travail continue sans vous");
        house.office.get(&format!("{batch}/avancement")).await.expect(200);
        house.work().await;
        house.office.get(&format!("{batch}/avancement")).await.expect(200);
        house.office.get(&page).await.expect(200).shows("notifié").shows("courrier");
        act("desactivation", &format!("code={code}")).await.shows("Le code est désactivé").shows("désactivé").hides("Régénérer");
        act("desactivation", &format!("code={code}")).await.shows("avait changé");
        act("reactivation", "").await.shows("Le code est réactivé").shows("notifié");
        act("reactivation", "").await.shows("avait changé");
        house.office.post(&format!("{page}/demandes"), "").await.expect(422).shows("Choisissez la demande");
        let long = format!("demande=other&note={}", "x".repeat(201));
        house.office.post(&format!("{page}/demandes"), &long).await.expect(422).shows("au plus 200 caractères");
        let form = format!("form_id={}&demande=lost&note=Au guichet", house.office.get(&page).await.field("form_id"));
        act("demandes", &form).await.shows("La demande est notée").shows("Code perdu : Au guichet");
        act("demandes", &form).await;
        assert_eq!(house.one(sql!("SELECT COUNT(*) FROM family_request")).await, 1);
        act("demandes", "demande=refusal").await.shows("Refus des télé-services").shows("désactivé").hides("Régénérer");
        house.office.get(HREF).await.expect(200).shows("Refus des télé-services 1").shows("Code perdu 1").shows("Désactivés 1");
        act("regeneration", &format!("code={code}")).await.shows("avait changé");
        act("reactivation", "").await.shows("notifié").shows("repris depuis");
        for (act, count) in [("code.disabled", 2), ("code.enabled", 2), ("code_request.recorded", 2), ("codes.notified", 1)] {
            assert_eq!(house.acts(act).await, count, "{act}");
        }
        let events = sql!("SELECT act FROM code_event ORDER BY at, id").all::<(String,)>(&mut read).await.unwrap();
        let events: Vec<&str> = events.iter().map(|(act,)| act.as_str()).collect();
        assert_eq!(events, ["generated", "notified", "disabled", "enabled", "disabled", "enabled"]);
        // A pupil's own code: no guardian is told of it.
        let own = pairs_in(&house.office.get(&format!("{HREF}?qui=eleve")).await)[0].clone();
        house.office.post(&format!("{own}/regeneration"), "").await.expect(303);
        house.office.post(&format!("{own}/notification"), "moyen=sheet").await.expect(303);
        house.work().await;
        house.office.get(&own).await.expect(200).shows("notifié").shows("Élève");
        // Who has no business with codes.
        for function in [Function::Cpe, Function::Teacher, Function::SchoolLifeAssistant] {
            house.portal.signed_in_as(function, Some(house.school)).await.get(HREF).await.expect(403);
        }
    }
);

on_each_engine!(
    /// Invariant: an unused code dies after the school's delay, told or not, and the office sees how many did;
    /// used and closed ones stay as they are. The delay is a rule that two windows do not overwrite.
    an_unused_code_dies, |which| async move {
        let house = House::open(which, 6).await;
        let rules = format!("{HREF}/delai");
        let page = house.head.get(&rules).await.expect(200);
        assert_eq!((page.field("delai"), page.field("version")), ("90".into(), "0".into()));
        let wrong = house.head.post(&rules, "delai=3&version=0").await.expect(422).shows("de 7 à 365");
        assert_eq!(wrong.field("delai"), "3");
        house.head.post(&rules, "delai=30&version=0").await.expect(303);
        house.office.post(&rules, "delai=40&version=0").await.expect(409).shows("Il est maintenant de 30 jours");
        house.office.post(&rules, "delai=40&version=1").await.expect(303);
        house.office.post(&rules, "delai=30&version=1").await.expect(409);
        assert_eq!(house.acts("code_rules.saved").await, 2);
        house.generate("qui=legal1").await;
        let all = house.live("generated").await;
        let mut write = house.portal.db().begin().await.unwrap();
        sql!("UPDATE activation_code SET state = 'used', sealed = NULL WHERE id = (SELECT id FROM activation_code ORDER BY id LIMIT 1)")
            .run(&mut write).await.unwrap();
        write.commit().await.unwrap();
        let start = house.portal.now();
        house.portal.context.clock.set(start + Duration::days(39));
        house.work().await;
        assert_eq!(house.live("expired").await, 0);
        house.portal.context.clock.set(start + Duration::days(41));
        house.work().await;
        assert_eq!((house.live("expired").await, house.live("used").await), (all - 1, 1));
        assert!(house.sealed().await.is_empty());
        house.portal.signed_in_as(Function::Head, Some(house.school)).await.get(HREF).await.expect(200)
            .shows(&format!("Expirés sans avoir servi {}", all - 1));
        assert_eq!(house.one(sql!("SELECT COUNT(*) FROM code_event WHERE act = 'expired' AND account IS NULL")).await, all - 1);
        house.portal.context.clock.set(start + Duration::days(42));
        house.work().await;
        assert_eq!(house.one(sql!("SELECT COUNT(*) FROM code_event WHERE act = 'expired'")).await, all - 1);
    }
);
