//! Where blocks stand on the page.

use maud::{Markup, Render, html};

/// Blocks one under another, evenly spaced. A page's body is one already.
pub fn stack(body: impl Render) -> Markup {
    html! { div.p-stack { (body) } }
}

/// Blocks side by side on a desk, one under another on a phone.
pub fn columns<T: Render>(blocks: impl IntoIterator<Item = T>) -> Markup {
    html! { div.p-columns { @for block in blocks { div.p-stack { (block) } } } }
}

/// A part of the page with its heading, on a sheet of its own.
pub fn section(title: &str, body: impl Render) -> Markup {
    html! { section.p-sheet.p-stack { (crate::h2(title)) (body) } }
}
