//! « Générer des codes »: which pairs, then a warning for those that have one, then the work behind the page.

use super::{
    batch,
    filters::{Fields, choices, filters, page},
    list::tag,
    looked,
};
use crate::{
    model::codes::{Filter, Row, Who},
    store::codes::{batch as batches, make::Wanted},
};
use axum::{extract::State, http::StatusCode, response::Response};
use db::in_write;
use frame::Page;
use identity::{ActivationCodes, At};
use maud::{Markup, html};
use std::collections::HashSet;
use ui::{
    Alert, Button, Column, Empty, Form, Icon, Notice, Table, fr, main_action, p, selection_count,
    selection_of_all,
};
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/teleservices/codes/generation";
/// The box of a pair.
const PAIR: &str = "paire";
/// The box of a pair that has a code, on the page of the warning.
const AGAIN: &str = "remplacer";

/// Légal 1, unless somebody else is asked for.
fn asked(input: &Input) -> Filter {
    let mut filter = Filter::of(input);
    filter.who = filter.who.or(Some(Who::First));
    filter
}

pub(crate) async fn show(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    list(&at, &context, &input, None).await
}

async fn list(
    at: &At<ActivationCodes>,
    context: &Context,
    input: &Input,
    refused: Option<&'static str>,
) -> Result<Response> {
    let filter = asked(input);
    let rows = looked(context, at, "génération").await?;
    let found: Vec<&Row> = rows.iter().filter(|row| filter.takes(row)).collect();
    let choices = choices(context, at).await?;
    let (shown, paging) = page(&found, input, HREF, &filter.fields());
    let fields = Fields {
        href: HREF,
        anybody: false,
        access: true,
        more: html! {},
    };
    let body = html! {
        (filters(fields, &choices, &filter))
        (form(&filter, &found, shown, input))
        (paging)
    };
    let status = if refused.is_some() {
        Invalid::STATUS
    } else {
        StatusCode::OK
    };
    Page::new(at, "Générer des codes")
        .under("teleservices", HREF)
        .intro("Un code par responsable et par élève. Rien n'est envoyé : vous notifierez les codes ensuite.")
        .notice(refused.map(Notice::warning))
        .status(status)
        .show(context, body)
        .await
}

fn form(filter: &Filter, found: &[&Row], shown: &[&Row], input: &Input) -> Markup {
    let able = found.iter().filter(|row| row.may_have_one()).count() as u64;
    let form = Form::post(
        HREF,
        html! {
            (Table::new("Codes à générer")
                .columns([Column::new("Élève"), Column::new("Division"), Column::new("Pour"),
                    Column::new("État du code")])
                .select(PAIR)
                .empty(Empty::new("Personne ne correspond").icon(Icon::KeyRound)
                    .why("Tous ont peut-être déjà un code : choisissez « Tous » sous « Accès »."))
                .rows(shown.iter(), |line, row| {
                    let name = row.pupil.list_name();
                    if row.may_have_one() {
                        let about = format!("{}, pour {name}", row.holder_name());
                        line.select(&row.pair.to_string(), &about, input.all(PAIR).any(|id| id == row.pair.to_string()));
                    }
                    line.head(&name);
                    line.cell(row.pupil.division.as_deref().unwrap_or("sans classe"));
                    line.cell(html! { (row.holder_name()) " (" (row.quality()) ")" });
                    line.cell(tag(row));
                }))
            @if able > 0 {
                (selection_of_all(PAIR, "portee", "tout", able,
                    &format!("Sélectionner {}", fr::plural(able, "code trouvé", "codes trouvés"))))
                (selection_count(PAIR, 0, "code sélectionné", "codes sélectionnés"))
                (main_action(Button::primary("Générer les codes").icon(Icon::KeyRound)))
            }
        },
    );
    let fields = filter.fields();
    let form = fields
        .iter()
        .fold(form, |form, (name, value)| form.hidden(name, value));
    let form_id = FormId::of(input).0.to_string();
    html! { (form.hidden(FormId::FIELD, &form_id)) }
}

/// The pairs of a form that may have a code: the ticked ones, or all that were found.
fn chosen<'r>(rows: &'r [Row], filter: &Filter, input: &Input) -> Vec<&'r Row> {
    let ticked: HashSet<&str> = input.all(PAIR).collect();
    let all = input.text("portee") == "tout";
    let takes = |row: &&Row| match all {
        true => filter.takes(row),
        false => ticked.contains(row.pair.to_string().as_str()),
    };
    rows.iter()
        .filter(takes)
        .filter(|row| row.may_have_one())
        .collect()
}

