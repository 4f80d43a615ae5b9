//! The order of the page.

use crate::school::{EDIT, Here, READ};
use testkit::on_each_engine;

const TITLES: [&str; 3] = ["Premier", "Deuxième", "Troisième"];

/// The titles, as the page shows them.
async fn shown(here: &Here) -> Vec<&'static str> {
    let page = here.teacher.get(READ).await.expect(200).text();
    let mut found: Vec<_> = TITLES
        .into_iter()
        .filter_map(|title| Some((page.find(title)?, title)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, title)| title).collect()
}

/// Presses « Monter » or « Descendre » of an entry, as its button says; gives the form that was sent.
async fn press(here: &Here, title: &str, way: &str) -> (String, String) {
    let href = here.address(title).await;
    let page = here.head.get(EDIT).await.expect(200).body;
    let action = format!("{href}/rang");
    let form = page
        .split("<form")
        .find(|form| form.contains(&action) && form.contains(&format!("value=\"{way}\"")))
        .unwrap_or_else(|| panic!("{title}: no such button"));
    let (_, rest) = form.split_once("name=\"rang\" value=\"").expect("a rank");
    let rank = rest.split('"').next().expect("its value");
    let fields = format!("sens={way}&rang={rank}");
    here.head.post(&action, &fields).await.expect(303);
    (action, fields)
}

on_each_engine!(
    /// Invariant: entries stand in the order of their adding until they are moved; a button sent twice
    /// moves once; what is withdrawn or of another kind does not stand in between.
    entries_move_one_place_at_a_time,
    |which| async move {
        let here = Here::ready(which).await;
        for (index, title) in TITLES.into_iter().enumerate() {
            here.add("lieu", &format!("titre={title}&texte=ici")).await.expect(303);
            here.add("texte", &format!("titre=Texte {index}&texte=autre")).await.expect(303);
        }
        assert_eq!(shown(&here).await, TITLES);
        let (action, fields) = press(&here, "Troisième", "haut").await;
        assert_eq!(shown(&here).await, ["Premier", "Troisième", "Deuxième"]);
        here.head.post(&action, &fields).await.expect(303);
        assert_eq!(shown(&here).await, ["Premier", "Troisième", "Deuxième"]);
        press(&here, "Premier", "bas").await;
        assert_eq!(shown(&here).await, ["Troisième", "Premier", "Deuxième"]);
        let middle = here.address("Premier").await;
        here.head.post(&format!("{middle}/offre"), "offert=non").await.expect(303);
        press(&here, "Deuxième", "haut").await;
        assert_eq!(shown(&here).await, ["Deuxième", "Troisième"]);
        assert_eq!(here.acts("information.moved").await, 3);
        // The first does not go up, the last not down: their lists offer no such button.
        let page = here.head.get(EDIT).await.expect(200);
        page.hides("Monter , Deuxième").hides("Descendre , Troisième");
        let first = here.address("Deuxième").await;
        let page = here.head.get(EDIT).await.expect(200).body;
        let (_, rest) = page.split_once(&format!("{first}/rang")).expect("its button");
        let (_, rank) = rest.split_once("name=\"rang\" value=\"").expect("its rank");
        let rank = rank.split('"').next().expect("its value");
        here.head.post(&format!("{first}/rang"), &format!("sens=haut&rang={rank}")).await.expect(303);
        assert_eq!(shown(&here).await, ["Deuxième", "Troisième"]);
        assert_eq!(here.acts("information.moved").await, 3);
    }
);
