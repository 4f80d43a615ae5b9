//! « Bilans »: seen, downloaded, printed and kept.

use crate::{
    office::{CLARA, HUGO, Office, between, choices, school},
    statistics::sheet_of,
};
use admission::Function;
use db::{in_write, sql};
use education::{Id, Pupil};
use exchange::{HalfDays, HalfDaysCount};
use identity::{At, Marks};
use print::{Block, Body, Document};
use serde_json::Value;
use std::collections::HashMap;
use testkit::{Answer, on_each_engine};

const LIST: &str = "/absences/bilans";

/// Monday 23 November: Clara the whole day, Hugo an hour and twelve minutes late, and at the
/// infirmary; each with a reason, where one is given.
async fn a_monday(office: &Office, reasons: [&str; 2]) {
    for (name, hours, more) in [
        (CLARA, ("08:30", "17:05"), format!("&motif={}", reasons[0])),
        (
            HUGO,
            ("08:30", "09:25"),
            format!("&legitime=oui&motif={}", reasons[1]),
        ),
        (
            HUGO,
            ("14:00", "14:00"),
            "&nature=retard&minutes=12".to_owned(),
        ),
        (HUGO, ("14:55", "16:10"), "&nature=infirmerie".to_owned()),
    ] {
        let entry = office.entry(name).await;
        let form = format!(
            "eleve={}&form_id={}&du=2026-11-23&du_heure={}&au=2026-11-23&au_heure={}&action={more}",
            entry.pupil, entry.form_id, hours.0, hours.1
        );
        office
            .assistant
            .post("/absences/saisie", &form)
            .await
            .expect(303);
    }
}

/// The address of a model, found by its name as a person would.
async fn model(office: &Office, name: &str) -> String {
    let page = office.assistant.get(LIST).await.expect(200);
    let (before, _) = page
        .body
        .split_once(&format!(">{name}</a>"))
        .expect("the model is there");
    let (_, href) = before.rsplit_once("href=\"").expect("a link");
    href.split('"').next().expect("its address").to_owned()
}

/// Prints from the page; gives what was printed and where it is kept.
async fn printed(office: &Office, address: &str, query: &str) -> (Document, String) {
    let page = office
        .assistant
        .get(&format!("{address}?{query}"))
        .await
        .expect(200);
    let form = format!("form_id={}&{query}", page.field("form_id"));
    let answer = office.assistant.post(address, &form).await.expect(303);
    let to = answer.location.expect("a document");
    let (to, _) = to.split_once('?').expect("it has just been produced");
    let to = format!("{to}/pdf");
    let pdf = office.assistant.get(&to).await.expect(200);
    assert_eq!(pdf.headers["content-type"], "application/pdf");
    (serde_json::from_str(&pdf.body).expect("a description"), to)
}

/// The tables of a report, as rows of words.
fn tables(document: &Document) -> Vec<Vec<Vec<String>>> {
    let Body::Report(report) = &document.body else {
        panic!("a report");
    };
    let tables = report.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => serde_json::to_value(table).ok(),
        _ => None,
    });
    let words = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let row = |row: &Value| row.as_array().into_iter().flatten().map(words).collect();
    tables
        .map(|table| {
            table["rows"]
                .as_array()
                .into_iter()
                .flatten()
                .map(row)
                .collect()
        })
        .collect()
}

fn text(document: &Document) -> String {
    serde_json::to_string(document).expect("a text")
}

async fn seen(office: &Office, address: &str, query: &str) -> Answer {
    office
        .assistant
        .get(&format!("{address}?{query}"))
        .await
        .expect(200)
}

