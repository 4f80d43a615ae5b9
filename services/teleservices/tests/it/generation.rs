//! Codes are made: once for each pair, whoever asks, whatever happens meanwhile.

use crate::house::{HREF, House, boxes_in, pairs_in};
use chrono::Duration;
use db::{in_write, sql};
use std::time::{Duration as Wait, Instant};
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: each pair that is asked for has one sealed code; the same form twice is one batch; who has a
    /// code gets another only if ticked after the warning; a refusal and a closed code are left.
    each_pair_has_one_code, |which| async move {
        let house = House::open(which, 12).await;
        let firsts = house.links(1).await;
        let page = house.office.get(&format!("{HREF}/generation")).await.expect(200).shows("non généré");
        let ticked = boxes_in(&page, "paire");
        assert_eq!(ticked.len() as i64, firsts);
        house.office.post(&format!("{HREF}/generation"), "qui=legal1").await.expect(422).shows("Cochez au moins une ligne");
        let form = format!("form_id={}&qui=legal1&paire={}", page.field("form_id"), ticked[0]);
        for _ in 0..2 {
            house.office.post(&format!("{HREF}/generation"), &form).await.expect(303);
        }
        house.work().await;
        assert_eq!(house.live("generated").await, 1);
        assert_eq!(house.acts("codes.generated").await, 1);
        assert_eq!(house.one(sql!("SELECT COUNT(*) FROM code_batch")).await, 1);
        house.generate("qui=legal1").await.shows("Codes générés").shows(&(firsts - 1).to_string());
        assert_eq!(house.live("generated").await, firsts);
        assert_eq!(house.sealed().await.len() as i64, firsts);
        house.office.get(&format!("{HREF}/generation?qui=legal1")).await.expect(200).shows("Personne ne correspond");
        // The other lists are their own: pupils, légal 2; contacts who are no legal guardians are in none.
        house.generate("qui=eleve").await;
        assert_eq!(house.live("generated").await, firsts + house.pupils().await);
        // One refuses, one is closed.
        let list = house.office.get(&format!("{HREF}?qui=legal1")).await.expect(200);
        let pairs = pairs_in(&list);
        let seen = house.office.get(&pairs[0]).await.expect(200).field("code");
        house.office.post(&format!("{}/desactivation", pairs[0]), &format!("code={seen}")).await.expect(303);
        house.office.post(&format!("{}/demandes", pairs[1]), "demande=refusal").await.expect(303);
        assert_eq!(house.live("disabled").await, 2);
        // All again: a warning first, in which nothing is ticked.
        let before = house.sealed().await;
        let warned = house.office.post(&format!("{HREF}/generation"), "qui=legal1&acces=tous&portee=tout").await
            .expect(200).shows("ont déjà un code").shows("Remplacer des codes");
        let again = boxes_in(&warned, "remplacer");
        assert_eq!(again.len() as i64, firsts - 2);
        let form = format!("qui=legal1&acces=tous&portee=tout&averti=1&remplacer={}", again[0]);
        house.office.post(&format!("{HREF}/generation"), &form).await.expect(303);
        house.work().await;
        let after = house.sealed().await;
        assert_eq!(after.iter().filter(|code| !before.contains(code)).count(), 1);
        assert_eq!(house.one(sql!("SELECT COUNT(*) FROM activation_code WHERE replaced_at IS NOT NULL")).await, 1);
        assert_eq!(house.live("disabled").await, 2);
        // Asked for before the family refused, made after: it is left. So is what was closed meanwhile.
        let seconds = pairs_in(&house.office.get(&format!("{HREF}?qui=legal2")).await.expect(200));
        let late = seconds[0].rsplit('/').next().unwrap();
        house.office.post(&format!("{HREF}/generation"), &format!("qui=legal2&paire={late}")).await.expect(303);
        house.office.post(&format!("{}/demandes", seconds[0]), "demande=refusal").await.expect(303);
        house.work().await;
        house.office.get(&seconds[0]).await.expect(200).shows("non généré").shows("Refus des télé-services");
        let code = format!("code={seen}");
        let closed = house.office.post(&format!("{}/regeneration", pairs[0]), &code).await.expect(303).location.unwrap();
        house.office.get(&closed).await.expect(200).shows("avait changé").shows("désactivé");
        // By class, by MEF, by name from its first letter; another's pair is none of ours.
        let division = house.office.get(&format!("{HREF}?qui=eleve&division=5B")).await.expect(200).hides("3A (");
        assert!(pairs_in(&division).len() < 12);
        house.office.get(&format!("{HREF}?nom=zzz")).await.expect(200).shows("Personne ne correspond");
        let name = list.text().split("Modifier").next().unwrap_or_default().to_owned();
        assert!(!name.is_empty());
        let elsewhere = format!("{HREF}/paires/{0}.{0}", uuid::Uuid::now_v7());
        house.office.get(&elsewhere).await.expect(404);
        let stranger = format!("qui=legal1&paire={0}.{0}", uuid::Uuid::now_v7());
        house.office.post(&format!("{HREF}/generation"), &stranger).await.expect(404);
        house.nothing_is_double().await;
    }
);

