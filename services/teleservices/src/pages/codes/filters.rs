//! The fields by which pairs are looked for, the same on each page, and the pages of a list.

use super::SHOWN;
use crate::model::codes::{Access, Filter, Who};
use db::Read;
use identity::{ActivationCodes, At};
use maud::{Markup, html};
use ui::{Field, Filters, Paging, Select, Width};
use web::{Context, Input, Result};

/// What can be chosen at the school.
pub(super) struct Choices {
    divisions: Vec<String>,
    mefs: Vec<(String, String)>,
}

pub(super) async fn choices(context: &Context, at: &At<ActivationCodes>) -> Result<Choices> {
    let read: &mut Read = &mut context.db.read().await?;
    let today = at.today(context.clock.now());
    let divisions = records::divisions(read, at).await?;
    Ok(Choices {
        divisions: divisions
            .into_iter()
            .map(|division| division.code)
            .collect(),
        mefs: records::programs(read, at, today).await?,
    })
}

/// Which fields a page has beside the MEF, the class and the name.
pub(super) struct Fields<'f> {
    pub(super) href: &'f str,
    /// Whether one may look for everybody at once.
    pub(super) anybody: bool,
    /// Whether « accès » is asked.
    pub(super) access: bool,
    pub(super) more: Markup,
}

pub(super) fn filters(fields: Fields<'_>, choices: &Choices, filter: &Filter) -> Markup {
    let who = filter.who.map_or("", Who::key);
    let mut whom = Select::new("qui", "Pour");
    if fields.anybody {
        whom = whom.option("", "Tous");
    }
    let whom = whom
        .options(Who::ALL.map(|who| (who.key(), who.label())))
        .selected(who);
    let access = Access::ALL.map(|access| (access.key(), access.label()));
    let divisions = choices
        .divisions
        .iter()
        .map(|code| (code.as_str(), code.as_str()));
    let mefs = choices
        .mefs
        .iter()
        .map(|(code, label)| (code.as_str(), label.as_str()));
    html! {
        (Filters::new(fields.href, html! {
            (whom)
            @if fields.access {
                (Select::new("acces", "Accès").options(access).selected(filter.access.key()))
            }
            (Select::new("mef", "Formation (MEF)").option("", "Toutes").options(mefs).selected(&filter.mef))
            (Select::new("division", "Division").option("", "Toutes").options(divisions)
                .selected(&filter.division))
            (Field::search("nom", "Nom de l'élève ou du responsable").value(&filter.name)
                .width(Width::Medium))
            (fields.more)
        }).clear((*filter != Filter::default()).then_some(fields.href)))
    }
}

/// The page of a list that is asked for: its rows, and the ways to the others.
pub(super) fn page<'r, R>(
    rows: &'r [R],
    input: &Input,
    href: &str,
    fields: &[(&str, String)],
) -> (&'r [R], Markup) {
    let page = input.text("page").parse::<usize>().unwrap_or(1).max(1);
    let first = (page - 1).saturating_mul(SHOWN).min(rows.len());
    let shown = &rows[first..rows.len().min(first + SHOWN)];
    let address = |page: usize| {
        let mut query = Input::of(fields.iter().cloned());
        query.set("page", &page.to_string());
        format!("{href}?{}", query.encoded())
    };
    let previous = (page > 1).then(|| address(page - 1));
    let next = (first + shown.len() < rows.len()).then(|| address(page + 1));
    let paging = Paging {
        first: first as u64 + 1,
        last: (first + shown.len()) as u64,
        total: Some(rows.len() as u64),
        previous: previous.as_deref(),
        next: next.as_deref(),
    };
    let shows = rows.len() > SHOWN;
    (shown, html! { @if shows { (paging) } })
}
