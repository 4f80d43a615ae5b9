//! The oddities of real files are in a fictitious school of 3,000, about as often as planned, and
//! nothing in it can reach a real person.

use std::collections::{HashMap, HashSet};

use siecle::{
    Standing,
    generate::{self, Plan, Schema},
};

use crate::{Export, college, exported_at, guardians, pupils, round_trip::digits};

fn large(schema: Schema) -> (Export, Export) {
    let files = generate::files(&Plan {
        pupils: 3000,
        schema,
        ..college()
    });
    (pupils(&files.pupils), guardians(&files.guardians))
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
    let (file, _) = large(Schema::New);
    let today = exported_at().date();
    let count =
        |test: &dyn Fn(&siecle::Pupil) -> bool| file.pupils.iter().filter(|p| test(p)).count();
    about(count(&|p| !p.is_present_on(today)), 3000, 10);
    assert!(
        count(&|p| p.left_on.is_some() && p.is_present_on(today)) > 0,
        "some will leave"
    );
    about(count(&|p| file.division(p.id).is_none()), 3000, 20);
    assert!(count(&|p| p.ine.is_none()) > 0, "newcomers");
    let twice = file.placements.iter().filter(|p| p.divisions.len() == 2);
    assert!(twice.count() > 0, "in two classes");
    let ines = file.pupils.iter().filter_map(|p| p.ine.as_ref());
    let distinct: HashSet<_> = ines.clone().map(|ine| ine.to_uppercase()).collect();
    assert_eq!(ines.count() - distinct.len(), 3, "one INE for two pupils");
    assert!(
        file.pupils
            .iter()
            .all(|p| !p.family_name.contains("''") && !p.family_name.starts_with('\''))
    );
}

#[test]
fn guardians_are_as_odd_as_planned() {
    let (pupils, file) = large(Schema::Old);
    let people = file
        .persons
        .iter()
        .filter(|p| p.first_name.is_some())
        .count();
    let count =
        |test: &dyn Fn(&siecle::Person) -> bool| file.persons.iter().filter(|p| test(p)).count();
    about(
        count(&|p| p.first_name.is_some() && p.mobile_phone.is_none()),
        people,
        80,
    );
    about(
        count(&|p| p.accepts_sms == Some(false)),
        file.persons.len(),
        150,
    );
    assert!(count(&|p| p.first_name.is_none()) > 0, "institutions");

    let mut ranks: HashMap<i64, [usize; 3]> = HashMap::new();
    for link in &file.links {
        if let Some(Standing::Ranked(rank @ 0..3)) = link.standing {
            ranks.entry(link.pupil_id).or_default()[usize::from(rank)] += 1;
        }
    }
    let with = |test: &dyn Fn(&[usize; 3]) -> bool| ranks.values().filter(|r| test(r)).count();
    about(with(&|[_, first, _]| *first > 1), 3000, 5);
    assert!(
        with(&|[_, first, second]| *first == 0 && *second > 0) > 0,
        "légal 2 alone"
    );
    let known: HashSet<_> = file.persons.iter().map(|person| person.id).collect();
    assert!(
        file.links
            .iter()
            .any(|link| !known.contains(&link.person_id)),
        "links to persons who are not there"
    );
    let ids: HashSet<_> = pupils.pupils.iter().map(|pupil| pupil.id).collect();
    assert!(
        file.links.iter().any(|link| !ids.contains(&link.pupil_id)),
        "links to unknown pupils"
    );
    let linked: HashSet<_> = file.links.iter().map(|link| link.person_id).collect();
    assert!(
        file.persons
            .iter()
            .any(|person| !linked.contains(&person.id)),
        "persons without pupil"
    );
}

#[test]
fn families_are_as_planned() {
    let (_, file) = large(Schema::Old);
    let person: HashMap<_, _> = file
        .persons
        .iter()
        .map(|person| (person.id, person))
        .collect();
    let mut children: HashMap<i64, usize> = HashMap::new();
    let mut legal: HashMap<i64, Vec<&siecle::Person>> = HashMap::new();
    for link in &file.links {
        if let Some(Standing::Ranked(1 | 2)) = link.standing {
            legal
                .entry(link.pupil_id)
                .or_default()
                .extend(person.get(&link.person_id));
            *children.entry(link.person_id).or_default() += 1;
        }
    }
    let pupils =
        |test: &dyn Fn(&[&siecle::Person]) -> bool| legal.values().filter(|l| test(l)).count();
    about(pupils(&|l| children[&l[0].id] > 1), legal.len(), 200);
    about(
        pupils(&|l| l.len() == 2 && l[0].address_id != l[1].address_id),
        legal.len(),
        100,
    );
    let number = |p: &siecle::Person| p.mobile_phone.as_ref().map(|number| digits(number));
    let same = |l: &[&siecle::Person]| {
        l.len() == 2 && number(l[0]).is_some() && number(l[0]) == number(l[1])
    };
    about(pupils(&same), legal.len(), 30);
}

#[test]
fn nothing_can_reach_a_real_person() {
    let (pupils, file) = large(Schema::New);
    let mut endings: HashMap<String, usize> = HashMap::new();
    let mut distinct = HashSet::new();
    for person in &file.persons {
        if let Some(mobile) = &person.mobile_phone {
            let mobile = digits(mobile);
            assert!(
                mobile.len() == 10 && mobile.starts_with("063998"),
                "{mobile}"
            );
            *endings.entry(mobile[8..].to_owned()).or_default() += 1;
            distinct.insert(mobile);
        }
        for landline in [&person.home_phone, &person.work_phone]
            .into_iter()
            .flatten()
        {
            let landline = digits(landline);
            let fiction = ["019900", "026191", "035301", "046571", "053649"];
            assert!(
                landline.len() == 10 && fiction.iter().any(|range| landline.starts_with(range))
            );
        }
        if let Some(email) = &person.email {
            assert!(
                email.ends_with("@example.fr") || email.ends_with(".invalid"),
                "{email}"
            );
            assert!(email.is_ascii() && !email.contains(' '), "{email}");
        }
    }
    assert!(
        pupils
            .pupils
            .iter()
            .filter_map(|p| p.ine.as_ref())
            .all(|ine| ine.starts_with("99") && ine.ends_with("ZZ"))
    );
    let mobiles: usize = endings.values().sum();
    assert!(
        distinct.len() * 100 > mobiles * 90,
        "{} numbers for {mobiles} people",
        distinct.len()
    );
    assert_eq!(endings.len(), 100);
    let (least, most) = (endings.values().min(), endings.values().max());
    assert!(
        most < least.map(|least| least * 2).as_ref(),
        "from {least:?} to {most:?}"
    );
}

#[test]
fn numbers_are_typed_in_many_ways() {
    let (_, file) = large(Schema::New);
    let forms: HashSet<String> = file
        .persons
        .iter()
        .filter_map(|person| person.mobile_phone.as_ref())
        .map(|number| {
            number
                .chars()
                .map(|c| if c.is_ascii_digit() { '0' } else { c })
                .collect()
        })
        .collect();
    assert_eq!(forms.len(), 6, "{forms:?}");
}
