//! The rows of `BEE_ELEVES`, joined: classes and options are in sections of their own.

use std::{
    collections::{HashMap, HashSet},
    io::Read,
};

use super::{ChosenSubject, PreviousSchool, Pupil, PupilsFile};
use crate::{
    codes::{Regime, Sex},
    error::ReadError,
    guardians::addresses,
    header,
    report::{Findings, Row, required, required_id},
    xml::{Document, Node, Piece},
};

/// What other sections say of a pupil, kept until all pupils are known: they come before or after.
#[derive(Default)]
struct Attached {
    line: u64,
    divisions: Vec<String>,
    groups: Vec<String>,
    options: Vec<ChosenSubject>,
}

pub(crate) fn read<R: Read>(mut document: Document<R>) -> Result<PupilsFile, ReadError> {
    let mut parameters = None;
    let mut findings = Findings::default();
    let mut pupils: Vec<Pupil> = Vec::new();
    let mut ids = HashSet::new();
    let mut attached: HashMap<i64, Attached> = HashMap::new();
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
            ("ELEVES", "ELEVE") => {
                let what = describe(&node);
                let read = pupil(&mut Row::new(&node, &what, &mut findings)).and_then(|pupil| {
                    let new = ids.insert(pupil.id);
                    new.then_some(pupil).ok_or_else(|| {
                        "Cet élève figure deux fois : la première fiche est gardée.".to_owned()
                    })
                });
                pupils.extend(findings.keep(node.line, &what, read));
            }
            ("STRUCTURES", "STRUCTURES_ELEVE") => {
                let read = required_id(node.attribute("ELEVE_ID"), "ELEVE_ID");
                if let Some(id) = findings.keep(node.line, "affectation à une classe", read) {
                    structures(&node, attached.entry(id).or_default());
                }
            }
            ("OPTIONS", "OPTION") => {
                let read = required_id(node.attribute("ELEVE_ID"), "ELEVE_ID");
                if let Some(id) = findings.keep(node.line, "options d’un élève", read) {
                    options(&node, attached.entry(id).or_default());
                }
            }
            ("ADRESSES", "ADRESSE") => address_rows.push(node),
            _ => {}
        }
    }
    let addresses = addresses(&address_rows, &mut findings);
    attach(&mut pupils, attached, &mut findings);
    same_ine(&pupils, &mut findings);
    Ok(PupilsFile {
        header: header::read(parameters.as_ref())?,
        pupils,
        addresses,
        rejected: findings.rejected,
        anomalies: findings.anomalies,
    })
}

fn describe(node: &Node) -> String {
    let words = [
        node.field("NOM_USAGE")
            .or_else(|| node.field("NOM_DE_FAMILLE"))
            .or_else(|| node.field("NOM")),
        node.field("PRENOM"),
        node.attribute("ELEVE_ID").map(|id| format!("(n° {id})")),
    ];
    format!(
        "élève {}",
        words.into_iter().flatten().collect::<Vec<_>>().join(" ")
    )
}

fn pupil(row: &mut Row<'_>) -> Result<Pupil, String> {
    let id = required_id(row.node.attribute("ELEVE_ID"), "ELEVE_ID")?;
    let family_name = row.name("NOM_DE_FAMILLE").or_else(|| row.name("NOM"));
    let first_name = required(row.name("PRENOM"), "PRENOM")?;
    Ok(Pupil {
        line: row.node.line,
        id,
        school_number: row.node.attribute("ELENOET"),
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
        sex: row.text("CODE_SEXE").and_then(|code| Sex::from_code(&code)),
        birth_country: row.text("CODE_PAYS"),
        birth_commune: row.text("CODE_COMMUNE_INSEE_NAISS"),
        birth_town: row.text("VILLE_NAISS"),
        nationality: row.text("CODE_PAYS_NAT"),
        mef: row.text("CODE_MEF"),
        status: row.text("CODE_STATUT"),
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
        division: None,
        groups: Vec::new(),
        options: Vec::new(),
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

fn structures(node: &Node, attached: &mut Attached) {
    attached.line = node.line;
    for structure in node.children("STRUCTURE") {
        let Some(code) = structure.field("CODE_STRUCTURE") else {
            continue;
        };
        let list = match structure.field("TYPE_STRUCTURE").as_deref() {
            Some("G") => &mut attached.groups,
            _ => &mut attached.divisions,
        };
        if !list.contains(&code) {
            list.push(code);
        }
    }
}

fn options(node: &Node, attached: &mut Attached) {
    attached.line = attached.line.max(node.line);
    attached
        .options
        .extend(node.children("OPTIONS_ELEVE").filter_map(|option| {
            Some(ChosenSubject {
                rank: option.field("NUM_OPTION"),
                subject: option.field("CODE_MATIERE")?,
                election: option.field("CODE_MODALITE_ELECT"),
            })
        }));
}

fn attach(pupils: &mut [Pupil], mut attached: HashMap<i64, Attached>, findings: &mut Findings) {
    for pupil in pupils {
        let Some(found) = attached.remove(&pupil.id) else {
            continue;
        };
        let mut divisions = found.divisions.into_iter();
        pupil.division = divisions.next();
        pupil.groups = found.groups;
        pupil.options = found.options;
        if let (Some(kept), Some(other)) = (&pupil.division, divisions.next()) {
            let what = format!("élève {} {}", pupil.display_name(), pupil.first_name);
            let reason =
                format!("L’élève est dans deux classes, {kept} et {other} : {kept} est gardée.");
            findings.doubt(found.line, what, reason);
        }
    }
    let mut orphans: Vec<_> = attached.into_iter().collect();
    orphans.sort_by_key(|(_, found)| found.line);
    for (id, found) in orphans {
        let what = format!("affectation de l’élève n° {id}");
        findings.reject(
            found.line,
            what,
            "Aucun élève du fichier ne porte cet identifiant.",
        );
    }
}

fn same_ine(pupils: &[Pupil], findings: &mut Findings) {
    let mut seen: HashMap<&str, &Pupil> = HashMap::new();
    for pupil in pupils {
        let Some(ine) = &pupil.ine else { continue };
        if let Some(first) = seen.insert(ine, pupil) {
            let what = format!("élève {} {}", pupil.display_name(), pupil.first_name);
            let reason = format!(
                "L’INE est aussi celui de {} {}.",
                first.display_name(),
                first.first_name
            );
            findings.doubt(pupil.line, what, reason);
        }
    }
}