on_each_engine!(
    /// Invariant: a bilan counts what statistics do; what is printed, kept and downloaded is what was
    /// shown; each of them is a trace; a form sent twice prints one document.
    a_bilan_is_shown_printed_and_kept,
    |which| async move {
        let office = Office::ready(which).await;
        office.assistant.get(LIST).await.expect(200)
            .shows("Bilan par élève").shows("Bilan par classe").shows("Bilan de l'établissement");
        let classes = model(&office, "Bilan par classe").await;
        seen(&office, &classes, "").await.shows("Rien à compter");
        a_monday(&office, ["", ""]).await;
        let page = seen(&office, &classes, "").await
            .shows("Du dimanche 1er novembre 2026 au mardi 24 novembre 2026 : tout l'établissement.")
            .shows("5B 2 3 2 1 12").shows("Total 2 3 2 1 12");
        assert_eq!(choices(&page.body, "periode"), ["2026-11", "2026-10", "2026-09"]);
        seen(&office, &classes, "periode=2026-10").await.shows("Rien à compter");
        seen(&office, &classes, "classe=6A").await.shows("Rien à compter");
        assert_eq!(office.lines("report.seen").await, 4);
        let (document, kept) = printed(&office, &classes, "periode=2026-11&classe=5B").await;
        assert_eq!(document.title, "Bilan par classe, 5B, novembre 2026");
        assert_eq!(document.author, "Collège Les Tilleuls");
        assert_eq!(tables(&document), [[["5B", "2", "3", "2", "1", "12"], ["Total", "2", "3", "2", "1", "12"]]]);
        let said = text(&document);
        for words in ["Collège Les Tilleuls · 5B · novembre 2026", "dès qu'un cours y est manqué", "Fait le mardi 24 novembre 2026."] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert_eq!(office.lines("document.made").await, 1);
        assert_eq!(office.lines("document.printed").await, 1);
        office.assistant.get("/absences/documents?type=report").await.expect(200)
            .shows("Bilan par classe, 5B, novembre 2026 Bilan 1 ligne");
        // Kept word for word, whatever happens to the entries.
        absent_all_day(&office, "2026-11-24").await;
        let again = office.assistant.get(&kept).await.expect(200);
        assert_eq!(serde_json::from_str::<Document>(&again.body).expect("a description"), document);
        seen(&office, &classes, "").await.shows("5B 2 5 4 1 12");
        let form = format!("form_id={}", seen(&office, &classes, "").await.field("form_id"));
        let first = office.assistant.post(&classes, &form).await.expect(303).location;
        assert_eq!(office.assistant.post(&classes, &form).await.expect(303).location, first);
        assert_eq!(office.lines("document.made").await, 2);
        let file = office.assistant.get(&format!("{classes}/fichier?format=csv")).await.expect(200);
        let rows: Vec<&str> = file.body.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(rows, [
            "\"Classe\";\"Élèves\";\"Demi-journées (brut)\";\"Sans motif légitime\";\"Retards\";\"Minutes de retard\"",
            "\"5B\";\"2\";\"5\";\"4\";\"1\";\"12\"",
        ]);
        let months = model(&office, "Bilan de l'établissement").await;
        seen(&office, &months, "").await.shows("novembre 2026 2 5 4 4 1").shows("Total 2 5 4 4 1");
        let sheet = sheet_of(&office.assistant, &format!("{months}/fichier?format=ods")).await;
        assert!(sheet.contains("office:date-value=\"2026-11-01\""), "{sheet}");
        assert_eq!(sheet.matches("office:value=\"4\"").count(), 2, "{sheet}");
        assert_eq!(office.lines("report.exported").await, 2);
        // From a page that went back in its history, what was corrected in between is printed.
        absent_all_day(&office, "2026-11-20").await;
        let corrected = office.assistant.post(&classes, &form).await.expect(303).location;
        assert_ne!(corrected, first);
        assert_eq!(office.lines("document.made").await, 3);
    }
);

/// Clara again, the whole of a day.
async fn absent_all_day(office: &Office, day: &str) {
    let entry = office.entry(CLARA).await;
    let form = format!(
        "eleve={}&form_id={}&du={day}&du_heure=08:30&au={day}&au_heure=17:05&action=",
        entry.pupil, entry.form_id
    );
    office
        .assistant
        .post("/absences/saisie", &form)
        .await
        .expect(303);
}

/// A reason of the list, by its label.
async fn reason(office: &Office, label: &str) -> String {
    let page = office.entry(CLARA).await.page.body;
    let (before, _) = page
        .split_once(&format!(">{label}</option>"))
        .expect("a reason");
    let (_, value) = before.rsplit_once("value=\"").expect("its value");
    value.trim_end_matches('"').to_owned()
}

