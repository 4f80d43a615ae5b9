//! The rows of `BEE_RESPONSABLES`.

use std::{
    collections::{HashMap, HashSet},
    io::Read,
};

use super::{Address, GuardiansFile, Level, Link, Person, Standing};
use crate::{
    codes::Kinship,
    error::ReadError,
    header,
    report::{Findings, Row, required, required_id},
    xml::{Document, Node, Piece},
};

pub(crate) fn read<R: Read>(mut document: Document<R>) -> Result<GuardiansFile, ReadError> {
    let mut parameters = None;
    let mut findings = Findings::default();
    let mut persons: Vec<Person> = Vec::new();
    let mut known = HashSet::new();
    let mut links: Vec<Link> = Vec::new();
    let mut pairs = HashSet::new();
    let mut address_rows = Vec::new();
    while let Some(piece) = document.next()? {
        let (section, node) = match piece {
            Piece::Parameters(node) => {
                parameters = Some(node);
                continue;
            }
            Piece::Row { section, node } => (section, node),
        };
        match (section.as_str(), node.name.as_str()) {
            ("PERSONNES", "PERSONNE") => {
                let what = describe_person(&node);
                let read = person(&mut Row::new(&node, &what, &mut findings)).and_then(|person| {
                    let new = known.insert(person.id);
                    new.then_some(person).ok_or_else(|| {
                        "Cette personne figure deux fois : la première fiche est gardée.".to_owned()
                    })
                });
                persons.extend(findings.keep(node.line, &what, read));
            }
            ("RESPONSABLES", "RESPONSABLE_ELEVE") => {
                let what = describe_link(&node);
                let read = link(&mut Row::new(&node, &what, &mut findings)).and_then(|link| {
                    let new = pairs.insert((link.pupil_id, link.person_id));
                    new.then_some(link).ok_or_else(|| {
                        "Ce lien figure deux fois : le premier est gardé.".to_owned()
                    })
                });
                links.extend(findings.keep(node.line, &what, read));
            }
            ("ADRESSES", "ADRESSE") => address_rows.push(node),
            _ => {}
        }
    }
    let addresses = addresses(&address_rows, &mut findings);
    only_known_persons(&mut links, &known, &mut findings);
    only_known_addresses(&mut persons, &addresses, &mut findings);
    doubtful_ranks(&links, &mut findings);
    Ok(GuardiansFile {
        header: header::read(parameters.as_ref())?,
        persons,
        links,
        addresses,
        rejected: findings.rejected,
        anomalies: findings.anomalies,
    })
}

fn describe_person(node: &Node) -> String {
    let words = [
        node.field("NOM_USAGE")
            .or_else(|| node.field("NOM_DE_FAMILLE"))
            .or_else(|| node.field("NOM")),
        node.field("PRENOM"),
        node.attribute("PERSONNE_ID").map(|id| format!("(n° {id})")),
    ];
    format!(
        "responsable {}",
        words.into_iter().flatten().collect::<Vec<_>>().join(" ")
    )
}

fn describe_link(node: &Node) -> String {
    let id = |field| node.field(field).unwrap_or_else(|| "?".to_owned());
    format!(
        "lien de l’élève n° {} avec la personne n° {}",
        id("ELEVE_ID"),
        id("PERSONNE_ID")
    )
}

fn person(row: &mut Row<'_>) -> Result<Person, String> {
    let family_name = row.name("NOM_DE_FAMILLE").or_else(|| row.name("NOM"));
    Ok(Person {
        line: row.node.line,
        id: required_id(row.node.attribute("PERSONNE_ID"), "PERSONNE_ID")?,
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

fn link(row: &mut Row<'_>) -> Result<Link, String> {
    let either = |row: &mut Row<'_>, old, new| row.flag(old).or_else(|| row.flag(new));
    Ok(Link {
        line: row.node.line,
        pupil_id: required_id(row.text("ELEVE_ID"), "ELEVE_ID")?,
        person_id: required_id(row.text("PERSONNE_ID"), "PERSONNE_ID")?,
        kinship: row
            .text("CODE_PARENTE")
            .and_then(|code| code.parse().ok())
            .map(Kinship),
        standing: standing(row),
        pays_fees: either(row, "RESP_FINANCIER", "PAIE_FRAIS_SCOLAIRES").unwrap_or(false),
        contact_first: either(row, "PERS_CONTACT", "A_CONTACTER_EN_PRIORITE").unwrap_or(false),
        receives_aid: either(row, "PERS_PAIMENT", "PERCOIT_LES_AIDES").unwrap_or(false),
        houses_pupil: row.flag("HEBERGE_ELEVE"),
    })
}

fn standing(row: &mut Row<'_>) -> Option<Standing> {
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

/// `ADRESSES`, in the files that have it.
pub(crate) fn addresses(rows: &[Node], findings: &mut Findings) -> Vec<Address> {
    let mut addresses = Vec::with_capacity(rows.len());
    for node in rows {
        let read = required_id(node.attribute("ADRESSE_ID"), "ADRESSE_ID").map(|id| Address {
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
        addresses.extend(findings.keep(node.line, "adresse", read));
    }
    addresses
}

fn only_known_persons(links: &mut Vec<Link>, known: &HashSet<i64>, findings: &mut Findings) {
    links.retain(|link| {
        let kept = known.contains(&link.person_id);
        if !kept {
            let what = format!(
                "lien de l’élève n° {} avec la personne n° {}",
                link.pupil_id, link.person_id
            );
            findings.reject(link.line, what, "Cette personne n’est pas dans le fichier.");
        }
        kept
    });
}

fn only_known_addresses(persons: &mut [Person], addresses: &[Address], findings: &mut Findings) {
    // The file without addresses still carries their numbers.
    if addresses.is_empty() {
        return;
    }
    let known: HashSet<i64> = addresses.iter().map(|address| address.id).collect();
    for person in persons {
        if person
            .address_id
            .take_if(|id| !known.contains(id))
            .is_some()
        {
            let what = format!("responsable {} (n° {})", person.display_name(), person.id);
            findings.doubt(
                person.line,
                what,
                "L’adresse de cette personne n’est pas dans le fichier.",
            );
        }
    }
}

fn doubtful_ranks(links: &[Link], findings: &mut Findings) {
    let mut by_pupil: HashMap<i64, Vec<&Link>> = HashMap::new();
    for link in links {
        by_pupil.entry(link.pupil_id).or_default().push(link);
    }
    let mut doubts = Vec::new();
    for (pupil, links) in by_pupil {
        let count = |standing| {
            links
                .iter()
                .filter(|link| link.standing == Some(standing))
                .count()
        };
        let [first, second] = [count(Standing::Ranked(1)), count(Standing::Ranked(2))];
        let equals = count(Standing::Level(Level::Legal));
        let mut doubt = |reason: &str| {
            let what = format!("responsables de l’élève n° {pupil}");
            doubts.push((links[0].line, what, reason.to_owned()));
        };
        if first + second + equals == 0 {
            doubt("Aucun responsable légal parmi les responsables de cet élève.");
        } else if first + equals == 0 {
            doubt("Un « légal 2 » sans « légal 1 ».");
        }
        if first > 1 {
            doubt("Plusieurs responsables sont « légal 1 » : tous sont gardés.");
        }
        if second > 1 {
            doubt("Plusieurs responsables sont « légal 2 » : tous sont gardés.");
        }
    }
    doubts.sort();
    for (line, what, reason) in doubts {
        findings.doubt(line, what, reason);
    }
}
