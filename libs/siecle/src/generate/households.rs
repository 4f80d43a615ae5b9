//! The families of a fictitious school, one after the other: who is in which class, who is whose
//! guardian. Each is made anew whenever a section of a file needs it, so that a school of any size
//! is written with one family in memory.

use super::{
    Plan,
    dice::Dice,
    family::{ADDRESSES, Family, Keys, PERSONS, Tie},
    pupil::Pupil,
    showcase::{self, SHOWCASE},
};
use crate::codes::Kinship;

/// Keys that no plan gives: what an unknown person or pupil is called.
const NOBODY: i64 = 70_000_000;
/// Persons of the families that several schools share.
const SHARED_PERSONS: i64 = 8_000_000;
/// Throws for families, and for the order of classes: apart from those of persons and staff.
const FAMILIES: u64 = 1 << 40;
const CLASSES: u64 = 1 << 41;
/// Which families come from the pool: one in so many.
const SHARED: u64 = 5;

/// A family, with its children at this school.
#[derive(Debug)]
pub(crate) struct Household {
    pub(crate) family: Family,
    pub(crate) children: Vec<Child>,
    /// A link to a pupil who is not in the file.
    pub(crate) stray: Option<(i64, Tie)>,
}

#[derive(Debug)]
pub(crate) struct Child {
    pub(crate) pupil: Pupil,
    /// What each guardian is to this child.
    pub(crate) ties: Vec<Tie>,
}

impl Household {
    /// `ELEVE_ID` with what somebody is to them.
    pub(crate) fn links(&self) -> impl Iterator<Item = (i64, &Tie)> {
        let own = self
            .children
            .iter()
            .flat_map(|child| child.ties.iter().map(|tie| (child.pupil.id, tie)));
        own.chain(self.stray.iter().map(|(pupil, tie)| (*pupil, tie)))
    }
}

/// All families of the school, in one order.
pub(crate) fn households(plan: &Plan) -> Households<'_> {
    let pupils = if plan.divisions.is_empty() {
        0
    } else {
        plan.pupils
    };
    let showcase = plan
        .showcase
        .as_ref()
        .filter(|class| plan.divisions.contains(class));
    Households {
        plan,
        pupils,
        known: showcase.map_or(0, |_| SHOWCASE.len().min(pupils)),
        number: 0,
        index: 0,
        with_children: 0,
        classes: Classes {
            plan,
            block: None,
            order: Vec::new(),
        },
        last_ine: None,
    }
}

pub(crate) struct Households<'a> {
    plan: &'a Plan,
    /// How many there will be, and how many known pupils among them.
    pupils: usize,
    known: usize,
    /// The next pupil and family.
    number: usize,
    index: u64,
    /// How many families had children here.
    with_children: u64,
    classes: Classes<'a>,
    last_ine: Option<String>,
}

impl Iterator for Households<'_> {
    type Item = Household;

    fn next(&mut self) -> Option<Household> {
        let household = if self.number < self.known {
            self.showcase()
        } else if self.number < self.pupils {
            self.ordinary()
        } else if self.index < self.with_children + self.with_children * 3 / 100 {
            self.childless()
        } else {
            return None;
        };
        self.index += 1;
        if !household.children.is_empty() {
            self.with_children = self.index;
        }
        Some(household)
    }
}