on_each_engine!(
    /// Invariant: the detail of each pupil says the reasons, but for those that paper must not say;
    /// a pupil alone is printed alone; a class or a group has its own pupils and no others.
    a_bilan_by_pupil_says_what_it_may,
    |which| async move {
        let office = Office::ready(which).await;
        let secret = reason(&office, "Motif connu de la direction").await;
        let health = reason(&office, "Maladie de l'élève").await;
        a_monday(&office, [&secret, &health]).await;
        let pupils = model(&office, "Bilan par élève").await;
        let query = "periode=1&classe=5B";
        let page = seen(&office, &pupils, query).await
            .shows("ABADIE Clara 5B 2").shows("ABEL Hugo 5B 1 0 1 12");
        assert!(choices(&page.body, "eleve").len() > 2);
        let (document, _) = printed(&office, &pupils, query).await;
        let found = tables(&document);
        assert_eq!(found.len(), 3, "the whole, then each of two pupils: {found:?}");
        assert_eq!(found[0].len(), 3);
        assert_eq!(found[1], [["Absence, lundi 23 novembre, de 8\u{a0}h\u{a0}30 à 17\u{a0}h\u{a0}05", "motif confidentiel", "oui"]]);
        let reasons: Vec<&str> = found[2].iter().map(|row| row[1].as_str()).collect();
        assert_eq!(reasons, ["motif de santé", "sans motif", "sans motif"]);
        let said = text(&document);
        for hidden in ["connue de la direction", "Motif connu", "Maladie"] {
            assert!(!said.contains(hidden), "{hidden}: {said}");
        }
        // Another reason is written as it is; the entries of one pupil alone.
        let known = reason(&office, "Panne de réveil").await;
        let entry = office.entry(HUGO).await;
        let form = format!(
            "eleve={}&form_id={}&du=2026-11-20&du_heure=08:30&au=2026-11-20&au_heure=09:25&motif={known}&action=",
            entry.pupil, entry.form_id
        );
        office.assistant.post("/absences/saisie", &form).await.expect(303);
        let alone = format!("{query}&eleve={}", entry.pupil);
        seen(&office, &pupils, &alone).await.shows("ABEL Hugo").hides("ABADIE Clara 5B 2");
        let (document, _) = printed(&office, &pupils, &alone).await;
        assert_eq!(document.title, "Bilan par élève, ABEL Hugo (5B), 1er\u{a0}trimestre 2026-2027");
        let said = text(&document);
        assert!(said.contains("Panne de réveil") && !said.contains("ABADIE"), "{said}");
        assert_eq!(tables(&document)[1].len(), 4);
        // Who is of another class is not asked for any more, and no class has no pupil to choose.
        let other = format!("periode=1&classe=6A&eleve={}", entry.pupil);
        seen(&office, &pupils, &other).await.hides("ABEL Hugo 5B");
        let page = seen(&office, &pupils, "periode=1").await.shows("ABADIE Clara 5B");
        assert!(choices(&page.body, "eleve").is_empty());
        let form = office.head.get("/absences/groupes/nouveau").await.expect(200).field("form_id");
        let group = format!("form_id={form}&nom=Cinquièmes&divisions=5B");
        office.head.post("/absences/groupes/nouveau", &group).await.expect(303);
        let page = seen(&office, &pupils, "").await;
        let group = between(&page.body, "value=\"groupe:", "\"").expect("the group");
        seen(&office, &pupils, &format!("classe=groupe:{group}")).await
            .shows(": Cinquièmes.").shows("ABEL Hugo 5B 2 1 1 12");
    }
);

