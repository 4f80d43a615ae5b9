//! Icons, always decorative: a text beside them says the same.

use maud::{Markup, PreEscaped, Render, html};

include!(concat!(env!("CARGO_MANIFEST_DIR"), "/dist/icons.rs"));

impl Render for Icon {
    fn render_to(&self, buffer: &mut String) {
        buffer.push_str(concat!(
            r#"<svg class="p-icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" "#,
            r#"stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">"#
        ));
        buffer.push_str(self.paths());
        buffer.push_str("</svg>");
    }
}

/// The house's sign: the roof of a courtyard, two posts, and someone sheltered.
pub fn logo() -> Markup {
    html! {
        svg.p-logo viewBox="0 0 32 32" aria-hidden="true" {
            (PreEscaped(concat!(
                r#"<rect class="p-logo-ground" width="32" height="32" rx="7"/>"#,
                r#"<path class="p-logo-roof" d="M4.5 14.5 16 7l11.5 7.5M8.5 15v10M23.5 15v10"/>"#,
                r#"<circle class="p-logo-sun" cx="16" cy="21.6" r="3.4"/>"#,
            )))
        }
    }
}
