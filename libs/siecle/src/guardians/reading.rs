//! The rows of `BEE_RESPONSABLES`.

use std::collections::VecDeque;

use super::{Address, Level, Link, Person, Standing};
use crate::{
    codes::Kinship,
    fields,
    node::Node,
    report::{About, Reading, describe, required, required_id},
    rows::Row,
};

/// The row of a node of that section, if it is one.
pub(crate) fn take(section: &str, node: &Node, ready: &mut VecDeque<Row>) {
    match (section, node.name.as_str()) {
        ("PERSONNES", "PERSONNE") => {
            let id = node.key("PERSONNE_ID").and_then(|id| fields::id(&id));
            let mut reading = Reading::new(node, named(node), id.map(About::Person));
            let read = person(&mut reading);
            reading.settle(read.map(Box::new).map(Row::Person), ready);
        }
        ("RESPONSABLES", "RESPONSABLE_ELEVE") => {
            let mut reading = Reading::new(node, linked(node), about_link(node));
            let read = link(&mut reading);
            reading.settle(read.map(Row::Link), ready);
        }
        ("ADRESSES", "ADRESSE") => address(node, ready),
        _ => {}
    }
}

fn named(node: &Node) -> String {
    let words = [
        node.field("NOM_USAGE")
            .or_else(|| node.field("NOM_DE_FAMILLE"))
            .or_else(|| node.field("NOM")),
        node.field("PRENOM"),
        node.key("PERSONNE_ID").map(|id| format!("(n° {id})")),
    ];
    describe("responsable", words)
}

fn linked(node: &Node) -> String {
    let id = |field| {
        node.key(field)
            .as_deref()
            .map_or("?".to_owned(), fields::shown)
    };
    format!(
        "lien de l’élève n° {} avec la personne n° {}",
        id("ELEVE_ID"),
        id("PERSONNE_ID")
    )
}

fn about_link(node: &Node) -> Option<About> {
    let id = |field| node.key(field).and_then(|id| fields::id(&id));
    match (id("ELEVE_ID"), id("PERSONNE_ID")) {
        (Some(pupil), Some(person)) => Some(About::Link { pupil, person }),
        (Some(pupil), None) => Some(About::Pupil(pupil)),
        (None, person) => person.map(About::Person),
    }
}

fn person(row: &mut Reading<'_>) -> Result<Person, String> {
    let family_name = row.name("NOM_DE_FAMILLE").or_else(|| row.name("NOM"));
    Ok(Person {
        line: row.node.line,
        id: required_id(row.node.key("PERSONNE_ID"), "PERSONNE_ID")?,
        civility: row.either(&["LC_CIVILITE", "LL_CIVILITE"]),
        family_name: required(family_name, "NOM_DE_FAMILLE")?,
        usage_name: row.name("NOM_USAGE"),
        first_name: row.name("PRENOM"),
        mobile_phone: row.text("TEL_PORTABLE"),
        home_phone: row.text("TEL_PERSONNEL"),
        work_phone: row.text("TEL_PROFESSIONNEL"),
        email: row.text("MEL"),
        accepts_sms: row.flag("ACCEPTE_SMS"),
        shares_address: row.flag("COMMUNICATION_ADRESSE"),
        occupation: row.text("CODE_PROFESSION"),
        address_id: row.id("ADRESSE_ID"),
    })
}

fn link(row: &mut Reading<'_>) -> Result<Link, String> {
    let either = |row: &mut Reading<'_>, old, new| row.flag(old).or_else(|| row.flag(new));
    Ok(Link {
        line: row.node.line,
        pupil_id: required_id(row.node.key("ELEVE_ID"), "ELEVE_ID")?,
        person_id: required_id(row.node.key("PERSONNE_ID"), "PERSONNE_ID")?,
        kinship: row
            .parsed("CODE_PARENTE", |code| code.parse().ok())
            .map(Kinship),
        standing: standing(row),
        pays_fees: either(row, "RESP_FINANCIER", "PAIE_FRAIS_SCOLAIRES").unwrap_or(false),
        contact_first: either(row, "PERS_CONTACT", "A_CONTACTER_EN_PRIORITE").unwrap_or(false),
        receives_aid: either(row, "PERS_PAIMENT", "PERCOIT_LES_AIDES").unwrap_or(false),
        houses_pupil: row.flag("HEBERGE_ELEVE"),
    })
}

fn standing(row: &mut Reading<'_>) -> Option<Standing> {
    let rank = row.text("RESP_LEGAL");
    let level = row.text("NIVEAU_RESPONSABILITE");
    let standing = match (rank.as_deref(), level.as_deref()) {
        (_, Some("1" | "LEGAL")) => Some(Standing::Level(Level::Legal)),
        (_, Some("2" | "EN CHARGE")) => Some(Standing::Level(Level::InCharge)),
        (_, Some("3" | "CONTACT")) => Some(Standing::Level(Level::Contact)),
        (Some("1"), _) => Some(Standing::Ranked(1)),
        (Some("2"), _) => Some(Standing::Ranked(2)),
        (Some("0"), _) => Some(Standing::Ranked(0)),
        _ => None,
    };
    if standing.is_none() {
        row.doubt(
            "Le niveau de responsabilité manque ou est inconnu : la personne n’est pas comptée \
             parmi les responsables légaux.",
        );
    }
    standing
}

/// A row of `ADRESSES`, in the files that have it.
pub(crate) fn address(node: &Node, ready: &mut VecDeque<Row>) {
    let key = node.key("ADRESSE_ID");
    let what = describe("adresse", [key.as_ref().map(|id| format!("(n° {id})"))]);
    let read = required_id(key, "ADRESSE_ID").map(|id| Address {
        line: node.line,
        id,
        lines: [
            "LIGNE1_ADRESSE",
            "LIGNE2_ADRESSE",
            "LIGNE3_ADRESSE",
            "LIGNE4_ADRESSE",
        ]
        .iter()
        .filter_map(|field| node.field(field))
        .collect(),
        postal_code: node.field("CODE_POSTAL"),
        town: ["LIBELLE_POSTAL", "LL_COMMUNE_INSEE", "COMMUNE_ETRANGERE"]
            .iter()
            .find_map(|field| node.field(field)),
        commune: node.field("CODE_COMMUNE_INSEE"),
        country: node.field("CODE_PAYS"),
        country_name: node.field("LL_PAYS"),
    });
    Reading::new(node, what, None).settle(read.map(Row::Address), ready);
}
