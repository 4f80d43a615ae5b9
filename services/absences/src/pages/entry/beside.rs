//! What is shown of a pupil beside a list: who to telephone, and the week.

use super::{known::Known, week::ShownWeek};
use education::{Id, Pupil};
use identity::{At, SchoolLife};
use maud::{Markup, html};
use records::GuardianOf;
use ui::{Link, columns, definitions, p, section};
use web::{Context, Input, Result};

/// The telephones of those who answer for a pupil, and the pupil's week. Whoever shows it has noted
/// the look.
pub(crate) async fn beside(
    at: &At<SchoolLife>,
    context: &Context,
    pupil: Id<Pupil>,
    query: &Input,
) -> Result<Markup> {
    let known = Known::of(at, context, pupil).await?;
    let week = ShownWeek::of(at, context, query).await?;
    let division = known.pupil.division.as_deref().unwrap_or("sans classe");
    let title = format!("{} · {division}", known.pupil.list_name());
    Ok(html! {
        div id="a-cote" {
            (columns([section(&title, html! {
                @if known.guardians.is_empty() { (p("Aucun responsable n'est connu.")) }
                (definitions(known.guardians.iter().map(telephones)))
                (p(Link::new(&format!("/absences/saisie?eleve={pupil}"), "Saisir pour cet élève")))
            }), week.shown(&known)]))
        }
    })
}

/// « DURAND Paul, Légal 1 »: each number, to be called by a touch.
fn telephones(guardian: &GuardianOf) -> (String, Markup) {
    let mobile = guardian.mobile.as_ref().map(ToString::to_string);
    let typed = guardian.mobile_typed.clone();
    let numbers = [
        ("mobile", mobile.or(typed)),
        ("domicile", guardian.home_phone.clone()),
        ("travail", guardian.work_phone.clone()),
    ];
    let numbers: Vec<(&str, String)> = numbers
        .into_iter()
        .filter_map(|(what, number)| Some((what, number.filter(|number| !number.is_empty())?)))
        .collect();
    let shown = html! {
        @if numbers.is_empty() { "Aucun téléphone n'est connu." }
        @for (place, (what, number)) in numbers.iter().enumerate() {
            @if place > 0 { ", " }
            @let dialled: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            (Link::new(&format!("tel:{dialled}"), number)) " (" (what) ")"
        }
    };
    (
        format!("{}, {}", guardian.list_name(), guardian.label()),
        shown,
    )
}
