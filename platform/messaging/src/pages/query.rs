//! What an address or a form of these lists says.

use crate::{Message, Paging, Sort, Tab};
use education::Id;
use ui::Direction;
use web::Input;

/// How « SMS à diffuser » is to be shown: `?tri=eleve&sens=bas&page=2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingQuery {
    /// By which column.
    pub sort: Sort,
    /// Which way.
    pub direction: Direction,
    /// Which page.
    pub paging: Paging,
}

impl WaitingQuery {
    /// Reads it; what makes no sense is as if it were not there.
    pub fn of(input: &Input) -> Self {
        Self {
            sort: Sort::from_key(input.text("tri")),
            direction: match input.text("sens") {
                "bas" => Direction::Down,
                _ => Direction::Up,
            },
            paging: Paging::page(input.text("page").parse().unwrap_or(1)),
        }
    }

    /// The same list, as an address asks for it, with what it is filtered by.
    pub(super) fn href(
        sort: &str,
        direction: Direction,
        page: i64,
        base: &str,
        filter: &[(&str, &str)],
    ) -> String {
        let way = match direction {
            Direction::Up => "haut",
            Direction::Down => "bas",
        };
        let page = page.to_string();
        let fields = [("tri", sort), ("sens", way), ("page", &page)];
        let asked = fields
            .into_iter()
            .filter(|(name, value)| (*name, *value) != ("page", "1"));
        let query = Input::of(asked.chain(filter.iter().copied())).encoded();
        format!("{base}?{query}")
    }
}

/// What was ticked in « SMS à diffuser ».
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// These messages; none, when nothing was ticked.
    Some(Vec<Id<Message>>),
    /// All that wait: see [`crate::waiting_ids`].
    All,
}

impl Selection {
    /// The name of the boxes.
    pub const FIELD: &'static str = "sms";
    /// The name of the button that takes them all.
    pub const SCOPE: &'static str = "portee";
    /// Its value.
    pub const ALL: &'static str = "tout";

    /// Reads a form.
    pub fn of(input: &Input) -> Self {
        match input.text(Self::SCOPE) {
            Self::ALL => Self::All,
            _ => Self::Some(
                input
                    .all(Self::FIELD)
                    .filter_map(|id| id.parse().ok())
                    .collect(),
            ),
        }
    }
}

/// Which tab of « Suivi des SMS »: `?onglet=delivres`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// A list.
    List(Tab),
    /// « Synthèse SMS ».
    Summary,
}

impl Shown {
    /// Reads an address; the first tab when it names none.
    pub fn of(input: &Input) -> Self {
        match input.text("onglet") {
            "synthese" => Self::Summary,
            key => Self::List(Tab::from_key(key)),
        }
    }

    /// The word in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::List(tab) => tab.key(),
            Self::Summary => "synthese",
        }
    }
}
