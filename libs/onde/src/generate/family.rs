//! A fictitious family: who brings the children up, and where.

use siecle::generate::{
    dice::Dice,
    phones,
    words::{self, Town},
};

#[derive(Debug, Clone)]
pub(crate) struct Family {
    /// The children's family name.
    pub(crate) children: String,
    /// One, or two when the parents live apart.
    pub(crate) homes: Vec<Home>,
    pub(crate) adults: Vec<Adult>,
}

#[derive(Debug, Clone)]
pub(crate) struct Home {
    pub(crate) street: String,
    pub(crate) town: Town,
}

#[derive(Debug, Clone)]
pub(crate) struct Adult {
    pub(crate) civility: &'static str,
    pub(crate) family_name: String,
    pub(crate) usage_name: Option<String>,
    pub(crate) first_name: &'static str,
    /// Which of the family's homes.
    pub(crate) home: usize,
    pub(crate) email: Option<String>,
    pub(crate) home_phone: Option<String>,
    pub(crate) work_phone: Option<String>,
    pub(crate) extension: Option<String>,
    pub(crate) mobile_phone: Option<String>,
}

impl Family {
    /// The `index`-th family of its seed.
    pub(crate) fn imagine(dice: &mut Dice, seed: u64, index: u64) -> Self {
        let mut family = Self {
            children: words::surname(dice).to_owned(),
            homes: Vec::new(),
            adults: Vec::new(),
        };
        let name = family.children.clone();
        let mut numbers = (2 * index..).map(|index| phones::mobile(seed, index));
        family.home(dice);
        match dice.below(1000) {
            // Apart.
            0..100 => {
                family.home(dice);
                let own = words::surname(dice);
                family.adult(dice, true, own, 0, numbers.next());
                family.adult(dice, false, &name, 1, numbers.next());
            }
            // Alone.
            100..270 => {
                let woman = !dice.per_mille(150);
                family.adult(dice, woman, &name, 0, numbers.next());
            }
            // Together.
            _ => {
                let own = words::surname(dice);
                family.adult(dice, true, own, 0, numbers.next());
                family.adult(dice, false, &name, 0, numbers.next());
                if let Some(mother) = family.adults.first_mut().filter(|_| dice.per_mille(450)) {
                    mother.usage_name = Some(name.clone());
                } else if own != name && dice.per_mille(120) {
                    family.children = format!("{own}-{name}");
                }
            }
        }
        family
    }

    fn home(&mut self, dice: &mut Dice) {
        let mut street = words::street(dice);
        // What only quotation marks keep in one field.
        if dice.per_mille(10) {
            street.push_str(" ; bât. \"Les Lilas\"");
        }
        let town = words::town(dice);
        self.homes.push(Home { street, town });
    }

    fn adult(
        &mut self,
        dice: &mut Dice,
        woman: bool,
        name: &str,
        home: usize,
        mobile: Option<String>,
    ) {
        let first_name = words::adult(dice, woman);
        let mobile = mobile.filter(|_| !dice.per_mille(80));
        let mut typed = |number: String| phones::typed(dice, &number);
        let mobile_phone = mobile.map(&mut typed);
        let landline = |dice: &mut Dice| {
            let number = phones::landline(dice);
            phones::typed(dice, &number)
        };
        let work_phone = dice.per_mille(150).then(|| landline(dice));
        self.adults.push(Adult {
            civility: match (woman, dice.below(100)) {
                (false, _) => "M.",
                (true, 0..3) => "MLLE",
                (true, 3..20) => "Mme",
                (true, _) => "MME",
            },
            family_name: name.to_owned(),
            usage_name: None,
            first_name,
            home,
            email: dice
                .per_mille(780)
                .then(|| words::email(dice, first_name, name)),
            home_phone: dice.per_mille(350).then(|| landline(dice)),
            extension: (work_phone.is_some() && dice.per_mille(300))
                .then(|| (100 + dice.below(900)).to_string()),
            work_phone,
            mobile_phone,
        });
    }
}
