//! The code of one person for one pupil: where it stands, what happened to it, what can be done.

use super::{
    batch,
    list::{HREF, tag},
    looked, notification,
};
use crate::{
    model::codes::{CodeRow, CodeState, Means, Pair, RequestKind, Row, Who},
    recheck::SERVICE,
    store::codes::{
        batch as batches, change, make,
        past::{Event, events},
        request::{self, Request},
        sending,
    },
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use db::in_write;
use education::{Account, Id, Zone};
use frame::Page;
use identity::{ActivationCodes, At};
use maud::{Markup, html};
use std::collections::HashMap;
use ui::{
    Button, Choices, ErrorSummary, Field, Form, Icon, Notice, Timeline, Tone, button_bar,
    definitions, fr, list, muted, p, post_button, section,
};
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

pub(super) fn href(pair: Pair) -> String {
    format!("/teleservices/codes/paires/{pair}")
}

/// The field of the code that was seen: what was made anew since is left.
const SEEN: &str = "code";

async fn find(context: &Context, at: &At<ActivationCodes>, text: &str) -> Result<(Vec<Row>, Row)> {
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

async fn page(
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

fn seen(input: &Input) -> Option<Id<CodeRow>> {
    input.text(SEEN).parse().ok()
}

fn back(pair: Pair, done: &str) -> Response {
    see_other(format!("{}?fait={done}", href(pair)))
}

pub(crate) async fn regenerate(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    Path(pair): Path<String>,
    input: Input,
) -> Result<Response> {
    let (_, row) = find(&context, &at, &pair).await?;
    let (wanted, now) = ([(row.pair, seen(&input))], context.clock.now());
    let made = in_write!(context.db, Error, |tx| {
        let made = make::make(tx, &at, &context.keys, &wanted, now).await?;
        if made.contains_key(&row.pair) {
            let line = audit::Line::new(at.actor(), "codes.generated").on("pupil", row.pair.pupil);
            audit::note(tx, now, &line.detail("1")).await?;
        }
        Ok(made.contains_key(&row.pair))
    })?;
    Ok(back(row.pair, if made { "regeneration" } else { "change" }))
}

pub(crate) async fn disable(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    Path(pair): Path<String>,
    input: Input,
) -> Result<Response> {
    let (_, row) = find(&context, &at, &pair).await?;
    let (now, seen) = (context.clock.now(), seen(&input));
    let done = in_write!(context.db, Error, |tx| {
        match seen {
            Some(seen) => change::disable(tx, &at, &context.keys, row.pair, seen, now).await,
            None => Ok(false),
        }
    })?;
    Ok(back(
        row.pair,
        if done { "desactivation" } else { "change" },
    ))
}

pub(crate) async fn enable(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    Path(pair): Path<String>,
) -> Result<Response> {
    let (_, row) = find(&context, &at, &pair).await?;
    let now = context.clock.now();
    let done = in_write!(context.db, Error, |tx| {
        change::enable(tx, &at, row.pair, now).await
    })?;
    Ok(back(row.pair, if done { "reactivation" } else { "change" }))
}

pub(crate) async fn request(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    Path(pair): Path<String>,
    input: Input,
) -> Result<Response> {
    let (_, row) = find(&context, &at, &pair).await?;
    let mut invalid = Invalid::default();
    let kind = invalid.check(
        "demande",
        RequestKind::try_from(input.text("demande").to_owned()),
    );
    let note = input.text("note");
    if note.chars().count() > 200 {
        invalid.add("note", "Écrivez au plus 200 caractères.");
    }
    let (Some(kind), true) = (kind, invalid.is_empty()) else {
        return page(&at, &context, &row, &input, &invalid).await;
    };
    let (form, now) = (FormId::of(&input), context.clock.now());
    let of = (row.pair, row.code.as_ref().map(|code| code.id));
    in_write!(context.db, Error, |tx| {
        request::add(tx, &at, &context.keys, form, of, (kind, note), now).await
    })?;
    Ok(back(row.pair, "demande"))
}

pub(crate) async fn notify(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    Path(pair): Path<String>,
    input: Input,
) -> Result<Response> {
    let (rows, row) = find(&context, &at, &pair).await?;
    let means = Means::from_code(input.text("moyen")).unwrap_or_default();
    let found = notification::of_pair(&rows, row.pair, means);
    let mut invalid = Invalid::default();
    match found.first().map(|one| &one.way) {
        Some(Ok(_)) => {}
        Some(Err(why)) => invalid.add("moyen", format!("Choisissez un autre moyen : {why}.")),
        None => return Ok(back(row.pair, "change")),
    }
    if !invalid.is_empty() {
        return page(&at, &context, &row, &input, &invalid).await;
    }
    let chosen: Vec<_> = found.iter().collect();
    let (sendings, pupils) = notification::sendings(&chosen, means);
    let (form, now) = (FormId::of(&input), context.clock.now());
    let id = in_write!(context.db, Error, |tx| {
        let both = (sendings.as_slice(), pupils.as_slice());
        Ok(batches::notification(tx, &at, form, (means, false), both, now).await?)
    })?;
    Ok(see_other(batch::href(id)))
}
