//! « Ouvrir les comptes sélectionnés »: whom, with which function, judged before anything is done.

use super::{
    function::{self, Opens},
    person::{Person, namesake},
};
use admission::Function;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use web::Input;

/// The field of the boxes.
pub(crate) const PERSON: &str = "personne";
/// « C'est une autre personne »: somebody of the same name has an account, and is somebody else.
pub(crate) const ANOTHER: &str = "autre";

/// The field of somebody's function.
pub(crate) fn function_field(person: Uuid) -> String {
    format!("fonction-{person}")
}

/// What is proposed for somebody, if one may give it.
pub(crate) fn proposed(person: &Person, held: &[Function]) -> Option<Function> {
    let posts = person.staff.iter().flat_map(|staff| &staff.posts);
    let mut given = posts.filter_map(|post| match function::opens(&post.function) {
        Opens::Given(function) => Some(function),
        Opens::Proposed(_) | Opens::Chosen => None,
    });
    given
        .next()
        .filter(|given| function::may_give(held, *given))
}

/// The words beside a function that is proposed and must be chosen.
pub(crate) fn is_suggested(person: &Person, wanted: Function) -> bool {
    let mut posts = person.staff.iter().flat_map(|staff| &staff.posts);
    posts.any(|post| function::opens(&post.function) == Opens::Proposed(wanted))
}

/// What is wrong, on which field; on none of them when it is with the whole.
pub(crate) type Problems = Vec<(String, String)>;

/// The people who were ticked; `None` when one of them is not of the school.
pub(crate) fn ticked<'p>(people: &'p [Person], input: &Input) -> Option<Vec<&'p Person>> {
    let mut found: Vec<&Person> = Vec::new();
    for id in input.all(PERSON) {
        let id: Uuid = id.parse().ok()?;
        let person = people.iter().find(|person| person.id() == id)?;
        if !found.iter().any(|known| known.id() == id) {
            found.push(person);
        }
    }
    Some(found)
}

/// Whom to open, with which function: of those ticked, those who have no access yet.
pub(crate) fn judge<'p>(
    people: &'p [Person],
    ticked: &[&'p Person],
    input: &Input,
    held: &[Function],
    now: DateTime<Utc>,
) -> Result<Vec<(&'p Person, Function)>, Problems> {
    let mut problems = Problems::new();
    let mut opened = Vec::new();
    for person in ticked.iter().filter(|person| person.is_to_open(now)) {
        let field = function_field(person.id());
        let name = person.list_name();
        let twin = namesake(people, person).filter(|_| person.account.is_none());
        if let Some(twin) = twin.filter(|_| !input.is_ticked(ANOTHER)) {
            let login = &twin.login;
            problems.push((
                field,
                format!(
                    "{name} : un compte à ce nom existe ici ({login}). Ouvrez sa fiche pour dire \
                     si c'est la même personne."
                ),
            ));
            continue;
        }
        match function::chosen(held, input.text(&field)) {
            Some(function) => opened.push((*person, function)),
            None => problems.push((field, format!("{name} : choisissez sa fonction."))),
        }
    }
    if opened.is_empty() && problems.is_empty() {
        let sentence = "Cochez au moins une personne sans compte.".to_owned();
        problems.push((String::new(), sentence));
    }
    if problems.is_empty() {
        Ok(opened)
    } else {
        Err(problems)
    }
}
