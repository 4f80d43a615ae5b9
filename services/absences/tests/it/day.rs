//! « La journée »: who is missing, who knows, what one gesture does.

use crate::office::{CLARA, HUGO, INES, Office, between};
use chrono::{Duration, NaiveDate, NaiveTime, Weekday};
use db::in_write;
use education::{Id, Pupil};
use identity::{At, SchoolLifeSettings, StaffAccounts};
use testkit::{Answer, on_each_engine};
use timetable::{Class, LessonTerms, Weeks};
use web::{Error, FormId};

const DAY: &str = "/absences/jour";
const ALL: &str = "/absences/jour?jour=2026-11-24&heure=jour";

/// The entry of a pupil, as the list names it.
fn entry_of(page: &Answer, name: &str) -> String {
    let rows = page.body.split("id=\"absence-").skip(1);
    let row = rows
        .into_iter()
        .find(|row| row.contains(name))
        .expect("a row");
    row.split('"').next().unwrap().to_owned()
}

/// An entry of today that nobody is told of; `more`, other fields.
async fn away(office: &Office, name: &str, (from, to): (&str, &str), more: &str) {
    let entry = office.entry(name).await;
    let form = entry.form_to("2026-11-24", from, to, &[]);
    let form = form.replace(&format!("action={}", entry.action), "action=");
    office
        .assistant
        .post("/absences/saisie", &format!("{form}{more}"))
        .await
        .expect(303);
}

on_each_engine!(
    /// Invariant: the day shows who is missing at the hour that is asked for, by class, and whether
    /// their family knows.
    the_day_shows_who_is_missing_now,
    |which| async move {
        let office = Office::ready(which).await;
        office.assistant.get(DAY).await.expect(200).shows("Aucun absent noté");
        away(&office, CLARA, ("08:30", "09:25"), "").await;
        away(&office, HUGO, ("14:00", "17:05"), "").await;
        // An exemption is no absence.
        away(&office, INES, ("08:30", "17:05"), "&nature=dispense").await;
        // It is 8:40.
        office.assistant.get(DAY).await.expect(200).shows(CLARA).hides(HUGO).hides(INES)
            .shows("1 absent en ce moment").shows("Pas prévenue");
        office.assistant.get(ALL).await.expect(200).shows(CLARA).shows(HUGO).hides(INES);
        office.assistant.get(&format!("{DAY}?heure=14:00")).await.expect(200).hides(CLARA).shows(HUGO);
        office.assistant.get(&format!("{ALL}&classe=6A")).await.expect(200).hides(CLARA);
        office.later(Duration::minutes(55));
        office.assistant.get(DAY).await.expect(200).hides(CLARA);
        office.assistant.get("/absences/jour?jour=2026-11-25&heure=jour").await.expect(200)
            .shows("Aucun absent noté");
    }
);

on_each_engine!(
    /// Invariant: one gesture tells a family, once, by all guardians who accept it; who cannot be
    /// reached is counted.
    one_gesture_tells_a_family,
    |which| async move {
        let office = Office::ready(which).await;
        for name in [CLARA, INES] {
            away(&office, name, ("08:30", "17:05"), "").await;
        }
        let page = office.assistant.get(ALL).await.expect(200);
        let (clara, ines) = (entry_of(&page, CLARA), entry_of(&page, INES));
        let form = format!("form_id={}&jour=2026-11-24&heure=jour", page.field("form_id"));
        let told = async |row: &str, sentence: &str| {
            let kept = office.assistant.post(DAY, &format!("{form}&{row}")).await.expect(303);
            office.assistant.get(&kept.location.unwrap()).await.expect(200).shows(sentence)
        };
        told(&format!("prevenir={clara}"), "1 message part").await.shows("Message parti");
        told(&format!("prevenir={clara}"), "Aucun message n'est parti").await;
        // Each guardian of Inès has a number of their own.
        told(&format!("geste=prevenir&absences={clara}&absences={ines}"), "2 messages partent").await
            .hides("Pas prévenue");
        told("geste=prevenir", "aucun élève n'était sélectionné").await;
        assert!(office.waiting().await.is_empty());
        let other = format!("{form}&prevenir={}", Id::<Pupil>::new());
        office.assistant.post(DAY, &other).await.expect(404);
        // Nobody accepts any more.
        office.set_consent(false).await;
        away(&office, HUGO, ("08:30", "17:05"), "").await;
        let page = office.assistant.get(ALL).await.expect(200);
        told(&format!("prevenir={}", entry_of(&page, HUGO)), "1 famille ne peut pas être prévenue").await;
    }
);

