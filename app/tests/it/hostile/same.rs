//! Which forms are the same one, whatever they are about, and where they lead.

use super::html::Form;
use education::{Id, School};
use manifest::Route;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// What a form is, whatever it is about: where it is sent, and what it holds.
pub(super) type Key = (bool, String, String);

/// Which part of the list is a field's.
pub(super) fn turn_of(key: &Key, name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (key, name).hash(&mut hasher);
    hasher.finish()
}

/// The same page, by another of its parts.
pub(super) fn tab_of(form: &Form, page: &str, address: &str) -> Option<String> {
    let path = address.split('?').next()?;
    let tab = form.fields.iter().find(|field| field.name == "onglet")?;
    let same = !form.post && form.action == path;
    same.then(|| {
        format!(
            "{}?onglet={}",
            page.split('?').next().unwrap_or_default(),
            tab.value
        )
    })
}

pub(super) fn key_of(form: &Form) -> Key {
    let path = form.action.split('?').next().unwrap_or_default();
    let mut names: Vec<String> = form.names().into_iter().map(template).collect();
    names.dedup();
    (form.post, template(path), names.join(" "))
}

/// A text without the identifiers in it: `/eleves/{}/photo`.
pub(super) fn template(text: &str) -> String {
    let coded = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    // A token may be without a digit (one in forty), not without a capital too; words have neither.
    let drawn = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
    let any = |part: &str| part.contains(drawn) && part.chars().all(coded);
    let one = |part: &str| match part.len() >= 20 && any(part) {
        true => "{}".to_owned(),
        false => part.to_owned(),
    };
    if text.len() > 36 && text.is_char_boundary(text.len() - 36) {
        let (before, id) = text.split_at(text.len() - 36);
        if id.parse::<Id<School>>().is_ok() {
            return format!("{}{{}}", template(before));
        }
    }
    // An address, or the name of a field that is about several things.
    let parts = text.split_inclusive(['/', '.']);
    let named = parts.map(|part| match part.strip_suffix(['/', '.']) {
        Some(before) => one(before) + &part[before.len()..],
        None => one(part),
    });
    named.collect()
}

/// Whether an address is one of this route's.
pub(super) fn leads_to(route: &Route, action: &str) -> bool {
    let path = action.split('?').next().unwrap_or_default();
    let (mut wanted, mut given) = (route.path.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given || wanted.starts_with('{') => {}
            _ => return false,
        }
    }
}

#[test]
fn a_token_is_an_identifier_also_without_a_digit() {
    for token in ["aBcdefghijklmnopqrstuv", "a1cdefghijklmnopqrstuv"] {
        assert_eq!(
            template(&format!("/mot-de-passe/{token}")),
            "/mot-de-passe/{}"
        );
    }
    assert_eq!(
        template("/absences/emplois-du-temps/nouveau"),
        "/absences/emplois-du-temps/nouveau"
    );
}
