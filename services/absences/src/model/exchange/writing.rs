//! From an entry to a line of the table.

use super::{
    columns::TITLES,
    judge::Register,
    line::{Facts, subject, written},
    reading::LONGEST_NAME,
};
use crate::model::{
    taught::Taught,
    terms::Terms,
    wording::{Secrets, Wording},
};
use chrono::NaiveTime;
use records::IdentityCard;
use sheet::clean;

/// An entry to write.
#[derive(Debug, Clone)]
pub(crate) struct Exported<'e> {
    pub(crate) card: &'e IdentityCard,
    pub(crate) terms: Terms,
    pub(crate) taught: Taught,
    pub(crate) noon: NaiveTime,
    pub(crate) facts: Facts,
}

/// The cells of a line, one for each of [`TITLES`].
pub(crate) fn row(
    entry: &Exported<'_>,
    register: &Register,
    secrets: Secrets,
) -> [String; TITLES.len()] {
    let Exported {
        card,
        terms,
        taught,
        noon,
        facts,
    } = entry;
    let day = |day: chrono::NaiveDate| day.format("%d/%m/%Y").to_string();
    let hour = |hour: NaiveTime| hour.format("%H:%M").to_string();
    let truth = |truth: bool| if truth { "oui" } else { "non" }.to_owned();
    let name = |name: &str| {
        let short: String = clean(name).chars().take(LONGEST_NAME).collect();
        cell(&short)
    };
    let from = terms.period.from();
    let to = (!terms.open_end).then_some(terms.period.to());
    // « Certificat médical » says what its reason may not.
    let told = |wording: &&Wording| secrets == Secrets::Told || wording.withheld().is_none();
    let reason = register.reasons.line(terms.reason);
    let withheld = reason.is_some_and(|wording| !told(&wording));
    let reason = reason.filter(told);
    let proof = register.proofs.line(terms.proof);
    let proof = proof.filter(told).filter(|_| !withheld);
    let subject = taught.subject.as_deref().and_then(subject);
    let label = |wording: Option<&crate::model::wording::Wording>| {
        wording.map_or(String::new(), |wording| cell(&wording.label))
    };
    [
        card.ine.as_deref().map_or(String::new(), cell),
        card.eleve_id.map_or(String::new(), |id| id.to_string()),
        cell(&card.family_name),
        cell(&card.first_name),
        card.born_on.map_or(String::new(), day),
        card.division.as_deref().map_or(String::new(), cell),
        terms.kind.label().to_owned(),
        terms.scope.label().to_owned(),
        day(from.date()),
        hour(from.time()),
        to.map_or(String::new(), |to| day(to.date())),
        to.map_or(String::new(), |to| hour(to.time())),
        terms.minutes.map_or(String::new(), |n| n.to_string()),
        cell(register.teachers.name(taught.teacher)),
        subject.as_deref().map_or(String::new(), cell),
        label(reason),
        truth(terms.legitimate),
        label(proof),
        truth(terms.informed),
        truth(terms.observed),
        truth(terms.closed),
        hour(*noon),
        if facts.by_roll {
            "Appel"
        } else {
            "Vie scolaire"
        }
        .to_owned(),
        facts.typed_at.map_or(String::new(), written),
        name(&facts.typed_by),
        facts.withdrawn_at.map_or(String::new(), written),
        name(&facts.withdrawn_by),
    ]
}

/// Whether a text begins as a formula, behind any number of the marks that say that it is none.
pub(super) fn is_guarded(text: &str) -> bool {
    let rest = text.trim_start_matches('\'');
    rest.starts_with(['=', '+', '-', '@'])
}

/// A text on one line. One that looks like a guarded formula ([`web::Csv`]) gets one mark more, so
/// that the reader knows which marks are ours.
pub(super) fn cell(text: &str) -> String {
    let text = clean(text);
    match text.starts_with('\'') && is_guarded(&text) {
        true => format!("'{text}"),
        false => text,
    }
}