on_each_engine!(
    /// Invariant: two offices that ask at once, and two workers that work at once, leave one live code a pair;
    /// what one made anew, the other's older form does not make anew again.
    two_offices_at_once, |which| async move {
        let house = House::open(which, 150).await;
        let address = format!("{HREF}/generation");
        let (one, other) = (
            house.office.post(&address, "qui=legal1&portee=tout"),
            house.head.post(&address, "qui=legal1&portee=tout"),
        );
        let (one, other) = tokio::join!(one, other);
        one.expect(303);
        other.expect(303);
        let (a, b) = (house.worker(), house.worker());
        let (a, b) = tokio::join!(tokio::spawn(async move { a.pass().await }), tokio::spawn(async move { b.pass().await }));
        a.unwrap().unwrap();
        b.unwrap().unwrap();
        house.portal.context.clock.set(house.portal.now() + Duration::minutes(5));
        house.work().await;
        let firsts = house.links(1).await;
        house.nothing_is_double().await;
        assert_eq!(house.live("generated").await, firsts);
        assert_eq!(house.one(sql!("SELECT COUNT(*) FROM activation_code")).await, firsts);
        assert_eq!(house.one(sql!("SELECT COUNT(*) FROM code_batch WHERE finished_at IS NULL")).await, 0);
        // Both made anew from the same list: each once.
        let form = "qui=legal1&acces=tous&portee=tout&averti=1&portee_remplacer=tout";
        house.office.post(&address, form).await.expect(303);
        house.head.post(&address, form).await.expect(303);
        house.work().await;
        house.nothing_is_double().await;
        assert_eq!(house.live("generated").await, firsts);
        assert_eq!(house.one(sql!("SELECT COUNT(*) FROM activation_code")).await, 2 * firsts);
    }
);

on_each_engine!(
    /// Invariant: the program is killed again and again while it makes some 3,000 codes: each pair has one in
    /// the end, and the page says how many.
    what_is_killed_goes_on, |which| async move {
        let house = House::open(which, 1_600).await;
        let wanted = house.links(1).await + house.links(2).await;
        let address = format!("{HREF}/generation");
        house.office.post(&address, "qui=legal1&portee=tout").await.expect(303);
        house.office.post(&address, "qui=legal2&portee=tout").await.expect(303);
        let morning = house.portal.now();
        let mut kills = 0;
        for pause in [5, 60, 90, 120, 150, 200, 250] {
            let worker = house.worker();
            let running = tokio::spawn(async move { worker.pass().await });
            tokio::time::sleep(Wait::from_millis(pause)).await;
            kills += u32::from(!running.is_finished());
            running.abort();
            let _ = running.await;
            house.nothing_is_double().await;
            // Nobody gives signs of life any more: the lease ends.
            house.portal.context.clock.set(house.portal.now() + Duration::minutes(3));
        }
        assert!(kills > 0);
        let started = Instant::now();
        for _ in 0..10 {
            house.work().await;
            // A failure is tried again later.
            house.portal.context.clock.set(house.portal.now() + Duration::hours(2));
        }
        println!("killed {kills} times, then {:?}", started.elapsed());
        house.nothing_is_double().await;
        assert_eq!(house.live("generated").await, wanted);
        assert_eq!(house.one(sql!("SELECT COUNT(*) FROM activation_code")).await, wanted);
        assert_eq!(house.one(sql!("SELECT CAST(SUM(done) AS BIGINT) FROM code_batch")).await, wanted);
        // The whole at once, for the time that it takes.
        house.portal.context.clock.set(morning);
        in_write!(house.portal.db(), db::Error, |tx| {
            sql!("DELETE FROM code_event").run(tx).await?;
            sql!("DELETE FROM activation_code").run(tx).await
        })
        .unwrap();
        let started = Instant::now();
        house.generate("qui=legal1").await;
        house.generate("qui=legal2").await;
        println!("{wanted} codes in {:?}", started.elapsed());
        assert_eq!(house.live("generated").await, wanted);
    }
);
