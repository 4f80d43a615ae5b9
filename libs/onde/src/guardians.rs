//! The extraction of guardians.

use std::collections::VecDeque;

use crate::{
    fields,
    header::{Column, Layout, OWN},
    misfit,
    pupils::{Address, address},
    report::{About, Cells, Reading, describe},
    rows::Row,
};

/// A guardian, and the names of the children. The file says neither what they are to a child nor
/// whether they are its legal guardian.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guardian {
    /// Where the row begins in the file.
    pub line: u64,
    /// Civilité Responsable: "M.", "MME", "MLLE"…
    pub civility: Option<String>,
    /// Nom usage responsable.
    pub usage_name: Option<String>,
    /// Nom responsable.
    pub family_name: String,
    /// Prénom responsable; institutions have none.
    pub first_name: Option<String>,
    /// Adresse responsable and what follows.
    pub address: Option<Address>,
    /// Courriel.
    pub email: Option<String>,
    /// Téléphone domicile, as typed: numbers are not judged here.
    pub home_phone: Option<String>,
    /// Téléphone travail, as typed.
    pub work_phone: Option<String>,
    /// Numéro de poste: what is asked for once the work has answered. Not all files have it.
    pub work_extension: Option<String>,
    /// Téléphone portable, as typed.
    pub mobile_phone: Option<String>,
    /// The children, by their names alone: homonyms and twins need a person's eye.
    pub children: Vec<Child>,
}

impl Guardian {
    /// The name a guardian is called by.
    pub fn display_name(&self) -> &str {
        self.usage_name.as_deref().unwrap_or(&self.family_name)
    }
}

/// What a guardian's row says of a child.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Child {
    /// Nom d'usage enfant.
    pub usage_name: Option<String>,
    /// Nom de famille enfant.
    pub family_name: String,
    /// Prénom enfant.
    pub first_name: String,
    /// Classes enfants, as written: not always the label that the pupil's row has.
    pub class: Option<String>,
}

pub(crate) fn take(layout: &Layout, cells: Cells<'_>, ready: &mut VecDeque<Row>) {
    let text = |column| cells.text(layout.at(column)?);
    let (family_name, first_name) = (text(Column::Name), text(Column::First));
    let words = [
        text(Column::Usage).or_else(|| family_name.clone()),
        first_name.clone(),
    ];
    let about = About::Guardian {
        family_name,
        first_name,
    };
    let mut reading = Reading::new(layout, cells, describe("responsable", words), about);
    let read = misfit::judge(&mut reading).and_then(|()| guardian(&mut reading));
    reading.settle(read.map(Box::new).map(Row::Guardian), ready);
}

fn guardian(row: &mut Reading<'_>) -> Result<Guardian, String> {
    Ok(Guardian {
        line: row.cells.line,
        civility: row.text(Column::Civility),
        usage_name: row.name(Column::Usage),
        family_name: row.family_name(Column::Name, Column::Usage)?,
        first_name: row.name(Column::First),
        address: address(row, OWN),
        email: row.text(Column::Email),
        home_phone: row.text(Column::HomePhone),
        work_phone: row.text(Column::WorkPhone),
        work_extension: row.text(Column::Extension),
        mobile_phone: row.text(Column::MobilePhone),
        children: children(row),
    })
}

fn children(row: &mut Reading<'_>) -> Vec<Child> {
    let mut children = Vec::new();
    let (mut nameless, mut without_family_name) = (0, 0);
    let layout = row.layout;
    for places in layout.children(row.cells.count()) {
        let names = places.map(|place| row.cells.text(place?).map(|text| fields::name(&text)));
        let [usage_name, family_name, first_name, class] = names;
        let told = usage_name.is_some() || first_name.is_some() || class.is_some();
        match (family_name, first_name) {
            (Some(family_name), Some(first_name)) => children.push(Child {
                usage_name,
                family_name,
                first_name,
                class,
            }),
            (None, Some(first_name)) if usage_name.is_some() => {
                without_family_name += 1;
                children.push(Child {
                    family_name: usage_name.clone().unwrap_or_default(),
                    usage_name,
                    first_name,
                    class,
                });
            }
            (family_name, _) if family_name.is_some() || told => nameless += 1,
            _ => {}
        }
    }
    if without_family_name > 0 {
        row.doubt("Le nom de famille d’un enfant manque : son nom d’usage en tient lieu.");
    }
    if nameless > 0 {
        row.doubt(format!(
            "Le nom ou le prénom manque pour {nameless} enfant(s) de cette ligne : ils ne sont pas \
             lus."
        ));
    }
    children
}
