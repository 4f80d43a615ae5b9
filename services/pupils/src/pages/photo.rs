//! The pupil's photograph.

use maud::{Markup, html};
use ui::{Empty, Icon};

/// The tab « Photo ».
pub(super) fn tab() -> Markup {
    html! {
        (Empty::new("Aucune photographie").icon(Icon::User)
            .why("Il n'y a pas encore de photographie de cet élève."))
    }
}
