//! « Saisie collective »: a class, minus some.

use crate::office::{CLARA, HUGO, INES, Office};
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

on_each_engine!(
    /// Invariant: each pupil who is ticked gets an entry of their own, once; who is somewhere else
    /// already is left out and counted; nothing waits to be sent.
    a_class_minus_some,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(INES).await;
        office.record(&entry).await.expect(303);
        let waiting = office.waiting().await.len();
        office.assistant.get(HREF).await.expect(200).hides(CLARA);
        let page = office.assistant.get(&format!("{HREF}?classe=division:5B")).await.expect(200).shows(CLARA);
        assert_eq!(page.body.matches("name=\"eleves\"").count(), 3);
        let form = format!(
            "classe=division:5B&form_id={}&nature=absence&du=2026-11-24&du_heure=08:30&au=2026-11-24\
             &au_heure=12:30&motif=&eleves={}&eleves={}",
            page.field("form_id"), of(&page, CLARA), of(&page, INES)
        );
        for sentence in ["1 saisie enregistrée. 1 élève est laissé de côté", "1 saisie enregistrée."] {
            let kept = office.assistant.post(HREF, &form).await.expect(303);
            office.assistant.get(&kept.location.unwrap()).await.expect(200).shows(sentence);
        }
        office.entry(CLARA).await.page.shows("Absence, mardi 24 novembre, de 8 h 30 à 12 h 30");
        office.entry(HUGO).await.page.hides("de 8 h 30 à 12 h 30");
        assert_eq!(office.lines("absence.recorded").await, 2);
        assert_eq!(office.waiting().await.len(), waiting);
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
