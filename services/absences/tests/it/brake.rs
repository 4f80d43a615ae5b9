//! « Heures et limites », and the question before a release that says too much.

use crate::office::{Office, choices};
use chrono::NaiveDate;
use db::{in_write, sql};
use education::{Id, Pupil};
use siecle::generate::{self, Plan};
use std::io::Cursor;
use testkit::on_each_engine;

const RELEASE: &str = "/absences/sms/diffusion";
const RULES: &str = "/absences/envoi";

/// An office whose school has so many pupils more.
async fn full(which: testkit::Which, pupils: usize) -> Office {
    let office = Office::ready(which).await;
    let at = NaiveDate::from_ymd_opt(2026, 11, 24).and_then(|day| day.and_hms_opt(7, 0, 0));
    let mut plan = Plan::college("0990001N", 2026, at.unwrap());
    plan.pupils = pupils;
    let files = generate::files(&plan);
    let named = files
        .named()
        .map(|(name, bytes)| (name.to_owned(), Cursor::new(bytes.to_vec())));
    let options = records::import::Options {
        allow_endings: true,
        ..Default::default()
    };
    records::import::files_for_program(&office.portal.context, named.into(), &options)
        .await
        .unwrap();
    office
}

/// Pupils who are here and can be told of, class by class.
async fn pupils(office: &Office) -> Vec<(Id<Pupil>, String)> {
    let mut read = office.portal.db().read().await.unwrap();
    sql!(
        "SELECT DISTINCT e.pupil, d.code FROM enrolment e JOIN division d ON d.id = e.division \
         JOIN guardianship l ON l.pupil = e.pupil JOIN guardian g ON g.id = l.guardian \
         WHERE e.left_on IS NULL AND l.ended_on IS NULL AND l.legal_rank IS NOT NULL \
         AND g.accepts_sms AND g.mobile IS NOT NULL ORDER BY d.code, e.pupil"
    )
    .all(&mut read)
    .await
    .unwrap()
}

/// An absence of today, with its message.
async fn absent(office: &Office, pupil: Id<Pupil>) {
    let page = office
        .assistant
        .get(&format!("/absences/saisie?eleve={pupil}"))
        .await
        .expect(200);
    let recipient = page.body.split("name=\"destinataires\" value=\"").nth(1);
    let recipient = recipient
        .and_then(|rest| rest.split('"').next())
        .expect("a recipient");
    let action = choices(&page.body, "action").pop().expect("an action");
    let form = format!(
        "eleve={pupil}&form_id={}&du=2026-11-24&du_heure=08:30&au=2026-11-24&au_heure=17:05\
         &action={action}&destinataires={recipient}",
        page.field("form_id")
    );
    office
        .assistant
        .post("/absences/saisie", &form)
        .await
        .expect(303);
}

on_each_engine!(
    /// Invariant: a release that would declare absent more of the school than its share is asked
    /// about with the figures, and nothing leaves; those of an earlier release count; once seen,
    /// it leaves, and more than was seen is asked again.
    a_release_that_says_too_much_is_asked_about,
    |which| async move {
        let office = full(which, 30).await;
        let all = pupils(&office).await;
        let present = {
            let mut read = office.portal.db().read().await.unwrap();
            let count = sql!("SELECT COUNT(DISTINCT pupil) FROM enrolment WHERE left_on IS NULL");
            count.one::<(i64,)>(&mut read).await.unwrap().0
        };
        let most = present * 15 / 100;
        let enough = usize::try_from(most).unwrap();
        for (pupil, _) in &all[..enough] {
            absent(&office, *pupil).await;
        }
        office.assistant.post(RELEASE, "portee=tout").await.expect(303);
        absent(&office, all[enough].0).await;
        let asked = office.assistant.post(RELEASE, "portee=tout").await.expect(200);
        let figures = format!("L'établissement : {} élèves sur {present}", most + 1);
        let asked = asked.shows("Rien n'est parti").shows(&figures);
        assert_eq!(office.waiting().await.len(), 1);
        let (seen, sms) = (asked.field("vu"), asked.field("sms"));
        assert_eq!(seen, "1");
        absent(&office, all[enough + 1].0).await;
        office.assistant.post(RELEASE, &format!("portee=tout&vu={seen}")).await.expect(200).shows("Rien n'est parti");
        assert_eq!(office.waiting().await.len(), 2);
        office.assistant.post(RELEASE, &format!("sms={sms}&vu={seen}")).await.expect(303);
        assert_eq!(office.waiting().await.len(), 1);
    }
);

