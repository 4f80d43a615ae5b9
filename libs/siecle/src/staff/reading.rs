//! The rows of `STS_EDT`.

use std::collections::VecDeque;

use super::{Discipline, Individual, MainTeacher, Origin, Service, StaffKey, Taught};
use crate::{
    codes::Sex,
    fields::{self, shown},
    node::Node,
    nomenclature,
    report::{About, Reading, describe, required, required_id},
    rows::Row,
    structures::{division, group},
    xml::DATA,
};

/// Rows stand in `DONNEES/INDIVIDUS`, in `DONNEES/STRUCTURE/DIVISIONS` and its like, and in
/// `NOMENCLATURES/MATIERES` and its like.
pub(crate) fn is_section(path: &[String]) -> bool {
    match path {
        [root, section] => (root == DATA && section != "STRUCTURE") || root == "NOMENCLATURES",
        [root, structure, _] => root == DATA && structure == "STRUCTURE",
        _ => false,
    }
}

/// The rows of a node of that section.
pub(crate) fn take(section: &str, node: &Node, ready: &mut VecDeque<Row>) {
    match (section, node.name.as_str()) {
        ("INDIVIDUS", "INDIVIDU") => {
            let key = key(node);
            let about = key.as_ref().ok().copied().map(About::Staff);
            let mut reading = Reading::new(node, named(node), about);
            let read = key.and_then(|key| individual(key, &mut reading));
            reading.settle(read.map(Box::new).map(Row::Individual), ready);
        }
        ("DIVISIONS", "DIVISION") => {
            let read = division(node);
            let taught = read
                .as_ref()
                .ok()
                .map(|one| Taught::Division(one.code.clone()));
            structure("classe", node, read.map(Row::Division), taught, ready);
        }
        ("GROUPES", "GROUPE") => {
            let read = group(node);
            let taught = read
                .as_ref()
                .ok()
                .map(|one| Taught::Group(one.code.clone()));
            structure("groupe", node, read.map(Row::Group), taught, ready);
        }
        ("MATIERES" | "MEFS", _) => nomenclature::take(section, node, ready),
        _ => {}
    }
}

/// A class or a group, then what is taught to it.
fn structure(
    kind: &str,
    node: &Node,
    read: Result<Row, String>,
    taught: Option<Taught>,
    ready: &mut VecDeque<Row>,
) {
    Reading::new(node, describe(kind, [node.key("CODE")]), None).settle(read, ready);
    let Some(taught) = taught else { return };
    for node in node.grandchildren("SERVICES", "SERVICE") {
        let (Taught::Division(code) | Taught::Group(code)) = &taught;
        let what = describe(
            "service",
            [
                node.key("CODE_MATIERE"),
                Some(format!("({kind} {})", shown(code))),
            ],
        );
        let mut reading = Reading::new(node, what, None);
        let read = service(&taught, &mut reading);
        reading.settle(read.map(Row::Service), ready);
    }
}

fn key(node: &Node) -> Result<StaffKey, String> {
    let id = required_id(node.key("ID"), "ID")?;
    let origin = match node.key("TYPE") {
        None => Origin::National,
        Some(kind) if kind.eq_ignore_ascii_case("epp") => Origin::National,
        Some(kind) if kind.eq_ignore_ascii_case("local") => Origin::Local,
        Some(kind) => {
            return Err(format!("Le TYPE « {} » est inconnu.", shown(&kind)));
        }
    };
    Ok(StaffKey { id, origin })
}

fn named(node: &Node) -> String {
    let words = [
        node.field("NOM_USAGE")
            .or_else(|| node.field("NOM_PATRONYMIQUE")),
        node.field("PRENOM"),
        node.key("ID").map(|id| format!("(n° {id})")),
    ];
    describe("personnel", words)
}

fn individual(key: StaffKey, row: &mut Reading<'_>) -> Result<Individual, String> {
    let usage_name = row.name("NOM_USAGE");
    let family_name = required(
        row.name("NOM_PATRONYMIQUE").or_else(|| usage_name.clone()),
        "NOM_USAGE",
    )?;
    let function = row.text("FONCTION").map(|code| code.to_uppercase());
    if function.is_none() {
        row.doubt(
            "La fonction manque (congé long ou retraite, le plus souvent) : la personne est \
             gardée, sans fonction.",
        );
    }
    let main_teacher_of = main_teacher(row);
    let disciplines = row.node.grandchildren("DISCIPLINES", "DISCIPLINE");
    let disciplines = disciplines.filter_map(|discipline| {
        Some(Discipline {
            code: discipline.key("CODE")?,
            label: discipline.field("LIBELLE_COURT"),
            hours: discipline.field("NB_HEURES"),
        })
    });
    Ok(Individual {
        line: row.node.line,
        key,
        disciplines: disciplines.collect(),
        civility: row.parsed("CIVILITE", civility),
        sex: row.parsed("SEXE", Sex::from_code),
        usage_name: usage_name.filter(|usage| *usage != family_name),
        family_name,
        first_name: row.name("PRENOM"),
        born_on: row.date("DATE_NAISSANCE"),
        grade: row.text("GRADE"),
        function,
        main_teacher_of,
    })
}

fn civility(code: &str) -> Option<String> {
    Some(match code {
        "1" => "M.".to_owned(),
        "2" => "MME".to_owned(),
        "3" => "MLLE".to_owned(),
        words if words.parse::<i64>().is_err() => words.to_owned(),
        _ => return None,
    })
}

fn main_teacher(row: &mut Reading<'_>) -> Vec<MainTeacher> {
    let mut all = Vec::new();
    for node in row.node.grandchildren("PROFS_PRINC", "PROF_PRINC") {
        let Some(division) = node.field("CODE_STRUCTURE") else {
            continue;
        };
        let mut date = |field: &str| {
            let value = node.field(field)?;
            let date = fields::date(&value);
            if date.is_none() {
                row.doubt(format!(
                    "Professeur principal de {} : {field} vaut « {} », illisible, la date est \
                     laissée vide.",
                    shown(&division),
                    shown(&value)
                ));
            }
            date
        };
        let (from, until) = (date("DATE_DEBUT"), date("DATE_FIN"));
        all.push(MainTeacher {
            division,
            from,
            until,
        });
    }
    all
}

fn service(taught: &Taught, row: &mut Reading<'_>) -> Result<Service, String> {
    let subject = required(row.node.key("CODE_MATIERE"), "CODE_MATIERE")?;
    let mut teachers = Vec::new();
    for teacher in row.node.grandchildren("ENSEIGNANTS", "ENSEIGNANT") {
        match key(teacher) {
            Ok(key) if teachers.contains(&key) => {}
            Ok(key) => teachers.push(key),
            Err(reason) => row.doubt(format!("Un enseignant de ce service est écarté. {reason}")),
        }
    }
    Ok(Service {
        line: row.node.line,
        structure: taught.clone(),
        subject,
        mode: row.node.key("CODE_MOD_COURS"),
        teachers,
    })
}
