//! `BEE_RESPONSABLES`.

use std::io::Write;

use super::{Xml, flag};
use crate::generate::{
    Plan, Schema,
    dice::Dice,
    family::{Address, Person, Tie},
    households::households,
    phones,
};

pub(super) fn guardians(plan: &Plan, xml: &mut Xml<impl Write>) {
    xml.element("PERSONNES", &[], |xml| {
        for household in households(plan) {
            for person in &household.family.persons {
                write_person(plan, person, xml);
            }
        }
    });
    xml.element("RESPONSABLES", &[], |xml| {
        for household in households(plan) {
            for (pupil, tie) in household.links() {
                write_link(plan, pupil, tie, xml);
            }
        }
    });
    xml.element("ADRESSES", &[], |xml| {
        for household in households(plan) {
            for address in &household.family.addresses {
                write_address(address, xml);
            }
        }
    });
}

fn write_person(plan: &Plan, person: &Person, xml: &mut Xml<impl Write>) {
    // The way a number is typed belongs to the person, in whichever school's file.
    let mut dice = Dice::new(person.id.unsigned_abs(), 1);
    let mut typed = |number: &Option<String>| {
        number
            .as_ref()
            .map(|number| phones::typed(&mut dice, number))
    };
    xml.element(
        "PERSONNE",
        &[("PERSONNE_ID", &person.id.to_string())],
        |xml| {
            match plan.schema {
                Schema::Old => {
                    xml.field(
                        "NOM",
                        person.usage_name.as_ref().unwrap_or(&person.family_name),
                    );
                }
                Schema::New => {
                    xml.field("NOM_DE_FAMILLE", &person.family_name);
                    xml.optional("NOM_USAGE", person.usage_name.as_deref());
                }
            }
            xml.optional("PRENOM", person.first_name.as_deref());
            xml.field("LC_CIVILITE", person.civility);
            xml.optional("TEL_PERSONNEL", typed(&person.home).as_deref());
            xml.optional("TEL_PORTABLE", typed(&person.mobile).as_deref());
            xml.optional("TEL_PROFESSIONNEL", typed(&person.work).as_deref());
            xml.optional("MEL", person.email.as_deref());
            xml.field("ACCEPTE_SMS", flag(plan, person.accepts_sms));
            xml.field("ADRESSE_ID", &person.address_id.to_string());
            xml.optional("CODE_PROFESSION", person.occupation);
            xml.field("COMMUNICATION_ADRESSE", flag(plan, person.shares_address));
        },
    );
}

fn write_link(plan: &Plan, pupil: i64, tie: &Tie, xml: &mut Xml<impl Write>) {
    xml.element("RESPONSABLE_ELEVE", &[], |xml| {
        xml.field("ELEVE_ID", &pupil.to_string());
        xml.field("PERSONNE_ID", &tie.person_id.to_string());
        xml.field("CODE_PARENTE", &tie.kinship.0.to_string());
        match plan.schema {
            Schema::Old => {
                xml.field("RESP_LEGAL", &tie.rank.to_string());
                xml.field("RESP_FINANCIER", flag(plan, tie.pays_fees));
                xml.field("PERS_PAIMENT", flag(plan, tie.pays_fees));
                xml.field("PERS_CONTACT", flag(plan, tie.contact_first));
            }
            Schema::New => {
                let level = match (tie.rank, tie.in_charge) {
                    (1.., _) => "1",
                    (0, true) => "2",
                    (0, false) => "3",
                };
                xml.field("NIVEAU_RESPONSABILITE", level);
                xml.field("PAIE_FRAIS_SCOLAIRES", flag(plan, tie.pays_fees));
                xml.field("HEBERGE_ELEVE", flag(plan, tie.houses_pupil));
                xml.field("A_CONTACTER_EN_PRIORITE", flag(plan, tie.contact_first));
                xml.field("PERCOIT_LES_AIDES", flag(plan, tie.pays_fees));
            }
        }
    });
}

fn write_address(address: &Address, xml: &mut Xml<impl Write>) {
    let (town, postal_code, commune) = address.town;
    xml.element(
        "ADRESSE",
        &[("ADRESSE_ID", &address.id.to_string())],
        |xml| {
            xml.field("LIGNE1_ADRESSE", &address.street);
            xml.optional("LIGNE2_ADRESSE", None);
            xml.field("CODE_PAYS", "100");
            xml.field("LL_PAYS", "FRANCE");
            xml.field("CODE_COMMUNE_INSEE", commune);
            xml.field("LL_COMMUNE_INSEE", town);
            xml.field("CODE_POSTAL", postal_code);
            xml.field("LIBELLE_POSTAL", town);
        },
    );
}
