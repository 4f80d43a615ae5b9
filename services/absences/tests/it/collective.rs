//! « Saisie collective »: a class, minus some; found again, and taken back.

use crate::office::{CLARA, HUGO, INES, Office, between, school};
use admission::Function;
use testkit::{Answer, on_each_engine};

const HREF: &str = "/absences/collective";

/// The value of a pupil's box.
fn of(page: &Answer, name: &str) -> String {
    let before = page.body.split(name).next().unwrap();
    before
        .rsplit("name=\"eleves\" value=\"")
        .next()
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned()
}

/// The form of a class, this morning, for those who are named.
fn morning(page: &Answer, class: &str, names: &[&str]) -> String {
    let ticked: String = names
        .iter()
        .map(|name| format!("&eleves={}", of(page, name)))
        .collect();
    format!(
        "classe={class}&form_id={}&nature=absence&du=2026-11-24&du_heure=08:30&au=2026-11-24\
         &au_heure=12:30&motif={ticked}",
        page.field("form_id")
    )
}

/// Types one, from the page, and gives its own.
async fn typed(office: &Office, names: &[&str]) -> Answer {
    let page = office
        .assistant
        .get(&format!("{HREF}?classe=division:5B"))
        .await
        .expect(200);
    let form = morning(&page, "division:5B", names);
    let kept = office.assistant.post(HREF, &form).await.expect(303);
    office.assistant.get(&kept.location.unwrap()).await
}

on_each_engine!(
    /// Invariant: each pupil who is ticked gets an entry of their own, once; who is somewhere else
    /// already is left out and named; nothing waits to be sent.
    a_class_minus_some,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(INES).await;
        office.record(&entry).await.expect(303);
        let waiting = office.waiting().await.len();
        office.assistant.get(HREF).await.expect(200).hides(CLARA).shows("Aucune saisie collective cette année");
        let page = office.assistant.get(&format!("{HREF}?classe=division:5B")).await.expect(200).shows(CLARA);
        assert_eq!(page.body.matches("name=\"eleves\"").count(), 3);
        let form = morning(&page, "division:5B", &[CLARA, INES]);
        let kept = office.assistant.post(HREF, &form).await.expect(303).location.unwrap();
        assert_eq!(office.assistant.post(HREF, &form).await.expect(303).location.unwrap(), kept);
        let done = office.assistant.get(&kept).await.expect(200)
            .shows("1 saisie enregistrée. 1 élève est laissé de côté").hides(HUGO);
        let (_, left_out) = done.body.split_once("Laissés de côté").unwrap();
        let (left_out, recorded) = left_out.split_once("Saisies enregistrées").unwrap();
        assert!(left_out.contains(INES) && !left_out.contains(CLARA), "{left_out}");
        assert!(recorded.contains(CLARA) && !recorded.contains(INES), "{recorded}");
        office.entry(CLARA).await.page.shows("Absence, mardi 24 novembre, de 8 h 30 à 12 h 30");
        office.entry(HUGO).await.page.hides("de 8 h 30 à 12 h 30");
        assert_eq!(office.lines("absence.recorded").await, 2);
        assert_eq!(office.lines("collective.recorded").await, 1);
        assert_eq!(office.lines("collective.seen").await, 1);
        assert_eq!(office.waiting().await.len(), waiting);
        office.assistant.get(HREF).await.expect(200).shows("mardi 24 novembre, 8 h 40 5B 1");
    }
);

