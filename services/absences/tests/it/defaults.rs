//! « Valeurs par défaut », and the forms that begin with them.

use crate::office::{CLARA, INES, Office, between, choices, school};
use admission::Function;
use testkit::on_each_engine;

const PAGE: &str = "/absences/valeurs";

/// The form of the settings, with what is changed in it.
fn form(version: &str, changes: &[(&str, &str)]) -> String {
    let own = [
        ("motif", ""),
        ("action", "only"),
        ("destinataires", "first"),
        ("debut", "day"),
        ("fin", "day"),
        ("anciennete", ""),
        ("version", version),
    ];
    let said = own.map(|(field, own)| {
        let change = changes.iter().find(|(name, _)| *name == field);
        format!("{field}={}", change.map_or(own, |(_, value)| value))
    });
    said.join("&")
}

async fn save(office: &Office, changes: &[(&str, &str)]) {
    let version = office.head.get(PAGE).await.expect(200).field("version");
    office
        .head
        .post(PAGE, &form(&version, changes))
        .await
        .expect(303);
}

/// The choice of a list that is made already.
fn selected(page: &str, list: &str) -> String {
    let inside = between(page, &format!(" id=\"{list}\""), "</select>").expect("the list");
    let chosen = inside.split("<option value=\"").find(|option| {
        option
            .split_once('>')
            .is_some_and(|(tag, _)| tag.contains("\" selected"))
    });
    let value = chosen.and_then(|option| option.split_once('"'));
    value.map_or(String::new(), |(value, _)| value.to_owned())
}

/// How many recipients are ticked.
fn ticked(page: &str) -> usize {
    let boxes = page
        .split("<input")
        .filter(|tag| tag.contains("name=\"destinataires\""));
    boxes
        .filter(|tag| {
            tag.split('>')
                .next()
                .is_some_and(|tag| tag.contains(" checked"))
        })
        .count()
}

/// The identifier of a reason of the school, by its words.
async fn reason(office: &Office, label: &str) -> String {
    let page = office.head.get("/absences/motifs").await.expect(200);
    let (before, _) = page
        .body
        .split_once(&format!(">{label}</a>"))
        .expect("the reason");
    let href = before.rsplit_once("href=\"").expect("a link").1;
    let href = href.split('"').next().expect("its address");
    href.rsplit('/').next().expect("an identifier").to_owned()
}

on_each_engine!(
    /// Invariant: the form of an entry begins with what the school settled, and what a person
    /// chooses instead is recorded.
    an_entry_begins_with_what_was_settled,
    |which| async move {
        let office = Office::ready(which).await;
        // The program's own: from the bell under way, told to the first guardian.
        let page = office.entry(INES).await.page;
        assert_eq!([selected(&page.body, "du_heure"), selected(&page.body, "au_heure")], ["08:30", "17:05"]);
        assert_eq!(selected(&page.body, "motif"), "");
        assert!(!selected(&page.body, "action").is_empty(), "the only action");
        assert_eq!(ticked(&page.body), 1);
        let alarm = reason(&office, "Panne de réveil").await;
        let action = office.entry(INES).await.action;
        save(&office, &[
            ("motif", &alarm), ("action", &action), ("destinataires", "all"), ("debut", "10:40"), ("fin", "bell"),
        ]).await;
        let entry = office.entry(INES).await;
        let page = &entry.page.body;
        assert_eq!([selected(page, "du_heure"), selected(page, "au_heure")], ["10:40", "18:00"]);
        assert_eq!([selected(page, "motif"), selected(page, "action")], [alarm.as_str(), &action]);
        assert_eq!(ticked(page), 2);
        // Somebody chooses otherwise: no reason, another hour, nobody told.
        let own = format!("eleve={}&form_id={}&du=2026-11-24&du_heure=08:30&au=2026-11-24&au_heure=09:25\
            &motif=&action=", entry.pupil, entry.form_id);
        office.assistant.post("/absences/saisie", &own).await.expect(303);
        let page = office.entry(INES).await.page;
        page.contains("Aucun envoi");
        let href = between(&page.body, "href=\"/absences/0", "\"").expect("the entry");
        let own = office.assistant.get(&format!("/absences/0{href}")).await.expect(200);
        assert_eq!(selected(&own.body, "motif"), "", "what was chosen stands");
        save(&office, &[("action", "none"), ("destinataires", "nobody")]).await;
        let page = office.entry(CLARA).await.page;
        assert_eq!((selected(&page.body, "action").as_str(), ticked(&page.body)), ("", 0));
    }
);

