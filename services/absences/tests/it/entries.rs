//! What an entry says beyond its hours, and how it changes.

use crate::office::{CLARA, Entry, Office};
use testkit::{Answer, on_each_engine};

/// The value of a reason, by its label.
fn reason(page: &Answer, label: &str) -> String {
    let end = format!("\">{label}</option>");
    let end = if page.body.contains(&end) {
        end
    } else {
        format!("\" selected>{label}</option>")
    };
    let (before, _) = page.body.split_once(&end).expect("the reason is offered");
    before.rsplit_once("value=\"").unwrap().1.to_owned()
}

/// Types an entry of the whole day.
async fn typed(office: &Office, entry: &Entry, more: &str) -> String {
    crate::office::typed(office, entry, ("08:30", "17:05"), more).await
}

/// The form of an entry as its page shows it, one field changed.
async fn changed(office: &Office, href: &str, changes: &[(&str, &str)]) -> Answer {
    let page = office.assistant.get(href).await.expect(200);
    let mut form = vec![
        ("nature", "absence".to_owned()),
        ("du", "2026-11-24".to_owned()),
        ("du_heure", "08:30".to_owned()),
        ("au", "2026-11-24".to_owned()),
        ("au_heure", "17:05".to_owned()),
        ("version", page.field("version")),
    ];
    for (name, value) in changes {
        form.retain(|(known, _)| known != name);
        form.push((name, (*value).to_owned()));
    }
    let form: Vec<String> = form
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    office.assistant.post(href, &form.join("&")).await
}

on_each_engine!(
    /// Invariant: nobody is absent while the school is closed, nor in a school year to come; what was
    /// typed stays; once recorded, the week that is shown is that of the entry.
    an_entry_is_of_a_day_of_school,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        for (day, why) in [
            ("2026-11-22", "L'établissement est fermé ce jour-là (dimanche)"),
            ("2026-12-25", "L'établissement est fermé ce jour-là (Vacances de Noël)"),
            ("2027-09-22", "l'année scolaire prochaine"),
        ] {
            let page = office.assistant.post("/absences/saisie", &entry.form(day, "08:30", "17:05")).await.expect(422).shows(why);
            assert_eq!(page.field("du"), day);
        }
        let class = "classe=division:5B&nature=absence&du=2026-11-22&du_heure=08:30&au=2026-11-22&au_heure=12:30";
        let class = format!("{class}&motif=&eleves={}", entry.pupil);
        office.assistant.post("/absences/collective", &class).await.expect(422).shows("(dimanche)");
        assert!(office.waiting().await.is_empty());
        // From a Friday to a Monday, there are days of school.
        let kept = office.assistant.post("/absences/saisie", &entry.form("2026-10-12", "08:30", "17:05")).await.expect(303);
        office.assistant.get(&kept.location.unwrap()).await.expect(200).shows("Semaine du lundi 12 octobre");
    }
);

on_each_engine!(
    /// Invariant: a lateness says its minutes, to the office and to the family.
    a_lateness_has_minutes,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        let form = format!("{}&nature=retard&minutes=", entry.form("2026-11-24", "08:30", "17:05"));
        office.assistant.post("/absences/saisie", &form).await.expect(422)
            .shows("Indiquez la durée du retard");
        let form = format!("{}&nature=retard&minutes=241", entry.form("2026-11-24", "08:30", "17:05"));
        office.assistant.post("/absences/saisie", &form).await.expect(422);
        let href = typed(&office, &entry, "nature=retard&minutes=10").await;
        office.assistant.get(&href).await.expect(200).shows("Retard de 10 minutes");
        office.assistant.get("/absences/sms").await.expect(200)
            .shows("Retard du 24/11/26 08:30 (10 min)");
        let (body,) = db::sql!("SELECT body FROM message")
            .one::<(String,)>(&mut office.portal.db().read().await.unwrap())
            .await
            .unwrap();
        assert!(body.contains("retard de Clara ABADIE (5B) le 24/11 à 8h30 (10 min)"), "{body}");
        // It lasts ten minutes: an absence may follow it.
        let again = office.entry(CLARA).await;
        office.assistant.post("/absences/saisie", &again.form("2026-11-24", "09:25", "17:05"))
            .await.expect(303);
    }
);

