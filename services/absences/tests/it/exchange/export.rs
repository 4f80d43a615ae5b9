//! What leaves, and that it comes back the same.

use super::*;
use crate::office::{CLARA, HUGO, INES};
use testkit::{Which, on_each_engine};

/// Many entries, of three pupils, which nobody has in two places.
fn table(lines: usize) -> String {
    let kinds = [
        "Absence",
        "Retard",
        "Départ",
        "Dispense",
        "Infirmerie",
        "Exclusion",
    ];
    let reasons = [
        "Maladie de l'élève",
        "=1+1;\"\"x\"\"",
        "'=2",
        "''-3",
        "",
        "stage en milieu professionnel",
    ];
    let pupils = [CLARA, HUGO, INES];
    let mut text = "Élève;Nom;Prénom;Nature;Date de début;Heure de début;Date de fin;Heure de fin;\
                    Minutes;Motif;Légitime;Justificatif;Constatée;Saisie classée;Midi;Origine;\
                    Saisie le;Saisie par;Annulée le;Annulée par\n"
        .to_owned();
    for line in 0..lines {
        let (surname, first) = pupils[line % 3].split_once(' ').unwrap();
        let slot = line / 3;
        let (day, hour) = (slot / 8, 8 + slot % 8);
        let date = chrono::NaiveDate::from_ymd_opt(2026, 8, 24).unwrap()
            + chrono::Duration::days(i64::try_from(day).unwrap());
        let date = date.format("%d/%m/%Y");
        let kind = kinds[line % 6];
        let (minutes, end) = match kind {
            "Retard" => ("12", format!("{hour}:12")),
            _ => ("", format!("{hour}:50")),
        };
        let withdrawn = match line % 7 {
            0 => "24/11/2026 09:00;'-Camille Exemple",
            _ => ";",
        };
        let typed = match line % 5 {
            0 => ";",
            1 => "25/10/2026 02:30;=Dominique",
            _ => "24/10/2026 08:41;Claude Exemple",
        };
        let (legitimate, proof) = (
            ["oui", "non", ""][line % 3],
            ["Certificat médical", ""][line % 2],
        );
        text += &format!(
            ";{surname};{first};{kind};{date};{hour}:00;{date};{end};{minutes};\"{}\";{legitimate};\
             {proof};x;{legitimate};12:30;{};{typed};{withdrawn}\n",
            reasons[line % reasons.len()],
            ["Appel", "Vie scolaire"][line % 2],
        );
    }
    text
}

/// A school with all that may be exported: typed, called, changed, taken back, imported.
async fn busy(which: Which) -> Office {
    let office = Office::bare(which).await;
    add_reasons(&office).await;
    let types = async |name: &str, more: &str| {
        let entry = office.entry(name).await;
        let form = format!("{}&{more}", entry.form("2026-11-24", "08:30", "09:25"));
        office
            .assistant
            .post("/absences/saisie", &form)
            .await
            .expect(303);
    };
    let page = office.entry(CLARA).await.page;
    let (before, _) = page
        .body
        .split_once("\">Rendez-vous médical</option>")
        .expect("the reason is offered");
    let reason = before.rsplit_once("value=\"").unwrap().1.to_owned();
    types(
        CLARA,
        &format!("motif={reason}&informe=1&constatee=1&classe=1"),
    )
    .await;
    types(HUGO, "nature=retard&minutes=10").await;
    types(HUGO, "nature=dispense&legitime=oui").await;
    types(HUGO, "nature=dispense&legitime=oui").await;
    let entry = office.entry(INES).await;
    let open = format!(
        "{}&fin_inconnue=1",
        entry.form("2026-11-23", "14:00", "14:55")
    );
    office
        .assistant
        .post("/absences/saisie", &open)
        .await
        .expect(303);
    // Taken back, then typed again, twice the same.
    for _ in 0..2 {
        let entry = office.entry(CLARA).await;
        let form = entry.form("2026-11-23", "08:30", "09:25");
        office
            .assistant
            .post("/absences/saisie", &form)
            .await
            .expect(303);
        let page = office
            .assistant
            .get(&format!("/absences/saisie?eleve={}", entry.pupil))
            .await;
        let hrefs = page.body.split("href=\"/absences/0").skip(1);
        let mut taken_back = false;
        for rest in hrefs {
            let href = format!("/absences/0{}", rest.split('"').next().unwrap());
            let shown = office.assistant.get(&href).await.expect(200);
            if shown.body.contains("23 novembre") && shown.body.contains("/annulation") {
                office
                    .assistant
                    .post(&format!("{href}/annulation"), "confirme=oui")
                    .await
                    .expect(303);
                taken_back = true;
            }
        }
        assert!(taken_back, "the entry of the 23rd is taken back");
    }
    let roll = format!(
        "classe=division:5B&heure=10:40&jour=2026-11-23&eleves={0}&absents={0}",
        office.entry(HUGO).await.pupil
    );
    office.head.post("/absences/appel", &roll).await.expect(303);
    let native = exported(&office).await;
    assert!(native.contains("\"Appel\"") && native.contains("\"Rendez-vous médical\""));
    bring(&office, &table(1_300)).await;
    office
}

