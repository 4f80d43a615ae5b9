//! What the generator writes, the reader reads.

use std::collections::HashSet;

use siecle::{
    Kind,
    generate::{self, Plan, SHOWCASE, Schema, SharedFamilies},
    roles,
};

use crate::{college, exported_at, guardians, of_kind, pupils};

#[test]
fn both_generations_come_back() {
    for schema in [Schema::Old, Schema::New] {
        let plan = Plan {
            schema,
            ..college()
        };
        let files = generate::files(&plan);
        let read_pupils = pupils(&files.pupils);
        assert_eq!(read_pupils.pupils.len(), plan.pupils);
        assert_eq!(read_pupils.header.uai, plan.uai);
        assert_eq!(read_pupils.header.school_year, 2026);
        assert_eq!(read_pupils.header.exported_on, exported_at().date());
        assert_eq!(read_pupils.header.timestamp, exported_at());
        assert!(
            read_pupils.rejected.is_empty(),
            "{:?}",
            read_pupils.rejected
        );
        let read_guardians = guardians(&files.guardians);
        assert!(read_guardians.links.len() > plan.pupils);
        assert!(read_guardians.rejected.is_empty());
        let structures = of_kind(Kind::Structures, &files.structures);
        assert_eq!(structures.divisions.len(), plan.divisions.len());
        assert_eq!(structures.groups.len(), 16);
        let nomenclature = of_kind(Kind::Nomenclature, &files.nomenclature);
        assert_eq!(
            (nomenclature.mefs.len(), nomenclature.subjects.len()),
            (4, 10)
        );
        let mefs: HashSet<_> = nomenclature.mefs.iter().map(|mef| &mef.code).collect();
        assert!(
            read_pupils
                .pupils
                .iter()
                .all(|pupil| mefs.contains(pupil.mef.as_ref().expect("set")))
        );
    }
}

#[test]
fn the_same_plan_gives_the_same_bytes_and_another_seed_other_people() {
    let one = generate::files(&college());
    assert_eq!(one, generate::files(&college()));
    assert_eq!(one.zipped().expect("memory"), one.zipped().expect("memory"));
    let other = generate::files(&Plan {
        seed: 2,
        ..college()
    });
    assert_ne!(one.pupils, other.pupils);
}

#[test]
fn zips_are_named_as_siecle_names_them() {
    let files = generate::files(&college());
    let zips = files.zipped().expect("memory can be written");
    assert_eq!(zips[0].0, "ExportXML_ElevesSansAdresses.zip");
    assert_eq!(zips[1].0, "ExportXML_ResponsablesAvecAdresses.zip");
    assert_eq!(pupils(&zips[0].1), pupils(&files.pupils));
    assert!(zips[1].1.len() < files.guardians.len() / 5);
}

#[test]
fn the_known_pupils_come_first_in_their_class_and_keep_their_promises() {
    for schema in [Schema::Old, Schema::New] {
        for (plan, class) in [
            (college(), "5B"),
            (
                Plan {
                    pupils: 3000,
                    seed: 9,
                    ..college()
                },
                "5B",
            ),
            (Plan::lycee("0990002P", 2026, exported_at()), "2B"),
        ] {
            let plan = Plan { schema, ..plan };
            let files = generate::files(&plan);
            let file = pupils(&files.pupils);
            let guardians = guardians(&files.guardians);
            let roles = roles(&guardians.links);
            let mut class: Vec<_> = file
                .pupils
                .iter()
                .filter(|p| file.division(p.id) == Some(class))
                .collect();
            class.sort_by_key(|pupil| (pupil.display_name(), &pupil.first_name));
            for (pupil, known) in class.iter().zip(&SHOWCASE) {
                assert_eq!(pupil.family_name, known.family_name);
                assert_eq!(pupil.first_name, known.first_name);
                assert!(pupil.left_on.is_none() && pupil.ine.is_some());
                let mobile = |rank| {
                    let role = roles
                        .iter()
                        .find(|role| role.pupil_id == pupil.id && role.legal_rank == Some(rank))?;
                    assert_eq!(role.pays_fees, rank == 1);
                    assert_eq!(role.correspondent, rank == 1);
                    let person = guardians.persons.iter().find(|p| p.id == role.person_id)?;
                    assert_eq!(person.accepts_sms, Some(true));
                    person.mobile_phone.as_ref().map(|number| digits(number))
                };
                assert_eq!(mobile(1).as_deref(), Some(known.legal1_mobile));
                assert_eq!(mobile(2).as_deref(), known.legal2_mobile);
                let shared = guardians
                    .persons
                    .iter()
                    .filter_map(|p| p.mobile_phone.as_ref());
                let same = shared
                    .filter(|number| digits(number) == known.legal1_mobile)
                    .count();
                assert_eq!(same, 1, "a known number is nobody else’s");
            }
        }
    }
    assert!(
        !["00", "01", "02", "03", "04"]
            .iter()
            .any(|end| SHOWCASE[0].legal1_mobile.ends_with(end))
    );
    assert!(SHOWCASE[1].legal1_mobile.ends_with("01"));
}

#[test]
fn schools_share_families_and_nothing_else() {
    let shared = Some(SharedFamilies {
        seed: 77,
        families: 150,
    });
    let school = |seed, id_offset| {
        let files = generate::files(&Plan {
            seed,
            id_offset,
            shared,
            ..college()
        });
        (pupils(&files.pupils), guardians(&files.guardians))
    };
    let (first_pupils, first) = school(1, 0);
    let (second_pupils, second) = school(2, 10_000);
    let ids: HashSet<_> = first_pupils.pupils.iter().map(|pupil| pupil.id).collect();
    assert!(
        second_pupils
            .pupils
            .iter()
            .all(|pupil| !ids.contains(&pupil.id))
    );
    let common: Vec<_> = second
        .persons
        .iter()
        .filter_map(|person| {
            first
                .persons
                .iter()
                .find(|p| p.id == person.id)
                .map(|p| (p, person))
        })
        .collect();
    assert!(common.len() > 10, "{}", common.len());
    for (one, other) in common {
        assert_eq!(
            siecle::Person {
                line: 0,
                ..one.clone()
            },
            siecle::Person {
                line: 0,
                ..other.clone()
            }
        );
    }
}

/// Ten digits, whatever the form.
pub(crate) fn digits(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    digits
        .strip_prefix("33")
        .map_or(digits.clone(), |rest| format!("0{rest}"))
}
