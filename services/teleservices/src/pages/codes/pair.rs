//! The code of one person for one pupil: where it stands, what happened to it, what can be done.

use super::{
    list::{HREF, tag},
    looked,
};
use crate::{
    model::codes::{CodeState, Means, Pair, RequestKind, Row, Who},
    recheck::SERVICE,
    store::codes::{
        past::{Event, events},
        request::{self, Request},
        sending,
    },
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use education::{Account, Id, Zone};
use frame::Page;
use identity::{ActivationCodes, At};
use maud::{Markup, html};
use std::collections::HashMap;
use ui::{
    Button, Choices, ErrorSummary, Field, Form, Icon, Notice, Timeline, Tone, button_bar,
    definitions, fr, list, muted, p, post_button, section,
};
use web::{Context, Error, FormId, Input, Invalid, Result};

pub(super) fn href(pair: Pair) -> String {
    format!("/teleservices/codes/paires/{pair}")
}

/// The field of the code that was seen: what was made anew since is left.
pub(super) const SEEN: &str = "code";

pub(super) async fn find(
    context: &Context,
    at: &At<ActivationCodes>,
    text: &str,
) -> Result<(Vec<Row>, Row)> {
    let pair: Pair = text.parse().map_err(|()| Error::NotFound)?;
    let rows = looked(context, at, "fiche").await?;
    let row = rows.iter().find(|row| row.pair == pair).cloned();
    let row = row.ok_or(Error::NotFound)?;
    Ok((rows, row))
}

pub(crate) async fn show(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    Path(pair): Path<String>,
    input: Input,
) -> Result<Response> {
    let (_, row) = find(&context, &at, &pair).await?;
    page(&at, &context, &row, &input, &Invalid::default()).await
}

pub(super) async fn page(
    at: &At<ActivationCodes>,
    context: &Context,
    row: &Row,
    input: &Input,
    invalid: &Invalid,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let past = events(&mut read, at, row.pair).await?;
    let requests = request::of_pair(&mut read, at, row.pair).await?;
    let accounts: Vec<Id<Account>> = past.iter().filter_map(|event| event.account).collect();
    let names = identity::names_of(&mut read, &accounts).await?;
    let told = match row.code.as_ref().and_then(|code| code.sending) {
        Some(id) => {
            let sent = messaging::about(&mut read, at, SERVICE, id).await?;
            sending::find(&mut read, at, id.into()).await?.map(|_| sent)
        }
        None => None,
    };
    drop(read);
    let zone = at.place().zone();
    let moment =
        |at: chrono::DateTime<chrono::Utc>| fr::moment(at.with_timezone(&zone.0).naive_local());
    let told = told.iter().flatten().map(|about| {
        let words = format!(
            "{}, {} : {}",
            about.medium.one(),
            moment(about.prepared_at),
            about.medium.state_label(about.state)
        );
        match &about.reason {
            Some(reason) => format!("{words} ({reason})"),
            None => words,
        }
    });
    let told: Vec<String> = told.collect();
    let until = row
        .code
        .as_ref()
        .filter(|code| code.state.waits())
        .map(|code| fr::date_full(code.expires_at.with_timezone(&zone.0).date_naive()));
    let errors = invalid
        .all()
        .iter()
        .map(|(field, text)| (*field, text.as_str()));
    let body = html! {
        (ErrorSummary::new(errors))
        (definitions([
            ("Élève", html! { (row.pupil.list_name()) " (" (row.pupil.division.as_deref().unwrap_or("sans classe")) ")" }),
            ("Pour", html! { (row.holder_name()) " (" (row.quality()) ")" }),
            ("État du code", tag(row)),
            ("Peut servir jusqu'au", html! { (until.as_deref().unwrap_or("–")) }),
        ]))
        @if !told.is_empty() { (section("Notification", list(told))) }
        (acts(row))
        (asks(row, input, invalid, &requests, zone))
        (history(&past, &names, zone))
    };
    let done = match input.text("fait") {
        "desactivation" => Some("Le code est désactivé."),
        "reactivation" => Some("Le code est réactivé."),
        "regeneration" => Some("Un nouveau code est généré : notifiez-le."),
        "demande" => Some("La demande est notée."),
        _ => None,
    };
    let notice = match input.text("fait") {
        "change" => Some(Notice::warning(
            "Ce code avait changé entre-temps : voici où il en est.",
        )),
        _ => done.map(Notice::success),
    };
    let status = match invalid.is_empty() {
        true => axum::http::StatusCode::OK,
        false => Invalid::STATUS,
    };
    Page::new(at, format!("Code de {}", row.holder_name()))
        .under("teleservices", HREF)
        .from("Chercher un code", HREF)
        .notice(notice)
        .status(status)
        .show(context, body)
        .await
}

/// What can be done with the code, as it stands.
fn acts(row: &Row) -> Markup {
    let address = |act: &str| format!("{}/{act}", href(row.pair));
    let seen = row
        .code
        .as_ref()
        .map_or(String::new(), |code| code.id.to_string());
    let seen = [(SEEN, seen.as_str())];
    let (state, may) = (row.state(), row.may_have_one());
    let make = if state.is_none() {
        "Générer un code"
    } else {
        "Régénérer"
    };
    let who = if row.guardian.is_none() {
        Who::Pupil
    } else {
        Who::First
    };
    let means = Choices::one("moyen", "Notifier par");
    let means = who.means().iter().fold(means, |choices, means| {
        choices.option(means.code(), means.label())
    });
    let form_id = FormId::new().0.to_string();
    html! {
        @if state == Some(CodeState::Generated) && may {
            (Form::post(&address("notification"), html! {
                (means.selected(Means::default().code()).inline())
                (button_bar(Button::primary("Notifier").icon(Icon::Send)))
            }).hidden(FormId::FIELD, &form_id))
        }
        @if state.is_some() && may {
            (muted("Régénérer garde le compte : la page de cet élève se ferme jusqu'à ce que le nouveau code soit tapé."))
        }
        (button_bar(html! {
            @if may {
                (post_button(&address("regeneration"), Button::secondary(make).icon(Icon::RefreshCw), &seen))
            }
            @if state.is_some_and(|state| state != CodeState::Disabled) {
                (post_button(&address("desactivation"), Button::danger("Désactiver"), &seen))
            }
            @if !may {
                (post_button(&address("reactivation"), Button::secondary("Réactiver").icon(Icon::RefreshCw), &[]))
            }
            (Button::tertiary("Retour à la liste").href(HREF))
        }))
    }
}

/// What the family asks.
fn asks(row: &Row, input: &Input, invalid: &Invalid, known: &[Request], zone: Zone) -> Markup {
    let kinds = Choices::one("demande", "Ce qu'elle demande");
    let kinds = RequestKind::ALL
        .iter()
        .fold(kinds, |kinds, kind| kinds.option(kind.code(), kind.label()));
    let form_id = FormId::of(input).0.to_string();
    let said = known.iter().map(|one| {
        let day = fr::date_short(one.asked_at.with_timezone(&zone.0).date_naive());
        let lifted = if one.lifted_at.is_some() {
            ", repris depuis"
        } else {
            ""
        };
        let note = if one.note.is_empty() {
            String::new()
        } else {
            format!(" : {}", one.note)
        };
        format!("{day}, {}{lifted}{note}", one.kind.label())
    });
    let said: Vec<String> = said.collect();
    section(
        "Demande de la famille",
        html! {
            @if !said.is_empty() { (list(said)) }
            (Form::post(&format!("{}/demandes", href(row.pair)), html! {
                (kinds.selected(input.text("demande"))
                    .error(invalid.on("demande")))
                (Field::text("note", "Précision").maxlength(200).value(input.text("note").to_owned())
                    .error(invalid.on("note")))
                (p("Un refus désactive le code, et aucun autre n'est fait jusqu'à « Réactiver »."))
                (button_bar(Button::secondary("Noter la demande").icon(Icon::Pencil)))
            }).hidden(FormId::FIELD, &form_id))
        },
    )
}

fn history(past: &[Event], names: &HashMap<Id<Account>, String>, zone: Zone) -> Markup {
    if past.is_empty() {
        return html! {};
    }
    let timeline = past.iter().fold(Timeline::new(), |timeline, event| {
        let by = match event.account {
            Some(account) => names.get(&account).map_or("", String::as_str),
            None => "de lui-même",
        };
        let at = fr::moment(event.at.with_timezone(&zone.0).naive_local());
        timeline.entry(Icon::KeyRound, Tone::Neutral, &at, event.act.label(), by)
    });
    section("Historique", timeline)
}
