//! « Notifier des codes »: « Afficher » shows to whom, by which means, and who cannot be reached; « Envoyer »
//! or « Éditer » acts.

use super::{
    batch,
    filters::{Fields, choices, filters, page},
    looked,
};
use crate::{
    model::codes::{Access, Filter, Means, Recipient, Row, Who, recipients},
    store::codes::{batch as batches, sending::NewSending},
};
use axum::{extract::State, http::StatusCode, response::Response};
use db::in_write;
use frame::Page;
use identity::{ActivationCodes, At};
use maud::{Markup, html};
use std::collections::{BTreeMap, HashSet};
use ui::{
    Alert, Button, Column, Empty, Form, Icon, Notice, Select, Table, fr, main_action, p, section,
    selection_count, selection_of_all,
};
use uuid::Uuid;
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/teleservices/codes/notification";
/// The box of somebody to whom codes go.
const TO: &str = "destinataire";

/// What a form asks: whom, by which means, and whether those who were told are told again.
struct Asked {
    filter: Filter,
    means: Means,
    again: bool,
}

impl Asked {
    fn of(input: &Input) -> Self {
        let filter = Filter::of(input);
        let who = filter.who.unwrap_or_default();
        let means = Means::from_code(input.text("moyen")).unwrap_or_default();
        Self {
            filter: Filter {
                who: Some(who),
                access: Access::All,
                ..filter
            },
            means: if who.means().contains(&means) {
                means
            } else {
                Means::default()
            },
            again: input.text("etat") == "tous",
        }
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = self.filter.fields();
        fields.push(("moyen", self.means.code().to_owned()));
        let state = if self.again { "tous" } else { "a-notifier" };
        fields.push(("etat", state.to_owned()));
        fields
    }

    fn recipients<'r>(&self, rows: &'r [Row]) -> Vec<Recipient<'r>> {
        recipients(rows, |row| self.filter.takes(row), self.means, self.again)
    }
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
    let asked = Asked::of(input);
    let rows = looked(context, at, "notification").await?;
    let all = asked.recipients(&rows);
    let (reached, lost): (Vec<_>, Vec<_>) = all.iter().partition(|one| one.way.is_ok());
    let choices = choices(context, at).await?;
    let mute = asked.means == Means::Sms
        && !messaging::can_send(&mut context.db.read().await?, at.school()).await?;
    let (shown, paging) = page(&reached, input, HREF, &asked.fields());
    let means = Means::ALL.map(|means| (means.code(), means.label()));
    let more = html! {
        (Select::new("moyen", "Par").options(means).selected(asked.means.code()))
        (Select::new("etat", "Codes").options([("a-notifier", "Pas encore notifiés"),
            ("tous", "Tous : un nouveau code à qui en a déjà reçu un")])
            .selected(if asked.again { "tous" } else { "a-notifier" }))
    };
    let fields = Fields {
        href: HREF,
        anybody: false,
        access: false,
        more,
    };
    let body = html! {
        (filters(fields, &choices, &asked.filter))
        @if mute {
            (Alert::warning("L'établissement n'a pas encore de fournisseur de SMS").body(p("Les SMS attendraient : \
                choisissez un autre moyen, ou demandez à la direction de régler l'envoi des SMS.")))
        }
        @if asked.again {
            (Alert::warning("Les codes déjà notifiés seront remplacés").body(p("Ceux qui ont reçu un code et ne \
                l'ont pas encore utilisé en recevront un autre ; le premier ne servira plus.")))
        }
        (form(&asked, &reached, shown, input))
        (paging)
        @if !lost.is_empty() { (unreached(&lost)) }
    };
    let status = if refused.is_some() {
        Invalid::STATUS
    } else {
        StatusCode::OK
    };
    Page::new(at, "Notifier des codes")
        .under("teleservices", HREF)
        .intro("Un message par personne, avec un code par enfant de l'établissement.")
        .notice(refused.map(Notice::warning))
        .status(status)
        .show(context, body)
        .await
}

fn children(one: &Recipient<'_>) -> String {
    let names: Vec<String> = one.rows.iter().map(|row| row.pupil.list_name()).collect();
    fr::list(&names)
}

