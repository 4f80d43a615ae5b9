//! « Historique des actions »: an entry from its first version to what was sent of it.

use super::{known::Known, words::terms_words};
use crate::{
    model::{exchange::Facts, taught::Taught, terms::Terms},
    store::{
        entries::{self, Before, Listed},
        exchange::export,
        notice,
    },
};
use chrono::{DateTime, Utc};
use db::Read;
use education::{Account, Id};
use identity::{At, SchoolLife};
use maud::{Markup, html};
use messaging::{About, Message};
use std::collections::HashMap;
use ui::{Icon, Tag, Timeline, Tone, fr};
use web::Result;

/// All that happened to an entry.
pub(super) struct History {
    entry: Listed,
    changes: Vec<Before>,
    messages: Vec<About>,
    askers: HashMap<Id<Message>, Id<Account>>,
    names: HashMap<Id<Account>, String>,
    /// What its file told of it, if it was imported.
    imported: Option<Facts>,
}

/// An event: when, how it is shown.
type Event = (DateTime<Utc>, Icon, Tone, String, Markup);

impl History {
    pub(super) async fn of(read: &mut Read, at: &At<SchoolLife>, entry: &Listed) -> Result<Self> {
        let changes = entries::changes(read, at, entry.id).await?;
        let messages = messaging::about(read, at, "absences", entry.id.uuid()).await?;
        let askers = notice::askers(read, at, entry.id).await?;
        let mut people: Vec<Id<Account>> = askers.values().copied().collect();
        people.push(entry.recorded_by);
        people.extend(entry.cancelled_by);
        people.extend(changes.iter().map(|change| change.changed_by));
        Ok(Self {
            names: identity::names_of(read, &people).await?,
            imported: export::facts_of(read, at, entry.id).await?,
            entry: entry.clone(),
            changes,
            messages,
            askers,
        })
    }

    /// The latest event first.
    pub(super) fn shown(&self, at: &At<SchoolLife>, known: &Known) -> Markup {
        let zone = at.school_place().zone;
        let mut events = self.events(known);
        events.sort_by_key(|(when, ..)| std::cmp::Reverse(*when));
        let timeline = events.into_iter().fold(
            Timeline::new(),
            |timeline, (when, icon, tone, what, detail)| {
                let when = fr::moment(when.with_timezone(&zone.0).naive_local());
                timeline.entry(icon, tone, &when, &what, detail)
            },
        );
        html! { (timeline) }
    }

    fn events(&self, known: &Known) -> Vec<Event> {
        // What it said first is in its first change, if it had one.
        let now = || Some((self.entry.terms, self.entry.taught.clone()));
        let mut said = self
            .changes
            .iter()
            .map(|change| change.said.clone())
            .skip(1);
        let first = self
            .changes
            .first()
            .map_or_else(now, |change| change.said.clone());
        let mut events = vec![(
            self.entry.recorded_at,
            Icon::Pencil,
            Tone::Accent,
            match self.imported {
                Some(_) => "Saisie importée d'un fichier",
                None => "Saisie",
            }
            .to_owned(),
            html! {
                (self.told(known, self.entry.recorded_by, first))
                @if let Some(facts) = &self.imported { (elsewhere(facts)) }
            },
        )];
        for change in &self.changes {
            let then = said.next().unwrap_or_else(now);
            events.push((
                change.changed_at,
                Icon::History,
                Tone::Neutral,
                "Modification".to_owned(),
                self.told(known, change.changed_by, then),
            ));
        }
        for message in &self.messages {
            let asked_by = self.askers.get(&message.id);
            events.push((
                message.prepared_at,
                Icon::Send,
                messaging::pages::tone(message.state),
                format!("{}, à {}", message.topic, message.recipient_label),
                html! {
                    "Msg " (message.number) " – "
                    (Tag::new(message.medium.state_label(message.state), messaging::pages::tone(message.state)))
                    @if let Some(reason) = &message.reason { " " (reason) }
                    @if let Some(who) = asked_by.and_then(|id| self.names.get(id)) { " – " (who) }
                },
            ));
        }
        if let Some((when, who)) = self.entry.cancelled_at.zip(self.entry.cancelled_by) {
            events.push((
                when,
                Icon::X,
                Tone::Warning,
                "Saisie annulée".to_owned(),
                html! { (self.name(who)) },
            ));
        }
        events
    }

    fn told(&self, known: &Known, who: Id<Account>, said: Option<(Terms, Taught)>) -> Markup {
        html! {
            (self.name(who))
            @if let Some((terms, taught)) = said {
                " – "
                @for (n, (_, words)) in known.told(&terms, &taught).into_iter().enumerate() {
                    @if n > 0 { " ; " }
                    (words)
                }
            }
        }
    }

    fn name(&self, who: Id<Account>) -> &str {
        self.names.get(&who).map_or("quelqu'un", String::as_str)
    }
}

/// What the file of an imported entry told: « ; d'après le fichier, saisie mardi 24 novembre, 8 h 41
/// par Camille Exemple ».
fn elsewhere(facts: &Facts) -> Markup {
    let by = |when: Option<chrono::NaiveDateTime>, who: &str| {
        let when = when.map_or(String::new(), |when| format!(" {}", fr::moment(when)));
        let who = if who.is_empty() {
            String::new()
        } else {
            format!(" par {who}")
        };
        format!("{when}{who}")
    };
    let typed = by(facts.typed_at, &facts.typed_by);
    let withdrawn = by(facts.withdrawn_at, &facts.withdrawn_by);
    html! {
        @if facts.by_roll { " ; d'après le fichier, relevée à l'appel" }
        @if !typed.is_empty() { " ; d'après le fichier, saisie" (typed) }
        @if !withdrawn.is_empty() { " ; d'après le fichier, annulée" (withdrawn) }
    }
}

impl Known {
    /// What an entry says, in words.
    pub(super) fn told(&self, terms: &Terms, taught: &Taught) -> Vec<(&'static str, String)> {
        let mut told = vec![("Saisie", terms_words(terms))];
        if let Some(id) = taught.teacher {
            told.push(("Enseignant", self.teacher_name(id)));
        }
        if let Some(subject) = &taught.subject {
            told.push(("Discipline", subject.clone()));
        }
        if let Some(label) = Self::label(&self.reasons, terms.reason) {
            let judged = if terms.legitimate {
                "légitime"
            } else {
                "non légitime"
            };
            told.push(("Motif", format!("{label} ({judged})")));
        }
        if let Some(label) = Self::label(&self.proofs, terms.proof) {
            told.push(("Justificatif", label.to_owned()));
        }
        let ticks = [
            (terms.informed, "établissement informé"),
            (terms.observed, "absence constatée"),
            (terms.closed, "classé"),
        ];
        let ticked: Vec<&str> = ticks
            .into_iter()
            .filter_map(|(ticked, words)| ticked.then_some(words))
            .collect();
        if !ticked.is_empty() {
            told.push(("Suite", ticked.join(", ")));
        }
        told
    }
}