on_each_engine!(
    /// Invariant: a wrong date is said on its field, and nothing is counted or kept; a model that is
    /// withdrawn, or another school's, prints nothing.
    what_cannot_be_printed_is_said,
    |which| async move {
        let office = Office::ready(which).await;
        a_monday(&office, ["", ""]).await;
        let form = "nom=Libre&lignes=pupils&periode=between&colonnes=infirmary&ordre=infirmary";
        office.head.post("/absences/modeles-de-bilans/nouveau", form).await.expect(303);
        let free = model(&office, "Libre").await;
        seen(&office, &free, "").await.shows("Du mardi 1er septembre 2026").shows("ABEL Hugo 5B 1").hides("ABADIE Clara");
        seen(&office, &free, "du=2026-11-24").await.shows("Rien à compter");
        seen(&office, &free, "du=2026-11-23&au=2026-11-23").await
            .shows("Le lundi 23 novembre 2026").shows("ABEL Hugo 5B 1");
        for (query, sentence) in [
            ("du=hier", "Ce n'est pas une date."),
            ("du=2025-11-23", "Choisissez une date de l'année scolaire en cours."),
            ("du=2026-11-24&au=2026-11-23", "La fin est avant le début."),
        ] {
            let page = office.assistant.get(&format!("{free}?{query}")).await.expect(422).shows(sentence);
            let typed = query.split(['=', '&']).nth(1).expect("a day");
            assert!(page.body.contains(&format!("value=\"{typed}\"")), "{}", page.body);
            assert!(!page.body.contains("Imprimer (PDF)"));
            office.assistant.post(&free, query).await.expect(422).shows(sentence);
            office.assistant.get(&format!("{free}/fichier?{query}")).await.expect(422).shows(sentence);
        }
        assert_eq!(office.lines("document.made").await, 0);
        let (document, _) = printed(&office, &free, "du=2026-11-20&au=2026-11-22").await;
        assert!(tables(&document).is_empty());
        assert!(text(&document).contains("Aucune saisie de cette période"));
        let elsewhere = school(&office.portal, "0990002P").await;
        let neighbour = office.portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        neighbour.get(&free).await.expect(404);
        neighbour.get(&format!("{free}/fichier")).await.expect(404);
        neighbour.post(&free, "").await.expect(404);
        let teacher = office.portal.signed_in_as(Function::Teacher, Some(office.school)).await;
        teacher.get(&free).await.expect(403);
        teacher.post(&free, "").await.expect(403);
        let id = free.rsplit('/').next().expect("an identifier");
        office.head.post(&format!("/absences/modeles-de-bilans/{id}/offre"), "offert=non").await.expect(303);
        office.assistant.get(&free).await.expect(404);
        office.assistant.post(&free, "").await.expect(404);
        office.assistant.get(LIST).await.expect(200).hides("Libre");
    }
);

on_each_engine!(
    /// Invariant: what would be too long to print is said before, and refused; the table is still
    /// downloaded.
    what_is_too_long_is_not_printed,
    |which| async move {
        let office = Office::ready(which).await;
        a_monday(&office, ["", ""]).await;
        in_write!(office.portal.db(), db::Error, |tx| {
            // Each time as many again: 4 × 2^11.
            for _ in 0..11 {
                sql!(
                    sqlite: "INSERT INTO absence (id, school, pupil, form_id, from_day, from_time, to_day, \
                             to_time, recorded_at, recorded_by, kind, minutes, noon) SELECT randomblob(16), school, \
                             pupil, randomblob(16), from_day, from_time, to_day, to_time, recorded_at, \
                             recorded_by, kind, minutes, noon FROM absence",
                    postgres: "INSERT INTO absence (id, school, pupil, form_id, from_day, from_time, to_day, \
                               to_time, recorded_at, recorded_by, kind, minutes, noon) SELECT gen_random_uuid(), school, \
                               pupil, gen_random_uuid(), from_day, from_time, to_day, to_time, recorded_at, \
                               recorded_by, kind, minutes, noon FROM absence",
                )
                .run(tx)
                .await?;
            }
            Ok(())
        })
        .expect("a busy Monday");
        let pupils = model(&office, "Bilan par élève").await;
        let page = seen(&office, &pupils, "").await
            .shows("Ce bilan est trop long pour être imprimé").shows("ABADIE Clara 5B 2 2 0 0");
        assert!(!page.body.contains("Imprimer (PDF)"), "{}", page.body);
        office.assistant.post(&pupils, "").await.expect(422).shows("trop long pour être imprimé");
        assert_eq!(office.lines("document.made").await, 0);
        office.assistant.get(&format!("{pupils}/fichier")).await.expect(200);
        let classes = model(&office, "Bilan par classe").await;
        printed(&office, &classes, "").await;
    }
);

