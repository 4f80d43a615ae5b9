//! What the generator writes, read by us and by a reader of two lines.

use encoding_rs::ISO_8859_15;
use onde::generate::{self, Plan};

use crate::{Extraction, whole};

/// Lines and their fields, those that quote anything left out.
fn plainly(bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
    let text = ISO_8859_15.decode(bytes).0;
    let plain = text
        .lines()
        .zip(1..)
        .filter(|(line, _)| !line.contains('"'));
    plain
        .map(|(line, number)| (number, line.split(';').map(str::to_owned).collect()))
        .collect()
}

fn large() -> (generate::Files, Extraction, Extraction) {
    let files = generate::files(&Plan {
        pupils: 2000,
        ..Plan::school(2026)
    });
    let read = (whole(&files.pupils), whole(&files.guardians));
    (files, read.0, read.1)
}

/// Invariant: each field of a pupil is what stands in the file.
#[test]
fn pupils_come_back_field_by_field() {
    let (files, read, _) = large();
    assert_eq!(read.pupils.len(), 2000);
    let rows = plainly(&files.pupils);
    assert!(rows.len() > 1900);
    for (line, fields) in &rows[1..] {
        let pupil = read
            .pupils
            .iter()
            .find(|pupil| pupil.line == *line)
            .expect("each is read");
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let date = |format| pupil.born_on.map(|day| day.format(format).to_string());
        assert_eq!(pupil.family_name, fields[0]);
        assert_eq!(text(&pupil.usage_name), fields[1]);
        assert_eq!(pupil.first_name, fields[2]);
        let written = Some(fields[3].clone());
        assert!(date("%d/%m/%Y") == written || date("%Y-%m-%d") == written);
        assert_eq!(pupil.sex == Some(onde::Sex::Female), fields[4] == "F");
        assert_eq!(text(&pupil.ine), fields[5]);
        let addresses: Vec<String> = pupil
            .addresses
            .iter()
            .flat_map(|a| {
                [
                    a.lines.join(" "),
                    text(&a.postal_code),
                    text(&a.town),
                    text(&a.country),
                ]
            })
            .collect();
        assert_eq!(addresses, fields[6..6 + addresses.len()]);
        assert!(fields[6 + addresses.len()..14].iter().all(String::is_empty));
        assert_eq!(text(&pupil.cycle), fields[14]);
        assert_eq!(
            pupil.level.map(|level| level.to_string()),
            Some(fields[15].clone())
        );
        assert_eq!(text(&pupil.class_label), fields[16]);
        assert_eq!(text(&pupil.class_id), fields[17]);
        assert_eq!(
            pupil.associations_allowed == Some(true),
            fields[19] == "Oui"
        );
        assert_eq!(pupil.photo_allowed == Some(true), fields[20] == "Oui");
        assert_eq!(
            text(&pupil.passage),
            fields.get(21).cloned().unwrap_or_default()
        );
    }
}

/// Invariant: each field of a guardian and of each child is what stands in the file.
#[test]
fn guardians_come_back_field_by_field() {
    let (files, _, read) = large();
    let rows = plainly(&files.guardians);
    assert!(rows.len() > 1900);
    for (line, fields) in &rows[1..] {
        let guardian = read
            .guardians
            .iter()
            .find(|g| g.line == *line)
            .expect("each is read");
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let field = |index: usize| {
            fields
                .get(index)
                .map(|f| f.trim().to_owned())
                .unwrap_or_default()
        };
        let address = guardian
            .address
            .as_ref()
            .expect("everybody lives somewhere");
        let said = [
            text(&guardian.civility),
            text(&guardian.usage_name),
            guardian.family_name.clone(),
            text(&guardian.first_name),
            address.lines.join(" "),
            text(&address.postal_code),
            text(&address.town),
            text(&address.country),
            text(&guardian.email),
            text(&guardian.home_phone),
            text(&guardian.work_phone),
            text(&guardian.work_extension),
            text(&guardian.mobile_phone),
        ];
        for (index, said) in said.into_iter().enumerate() {
            assert_eq!(said, field(index), "line {line}, field {index}");
        }
        for (rank, child) in guardian.children.iter().enumerate() {
            let first = 13 + 4 * rank;
            assert_eq!(text(&child.usage_name), field(first));
            assert_eq!(child.family_name, field(first + 1));
            assert_eq!(child.first_name, field(first + 2));
            assert_eq!(text(&child.class), field(first + 3));
        }
        let beyond = 13 + 4 * guardian.children.len();
        assert!(fields.iter().skip(beyond).all(|field| field.is_empty()));
    }
}

/// Invariant: every child that a guardian names is one pupil or several homonyms, and every pupil
/// has a guardian.
#[test]
fn children_and_pupils_are_the_same_people() {
    let (_, pupils, guardians) = large();
    let key = |family: &str, first: &str| (family.to_owned(), first.to_owned());
    let named: std::collections::HashSet<_> = guardians
        .guardians
        .iter()
        .flat_map(|guardian| &guardian.children)
        .map(|child| key(&child.family_name, &child.first_name))
        .collect();
    let there: std::collections::HashSet<_> = pupils
        .pupils
        .iter()
        .map(|pupil| key(&pupil.family_name, &pupil.first_name))
        .collect();
    assert_eq!(named, there);
}
