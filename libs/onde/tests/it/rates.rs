//! The oddities of real files are in a fictitious school of 3,000, about as often as planned, and
//! nothing in it can reach a real person.

use std::collections::{HashMap, HashSet};

use encoding_rs::ISO_8859_15;
use onde::generate::{self, Files, Plan};

use crate::{Extraction, whole};

fn large() -> (Files, Extraction, Extraction) {
    let files = generate::files(&Plan {
        pupils: 3000,
        ..Plan::school(2026)
    });
    let (pupils, guardians) = (whole(&files.pupils), whole(&files.guardians));
    (files, pupils, guardians)
}

/// `count` out of `total` is `rate` ± a third, in parts per thousand.
#[track_caller]
fn about(count: usize, total: usize, rate: usize) {
    let found = count * 1000 / total;
    assert!(
        found * 3 >= rate * 2 && found * 3 <= rate * 4,
        "{found} ‰ instead of {rate} ‰"
    );
}

#[test]
fn pupils_are_as_odd_as_planned() {
    let (_, file, _) = large();
    let count =
        |test: &dyn Fn(&onde::Pupil) -> bool| file.pupils.iter().filter(|p| test(p)).count();
    about(count(&|p| p.ine.is_none()), 3000, 20);
    about(count(&|p| p.usage_name.is_some()), 3000, 40);
    about(count(&|p| p.addresses.len() == 2), 3000, 100);
    let ines = file.pupils.iter().filter_map(|p| p.ine.as_ref());
    assert_eq!(
        ines.clone().collect::<HashSet<_>>().len(),
        ines.count(),
        "each its own"
    );

    let mut levels: HashMap<_, HashSet<_>> = HashMap::new();
    let mut births = HashMap::new();
    for pupil in &file.pupils {
        levels
            .entry(&pupil.class_id)
            .or_default()
            .insert(pupil.level);
        let lines = pupil.addresses.first().map(|address| &address.lines);
        let birth = (pupil.born_on, &pupil.family_name, lines, &pupil.class_id);
        *births.entry(birth).or_insert(0) += 1;
    }
    let mixed = levels.values().filter(|levels| levels.len() == 2).count();
    assert_eq!((levels.len(), mixed), (8, 3), "two levels in one class");
    let twins = births.values().filter(|count| **count == 2).count();
    assert!(
        (30..90).contains(&twins),
        "{twins} pairs of twins in one class"
    );
}

/// Two pupils of one name in a small school, where chance alone hardly ever makes any.
#[test]
fn there_are_homonyms() {
    let homonyms = |seed| {
        let file = whole(
            generate::files(&Plan {
                seed,
                ..Plan::school(2026)
            })
            .pupils,
        );
        let name = |pupil: &onde::Pupil| (pupil.family_name.clone(), pupil.first_name.clone());
        200 - file.pupils.iter().map(name).collect::<HashSet<_>>().len()
    };
    let found: usize = (0..20).map(homonyms).sum();
    assert!((30..90).contains(&found), "{found} in 20 schools");
}

#[test]
fn guardians_are_as_odd_as_planned() {
    let (_, _, file) = large();
    let all = file.guardians.len();
    let count = |test: &dyn Fn(&onde::Guardian) -> bool| {
        file.guardians
            .iter()
            .filter(|guardian| test(guardian))
            .count()
    };
    about(count(&|g| g.mobile_phone.is_none()), all, 80);
    about(count(&|g| g.email.is_none()), all, 220);
    about(count(&|g| g.work_extension.is_some()), all, 45);
    about(count(&|g| g.civility.as_deref() == Some("Mme")), all, 90);
    assert!(count(&|g| g.children.len() >= 3) > 10, "large families");
    assert!(count(&|g| g.usage_name.is_some()) > all / 10);
}

#[test]
fn rows_are_as_odd_as_planned() {
    let (files, pupils, guardians) = large();
    assert!(
        pupils.doubts.is_empty() && guardians.doubts.is_empty(),
        "all odd, none wrong"
    );
    for bytes in [&files.pupils, &files.guardians] {
        let text = ISO_8859_15.decode(bytes).0.into_owned();
        let width = |line: &str| line.split(';').count();
        let header = text.lines().next().map_or(0, width);
        let rows: Vec<&str> = text
            .lines()
            .skip(1)
            .filter(|row| !row.contains('"'))
            .collect();
        let short = rows.iter().filter(|row| width(row) < header).count();
        // A row that ends with a value has nothing to leave out.
        assert!(
            (rows.len() * 20 / 1000..=rows.len() * 67 / 1000).contains(&short),
            "{short}"
        );
        about(
            rows.iter().filter(|row| width(row) > header).count(),
            rows.len(),
            10,
        );
        assert!(text.contains('"'), "what must be quoted");
    }
    let text = ISO_8859_15.decode(&files.pupils).0.into_owned();
    let iso = text
        .lines()
        .filter(|row| row.split(';').nth(3).is_some_and(|d| d.contains('-')));
    about(iso.count(), 3000, 30);
}

/// Invariant: every number is one kept for fiction, every address leads nowhere.
#[test]
fn nothing_reaches_a_real_person() {
    let (_, pupils, file) = large();
    let fiction = ["063998", "019900", "026191", "035301", "046571", "053649"];
    for guardian in &file.guardians {
        let numbers = [
            &guardian.mobile_phone,
            &guardian.home_phone,
            &guardian.work_phone,
        ];
        for number in numbers.into_iter().flatten() {
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            let national = match digits.strip_prefix("33") {
                Some(rest) => format!("0{rest}"),
                None => digits,
            };
            assert_eq!(national.len(), 10, "{number}");
            assert!(
                fiction.iter().any(|range| national.starts_with(range)),
                "{number}"
            );
        }
        for email in guardian.email.iter() {
            assert!(
                email.ends_with("@example.fr") || email.ends_with(".invalid"),
                "{email}"
            );
        }
    }
    let addresses = pupils.pupils.iter().flat_map(|pupil| &pupil.addresses);
    for code in addresses.filter_map(|address| address.postal_code.as_deref()) {
        assert!(code.starts_with("99"), "{code}");
    }
}
