//! Choosing a division, or a group of divisions, wherever a page asks for one.

use crate::store::group::{self, Stored};
use db::Read;
use identity::{At, AtSchool};
use records::Division;
use ui::Select;

/// What a group is chosen by, before its identifier.
const GROUP: &str = "groupe:";

/// Whether somebody of a division is asked for, by codes that are none for all.
pub(super) fn takes(wanted: &[String], division: Option<&str>) -> bool {
    wanted.is_empty() || division.is_some_and(|code| wanted.iter().any(|wanted| wanted == code))
}

/// The divisions of the school year, and the groups that are offered.
pub(super) struct Divisions {
    divisions: Vec<Division>,
    groups: Vec<Stored>,
}

impl Divisions {
    pub(super) async fn of<A: AtSchool>(read: &mut Read, at: &At<A>) -> db::Result<Self> {
        let mut groups = group::all(read, at).await?;
        groups.retain(|stored| !stored.withdrawn);
        Ok(Self {
            divisions: records::divisions(read, at).await?,
            groups,
        })
    }

    /// The list to choose from: all of them, each division, then « Groupes ».
    pub(super) fn select<'s>(
        &'s self,
        name: &'s str,
        label: &'s str,
        selected: &'s str,
    ) -> Select<'s> {
        let codes = self.divisions.iter().map(|division| division.code.as_str());
        Select::new(name, label)
            .option("", "Toutes")
            .options(codes.map(|code| (code, code)))
            .group("Groupes", self.groups())
            .selected(selected)
    }

    /// The groups that are offered: what each is chosen by, and its name.
    pub(super) fn groups(&self) -> impl Iterator<Item = (String, String)> {
        let named = |stored: &Stored| (format!("{GROUP}{}", stored.id), stored.group.name.clone());
        self.groups.iter().map(named)
    }

    /// A group that is chosen: its name and its divisions.
    pub(super) fn of_group(&self, chosen: &str) -> Option<(&str, &[String])> {
        let group = &self.group(chosen)?.group;
        Some((&group.name, &group.divisions))
    }

    /// The name of what is chosen: a division's is its code.
    pub(super) fn label(&self, chosen: &str) -> String {
        let group = self.group(chosen);
        group
            .map_or(chosen, |stored| stored.group.name.as_str())
            .to_owned()
    }

    /// The same, for the audit: never what somebody wrote in an address.
    pub(super) fn known(&self, chosen: &str) -> &str {
        let division = self.divisions.iter().find(|one| one.code == chosen);
        match (chosen, self.group(chosen), division) {
            ("", ..) => "toutes les classes",
            (_, Some(stored), _) => &stored.group.name,
            (_, _, Some(division)) => &division.code,
            _ => "classe inconnue",
        }
    }

    fn group(&self, chosen: &str) -> Option<&Stored> {
        let id = chosen.strip_prefix(GROUP)?;
        self.groups
            .iter()
            .find(|stored| id == stored.id.to_string())
    }

    /// The codes of what is chosen; none for all of them. A group that is not offered, or not any
    /// more, is no division at all.
    pub(super) fn codes(&self, chosen: &str) -> Vec<String> {
        let group = self.group(chosen);
        match (chosen, group) {
            ("", _) => Vec::new(),
            (_, Some(stored)) => stored.group.divisions.clone(),
            (code, None) => vec![code.to_owned()],
        }
    }
}
