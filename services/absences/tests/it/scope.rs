//! « Demi-pension » and « Internat »: a meal, a night; no lesson, and no half-day.

use crate::office::{CLARA, HUGO, Office, between, typed};
use db::{in_write, sql};
use testkit::{Answer, on_each_engine};

const ENTRY: &str = "/absences/saisie";
const ALL_DAY: &str = "/absences/jour?jour=2026-11-24&heure=jour";
/// Noon of that Tuesday.
const MEAL: &str = "&porte_sur=demi-pension";
const NIGHT: &str = "&porte_sur=internat";

/// What the register says of how everybody lunches and sleeps.
async fn regime(office: &Office, code: Option<&str>) {
    in_write!(office.portal.db(), db::Error, |tx| {
        sql!("UPDATE enrolment SET regime = $1")
            .bind(code)
            .run(tx)
            .await
    })
    .unwrap();
}

/// The cells of a row of the week, by its title.
fn row(page: &Answer, title: &str) -> Option<String> {
    between(
        &page.body,
        &format!("<th scope=\"row\">{title}</th>"),
        "</tr>",
    )
}

on_each_engine!(
    /// Invariant: a meal or a night is offered to whom the register knows to have lunch or to sleep
    /// there, and to nobody else.
    a_regime_says_what_is_offered,
    |which| async move {
        let office = Office::bare(which).await;
        for (code, meal, night) in [
            (None, false, false), (Some("0"), false, false), (Some("21"), true, false), (Some("3"), true, true),
        ] {
            regime(&office, code).await;
            let page = office.entry(CLARA).await.page;
            assert_eq!(page.body.contains("value=\"demi-pension\""), meal, "{code:?}");
            assert_eq!(page.body.contains("value=\"internat\""), night, "{code:?}");
            assert_eq!(row(&page, "Demi-pension").is_some(), meal, "{code:?}");
            assert_eq!(row(&page, "Internat").is_some(), night, "{code:?}");
        }
        regime(&office, Some("2")).await;
        let entry = office.entry(CLARA).await;
        let form = entry.form("2026-11-24", "08:30", "17:05");
        for wrong in [NIGHT, "&porte_sur=garderie"] {
            let page = office.assistant.post(ENTRY, &format!("{form}{wrong}")).await.expect(422);
            let page = page.shows("Choisissez une ligne de la liste.");
            assert!(page.body.contains("href=\"#porte_sur\""), "{}", page.body);
        }
        office.assistant.post(ENTRY, &format!("{form}{MEAL}&nature=retard&minutes=5")).await.expect(422)
            .shows("choisissez « Absence » ou « Exclusion »");
        assert_eq!(office.lines("absence.recorded").await, 0);
    }
);

on_each_engine!(
    /// Invariant: who misses a meal or a night misses no lesson: it is told, shown and counted as what
    /// it is, beside an absence of the same hours and never twice itself.
    a_meal_is_no_lesson,
    |which| async move {
        let office = Office::ready(which).await;
        regime(&office, Some("3")).await;
        let entry = office.entry(CLARA).await;
        // Neither the hours nor the end are read.
        let href = typed(&office, &entry, ("17:05", "08:30"), &format!("{MEAL}&fin_inconnue=1")).await;
        let page = office.assistant.get(&href).await.expect(200)
            .shows("Absence à la demi-pension, mardi 24 novembre");
        assert!(page.body.contains("<option value=\"demi-pension\" selected>"), "{}", page.body);
        let waiting = office.assistant.get("/absences/sms").await.expect(200);
        waiting.shows("Absence à la demi-pension du 24/11/26");
        let (body,) = sql!("SELECT body FROM message")
            .one::<(String,)>(&mut office.portal.db().read().await.unwrap())
            .await
            .unwrap();
        assert!(body.contains("absence à la demi-pension de Clara ABADIE (5B) le 24/11."), "{body}");
        // Its row, its day, and no lesson.
        let week = office.entry(CLARA).await.page;
        let cells = row(&week, "Demi-pension").unwrap();
        assert_eq!(cells.matches(&format!("href=\"{href}\"")).count(), 1, "{cells}");
        assert_eq!(cells.matches("pas de cours ce jour").count(), 1, "{cells}");
        assert_eq!(week.body.matches(&format!("href=\"{href}\"><span")).count(), 1, "one cell");
        // The day shows it as what it is; who was in every lesson is not absent.
        let day = office.assistant.get(ALL_DAY).await.expect(200);
        day.shows("Absence à la demi-pension").shows("0 absent dans la journée");
        office.assistant.get("/absences/statistiques?par=eleve").await.expect(200).hides(CLARA);
        // Twice is refused; a night, and an absence of the whole day, are something else.
        let again = office.entry(CLARA).await;
        let form = again.form("2026-11-24", "08:30", "17:05");
        office.assistant.post(ENTRY, &format!("{form}{MEAL}")).await.expect(422)
            .shows("Absence à la demi-pension, mardi 24 novembre");
        office.assistant.post(ENTRY, &format!("{form}{NIGHT}")).await.expect(303);
        let again = office.entry(CLARA).await.page
            .shows("Absence à l'internat, nuit du mardi 24 novembre au mercredi 25 novembre");
        assert!(row(&again, "Internat").unwrap().contains("href=\"/absences/0"));
        office.record(&office.entry(CLARA).await).await.expect(303);
        let form = office.entry(CLARA).await.form("2026-11-25", "08:30", "12:30");
        office.assistant.post(ENTRY, &form).await.expect(303);
        office.assistant.get(ALL_DAY).await.expect(200).shows("1 absent dans la journée");
        office.assistant.get("/absences/statistiques?par=eleve").await.expect(200).shows(CLARA);
    }
);

