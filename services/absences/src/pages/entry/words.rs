//! How an absence is said, wherever one is listed.

use crate::{model::period::Period, store::absence::Listed};
use maud::{Markup, html};
use ui::{Tag, Tone, fr};

pub(super) fn period_words(period: Period) -> String {
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

pub(super) fn state_words(entry: &Listed) -> Markup {
    if entry.cancelled_at.is_some() {
        html! { (Tag::new("Saisie annulée", Tone::Neutral)) }
    } else if entry.messages == 0 {
        html! { "Aucun envoi" }
    } else {
        html! { (fr::plural(entry.messages.unsigned_abs(), "SMS préparé", "SMS préparés")) }
    }
}
