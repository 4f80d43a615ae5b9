//! A fictitious school: who is in which class, who is whose guardian.

use chrono::{Days, NaiveDate};
use siecle::generate::{dice::Dice, words};

use super::{Plan, family::Family};
use crate::Level;

#[derive(Debug, Default)]
pub(crate) struct School {
    pub(crate) pupils: Vec<Pupil>,
    pub(crate) families: Vec<Family>,
}

#[derive(Debug, Clone)]
pub(crate) struct Pupil {
    /// Which of the school's families.
    pub(crate) family: usize,
    /// Which of the plan's classes.
    pub(crate) class: usize,
    pub(crate) level: Level,
    pub(crate) family_name: String,
    pub(crate) usage_name: Option<String>,
    pub(crate) first_name: String,
    pub(crate) girl: bool,
    pub(crate) born_on: NaiveDate,
    pub(crate) ine: Option<String>,
}

/// A place in a class.
type Slot = (usize, Level);

impl School {
    pub(crate) fn imagine(plan: &Plan) -> Self {
        let mut school = Self::default();
        let mut dice = Dice::new(plan.seed, 0);
        let mut slots = slots(plan);
        dice.shuffle(&mut slots);
        let mut slots = slots.into_iter();
        while let Some(slot) = slots.next() {
            let mut family = Family::imagine(&mut dice, plan.seed, school.families.len() as u64);
            let homonym = dice.per_mille(20).then(|| school.one_of(&mut dice));
            if let Some(other) = homonym.as_ref().and_then(Option::as_ref) {
                family.children.clone_from(&other.family_name);
            }
            let mut eldest = school.pupil(plan, &mut dice, &family, slot);
            if let Some(other) = homonym.flatten() {
                eldest.first_name.clone_from(&other.first_name);
                eldest.girl = other.girl;
            }
            let twins = dice.per_mille(25);
            let siblings = usize::from(twins)
                + usize::from(dice.per_mille(250))
                + usize::from(dice.per_mille(40));
            school.pupils.push(eldest.clone());
            for (rank, slot) in slots.by_ref().take(siblings).enumerate() {
                let twin = twins && rank == 0;
                // Often in one class, and always of one level.
                let slot = if twin {
                    (eldest.class, eldest.level)
                } else {
                    slot
                };
                let mut sibling = school.pupil(plan, &mut dice, &family, slot);
                if twin {
                    sibling.born_on = eldest.born_on;
                }
                school.pupils.push(sibling);
            }
            school.families.push(family);
        }
        school
    }

    /// Somebody who is there already.
    fn one_of(&self, dice: &mut Dice) -> Option<Pupil> {
        self.pupils.get(dice.below(self.pupils.len())).cloned()
    }

    fn pupil(&self, plan: &Plan, dice: &mut Dice, family: &Family, (class, level): Slot) -> Pupil {
        let girl = dice.per_mille(490);
        let repeats = i32::from(dice.per_mille(20));
        let age = 2 + level as i32 + repeats;
        let first_day = NaiveDate::from_ymd_opt(plan.school_year - age, 1, 1).unwrap_or_default();
        let number = plan.ine_offset as usize + self.pupils.len();
        Pupil {
            family: self.families.len(),
            class,
            level,
            family_name: family.children.clone(),
            usage_name: dice.per_mille(40).then(|| words::surname(dice).to_owned()),
            first_name: words::child(dice, girl).to_owned(),
            girl,
            born_on: first_day + Days::new(dice.below(365) as u64),
            // Nine digits and two letters, from the end of a series that is never given, but not
            // those of secondary schools.
            ine: (!dice.per_mille(20))
                .then(|| format!("{:09}ZY", 990_000_000 + number % 10_000_000)),
        }
    }
}

/// One place per pupil, evenly.
fn slots(plan: &Plan) -> Vec<Slot> {
    let classes = plan.classes.len().max(1);
    let slot = |number: usize| {
        let class = plan.classes.get(number % classes)?;
        let level = class.levels.iter().cycle().nth(number / classes % 9);
        Some((number % classes, level.copied().unwrap_or(Level::Cp)))
    };
    (0..plan.pupils).filter_map(slot).collect()
}