on_each_engine!(
    /// Invariant: an entry is legitimate as its reason says, unless a person decides otherwise; what
    /// its reason settles expects nothing.
    a_reason_says_whether_it_is_legitimate,
    |which| async move {
        let office = Office::ready(which).await;
        let told = async |label: &str, legitimate: &str, day: &str| {
            let entry = office.entry(CLARA).await;
            let id = reason(&entry.page, label);
            let form = entry.form_to(day, "08:30", "17:05", &[]).replace(&entry.action, "");
            let form = format!("{form}&motif={id}&legitime={legitimate}");
            office.assistant.post("/absences/saisie", &form).await.expect(303);
            db::sql!("SELECT legitimate, closed FROM absence WHERE from_day = $1")
                .bind(day.parse::<chrono::NaiveDate>().unwrap())
                .one::<(bool, bool)>(&mut office.portal.db().read().await.unwrap())
                .await
                .unwrap()
        };
        let illness = "Maladie de l'élève";
        assert_eq!(told(illness, "motif", "2026-11-16").await, (true, false));
        assert_eq!(told(illness, "non", "2026-11-17").await, (false, false));
        assert_eq!(told("Panne de réveil", "motif", "2026-11-18").await, (false, false));
        assert_eq!(told("Panne de réveil", "oui", "2026-11-19").await, (true, false));
        assert_eq!(told("Sortie ou voyage scolaire", "motif", "2026-11-20").await, (true, true));
    }
);

on_each_engine!(
    /// Invariant: what an entry said before stays readable, with who changed it.
    a_change_keeps_what_was_before,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        let href = typed(&office, &entry, "informe=1").await;
        let id = reason(&entry.page, "Panne de réveil");
        let done = changed(&office, &href, &[("motif", &id), ("classe", "1")]).await.expect(303);
        let page = office.assistant.get(&done.location.unwrap()).await.expect(200);
        let page = page.shows("C'est modifié.").shows("Modification");
        page.shows("établissement informé").shows("Panne de réveil (non légitime)").shows("classé");
        assert_eq!(office.lines("absence.changed").await, 1);
        // What changes nothing is no change.
        changed(&office, &href, &[("motif", &id), ("classe", "1")]).await.expect(303);
        assert_eq!(office.lines("absence.changed").await, 1);
    }
);

on_each_engine!(
    /// Invariant: two windows on one entry: the older is refused, with both shown.
    a_change_by_another_is_not_overwritten,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        let href = typed(&office, &entry, "nature=absence").await;
        let version = office.assistant.get(&href).await.expect(200).field("version");
        changed(&office, &href, &[("informe", "1")]).await.expect(303);
        let page = changed(&office, &href, &[("nature", "depart"), ("version", &version)]).await
            .expect(409).shows("établissement informé");
        assert!(page.body.contains("value=\"depart\" selected"), "{}", page.body);
        changed(&office, &href, &[("nature", "depart"), ("version", &page.field("version"))]).await
            .expect(303);
        office.assistant.get(&href).await.expect(200).shows("Départ, mardi 24 novembre");
    }
);

on_each_engine!(
    /// Invariant: no family is told what is not true any more: a message that has not left and says
    /// other hours is withdrawn; one that still says the truth stays.
    a_message_that_says_otherwise_is_withdrawn,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        let href = typed(&office, &entry, "nature=absence").await;
        changed(&office, &href, &[("informe", "1")]).await.expect(303);
        assert_eq!(office.waiting().await.len(), 1);
        let done = changed(&office, &href, &[("au_heure", "12:30")]).await.expect(303);
        assert_eq!(office.waiting().await.len(), 0);
        let page = office.assistant.get(&done.location.unwrap()).await.expect(200);
        page.shows("1 message qui n'était pas parti est supprimé")
            .shows("L'absence a été modifiée avant l'envoi.");
    }
);

