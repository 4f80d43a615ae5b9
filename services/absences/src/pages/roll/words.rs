//! How a roll and the office are told apart, wherever they do not say the same.

use crate::{
    model::terms::{Kind, Terms},
    store::{entries::Listed, roll::Mark},
};

/// Who is not where the lesson is.
pub(crate) fn is_away(terms: &Terms) -> bool {
    matches!(
        terms.kind,
        Kind::Absence | Kind::Departure | Kind::Infirmary | Kind::Exclusion
    )
}

/// What a roll says of a pupil and what the office says, when it is not the same; `entry`, the one
/// that the mark is tied to.
pub(crate) fn contradiction(name: &str, mark: &Mark, entry: Option<&Listed>) -> Option<String> {
    let entry = entry?;
    let says = match mark.state.as_str() {
        "present" => "présent",
        "absent" => "absent",
        _ => "en retard",
    };
    let cancelled = entry.cancelled_at.is_some();
    let agrees = match mark.state.as_str() {
        "present" => cancelled || !is_away(&entry.terms),
        "absent" => !cancelled && is_away(&entry.terms),
        _ => !cancelled && entry.terms.kind == Kind::Lateness,
    };
    let office = match cancelled {
        true => "a annulé cette saisie".to_owned(),
        false => format!("a saisi : {}", entry.terms.event()),
    };
    (!agrees).then(|| format!("{name} : l'appel dit « {says} », la vie scolaire {office}."))
}