pub(crate) async fn submit(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let filter = asked(&input);
    let rows = looked(&context, &at, "génération").await?;
    let chosen = chosen(&rows, &filter, &input);
    if chosen.is_empty() {
        if input.is_ticked(PAIR)
            && !input
                .all(PAIR)
                .any(|id| rows.iter().any(|row| row.pair.to_string() == id))
        {
            return Err(Error::NotFound);
        }
        let why = "Cochez au moins une ligne. Les familles qui refusent et les codes désactivés sont laissés.";
        return list(&at, &context, &input, Some(why)).await;
    }
    let (with, without): (Vec<&Row>, Vec<&Row>) = chosen.iter().partition(|row| row.code.is_some());
    if !with.is_empty() && !input.is_ticked("averti") {
        return warn(&at, &context, &input, &filter, &with, without.len() as u64).await;
    }
    let again: HashSet<&str> = input.all(AGAIN).collect();
    let all_again = input.text("portee_remplacer") == "tout";
    let mut wanted: Vec<Wanted> = without.iter().map(|row| (row.pair, None)).collect();
    let replaced = with
        .iter()
        .filter(|row| all_again || again.contains(row.pair.to_string().as_str()));
    wanted.extend(replaced.map(|row| (row.pair, row.code.as_ref().map(|code| code.id))));
    let (form, now) = (FormId::of(&input), context.clock.now());
    let id = in_write!(context.db, Error, |tx| {
        Ok(batches::generation(tx, &at, form, &wanted, now).await?)
    })?;
    Ok(see_other(batch::href(id)))
}

/// Those that have a code are named, and made anew only if they are ticked here.
async fn warn(
    at: &At<ActivationCodes>,
    context: &Context,
    input: &Input,
    filter: &Filter,
    with: &[&Row],
    without: u64,
) -> Result<Response> {
    let shown = &with[..with.len().min(super::SHOWN)];
    let count = with.len() as u64;
    let form_id = FormId::of(input).0.to_string();
    let fields = filter.fields();
    let mut form = Form::post(
        HREF,
        html! {
            (Table::new("Codes à remplacer")
                .columns([Column::new("Élève"), Column::new("Pour"), Column::new("État du code")])
                .select(AGAIN)
                .rows(shown, |line, row| {
                    let name = row.pupil.list_name();
                    line.select(&row.pair.to_string(), &format!("{}, pour {name}", row.holder_name()), false);
                    line.head(&name);
                    line.cell(html! { (row.holder_name()) " (" (row.quality()) ")" });
                    line.cell(tag(row));
                }))
            @if with.len() > shown.len() {
                (selection_of_all(AGAIN, "portee_remplacer", "tout", count,
                    &format!("Remplacer les {} codes", fr::number(count))))
            }
            (main_action(html! {
                (Button::primary("Générer les codes").icon(Icon::KeyRound))
                (Button::secondary("Revenir à la liste").href(HREF))
            }))
        },
    );
    for (name, value) in &fields {
        form = form.hidden(name, value);
    }
    for pair in input.all(PAIR) {
        form = form.hidden(PAIR, pair);
    }
    let form = form
        .hidden("portee", input.text("portee"))
        .hidden("averti", "1")
        .hidden(FormId::FIELD, &form_id);
    let title = fr::plural(
        count,
        "responsable ou élève a déjà un code",
        "responsables ou élèves ont déjà un code",
    );
    let body = html! {
        (Alert::warning(&title).body(html! {
            (p("Un code remplacé ne sert plus : la page de cet élève se ferme à cette personne jusqu'à ce qu'elle \
                tape le nouveau. Cochez seulement ceux qu'il faut remplacer ; les autres restent comme ils sont."))
            @if without > 0 {
                (p(format!("{} en plus, pour qui n'en a pas.", fr::plural(without, "code sera généré", "codes seront générés"))))
            }
        }))
        (form)
    };
    Page::new(at, "Remplacer des codes")
        .under("teleservices", HREF)
        .from("Générer des codes", HREF)
        .show(context, body)
        .await
}
