//! « Suivi »: what is open, by what it waits for: an explanation of a family, an answer that is late, a reason, a proof, a roll, a
//! threshold that is reached.

mod authority;
mod matters;
mod received;
mod rolls;
mod thresholds;

use crate::{
    pages::{
        day::entry_of,
        division::{Divisions, takes},
    },
    store::{absence::Absence, family},
};
pub(crate) use authority::file as authority_file;
use axum::{extract::State, response::Response};
use chrono::{Days, NaiveDate};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, SchoolLife};
use matters::{Matter, Matters};
use maud::html;
use ui::{Field, Filters, Notice, Tabs, fr};
use web::{Context, Error, Input, Result, see_other};

pub(crate) const HREF: &str = "/absences/suivi";

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Received,
    Late,
    NoReason,
    NoProof,
    Rolls,
    Thresholds,
}

impl Tab {
    const ALL: [Self; 6] = [
        Self::Received,
        Self::Late,
        Self::NoReason,
        Self::NoProof,
        Self::Rolls,
        Self::Thresholds,
    ];

    fn code(self) -> &'static str {
        match self {
            Self::Received => "familles",
            Self::Late => "delai",
            Self::NoReason => "motif",
            Self::NoProof => "justificatif",
            Self::Rolls => "appels",
            Self::Thresholds => "seuils",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Received => "Explications reçues",
            Self::Late => "Délai dépassé",
            Self::NoReason => "Sans motif",
            Self::NoProof => "Sans justificatif",
            Self::Rolls => "Appels non faits",
            Self::Thresholds => "Seuils",
        }
    }
}

/// What is asked for.
struct Asked {
    tab: Tab,
    class: String,
    /// The divisions that stand for it; none for all.
    codes: Vec<String>,
    since: NaiveDate,
    today: NaiveDate,
}

impl Asked {
    fn of(input: &Input, divisions: &Divisions, today: NaiveDate) -> Self {
        let code = input.text("onglet");
        let tab = Tab::ALL.into_iter().find(|tab| tab.code() == code);
        let since = input.text("depuis").parse().ok();
        // Entries are kept for two school years at most; engines know no day long before.
        let kept = |day: &NaiveDate| *day <= today && (today - *day).num_days() <= 2 * 366;
        let month = today.checked_sub_days(Days::new(30)).unwrap_or(today);
        Self {
            tab: tab.unwrap_or(Tab::Late),
            class: input.text("classe").to_owned(),
            codes: divisions.codes(input.text("classe")),
            since: since.filter(kept).unwrap_or(month),
            today,
        }
    }

    fn href(&self, tab: Tab) -> String {
        let fields = [
            ("onglet", tab.code().to_owned()),
            ("classe", self.class.clone()),
            ("depuis", self.since.to_string()),
        ];
        format!("{HREF}?{}", Input::of(fields).encoded())
    }

    fn takes(&self, division: Option<&str>) -> bool {
        takes(&self.codes, division)
    }
}

pub(crate) async fn show(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let divisions = Divisions::of(&mut context.db.read().await?, &at).await?;
    let asked = Asked::of(&input, &divisions, at.today(now));
    let line = audit::Line::new(at.actor(), "absences.followed").detail(asked.tab.code());
    context.audit.look(now, line).await?;
    let matters = Matters::of(&at, &context, &asked, now).await?;
    let received = received::of(&at, &context, &asked).await?;
    let rolls = rolls::missing(&at, &context, &asked, now).await?;
    let thresholds = thresholds::of(&at, &context, &asked, now).await?;
    let count = |tab| match tab {
        Tab::Received => received.len() as u64,
        Tab::Late => matters.count(Matter::Late),
        Tab::NoReason => matters.count(Matter::NoReason),
        Tab::NoProof => matters.count(Matter::NoProof),
        Tab::Rolls => rolls.len() as u64,
        Tab::Thresholds => thresholds.pupils.len() as u64,
    };
    let hrefs = Tab::ALL.map(|tab| (tab, asked.href(tab)));
    let tabs = hrefs.iter().fold(Tabs::new("Suivi"), |tabs, (tab, href)| {
        tabs.tab(tab.label(), href, Some(count(*tab)), *tab == asked.tab)
    });
    let body = html! {
        (tabs)
        (Filters::new(HREF, html! {
            (ui::hidden("onglet", asked.tab.code()))
            (divisions.select("classe", "Classe", &asked.class))
            (Field::date("depuis", "Depuis le").value(asked.since.to_string()))
        }).clear((!asked.class.is_empty()).then_some(HREF)))
        @match asked.tab {
            Tab::Received => (received::table(&at, &received)),
            Tab::Late => (matters.table(Matter::Late, &asked)),
            Tab::NoReason => (matters.table(Matter::NoReason, &asked)),
            Tab::NoProof => (matters.table(Matter::NoProof, &asked)),
            Tab::Rolls => (rolls::table(&rolls)),
            Tab::Thresholds => (thresholds.table()),
        }
    };
    Page::new(&at, "Suivi")
        .under("absences", HREF)
        .intro("Ce qui attend une réponse, un motif, un justificatif ou une décision.")
        .notice(done(&input))
        .show(&context, body)
        .await
}

/// « La famille a appelé »: the matter is closed, what has not left is withdrawn.
pub(crate) async fn called(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let divisions = Divisions::of(&mut context.db.read().await?, &at).await?;
    let asked = Asked::of(&input, &divisions, at.today(now));
    let id = input.text("appele").parse::<Id<Absence>>();
    let id = id.map_err(|_| Error::NotFound)?;
    let noted = in_write!(context.db, Error, |tx| {
        family::called(tx, &at, id, now).await
    })?;
    let (_, withdrawn) = noted.ok_or(Error::NotFound)?;
    let href = asked.href(asked.tab);
    Ok(see_other(format!("{href}&retires={withdrawn}&saisie={id}")))
}

/// What guardians sent.
pub(crate) fn received_href() -> String {
    format!("{HREF}?onglet={}", Tab::Received.code())
}

fn done(input: &Input) -> Option<Notice> {
    match input.text("fait") {
        "accepte" => {
            return Some(Notice::success(
                "L'explication est acceptée : le motif est inscrit, la famille le lit.",
            ));
        }
        "refuse" => {
            return Some(Notice::success(
                "L'explication est refusée : la famille lit votre réponse.",
            ));
        }
        _ => {}
    }
    let withdrawn: u64 = input.text("retires").parse().ok()?;
    let noted = Notice::success(match withdrawn {
        0 => "L'appel de la famille est noté : c'est classé.".to_owned(),
        n => format!(
            "L'appel de la famille est noté : c'est classé. {}.",
            fr::plural(n, "message ne partira pas", "messages ne partiront pas")
        ),
    });
    Some(entry_of(noted, input))
}
