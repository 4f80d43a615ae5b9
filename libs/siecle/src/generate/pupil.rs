//! A fictitious pupil.

use chrono::{Datelike, Days, NaiveDate};

use super::{
    Plan,
    dice::Dice,
    programme::{choices, level},
    words,
};

#[derive(Debug, Clone)]
pub(crate) struct Pupil {
    pub(crate) id: i64,
    pub(crate) school_number: usize,
    pub(crate) ine: Option<String>,
    pub(crate) family_name: String,
    pub(crate) first_name: String,
    pub(crate) second_name: Option<String>,
    pub(crate) girl: bool,
    pub(crate) born_on: NaiveDate,
    pub(crate) commune: &'static str,
    pub(crate) mef: &'static str,
    pub(crate) regime: &'static str,
    pub(crate) repeats: bool,
    pub(crate) entered_on: NaiveDate,
    pub(crate) left_on: Option<NaiveDate>,
    pub(crate) divisions: Vec<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) options: Vec<(&'static str, &'static str)>,
}

impl Pupil {
    /// Someone of that class, without any of the oddities of real files.
    pub(crate) fn imagine(dice: &mut Dice, plan: &Plan, number: usize, division: &str) -> Self {
        let level = level(division);
        let girl = dice.per_mille(495);
        let repeats = dice.per_mille(40);
        let year = plan.school_year - level.age - i32::from(repeats);
        let first_day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
        let born_on = first_day + Days::new(dice.below(365) as u64);
        let choices = choices(dice, level);
        let ordinal = plan.id_offset + number as i64;
        Self {
            id: 1_000_000 + ordinal,
            school_number: 1 + number,
            // Nine digits and two letters, from the end of a series that is never given.
            ine: Some(format!("{:09}ZZ", 990_000_000 + ordinal % 10_000_000)),
            family_name: String::new(),
            first_name: words::child(dice, girl).to_owned(),
            second_name: dice
                .per_mille(400)
                .then(|| words::child(dice, girl).to_owned()),
            girl,
            born_on,
            commune: words::town(dice).2,
            mef: level.mef,
            regime: dice.pick(&["2", "2", "2", "24", "0", "0", "1", "3"]),
            repeats,
            entered_on: NaiveDate::from_ymd_opt(plan.school_year, 9, 1).unwrap_or_default(),
            left_on: None,
            divisions: vec![division.to_owned()],
            groups: choices.groups,
            options: choices.options,
        }
    }

    /// What real files do to some pupils. Exclusive of each other, so that rates are plain.
    pub(crate) fn spoil(&mut self, dice: &mut Dice, plan: &Plan) {
        let exported = plan.exported_at.date();
        match dice.below(1000) {
            // Left, still attached to a class; in early autumn, someone of the year before.
            0..10 => {
                let left = exported - Days::new(1 + dice.below(30) as u64);
                self.left_on = Some(left);
                if left < self.entered_on {
                    self.entered_on = self.entered_on - Days::new(365);
                }
            }
            // Is going to leave.
            10..13 => self.left_on = Some(exported + Days::new(5 + dice.below(30) as u64)),
            // Not placed yet.
            13..33 => {
                self.divisions.clear();
                self.groups.clear();
            }
            // Attached twice.
            33..35 => {
                let other = plan
                    .divisions
                    .iter()
                    .find(|other| !self.divisions.contains(other));
                self.divisions.extend(other.cloned());
            }
            // Newcomer without a national identifier.
            35..45 => self.ine = None,
            // Typed by hand.
            45..48 => self.ine = self.ine.as_ref().map(|ine| ine.to_lowercase()),
            48..50 => self.family_name = format!("'{}'", self.family_name),
            _ => {}
        }
    }

    /// Same day for two children of a family in one level.
    pub(crate) fn twin_of(&mut self, other: &Pupil) {
        if self.born_on.year() == other.born_on.year() {
            self.born_on = other.born_on;
        }
    }
}
