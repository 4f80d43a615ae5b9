//! A list of people who should be here: one touch for who is not.

use maud::{Markup, Render, html};
use std::borrow::Cow;

use crate::{Button, fr, hidden};

/// What the sheet says of somebody before anybody touches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Presence {
    /// Here.
    #[default]
    Present,
    /// Not here.
    Absent,
    /// Came so many minutes late.
    Late(u16),
}

/// Somebody on the sheet.
pub struct RollEntry<'a> {
    id: Cow<'a, str>,
    name: Cow<'a, str>,
    presence: Presence,
    notes: Vec<Cow<'a, str>>,
}

impl<'a> RollEntry<'a> {
    /// The value that the form sends, and the name.
    pub fn new(id: impl Into<Cow<'a, str>>, name: impl Into<Cow<'a, str>>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            presence: Presence::Present,
            notes: Vec::new(),
        }
    }

    /// What is ticked already.
    pub const fn presence(mut self, presence: Presence) -> Self {
        self.presence = presence;
        self
    }

    /// What one must know of them now.
    pub fn note(mut self, note: impl Into<Cow<'a, str>>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// The sheet: a form that sends `eleves` (all who are shown), `absents`, `retards` and
/// `minutes-ID`. With JavaScript it is sent by PUT to `put`/NUMBER, and kept on the device as long as
/// nobody answers.
pub struct RollSheet<'a> {
    action: &'a str,
    put: &'a str,
    begins_at: &'a str,
    minutes: &'a [u16],
    hidden: Vec<(&'a str, Cow<'a, str>)>,
    entries: Vec<RollEntry<'a>>,
}

impl<'a> RollSheet<'a> {
    /// Where the form goes, by hand and by the script.
    pub const fn new(action: &'a str, put: &'a str) -> Self {
        Self {
            action,
            put,
            begins_at: "",
            minutes: &[5, 10, 15, 20, 30, 45],
            hidden: Vec::new(),
            entries: Vec::new(),
        }
    }

    /// When it begins (RFC 3339): the script counts the minutes of who comes in.
    pub const fn begins_at(mut self, instant: &'a str) -> Self {
        self.begins_at = instant;
        self
    }

    /// A value sent and not shown.
    pub fn hidden(mut self, name: &'a str, value: impl Into<Cow<'a, str>>) -> Self {
        self.hidden.push((name, value.into()));
        self
    }

    /// Somebody more.
    pub fn entry(mut self, entry: RollEntry<'a>) -> Self {
        self.entries.push(entry);
        self
    }

    fn row(&self, entry: &RollEntry<'_>) -> Markup {
        let (id, name) = (&entry.id, &entry.name);
        let late = match entry.presence {
            Presence::Late(minutes) => Some(minutes),
            Presence::Present | Presence::Absent => None,
        };
        let mut minutes = self.minutes.to_vec();
        minutes.extend(late);
        minutes.sort_unstable();
        minutes.dedup();
        html! {
            fieldset.p-roll-row {
                legend { (name) }
                @for note in &entry.notes { p.p-roll-note { (note) } }
                div.p-roll-touch {
                    label.p-roll-key for={ "absent-" (id) } data-color="danger" {
                        input type="checkbox" id={ "absent-" (id) } name="absents" value=(id) checked[entry.presence == Presence::Absent]
                            data-roll-of=(id);
                        span { "Absent" span.ds-sr-only { " : " (name) } }
                    }
                    label.p-roll-key for={ "retard-" (id) } data-color="warning" {
                        input type="checkbox" id={ "retard-" (id) } name="retards" value=(id) checked[late.is_some()] data-roll-of=(id);
                        span { "Retard" span.ds-sr-only { " : " (name) } }
                    }
                    select.ds-input.p-roll-minutes name={ "minutes-" (id) } aria-label={ "Minutes de retard : " (name) } {
                        @for choice in &minutes {
                            option value=(choice) selected[late == Some(*choice)] { (choice) " min" }
                        }
                    }
                }
            }
        }
    }
}

impl Render for RollSheet<'_> {
    fn render_to(&self, buffer: &mut String) {
        let count = |wanted: fn(Presence) -> bool| {
            let of = self.entries.iter().filter(|entry| wanted(entry.presence));
            of.count() as u64
        };
        let absent = count(|presence| presence == Presence::Absent);
        let late = count(|presence| matches!(presence, Presence::Late(_)));
        html! {
            form.p-form.p-roll method="post" action=(self.action) data-roll=(self.put)
                data-roll-begins=(self.begins_at) novalidate {
                @for (name, value) in &self.hidden { (hidden(name, value)) }
                @for entry in &self.entries { (hidden("eleves", &entry.id)) }
                div.p-roll-rows { @for entry in &self.entries { (self.row(entry)) } }
                div.p-sticky-end {
                    p { output data-roll-count="" { (counted(absent, late)) } }
                    (Button::primary("Enregistrer l'appel"))
                    p.p-sticky-said role="status" data-roll-said="" {}
                }
            }
        }
        .render_to(buffer);
    }
}

/// « 3 absents, 1 retard ».
fn counted(absent: u64, late: u64) -> String {
    format!(
        "{}, {}",
        fr::plural(absent, "absent", "absents"),
        fr::plural(late, "retard", "retards")
    )
}
