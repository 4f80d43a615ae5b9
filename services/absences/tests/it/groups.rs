//! « Groupes de divisions », and what they find where a division is chosen.

use crate::office::{CLARA, HUGO, Office, between, school};
use admission::Function;
use db::{in_write, sql};
use education::{Id, Pupil};
use testkit::{Answer, on_each_engine};

const LIST: &str = "/absences/groupes";
const NEW: &str = "/absences/groupes/nouveau";

/// The divisions that the form of a group offers.
async fn offered(office: &Office) -> Vec<String> {
    let page = office.head.get(NEW).await.expect(200);
    page.body
        .split("name=\"divisions\" value=\"")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
        .collect()
}

/// Sends the form of a new group.
async fn add(office: &Office, name: &str, divisions: &[&str]) -> Answer {
    let form_id = office.head.get(NEW).await.expect(200).field("form_id");
    office
        .head
        .post(NEW, &form(name, divisions, &form_id, ""))
        .await
}

fn form(name: &str, divisions: &[&str], form_id: &str, version: &str) -> String {
    let boxes: String = divisions
        .iter()
        .map(|code| format!("&divisions={code}"))
        .collect();
    format!("form_id={form_id}&version={version}&nom={name}{boxes}")
}

/// The address of a group, found by its name as a person would.
async fn address(office: &Office, name: &str) -> String {
    let page = office.head.get(LIST).await.expect(200);
    let (before, _) = page
        .body
        .split_once(&format!(">{name}</a>"))
        .expect("the group is there");
    let (_, href) = before.rsplit_once("href=\"").expect("a link");
    href.split('"').next().expect("its address").to_owned()
}

/// The pupils that the search of « Absences et retards » finds.
async fn found(office: &Office, class: &str) -> Vec<String> {
    let page = office
        .assistant
        .get(&format!("/absences/saisie?classe={class}"))
        .await
        .expect(200);
    let Some(table) = between(&page.body, "Élèves trouvés", "</table>") else {
        page.shows("Aucun élève ne correspond");
        return Vec::new();
    };
    table
        .split("saisie?eleve=")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
        .collect()
}

/// A second division, to which some pupils of the first one go; gives the two codes.
async fn two_divisions(office: &Office) -> [String; 2] {
    let first = offered(office).await.remove(0);
    in_write!(office.portal.db(), db::Error, |tx| {
        let new: education::Id<records::Division> = education::Id::new();
        sql!(
            "INSERT INTO division (id, school, school_year, code) \
             SELECT $1, school, school_year, '5 Z' FROM division WHERE school = $2 AND code = $3"
        )
        .bind(new)
        .bind(office.school)
        .bind(first.as_str())
        .run(tx)
        .await?;
        sql!(
            "UPDATE enrolment SET division = $1 WHERE school = $2 AND pupil = \
             (SELECT pupil FROM enrolment WHERE school = $2 ORDER BY pupil DESC LIMIT 1)"
        )
        .bind(new)
        .bind(office.school)
        .run(tx)
        .await
    })
    .expect("a second division");
    [first, "5 Z".to_owned()]
}

on_each_engine!(
    /// Invariant: a group is chosen where a division is, and finds the pupils of its divisions, all
    /// of them and no others.
    a_group_finds_the_pupils_of_its_divisions,
    |which| async move {
        let office = Office::bare(which).await;
        let [first, second] = two_divisions(&office).await;
        let (one, other) = (found(&office, &first).await, found(&office, "5+Z").await);
        assert!(!one.is_empty() && other.len() == 1, "{one:?} {other:?}");
        add(&office, "Toutes ensemble", &[&first, &second]).await.expect(303);
        add(&office, "Petite", &["5+Z"]).await.expect(303);
        let page = office.assistant.get("/absences/saisie").await.expect(200);
        let groups = between(&page.body, "<optgroup label=\"Groupes\">", "</optgroup>").expect("groups");
        assert!(groups.find("Petite") < groups.find("Toutes ensemble"), "by name: {groups}");
        let value = |name: &str| {
            let (before, _) = groups.split_once(&format!(">{name}<")).expect("offered");
            let value = before.rsplit_once("value=\"").expect("a value").1;
            value.trim_end_matches('"').to_owned()
        };
        let mut both = found(&office, &value("Toutes ensemble")).await;
        assert_eq!(found(&office, &value("Petite")).await, other);
        let mut all = [one, other.clone()].concat();
        all.sort();
        both.sort();
        assert_eq!(both, all);
        // « La journée » and « Suivi » take groups too.
        let entry = office.entry(CLARA).await;
        office.assistant.post("/absences/saisie", &entry.form_to("2026-11-24", "08:30", "17:05", &[])).await.expect(303);
        let in_petite = other.contains(&entry.pupil);
        for (class, there) in [(value("Petite"), in_petite), (value("Toutes ensemble"), true), (String::new(), true)] {
            for list in ["/absences/jour?heure=jour", "/absences/suivi?onglet=motif"] {
                let page = office.assistant.get(&format!("{list}&classe={class}")).await.expect(200);
                assert_eq!(page.body.contains(CLARA), there, "{list} {class}");
                assert!(page.body.contains("<optgroup label=\"Groupes\">"), "{}", page.body);
            }
        }
        // Shown again as it was chosen.
        let chosen = value("Petite");
        let page = office.assistant.get(&format!("/absences/saisie?classe={chosen}")).await.expect(200);
        assert!(page.body.contains(&format!("value=\"{chosen}\" selected")), "{}", page.body);
    }
);

