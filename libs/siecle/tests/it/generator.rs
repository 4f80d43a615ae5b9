//! Schools of any size and kind, their staff, and what they have in common.

use std::collections::{HashMap, HashSet};

use siecle::{
    Kind, StaffKey, Taught,
    generate::{self, Plan, SharedFamilies},
};

use crate::{Export, college, day, exported_at, guardians, of_kind, pupils};

fn lycee() -> Plan {
    Plan::lycee("0990002P", 2026, exported_at())
}

fn staff_of(plan: &Plan) -> Export {
    of_kind(Kind::Staff, &generate::files(plan).staff)
}

/// Invariant: classes grow with the school, each with a code of its own that SIECLE would take.
#[test]
fn a_school_has_the_classes_that_its_pupils_need() {
    for plan in [college(), lycee()] {
        for pupils in [1, 30, 600, 3000, 100_000] {
            let plan = plan.clone().of_size(pupils);
            let codes: HashSet<_> = plan.divisions.iter().collect();
            assert_eq!(codes.len(), plan.divisions.len());
            assert!(codes.iter().all(|code| code.len() <= 8));
            assert!(
                codes.len() * 28 >= pupils,
                "{} classes for {pupils}",
                codes.len()
            );
            assert!(
                plan.divisions
                    .contains(plan.showcase.as_ref().expect("a class"))
            );
        }
    }
    assert_eq!(college().of_size(600).divisions, college().divisions);
}

/// Invariant: whoever teaches, leads or keeps a class is somebody of the file, and the file has
/// everybody that a school needs.
#[test]
fn services_name_people_who_are_there() {
    for plan in [college(), lycee(), college().of_size(1500)] {
        let file = staff_of(&plan);
        assert!(file.rejected.is_empty(), "{:?}", file.rejected);
        assert!(!file.header.dated && file.header.uai == plan.uai);
        let people: HashMap<StaffKey, _> =
            file.individuals.iter().map(|one| (one.key, one)).collect();
        assert_eq!(people.len(), file.individuals.len(), "keys are unique");
        for function in ["DIR", "EDU", "DOC", "SUR", "ENS"] {
            let held = |one: &&siecle::Individual| one.function.as_deref() == Some(function);
            assert!(file.individuals.iter().any(|one| held(&one)), "{function}");
        }
        let subjects: HashSet<_> = file.subjects.iter().map(|subject| &subject.code).collect();
        let codes: HashSet<_> = file.divisions.iter().map(|one| &one.code).collect();
        let groups: HashSet<_> = file.groups.iter().map(|one| &one.code).collect();
        for service in &file.services {
            assert!(subjects.contains(&service.subject), "{service:?}");
            assert!(
                service.teachers.iter().all(|key| people.contains_key(key)),
                "{service:?}"
            );
            assert!(match &service.structure {
                Taught::Division(code) => codes.contains(code),
                Taught::Group(code) => groups.contains(code),
            });
        }
        let mefs: HashSet<_> = file.mefs.iter().map(|mef| &mef.code).collect();
        assert!(
            file.divisions
                .iter()
                .all(|one| one.mefs.iter().all(|mef| mefs.contains(mef)))
        );
        assert!(
            file.groups
                .iter()
                .all(|one| one.divisions.iter().all(|code| codes.contains(code)))
        );
    }
}

/// Invariant: the oddities of STS-web are in every school.
#[test]
fn staff_are_as_odd_as_planned() {
    let file = staff_of(&college());
    let away: Vec<_> = file
        .individuals
        .iter()
        .filter(|one| one.function.is_none())
        .collect();
    assert_eq!((away.len(), file.doubts.len()), (1, 1));
    assert!(
        file.services
            .iter()
            .any(|service| service.teachers.contains(&away[0].key)),
        "who is away is still named"
    );
    assert!(
        file.services
            .iter()
            .any(|service| service.teachers.is_empty()),
        "nobody yet"
    );
    let ids: HashSet<_> = file.individuals.iter().map(|one| one.key.id).collect();
    assert!(
        ids.len() < file.individuals.len(),
        "one number for two people"
    );
    assert!(file.individuals.iter().any(|one| one.usage_name.is_some()));
}

