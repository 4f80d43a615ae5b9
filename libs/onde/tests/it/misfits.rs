//! Rows that do not have as many fields as the header.

use crate::{ADA, ZOE, guardians, pupils, whole};

#[test]
fn empty_fields_left_out_or_added_at_the_end_are_not_worth_a_word() {
    let short = ZOE.trim_end_matches(';');
    let long = format!("{ZOE};;;");
    let file = whole(pupils(&[ZOE, short, &long]));
    let same = |line| onde::Pupil {
        line,
        ..file.pupils[0].clone()
    };
    assert_eq!(file.pupils[1..], [same(3), same(4)]);
    assert!(
        file.doubts.is_empty() && file.rejected.is_empty(),
        "{file:?}"
    );
    let file = whole(guardians(3, &[ADA, &format!("{ADA};;;")]));
    assert_eq!(file.guardians[0].children, file.guardians[1].children);
    assert!(file.doubts.is_empty(), "{file:?}");
}

#[test]
fn a_row_that_stops_early_is_kept_with_a_doubt_that_says_where() {
    let file = whole(pupils(&["LEFÈVRE;;Zoé;03/02/2018;F", ZOE]));
    assert_eq!(file.pupils.len(), 2);
    assert!(file.pupils[0].addresses.is_empty());
    let doubt = &file.doubts[0];
    assert_eq!(doubt.line, 2);
    assert!(doubt.reason.contains("5 champs sur 22") && doubt.reason.contains("« INE »"));
}

#[test]
fn a_separator_typed_in_a_value_rejects_the_row_alone() {
    let shifted = ZOE.replace("12 rue du Vœu", "12 rue du Vœu ; bât. 2");
    let file = whole(pupils(&[ZOE, &shifted, ZOE]));
    assert_eq!(file.pupils.len(), 2, "{:?}", file.pupils);
    let rejected = &file.rejected[0];
    assert_eq!(
        (rejected.line, rejected.what.as_str()),
        (3, "élève LEFÈVRE Zoé")
    );
    assert!(
        rejected.reason.contains("23 champs au lieu de 22"),
        "{}",
        rejected.reason
    );
    assert!(
        rejected.reason.contains("« 99100 » sous « Commune1 »"),
        "{}",
        rejected.reason
    );
    let shifted = ADA.replace("12 rue du Vœu", "12 rue du Vœu ; bât. 2");
    let file = whole(guardians(1, &[&shifted, ADA]));
    assert_eq!((file.guardians.len(), file.rejected.len()), (1, 1));
}

#[test]
fn a_separator_that_is_missing_rejects_the_row_alone() {
    let shifted = ZOE.replace("99100;MONTCOURT", "99100 MONTCOURT");
    let file = whole(pupils(&[&shifted, ZOE]));
    assert_eq!((file.pupils.len(), file.rejected.len()), (1, 1), "{file:?}");
}

#[test]
fn more_children_than_the_header_has_are_read_and_told() {
    let row = format!("{ADA};;LEFÈVRE;Noé;CP;;LEFÈVRE;Léo;PS");
    let file = whole(guardians(1, &[&row]));
    let names: Vec<_> = file.guardians[0]
        .children
        .iter()
        .map(|c| c.first_name.as_str())
        .collect();
    assert_eq!(names, ["Zoé", "Noé", "Léo"]);
    assert!(
        file.doubts[0].reason.contains("24 champs au lieu de 16"),
        "{:?}",
        file.doubts
    );
}

#[test]
fn what_goes_beyond_a_pupil_is_left_aside_and_told() {
    let file = whole(pupils(&[&format!("{ZOE};Vu;")]));
    assert_eq!(file.pupils.len(), 1);
    assert!(
        file.doubts[0].reason.contains("« Vu »"),
        "{:?}",
        file.doubts
    );
}

#[test]
fn rows_of_separators_alone_are_nobody() {
    let file = whole(pupils(&[";;;;;;", "   ", ZOE]));
    assert_eq!((file.pupils.len(), file.pupils[0].line), (1, 4));
    assert!(file.doubts.is_empty() && file.rejected.is_empty());
}

#[test]
fn a_row_narrower_than_a_child_is_no_trouble() {
    let file = whole("Nom élève;Prénom élève\nLEFÈVRE;Zoé;3\nROUX\n");
    assert_eq!((file.pupils.len(), file.rejected.len()), (1, 1));
}

#[test]
fn a_quotation_mark_too_many_costs_the_rows_that_it_takes_in() {
    let opens = ZOE.replace("12 rue", "\"12 rue");
    let file = whole(pupils(&[ZOE, &opens, ZOE, &opens, ZOE]));
    assert_eq!(file.pupils.len(), 2, "{file:?}");
    assert_eq!(
        (file.rejected[0].line, file.rejected[0].what.as_str()),
        (3, "lignes 3 à 5")
    );
    assert_eq!(file.rejected[0].about, None, "anybody may be in there");
    assert_eq!(file.pupils[1].line, 6);
}
