//! The rows of `BEE_ELEVES`.

use std::collections::VecDeque;

use super::{ChosenSubject, Placement, PreviousSchool, Pupil, PupilOptions};
use crate::{
    codes::{Regime, Sex},
    fields,
    guardians::address,
    node::Node,
    report::{About, Reading, describe, required, required_id},
    rows::Row,
};

/// The schooling that some newer files nest in the pupil.
const ACTIVE: &str = "SCOLARITE_ACTIVE";

/// The rows of a node of that section.
pub(crate) fn take(section: &str, node: &Node, ready: &mut VecDeque<Row>) {
    match (section, node.name.as_str()) {
        ("ELEVES", "ELEVE") => {
            let about = node.key("ELEVE_ID").and_then(|id| fields::id(&id));
            let mut reading = Reading::new(node, named(node), about.map(About::Pupil));
            let read = pupil(&mut reading);
            let placement = read.as_ref().ok().and_then(|pupil| active(pupil, node));
            reading.settle(read.map(Box::new).map(Row::Pupil), ready);
            ready.extend(placement.map(Row::Placement));
        }
        ("STRUCTURES", "STRUCTURES_ELEVE") => {
            let read = key(node).map(|id| structures(id, node));
            Reading::new(node, "affectation à une classe", None)
                .settle(read.map(Row::Placement), ready);
        }
        ("SCOLARITES", "SCOLARITE_ELEVE") => {
            let read = key(node).map(|id| schooling(id, node));
            Reading::new(node, "scolarité d’un élève", None)
                .settle(read.map(Row::Placement), ready);
        }
        ("OPTIONS", "OPTION") => {
            let read = key(node).map(|id| options(id, node));
            Reading::new(node, "options d’un élève", None).settle(read.map(Row::Options), ready);
        }
        ("ADRESSES", "ADRESSE") => address(node, ready),
        _ => {}
    }
}

fn key(node: &Node) -> Result<i64, String> {
    required_id(node.key("ELEVE_ID"), "ELEVE_ID")
}

fn named(node: &Node) -> String {
    let words = [
        node.field("NOM_USAGE")
            .or_else(|| node.field("NOM_DE_FAMILLE"))
            .or_else(|| node.field("NOM")),
        node.field("PRENOM"),
        node.key("ELEVE_ID").map(|id| format!("(n° {id})")),
    ];
    describe("élève", words)
}

fn pupil(row: &mut Reading<'_>) -> Result<Pupil, String> {
    let id = key(row.node)?;
    let family_name = row.name("NOM_DE_FAMILLE").or_else(|| row.name("NOM"));
    let node = row.node;
    let nested = |field| node.child(ACTIVE)?.field(field);
    let first_name = required(row.name("PRENOM"), "PRENOM")?;
    Ok(Pupil {
        line: row.node.line,
        id,
        school_number: row.node.key("ELENOET"),
        ine: row
            .either(&["ID_NATIONAL", "INE_RNIE"])
            .map(|ine| ine.to_uppercase()),
        former_ine: row.text("INE_BEA").map(|ine| ine.to_uppercase()),
        family_name: required(family_name, "NOM_DE_FAMILLE")?,
        usage_name: row.name("NOM_USAGE"),
        first_name,
        other_first_names: ["PRENOM2", "PRENOM3"]
            .iter()
            .filter_map(|f| row.name(f))
            .collect(),
        born_on: row.date("DATE_NAISS"),
        sex: row.parsed("CODE_SEXE", Sex::from_code),
        birth_country: row.text("CODE_PAYS"),
        birth_commune: row.text("CODE_COMMUNE_INSEE_NAISS"),
        birth_town: row.text("VILLE_NAISS"),
        nationality: row.text("CODE_PAYS_NAT"),
        mef: row.text("CODE_MEF").or_else(|| nested("CODE_MEF")),
        status: row.text("CODE_STATUT").or_else(|| nested("CODE_STATUT")),
        regime: row.text("CODE_REGIME").map(|code| Regime { code }),
        repeats: row.flag("DOUBLEMENT"),
        entered_on: row.date("DATE_ENTREE"),
        left_on: row.date("DATE_SORTIE"),
        leaving_reason: row.text("CODE_MOTIF_SORTIE"),
        accepts_sms: row.flag("ACCEPTE_SMS"),
        mobile_phone: row.text("TEL_PORTABLE"),
        home_phone: row.either(&["TEL_PERSONNEL", "TELEPHONE"]),
        email: row.text("MEL"),
        address_id: row.id("ADRESSE_ID"),
        previous_school: row
            .node
            .child("SCOLARITE_AN_DERNIER")
            .and_then(previous_school),
    })
}

fn previous_school(node: &Node) -> Option<PreviousSchool> {
    let name: Vec<_> = ["DENOM_PRINC", "DENOM_COMPL"]
        .iter()
        .filter_map(|field| node.field(field))
        .collect();
    let school = PreviousSchool {
        uai: node.field("CODE_RNE").map(|uai| uai.to_uppercase()),
        name: (!name.is_empty()).then(|| name.join(" ")),
        division: node.field("CODE_STRUCTURE"),
    };
    (school.uai.is_some() || school.name.is_some() || school.division.is_some()).then_some(school)
}

/// The class that some files give inside the pupil.
fn active(pupil: &Pupil, node: &Node) -> Option<Placement> {
    let division = node.child(ACTIVE)?.field("CODE_DIVISION")?;
    Some(Placement {
        line: pupil.line,
        pupil_id: pupil.id,
        divisions: vec![division],
        groups: Vec::new(),
        mef: None,
    })
}

fn structures(pupil_id: i64, node: &Node) -> Placement {
    let mut placement = Placement {
        line: node.line,
        pupil_id,
        divisions: Vec::new(),
        groups: Vec::new(),
        mef: None,
    };
    for structure in node.children("STRUCTURE") {
        let Some(code) = structure.field("CODE_STRUCTURE") else {
            continue;
        };
        let list = match structure.field("TYPE_STRUCTURE").as_deref() {
            Some("G") => &mut placement.groups,
            _ => &mut placement.divisions,
        };
        if !list.contains(&code) {
            list.push(code);
        }
    }
    placement
}

/// The first that says something is the present one; those after it are of before or elsewhere.
fn schooling(pupil_id: i64, node: &Node) -> Placement {
    let (mef, division) = node
        .children("SCOLARITE")
        .map(|one| (one.field("CODE_MEF"), one.field("CODE_STRUCTURE")))
        .find(|(mef, division)| mef.is_some() || division.is_some())
        .unwrap_or_default();
    Placement {
        line: node.line,
        pupil_id,
        divisions: division.into_iter().collect(),
        groups: Vec::new(),
        mef,
    }
}

fn options(pupil_id: i64, node: &Node) -> PupilOptions {
    let options = node.children("OPTIONS_ELEVE").filter_map(|option| {
        Some(ChosenSubject {
            rank: option.field("NUM_OPTION"),
            subject: option.field("CODE_MATIERE")?,
            election: option.field("CODE_MODALITE_ELECT"),
        })
    });
    PupilOptions {
        line: node.line,
        pupil_id,
        options: options.collect(),
    }
}
