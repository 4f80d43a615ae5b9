//! For whom a collective entry is: a division, a group of the register, a group of divisions.

use crate::pages::division::Divisions;
use chrono::NaiveDate;
use db::Read;
use identity::{At, SchoolLife};
use records::PupilRow;
use timetable::Class;
use ui::Select;

/// What may be chosen, and what is.
pub(super) struct Lists {
    divisions: Divisions,
    classes: Vec<Class>,
}

/// What is chosen, with who is in it.
pub(super) struct Chosen {
    /// As the form sends it.
    pub(super) value: String,
    /// « 5B », « Groupe 5ALL2G1 », « Cinquièmes ».
    pub(super) label: String,
    pub(super) pupils: Vec<PupilRow>,
}

impl Lists {
    pub(super) async fn of(read: &mut Read, at: &At<SchoolLife>) -> db::Result<Self> {
        let divisions = records::divisions(read, at).await?;
        let groups = records::groups(read, at).await?;
        let divided = divisions.into_iter().map(|d| Class::Division(d.code));
        let grouped = groups.into_iter().map(|g| Class::Group(g.code));
        Ok(Self {
            divisions: Divisions::of(read, at).await?,
            classes: divided.chain(grouped).collect(),
        })
    }

    /// The list: classes, groups of the register, then the school's own groups of divisions.
    pub(super) fn select<'s>(&'s self, chosen: &'s str) -> Select<'s> {
        let classes = self
            .classes
            .iter()
            .map(|class| (class.value(), label(class)));
        Select::new("classe", "Classe ou groupe")
            .option("", "Choisissez")
            .options(classes)
            .group("Groupes de divisions", self.divisions.groups())
            .selected(chosen)
    }

    /// Who is in what a form chose; `None` for nothing, and for what the school does not have.
    pub(super) async fn chosen(
        &self,
        read: &mut Read,
        at: &At<SchoolLife>,
        today: NaiveDate,
        value: &str,
    ) -> db::Result<Option<Chosen>> {
        let class = Class::parse(value).filter(|class| self.classes.contains(class));
        let (label, pupils) = match (&class, self.divisions.of_group(value)) {
            (Some(class @ Class::Division(code)), _) => (
                label(class),
                records::pupils_in_division(read, at, today, code).await?,
            ),
            (Some(class @ Class::Group(code)), _) => (
                label(class),
                records::pupils_in_group(read, at, today, code).await?,
            ),
            (None, Some((name, divisions))) => {
                let mut pupils = Vec::new();
                for code in divisions {
                    pupils.extend(records::pupils_in_division(read, at, today, code).await?);
                }
                (name.to_owned(), pupils)
            }
            (None, None) => return Ok(None),
        };
        Ok(Some(Chosen {
            value: value.to_owned(),
            label,
            pupils,
        }))
    }
}

fn label(class: &Class) -> String {
    match class {
        Class::Division(code) => code.clone(),
        Class::Group(code) => format!("Groupe {code}"),
    }
}
