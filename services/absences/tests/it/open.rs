//! « Suivi »: what is open, and what closes it.

use crate::office::{CLARA, HUGO, INES, Office, between};
use admission::Function;
use chrono::Duration;
use db::{in_write, sql};
use testkit::{Answer, on_each_engine};

const OPEN: &str = "/absences/suivi";

/// An entry that nobody is told of; `more`, other fields.
async fn typed(office: &Office, name: &str, (from, to): (&str, &str), more: &str) {
    let entry = office.entry(name).await;
    let form = format!(
        "eleve={}&form_id={}&du={from}&du_heure=08:30&au={to}&au_heure=17:05&action={more}",
        entry.pupil, entry.form_id
    );
    office
        .assistant
        .post("/absences/saisie", &form)
        .await
        .expect(303);
}

async fn tab(office: &Office, tab: &str) -> Answer {
    let page = office
        .assistant
        .get(&format!("{OPEN}?onglet={tab}&depuis=2026-11-01"))
        .await;
    page.expect(200)
}

/// Days pass: whoever was signed in signs in again.
async fn days_later(office: Office, days: i64) -> Office {
    office.later(Duration::days(days));
    let assistant = office
        .portal
        .signed_in_as(Function::SchoolLifeAssistant, Some(office.school))
        .await;
    Office {
        assistant,
        ..office
    }
}

/// A line of a list that the entry's form offers.
fn line(page: &str, label: &str) -> String {
    let before = page.split(&format!(">{label}</option>")).next().unwrap();
    before
        .rsplit("value=\"")
        .next()
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned()
}

on_each_engine!(
    /// Invariant: a family has the school days of the action to answer, from when it was told; then
    /// the matter rises. Its call closes it, once.
    an_answer_is_late_after_its_school_days,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        office.record(&entry).await.expect(303);
        // Thursday is the second school day after Tuesday.
        let office = days_later(office, 3).await;
        tab(&office, "delai").await.hides(CLARA).shows("Aucune famille n'est en retard");
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE message SET state = 'delivered'").run(tx).await
        })
        .unwrap();
        let page = tab(&office, "delai").await.shows(CLARA).shows("jeudi 26 novembre");
        let office = days_later(office, -1).await;
        tab(&office, "delai").await.hides(CLARA);
        let office = days_later(office, 1).await;
        let id = between(&page.body, "id=\"suivi-", "\"").unwrap();
        for _ in 0..2 {
            let kept = office.assistant.post(OPEN, &format!("onglet=delai&depuis=2026-11-01&appele={id}")).await.expect(303);
            office.assistant.get(&kept.location.unwrap()).await.expect(200)
                .hides(CLARA).shows("L'appel de la famille est noté").shows("Indiquer le motif, ou corriger");
        }
        assert_eq!(office.lines("family.called").await, 1);
        tab(&office, "motif").await.hides(CLARA);
        office.assistant.post(OPEN, "onglet=delai&appele=x").await.expect(404);
    }
);

on_each_engine!(
    /// Invariant: what has no reason, or a reason without its proof, is open until somebody closes it;
    /// an exemption owes nothing.
    reasons_and_proofs_are_awaited,
    |which| async move {
        let office = Office::ready(which).await;
        let page = office.entry(CLARA).await.page;
        let proof = line(&page.body, "Certificat médical");
        office.head.get("/absences/motifs").await.expect(200).shows("Maladie");
        let form = "libelle=Stage&proprietes=proof";
        office.head.post("/absences/motifs/nouveau", form).await.expect(303);
        let reason = line(&office.entry(HUGO).await.page.body, "Stage");
        typed(&office, CLARA, ("2026-11-24", "2026-11-24"), "").await;
        typed(&office, HUGO, ("2026-11-24", "2026-11-24"), &format!("&motif={reason}")).await;
        typed(&office, INES, ("2026-11-24", "2026-11-24"), "&nature=dispense").await;
        tab(&office, "motif").await.shows(CLARA).hides(HUGO).hides(INES);
        tab(&office, "justificatif").await.hides(CLARA).shows(HUGO).hides(INES);
        let page = tab(&office, "justificatif").await;
        let id = between(&page.body, "id=\"suivi-", "\"").unwrap();
        let entry = office.assistant.get(&format!("/absences/{id}")).await.expect(200);
        let change = format!(
            "nature=absence&du=2026-11-24&du_heure=08:30&au=2026-11-24&au_heure=17:05&motif={reason}\
             &justificatif={proof}&legitime=motif&version={}",
            entry.field("version")
        );
        office.assistant.post(&format!("/absences/{id}"), &change).await.expect(303);
        tab(&office, "justificatif").await.hides(HUGO);
        office.assistant.get(&format!("{OPEN}?onglet=motif&classe=6A")).await.expect(200).hides(CLARA);
        office.assistant.get(&format!("{OPEN}?onglet=motif&classe=5B")).await.expect(200).shows(CLARA);
    }
);

