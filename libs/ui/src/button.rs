//! Buttons: what one can do.

use maud::{Markup, Render, html};

use crate::Icon;

/// A button that sends its form, or a link that looks like one.
pub struct Button<'a> {
    label: &'a str,
    variant: Option<&'static str>,
    color: Option<&'static str>,
    icon: Option<Icon>,
    href: Option<&'a str>,
    about: Option<&'a str>,
    name_value: Option<(&'a str, &'a str)>,
    formaction: Option<&'a str>,
    form: Option<&'a str>,
    small: bool,
    download: bool,
    novalidate: bool,
}

impl<'a> Button<'a> {
    const fn new(
        label: &'a str,
        variant: Option<&'static str>,
        color: Option<&'static str>,
    ) -> Self {
        Self {
            label,
            variant,
            color,
            icon: None,
            href: None,
            about: None,
            name_value: None,
            formaction: None,
            form: None,
            small: false,
            download: false,
            novalidate: false,
        }
    }

    /// The one act a page is made for.
    pub const fn primary(label: &'a str) -> Self {
        Self::new(label, None, None)
    }

    /// Another act.
    pub const fn secondary(label: &'a str) -> Self {
        Self::new(label, Some("secondary"), None)
    }

    /// A discreet act: « Annuler », an act of a table's row.
    pub const fn tertiary(label: &'a str) -> Self {
        Self::new(label, Some("tertiary"), None)
    }

    /// An act that loses something.
    pub const fn danger(label: &'a str) -> Self {
        Self::new(label, Some("secondary"), Some("danger"))
    }

    /// The same, as a page's main act: only on a page that asks « are you sure ».
    pub const fn danger_primary(label: &'a str) -> Self {
        Self::new(label, None, Some("danger"))
    }

    /// A drawing before the text.
    pub const fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// A link instead of a form's button.
    pub const fn href(mut self, href: &'a str) -> Self {
        self.href = Some(href);
        self
    }

    /// With [`Button::href`]: the target is a file to keep.
    pub const fn download(mut self) -> Self {
        self.download = true;
        self
    }

    /// What the act is about, said by screen readers only: « Supprimer, BERTIN Léo ».
    pub const fn about(mut self, about: &'a str) -> Self {
        self.about = Some(about);
        self
    }

    /// Sent with the form when this button is the one pressed.
    pub const fn name_value(mut self, name: &'a str, value: &'a str) -> Self {
        self.name_value = Some((name, value));
        self
    }

    /// Sends the form to another address than its own.
    pub const fn formaction(mut self, action: &'a str) -> Self {
        self.formaction = Some(action);
        self
    }

    /// Sends the form of that id, from outside it.
    pub const fn form(mut self, id: &'a str) -> Self {
        self.form = Some(id);
        self
    }

    /// For a row of a table.
    pub const fn small(mut self) -> Self {
        self.small = true;
        self
    }

    /// Lets the form leave without the browser's checks (« Enregistrer le brouillon », « Retour »).
    pub const fn novalidate(mut self) -> Self {
        self.novalidate = true;
        self
    }
}

impl Render for Button<'_> {
    fn render_to(&self, buffer: &mut String) {
        let size = self.small.then_some("p-button-small");
        let inside = html! {
            @if let Some(icon) = self.icon { (icon) }
            span { (self.label) @if let Some(about) = self.about { span.ds-sr-only { ", " (about) } } }
        };
        match self.href {
            Some(href) => html! {
                a.ds-button.{ (size.unwrap_or("p-button")) } href=(href) download[self.download]
                    data-variant=[self.variant] data-color=[self.color] { (inside) }
            },
            None => html! {
                button.ds-button.{ (size.unwrap_or("p-button")) } type="submit"
                    data-variant=[self.variant] data-color=[self.color]
                    name=[self.name_value.map(|(name, _)| name)] value=[self.name_value.map(|(_, value)| value)]
                    formaction=[self.formaction] form=[self.form] formnovalidate[self.novalidate] { (inside) }
            },
        }
        .render_to(buffer);
    }
}

/// Buttons in a line, the main one first.
pub fn button_bar(buttons: impl Render) -> Markup {
    html! { div.p-bar { (buttons) } }
}

/// The same, kept at the bottom of a phone's screen, within reach of the thumb.
pub fn main_action(buttons: impl Render) -> Markup {
    html! { div.p-bar.p-bar-thumb { (buttons) } }
}

/// A button with a form of its own: an act that needs no field.
pub fn post_button(action: &str, button: Button<'_>, hidden: &[(&str, &str)]) -> Markup {
    html! {
        form.p-inline method="post" action=(action) {
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            (button)
        }
    }
}