on_each_engine!(
    /// Invariant: « La famille a appelé » closes the matter, keeps what it said before, and what has
    /// not left does not leave.
    the_family_has_called,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        office.record(&entry).await.expect(303);
        assert_eq!(office.waiting().await.len(), 1);
        let page = office.assistant.get(ALL).await.expect(200).shows("Message à envoyer");
        let form = format!("jour=2026-11-24&heure=jour&appele={}", entry_of(&page, CLARA));
        for sentence in ["1 message ne partira pas", "1 appel de famille est noté"] {
            let kept = office.assistant.post(DAY, &form).await.expect(303);
            office.assistant.get(&kept.location.unwrap()).await.expect(200).shows(sentence).shows("A appelé");
        }
        assert!(office.waiting().await.is_empty());
        assert_eq!(office.lines("family.called").await, 1);
        let id = entry_of(&page, CLARA);
        // One of several was taken back meanwhile: the others are noted all the same.
        away(&office, HUGO, ("08:30", "17:05"), "").await;
        let page = office.assistant.get(ALL).await.expect(200);
        let hugo = entry_of(&page, HUGO);
        let gone = Id::<Pupil>::new();
        let both = format!("jour=2026-11-24&heure=jour&geste=appele&absences={gone}&absences={hugo}");
        let kept = office.assistant.post(DAY, &both).await.expect(303);
        office.assistant.get(&kept.location.unwrap()).await.expect(200).shows("1 appel de famille est noté");
        office.assistant.post(DAY, &format!("appele={gone}")).await.expect(404);
        let entry = office.assistant.get(&format!("/absences/{id}")).await.expect(200);
        for field in ["informe", "classe"] {
            let box_ = between(&entry.body, &format!("name=\"{field}\""), ">").unwrap();
            assert!(box_.contains("checked"), "{field}: {box_}");
        }
    }
);

on_each_engine!(
    /// Invariant: telephones and the week of a pupil are shown beside, and the look leaves a trace.
    telephones_are_beside,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        office.record(&entry).await.expect(303);
        let page = office.assistant.get(ALL).await.expect(200).hides("(mobile)");
        let before = office.lines("pupil.seen").await;
        let beside = format!("{ALL}&fiche={}", entry_of(&page, CLARA));
        let page = office.assistant.get(&beside).await.expect(200).shows("(mobile)").shows("Légende");
        assert!(page.body.contains("href=\"tel:"), "{}", page.body);
        assert_eq!(office.lines("pupil.seen").await, before + 1);
    }
);

on_each_engine!(
    /// Invariant: a roll that is not called after a quarter of an hour is shown; its teacher is
    /// reminded once; once called, it is gone.
    rolls_that_are_not_called_are_shown,
    |which| async move {
        let office = Office::ready(which).await;
        let (portal, now) = (&office.portal, office.portal.now());
        office.assistant.get(DAY).await.expect(200).shows("Sans emploi du temps");
        let head = portal.account("chef-2", &[admission::Function::Head], Some(office.school)).await;
        let mut read = portal.db().read().await.unwrap();
        let at = At::<SchoolLifeSettings>::admit(&mut read, head, Some(office.school), now).await.unwrap();
        let accounts = At::<StaffAccounts>::admit(&mut read, head, Some(office.school), now).await.unwrap();
        drop(read);
        let teacher = records::NewStaff {
            civility: None,
            surname: "Exemple".into(),
            first_name: "Jeanne".into(),
            function: "ENS".into(),
        };
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
        let since: NaiveDate = "2026-09-01".parse().unwrap();
        in_write!(portal.db(), Error, |tx| {
            let terms = LessonTerms {
                day: Weekday::Tue,
                from: time("08:30"),
                to: time("09:25"),
                weeks: Weeks::Every,
                subject: "Anglais".into(),
                room: String::new(),
                classes: vec![Class::Division("5B".into())],
                teachers: vec![records::add_staff(tx, &accounts, &teacher, now).await?],
            };
            timetable::add_lesson(tx, &at, FormId::new(), &terms, since, now).await?;
            let nobodys = LessonTerms {
                subject: "Chant".into(),
                classes: vec![Class::Division("6A".into())],
                teachers: Vec::new(),
                ..terms
            };
            timetable::add_lesson(tx, &at, FormId::new(), &nobodys, since, now).await?;
            Ok(())
        })
        .unwrap();
        // 8:40, then 8:46.
        office.assistant.get(DAY).await.expect(200).shows("Aucun appel n'est encore attendu");
        office.later(Duration::minutes(6));
        let page = office.assistant.get(DAY).await.expect(200).shows("EXEMPLE Jeanne").shows("pas d'enseignant indiqué");
        // Where nobody teaches, nobody is reminded.
        assert_eq!(page.body.matches("name=\"rappeler\"").count(), 1, "{}", page.body);
        office.assistant.get(&format!("{DAY}?classe=5B")).await.expect(200).shows("Anglais").hides("Chant")
            .shows("1 appel non fait").shows("Seuls les appels de cette classe");
        office.assistant.get(&format!("{DAY}?classe=6A")).await.expect(200).shows("Chant").hides("Anglais");
        let key = between(&page.body, "id=\"appel-", "\"").expect("a roll");
        let form = format!("jour=2026-11-24&heure=maintenant&rappeler={key}");
        for sentence in ["C'est noté : l'enseignant voit le rappel", "Rien à rappeler"] {
            let kept = office.assistant.post(DAY, &form).await.expect(303);
            office.assistant.get(&kept.location.unwrap()).await.expect(200).shows(sentence).shows("Rappelé à 8 h 46");
        }
        let sheet = office.assistant.get(&format!("/absences/appel?cours={key}")).await.expect(200);
        let pupil = between(&sheet.body, "name=\"eleves\" value=\"", "\"").unwrap();
        let roll = format!("cours={key}&jour=2026-11-24&eleves={pupil}&form_id={}", sheet.field("form_id"));
        office.assistant.post("/absences/appel", &roll).await.expect(303);
        office.assistant.get(DAY).await.expect(200).hides("Anglais").shows("1 appel fait.");
    }
);
