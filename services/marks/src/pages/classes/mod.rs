//! Classes as a whole: who teaches them, what becomes of them.

pub(crate) mod council;
pub(crate) mod period;
pub(crate) mod team;

use admission::Audience;
use chrono::NaiveDate;
use db::Read;
use education::{Id, search_key};
use identity::{At, Marks};
use maud::{Markup, html};
use records::{Course, Staff};
use std::collections::{BTreeSet, HashMap, HashSet};
use ui::{Empty, Icon, Select};

/// A class and the people who teach it (*équipe pédagogique*).
pub(crate) struct Class {
    /// « 5B ».
    pub(crate) code: String,
    /// Who answers for it (*professeurs principaux*), by name.
    pub(crate) principals: Vec<String>,
    /// Whether who looks at it is one of them, or leads the school: they speak for the council.
    pub(crate) answers: bool,
    /// What is taught to it, and to the groups of its pupils.
    pub(crate) courses: Vec<Course>,
    /// The names of the people of the register.
    pub(crate) names: HashMap<Id<Staff>, String>,
}

impl Class {
    /// Who teaches something, by name.
    pub(crate) fn named(&self, teachers: &[Id<Staff>]) -> String {
        let names = teachers.iter().filter_map(|id| self.names.get(id));
        let mut names: Vec<&str> = names.map(String::as_str).collect();
        names.sort_by_cached_key(|name| search_key(name));
        names.join(", ")
    }
}

/// The classes that a person may see whole: those that they teach or answer for, or all for who leads the
/// school.
pub(crate) async fn visible(
    read: &mut Read,
    at: &At<Marks>,
    today: NaiveDate,
) -> db::Result<Vec<Class>> {
    let divisions = records::divisions(read, at).await?;
    let courses = records::courses(read, at, today).await?;
    let staff = records::staff(read, at, today).await?;
    let own = records::staff_of_account(read, at, at.person().account, today).await?;
    let roster = records::roster(read, at, today).await?;
    let mut groups: HashMap<String, BTreeSet<String>> = HashMap::new();
    for (pupil, group) in records::group_members(read, at).await? {
        if let Some(Some(division)) = roster.get(&pupil) {
            groups.entry(group).or_default().insert(division.clone());
        }
    }
    let names: HashMap<Id<Staff>, String> = staff
        .iter()
        .map(|member| (member.id, member.list_name()))
        .collect();
    let every = at.also(Audience::AllMarks);
    let mut classes = Vec::new();
    for division in divisions {
        let code = division.code;
        let is_taught = |course: &&Course| match (&course.division, &course.group) {
            (Some(of), _) => *of == code,
            (None, Some(group)) => groups.get(group).is_some_and(|of| of.contains(&code)),
            (None, None) => false,
        };
        let courses: Vec<Course> = courses.iter().filter(is_taught).cloned().collect();
        let principals = staff
            .iter()
            .filter(|member| member.principal_of.contains(&code));
        let principal_ids: HashSet<Id<Staff>> = principals.map(|member| member.id).collect();
        let mine = own.is_some_and(|own| {
            principal_ids.contains(&own)
                || courses.iter().any(|course| course.teachers.contains(&own))
        });
        if every || mine {
            let mut principals: Vec<String> = principal_ids
                .iter()
                .filter_map(|id| names.get(id).cloned())
                .collect();
            principals.sort_by_cached_key(|name| search_key(name));
            classes.push(Class {
                answers: every || own.is_some_and(|own| principal_ids.contains(&own)),
                code,
                principals,
                courses,
                names: names.clone(),
            });
        }
    }
    Ok(classes)
}

/// The class that is asked for, else the first.
pub(crate) fn asked(classes: Vec<Class>, code: &str) -> Result<Option<Class>, web::Error> {
    let mut classes = classes.into_iter();
    match code {
        "" => Ok(classes.next()),
        code => {
            let found = classes.find(|class| class.code == code);
            Ok(Some(found.ok_or(web::Error::NotFound)?))
        }
    }
}

pub(crate) fn choice(codes: &[String], selected: &str) -> Markup {
    html! {
        (Select::new("classe", "Classe").options(codes.iter().map(|code| (code.as_str(), code.as_str())))
            .selected(selected.to_owned()))
    }
}

pub(crate) fn nobody() -> Empty<'static> {
    Empty::new("Aucune classe ne vous est confiée")
        .icon(Icon::NotebookPen)
        .why("Le fichier de STS dit qui enseigne quoi. Si c'est une erreur, prévenez le secrétariat.")
}
