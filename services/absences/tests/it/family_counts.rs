//! Half-days, as families and the office read them.

use crate::family::Home;
use chrono::{NaiveDate, NaiveTime, Weekday};
use db::in_write;
use identity::{At, SchoolLifeSettings};
use testkit::on_each_engine;
use timetable::{Class, LessonTerms, Weeks};
use web::{Error, FormId};

/// A lesson of the first hour, every day of the week, to the class of these pupils.
async fn with_a_timetable(home: &Home) {
    let (portal, school) = (&home.office.portal, home.office.school);
    let head = portal
        .account("edt", &[admission::Function::Head], Some(school))
        .await;
    let now = portal.now();
    let mut read = portal.db().read().await.unwrap();
    let at = At::<SchoolLifeSettings>::admit(&mut read, head, Some(school), now)
        .await
        .unwrap();
    drop(read);
    let time = |text: &str| text.parse::<NaiveTime>().unwrap();
    let since: NaiveDate = "2026-09-01".parse().unwrap();
    in_write!(portal.db(), Error, |tx| {
        for (day, class) in [
            (Weekday::Mon, Class::Division("5B".into())),
            (Weekday::Tue, Class::Division("5B".into())),
            (Weekday::Tue, Class::Division("6A".into())),
        ] {
            let to_others = class.code() == "6A";
            let terms = LessonTerms {
                day,
                from: time(if to_others { "14:00:00" } else { "08:30:00" }),
                to: time(if to_others { "14:55:00" } else { "09:25:00" }),
                weeks: Weeks::Every,
                subject: "Mathématiques".into(),
                room: String::new(),
                classes: vec![class],
                teachers: Vec::new(),
            };
            timetable::add_lesson(tx, &at, FormId::new(), &terms, since, now).await?;
        }
        Ok(())
    })
    .unwrap();
}

/// « 3 demi-journées d'absence, dont… »: what the office's page counts of the year so far, and then the
/// family's.
async fn both(home: &Home) -> (String, String) {
    let said = |body: &str| {
        let paragraphs = body.split("<p class=\"ds-paragraph\">").skip(1);
        let mut texts = paragraphs.filter_map(|rest| rest.split("</p>").next());
        let counted =
            texts.find(|text| text.contains("journées d'absence") && text.contains(" ; "));
        counted
            .expect("a count")
            .trim_end_matches('.')
            .replace('\u{a0}', " ")
    };
    let office = home
        .office
        .assistant
        .get("/absences/statistiques?par=eleve")
        .await
        .expect(200);
    let family = home
        .guardian
        .get(&format!("{}?periode=annee", home.page))
        .await
        .expect(200);
    (said(&office.body), said(&family.body))
}

on_each_engine!(
    /// Invariant: a family reads as many half-days as the office, on bells alone as on a timetable; an outing
    /// with the school counts for neither.
    half_days_are_those_of_the_office,
    |which| async move {
        let home = Home::of(which).await;
        let reasons = home.reasons();
        home.typed(("08:30", "17:05"), "").await;
        let monday = home.clara.form("2026-11-23", "08:30", "17:05");
        let excused = format!("{monday}&motif={}", reasons[0]);
        home.office.assistant.post("/absences/saisie", &excused).await.expect(303);
        let again = home.office.entry(crate::office::CLARA).await;
        let outing = again.form("2026-11-19", "08:30", "17:05").replace(&again.action, "");
        home.office.assistant.post("/absences/saisie", &format!("{outing}&motif={}", reasons[9])).await
            .expect(303);
        let late = home.office.entry(crate::office::CLARA).await;
        let late = late.form("2026-11-17", "08:30", "08:30").replace(&late.action, "");
        home.office.assistant.post("/absences/saisie", &format!("{late}&nature=retard&minutes=10")).await
            .expect(303);
        let (office, family) = both(&home).await;
        assert_eq!(office, "4 demi-journées d'absence, dont 2 sans motif légitime ; 1 retard");
        assert_eq!(family, office);
        with_a_timetable(&home).await;
        let (office, family) = both(&home).await;
        assert_eq!(office, "2 demi-journées d'absence, dont 1 sans motif légitime ; 1 retard");
        assert_eq!(family, office);
        let page = home.guardian.get(&home.page).await.expect(200);
        page.shows("Sortie ou voyage scolaire").shows("Rien à justifier").shows("Retard de 10 minutes");
    }
);
