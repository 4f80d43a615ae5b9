//! Long texts to read: a guide, with its headings, pictures and tables.

use maud::{Markup, Render, html};

/// A text made of plain elements, without a class: headings from `h2` down, paragraphs, lists,
/// pictures, tables.
pub fn prose(body: impl Render) -> Markup {
    html! { div.p-sheet.p-prose { (body) } }
}

/// What a long text holds, each part with its address: `(depth, label, href)`, from 0.
pub fn contents<'a>(
    label: &str,
    parts: impl IntoIterator<Item = (u8, &'a str, &'a str)>,
) -> Markup {
    html! {
        nav.p-sheet.p-contents aria-label=(label) {
            p.p-side-title { (label) }
            ul role="list" {
                @for (depth, part, href) in parts {
                    li data-depth=(depth) { a.ds-link href=(href) { (part) } }
                }
            }
        }
    }
}
