//! « Horaires » and « Jours fermés ».

use crate::office::{CLARA, Office, choices};
use admission::Function;
use testkit::on_each_engine;

const HOURS: &str = "/absences/horaires";
const CLOSED: &str = "/absences/jours-fermes";

fn week(bells: &str, noon: &str, end: &str, version: &str) -> String {
    format!(
        "sonneries={bells}&midi={noon}&fin_lu={end}&fin_ma={end}&fin_me=&fin_je={end}&fin_ve={end}\
         &fin_sa=&version={version}"
    )
}

on_each_engine!(
    /// Invariant: entries are typed on the bells of the school, and end with its day.
    entries_follow_the_bells_of_the_school,
    |which| async move {
        let office = Office::bare(which).await;
        let page = office.head.get(HOURS).await.expect(200).shows("08:30 09:25 10:40");
        let mine = week("8h00 9h00, 10h00 12h00 16h00", "12:30", "16:00", &page.field("version"));
        office.head.post(HOURS, &mine).await.expect(303);
        let entry = office.entry(CLARA).await;
        let hours = choices(&entry.page.body, "du_heure");
        assert_eq!(hours, ["08:00", "09:00", "10:00", "12:00", "16:00"]);
        // It is Tuesday, 8:40: from the bell under way to the end of the day.
        assert!(entry.page.body.contains("value=\"08:00\" selected"), "{}", entry.page.body);
        assert!(entry.page.body.contains("value=\"16:00\" selected"), "{}", entry.page.body);
        let old = entry.form_to("2026-11-24", "08:30", "16:00", &[]);
        office.assistant.post("/absences/saisie", &old).await.expect(422)
            .shows("Choisissez une heure de la liste.");
        let right = entry.form_to("2026-11-24", "08:00", "16:00", &[]);
        office.assistant.post("/absences/saisie", &right).await.expect(303);
    }
);

on_each_engine!(
    /// Invariant: what is wrong is said on its field, what was typed stays; the older of two windows
    /// is told.
    hours_are_judged_and_not_overwritten,
    |which| async move {
        let office = Office::bare(which).await;
        let refused = |form: String, sentence: &'static str| {
            let head = &office.head;
            async move { head.post(HOURS, &form).await.expect(422).shows(sentence) }
        };
        let page = refused(week("8h00 midi 16h00", "12:30", "16:00", "0"), "« midi » n'est pas une heure").await;
        assert!(page.body.contains("8h00 midi 16h00"), "{}", page.body);
        refused(week("8h00", "12:30", "8:00", "0"), "Indiquez de 2 à 30 heures").await;
        refused(week("8h00 16h00", "17:00", "16:00", "0"), "doit tomber entre").await;
        refused(week("8h00 16h00", "midi", "16:00", "0"), "Saisissez une heure").await;
        refused(week("8h00 16h00", "12:30", "15:00", "0"), "lundi : choisissez une heure").await;
        refused(week("8h00 16h00", "12:30", "", "0"), "au moins un jour de cours").await;
        let right = week("8h00 16h00", "12:30", "16:00", "0");
        for _ in 0..2 {
            office.head.post(HOURS, &right).await.expect(303);
        }
        let page = office.head.post(HOURS, &right.replace("12:30", "13:00")).await.expect(409)
            .shows("Ces horaires ont été modifiés entre-temps");
        assert_eq!(page.field("midi"), "13:00");
        let again = week("8h00 16h00", "13:00", "16:00", &page.field("version"));
        office.head.post(HOURS, &again).await.expect(303);
    }
);

on_each_engine!(
    /// Invariant: a school sees the days on which it is closed, adds some and takes some out.
    closed_days_are_the_school_s,
    |which| async move {
        let office = Office::bare(which).await;
        let page = office.head.get(CLOSED).await.expect(200)
            .shows("Vacances de la Toussaint").shows("Armistice de 1918").shows("calendrier national");
        let form_id = page.field("form_id");
        let wrong = format!("form_id={form_id}&libelle=Pont&du=2027-08-02&au=");
        let page = office.head.post(CLOSED, &wrong).await.expect(422)
            .shows("ne sont pas tous de l'année scolaire 2026-2027");
        assert!(page.body.contains("value=\"Pont\""), "{}", page.body);
        office.head.post(CLOSED, "libelle=&du=hier&au=").await.expect(422)
            .shows("Indiquez une date");
        let right = format!("form_id={form_id}&libelle=Journée pédagogique&du=27/11/2026&au=");
        for _ in 0..2 {
            office.head.post(CLOSED, &right).await.expect(303);
        }
        let page = office.head.get(CLOSED).await.expect(200);
        assert_eq!(page.body.matches("<div>Journée pédagogique</div>").count(), 1);
        let (before, _) = page.body.split_once("Armistice de 1918").unwrap();
        let row = &page.body[before.rfind("<tr").unwrap()..];
        let act = row.split("action=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        office.head.post(&act, "ferme=non").await.expect(303);
        office.head.get(CLOSED).await.expect(200).shows("Armistice de 1918 (ouvert ici)");
        let elsewhere = crate::office::school(&office.portal, "0990002P").await;
        let neighbour = office.portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        neighbour.post(&act, "ferme=oui").await.expect(404);
        office.head.post(&act, "ferme=oui").await.expect(303);
        office.head.get(CLOSED).await.expect(200).hides("(ouvert ici)");
        assert_eq!(office.lines("closure.removed").await, 1);
    }
);
