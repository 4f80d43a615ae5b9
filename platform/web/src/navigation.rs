//! The services as the navigation shows them: plain data, taken from the manifests.

use crate::{Context, Result};
use admission::{Audience, Function, Rights};
use audit::Actor;
use chrono::{DateTime, Utc};
use db::Write;
use education::{Account, Guardian, Id, Pupil, School};
use std::{future::Future, pin::Pin};

/// A service that a user would name.
#[derive(Debug, Clone, Copy)]
pub struct Service {
    /// The word in addresses and code: `absences`.
    pub id: &'static str,
    /// The name in the bar and on the tile.
    pub name: &'static str,
    /// What it is for, on the tile.
    pub sentence: &'static str,
    /// Its icon.
    pub icon: ui::Icon,
    /// Its own menu.
    pub menu: &'static [Section],
    /// How many wait, by entry: `(counter, count)`.
    pub counters: Option<Counters>,
    /// What it takes back when a guardian is detached from a pupil: messages that wait.
    pub detached: Option<OnDetached>,
}

/// A group of menu entries.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    /// Its title.
    pub title: &'static str,
    /// Its entries.
    pub entries: &'static [Entry],
}

/// A page in a menu.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The words.
    pub label: &'static str,
    /// The address.
    pub href: &'static str,
    /// For whom it is; others do not see it.
    pub audience: Audience,
    /// The name of its counter.
    pub counter: Option<&'static str>,
}

/// What every page offers beside the services: help, what is new…
#[derive(Debug, Clone, Copy)]
pub struct Tool {
    /// The words.
    pub label: &'static str,
    /// The address.
    pub href: &'static str,
    /// Its drawing, where the tools are folded.
    pub icon: ui::Icon,
    /// For whom it is; others do not see it.
    pub audience: Audience,
    /// The field of its address that says from which page one comes; help opens at the right place.
    pub comes_from: Option<&'static str>,
    /// Whether there is something that the person has not read yet.
    pub unread: Option<Unread>,
}

/// What a service offers to families (*télé-service*), once the head of a school has opened it.
#[derive(Debug, Clone, Copy)]
pub struct FamilyService {
    /// The word kept in the database, that of the service: `marks`.
    pub id: &'static str,
    /// The name on pages.
    pub name: &'static str,
    /// The last word of the address of its page: `absences` in `/enfants/{child}/absences`.
    pub page: &'static str,
    /// What families find there.
    pub sentence: &'static str,
    /// The page where the school sets how, if there is something to set.
    pub settings: Option<&'static str>,
}

/// What [`Unread`] gives.
pub type UnreadFuture = Pin<Box<dyn Future<Output = Result<bool>> + Send>>;

/// Asks whether somebody, who holds these functions here, has something to read.
pub type Unread = fn(Context, Id<Account>, Vec<Function>) -> UnreadFuture;

/// What [`Counters`] gives.
pub type CountersFuture = Pin<Box<dyn Future<Output = Result<Vec<(&'static str, i64)>>> + Send>>;

/// Counts what waits at a school.
pub type Counters = fn(Context, Id<School>) -> CountersFuture;

/// A guardian is not one any more of a pupil, by the act of a person.
#[derive(Debug, Clone, Copy)]
pub struct Detachment {
    /// Of whom.
    pub pupil: Id<Pupil>,
    /// Who.
    pub guardian: Id<Guardian>,
    /// By whom.
    pub actor: Actor,
    /// When.
    pub now: DateTime<Utc>,
}

/// What [`OnDetached`] gives: how many messages were withdrawn.
pub type Withdrawn<'w> = Pin<Box<dyn Future<Output = Result<u64>> + Send + 'w>>;

/// Takes back, in the transaction of the act, what waits for that guardian about that pupil. The
/// register, which ends the link, knows no service: they are asked through the manifests.
pub type OnDetached = for<'w> fn(&'w mut Write, Detachment) -> Withdrawn<'w>;

impl Service {
    /// The entries open to somebody who holds these rights.
    pub fn entries_for<'r>(&self, held: &'r Rights) -> impl Iterator<Item = &'static Entry> + 'r {
        let menu = self.menu;
        menu.iter()
            .flat_map(|section| section.entries)
            .filter(move |entry| held.admits(entry.audience))
    }

    /// The address of its tile for somebody who holds these rights; `None` when nothing of it is
    /// open to them.
    pub fn href_for(&self, held: &Rights) -> Option<&'static str> {
        self.entries_for(held).next().map(|entry| entry.href)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use admission::Standing;

    const SERVICE: Service = Service {
        id: "canteen",
        name: "Cantine",
        sentence: "Savoir qui déjeune.",
        icon: ui::Icon::GraduationCap,
        menu: &[
            Section {
                title: "Jour",
                entries: &[entry("Réglages", "/reglages", Audience::SchoolLifeSettings)],
            },
            Section {
                title: "Suivi",
                entries: &[
                    entry("Saisie", "/saisie", Audience::SchoolLife),
                    entry("Suivi", "/suivi", Audience::SchoolLife),
                ],
            },
        ],
        counters: None,
        detached: None,
    };

    const fn entry(label: &'static str, href: &'static str, audience: Audience) -> Entry {
        Entry {
            label,
            href,
            audience,
            counter: None,
        }
    }

    /// Invariant: one sees the entries that are open to one's rights, in their order, and the tile
    /// leads to the first of them.
    #[test]
    fn one_sees_what_is_open() {
        let shown = |held: &Rights| -> Vec<&str> {
            SERVICE.entries_for(held).map(|entry| entry.href).collect()
        };
        let of = |function| Rights::of(&[function]);
        assert_eq!(
            shown(&of(Function::Cpe)),
            ["/reglages", "/saisie", "/suivi"]
        );
        let assistant = of(Function::SchoolLifeAssistant);
        assert_eq!(shown(&assistant), ["/saisie", "/suivi"]);
        assert_eq!(SERVICE.href_for(&assistant), Some("/saisie"));
        assert_eq!(SERVICE.href_for(&of(Function::Teacher)), None);
        assert_eq!(SERVICE.href_for(&Rights::default()), None);
        let given = assistant.with(Audience::SchoolLifeSettings, Standing::Given);
        assert_eq!(SERVICE.href_for(&given), Some("/reglages"));
        let withdrawn = given.with(Audience::SchoolLife, Standing::Withdrawn);
        assert_eq!(shown(&withdrawn), ["/reglages"]);
    }
}
