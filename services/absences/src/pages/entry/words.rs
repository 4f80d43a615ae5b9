//! How an absence is said, wherever one is listed.

use crate::{
    model::{period::Period, scope::Scope, terms::Terms},
    store::entries::Listed,
};
use maud::{Markup, html};
use ui::{Tag, Tone, fr};

fn period_words(period: Period) -> String {
    let (from, to) = (period.from(), period.to());
    if from.date() == to.date() {
        format!(
            "{}, de {} à {}",
            fr::date_long(from.date()),
            fr::time(from.time()),
            fr::time(to.time())
        )
    } else {
        format!("du {} au {}", fr::moment(from), fr::moment(to))
    }
}

/// « Retard de 10 minutes, mardi 24 novembre à 8 h 30 »; « Absence, mardi 24 novembre, de… ».
pub(crate) fn terms_words(terms: &Terms) -> String {
    let (kind, from) = (terms.title(), terms.period.from());
    match (terms.scope, terms.minutes) {
        (Scope::Meal, _) => format!("{kind}, {}", fr::date_long(from.date())),
        (Scope::Night, _) => format!(
            "{kind}, nuit du {} au {}",
            fr::date_long(from.date()),
            fr::date_long(terms.period.to().date())
        ),
        (_, Some(minutes)) => {
            let long = fr::plural(minutes.unsigned_abs(), "minute", "minutes");
            format!("{kind} de {long}, {}", fr::moment(from))
        }
        (_, None) if terms.open_end => format!("{kind} depuis {}", fr::moment(from)),
        (_, None) => format!("{kind}, {}", period_words(terms.period)),
    }
}

pub(super) fn state_words(entry: &Listed) -> Markup {
    if entry.cancelled_at.is_some() {
        html! { (Tag::new("Saisie annulée", Tone::Neutral)) }
    } else if entry.messages == 0 {
        html! { "Aucun envoi" }
    } else {
        html! { (fr::plural(entry.messages.unsigned_abs(), "message préparé", "messages préparés")) }
    }
}
