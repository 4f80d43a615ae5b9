//! The lists of messages, as parts of a service's pages: the service gives the addresses, and
//! puts them in its frame.
//!
//! What comes in is read by [`WaitingQuery::of`], [`Selection::of`] and [`Shown::of`].

mod callback;
mod contract;
mod follow;
mod query;
mod replies;
mod summary;
mod waiting;

pub use callback::callback_paths;
pub(crate) use callback::routes;
pub use contract::{ContractView, contract, filled, told, typed};
pub use follow::{FollowView, cursor, follow, tone};
pub use query::{Selection, Shown, WaitingQuery};
pub use replies::{RepliesView, after, puts_aside, replies, taken_up};
pub use summary::{SummaryView, summary};
pub use waiting::{WaitingView, waiting};

use crate::{Medium, Tab, TabCounts};
use maud::{Markup, Render as _};
use ui::Tabs;

const SUMMARY: &str = "Synthèse SMS";

/// The addresses of a queue: where its messages wait, and where they are followed.
#[derive(Debug, Clone, Copy)]
pub struct Addresses {
    /// By what means the messages go.
    pub medium: Medium,
    /// The page of those that wait.
    pub waiting: &'static str,
    /// The page of those that were released.
    pub follow: &'static str,
}

/// The tabs of a queue: the guide keeps « SMS à diffuser » on a page of its own, and ends the others
/// with a « Synthèse ». `shown` is none where messages wait.
fn tabs(at: Addresses, counts: TabCounts, shown: Option<Shown>) -> Markup {
    let address = |key: &str| format!("{}?onglet={key}", at.follow);
    let hrefs: Vec<String> = Tab::ALL.iter().map(|tab| address(tab.key())).collect();
    let summary = address(Shown::Summary.key());
    let title = format!("États des {}", at.medium.many());
    let mut tabs = Tabs::new(&title);
    let waiting = match at.medium {
        Medium::Sms => None,
        Medium::Mail => Some("Courriels à envoyer"),
        Medium::Letter => Some("Courriers à imprimer"),
    };
    if let Some(label) = waiting {
        let count = u64::try_from(counts.waiting).ok();
        tabs = tabs.tab(label, at.waiting, count, shown.is_none());
    }
    for (tab, href) in Tab::ALL.into_iter().zip(&hrefs) {
        let count = u64::try_from(counts.of(tab)).ok();
        tabs = tabs.tab(
            tab.label(at.medium),
            href,
            count,
            shown == Some(Shown::List(tab)),
        );
    }
    if at.medium == Medium::Sms {
        tabs = tabs.tab(SUMMARY, &summary, None, shown == Some(Shown::Summary));
    }
    tabs.render()
}