fn form(
    asked: &Asked,
    found: &[&Recipient<'_>],
    shown: &[&Recipient<'_>],
    input: &Input,
) -> Markup {
    let total = found.len() as u64;
    let act = match asked.means.is_paper() {
        true => Button::primary("Éditer").icon(Icon::Printer),
        false => Button::primary("Envoyer").icon(Icon::Send),
    };
    let form = Form::post(
        HREF,
        html! {
            (Table::new("À qui les codes sont notifiés")
                .columns([Column::new("Destinataire"), Column::new("Pour"), Column::number("Codes"),
                    Column::new("Adresse")])
                .select(TO)
                .empty(Empty::new("Aucun code à notifier ainsi").icon(Icon::Send)
                    .why("Générez d'abord des codes, ou changez le filtre."))
                .rows(shown.iter(), |line, one| {
                    let id = one.holder.to_string();
                    line.select(&id, &one.name, input.all(TO).any(|ticked| ticked == id));
                    line.head(&one.name);
                    line.cell(children(one));
                    line.cell(one.rows.len());
                    line.cell(one.way.as_ref().map(|way| way.shown()).unwrap_or_default());
                }))
            @if total > 0 {
                (selection_of_all(TO, "portee", "tout", total,
                    &format!("Sélectionner {}", fr::plural(total, "destinataire trouvé", "destinataires trouvés"))))
                (selection_count(TO, 0, "destinataire sélectionné", "destinataires sélectionnés"))
                (main_action(act))
            }
        },
    );
    let fields = asked.fields();
    let form = fields
        .iter()
        .fold(form, |form, (name, value)| form.hidden(name, value));
    let form_id = FormId::of(input).0.to_string();
    html! { (form.hidden(FormId::FIELD, &form_id)) }
}

fn unreached(lost: &[&Recipient<'_>]) -> Markup {
    let shown = &lost[..lost.len().min(super::SHOWN)];
    let title = fr::plural(
        lost.len() as u64,
        "personne ne peut pas être jointe ainsi",
        "personnes ne peuvent pas être jointes ainsi",
    );
    section(
        &title,
        html! {
            (Table::new("Qui ne peut pas être joint")
                .columns([Column::new("Destinataire"), Column::new("Pour"), Column::new("Pourquoi")])
                .rows(shown, |line, one| {
                    line.head(&one.name);
                    line.cell(children(one));
                    line.cell(one.way.as_ref().err().map_or("", String::as_str));
                }))
            @if lost.len() > shown.len() { (p("Les premières sont montrées : précisez le filtre pour les autres.")) }
        },
    )
}

pub(crate) async fn submit(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let asked = Asked::of(&input);
    let rows = looked(&context, &at, "notification").await?;
    let all = asked.recipients(&rows);
    let ticked: HashSet<&str> = input.all(TO).collect();
    let everybody = input.text("portee") == "tout";
    let chosen: Vec<&Recipient<'_>> = all
        .iter()
        .filter(|one| everybody || ticked.contains(one.holder.to_string().as_str()))
        .collect();
    if !everybody
        && !ticked.is_empty()
        && !ticked
            .iter()
            .any(|id| rows.iter().any(|row| row.pair.holder.to_string() == *id))
    {
        return Err(Error::NotFound);
    }
    if !chosen.iter().any(|one| one.way.is_ok()) {
        return list(
            &at,
            &context,
            &input,
            Some("Cochez au moins un destinataire."),
        )
        .await;
    }
    let (sendings, pupils) = sendings(&chosen, asked.means);
    let (form, now) = (FormId::of(&input), context.clock.now());
    let how = (asked.means, asked.again);
    let id = in_write!(context.db, Error, |tx| {
        Ok(batches::notification(tx, &at, form, how, (&sendings, &pupils), now).await?)
    })?;
    Ok(see_other(batch::href(id)))
}

/// One message each; of sheets, one a class, with the pupils that are on it.
pub(super) fn sendings(chosen: &[&Recipient<'_>], means: Means) -> (Vec<NewSending>, Vec<Uuid>) {
    let division = |one: &Recipient<'_>| one.rows[0].pupil.division.clone().unwrap_or_default();
    if means == Means::Sheet {
        let reached = chosen.iter().filter(|one| one.way.is_ok());
        let classes: BTreeMap<String, String> = reached
            .clone()
            .map(|one| (education::sort_key(&division(one)), division(one)))
            .collect();
        let sheets = classes.into_values().map(|division| NewSending {
            holder: None,
            label: format!("Feuille de la {division}"),
            division,
            left: None,
        });
        return (sheets.collect(), reached.map(|one| one.holder).collect());
    }
    let sendings = chosen.iter().map(|one| NewSending {
        holder: Some(one.holder),
        label: one.name.clone(),
        division: division(one),
        left: one.way.as_ref().err().cloned(),
    });
    (sendings.collect(), Vec::new())
}

/// Who a pair's page tells about it: its holder alone.
pub(super) fn of_pair<'r>(
    rows: &'r [Row],
    pair: crate::model::codes::Pair,
    means: Means,
) -> Vec<Recipient<'r>> {
    let who = if pair.guardian().is_none() {
        Who::Pupil
    } else {
        Who::First
    };
    match who.means().contains(&means) {
        true => recipients(rows, |row| row.pair == pair, means, false),
        false => Vec::new(),
    }
}
