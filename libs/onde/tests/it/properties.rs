//! Whatever is thrown at the reader, and whatever school is imagined.

use encoding_rs::{ISO_8859_15, UTF_8, WINDOWS_1252};
use onde::{
    Child, Kind, Level,
    generate::{self, Class, Plan},
    is_onde,
};
use proptest::{prelude::*, sample::subsequence};

use crate::{Extraction, read, whole};

fn any_plan() -> impl Strategy<Value = Plan> {
    let class = ("[A-Z;\"é ]{0,12}", subsequence(Level::ALL.to_vec(), 0..=3)).prop_map(
        |(label, levels)| Class {
            id: "90001".to_owned(),
            label,
            levels,
        },
    );
    let classes = proptest::collection::vec(class, 0..5);
    (0usize..60, classes, any::<u64>(), any::<bool>()).prop_map(
        |(pupils, classes, seed, extensions)| Plan {
            pupils,
            classes,
            seed,
            extensions,
            ..Plan::school(2026)
        },
    )
}

/// One of the two files of a school, in UTF-8.
fn any_file() -> impl Strategy<Value = (Kind, String)> {
    (any_plan(), any::<bool>()).prop_map(|(plan, pupils)| {
        let files = generate::files(&plan);
        let (kind, bytes) = if pupils {
            (Kind::Pupils, files.pupils)
        } else {
            (Kind::Guardians, files.guardians)
        };
        (kind, ISO_8859_15.decode(&bytes).0.into_owned())
    })
}

/// Without what the last column says, in the last row alone.
fn but_last_field(mut file: Extraction) -> Extraction {
    if let Some(pupil) = file.pupils.last_mut() {
        pupil.passage = None;
    }
    file.doubts.clear();
    file
}

/// The first rows of a file.
fn first(whole: &Extraction, count: usize) -> Extraction {
    let mut part = whole.clone();
    part.pupils.truncate(count);
    part.guardians.truncate(count);
    part
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 4))]

    /// Invariant: a plan gives the same bytes each time, and they read back whole.
    #[test]
    fn any_plan_reads_back_whole(plan in any_plan()) {
        let files = generate::files(&plan);
        prop_assert_eq!(&files, &generate::files(&plan));
        let pupils = whole(&files.pupils);
        let expected = if plan.classes.is_empty() { 0 } else { plan.pupils };
        prop_assert_eq!(pupils.pupils.len(), expected);
        let guardians = whole(&files.guardians);
        prop_assert_eq!((pupils.kind, guardians.kind), (Kind::Pupils, Kind::Guardians));
        prop_assert!(pupils.rejected.is_empty() && guardians.rejected.is_empty());
        prop_assert!(pupils.doubts.is_empty() && guardians.doubts.is_empty(), "{:?}", pupils.doubts);
    }

    /// Invariant: a file that is cut is refused, or what is handed over is what the whole file says
    /// of the same people, but for a last field that is told to be doubtful.
    #[test]
    fn any_cut_is_refused_or_right((_, text) in any_file(), position: prop::sample::Index, end in 0usize..3) {
        let text = text.replace('\n', ["\n", "\r\n", "\r"][end]);
        let complete = whole(&text);
        for (encoding, near_the_end) in [(UTF_8, false), (ISO_8859_15, false), (UTF_8, true)] {
            let bytes = encoding.encode(&text).0;
            let cut = if near_the_end {
                bytes.len() - 1 - position.index(12)
            } else {
                position.index(bytes.len())
            };
            let Ok(part) = read(&bytes[..cut]) else { continue };
            let count = part.pupils.len() + part.guardians.len();
            prop_assert!(part.rejected.is_empty());
            let expected = first(&complete, count);
            let doubtful = part.doubts.iter().any(|doubt| doubt.reason.contains("coupé"));
            if part.kind == Kind::Pupils && doubtful {
                let passage = |of: &Extraction| of.pupils.last().and_then(|one| one.passage.clone());
                // A row with one `;` too many ends its last field itself: it is whole.
                let last = passage(&part);
                prop_assert!(last.is_none() || last == passage(&expected), "{last:?}");
                prop_assert_eq!(but_last_field(part), but_last_field(expected));
            } else if doubtful {
                let last = count - 1;
                prop_assert_eq!(&part.guardians[..last], &expected.guardians[..last]);
                let (cut, whole) = (&part.guardians[last].children, &expected.guardians[last].children);
                let same = |(cut, whole): (&Child, &Child)| {
                    cut.first_name == whole.first_name
                        && (cut.class == whole.class || cut.class.is_none())
                };
                prop_assert!(cut.len() == whole.len() && cut.iter().zip(whole).all(same));
            } else {
                prop_assert_eq!(part, expected);
            }
        }
    }

    /// Invariant: the encoding changes nothing in what is read.
    #[test]
    fn any_encoding_reads_the_same((kind, text) in any_file()) {
        let expected = whole(&text);
        let marked = format!("\u{feff}{text}");
        for bytes in [
            ISO_8859_15.encode(&text).0,
            WINDOWS_1252.encode(&text).0,
            UTF_8.encode(&marked).0,
        ] {
            prop_assert_eq!(&whole(&bytes), &expected);
            prop_assert!(is_onde(&bytes[..bytes.len().min(512)]), "{:?}", kind);
        }
    }

    /// Invariant: columns are found by their names, wherever they stand.
    #[test]
    fn any_order_of_columns_reads_the_same((kind, text) in any_file(), order in any::<u64>()) {
        // Rows that lack or add a `;` have no order of their own.
        let width = fields(text.lines().next().unwrap_or_default()).len();
        let mut rows: Vec<Vec<String>> = text.lines().map(fields).collect();
        rows.iter_mut().for_each(|row| row.resize(width, String::new()));
        // Children stay in their order among themselves.
        let mut places: Vec<usize> = (0..width).collect();
        let own = if kind == Kind::Pupils { width } else { 12 };
        let mut dice = siecle::generate::dice::Dice::new(order, 0);
        dice.shuffle(&mut places[..own]);
        if order % 2 == 0 {
            places.rotate_left(own);
        }
        let shuffled: String = rows
            .iter()
            .map(|row| {
                let row: Vec<&str> = places.iter().map(|place| row[*place].as_str()).collect();
                row.join(";") + "\n"
            })
            .collect();
        prop_assert_eq!(whole(shuffled), whole(&text));
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = (read(&bytes), is_onde(&bytes));
    }

    #[test]
    fn almost_a_file_never_panics(
        header in "(Nom élève|Prénom élève|Nom responsable|Prénom enfant|Nom de famille enfant|;|\"){1,12}",
        rows in "([;\"\n\r]|[A-Z]{1,3}|\\PC){0,60}",
    ) {
        let file = format!("Nom élève;Prénom élève;{header}\n{rows}");
        let _ = (read(&file), read(format!("Nom responsable;Prénom enfant;Nom de famille enfant;{header}\n{rows}")));
    }
}

/// The fields of a line, each as it is written.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        quoted ^= c == '"';
        match fields.last_mut() {
            Some(field) if c != ';' || quoted => field.push(c),
            _ => fields.push(String::new()),
        }
    }
    fields
}