on_each_engine!(
    /// Invariant: an absence that ended too long ago sends nothing, and the form says why; a limit
    /// is of its own school.
    an_old_absence_sends_nothing,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(INES).await;
        office.assistant.post("/absences/saisie", &entry.form("2026-11-16", "08:30", "17:05")).await.expect(303);
        assert_eq!(office.waiting().await.len(), 1, "there is no limit until one is chosen");
        save(&office, &[("anciennete", "7")]).await;
        let entry = office.entry(INES).await;
        let why = "pas de SMS pour une absence finie depuis plus de 7 jours";
        entry.page.contains(why);
        let refused = office.assistant.post("/absences/saisie", &entry.form("2026-11-13", "08:30", "17:05"))
            .await.expect(422).shows("Choisissez l'action « Aucune ».");
        assert_eq!(selected(&refused.body, "action"), entry.action, "what was chosen is kept");
        let none = entry.form("2026-11-13", "08:30", "17:05").replace(&format!("&action={}", entry.action), "&action=");
        office.assistant.post("/absences/saisie", &none).await.expect(303);
        // Seven days ago is not more than seven days.
        let entry = office.entry(INES).await;
        office.assistant.post("/absences/saisie", &entry.form("2026-11-17", "08:30", "17:05")).await.expect(303);
        assert_eq!(office.waiting().await.len(), 2);
        // Neither is an old entry told later, even by a page that was shown before.
        let page = office.entry(INES).await.page;
        let all = page.body.split("href=\"/absences/0").skip(1).filter_map(|rest| rest.split_once('"'));
        let mut old = None;
        for (id, _) in all {
            let own = format!("/absences/0{id}");
            let page = office.assistant.get(&own).await.expect(200);
            if page.body.contains("Aucune action n'est proposée") {
                old = Some(own);
            }
        }
        let old = old.expect("an entry that is too old");
        let page = office.assistant.get(&old).await.expect(200).shows(why);
        assert!(!page.body.contains("Ajouter l'action"), "{}", page.body);
        let asked = format!("action={}&destinataires={}", entry.action, entry.recipients[0]);
        office.assistant.post(&format!("{old}/actions"), &asked).await.expect(422)
            .shows("Choisissez l'action « Aucune ».");
        assert_eq!(office.waiting().await.len(), 2);
        // Nor by the gesture of « La journée ».
        let day = "/absences/jour?jour=2026-11-13&heure=jour";
        let shown = office.assistant.get(day).await.expect(200);
        let tell = format!("form_id={}&jour=2026-11-13&heure=jour&prevenir={}",
            shown.field("form_id"), old.rsplit('/').next().expect("an identifier"));
        let to = office.assistant.post("/absences/jour", &tell).await.expect(303).location.expect("a page");
        office.assistant.get(&to).await.expect(200).shows("1 absence est trop ancienne pour un message");
        assert_eq!(office.waiting().await.len(), 2);
        let elsewhere = school(&office.portal, "0990002P").await;
        let neighbour = office.portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        assert_eq!(neighbour.get(PAGE).await.expect(200).field("anciennete"), "");
    }
);

on_each_engine!(
    /// Invariant: what refers to something withdrawn is not followed, the settings say so, and it
    /// is followed again once that is put back.
    what_was_withdrawn_is_not_followed,
    |which| async move {
        let office = Office::ready(which).await;
        let alarm = reason(&office, "Panne de réveil").await;
        let action = office.entry(INES).await.action;
        save(&office, &[("motif", &alarm), ("action", &action), ("fin", "12:30")]).await;
        office.head.get(PAGE).await.expect(200).hides("La saisie ne suit plus");
        office.head.post(&format!("/absences/motifs/{alarm}/offre"), "offert=non").await.expect(303);
        office.head.post(&format!("/absences/actions/{action}/offre"), "offert=non").await.expect(303);
        let hours = office.head.get("/absences/horaires").await.expect(200);
        let bells = format!("sonneries=08:30 10:00 13:00 17:05&midi=13:00&fin_lu=17:05&fin_ma=17:05&fin_me=\
            &fin_je=&fin_ve=&fin_sa=&version={}", hours.field("version"));
        office.head.post("/absences/horaires", &bells).await.expect(303);
        let page = office.head.get(PAGE).await.expect(200)
            .shows("La saisie ne suit plus tout ce qui a été choisi")
            .shows("Motif « Panne de réveil » : il a été retiré.")
            .shows("Action « SMS » : elle a été retirée.")
            .shows("ce n'est plus une sonnerie");
        assert_eq!(selected(&page.body, "motif"), "");
        let entry = office.entry(INES).await.page;
        assert_eq!(selected(&entry.body, "motif"), "");
        assert_eq!(selected(&entry.body, "au_heure"), "17:05");
        office.head.post(&format!("/absences/motifs/{alarm}/offre"), "offert=oui").await.expect(303);
        assert_eq!(selected(&office.entry(INES).await.page.body, "motif"), alarm);
    }
);

on_each_engine!(
    /// Invariant: what is wrong is refused and kept; what somebody else saved in between is not
    /// overwritten unseen; « Rétablir » gives the program's own.
    defaults_are_not_overwritten,
    |which| async move {
        let office = Office::ready(which).await;
        let version = office.head.get(PAGE).await.expect(200).field("version");
        let page = office.head.post(PAGE, &form(&version, &[("anciennete", "beaucoup"), ("fin", "bell")]))
            .await.expect(422).shows("Indiquez un nombre de jours");
        assert_eq!(page.field("anciennete"), "beaucoup");
        assert_eq!(selected(&page.body, "fin"), "bell");
        for _ in 0..2 {
            office.head.post(PAGE, &form(&version, &[("anciennete", "7")])).await.expect(303);
        }
        assert_eq!(office.lines("defaults.saved").await, 1);
        let page = office.head.post(PAGE, &form(&version, &[("debut", "bell")])).await.expect(409)
            .shows("Ces valeurs ont été modifiées entre-temps").shows("7 jours");
        assert_eq!(selected(&page.body, "debut"), "bell", "what was typed is kept");
        let latest = page.field("version");
        office.head.post(PAGE, &form(&latest, &[("debut", "bell")])).await.expect(303);
        let page = office.head.get(PAGE).await.expect(200);
        assert_eq!((page.field("anciennete").as_str(), selected(&page.body, "debut").as_str()), ("", "bell"));
        // A form that was shown before does not win by being the first of its kind.
        let late = office.head.post(PAGE, &form(&latest, &[("anciennete", "3")])).await.expect(409);
        let restore = form(&late.field("version"), &[("anciennete", "3")]) + "&retablir=1";
        office.head.post(PAGE, &restore).await.expect(303);
        let page = office.head.get(PAGE).await.expect(200);
        assert_eq!((page.field("anciennete").as_str(), selected(&page.body, "debut").as_str()), ("", "day"));
        office.assistant.get(PAGE).await.expect(403);
        assert!(!choices(&page.body, "motif").is_empty());
    }
);