on_each_engine!(
    /// Invariant: what waits to leave is chosen by division or by group, and « tout » is all of what
    /// is shown: nothing of another division leaves or is lost with it.
    what_waits_is_chosen_by_group,
    |which| async move {
        let office = Office::ready(which).await;
        let [first, _] = two_divisions(&office).await;
        let clara = office.entry(CLARA).await;
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE enrolment SET division = (SELECT id FROM division WHERE code = '5 Z') WHERE pupil = $1")
                .bind(clara.pupil.parse::<Id<Pupil>>().expect("an id"))
                .run(tx)
                .await
        })
        .expect("moved");
        add(&office, "Petite", &["5+Z"]).await.expect(303);
        let listed = address(&office, "Petite").await;
        let petite = format!("groupe:{}", listed.rsplit('/').next().expect("an id"));
        office.record(&clara).await.expect(303);
        office.record(&office.entry(HUGO).await).await.expect(303);
        for (class, shown) in [("", [true, true]), (&petite, [true, false]), ("5+Z", [true, false]), (&first, [false, true]), ("9+X", [false, false])] {
            let page = office.assistant.get(&format!("/absences/sms?classe={class}")).await.expect(200);
            assert_eq!([page.body.contains(CLARA), page.body.contains(HUGO)], shown, "{class}");
            let count = shown.iter().filter(|shown| **shown).count();
            match count {
                0 => page.shows("Aucun SMS en attente ne répond à ce choix"),
                _ => page.shows(&format!("Il y a actuellement {count}\u{a0}SMS")),
            };
        }
        // Sorting, asking again and both forms keep what was chosen.
        let page = office.assistant.get(&format!("/absences/sms?classe={petite}")).await.expect(200);
        let encoded = petite.replace(':', "%3A");
        assert_eq!(page.body.matches(&format!("name=\"classe\" value=\"{petite}\"")).count(), 2, "{}", page.body);
        assert!(page.body.contains(&format!("?tri=division&amp;sens=haut&amp;classe={encoded}")), "{}", page.body);
        let all = format!("portee=tout&classe={petite}");
        let asked = office.assistant.post("/absences/sms/suppression", &all).await.expect(200)
            .shows("Supprimer 1\u{a0}SMS");
        assert!(asked.body.contains(&format!("href=\"/absences/sms?classe={encoded}\"")), "{}", asked.body);
        let back = office.assistant.post("/absences/sms/diffusion", &all).await.expect(303);
        assert_eq!(back.location.as_deref(), Some(&*format!("/absences/sms?classe={encoded}&diffuses=1")));
        let left = office.assistant.get("/absences/sms").await.expect(200);
        assert_eq!([left.body.contains(CLARA), left.body.contains(HUGO)], [false, true]);
    }
);