on_each_engine!(
    /// Invariant: four half-days without a legitimate reason in a calendar month are told, those that
    /// have one are not counted, and a day on which the school is closed counts for nothing.
    the_law_s_threshold_is_told,
    |which| async move {
        let office = Office::ready(which).await;
        // Monday and Tuesday: four half-days.
        typed(&office, CLARA, ("2026-11-23", "2026-11-24"), "").await;
        typed(&office, HUGO, ("2026-11-23", "2026-11-24"), "&legitime=oui").await;
        // From Friday to Monday, then Wednesday which has no afternoon: 2 + 2 - 1.
        typed(&office, INES, ("2026-11-13", "2026-11-13"), "").await;
        typed(&office, INES, ("2026-11-18", "2026-11-18"), "").await;
        // A reason that only the school reads.
        let reasons = office.head.get("/absences/motifs").await.expect(200).body;
        let (before, _) = reasons.split_once(">Motif connu de la direction<").unwrap();
        let (_, id) = before.rsplit_once("/absences/motifs/").unwrap();
        let secret = format!("&motif={}", id.split('"').next().unwrap());
        typed(&office, CLARA, ("2026-11-20", "2026-11-20"), &secret).await;
        let page = tab(&office, "seuils").await.shows(CLARA).hides(HUGO).hides(INES);
        assert!(page.body.contains(">4<"), "{}", page.body);
        // The file of one pupil, for the authority: what it says, and who asked for it.
        assert!(!page.body.contains("/absences/seuils/"), "{}", page.body);
        let page = office.head.get(&format!("{OPEN}?onglet=seuils")).await.expect(200);
        let file = between(&page.body, "href=\"/absences/seuils/", "\"").unwrap();
        let before = office.lines("authority.file").await;
        let far = file.replace("2026-11-01", "9999-05-05");
        office.head.get(&format!("/absences/seuils/{far}")).await.expect(404);
        // Who types does not refer a family to the authority: the direction and the CPE do.
        office.assistant.get(&format!("/absences/seuils/{file}")).await.expect(403);
        let file = office.head.get(&format!("/absences/seuils/{file}")).await.expect(200);
        let printed: print::Document = serde_json::from_str(&file.body).expect("a document");
        assert_eq!(printed.author, "Collège Les Tilleuls");
        let said = file.body;
        for words in ["Signalement d'absences", CLARA, "4\u{a0}demi-journées", "après-midi", "sans motif"] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert!(!said.contains(HUGO), "{said}");
        assert!(said.contains("motif confidentiel") && !said.contains("Motif connu"), "{said}");
        assert_eq!(office.lines("authority.file").await, before + 1);
        let other = format!("/absences/seuils/{}", uuid::Uuid::now_v7());
        office.head.get(&other).await.expect(404);
        // Armistice Day, and the one half-day that was missing.
        typed(&office, INES, ("2026-11-11", "2026-11-12"), "").await;
        tab(&office, "seuils").await.shows(CLARA).shows(INES);
    }
);

on_each_engine!(
    /// Invariant: a day that no engine knows, or of which nothing can be kept, is taken for none.
    a_day_long_ago_is_none,
    |which| async move {
        let office = Office::ready(which).await;
        for day in ["-262143-01-01", "0001-01-01", "2024-11-01", "2027-11-01", "x"] {
            let page = office.assistant.get(&format!("{OPEN}?depuis={day}")).await.expect(200);
            assert_eq!(page.field("depuis"), "2026-10-25", "{day}");
        }
        let page = office.assistant.get(&format!("{OPEN}?depuis=2025-09-01")).await.expect(200);
        assert_eq!(page.field("depuis"), "2025-09-01");
    }
);