/// Invariant: a class has one main teacher on any day, though not always the same.
#[test]
fn a_class_has_one_main_teacher_a_day() {
    for plan in [college(), lycee()] {
        let file = staff_of(&plan);
        let on = |division: &str, day| {
            let people = file.individuals.iter().filter(move |one| {
                let mut of = one.main_teacher_of.iter();
                of.any(|main| main.division == division && main.holds_on(day))
            });
            people.map(|one| one.key).collect::<Vec<_>>()
        };
        let mut changed = 0;
        for division in &plan.divisions {
            let [before] = on(division, day(2026, 9, 15))[..] else {
                panic!("{division} in September")
            };
            let [after] = on(division, day(2026, 12, 1))[..] else {
                panic!("{division} in December")
            };
            changed += usize::from(before != after);
        }
        assert_eq!(changed, 1);
    }
}

#[test]
fn the_school_signs_with_the_name_of_its_head() {
    let files = generate::files(&college());
    let commons = of_kind(Kind::Commons, &files.commons);
    let staff = of_kind(Kind::Staff, &files.staff);
    let head = &staff.individuals[0];
    assert_eq!(head.function.as_deref(), Some("DIR"));
    let first_name = head.first_name.as_deref().unwrap_or_default();
    let signs = format!("{} {first_name}", head.display_name());
    assert_eq!(commons.schools[0].head_name.as_ref(), Some(&signs));
    assert_eq!(
        commons.schools[0].complement.as_deref(),
        Some("LES TILLEULS")
    );
    assert!(
        commons.schools[0]
            .email
            .as_ref()
            .is_some_and(|mail| mail.ends_with("@example.fr"))
    );
    assert_eq!(commons.year_bounds[0].begins_on, Some(day(2026, 9, 1)));
}

/// Invariant: a lycée has its own programmes, classes, options and groups.
#[test]
fn a_lycee_is_not_a_college() {
    let of = |plan: &Plan| {
        let files = generate::files(plan);
        let nomenclature = of_kind(Kind::Nomenclature, &files.nomenclature);
        let structures = of_kind(Kind::Structures, &files.structures);
        let mefs: HashSet<_> = nomenclature
            .mefs
            .iter()
            .map(|mef| mef.code.clone())
            .collect();
        let subjects: HashSet<_> = nomenclature
            .subjects
            .iter()
            .map(|one| one.code.clone())
            .collect();
        let groups: HashSet<_> = structures
            .groups
            .iter()
            .map(|one| one.code.clone())
            .collect();
        (mefs, subjects, groups, pupils(&files.pupils))
    };
    let (mefs, subjects, groups, file) = of(&lycee());
    let (others, fewer, elsewhere, _) = of(&college());
    assert!(mefs.is_disjoint(&others) && groups.is_disjoint(&elsewhere));
    assert_eq!(
        (mefs.len(), others.len()),
        (5, 4),
        "general and technological"
    );
    assert!(subjects.len() > fewer.len());
    let chosen = |count| {
        file.options
            .iter()
            .filter(|one| one.options.len() >= count)
            .count()
    };
    assert!(chosen(5) > 100, "specialities");
    for placement in &file.placements {
        assert!(
            placement.groups.iter().all(|code| groups.contains(code)),
            "{placement:?}"
        );
    }
    for options in file.options.iter().flat_map(|one| &one.options) {
        assert!(subjects.contains(&options.subject), "{options:?}");
    }
}

/// Invariant: one pupil in five has a brother or sister at the other school, with the same parents
/// under the same keys.
#[test]
fn brothers_and_sisters_go_to_two_schools() {
    let shared = Some(SharedFamilies {
        seed: 77,
        families: 1000,
    });
    let at = |plan: Plan, seed, id_offset| {
        let files = generate::files(&Plan {
            seed,
            id_offset,
            shared,
            ..plan
        });
        guardians(&files.guardians)
    };
    let first = at(college(), 1, 0);
    let second = at(lycee(), 2, 10_000);
    let known: HashSet<_> = first.links.iter().map(|link| link.person_id).collect();
    let everybody: HashSet<_> = second.links.iter().map(|link| link.pupil_id).collect();
    let siblings: HashSet<_> = second
        .links
        .iter()
        .filter(|link| known.contains(&link.person_id))
        .map(|link| link.pupil_id)
        .collect();
    let rate = siblings.len() * 1000 / everybody.len();
    assert!((170..=230).contains(&rate), "{rate} ‰ instead of 200 ‰");
}
