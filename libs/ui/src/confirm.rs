//! « Are you sure », asked once, saying what will be lost.

use maud::{Markup, Render, html};

use crate::{Alert, Button, button_bar};

/// The body of a page that asks before an act that loses something.
pub struct Confirm<'a> {
    action: &'a str,
    cancel: &'a str,
    button: &'a str,
    loss: &'a str,
    body: Option<Markup>,
    hidden: Vec<(&'a str, &'a str)>,
    back: &'a str,
}

impl<'a> Confirm<'a> {
    /// What will be lost, the button that does it (« Supprimer 2 SMS »), where it is sent, and the way back.
    pub fn new(loss: &'a str, button: &'a str, action: &'a str, cancel: &'a str) -> Self {
        Self {
            action,
            cancel,
            button,
            loss,
            body: None,
            hidden: Vec::new(),
            back: "Annuler",
        }
    }

    /// What the way back is called, where « Annuler » would be the act itself.
    #[must_use]
    pub fn back(mut self, label: &'a str) -> Self {
        self.back = label;
        self
    }

    /// The list of what is concerned, for example.
    pub fn body(mut self, body: impl Render) -> Self {
        self.body = Some(body.render());
        self
    }

    /// Sent with the form.
    pub fn hidden(mut self, name: &'a str, value: &'a str) -> Self {
        self.hidden.push((name, value));
        self
    }
}

impl Render for Confirm<'_> {
    fn render_to(&self, buffer: &mut String) {
        html! {
            (Alert::warning(self.loss))
            @if let Some(body) = &self.body { (body) }
            form.p-stack method="post" action=(self.action) {
                @for (name, value) in &self.hidden { (crate::hidden(name, value)) }
                (button_bar(html! {
                    (Button::danger_primary(self.button))
                    (Button::secondary(self.back).href(self.cancel))
                }))
            }
        }
        .render_to(buffer);
    }
}
