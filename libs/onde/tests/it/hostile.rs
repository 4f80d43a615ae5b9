//! Files made to hurt, or broken on the way.

use onde::{Limits, ReadError};

use crate::{ADA, CHILD, GUARDIANS, PUPILS, ZOE, guardians, pupils, read, read_within, whole};

#[test]
fn a_file_cut_in_a_quoted_field_is_refused() {
    let quoted = format!("\"{}\"", ZOE.replace(';', "\";\""));
    let file = pupils(&[ZOE, &quoted]);
    let start = file.find(&quoted).expect("the row is there");
    let first = file[start..].find("12 rue").expect("its address is there");
    assert!(matches!(
        read(&file[..start + first]),
        Err(ReadError::OpenQuote(3))
    ));
    assert!(matches!(
        read(&file[..=start]),
        Err(ReadError::OpenQuote(3))
    ));
    let lines = file.replace("\"12 rue", "\"12\nrue");
    let cut = lines.find("\nrue").expect("its address is there");
    for cut in [cut, cut + 1, cut + 2] {
        assert!(matches!(read(&lines[..cut]), Err(ReadError::OpenQuote(3))));
    }
}

#[test]
fn a_file_cut_in_a_row_is_refused_wherever_it_is_cut() {
    let file = pupils(&[ZOE, ZOE]);
    let start = file.trim_end().rfind('\n').expect("several rows") + 1;
    let last = file.trim_end().rfind(';').expect("several fields");
    for cut in (start + 1..=last).filter(|cut| file.is_char_boundary(*cut)) {
        assert!(
            matches!(read(&file[..cut]), Err(ReadError::Truncated(3))),
            "{cut}"
        );
    }
    for cut in (1..PUPILS.len()).filter(|cut| PUPILS.is_char_boundary(*cut)) {
        assert!(read(&PUPILS[..cut]).is_err(), "{cut}");
    }
    let only_pupils = ["Nom élève;Prénom élève", "Nom élève;Prénom élève;Sex"];
    for header in only_pupils {
        assert!(matches!(read(header), Err(ReadError::Truncated(1))));
    }
}

#[test]
fn the_last_field_of_a_file_without_last_line_end_is_not_trusted() {
    let file = guardians(1, &[ADA, ADA]);
    let expected = whole(&file);
    let read = whole(file.trim_end());
    assert_eq!(read.guardians[0], expected.guardians[0]);
    let child = &read.guardians[1].children[0];
    assert_eq!(
        (child.first_name.as_str(), child.class.as_deref()),
        ("Zoé", None)
    );
    assert_eq!((read.doubts.len(), read.doubts[0].line), (1, 3));
    assert!(
        read.doubts[0].reason.contains("« CE2 »"),
        "{:?}",
        read.doubts
    );
    // Cut just before its last value, a row looks whole.
    let file = pupils(&[&format!("{ZOE}Passage")]);
    let read = whole(file.trim_end().trim_end_matches("Passage"));
    assert_eq!(
        (read.pupils[0].passage.as_ref(), read.doubts.len()),
        (None, 1)
    );
}

#[test]
fn a_quote_that_nothing_closes_is_refused_before_it_fills_the_memory() {
    let mut file = pupils(&[&ZOE.replace("12 rue", "\"12 rue")]);
    assert!(matches!(read(&file), Err(ReadError::OpenQuote(2))));
    file.push_str(&format!("{ZOE}\n").repeat(1000));
    let refused = read(&file);
    assert!(
        matches!(refused, Err(ReadError::RowTooLong { line: 2, .. })),
        "{refused:?}"
    );
}

#[test]
fn sizes_are_bounded() {
    let small = Limits {
        size: 1000,
        ..Limits::default()
    };
    let file = pupils(&[ZOE; 10]);
    assert!(matches!(
        read_within(file.as_bytes(), &small),
        Err(ReadError::TooLarge(1000))
    ));
    for huge in ["x", "\n", ";", "\"", "\"\""] {
        let huge = huge.repeat(200_000);
        for file in [
            format!("{PUPILS}\n{huge}"),
            huge.clone(),
            format!("{PUPILS};{huge}\n"),
        ] {
            let refused = read(&file).err();
            assert!(
                matches!(refused, Some(ReadError::RowTooLong { .. })),
                "{refused:?}"
            );
        }
    }
    let wide = format!("{GUARDIANS}{}\n", CHILD.repeat(200));
    assert!(matches!(read(wide), Err(ReadError::TooManyColumns(812))));
    let many = CHILD.repeat(60);
    let short = "MME;;LEFÈVRE\n".repeat(2_000);
    assert_eq!(
        whole(format!("{GUARDIANS}{many}\n{short}")).guardians.len(),
        2_000
    );
}

#[test]
fn what_people_are_told_is_short() {
    let long = "x".repeat(10_000);
    let row = ZOE
        .replace("LEFÈVRE", &long)
        .replace(";CE2;", &format!(";{long};"));
    let file = whole(pupils(&[&row, &format!("{row};{long}")]));
    assert!(!file.doubts.is_empty() && !file.rejected.is_empty());
    let told = file
        .doubts
        .iter()
        .map(|doubt| doubt.what.len() + doubt.reason.len());
    let told = told.chain(
        file.rejected
            .iter()
            .map(|row| row.what.len() + row.reason.len()),
    );
    assert!(told.max() < Some(500));
}
