//! The HTML shell of every page.

use std::sync::LazyLock;

use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use crate::href;

/// A whole page, from `<!DOCTYPE html>`. Pages use [`crate::Frame`] or [`crate::SmallFrame`],
/// which fill it.
pub struct Document<'a> {
    title: &'a str,
    body: Markup,
}

impl<'a> Document<'a> {
    /// The title must start with the page's `h1`; the body must start with a skip link.
    pub fn new(title: &'a str, body: Markup) -> Self {
        Self { title, body }
    }
}

/// Addresses do not change while a release runs; a debug build reads the files again, so that a
/// change of style shows at once.
static HEAD: LazyLock<Markup> = LazyLock::new(head);

fn head() -> Markup {
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="color-scheme" content="light dark";
        // The stylesheet replaces htmx's own inline style, which the policy would refuse.
        meta name="htmx-config" content=r#"{"includeIndicatorCSS":false}"#;
        link rel="icon" type="image/svg+xml" href=(href("favicon.svg"));
        link rel="stylesheet" href=(href("app.css"));
        script defer src=(href("htmx.js")) {}
        script defer src=(href("app.js")) {}
    }
}

impl Render for Document<'_> {
    fn render_to(&self, buffer: &mut String) {
        html! {
            (DOCTYPE)
            html lang="fr" data-color-scheme="auto" {
                head {
                    @if cfg!(debug_assertions) { (head()) } @else { (PreEscaped(HEAD.0.as_str())) }
                    title { (self.title) }
                }
                body data-color="accent" data-size="sm" { (self.body) }
            }
        }
        .render_to(buffer);
    }
}
