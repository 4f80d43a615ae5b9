use super::*;
use std::{collections::BTreeSet, fs, path::Path};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guides")
}

/// Invariant: every guide of the folder is in the program, and none other.
#[test]
fn every_guide_is_there() {
    let files: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".md").map(str::to_owned))
        .collect();
    let known: BTreeSet<String> = SOURCES.iter().map(|(id, _)| (*id).to_owned()).collect();
    assert_eq!(files, known);
    for (id, _) in SOURCES {
        let guide = guide(id).unwrap();
        assert!(guide.title().len() > 10, "{id}");
        assert!(
            guide
                .opening()
                .is_some_and(|said| said.starts_with("Pour ") || said.starts_with("Ce guide")),
            "{id}"
        );
        assert!(guide.parts().len() > 2, "{id}");
    }
}

/// Invariant: each profile has its guide.
#[test]
fn each_profile_has_its_guide() {
    for profile in Profile::ALL {
        assert!(
            SOURCES.iter().any(|(_, of)| *of == For::One(profile)),
            "{profile:?}"
        );
    }
}

/// Invariant: one's own guides come first, then the one for everybody, then all others.
#[test]
fn ones_own_guides_come_first() {
    let ids = |held: &[Function]| -> Vec<&str> {
        for_functions(held).iter().map(|guide| guide.id).collect()
    };
    assert_eq!(ids(&[Function::Teacher])[..2], ["enseignement", "compte"]);
    let both = ids(&[Function::Teacher, Function::DeputyHead]);
    assert_eq!(
        both[..4],
        ["enseignement", "direction", TIMETABLE, "compte"]
    );
    // Who works nowhere is of a family.
    assert_eq!(ids(&[])[..2], ["familles", "compte"]);
    assert_eq!(ids(&[]).len(), SOURCES.len() + 1);
}

/// Invariant: help opens where the page is spoken of, by its own name first, in one's own guide
/// when several speak of it; a page that nobody names has no place.
#[test]
fn help_opens_where_the_page_is_spoken_of() {
    let about = |page: &str, held: Function| about(page, &[held]);
    let of_actions = about("/absences/actions", Function::Head);
    assert_eq!(of_actions.as_deref(), Some("/aide/direction#les-actions"));
    // A page under the one that is named is spoken of with it.
    let of_one = about("/absences/actions/nouvelle", Function::Cpe);
    assert_eq!(of_one, of_actions);
    let of_roll = about("/absences/appel", Function::Teacher);
    assert_eq!(
        of_roll.as_deref(),
        Some("/aide/enseignement#l-appel-en-quatre-gestes")
    );
    // Nobody's own word on it: what is nearest, at least the service's guide.
    let of_other = about("/absences/une-page-a-venir", Function::SchoolLifeAssistant);
    assert_eq!(of_other.as_deref(), Some("/aide/vie-scolaire"));
    assert_eq!(about("/absences-autres", Function::Head), None);
    assert_eq!(about("/nulle-part", Function::Head), None);
    assert_eq!(about("", Function::Head), None);
}

/// Invariant: links of the guides lead to other guides, to a part that exists, or to a safe address
/// elsewhere; what is not in the program is a word and no link.
#[test]
fn links_lead_where_the_program_can_go() {
    for (target, href) in [
        ("compte.md", Some("/aide/compte")),
        ("docs/guides/direction.md", Some("/aide/direction")),
        (
            "direction.md#les-heures-et-les-limites",
            Some("/aide/direction#les-heures-et-les-limites"),
        ),
        (
            "secretariat.md#trouver-un-élève-lire-ses-responsables",
            Some("/aide/secretariat#trouver-un-eleve-lire-ses-responsables"),
        ),
        (
            "../formats/emploi-du-temps-csv.md",
            Some("/aide/emploi-du-temps-csv"),
        ),
        ("#Les actions", Some("#les-actions")),
        ("https://www.cnil.fr/", Some("https://www.cnil.fr/")),
        ("http://exemple.fr/", None),
        ("../exploitation/README.md", None),
        ("javascript:alert(1)", None),
        ("javascript:alert(1)//compte.md", Some("/aide/compte")),
        ("//exemple.fr", None),
        ("#", None),
        ("", None),
    ] {
        assert_eq!(address(target).as_deref(), href, "{target}");
    }
}

/// Invariant: what the guides really hold is served: each picture is there with words in its place,
/// and each link to a part leads to one.
#[test]
fn nothing_of_the_guides_leads_nowhere() {
    let anchors = |id: &str| -> Vec<&str> {
        let parts = guide(id).unwrap().parts();
        parts.iter().map(|part| part.anchor.as_str()).collect()
    };
    let (mut links, mut pictures) = (0, 0);
    for (id, _) in SOURCES {
        let text = fs::read_to_string(folder().join(format!("{id}.md"))).unwrap();
        let html = guide(id).unwrap().document.html.clone().into_string();
        let shown = html.matches("<img ").count();
        assert_eq!(shown, text.matches("![").count(), "{id}");
        pictures += shown;
        assert!(
            !html.contains("alt=\"\"") && !html.contains("class="),
            "{id}"
        );
        for rest in html.split("<a href=\"").skip(1) {
            links += 1;
            let href = rest.split('"').next().unwrap();
            let (page, part) = href.split_once('#').unwrap_or((href, ""));
            let target = page.strip_prefix("/aide/").unwrap_or(id);
            assert!(anchors(target).contains(&part), "{id}: {href}");
        }
    }
    assert!(
        links > 10 && pictures > 30,
        "{links} links, {pictures} pictures"
    );
}