on_each_engine!(
    /// Invariant: an export that is imported into a school without entries is exported the same, byte
    /// for byte, though other people work there; reading it again adds nothing.
    an_export_comes_back_the_same,
    |which| async move {
        let office = busy(which).await;
        let first = exported(&office).await;
        assert!(first.lines().count() > 1_250, "{} lines", first.lines().count());
        let copy = Office::bare(which).await;
        add_reasons(&copy).await;
        // However the lines are sorted in between.
        let mut lines: Vec<&str> = first.lines().collect();
        lines[1..].reverse();
        let page = bring(&copy, &format!("{}\r\n", lines.join("\r\n"))).await;
        copy.head.get(&page).await.expect(200).shows("Import fait").shows("Laissées de côté 0");
        let second = exported(&copy).await;
        let odd = first.lines().zip(second.lines()).find(|(a, b)| a != b);
        assert!(first == second, "{odd:?}");
        // Into itself, and into the copy once more: all of it is there.
        for office in [&office, &copy] {
            let draft = deposit(office, &first).await;
            office.head.get(&draft).await.expect(200).shows("À ajouter 0").shows("Laissées de côté 0")
                .shows("Ce fichier n'ajoute rien");
        }
        assert_eq!(count(&copy, "messages").await, 0);
    }
);

on_each_engine!(
    /// Invariant: an export holds what is asked for and no more, and leaves its trace.
    an_export_holds_what_is_asked,
    |which| async move {
        let office = Office::bare(which).await;
        let file = format!(
            "{HEADER}ABADIE;Clara;;24/11/2026;08:30;;12:30;;Maladie de l'élève\n\
             ABEL;Hugo;;23/11/2026;08:30;24/11/2026;12:30;;Stage en milieu professionnel\n\
             ABOU;Inès;;16/11/2026;08:30;;12:30;;\n"
        );
        bring(&office, &file).await;
        let lines = async |query: &str| {
            let body = office.head.get(&format!("{PAGE}/export?{query}")).await.expect(200).body;
            (body.lines().count() - 1, body)
        };
        let (all, body) = lines("").await;
        assert_eq!(all, 3);
        let order: Vec<_> = ["ABOU", "ABEL", "ABADIE"].iter().map(|name| body.find(name)).collect();
        assert!(order.is_sorted() && order[0].is_some(), "{body}");
        assert!(!body.contains("Maladie") && body.contains("Stage en milieu professionnel"), "{body}");
        assert!(lines("secrets=1").await.1.contains("Maladie de l'élève"));
        assert_eq!(lines("du=2026-11-23&au=2026-11-23").await.0, 1);
        assert_eq!(lines("du=2026-11-24").await.0, 1);
        assert_eq!(lines("au=2026-11-23").await.0, 2);
        assert_eq!(lines("classe=5B").await.0, 3);
        assert_eq!(lines("classe=6Z").await.0, 0);
        for (query, words) in [
            ("du=hier", "Indiquez une date"),
            ("du=2026-11-24&au=2026-11-23", "La fin doit venir après le début"),
        ] {
            let page = office.head.get(&format!("{PAGE}/export?{query}")).await.expect(422);
            page.shows(words);
        }
        let mut read = office.portal.db().read().await.unwrap();
        let filter = audit::Filter { act: Some("absences.exported".into()), ..audit::Filter::default() };
        let traces = audit::latest(&mut read, &filter, 20).await.unwrap();
        assert_eq!(traces.len(), 7);
        let secret = |trace: &&audit::Found| trace.detail.contains("3 saisies, avec les motifs de santé");
        assert_eq!(traces.iter().filter(secret).count(), 1);
    }
);
