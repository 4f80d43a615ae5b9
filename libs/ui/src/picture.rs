//! A picture that is content: a face, not an ornament.

use maud::{Markup, html};

/// A picture, as large as it is where there is room, and what it shows for those who do not see it.
pub fn picture(src: &str, alt: &str) -> Markup {
    html! { img.p-picture src=(src) alt=(alt) decoding="async"; }
}
