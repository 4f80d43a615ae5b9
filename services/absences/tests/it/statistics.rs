//! « Statistiques »: counted as the law says, whatever the rows are.

use crate::office::{CLARA, HUGO, Office};
use std::io::{Cursor, Read as _};
use testkit::{Answer, Browser, on_each_engine};

async fn typed(office: &Office, name: &str, (from, to): (&str, &str), more: &str) {
    let entry = office.entry(name).await;
    let form = format!(
        "eleve={}&form_id={}&du=2026-11-23&du_heure={from}&au=2026-11-23&au_heure={to}&action={more}",
        entry.pupil, entry.form_id
    );
    office
        .assistant
        .post("/absences/saisie", &form)
        .await
        .expect(303);
}

async fn shown(office: &Office, query: &str) -> Answer {
    office
        .assistant
        .get(&format!("/absences/statistiques?{query}"))
        .await
        .expect(200)
}

/// The rows of a spreadsheet that is downloaded.
pub(crate) async fn sheet_of(browser: &Browser, address: &str) -> String {
    let file = browser.get(address).await.expect(200);
    let kind = &file.headers["content-type"];
    assert_eq!(kind, "application/vnd.oasis.opendocument.spreadsheet");
    let mut archive = zip::ZipArchive::new(Cursor::new(&file.bytes)).expect("an archive");
    let mut text = String::new();
    let mut part = archive.by_name("content.xml").expect("its content");
    part.read_to_string(&mut text).expect("UTF-8");
    text
}

async fn spreadsheet(office: &Office, query: &str) -> String {
    let address = format!("/absences/statistiques/fichier?{query}");
    sheet_of(&office.assistant, &address).await
}

on_each_engine!(
    /// Invariant: who is on an outing with the school is not absent, on any page that counts; a file of
    /// figures does not name what the office alone reads.
    what_is_no_absence_and_what_is_not_named,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        let reason = |label: &str| {
            let (before, _) = entry.page.body.split_once(&format!(">{label}</option>")).expect("a reason");
            before.rsplit_once("value=\"").expect("a value").1.split('"').next().expect("its id").to_owned()
        };
        let (outing, illness) = (reason("Sortie ou voyage scolaire"), reason("Rendez-vous médical"));
        let secret = reason("Motif connu de la direction");
        typed(&office, CLARA, ("08:30", "17:05"), &format!("&motif={outing}")).await;
        typed(&office, HUGO, ("08:30", "09:25"), &format!("&motif={illness}")).await;
        typed(&office, HUGO, ("14:00", "17:05"), &format!("&motif={secret}")).await;
        shown(&office, "par=motif").await.hides("Sortie ou voyage").shows("Rendez-vous médical").shows("2 demi-journées d'absence");
        office.assistant.get("/absences/jour?jour=2026-11-23&heure=jour").await.expect(200)
            .shows("Avec l'établissement").shows("1 absent dans la journée").shows("1 famille à prévenir");
        let file = office.assistant.get("/absences/statistiques/fichier?par=motif").await.expect(200);
        assert!(file.body.contains("Motif de santé") && file.body.contains("Motif confidentiel"), "{}", file.body);
        assert!(!file.body.contains("Rendez-vous médical") && !file.body.contains("connu de la direction"), "{}", file.body);
    }
);

on_each_engine!(
    /// Invariant: half-days and latenesses are counted by each kind of row, by both rules; the file
    /// holds the same rows; a look leaves a trace.
    figures_of_absences,
    |which| async move {
        let office = Office::ready(which).await;
        shown(&office, "").await.shows("Rien à compter");
        // Monday: two half-days of Clara, one lesson of the morning of Hugo, who was late after lunch.
        typed(&office, CLARA, ("08:30", "17:05"), "").await;
        typed(&office, HUGO, ("08:30", "09:25"), "&legitime=oui").await;
        typed(&office, HUGO, ("14:00", "14:00"), "&nature=retard&minutes=12").await;
        shown(&office, "par=classe").await
            .shows("3 demi-journées d'absence, dont 2 sans motif légitime ; 1 retard.")
            .shows("5B 2 3 2 1 12");
        shown(&office, "par=classe&calcul=calcule").await.shows("2 demi-journées d'absence, dont 2");
        shown(&office, "par=eleve").await.shows("ABADIE Clara (5B) 1 2 2 0 0").shows("ABEL Hugo (5B) 1 1 0 1 12");
        shown(&office, "par=niveau").await.shows("Divisions en 5 2 3 2 1 12");
        shown(&office, "par=motif").await.shows("Sans motif 2 3 2 1 12");
        shown(&office, "par=mois").await.shows("novembre 2026 2 3 2 1 12");
        shown(&office, "par=classe&classe=6A").await.shows("Rien à compter");
        shown(&office, "par=classe&du=2026-11-24").await.shows("Rien à compter");
        shown(&office, "par=classe&au=2026-11-22&du=2026-11-24").await.shows("5B 2 3 2 1 12");
        let file = office.assistant.get("/absences/statistiques/fichier?par=eleve").await.expect(200);
        assert!(file.body.contains("\"ABEL Hugo (5B)\";\"1\";\"1\";\"0\";\"1\";\"12\""), "{}", file.body);
        assert_eq!(office.lines("statistics.exported").await, 1);
        // The spreadsheet: the same rows, numbers and months as such.
        let sheet = spreadsheet(&office, "par=eleve&format=ods").await;
        assert!(sheet.contains(">ABEL Hugo (5B)</text:p>"), "{sheet}");
        for number in [1, 0, 12] {
            assert!(sheet.contains(&format!("office:value=\"{number}\"")), "{sheet}");
        }
        let sheet = spreadsheet(&office, "par=mois&format=ods").await;
        assert!(sheet.contains("office:date-value=\"2026-11-01\""), "{sheet}");
        assert_eq!(office.lines("statistics.exported").await, 3);
        assert!(office.lines("statistics.seen").await > 5);
    }
);