on_each_engine!(
    /// Invariant: a group that is withdrawn, or another school's, finds nobody rather than all.
    a_withdrawn_group_finds_nobody,
    |which| async move {
        let office = Office::bare(which).await;
        let code = offered(&office).await.remove(0);
        add(&office, "Ensemble", &[&code]).await.expect(303);
        let href = address(&office, "Ensemble").await;
        let value = format!("groupe:{}", href.rsplit('/').next().expect("an identifier"));
        assert!(!found(&office, &value).await.is_empty());
        let elsewhere = school(&office.portal, "0990002P").await;
        let neighbour = office.portal
            .signed_in_as(Function::SchoolLifeAssistant, Some(elsewhere)).await;
        neighbour.get(&format!("/absences/saisie?classe={value}")).await.expect(200)
            .shows("Aucun élève ne correspond");
        for (offered, found_now, section) in [("non", false, true), ("non", false, true), ("oui", true, false)] {
            office.head.post(&format!("{href}/offre"), &format!("offert={offered}")).await.expect(303);
            assert_eq!(!found(&office, &value).await.is_empty(), found_now, "{offered}");
            let page = office.assistant.get("/absences/saisie").await.expect(200);
            assert_eq!(page.body.contains("<optgroup"), found_now, "{offered}");
            let page = office.head.get(LIST).await.expect(200);
            assert_eq!(page.body.contains("Groupes retirés"), section, "{offered}");
        }
        assert_eq!(office.lines("division_group.withdrawn").await, 1, "withdrawn once");
    }
);

on_each_engine!(
    /// Invariant: a form sent twice adds one group; what is wrong keeps what was typed; no two
    /// groups that are offered have one name.
    a_group_is_added_once_under_its_own_name,
    |which| async move {
        let office = Office::bare(which).await;
        let code = offered(&office).await.remove(0);
        let form_id = office.head.get(NEW).await.expect(200).field("form_id");
        for _ in 0..2 {
            office.head.post(NEW, &form("Cinquièmes", &[&code], &form_id, "")).await.expect(303);
        }
        assert_eq!(office.lines("division_group.added").await, 1);
        add(&office, "Vide", &[]).await.expect(422).shows("Choisissez au moins une division.");
        add(&office, "Ailleurs", &["9X"]).await.expect(422).shows("Choisissez des divisions de la liste.");
        let page = add(&office, "cinquiemes", &[&code]).await.expect(422)
            .shows("Un autre groupe porte déjà ce nom.");
        assert!(page.body.contains("value=\"cinquiemes\""), "{}", page.body);
        assert!(page.body.contains(&format!("value=\"{code}\" checked")), "{}", page.body);
        let href = address(&office, "Cinquièmes").await;
        office.head.post(&format!("{href}/offre"), "offert=non").await.expect(303);
        // The name is free while nobody is offered it, and cannot be taken back.
        add(&office, "cinquiemes", &[&code]).await.expect(303);
        let answer = office.head.post(&format!("{href}/offre"), "offert=oui").await.expect(303);
        let to = answer.location.expect("a page");
        office.head.get(&to).await.expect(200).shows("un autre porte son nom").shows("Groupes retirés");
    }
);

on_each_engine!(
    /// Invariant: what somebody else wrote in between is not overwritten unseen; a group is of its
    /// own school; a division of another year is kept and said.
    a_group_is_not_overwritten,
    |which| async move {
        let office = Office::bare(which).await;
        let [first, second] = two_divisions(&office).await;
        add(&office, "Groupe", &[&first, &second]).await.expect(303);
        let href = address(&office, "Groupe").await;
        let version = office.head.get(&href).await.expect(200).field("version");
        for _ in 0..2 {
            office.head.post(&href, &form("Nous", &[&first, &second], "", &version)).await.expect(303);
        }
        let page = office.head.post(&href, &form("Vous", &[&first], "", &version)).await.expect(409)
            .shows("Ce groupe a été modifié entre-temps").shows("Nous");
        assert!(page.body.contains("value=\"Vous\""), "{}", page.body);
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE division SET ended_on = '2026-11-23' WHERE code = '5 Z'").run(tx).await
        }).expect("an ended division");
        office.head.get(LIST).await.expect(200).shows("5 Z (plus cette année)");
        let latest = page.field("version");
        office.head.post(&href, &form("Vous", &["5+Z"], "", &latest)).await.expect(303);
        office.head.get(LIST).await.expect(200).shows("Vous").hides("Nous");
        let elsewhere = school(&office.portal, "0990002P").await;
        let neighbour = office.portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        neighbour.get(&href).await.expect(404);
        let theirs = form("Pris", &[&first], "", &page.field("version"));
        neighbour.post(&href, &theirs).await.expect(404);
        neighbour.post(&format!("{href}/offre"), "offert=non").await.expect(404);
        office.head.get(LIST).await.expect(200).hides("Groupes retirés").hides("Pris");
    }
);
