//! From links to roles: who is legal 1, legal 2, who pays, who is written to.

use std::{cmp::Reverse, collections::HashMap};

use crate::guardians::{Level, Link, Standing};

/// What follows from a link, once all links of the pupil are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// The pupil.
    pub pupil_id: i64,
    /// The person.
    pub person_id: i64,
    /// 1 for "légal 1", 2 for "légal 2"…; nothing for who is not a legal guardian.
    pub legal_rank: Option<u8>,
    /// "Financier": pays the school's fees.
    pub pays_fees: bool,
    /// "Correspondant": is written to first.
    pub correspondent: bool,
}

/// The roles that follow from links, in the same order as the links.
///
/// The older files rank legal guardians themselves, and several may hold one rank. The newer ones
/// make them equal, while offices and families still speak of "légal 1": ranks are then given in
/// the order (to be contacted first, code of kinship: mother before father, key), which depends
/// only on the pupil's own links and stays the same from one export to the next.
pub fn roles(links: &[Link]) -> Vec<Role> {
    let mut equals: HashMap<i64, Vec<&Link>> = HashMap::new();
    for link in links {
        if link.standing == Some(Standing::Level(Level::Legal)) {
            equals.entry(link.pupil_id).or_default().push(link);
        }
    }
    for links in equals.values_mut() {
        links.sort_by_key(|link| precedence(link));
        links.dedup_by_key(|link| link.person_id);
    }
    links.iter().map(|link| role(link, &equals)).collect()
}

fn precedence(link: &Link) -> (Reverse<bool>, u16, i64) {
    let kinship = link.kinship.map_or(u16::MAX, |kinship| kinship.0);
    (Reverse(link.contact_first), kinship, link.person_id)
}

fn role(link: &Link, equals: &HashMap<i64, Vec<&Link>>) -> Role {
    let legal_rank = match link.standing {
        Some(Standing::Ranked(rank @ 1..)) => Some(rank),
        Some(Standing::Level(Level::Legal)) => equals
            .get(&link.pupil_id)
            .and_then(|links| {
                links
                    .iter()
                    .position(|other| other.person_id == link.person_id)
            })
            .map(|position| u8::try_from(position + 1).unwrap_or(u8::MAX)),
        _ => None,
    };
    Role {
        pupil_id: link.pupil_id,
        person_id: link.person_id,
        legal_rank,
        pays_fees: link.pays_fees,
        correspondent: link.contact_first,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::codes::Kinship;

    fn link(person_id: i64, standing: Standing, kinship: u16, contact_first: bool) -> Link {
        Link {
            line: 1,
            pupil_id: 1,
            person_id,
            kinship: Some(Kinship(kinship)),
            standing: Some(standing),
            pays_fees: person_id == 3,
            contact_first,
            receives_aid: false,
            houses_pupil: None,
        }
    }

    fn ranks(links: &[Link]) -> Vec<Option<u8>> {
        roles(links)
            .into_iter()
            .map(|role| role.legal_rank)
            .collect()
    }

    const LEGAL: Standing = Standing::Level(Level::Legal);

    #[test]
    fn older_files_rank_by_themselves_and_may_repeat_a_rank() {
        let links = [
            link(1, Standing::Ranked(2), 10, true),
            link(2, Standing::Ranked(1), 20, false),
            link(3, Standing::Ranked(1), 90, false),
            link(4, Standing::Ranked(0), 38, true),
        ];
        assert_eq!(ranks(&links), [Some(2), Some(1), Some(1), None]);
    }

    #[test]
    fn newer_files_are_ranked_by_contact_then_kinship_then_key() {
        let links = [link(5, LEGAL, 20, false), link(6, LEGAL, 10, false)];
        assert_eq!(ranks(&links), [Some(2), Some(1)], "mother before father");
        let links = [link(5, LEGAL, 20, true), link(6, LEGAL, 10, false)];
        assert_eq!(
            ranks(&links),
            [Some(1), Some(2)],
            "unless the father is to be contacted first"
        );
        let links = [link(6, LEGAL, 10, false), link(5, LEGAL, 10, false)];
        assert_eq!(
            ranks(&links),
            [Some(2), Some(1)],
            "two mothers: the older key"
        );
    }

    #[test]
    fn other_levels_have_no_rank() {
        let links = [
            link(1, Standing::Level(Level::InCharge), 10, true),
            link(2, Standing::Level(Level::Contact), 10, true),
            link(3, LEGAL, 50, false),
        ];
        assert_eq!(ranks(&links), [None, None, Some(1)]);
        let roles = roles(&links);
        assert_eq!(
            roles.iter().map(|r| r.pays_fees).collect::<Vec<_>>(),
            [false, false, true]
        );
        assert_eq!(
            roles.iter().map(|r| r.correspondent).collect::<Vec<_>>(),
            [true, true, false]
        );
    }

    fn any_links() -> impl Strategy<Value = Vec<Link>> {
        let standing = prop_oneof![
            (0u8..3).prop_map(Standing::Ranked),
            Just(LEGAL),
            Just(Standing::Level(Level::InCharge)),
        ];
        let one = (
            1i64..4,
            1i64..9,
            standing,
            proptest::option::of(0u16..99),
            any::<bool>(),
        );
        proptest::collection::vec(one, 0..30).prop_map(|rows| {
            let mut links: Vec<Link> = rows
                .into_iter()
                .map(|(pupil_id, person_id, standing, kinship, first)| Link {
                    pupil_id,
                    kinship: kinship.map(Kinship),
                    ..link(person_id, standing, 0, first)
                })
                .collect();
            // Callers keep one link per pupil and person.
            let mut seen = std::collections::HashSet::new();
            links.retain(|link| seen.insert((link.pupil_id, link.person_id)));
            links
        })
    }

    proptest! {
        #[test]
        fn equals_get_each_rank_once_from_one(links in any_links()) {
            for pupil in 1..4 {
                let mut given: Vec<u8> = links
                    .iter()
                    .zip(roles(&links))
                    .filter(|(link, _)| link.pupil_id == pupil && link.standing == Some(LEGAL))
                    .filter_map(|(_, role)| role.legal_rank)
                    .collect();
                given.sort_unstable();
                let expected: Vec<u8> = (1..).take(given.len()).collect();
                prop_assert_eq!(given, expected);
            }
        }

        #[test]
        fn the_order_of_the_file_does_not_matter(links in any_links()) {
            let mut forward = roles(&links);
            let mut reversed = links;
            reversed.reverse();
            let mut backward = roles(&reversed);
            forward.sort_by_key(|role| (role.pupil_id, role.person_id));
            backward.sort_by_key(|role| (role.pupil_id, role.person_id));
            prop_assert_eq!(forward, backward);
        }

        #[test]
        fn who_is_not_a_legal_guardian_has_no_rank(links in any_links()) {
            for (link, role) in links.iter().zip(roles(&links)) {
                let legal =
                    matches!(link.standing, Some(LEGAL | Standing::Ranked(1 | 2)));
                prop_assert_eq!(role.legal_rank.is_some(), legal);
            }
        }
    }
}