on_each_engine!(
    /// Invariant: a class is judged by its own share, which the school may lower and not raise;
    /// an absence that was taken back counts no more.
    a_class_has_its_own_share,
    |which| async move {
        let office = full(which, 300).await;
        let all = pupils(&office).await;
        let of = |class: &str| all.iter().filter(|(_, code)| code == class).count();
        let largest = all.iter().map(|(_, code)| code).max_by_key(|code| of(code)).unwrap().clone();
        let form = office.head.get(RULES).await.expect(200);
        let rules = |class: &str, school: &str, version: &str| format!(
            "calme_de=20:00&calme_a=07:30&par_minute=&par_mois=&part_classe={class}\
             &part_etablissement={school}&version={version}"
        );
        office.head.post(RULES, &rules("41", "16", "0")).await.expect(422)
            .shows("Saisissez un nombre entre 1 et 40").shows("Saisissez un nombre entre 1 et 15");
        office.head.post(RULES, &rules("1", "15", &form.field("version"))).await.expect(303);
        let (pupil, _) = all.iter().find(|(_, code)| *code == largest).unwrap();
        absent(&office, *pupil).await;
        let asked = office.assistant.post(RELEASE, "portee=tout").await.expect(200);
        asked.shows(&format!("{largest} : 1 élève sur"));
        let entry = office.assistant.get(&format!("/absences/saisie?eleve={pupil}")).await.expect(200);
        let taken_back = entry.body.split("action=\"").find_map(|rest| {
            let action = rest.split('"').next()?;
            action.ends_with("/annulation").then(|| action.to_owned())
        });
        office.assistant.post(&taken_back.unwrap(), "confirme=oui").await.expect(303);
        office.assistant.post(RELEASE, "portee=tout").await.expect(303);
    }
);

on_each_engine!(
    /// Invariant: a pupil of whom a message had left today, and whose absence was taken back, is
    /// not counted with those of the next release.
    what_was_taken_back_counts_no_more,
    |which| async move {
        let office = full(which, 300).await;
        let all = pupils(&office).await;
        let of = |class: &str| all.iter().filter(|(_, code)| code == class).count();
        let largest = all.iter().map(|(_, code)| code).max_by_key(|code| of(code)).unwrap().clone();
        let (present,) = sql!(
            "SELECT COUNT(*) FROM enrolment e JOIN division d ON d.id = e.division \
             WHERE d.code = $1 AND e.left_on IS NULL"
        )
        .bind(largest.as_str())
        .one::<(i64,)>(&mut office.portal.db().read().await.unwrap())
        .await
        .unwrap();
        // One pupil passes, two do not.
        let share = (100 + present - 1) / present;
        let version = office.head.get(RULES).await.expect(200).field("version");
        let rules = format!(
            "calme_de=20:00&calme_a=07:30&par_minute=&par_mois=&part_classe={share}\
             &part_etablissement=15&version={version}"
        );
        office.head.post(RULES, &rules).await.expect(303);
        let mut class = all.iter().filter(|(_, code)| *code == largest).map(|(pupil, _)| *pupil);
        let (first, second, third) = (class.next().unwrap(), class.next().unwrap(), class.next().unwrap());
        absent(&office, first).await;
        office.assistant.post(RELEASE, "portee=tout").await.expect(303);
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE message SET state = 'accepted' WHERE state = 'queued'").run(tx).await
        })
        .unwrap();
        let entry = office.assistant.get(&format!("/absences/saisie?eleve={first}")).await.expect(200);
        let act = entry.body.split("action=\"").find_map(|rest| {
            let action = rest.split('"').next()?;
            action.ends_with("/annulation").then(|| action.to_owned())
        });
        office.assistant.post(&act.unwrap(), "confirme=oui").await.expect(303);
        absent(&office, second).await;
        office.assistant.post(RELEASE, "portee=tout").await.expect(303);
        absent(&office, third).await;
        office.assistant.post(RELEASE, "portee=tout").await.expect(200)
            .shows(&format!("{largest} : 2 élèves sur"));
    }
);

on_each_engine!(
    /// Invariant: what is wrong in the rules is said on its field and what was typed stays; the
    /// older of two windows is told; the school-life assistant does not decide.
    rules_are_typed_and_kept,
    |which| async move {
        let office = Office::ready(which).await;
        let wrong = "calme_de=soir&calme_a=07:30&par_minute=beaucoup&par_mois=0&part_classe=40\
                     &part_etablissement=15&version=0";
        let page = office.head.post(RULES, wrong).await.expect(422);
        let page = page.shows("Saisissez une heure").shows("Saisissez un nombre entre 1 et 1 000 000");
        assert!(page.body.contains("value=\"beaucoup\""));
        let right = "calme_de=21:00&calme_a=07:00&par_minute=100&par_mois=5 000&part_classe=30\
                     &part_etablissement=10&version=0";
        office.head.post(RULES, right).await.expect(303);
        let kept = office.head.get(RULES).await.expect(200);
        let fields = ["calme_de", "par_minute", "par_mois", "part_classe"].map(|name| kept.field(name));
        assert_eq!(fields, ["21:00", "100", "5000", "30"]);
        let late = office.head.post(RULES, &right.replace("21:00", "22:00")).await.expect(409);
        let late = late.shows("ont été modifiées entre-temps").shows("21 h 00 à 7 h 00");
        assert_eq!((late.field("calme_de"), late.field("version")), ("22:00".into(), "1".into()));
        assert_eq!(office.lines("sms.rules_saved").await, 1);
        office.assistant.get(RULES).await.expect(403);
    }
);
