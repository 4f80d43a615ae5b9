//! A fictitious family: persons, where they live, what they are to the children.

use super::{
    dice::Dice,
    phones,
    words::{self, Town},
};
use crate::codes::Kinship;

/// Keys set aside for each family.
pub(crate) const PERSONS: i64 = 4;
pub(crate) const ADDRESSES: i64 = 2;

#[derive(Debug, Clone, Default)]
pub(crate) struct Family {
    /// The children's family name.
    pub(crate) children: String,
    pub(crate) persons: Vec<Person>,
    pub(crate) addresses: Vec<Address>,
    pub(crate) ties: Vec<Tie>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    pub(crate) id: i64,
    pub(crate) civility: &'static str,
    pub(crate) family_name: String,
    pub(crate) usage_name: Option<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) mobile: Option<String>,
    pub(crate) home: Option<String>,
    pub(crate) work: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) accepts_sms: bool,
    pub(crate) shares_address: bool,
    pub(crate) occupation: Option<&'static str>,
    pub(crate) address_id: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct Address {
    pub(crate) id: i64,
    pub(crate) street: String,
    pub(crate) town: Town,
}

/// What a person is to each child of the family.
#[derive(Debug, Clone)]
pub(crate) struct Tie {
    pub(crate) person_id: i64,
    pub(crate) kinship: Kinship,
    /// 1 and 2 for legal guardians, 0 for others.
    pub(crate) rank: u8,
    pub(crate) pays_fees: bool,
    pub(crate) contact_first: bool,
    pub(crate) houses_pupil: bool,
    /// Not a legal guardian, but looks after the child (foster family).
    pub(crate) in_charge: bool,
}

/// Where a family's keys and numbers come from.
pub(crate) struct Keys {
    pub(crate) first_person: i64,
    pub(crate) first_address: i64,
    /// Which family it is among those of its seed.
    pub(crate) index: u64,
    pub(crate) seed: u64,
}

const OCCUPATIONS: [&str; 12] = [
    "11", "21", "22", "31", "34", "37", "42", "46", "52", "54", "62", "67",
];

impl Family {
    pub(crate) fn imagine(dice: &mut Dice, keys: &Keys) -> Self {
        let mut maker = Maker {
            dice,
            keys,
            family: Self::default(),
        };
        maker.family.children = words::surname(maker.dice).to_owned();
        match maker.dice.below(1000) {
            0..100 => maker.separated(),
            100..270 => maker.single(),
            270..285 => maker.relative(),
            285..292 => maker.welfare(),
            292..302 => maker.together([true, true]),
            302..307 => maker.together([false, false]),
            _ => maker.together([true, false]),
        }
        if maker.dice.per_mille(150) {
            maker.grandparent();
        }
        maker.family
    }
}

struct Maker<'a> {
    dice: &'a mut Dice,
    keys: &'a Keys,
    family: Family,
}

