//! The two files, as ONDE writes them: nothing quoted that need not be.

use encoding_rs::ISO_8859_15;
use siecle::generate::dice::Dice;

use super::{
    Plan,
    family::{Adult, Family, Home},
    school::{Pupil, School},
};
use crate::Level;

const PUPIL: &str = "Nom élève;Nom d'usage élève;Prénom élève;Date naissance;Sexe;INE;Adresse1;Cp1;\
     Commune1;Pays1;Adresse2;Cp2;Commune2;Pays2; Cycle;Niveau;Libellé classe;Identifiant classe;\
     Attestation fournie;Autorisation associations;Autorisation photo;Décision de passage";
const GUARDIAN: &str = "Civilité Responsable;Nom usage responsable;Nom responsable;Prénom \
     responsable;Adresse responsable;CP responsable;Commune responsable;Pays;Courriel;Téléphone \
     domicile;Téléphone travail";
const EXTENSION: &str = ";Numéro de poste";
const MOBILE: &str = ";Téléphone portable";
const CHILD: &str = ";Nom d'usage enfant;Nom de famille enfant;Prénom enfant;Classes enfants";

pub(crate) fn pupils(plan: &Plan, school: &School) -> Vec<u8> {
    let mut file = File::new(Dice::new(plan.seed, 1), PUPIL.to_owned());
    for pupil in &school.pupils {
        let fields = pupil_fields(plan, school, pupil, &mut file.dice);
        file.row(fields);
    }
    file.finish()
}

fn pupil_fields(plan: &Plan, school: &School, pupil: &Pupil, dice: &mut Dice) -> Vec<String> {
    let answer = |dice: &mut Dice, yes: usize| if dice.per_mille(yes) { "Oui" } else { "Non" };
    let date = if dice.per_mille(30) {
        "%Y-%m-%d"
    } else {
        "%d/%m/%Y"
    };
    let mut fields = vec![
        pupil.family_name.clone(),
        pupil.usage_name.clone().unwrap_or_default(),
        pupil.first_name.clone(),
        pupil.born_on.format(date).to_string(),
        (if pupil.girl { "F" } else { "M" }).to_owned(),
        pupil.ine.clone().unwrap_or_default(),
    ];
    let homes = school
        .families
        .get(pupil.family)
        .map(|family| &family.homes);
    for number in 0..2 {
        fields.extend(address(homes.and_then(|homes| homes.get(number))));
    }
    let class = plan.classes.get(pupil.class);
    fields.extend([
        cycle(pupil.level).to_owned(),
        pupil.level.label().to_owned(),
        class.map(|class| class.label.clone()).unwrap_or_default(),
        class.map(|class| class.id.clone()).unwrap_or_default(),
        answer(dice, 950).to_owned(),
        answer(dice, 600).to_owned(),
        answer(dice, 850).to_owned(),
        (if dice.per_mille(50) { "Passage" } else { "" }).to_owned(),
    ]);
    fields
}

fn cycle(level: Level) -> &'static str {
    match level {
        Level::Tps | Level::Ps | Level::Ms | Level::Gs => "MATERNELLE",
        Level::Cp | Level::Ce1 | Level::Ce2 => "CYCLE II",
        Level::Cm1 | Level::Cm2 => "CYCLE III",
    }
}

fn address(home: Option<&Home>) -> [String; 4] {
    let Some(home) = home else {
        return Default::default();
    };
    let (town, postal_code, _) = home.town;
    [&home.street, postal_code, town, "FRANCE"].map(str::to_owned)
}

pub(crate) fn guardians(plan: &Plan, school: &School) -> Vec<u8> {
    let mut children = vec![Vec::new(); school.families.len()];
    for pupil in &school.pupils {
        if let Some(children) = children.get_mut(pupil.family) {
            children.push(pupil);
        }
    }
    let largest = children.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let extension = if plan.extensions { EXTENSION } else { "" };
    let header = format!("{GUARDIAN}{extension}{MOBILE}{}", CHILD.repeat(largest));
    let mut file = File::new(Dice::new(plan.seed, 2), header);
    for (family, children) in school.families.iter().zip(&children) {
        for adult in &family.adults {
            let mut fields = adult_fields(plan, family, adult);
            for child in children {
                let class = plan.classes.get(child.class);
                fields.extend([
                    child.usage_name.clone().unwrap_or_default(),
                    child.family_name.clone(),
                    child.first_name.clone(),
                    class.map(|class| class.label.clone()).unwrap_or_default(),
                ]);
            }
            fields.extend(vec![String::new(); 4 * (largest - children.len())]);
            file.row(fields);
        }
    }
    file.finish()
}

fn adult_fields(plan: &Plan, family: &Family, adult: &Adult) -> Vec<String> {
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut fields = vec![
        adult.civility.to_owned(),
        optional(&adult.usage_name),
        adult.family_name.clone(),
        adult.first_name.to_owned(),
    ];
    fields.extend(address(family.homes.get(adult.home)));
    fields.extend([
        optional(&adult.email),
        optional(&adult.home_phone),
        optional(&adult.work_phone),
    ]);
    if plan.extensions {
        fields.push(optional(&adult.extension));
    }
    fields.push(optional(&adult.mobile_phone));
    fields
}

struct File {
    dice: Dice,
    text: String,
}

impl File {
    fn new(dice: Dice, header: String) -> Self {
        let text = header + "\n";
        Self { dice, text }
    }

    /// A row; some have fewer or more separators than the header, as in real files.
    fn row(&mut self, fields: Vec<String>) {
        let quoted: Vec<String> = fields.into_iter().map(quote).collect();
        let row = quoted.join(";");
        match self.dice.below(1000) {
            0..50 => self.text.push_str(row.trim_end_matches(';')),
            50..60 => self.text.extend([&row, ";"]),
            _ => self.text.push_str(&row),
        }
        self.text.push('\n');
    }

    fn finish(self) -> Vec<u8> {
        ISO_8859_15.encode(&self.text).0.into_owned()
    }
}

fn quote(field: String) -> String {
    if field.contains([';', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field
    }
}