on_each_engine!(
    /// Invariant: who is not at lunch is no less expected in the lesson.
    a_roll_knows_nothing_of_meals,
    |which| async move {
        let office = Office::bare(which).await;
        regime(&office, Some("3")).await;
        let entry = office.entry(HUGO).await;
        let form = entry.form("2026-11-23", "08:30", "17:05");
        // Last night, until the first bell of today; and that night's breakfast is long.
        office.assistant.post(ENTRY, &format!("{form}{NIGHT}")).await.expect(303);
        in_write!(office.portal.db(), db::Error, |tx| {
            let late = chrono::NaiveTime::from_hms_opt(10, 0, 0);
            sql!("UPDATE absence SET to_time = $1").bind(late).run(tx).await
        })
        .unwrap();
        let roll = "classe=division:5B&heure=08:30&jour=2026-11-24";
        let sheet = office.head.get(&format!("/absences/appel?{roll}")).await.expect(200);
        let sheet = sheet.hides("dit la vie scolaire");
        let form = format!(
            "{roll}&eleves={id}&absents={id}&form_id={}", sheet.field("form_id"), id = entry.pupil
        );
        office.head.post("/absences/appel", &form).await.expect(303);
        office.entry(HUGO).await.page.shows("Absence, mardi 24 novembre, de 8 h 30 à 9 h 25");
    }
);

on_each_engine!(
    /// Invariant: a meal stays what it was when the bells or the regime change, and what was told of
    /// it stays true; another day makes it wrong, and a correction names it.
    a_meal_stays_what_it_was,
    |which| async move {
        let office = Office::ready(which).await;
        regime(&office, Some("2")).await;
        let href = typed(&office, &office.entry(CLARA).await, ("08:30", "17:05"), MEAL).await;
        let version = office.head.get("/absences/horaires").await.expect(200).field("version");
        let bells = format!(
            "sonneries=8h00 12h00 13h30 16h00&midi=13:00&fin_lu=16:00&fin_ma=16:00&version={version}"
        );
        office.head.post("/absences/horaires", &bells).await.expect(303);
        regime(&office, Some("0")).await;
        let change = async |day: &str, more: &str| {
            let version = office.assistant.get(&href).await.expect(200).field("version");
            let form = format!("nature=absence&du={day}&version={version}{MEAL}{more}");
            office.assistant.post(&href, &form).await.expect(303).location.unwrap()
        };
        assert!(change("2026-11-24", "&classe=1").await.ends_with("retires=0"));
        assert!(row(&office.entry(CLARA).await.page, "Demi-pension").is_some(), "what was typed is shown");
        assert_eq!(office.waiting().await.len(), 1);
        assert!(change("2026-11-23", "").await.ends_with("retires=1"));
        let page = office.assistant.get(&href).await.expect(200);
        page.shows("Absence à la demi-pension, lundi 23 novembre")
            .shows("Absence à la demi-pension, mardi 24 novembre");
        let act = format!(
            "action={}&destinataires={}", office.entry(CLARA).await.action,
            office.entry(CLARA).await.recipients[0]
        );
        office.assistant.post(&format!("{href}/actions"), &act).await.expect(303);
        office.assistant.post("/absences/sms/diffusion", "portee=tout").await.expect(303);
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE message SET state = 'delivered' WHERE state = 'queued'").run(tx).await
        })
        .unwrap();
        office.assistant.post(&format!("{href}/annulation"), "confirme=oui").await.expect(303);
        office.assistant.get("/absences/rectificatifs").await.expect(200)
            .shows("l'absence à la demi-pension de Clara n'est pas confirmée");
    }
);
