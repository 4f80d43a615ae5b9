//! What is printed and cut: one slip a person; and what is for the screen alone.

use maud::{Markup, Render, html};

/// Slips to be printed and cut apart: the name on it, what it says. None is cut by the end of a
/// sheet.
pub fn slips<T: Render, B: Render>(slips: impl IntoIterator<Item = (T, B)>) -> Markup {
    html! {
        @for (title, body) in slips {
            section.p-sheet.p-stack.p-slip { (crate::h2(title)) (body) }
        }
    }
}

/// What is not printed: how to print, where to go next.
pub fn on_screen(body: impl Render) -> Markup {
    html! { div.p-stack.p-screen { (body) } }
}