impl Maker<'_> {
    fn address(&mut self) -> i64 {
        let id = self.keys.first_address + self.family.addresses.len() as i64;
        let address = Address {
            id,
            street: words::street(self.dice),
            town: words::town(self.dice),
        };
        self.family.addresses.push(address);
        id
    }

    /// Someone with a telephone and perhaps an e-mail address.
    fn adult(&mut self, woman: bool, family_name: &str, address_id: i64) -> usize {
        let number = self.family.persons.len();
        let first_name = words::adult(self.dice, woman);
        let index = self.keys.index * 3 + number as u64;
        let mobile = phones::mobile(self.keys.seed, index);
        let dice = &mut *self.dice;
        self.family.persons.push(Person {
            id: self.keys.first_person + number as i64,
            civility: if woman { "MME" } else { "M." },
            family_name: family_name.to_owned(),
            usage_name: None,
            mobile: (!dice.per_mille(80)).then_some(mobile),
            home: dice.per_mille(350).then(|| phones::landline(dice)),
            work: dice.per_mille(150).then(|| phones::landline(dice)),
            email: dice
                .per_mille(780)
                .then(|| words::email(dice, first_name, family_name)),
            accepts_sms: !dice.per_mille(150),
            shares_address: dice.per_mille(500),
            occupation: dice.per_mille(900).then(|| dice.pick(&OCCUPATIONS)),
            first_name: Some(first_name.to_owned()),
            address_id,
        });
        number
    }

    fn tie(&mut self, person: usize, kinship: Kinship, rank: u8) {
        self.family.ties.push(Tie {
            person_id: self.family.persons[person].id,
            kinship,
            rank,
            pays_fees: rank == 1,
            contact_first: rank == 1,
            houses_pupil: rank > 0,
            in_charge: false,
        });
    }

    fn parents(&mut self, women: [bool; 2], addresses: [i64; 2]) {
        let children = self.family.children.clone();
        // The children bear the second parent's name, or both.
        let own = words::surname(self.dice).to_owned();
        let first = self.adult(women[0], &own, addresses[0]);
        let second = self.adult(women[1], &children, addresses[1]);
        if addresses[0] == addresses[1] && self.dice.per_mille(450) {
            self.family.persons[first].usage_name = Some(children.clone());
        } else if self.dice.per_mille(120) && own != children {
            self.family.children = format!("{own}-{children}");
        }
        let kinship = |woman| {
            if woman {
                Kinship::MOTHER
            } else {
                Kinship::FATHER
            }
        };
        let first_is_legal1 = self.dice.per_mille(650);
        self.tie(
            first,
            kinship(women[0]),
            if first_is_legal1 { 1 } else { 2 },
        );
        self.tie(
            second,
            kinship(women[1]),
            if first_is_legal1 { 2 } else { 1 },
        );
        if self.dice.per_mille(150) {
            for tie in &mut self.family.ties {
                tie.pays_fees = !tie.pays_fees;
            }
        }
        if self.dice.per_mille(42) {
            self.share_mobile(first, second);
        }
    }

    /// One number for two people (3 % of all families, hence more of the couples).
    fn share_mobile(&mut self, first: usize, second: usize) {
        let mobile = self.family.persons[first].mobile.clone();
        self.family.persons[second].mobile = mobile;
    }

    fn together(&mut self, women: [bool; 2]) {
        let home = self.address();
        self.parents(women, [home, home]);
    }

    fn separated(&mut self) {
        let homes = [self.address(), self.address()];
        self.parents([true, false], homes);
    }

    fn single(&mut self) {
        let woman = !self.dice.per_mille(150);
        let home = self.address();
        let name = self.family.children.clone();
        let person = self.adult(woman, &name, home);
        self.tie(
            person,
            if woman {
                Kinship::MOTHER
            } else {
                Kinship::FATHER
            },
            1,
        );
    }

    /// A grandparent, an aunt, a guardian named by a judge.
    fn relative(&mut self) {
        let home = self.address();
        let name = words::surname(self.dice).to_owned();
        let woman = self.dice.per_mille(600);
        let person = self.adult(woman, &name, home);
        let kinship = [Kinship(38), Kinship(39), Kinship(50)][self.dice.below(3)];
        self.tie(person, kinship, 1);
    }

    /// An institution, which has no first name, and the foster parent.
    fn welfare(&mut self) {
        let office = self.address();
        let institution = self.adult(false, "AIDE SOCIALE À L'ENFANCE", office);
        let person = &mut self.family.persons[institution];
        person.first_name = None;
        person.civility = "";
        person.mobile = None;
        person.occupation = None;
        person.email = Some("ase@example.fr".to_owned());
        self.tie(institution, Kinship::CHILD_WELFARE, 1);
        let home = self.address();
        let name = words::surname(self.dice).to_owned();
        let foster = self.adult(true, &name, home);
        self.tie(foster, Kinship(42), 0);
        if let Some(tie) = self.family.ties.last_mut() {
            tie.in_charge = true;
            tie.houses_pupil = true;
        }
    }

    fn grandparent(&mut self) {
        let Some(home) = self.family.addresses.first().map(|address| address.id) else {
            return;
        };
        let name = words::surname(self.dice).to_owned();
        let woman = self.dice.per_mille(700);
        let person = self.adult(woman, &name, home);
        self.tie(person, Kinship(38), 0);
    }
}