on_each_engine!(
    /// Invariant: an action may be added to an entry, once a form, and again with another form.
    an_action_is_added_to_an_entry,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        let href = typed(&office, &entry, "nature=absence").await;
        let act = format!("{href}/actions");
        office.assistant.post(&act, &format!("action={}", entry.action)).await.expect(422)
            .shows("Choisissez au moins un destinataire");
        office.assistant.post(&act, "action=").await.expect(422)
            .shows("Choisissez une action de la liste.");
        let again = |form: &str| format!("form_id={form}&action={}&destinataires={}", entry.action, entry.recipients[0]);
        let page = office.assistant.get(&href).await.expect(200);
        let form = again(&page.field("form_id"));
        for _ in 0..2 {
            let done = office.assistant.post(&act, &form).await.expect(303);
            office.assistant.get(&done.location.unwrap()).await.expect(200)
                .shows("1 SMS attend dans « SMS à diffuser ».");
        }
        assert_eq!(office.waiting().await.len(), 2, "one with the entry, one added");
        let page = office.assistant.get(&href).await.expect(200);
        assert_eq!(page.body.matches("Msg ").count(), 2, "{}", page.body);
        // Nothing leaves for an entry that is taken back.
        let asked = office.assistant.post(&format!("{href}/annulation"), "").await.expect(200);
        asked.shows("cette saisie ne comptera plus").shows("Garder la saisie");
        assert_eq!(office.waiting().await.len(), 2);
        office.assistant.post(&format!("{href}/annulation"), "confirme=oui").await.expect(303);
        let form = again("0199a000-0000-7000-8000-000000000001");
        office.assistant.post(&act, &form).await.expect(422).shows("Cette saisie est annulée");
        assert_eq!(office.waiting().await.len(), 0);
    }
);

on_each_engine!(
    /// Invariant: an exemption says nothing of where the pupil is; the other kinds do.
    an_exemption_does_not_exclude_an_absence,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        typed(&office, &entry, "nature=dispense").await;
        let entry = office.entry(CLARA).await;
        let href = typed(&office, &entry, "nature=absence").await;
        let entry = office.entry(CLARA).await;
        let third = format!("{}&nature=infirmerie", entry.form("2026-11-24", "10:40", "11:35"));
        office.assistant.post("/absences/saisie", &third).await.expect(422)
            .shows("Une autre saisie couvre une partie de cette période : Absence");
        // Nor does an absence that is known exclude an exemption.
        let exempt = format!("{}&nature=dispense", entry.form("2026-11-24", "08:30", "17:05"));
        office.assistant.post("/absences/saisie", &exempt).await.expect(303);
        let entry = office.entry(CLARA).await;
        // Nor may a change bring it over another one.
        let next_day = entry.form("2026-11-25", "08:30", "17:05");
        office.assistant.post("/absences/saisie", &next_day).await.expect(303);
        changed(&office, &href, &[("au", "2026-11-25")]).await.expect(422)
            .shows("Une autre saisie couvre une partie de cette période");
    }
);

on_each_engine!(
    /// Invariant: the pupil's week shows what was typed, where it lies, and the weeks around it.
    a_week_shows_what_was_typed,
    |which| async move {
        let office = Office::bare(which).await;
        let entry = office.entry(CLARA).await;
        let page = entry.page.shows("Semaine du lundi 23 novembre").shows("Légende");
        assert!(!page.body.contains("class=\"p-week-cell p-week-mark\" data-hue=\"red\"><a"), "nothing yet");
        let form = format!(
            "eleve={}&form_id={}&du=2026-11-24&du_heure=09:25&au=2026-11-24&au_heure=11:35&action=",
            entry.pupil, entry.form_id
        );
        office.assistant.post("/absences/saisie", &form).await.expect(303);
        let page = office.entry(CLARA).await.page;
        let marked = "class=\"p-week-cell p-week-mark\" data-hue=\"red\"><a href=\"/absences/0";
        assert_eq!(page.body.matches(marked).count(), 2, "from 9:25 to 11:35: two bells");
        let next = format!("/absences/saisie?eleve={}&semaine=2026-11-30", entry.pupil);
        page.contains(&next.replace('&', "&amp;"));
        let page = office.assistant.get(&next).await.expect(200).shows("Semaine du lundi 30 novembre");
        assert!(!page.body.contains(marked));
        let armistice = format!("/absences/saisie?eleve={}&semaine=2026-11-11", entry.pupil);
        office.assistant.get(&armistice).await.expect(200).shows("Armistice de 1918");
        // What is no week, or is of another time, is this one.
        for wrong in ["demain", "1926-11-30"] {
            let page = format!("/absences/saisie?eleve={}&semaine={wrong}", entry.pupil);
            office.assistant.get(&page).await.expect(200).shows("Semaine du lundi 23 novembre");
        }
    }
);