on_each_engine!(
    /// Invariant: what was typed at once is taken back at once, but for what somebody has worked on
    /// since; a second time changes nothing, and entries that came otherwise stay.
    what_was_typed_together_is_taken_back_together,
    |which| async move {
        let office = Office::ready(which).await;
        let done = typed(&office, &[CLARA, HUGO, INES]).await.expect(200).shows("3 saisies enregistrées.");
        let undo = between(&done.body, "action=\"", "/annulation\"").unwrap() + "/annulation";
        let undo = undo.rsplit('"').next().unwrap().to_owned();
        // One is told to the family, one is corrected.
        let told = office.entry(INES).await;
        let own = between(&told.page.body, "href=\"/absences/", "\"").unwrap();
        let (action, to) = (&told.action, &told.recipients[0]);
        let tell = format!("form_id={}&action={action}&destinataires={to}", told.form_id);
        let entry = entry_of(&office, INES).await;
        office.assistant.post(&format!("{entry}/actions"), &tell).await.expect(303);
        assert!(!own.is_empty());
        let corrected = entry_of(&office, HUGO).await;
        let change = "nature=absence&du=2026-11-24&du_heure=08:30&au=2026-11-24&au_heure=11:35&version=1";
        office.assistant.post(&corrected, change).await.expect(303);
        let kept = office.assistant.post(&undo, "").await.expect(303).location.unwrap();
        office.assistant.get(&kept).await.expect(200)
            .shows("C'est annulé. 2 saisies restent : quelqu'un y a travaillé depuis.")
            .hides("Annuler ces saisies");
        office.entry(CLARA).await.page.shows("Saisie annulée");
        office.entry(HUGO).await.page.hides("Saisie annulée");
        office.entry(INES).await.page.hides("Saisie annulée");
        assert_eq!(office.waiting().await.len(), 1);
        assert_eq!(office.lines("collective.undone").await, 1);
        // Again for Clara, alone: the first one taken back leaves her new entry where it is.
        typed(&office, &[CLARA]).await.expect(200).shows("1 saisie enregistrée.");
        let again = office.assistant.post(&undo, "").await.expect(303).location.unwrap();
        office.assistant.get(&again).await.expect(200).hides("C'est annulé");
        assert_eq!(office.lines("collective.undone").await, 1);
        office.assistant.get(HREF).await.expect(200).shows("5B Annulée 3");
        let absent = office.assistant.get("/absences/jour?heure=jour").await.expect(200);
        absent.shows(CLARA).shows(HUGO).shows(INES);
    }
);

/// The page of the entry of a pupil.
async fn entry_of(office: &Office, name: &str) -> String {
    let page = office.entry(name).await.page.body;
    let (_, own) = page.split_once("Ses absences").expect("the list");
    let id = between(own, "href=\"/absences/", "\"").expect("an entry");
    format!("/absences/{id}")
}

on_each_engine!(
    /// Invariant: a group of divisions is chosen as a class is, and gives each of its pupils an entry.
    a_group_of_divisions,
    |which| async move {
        let office = Office::ready(which).await;
        let form = office.head.get("/absences/groupes/nouveau").await.expect(200).field("form_id");
        let group = format!("form_id={form}&nom=Cinquièmes&divisions=5B");
        office.head.post("/absences/groupes/nouveau", &group).await.expect(303);
        let page = office.assistant.get(HREF).await.expect(200).shows("Cinquièmes");
        let id = between(&page.body, "value=\"groupe:", "\"").unwrap();
        let class = format!("groupe:{id}");
        let page = office.assistant.get(&format!("{HREF}?classe={class}")).await.expect(200).shows(CLARA);
        assert_eq!(page.body.matches("name=\"eleves\"").count(), 3);
        let form = morning(&page, &class, &[CLARA, HUGO]);
        let kept = office.assistant.post(HREF, &form).await.expect(303).location.unwrap();
        office.assistant.get(&kept).await.expect(200).shows("2 saisies enregistrées.").shows("Cinquièmes").hides(INES);
    }
);

on_each_engine!(
    /// Invariant: what a school typed at once is its own.
    a_collective_entry_is_of_one_school,
    |which| async move {
        let office = Office::ready(which).await;
        let done = typed(&office, &[CLARA]).await.expect(200);
        let undo = between(&done.body, "action=\"/absences/collective/", "/annulation\"").unwrap();
        let elsewhere = school(&office.portal, "0990002P").await;
        let neighbour = office.portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        neighbour.get(&format!("{HREF}/{undo}")).await.expect(404);
        neighbour.post(&format!("{HREF}/{undo}/annulation"), "").await.expect(404);
        neighbour.get(HREF).await.expect(200).shows("Aucune saisie collective cette année");
        office.entry(CLARA).await.page.hides("Saisie annulée");
    }
);

on_each_engine!(
    /// Invariant: what is wrong is said on its field, and who was ticked stays ticked.
    a_class_is_judged,
    |which| async move {
        let office = Office::ready(which).await;
        let page = office.assistant.get(&format!("{HREF}?classe=division:5B")).await.expect(200);
        let clara = of(&page, CLARA);
        let form = "classe=division:5B&nature=retard&du=2026-11-24&du_heure=08:31&au=2026-11-24\
                    &au_heure=12:30&motif=x";
        office.assistant.post(HREF, form).await.expect(422).shows("Cochez au moins un élève.")
            .shows("Choisissez une nature de la liste.").shows("Choisissez une heure de la liste.")
            .shows("Choisissez une ligne de la liste.");
        let page = office.assistant.post(HREF, &format!("{form}&eleves={clara}")).await.expect(422);
        assert_eq!(page.body.matches(" checked").count(), 1, "{}", page.body);
        office.assistant.post(HREF, "classe=division:9Z").await.expect(404);
    }
);
