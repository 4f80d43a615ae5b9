//! A fictitious school: who is in which class, who is whose guardian.

use std::collections::HashSet;

use super::{
    Plan,
    dice::Dice,
    family::{ADDRESSES, Family, Keys, PERSONS, Tie},
    pupil::Pupil,
    showcase::{self, SHOWCASE},
};
use crate::codes::Kinship;

#[derive(Debug, Default)]
pub(crate) struct School {
    pub(crate) pupils: Vec<Pupil>,
    pub(crate) families: Vec<Family>,
    pub(crate) links: Vec<Link>,
}

#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) pupil_id: i64,
    pub(crate) tie: Tie,
}

/// Keys that no plan gives: what an unknown person or pupil is called.
const NOBODY: i64 = 7_900_000;
/// Persons of the families that several schools share.
const SHARED_PERSONS: i64 = 8_000_000;

impl School {
    pub(crate) fn imagine(plan: &Plan) -> Self {
        let mut school = Self::default();
        let mut dice = Dice::new(plan.seed, 0);
        let mut slots = slots(plan);
        let known = school.known_pupils(plan, &mut dice, &mut slots);
        dice.shuffle(&mut slots);
        let mut slots = slots.into_iter();
        let mut drawn = HashSet::new();
        for index in known as u64.. {
            let children = 1 + usize::from(dice.per_mille(105)) + usize::from(dice.per_mille(15));
            let classes: Vec<&str> = slots.by_ref().take(children).collect();
            if classes.is_empty() {
                break;
            }
            let family = family(plan, &mut dice, index, &mut drawn);
            school.siblings(plan, &mut dice, &family, &classes);
            school.families.push(family);
        }
        school.same_ine();
        school.persons_without_pupil(plan, &mut dice);
        school
    }

    /// Places the known pupils in their class; how many there were.
    fn known_pupils(&mut self, plan: &Plan, dice: &mut Dice, slots: &mut Vec<&str>) -> usize {
        let Some(class) = plan.showcase.as_deref() else {
            return 0;
        };
        for (index, known) in SHOWCASE.iter().enumerate() {
            let Some(slot) = slots.iter().position(|slot| *slot == class) else {
                return index;
            };
            slots.remove(slot);
            let keys = keys(plan, index as u64);
            let family = showcase::family(known, keys.first_person, keys.first_address);
            let mut pupil = Pupil::imagine(dice, plan, self.pupils.len(), class);
            pupil.family_name = known.family_name.to_owned();
            pupil.first_name = known.first_name.to_owned();
            pupil.second_name = None;
            pupil.girl = known.first_name != "Hugo";
            self.link(&pupil, &family.ties);
            self.pupils.push(pupil);
            self.families.push(family);
        }
        SHOWCASE.len()
    }

    fn siblings(&mut self, plan: &Plan, dice: &mut Dice, family: &Family, classes: &[&str]) {
        let eldest = self.pupils.len();
        for class in classes {
            let mut pupil = Pupil::imagine(dice, plan, self.pupils.len(), class);
            pupil.family_name.clone_from(&family.children);
            if let Some(other) = self.pupils.get(eldest) {
                pupil.twin_of(other);
            }
            pupil.spoil(dice, plan);
            let ties = spoiled(dice, plan, &pupil, &family.ties);
            self.link(&pupil, &ties);
            self.pupils.push(pupil);
        }
    }

    fn link(&mut self, pupil: &Pupil, ties: &[Tie]) {
        self.links.extend(ties.iter().map(|tie| Link {
            pupil_id: pupil.id,
            tie: tie.clone(),
        }));
    }

    /// Two pupils with one national identifier, once per thousand.
    fn same_ine(&mut self) {
        for last in (999..self.pupils.len()).step_by(1000) {
            self.pupils[last].ine = self.pupils[last - 1].ine.clone();
        }
    }

    /// Real files hold many of them, and links to pupils of other schools.
    fn persons_without_pupil(&mut self, plan: &Plan, dice: &mut Dice) {
        let first = self.families.len() as u64;
        for index in first..first + first * 3 / 100 {
            let family = Family::imagine(dice, &keys(plan, index));
            if let Some(tie) = family.ties.first().filter(|_| index % 3 == 0) {
                self.links.push(Link {
                    pupil_id: NOBODY + index as i64,
                    tie: tie.clone(),
                });
            }
            self.families.push(family);
        }
    }
}

/// One class per pupil, evenly.
fn slots(plan: &Plan) -> Vec<&str> {
    let classes = plan.divisions.iter().map(String::as_str);
    classes.cycle().take(plan.pupils).collect()
}

fn keys(plan: &Plan, index: u64) -> Keys {
    Keys {
        first_person: 2_000_000 + plan.id_offset + PERSONS * index as i64,
        first_address: 3_000_000 + plan.id_offset + ADDRESSES * index as i64,
        index,
        seed: plan.seed,
    }
}

/// A family of this school alone, or one in ten from the pool, never the same twice.
fn family(plan: &Plan, dice: &mut Dice, index: u64, drawn: &mut HashSet<u64>) -> Family {
    let shared = plan.shared.filter(|_| dice.per_mille(100));
    let Some(pool) = shared else {
        return Family::imagine(dice, &keys(plan, index));
    };
    let chosen = dice.below(pool.families as usize) as u64;
    if !drawn.insert(chosen) {
        return Family::imagine(dice, &keys(plan, index));
    }
    // A throw of its own: the same family whatever the school that draws it.
    let keys = Keys {
        first_person: SHARED_PERSONS + PERSONS * chosen as i64,
        first_address: SHARED_PERSONS + ADDRESSES * chosen as i64,
        index: chosen,
        seed: pool.seed,
    };
    Family::imagine(&mut Dice::new(pool.seed, 1 + chosen), &keys)
}

/// What real files do to some links.
fn spoiled(dice: &mut Dice, plan: &Plan, pupil: &Pupil, ties: &[Tie]) -> Vec<Tie> {
    let mut ties = ties.to_vec();
    let legal = ties.iter().filter(|tie| tie.rank > 0).count();
    match dice.below(1000) {
        // Two "légal 1": 0.5 % of all pupils, and four families in five have two guardians.
        0..7 if legal > 1 => {
            for tie in ties.iter_mut().filter(|tie| tie.rank > 0) {
                tie.rank = 1;
                tie.contact_first = true;
            }
        }
        // No "légal 1".
        7..17 => {
            for tie in ties.iter_mut().filter(|tie| tie.rank == 1) {
                tie.rank = 0;
                tie.in_charge = true;
            }
        }
        // A guardian who is not in the file.
        17..20 => ties.push(Tie {
            person_id: NOBODY + pupil.id - 1_000_000 - plan.id_offset,
            kinship: Kinship(90),
            rank: 0,
            pays_fees: false,
            contact_first: false,
            houses_pupil: false,
            in_charge: false,
        }),
        // No guardian at all.
        20..22 => ties.clear(),
        _ => {}
    }
    ties
}