on_each_engine!(
    /// Invariant: an absence whose end nobody knows is told and shown without one, leaves no place
    /// to another, and ends when somebody says so.
    an_absence_may_have_no_end_yet,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        let href = typed(&office, &entry, "fin_inconnue=1&au=").await;
        let page = office.assistant.get(&href).await.expect(200);
        assert!(page.body.contains("name=\"fin_inconnue\" value=\"1\" checked"), "{}", page.body);
        let page = page.shows("Absence depuis mardi 24 novembre");
        let (body, not_after) = db::sql!("SELECT body, not_after FROM message")
            .one::<(String, chrono::DateTime<chrono::Utc>)>(&mut office.portal.db().read().await.unwrap())
            .await
            .unwrap();
        assert!(body.contains("depuis le 24/11 à 8h30"), "{body}");
        assert!(not_after < office.portal.now() + chrono::Duration::days(8), "{not_after}");
        let again = office.entry(CLARA).await;
        let marked = "class=\"p-week-cell p-week-mark\" data-hue=\"red\"><a";
        assert_eq!(again.page.body.matches(marked).count(), 9, "today, no further");
        office.assistant.post("/absences/saisie", &again.form("2026-12-01", "08:30", "17:05")).await
            .expect(422).shows("Absence depuis mardi 24 novembre");
        // Back: the end is asked for.
        changed(&office, &href, &[("au_heure", "08:30"), ("version", &page.field("version"))]).await
            .expect(422).shows("La fin doit venir après le début.");
        changed(&office, &href, &[("au_heure", "12:30")]).await.expect(303);
        office.assistant.get(&href).await.expect(200).shows("Absence, mardi 24 novembre");
        assert_eq!(office.waiting().await.len(), 0, "it said that the pupil was not back");
        office.assistant.post("/absences/saisie", &again.form("2026-12-01", "08:30", "17:05")).await
            .expect(303);
    }
);

on_each_engine!(
    /// Invariant: an entry keeps its own hours when the bells of the school have changed: one may
    /// settle it without typing them anew.
    an_entry_keeps_its_hours_when_the_bells_change,
    |which| async move {
        let office = Office::ready(which).await;
        let href = typed(&office, &office.entry(CLARA).await, "nature=absence").await;
        let version = office.head.get("/absences/horaires").await.expect(200).field("version");
        let bells = format!(
            "sonneries=8h00 12h00 16h00&midi=13:00&fin_lu=16:00&fin_ma=16:00&version={version}"
        );
        office.head.post("/absences/horaires", &bells).await.expect(303);
        changed(&office, &href, &[("classe", "1")]).await.expect(303);
        office.assistant.get(&href).await.expect(200).shows("de 8 h 30 à 17 h 05");
        // Its own hours alone: another old bell is none any more.
        changed(&office, &href, &[("au_heure", "14:55")]).await.expect(422)
            .shows("Choisissez une heure de la liste.");
        changed(&office, &href, &[("au_heure", "16:00")]).await.expect(303);
    }
);

on_each_engine!(
    /// Invariant: the same change sent twice is done once, and is no conflict with oneself.
    the_same_change_twice_is_no_conflict,
    |which| async move {
        let office = Office::ready(which).await;
        let href = typed(&office, &office.entry(CLARA).await, "nature=absence").await;
        let version = office.assistant.get(&href).await.expect(200).field("version");
        for _ in 0..2 {
            changed(&office, &href, &[("informe", "1"), ("version", &version)]).await.expect(303);
        }
        assert_eq!(office.lines("absence.changed").await, 1);
    }
);

on_each_engine!(
    /// Invariant: a correction names what it corrects.
    a_correction_names_what_was_told,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        let href = typed(&office, &entry, "nature=retard&minutes=10").await;
        office.assistant.post("/absences/sms/diffusion", "portee=tout").await.expect(303);
        db::in_write!(office.portal.db(), db::Error, |tx| {
            db::sql!("UPDATE message SET state = 'delivered'").run(tx).await
        })
        .unwrap();
        office.assistant.post(&format!("{href}/annulation"), "confirme=oui").await.expect(303);
        let id = href.rsplit('/').next().unwrap();
        office.assistant.post("/absences/rectificatifs", &format!("absence={id}")).await.expect(303);
        let (body,) = db::sql!("SELECT body FROM message WHERE topic = 'Annule et remplace'")
            .one::<(String,)>(&mut office.portal.db().read().await.unwrap())
            .await
            .unwrap();
        assert!(body.contains("le retard de Clara n'est pas confirmé."), "{body}");
    }
);