impl Households<'_> {
    /// The next of the known pupils, in their class.
    fn showcase(&mut self) -> Household {
        let known = &SHOWCASE[self.number];
        let keys = keys(self.plan, self.index);
        let family = showcase::family(known, keys.first_person, keys.first_address);
        let mut dice = self.dice();
        let class = self.plan.showcase.as_deref().unwrap_or_default();
        let mut pupil = Pupil::imagine(&mut dice, self.plan, self.number, class);
        pupil.family_name = known.family_name.to_owned();
        pupil.first_name = known.first_name.to_owned();
        pupil.second_name = None;
        pupil.girl = known.first_name != "Hugo";
        self.number += 1;
        let ties = family.ties.clone();
        Household {
            family,
            children: vec![Child { pupil, ties }],
            stray: None,
        }
    }

    fn ordinary(&mut self) -> Household {
        let mut dice = self.dice();
        let siblings = usize::from(dice.per_mille(105)) + usize::from(dice.per_mille(15));
        let count = (1 + siblings).min(self.pupils - self.number);
        let family = self.family(&mut dice);
        let mut children: Vec<Child> = Vec::with_capacity(count);
        for _ in 0..count {
            let class = self.classes.of(self.number);
            let mut pupil = Pupil::imagine(&mut dice, self.plan, self.number, class);
            pupil.family_name.clone_from(&family.children);
            if let Some(eldest) = children.first() {
                pupil.twin_of(&eldest.pupil);
            }
            pupil.spoil(&mut dice, self.plan);
            self.same_ine(&mut pupil);
            let ties = spoiled(&mut dice, &pupil, &family.ties);
            children.push(Child { pupil, ties });
            self.number += 1;
        }
        Household {
            family,
            children,
            stray: None,
        }
    }

    /// Real files hold many of them, and links to pupils of other schools.
    fn childless(&mut self) -> Household {
        let family = Family::imagine(&mut self.dice(), &keys(self.plan, self.index));
        let tie = family
            .ties
            .first()
            .filter(|_| self.index.is_multiple_of(3))
            .cloned();
        let pupil = NOBODY + self.plan.id_offset + self.index as i64;
        Household {
            stray: tie.map(|tie| (pupil, tie)),
            family,
            children: Vec::new(),
        }
    }

    /// Throws of this family at this school.
    fn dice(&self) -> Dice {
        Dice::new(self.plan.seed, FAMILIES + self.index)
    }

    /// A family of this school alone, or one in five from the pool, in the order of the pool: two
    /// schools that draw from it have those families in common, whatever else differs.
    fn family(&self, dice: &mut Dice) -> Family {
        let own = keys(self.plan, self.index);
        let drawn = self.index / SHARED;
        match &self.plan.shared {
            Some(pool) if self.index % SHARED == SHARED - 1 && drawn < u64::from(pool.families) => {
                // A throw of its own: the same family whatever the school that draws it.
                let keys = Keys {
                    first_person: SHARED_PERSONS + PERSONS * drawn as i64,
                    first_address: SHARED_PERSONS + ADDRESSES * drawn as i64,
                    index: drawn,
                    seed: pool.seed,
                };
                Family::imagine(&mut Dice::new(pool.seed, FAMILIES + drawn), &keys)
            }
            _ => Family::imagine(dice, &own),
        }
    }

    /// Two pupils with one national identifier, once per thousand.
    fn same_ine(&mut self, pupil: &mut Pupil) {
        if self.number % 1000 == 999 {
            pupil.ine.clone_from(&self.last_ine);
        }
        self.last_ine.clone_from(&pupil.ine);
    }
}

/// One class per pupil: each of them once, shuffled, then again.
struct Classes<'a> {
    plan: &'a Plan,
    block: Option<usize>,
    order: Vec<&'a str>,
}

impl<'a> Classes<'a> {
    fn of(&mut self, number: usize) -> &'a str {
        let count = self.plan.divisions.len();
        let block = number / count;
        if self.block.replace(block) != Some(block) {
            self.order = self.plan.divisions.iter().map(String::as_str).collect();
            Dice::new(self.plan.seed, CLASSES + block as u64).shuffle(&mut self.order);
        }
        self.order[number % count]
    }
}

fn keys(plan: &Plan, index: u64) -> Keys {
    Keys {
        first_person: 2_000_000 + plan.id_offset + PERSONS * index as i64,
        first_address: 3_000_000 + plan.id_offset + ADDRESSES * index as i64,
        index,
        seed: plan.seed,
    }
}

/// What real files do to some links.
fn spoiled(dice: &mut Dice, pupil: &Pupil, ties: &[Tie]) -> Vec<Tie> {
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
            person_id: NOBODY + pupil.id,
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