on_each_engine!(
    /// Invariant: rows and columns are in the order of the model, on the page, in the file and on paper;
    /// what is downloaded and printed is of the same pupils and days as what is shown; more than five
    /// columns of numbers lie on the long side.
    a_bilan_is_in_the_order_of_its_model,
    |which| async move {
        let office = Office::ready(which).await;
        a_monday(&office, ["", ""]).await;
        for (name, columns, order) in [
            ("Minutes d'abord", "colonnes=minutes&colonnes=gross", "minutes"),
            ("Tout", "colonnes=gross&colonnes=computed&colonnes=unjustified&colonnes=latenesses\
                      &colonnes=minutes&colonnes=infirmary", "name"),
        ] {
            let form = format!("nom={name}&lignes=pupils&periode=month&{columns}&ordre={order}");
            office.head.post("/absences/modeles-de-bilans/nouveau", &form).await.expect(303);
        }
        let minutes = model(&office, "Minutes d'abord").await;
        let query = "periode=2026-11&classe=5B";
        let page = seen(&office, &minutes, query).await.shows("ABEL Hugo 5B 1 12 ABADIE Clara 5B 2 0 Total 3 12");
        for kept in ["name=\"periode\" value=\"2026-11\"", "name=\"classe\" value=\"5B\""] {
            assert!(page.body.contains(&format!("type=\"hidden\" {kept}")), "{kept}: {}", page.body);
        }
        let download = between(&page.body, "/fichier?", "\"").expect("a download");
        assert!(download.contains("periode=2026-11") && download.contains("classe=5B"), "{download}");
        let file = office.assistant.get(&format!("{minutes}/fichier?{query}&format=csv")).await.expect(200);
        let rows: Vec<&str> = file.body.lines().skip(1).collect();
        assert_eq!(rows, ["\"ABEL Hugo\";\"5B\";\"1\";\"12\"", "\"ABADIE Clara\";\"5B\";\"2\";\"0\""]);
        let (document, _) = printed(&office, &minutes, query).await;
        let expected = [["ABEL Hugo", "5B", "1", "12"], ["ABADIE Clara", "5B", "2", "0"], ["Total", "", "3", "12"]];
        assert_eq!(tables(&document)[0], expected);
        let wide = |document: &Document| match &document.body {
            Body::Report(report) => report.wide,
            _ => panic!("another document"),
        };
        assert!(!wide(&document));
        let all = model(&office, "Tout").await;
        seen(&office, &all, query).await.shows("ABADIE Clara 5B 2 2 2 0 0 0 ABEL Hugo 5B 1");
        assert!(wide(&printed(&office, &all, query).await.0));
        // A form that another school has sent is no document of this one.
        let form = format!("form_id={}&{query}", page.field("form_id"));
        office.assistant.post(&minutes, &form).await.expect(303);
        let elsewhere = school(&office.portal, "0990002P").await;
        let neighbour = office.portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        let list = neighbour.get(LIST).await.expect(200).body;
        let theirs = between(&list, &format!("href=\"{LIST}/"), "\"").expect("a model");
        neighbour.post(&format!("{LIST}/{theirs}"), &form).await.expect(404);
    }
);

on_each_engine!(
    /// Invariant: bulletins are told what a bilan says, of the pupils and the days that they ask for; who was
    /// never away is not in the answer.
    bulletins_are_told_what_a_bilan_says,
    |which| async move {
        let office = Office::ready(which).await;
        a_monday(&office, ["", ""]).await;
        let account = office.portal.account("principal", &[Function::Head], Some(office.school)).await;
        let (context, now) = (&office.portal.context, office.portal.now());
        let mut read = office.portal.db().read().await.unwrap();
        let at = At::<Marks>::admit(&mut read, account, Some(office.school), now).await.unwrap();
        drop(read);
        let [clara, hugo] = [office.entry(CLARA).await.pupil, office.entry(HUGO).await.pupil];
        let pupils: Vec<Id<Pupil>> = [clara, hugo].iter().map(|id| id.parse().unwrap()).collect();
        let count = *context.offers.get::<HalfDaysCount>().expect("absences count half-days");
        let ask = async |pupils: &[Id<Pupil>], from: &str, to: &str| {
            (count.0)(context, &at, pupils, (from.parse().unwrap(), to.parse().unwrap())).await.unwrap()
        };
        let told = |missed, unjustified, latenesses| HalfDays { missed, unjustified, latenesses };
        let both = ask(&pupils, "2026-09-01", "2026-11-30").await;
        assert_eq!(both, [(pupils[0], told(2, 2, 0)), (pupils[1], told(1, 0, 1))].into());
        assert_eq!(ask(&pupils[..1], "2026-11-23", "2026-11-23").await, [(pupils[0], told(2, 2, 0))].into());
        assert_eq!(ask(&pupils, "2026-11-24", "2026-11-30").await, HashMap::new());
    }
);
