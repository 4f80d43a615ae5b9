//! « Couleurs », and the weeks that take them.

use crate::office::{CLARA, Office, between, school};
use admission::Function;
use testkit::on_each_engine;

const PAGE: &str = "/absences/couleurs";
const KINDS: [&str; 6] = [
    "absence",
    "retard",
    "depart",
    "dispense",
    "infirmerie",
    "exclusion",
];

/// The form, every kind of one colour.
fn all_of(hue: &str, version: &str) -> String {
    let fields: String = KINDS
        .iter()
        .map(|kind| format!("&couleur_{kind}={hue}"))
        .collect();
    format!("version={version}{fields}")
}

/// The colours of the legend of a page, in order of kinds.
fn legend(page: &str) -> Vec<String> {
    let legend = between(page, "Légende", "</ul>").expect("a legend");
    legend
        .split("data-hue=\"")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
        .collect()
}

const OWN: [&str; 6] = ["red", "orange", "blue", "violet", "green", "grey"];

on_each_engine!(
    /// Invariant: the week and its legend take the colours of the school, and of no other; the
    /// letters stay.
    a_week_takes_the_colours_of_its_school,
    |which| async move {
        let office = Office::bare(which).await;
        let entry = office.entry(CLARA).await;
        office.record(&entry).await.expect(303);
        assert_eq!(legend(&office.entry(CLARA).await.page.body), OWN);
        let version = office.head.get(PAGE).await.expect(200).field("version");
        let one = all_of("grey", &version).replace("couleur_absence=grey", "couleur_absence=teal");
        office.head.post(PAGE, &one).await.expect(303);
        let page = office.entry(CLARA).await.page;
        assert_eq!(legend(&page.body), ["teal", "grey", "grey", "grey", "grey", "grey"]);
        let cell = between(&page.body, "<td class=\"p-week-cell p-week-mark\"", "</td>").expect("a cell");
        assert!(cell.contains("data-hue=\"teal\"") && cell.contains(">A<"), "{cell}");
        assert_eq!(office.lines("colors.saved").await, 1);
        let elsewhere = school(&office.portal, "0990002P").await;
        let neighbour = office.portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        assert_eq!(legend(&neighbour.get(PAGE).await.expect(200).body), OWN);
    }
);

on_each_engine!(
    /// Invariant: what is no colour of the palette is refused and the rest of the choice kept;
    /// « Rétablir » gives the program's own.
    colours_are_those_of_the_palette,
    |which| async move {
        let office = Office::bare(which).await;
        let version = office.head.get(PAGE).await.expect(200).field("version");
        let wrong = all_of("yellow", &version).replace("couleur_retard=yellow", "couleur_retard=pink");
        let page = office.head.post(PAGE, &wrong).await.expect(422).shows("Choisissez une couleur.");
        assert_eq!(page.body.matches("value=\"yellow\" checked").count(), 5, "{}", page.body);
        assert_eq!(legend(&page.body), OWN, "nothing is saved");
        office.head.post(PAGE, &all_of("yellow", &version)).await.expect(303);
        let page = office.head.get(PAGE).await.expect(200);
        assert_eq!(legend(&page.body), ["yellow"; 6]);
        let restore = format!("{}&retablir=1", all_of("teal", &page.field("version")));
        office.head.post(PAGE, &restore).await.expect(303);
        assert_eq!(legend(&office.head.get(PAGE).await.expect(200).body), OWN);
    }
);

on_each_engine!(
    /// Invariant: what somebody else chose in between is not overwritten unseen, the first choice
    /// of a school included.
    colours_are_not_overwritten,
    |which| async move {
        let office = Office::bare(which).await;
        for (mine, theirs, name) in [("teal", "blue", "Turquoise"), ("green", "red", "Vert")] {
            let version = office.head.get(PAGE).await.expect(200).field("version");
            for _ in 0..2 {
                office.head.post(PAGE, &all_of(mine, &version)).await.expect(303);
            }
            let page = office.head.post(PAGE, &all_of(theirs, &version)).await.expect(409)
                .shows("Ces couleurs ont été modifiées entre-temps").shows(name);
            assert_eq!(legend(&page.body), [mine; 6], "what stands is shown");
            let kept = format!("value=\"{theirs}\" checked");
            assert_eq!(page.body.matches(&kept).count(), 6, "{}", page.body);
            office.head.post(PAGE, &all_of(theirs, &page.field("version"))).await.expect(303);
            assert_eq!(legend(&office.head.get(PAGE).await.expect(200).body), [theirs; 6]);
        }
        office.assistant.get(PAGE).await.expect(403);
    }
);
