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

use crate::{Tab, TabCounts};
use maud::{Markup, Render as _};
use ui::Tabs;

const SUMMARY: &str = "Synthèse SMS";

/// The four tabs of « Suivi des SMS ».
fn tabs(href: &str, counts: TabCounts, shown: Shown) -> Markup {
    let address = |key: &str| format!("{href}?onglet={key}");
    let hrefs: Vec<String> = Tab::ALL.iter().map(|tab| address(tab.key())).collect();
    let summary = address(Shown::Summary.key());
    let mut tabs = Tabs::new("États des SMS");
    for (tab, href) in Tab::ALL.into_iter().zip(&hrefs) {
        let count = u64::try_from(counts.of(tab)).ok();
        tabs = tabs.tab(tab.label(), href, count, shown == Shown::List(tab));
    }
    tabs.tab(SUMMARY, &summary, None, shown == Shown::Summary)
        .render()
}
